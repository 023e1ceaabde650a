package dev.hardening.core.ratelimit;

import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * SipHash-1-3 (Aumasson and Bernstein 2012, with the round numbers usual for hash tables) under a key of its own. Whoever
 * does not know the key cannot find inputs that collide, so he cannot aim at another client's count or crowd one place of
 * a table. Allocates nothing. Immutable.
 */
final class SipHash {

    private final long k0;
    private final long k1;

    SipHash(long k0, long k1) {
        this.k0 = k0;
        this.k1 = k1;
    }

    /** Returns a hash whose key nobody knows. */
    static SipHash random() {
        SecureRandom random = new SecureRandom();
        return new SipHash(random.nextLong(), random.nextLong());
    }

    /** Returns the hash of 16 bytes; different domains hash the same bytes differently. */
    long hash(int domain, long first, long second) {
        return hash(domain, first, second, null, 2, 16);
    }

    /** Returns the hash of a text's UTF-16 code units. */
    long hash(int domain, String text) {
        return hash(domain, 0, 0, text, (text.length() + 3) >>> 2, 2L * text.length());
    }

    private long hash(int domain, long first, long second, @Nullable String text, int words, long bytes) {
        long v0 = k0 ^ 0x736f6d6570736575L;
        long v1 = k1 ^ 0x646f72616e646f6dL;
        long v2 = k0 ^ 0x6c7967656e657261L;
        long v3 = k1 ^ 0x7465646279746573L;
        // The message words, then the length word, then three rounds in which the word is 0 and so has no effect.
        for (int i = 0; i < words + 4; i++) {
            long word = 0;
            if (i < words) {
                word = text != null ? word(text, i << 2) : i == 0 ? first : second;
            } else if (i == words) {
                word = bytes << 56 | domain;
            } else if (i == words + 1) {
                v2 ^= 0xff;
            }
            v3 ^= word;
            v0 += v1;
            v2 += v3;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v1;
            v0 += v3;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 = Long.rotateLeft(v2, 32);
            v0 ^= word;
        }
        return v0 ^ v1 ^ v2 ^ v3;
    }

    private static long word(String text, int from) {
        long word = 0;
        for (int i = Math.min(from + 4, text.length()) - 1; i >= from; i--) {
            word = word << 16 | text.charAt(i);
        }
        return word;
    }
}
