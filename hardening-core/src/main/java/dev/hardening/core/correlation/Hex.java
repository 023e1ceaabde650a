package dev.hardening.core.correlation;

import java.nio.charset.StandardCharsets;

/** Lower-case hexadecimal digits, the only ones that trace contexts know. */
final class Hex {

    private static final String DIGITS = "0123456789abcdef";

    private Hex() {}

    static void put(byte[] digits, int at, int value) {
        digits[at] = (byte) DIGITS.charAt((value >> 4) & 15);
        digits[at + 1] = (byte) DIGITS.charAt(value & 15);
    }

    static String text(byte[] digits) {
        return new String(digits, StandardCharsets.ISO_8859_1);
    }

    /** The value of a digit; -1 for anything else, capitals included. */
    static int value(char c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    }

    static boolean isHex(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (value(text.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }

    static boolean isZero(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text.charAt(i) != '0') {
                return false;
            }
        }
        return true;
    }
}
