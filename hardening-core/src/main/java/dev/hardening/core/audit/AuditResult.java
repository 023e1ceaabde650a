package dev.hardening.core.audit;

import java.util.Locale;

/** How something ended. */
public enum AuditResult {
    /** It was done. */
    SUCCESS,
    /** It was not allowed. */
    DENIED,
    /** It was allowed and did not work. */
    FAILURE;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** Returns the word that stands in a record. */
    public String word() {
        return word;
    }
}
