package dev.hardening.core.input;

import java.security.SecureRandom;

/**
 * Tells texts apart without keeping them: a polynomial over their characters modulo the prime 2<sup>61</sup>-1, at a point
 * that is drawn when the process starts. Whoever does not know the point finds no two texts with one fingerprint, but by a
 * chance of their length in 2<sup>61</sup>.
 */
final class TextFingerprint {

    private static final long PRIME = (1L << 61) - 1;
    private static final long POINT = (new SecureRandom().nextLong() >>> 4) + (1L << 59);

    private TextFingerprint() {}

    static long of(String text) {
        long sum = text.length();
        for (int i = 0; i < text.length(); i++) {
            long high = Math.multiplyHigh(sum, POINT);
            long low = sum * POINT;
            // 2^61 is 1 modulo the prime, so the upper bits are added to the lower ones.
            sum = reduced((low & PRIME) + ((low >>> 61) | (high << 3)) + text.charAt(i));
        }
        return sum;
    }

    private static long reduced(long sum) {
        long once = (sum & PRIME) + (sum >>> 61);
        return once >= PRIME ? once - PRIME : once;
    }
}
