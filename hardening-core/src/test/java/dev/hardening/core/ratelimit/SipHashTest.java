package dev.hardening.core.ratelimit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SipHashTest {

    private static final SipHash HASH = new SipHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);

    @Test
    void of_nothing_is_the_known_answer_of_siphash_1_3() {
        assertEquals(0xabac0158050fc4dcL, HASH.hash(0, ""));
    }

    @Test
    void of_an_address_and_of_a_text_is_what_a_byte_by_byte_siphash_says() {
        Random random = new Random(1);
        for (int length = 0; length < 70; length++) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < length; i++) {
                text.append((char) random.nextInt(0xD800));
            }
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_16LE);
            assertEquals(reference(bytes, 0), HASH.hash(0, text.toString()), "length " + length);
        }
        byte[] words = ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(5)
                .putLong(-7)
                .array();
        assertEquals(reference(words, 0), HASH.hash(0, 5, -7));
        assertEquals(reference(words, 3), HASH.hash(3, 5, -7));
    }

    @Test
    void differs_between_domains_secrets_lengths_and_halves() {
        Set<Long> hashes = new HashSet<>();
        int inputs = 0;
        for (int domain = 0; domain < 10; domain++) {
            hashes.add(HASH.hash(domain, 0, 0));
            hashes.add(HASH.hash(domain, 0, 1));
            hashes.add(HASH.hash(domain, 1, 0));
            inputs += 3;
            for (int zeros = 0; zeros < 300; zeros++) {
                if (zeros != 8) {
                    hashes.add(HASH.hash(domain, "\0".repeat(zeros)));
                    inputs++;
                }
            }
        }
        assertEquals(inputs, hashes.size());
        assertNotEquals(SipHash.random().hash(0, "a"), SipHash.random().hash(0, "a"));
    }

    @Test
    void flips_about_half_of_the_bits_for_each_bit_of_an_address() {
        int flipped = 0;
        for (int bit = 0; bit < 64; bit++) {
            flipped += Long.bitCount(HASH.hash(1, 0, 0) ^ HASH.hash(1, 1L << bit, 0));
            flipped += Long.bitCount(HASH.hash(1, 0, 0) ^ HASH.hash(1, 0, 1L << bit));
        }
        assertTrue(Math.abs(flipped - 128 * 32) < 250, "flipped " + flipped);
    }

    /** The algorithm as the paper tells it, a byte at a time, one compression and three final rounds. */
    private static long reference(byte[] message, int domain) {
        long[] v = {
            0x0706050403020100L ^ 0x736f6d6570736575L,
            0x0f0e0d0c0b0a0908L ^ 0x646f72616e646f6dL,
            0x0706050403020100L ^ 0x6c7967656e657261L,
            0x0f0e0d0c0b0a0908L ^ 0x7465646279746573L
        };
        int words = message.length / 8 + (message.length % 8 == 0 ? 0 : 1);
        for (int i = 0; i <= words; i++) {
            long word = i == words ? (long) message.length << 56 | domain : 0;
            for (int b = 0; i < words && b < 8 && 8 * i + b < message.length; b++) {
                word |= (message[8 * i + b] & 0xffL) << (8 * b);
            }
            v[3] ^= word;
            round(v);
            v[0] ^= word;
        }
        v[2] ^= 0xff;
        round(v);
        round(v);
        round(v);
        return v[0] ^ v[1] ^ v[2] ^ v[3];
    }

    private static void round(long[] v) {
        v[0] += v[1];
        v[1] = Long.rotateLeft(v[1], 13) ^ v[0];
        v[0] = Long.rotateLeft(v[0], 32);
        v[2] += v[3];
        v[3] = Long.rotateLeft(v[3], 16) ^ v[2];
        v[0] += v[3];
        v[3] = Long.rotateLeft(v[3], 21) ^ v[0];
        v[2] += v[1];
        v[1] = Long.rotateLeft(v[1], 17) ^ v[2];
        v[2] = Long.rotateLeft(v[2], 32);
    }
}
