package dev.hardening.core.input;

import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds in the value of a field what a browser would run, were the value written into a page: as text of the body, as
 * the value of an attribute, quoted or not, or as the address of a link. The text is read as the tokenizer of HTML reads
 * it (WHATWG HTML 13.2.5), so that {@code a < b}, {@code List<String>} and {@code money=5} are what they look like.
 *
 * <p>The value is judged as it stands and as each decoder that an application may still apply would leave it: character
 * references, percent-encoding, the escapes of JSON and JavaScript, in any order up to three deep, and all of them at
 * once up to six deep. Characters that are dropped or replaced by lookalikes elsewhere (NUL, zero-width, full-width)
 * are folded for a judgement of their own. Each judgement is one pass, so that the cost grows with the length of the
 * text and not faster; a text of plain words and punctuation costs one pass and allocates nothing.
 *
 * <p>This is a net below the output encoding of an application, never its replacement: code that is not markup, such as
 * a template expression or the inside of a script, is not looked for.
 *
 * <p>Immutable and safe for any number of threads.
 */
public final class ActiveContent {

    private static final ActiveContent STANDARD = new ActiveContent(EnumSet.noneOf(Reason.class));

    /** What was found. The words for each are fixed and repeat nothing of the text. */
    public enum Reason {
        /** A {@code script} element, or the end of one, which leaves the script that the value stands in. */
        SCRIPT_ELEMENT("a script element"),

        /** An attribute such as {@code onclick} with something to run. */
        EVENT_HANDLER("an attribute that runs a script on an event"),

        /** An address of the scheme {@code javascript} or {@code vbscript}, or a {@code data} document that can run. */
        ACTIVE_URL("an address that runs a script"),

        /** An element that brings another document in: {@code iframe}, {@code object}, {@code embed}, {@code srcdoc}. */
        EMBEDDED_CONTENT("an element that embeds another document"),

        /** {@code base}, {@code meta} or {@code link} with an attribute: they change the page they stand in. */
        PAGE_ELEMENT("an element that changes the page itself"),

        /** A form with an attribute, or a {@code formaction}: what a user types would go elsewhere. */
        FORM("a form"),

        /** A {@code style} element, or a style that runs a script or loads one. */
        ACTIVE_STYLE("a style sheet, or a style that runs a script");

        private final String words;

        Reason(String words) {
            this.words = words;
        }

        /** Returns what was found, in a few words that are safe to send. */
        public String words() {
            return words;
        }
    }

    private final Set<Reason> ignored;

    private ActiveContent(EnumSet<Reason> ignored) {
        this.ignored = ignored;
    }

    /** Returns the detector that looks for every reason. */
    public static ActiveContent standard() {
        return STANDARD;
    }

    /**
     * Returns a detector like this one that lets content of a kind pass, for fields that are meant to hold it. The text
     * is still searched for all other kinds.
     */
    public ActiveContent unsafeIgnoring(Reason reason) {
        EnumSet<Reason> more = EnumSet.noneOf(Reason.class);
        more.addAll(ignored);
        more.add(Objects.requireNonNull(reason, "reason"));
        return new ActiveContent(more);
    }

    /** Tells whether the text holds active content; see {@link #find}. */
    public boolean isIn(CharSequence text) {
        return find(text) != null;
    }

    /**
     * Returns why a browser would run something of this text, or null if it would run nothing. Where there are several
     * reasons, which of them is returned is not defined. Never throws, whatever the text is.
     */
    public @Nullable Reason find(CharSequence text) {
        int traits = TextTraits.of(text);
        if (TextTraits.isHarmless(traits)) {
            return null;
        }
        return new DecodedLayers(ignored).find(text.toString(), traits);
    }
}
