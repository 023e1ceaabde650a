package dev.hardening.core.secret;

import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Base64url as RFC 7515 section 2 has it and nothing beside: no padding, no other alphabet, no white space, and no bits
 * that are not used, so that no two texts stand for the same bytes. What is signed and sent must have one spelling, or a
 * copy of it passes every list of what was seen or revoked.
 *
 * <p>No state; safe for use by many threads.
 */
public final class Base64Url {

    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final byte NONE = -1;
    private static final byte[] VALUES = values();

    private Base64Url() {}

    /** Returns the one text for these bytes. */
    public static String encode(byte[] bytes) {
        return ENCODER.encodeToString(bytes);
    }

    /**
     * Returns the bytes of a text, or null for anything that {@link #encode} does not write.
     *
     * @param text of any length and content
     */
    public static byte @Nullable [] decode(String text) {
        return decode(text, 0, text.length());
    }

    /**
     * Returns the bytes of a part of the text, or null for anything that {@link #encode} does not write. Linear in the
     * length of the part.
     *
     * @param from the first character
     * @param to behind the last character
     */
    public static byte @Nullable [] decode(String text, int from, int to) {
        int length = to - from;
        int rest = length & 3;
        if (rest == 1) {
            return null;
        }
        byte[] out = new byte[length / 4 * 3 + (rest == 0 ? 0 : rest - 1)];
        int at = from;
        int into = 0;
        while (at + 4 <= to) {
            int bits =
                    value(text, at) << 18 | value(text, at + 1) << 12 | value(text, at + 2) << 6 | value(text, at + 3);
            if (bits < 0) {
                return null;
            }
            out[into++] = (byte) (bits >> 16);
            out[into++] = (byte) (bits >> 8);
            out[into++] = (byte) bits;
            at += 4;
        }
        if (rest == 0) {
            return out;
        }
        int bits = value(text, at) << 12 | value(text, at + 1) << 6 | (rest == 3 ? value(text, at + 2) : 0);
        if (bits < 0 || (bits & unused(rest)) != 0) {
            return null;
        }
        out[into++] = (byte) (bits >> 10);
        if (rest == 3) {
            out[into] = (byte) (bits >> 2);
        }
        return out;
    }

    /** Which of the 18 bits are not part of a byte: two after two bytes, ten (four of them given) after one. */
    private static int unused(int rest) {
        return rest == 3 ? 0x3 : 0x3FF;
    }

    /** Any shift of a negative number here stays negative, so one test of the sum finds it. */
    private static int value(String text, int at) {
        char c = text.charAt(at);
        return c < VALUES.length ? VALUES[c] : NONE;
    }

    private static byte[] values() {
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        byte[] values = new byte[128];
        Arrays.fill(values, NONE);
        for (int i = 0; i < alphabet.length(); i++) {
            values[alphabet.charAt(i)] = (byte) i;
        }
        return values;
    }
}
