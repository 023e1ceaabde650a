package dev.hardening.core.correlation;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * A supply of 128-bit blocks that never repeat in one process and that nobody outside can tell from random ones: the
 * numbers 0, 1, 2 … encrypted with AES under a key that is made at random when the process starts. Encryption is one to
 * one, so two numbers never give one block; another process has another key. Safe for use by many threads: blocks are
 * made in batches, by several pools so that threads seldom meet.
 */
final class UniqueBits {

    private static final int BLOCK = 16;
    private static final int BATCH = 64 * BLOCK;
    private static final int POOLS = 8;

    private final Pool[] pools = new Pool[POOLS];

    UniqueBits() {
        byte[] key = new byte[BLOCK];
        new SecureRandom().nextBytes(key);
        for (int i = 0; i < POOLS; i++) {
            pools[i] = new Pool(key, i);
        }
    }

    /** Returns the next block as 32 lower-case hexadecimal digits. */
    String hex() {
        return pool().hex();
    }

    /** Returns half a block, but never zero. */
    long half() {
        long bits = pool().half();
        return bits == 0 ? 1 : bits;
    }

    @SuppressWarnings("deprecation") // Thread.threadId() is not there before Java 19.
    private Pool pool() {
        return pools[(int) Thread.currentThread().getId() & (POOLS - 1)];
    }

    /** Blocks made ahead. */
    private static final class Pool {
        private final Cipher cipher;
        private final byte[] numbers = new byte[BATCH];
        private final byte[] blocks = new byte[BATCH];
        private final byte[] digits = new byte[2 * BLOCK];
        private long number;
        private int used = BATCH;

        Pool(byte[] key, int pool) {
            try {
                cipher = Cipher.getInstance("AES/ECB/NoPadding");
                cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every Java platform has AES", e);
            }
            for (int at = 0; at < BATCH; at += BLOCK) {
                numbers[at] = (byte) pool;
            }
        }

        synchronized long half() {
            int at = take();
            long bits = 0;
            for (int i = 0; i < Long.BYTES; i++) {
                bits = (bits << Byte.SIZE) | (blocks[at + i] & 0xff);
            }
            return bits;
        }

        synchronized String hex() {
            int at = take();
            for (int i = 0; i < BLOCK; i++) {
                Hex.put(digits, 2 * i, blocks[at + i]);
            }
            return Hex.text(digits);
        }

        private int take() {
            if (used == BATCH) {
                refill();
            }
            int at = used;
            used += BLOCK;
            return at;
        }

        private void refill() {
            for (int at = 0; at < BATCH; at += BLOCK) {
                long value = number++;
                for (int i = 1; i <= Long.BYTES; i++) {
                    numbers[at + BLOCK - i] = (byte) value;
                    value >>>= Byte.SIZE;
                }
            }
            try {
                cipher.doFinal(numbers, 0, BATCH, blocks, 0);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("whole blocks always encrypt", e);
            }
            used = 0;
        }
    }
}
