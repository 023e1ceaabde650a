package dev.hardening.core.firewall;

/** Reads what percent escapes stand for: one character of UTF-8 at a time, strictly (RFC 3629 section 3). */
final class PercentEscape {

    private static final int ONE = 3;

    private PercentEscape() {}

    /**
     * Returns the code point whose escapes begin at the place, or -1 when they are none: cut off, not hexadecimal, a
     * lone or missing continuation, longer than needed, a surrogate, or beyond Unicode.
     */
    static int codePoint(String text, int at) {
        int first = octet(text, at);
        if (first < 0x80) {
            return first;
        }
        if (first < 0xC2 || first > 0xF4) {
            return -1;
        }
        int more = first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
        int point = first & (0x3F >> more);
        for (int i = 1; i <= more; i++) {
            int next = octet(text, at + i * ONE);
            if (next < 0x80 || next > 0xBF) {
                return -1;
            }
            point = point << 6 | (next & 0x3F);
        }
        boolean overlong = point < 0x800 ? more > 1 : point < 0x10000 && more > 2;
        boolean surrogate = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
        return overlong || surrogate || point > Character.MAX_CODE_POINT ? -1 : point;
    }

    /** Returns how many bytes of UTF-8 the code point takes. */
    static int bytes(int point) {
        return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    }

    /** Returns how many characters its escapes take. */
    static int width(int point) {
        return ONE * bytes(point);
    }

    /** Tells whether two hexadecimal digits stand at the place, each as it is or as an escape of its own. */
    static boolean isHexPair(String text, int at) {
        int first = hexWidth(text, at);
        return first > 0 && hexWidth(text, at + first) > 0;
    }

    private static int hexWidth(String text, int at) {
        if (at < text.length() && text.charAt(at) != '%') {
            return digit(text.charAt(at)) < 0 ? 0 : 1;
        }
        int octet = octet(text, at);
        return octet >= 0 && digit((char) octet) >= 0 ? ONE : 0;
    }

    private static int octet(String text, int at) {
        if (at + ONE > text.length() || text.charAt(at) != '%') {
            return -1;
        }
        int high = digit(text.charAt(at + 1));
        int low = digit(text.charAt(at + 2));
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    /** Character.digit takes the digits of every script. */
    private static int digit(char c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        int letter = c | 0x20;
        return c < 0x80 && letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
    }
}
