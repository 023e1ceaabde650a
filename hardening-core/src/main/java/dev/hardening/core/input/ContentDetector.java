package dev.hardening.core.input;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What finds, in one text, something that a browser could run. */
@FunctionalInterface
interface ContentDetector {

    /** The one detector that this room's rules ask. */
    ContentDetector ACTIVE =
            text -> text.toString().toLowerCase(Locale.ROOT).contains("<script") ? "a script element" : null;

    /** Returns what was found in some fixed words, or null. */
    @Nullable
    String find(CharSequence text);
}
