package dev.hardening.core.distributed;

import java.util.Locale;

/** What instances share, each with a policy of its own for the time without the server. */
public enum SharedRoom {
    /** The counts of limits. Goes on {@link FailurePolicy#LOCAL} unless told otherwise. */
    RATE_LIMIT("RATE_LIMIT", FailurePolicy.LOCAL),
    /** The counts of failed log-ins. Goes on {@link FailurePolicy#LOCAL} unless told otherwise. */
    LOCKOUT("LOGIN_BRUTE", FailurePolicy.LOCAL),
    /** Refresh families. {@link FailurePolicy#CLOSED} unless told otherwise, and never {@link FailurePolicy#OPEN}. */
    REFRESH("REFRESH", FailurePolicy.CLOSED),
    /** Ended tokens and sessions. {@link FailurePolicy#CLOSED} unless told otherwise. */
    REVOCATION("REVOCATION", FailurePolicy.CLOSED),
    /** Signatures that were taken. {@link FailurePolicy#CLOSED} unless told otherwise. */
    REPLAY("REPLAY", FailurePolicy.CLOSED);

    private final String prefix;
    private final FailurePolicy unlessTold;

    SharedRoom(String prefix, FailurePolicy unlessTold) {
        this.prefix = prefix;
        this.unlessTold = unlessTold;
    }

    /** Returns the word for this room in meters and in logs. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    String prefix() {
        return prefix;
    }

    FailurePolicy unlessTold() {
        return unlessTold;
    }
}
