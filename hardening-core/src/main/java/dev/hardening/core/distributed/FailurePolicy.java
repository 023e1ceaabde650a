package dev.hardening.core.distributed;

/** What a room does while the server that it shares with other instances does not answer. */
public enum FailurePolicy {
    /** It goes on with what this instance knows and counts alone, and the health report says {@code degraded}. */
    LOCAL,
    /** It lets everything pass. */
    OPEN,
    /** It refuses with 503 and {@code STORE_UNAVAILABLE}. */
    CLOSED
}
