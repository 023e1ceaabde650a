package dev.hardening.core.headers;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes nonces of 128 random bits, written as 22 characters of URL-safe base64 without padding, which is a
 * {@code base64-value} of CSP level 3 section 2.3.1 and needs no escaping in HTML.
 *
 * <p>The random bits come in batches: a key of 256 bits from {@link SecureRandom} is used for one batch only, encrypting
 * zeros by AES in counter mode. That is many times cheaper than asking {@link SecureRandom} for each nonce, and whoever
 * learns one nonce learns nothing about another. Bytes are erased as they are handed out. Safe for use by many threads.
 */
public final class NonceSource {

    private static final int NONCE_BYTES = 16;
    private static final int NONCES = 256;
    private static final byte[] ZEROS = new byte[NONCE_BYTES * NONCES];
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final SecureRandom random;
    private volatile Batch batch;

    private NonceSource(SecureRandom random) {
        this.random = random;
        this.batch = fresh();
    }

    /** Returns a source of its own. */
    public static NonceSource create() {
        return new NonceSource(new SecureRandom());
    }

    /** Returns a nonce that nobody has seen before. */
    public String next() {
        while (true) {
            Batch current = batch;
            int index = current.taken.getAndIncrement();
            if (index >= 0 && index < NONCES) {
                return current.take(index * NONCE_BYTES);
            }
            refill(current);
        }
    }

    private synchronized void refill(Batch empty) {
        if (batch == empty) {
            batch = fresh();
        }
    }

    private Batch fresh() {
        byte[] key = new byte[32];
        random.nextBytes(key);
        try {
            Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(new byte[16]));
            return new Batch(cipher.doFinal(ZEROS));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has AES in counter mode", e);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /** Random bytes, each of which is handed out once. */
    private static final class Batch {
        private final byte[] bytes;
        private final AtomicInteger taken = new AtomicInteger();

        Batch(byte[] bytes) {
            this.bytes = bytes;
        }

        String take(int from) {
            byte[] nonce = Arrays.copyOfRange(bytes, from, from + NONCE_BYTES);
            Arrays.fill(bytes, from, from + NONCE_BYTES, (byte) 0);
            return BASE64.encodeToString(nonce);
        }
    }
}
