package dev.hardening.core.distributed;

/** What a room does while the server that it shares with other instances does not answer; health is degraded then. */
public enum FailurePolicy {
    /** It goes on with what this instance knows, and counts alone. */
    LOCAL,
    /** It lets everything pass. */
    OPEN,
    /** It refuses with 503 and {@code STORE_UNAVAILABLE}. */
    CLOSED
}
