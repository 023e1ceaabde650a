package dev.hardening.core.net;

import java.util.Arrays;

/** Character classes and numbers of ASCII only: no other script's digits or letters ever count. */
final class Ascii {

    /** A table: no branch predictor guesses whether the next digit is a letter, and a wrong guess costs more than a load. */
    private static final byte[] HEX = new byte[128];

    static {
        Arrays.fill(HEX, (byte) -1);
        for (int value = 0; value < 16; value++) {
            HEX["0123456789abcdef".charAt(value)] = (byte) value;
            HEX["0123456789ABCDEF".charAt(value)] = (byte) value;
        }
    }

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
        return c < HEX.length ? HEX[c] : -1;
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
