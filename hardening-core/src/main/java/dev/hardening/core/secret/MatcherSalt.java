package dev.hardening.core.secret;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * The random numbers of one redactor. The checksum is a polynomial over a prime field with a random base, so nobody
 * outside can write text that collides with it on purpose; each hit is confirmed by a salted digest.
 */
final class MatcherSalt {

    /** 2³¹ - 1, a prime. */
    static final int MODULUS = Integer.MAX_VALUE;

    private static final int DIGEST_BYTES = 16;

    private final int base;
    private final byte[] salt = new byte[32];

    MatcherSalt() {
        SecureRandom random = new SecureRandom();
        this.base = random.nextInt(1 << 20, MODULUS);
        random.nextBytes(salt);
    }

    int append(int checksum, char c) {
        return reduce((long) checksum * base + c + 1);
    }

    /** Takes away a character that was appended as many steps ago as {@code power} says. */
    static int remove(int checksum, char c, int power) {
        return reduce(checksum + (long) (MODULUS - power) * (c + 1));
    }

    /** The remainder of a number below 2⁶²; dividing by 2³¹ - 1 needs a shift and an addition only. */
    private static int reduce(long number) {
        long folded = (number & MODULUS) + (number >>> 31);
        return (int) (folded >= MODULUS ? folded - MODULUS : folded);
    }

    int power(int exponent) {
        long power = 1;
        for (int i = 0; i < exponent; i++) {
            power = power * base % MODULUS;
        }
        return (int) power;
    }

    byte[] digest(char[] text, int length) {
        byte[] bytes = new byte[2 * length];
        for (int i = 0; i < length; i++) {
            bytes[2 * i] = (byte) (text[i] >> 8);
            bytes[2 * i + 1] = (byte) text[i];
        }
        MessageDigest sha256 = Digests.newSha256();
        sha256.update(salt);
        byte[] digest = Arrays.copyOf(sha256.digest(bytes), DIGEST_BYTES);
        Arrays.fill(bytes, (byte) 0);
        return digest;
    }
}
