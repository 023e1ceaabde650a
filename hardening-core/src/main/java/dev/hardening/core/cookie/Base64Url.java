package dev.hardening.core.cookie;

import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Base64url without padding (RFC 4648 section 5), in which each sequence of bytes has exactly one spelling. */
final class Base64Url {

    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final byte[] VALUES = new byte[128];

    static {
        Arrays.fill(VALUES, (byte) -1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        for (int i = 0; i < alphabet.length(); i++) {
            VALUES[alphabet.charAt(i)] = (byte) i;
        }
    }

    private Base64Url() {}

    static String encode(byte[] bytes) {
        return ENCODER.encodeToString(bytes);
    }

    /** Returns the bytes, or null for anything that {@link #encode} does not write. */
    static byte @Nullable [] decode(String text, int from, int to) {
        int length = to - from;
        int rest = length & 3;
        if (rest == 1) {
            return null;
        }
        byte[] bytes = new byte[length * 3 / 4];
        int bits = 0;
        int held = 0;
        int at = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            int value = c < VALUES.length ? VALUES[c] : -1;
            if (value < 0) {
                return null;
            }
            held = (held << 6) | value;
            bits += 6;
            if (bits >= 8) {
                bits -= 8;
                bytes[at++] = (byte) (held >> bits);
            }
        }
        // What is left over of the last character carries no byte; another spelling would set it.
        return (held & ((1 << bits) - 1)) == 0 ? bytes : null;
    }
}
