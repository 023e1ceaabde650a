package dev.hardening.core.input;

/** What kinds of characters a text has: one cheap pass decides which of the dearer ones are needed. */
final class TextTraits {

    static final int LESS_THAN = 1;
    static final int AMPERSAND = 1 << 1;
    static final int PERCENT = 1 << 2;
    static final int BACKSLASH = 1 << 3;
    static final int COLON = 1 << 4;
    static final int EQUALS = 1 << 5;
    static final int FOLDABLE = 1 << 6;

    /** Active content needs a tag, an attribute or an address, or a way to write one of their characters. */
    private static final int NEEDED = LESS_THAN | AMPERSAND | PERCENT | BACKSLASH | COLON | EQUALS | FOLDABLE;

    private static final byte[] TRAITS = new byte[128];

    static {
        TRAITS['<'] = LESS_THAN;
        TRAITS['&'] = AMPERSAND;
        TRAITS['%'] = PERCENT;
        TRAITS['\\'] = BACKSLASH;
        TRAITS[':'] = COLON;
        TRAITS['='] = EQUALS;
        for (char c = 0; c < TRAITS.length; c++) {
            if (Lookalikes.isFoldable(c)) {
                TRAITS[c] = FOLDABLE;
            }
        }
    }

    private TextTraits() {}

    static int of(CharSequence text) {
        int traits = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 128) {
                traits |= TRAITS[c];
            } else if (Lookalikes.isFoldable(c)) {
                traits |= FOLDABLE;
            }
        }
        return traits;
    }

    static boolean isHarmless(int traits) {
        return (traits & NEEDED) == 0;
    }

    static boolean has(int traits, int trait) {
        return (traits & trait) != 0;
    }
}
