package dev.hardening.core.lockout;

/** What happens while a shared store cannot count. There is no word for letting everybody guess. */
public enum StoreFailure {
    /** Each process counts for itself. */
    LOCAL,
    /** Nobody logs in: 503. */
    CLOSED
}
