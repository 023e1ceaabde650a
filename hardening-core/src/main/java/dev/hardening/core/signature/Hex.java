package dev.hardening.core.signature;

import org.jspecify.annotations.Nullable;

/** 32 bytes as 64 lower-case hex digits, in no other spelling. */
final class Hex {

    private static final int DIGITS = 64;

    private Hex() {}

    /** Returns the bytes of a part of the text, or null. */
    static byte @Nullable [] decode(String text, int from, int to) {
        if (to - from != DIGITS) {
            return null;
        }
        byte[] bytes = new byte[DIGITS / 2];
        for (int i = 0; i < DIGITS; i++) {
            char c = text.charAt(from + i);
            int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
            if (digit < 0) {
                return null;
            }
            bytes[i / 2] = (byte) (bytes[i / 2] << 4 | digit);
        }
        return bytes;
    }
}
