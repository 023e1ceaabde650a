package dev.hardening.core.distributed;

import java.util.Locale;

/** What instances share, each with a policy of its own for the time without the server. */
public enum SharedRoom {
    /** The counts of limits. Goes on {@link FailurePolicy#LOCAL} unless told otherwise. */
    RATE_LIMIT("RATE_LIMIT", FailurePolicy.LOCAL, true),
    /**
     * The counts of failed log-ins. Goes on {@link FailurePolicy#LOCAL} unless told otherwise, and is never
     * {@link FailurePolicy#OPEN}.
     */
    LOCKOUT("LOGIN_BRUTE", FailurePolicy.LOCAL, false),
    /** Refresh families. {@link FailurePolicy#CLOSED} unless told otherwise, and never {@link FailurePolicy#OPEN}. */
    REFRESH("REFRESH", FailurePolicy.CLOSED, false),
    /** Ended tokens and sessions. {@link FailurePolicy#CLOSED} unless told otherwise. */
    REVOCATION("REVOCATION", FailurePolicy.CLOSED, true),
    /** Signatures that were taken. {@link FailurePolicy#CLOSED} unless told otherwise. */
    REPLAY("REPLAY", FailurePolicy.CLOSED, true);

    private final String prefix;
    private final FailurePolicy unlessTold;
    private final boolean canBeOpen;

    SharedRoom(String prefix, FailurePolicy unlessTold, boolean canBeOpen) {
        this.prefix = prefix;
        this.unlessTold = unlessTold;
        this.canBeOpen = canBeOpen;
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

    boolean canBeOpen() {
        return canBeOpen;
    }
}
