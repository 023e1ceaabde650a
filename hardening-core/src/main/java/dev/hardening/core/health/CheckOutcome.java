package dev.hardening.core.health;

import org.jspecify.annotations.Nullable;

/**
 * How one run ended.
 *
 * @param reason why the dependency counts as down, or null when it works
 * @param cause the class of what was thrown, for the log
 * @param detail what the check said, or null
 * @param nanos how long it took
 */
record CheckOutcome(
        @Nullable String reason,
        @Nullable String cause,
        @Nullable String detail,
        long nanos) {

    /** What is said of a dependency before its first run has ended. */
    static final CheckOutcome UNKNOWN = new CheckOutcome("unknown", null, null, 0);

    private static final String FAILED = "failed";
    private static final String TIMEOUT = "timeout";

    static CheckOutcome healthy(@Nullable String detail, long nanos) {
        String text = detail;
        if (text != null && text.length() > DependencyHealth.LONGEST_DETAIL) {
            text = text.substring(0, DependencyHealth.LONGEST_DETAIL);
        }
        return new CheckOutcome(null, null, text, nanos);
    }

    static CheckOutcome failed(Throwable thrown, long nanos) {
        return new CheckOutcome(FAILED, thrown.getClass().getName(), null, nanos);
    }

    static CheckOutcome timeout(long nanos) {
        return new CheckOutcome(TIMEOUT, null, null, nanos);
    }

    boolean isHealthy() {
        return reason == null;
    }

    /** Tells whether a run has ended. */
    boolean isKnown() {
        return isHealthy() || isTimeout() || FAILED.equals(reason);
    }

    boolean isTimeout() {
        return TIMEOUT.equals(reason);
    }
}
