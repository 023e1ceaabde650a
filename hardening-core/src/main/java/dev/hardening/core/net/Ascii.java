package dev.hardening.core.net;

/** Character classes and numbers of ASCII only: no other script's digits or letters ever count. */
final class Ascii {

    private Ascii() {}

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    static boolean isUpper(char c) {
        return c >= 'A' && c <= 'Z';
    }

    static boolean isLetterOrDigit(char c) {
        return isDigit(c) || isUpper(c) || (c >= 'a' && c <= 'z');
    }

    /** The value of a hexadecimal digit, or -1. */
    static int hex(char c) {
        if (isDigit(c)) {
            return c - '0';
        }
        int lower = c | 0x20;
        return c < 0x80 && lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }

    /** A decimal number without sign or leading zero, not above {@code most}; otherwise -1. */
    static int decimal(CharSequence text, int from, int to, int most) {
        if (from >= to || to - from > 5 || (text.charAt(from) == '0' && to - from > 1)) {
            return -1;
        }
        int value = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (!isDigit(c)) {
                return -1;
            }
            value = value * 10 + (c - '0');
        }
        return value <= most ? value : -1;
    }

    static String lower(CharSequence text, int from, int to) {
        int upper = from;
        while (upper < to && !isUpper(text.charAt(upper))) {
            upper++;
        }
        if (upper == to) {
            return text.subSequence(from, to).toString();
        }
        StringBuilder lower = new StringBuilder(to - from);
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            lower.append(isUpper(c) ? (char) (c + ('a' - 'A')) : c);
        }
        return lower.toString();
    }

    static int indexOf(CharSequence text, char wanted, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text.charAt(i) == wanted) {
                return i;
            }
        }
        return -1;
    }

    static boolean has(CharSequence text, char wanted) {
        return indexOf(text, wanted, 0, text.length()) >= 0;
    }
}
