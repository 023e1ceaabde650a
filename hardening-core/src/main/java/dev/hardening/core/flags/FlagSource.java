package dev.hardening.core.flags;

import java.util.Locale;

/** Where the value of a flag comes from; the first that has one counts. */
public enum FlagSource {
    /** Somebody has set it while the application runs. */
    RUNTIME,
    /** The environment. */
    ENV,
    /** The declaration. */
    DEFAULT;

    /** Returns the word for the listing: {@code runtime}, {@code env} or {@code default}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
