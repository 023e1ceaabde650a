package dev.hardening.core.settings;

/** How strictly the service is meant to run. */
public enum RunMode {
    /** Real users: nothing is relaxed. */
    PRODUCTION,
    /** A developer's machine: named rules are relaxed, each with a warning. */
    DEVELOPMENT,
    /** Automated tests: as development. */
    TEST;

    /** Tells whether this is {@link #PRODUCTION}. */
    public boolean isProduction() {
        return this == PRODUCTION;
    }
}
