package dev.hardening.core.input;

/**
 * Control characters (Unicode category Cc) in texts. A line feed, a carriage return and a tab are none in a text of
 * several lines.
 */
final class Cleaning {

    private static final int FIRST_PLAIN = 0x20;
    private static final int DELETE = 0x7F;
    private static final int LAST_C1 = 0x9F;

    private Cleaning() {}

    /** Returns the index of the first control character, or -1. */
    static int firstControl(String text, boolean singleLine) {
        for (int i = 0; i < text.length(); i++) {
            if (isControl(text.charAt(i), singleLine)) {
                return i;
            }
        }
        return -1;
    }

    /**
     * Returns the text without control characters; the text itself when there is nothing to do. Carriage returns go
     * too: a line ends with a line feed. In a single line, line breaks and tabs become blanks, so that no two words
     * grow together.
     */
    static String withoutControls(String text, boolean singleLine) {
        int first = firstControl(text, singleLine);
        int carriage = text.indexOf('\r');
        if (first < 0 && carriage < 0) {
            return text;
        }
        int start = first < 0 ? carriage : carriage < 0 ? first : Math.min(first, carriage);
        StringBuilder kept = new StringBuilder(text.length()).append(text, 0, start);
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' || c == '\t') {
                kept.append(singleLine ? ' ' : c);
            } else if (c != '\r' && !isControl(c, true)) {
                kept.append(c);
            }
        }
        return kept.toString();
    }

    private static boolean isControl(char c, boolean singleLine) {
        if (c < FIRST_PLAIN) {
            return singleLine || (c != '\n' && c != '\t' && c != '\r');
        }
        return c >= DELETE && c <= LAST_C1;
    }
}
