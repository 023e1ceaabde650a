package dev.hardening.core.cli;

/** One thing to look at. */
@FunctionalInterface
interface Check {

    /** Looks, and throws when the service cannot be asked, which counts as a failure. */
    Finding run(Subject subject) throws WebFailure;

    /** Looks at the service itself. */
    @FunctionalInterface
    interface OfService {
        Finding run(WebProbe probe) throws WebFailure;
    }
}
