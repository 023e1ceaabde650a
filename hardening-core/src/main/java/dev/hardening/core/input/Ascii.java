package dev.hardening.core.input;

/** The classes of ASCII characters that the grammars of the web are written in; no locale has a say. */
final class Ascii {

    private Ascii() {}

    static boolean isLetter(char c) {
        char lower = (char) (c | 0x20);
        return lower >= 'a' && lower <= 'z' && c < 0x80;
    }

    static boolean isLetterOrDigit(char c) {
        return isLetter(c) || (c >= '0' && c <= '9');
    }

    static char lower(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c | 0x20) : c;
    }

    /** Returns the value of a hexadecimal digit, or -1. */
    static int hex(char c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }

    /** Tells whether the text has this word, which is in lower case, at the index; the case of the text does not count. */
    static boolean hasAt(CharSequence text, int start, int end, String word) {
        if (start < 0 || end - start < word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (lower(text.charAt(start + i)) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
