package dev.hardening.core.settings;

/** What a problem does to the start. */
public enum Severity {
    /** The service starts and says so; with {@code HARDENING_STRICT=true} it does not start. */
    WARN,

    /** The service does not start. */
    REFUSE
}
