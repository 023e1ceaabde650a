package dev.hardening.core.secret;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key for one purpose, derived from a secret by HKDF-SHA256 (RFC 5869, without salt): what is signed for one purpose is
 * worthless for another, and no purpose's key tells the secret or the key of another. Safe for use by many threads.
 */
public final class DerivedKey {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int SIZE = 32;
    private static final int ID_SIZE = 8;

    private final Mac mac;
    private final String id;

    private DerivedKey(byte[] key, String id) {
        this.mac = keyed(key);
        this.id = id;
    }

    /**
     * Derives the key of a purpose.
     *
     * @param purpose names what is signed and the version of its form, such as {@code hardening/cookie/v1}
     */
    public static DerivedKey of(Secret secret, String purpose) {
        byte[] key = derive(secret, purpose, SIZE);
        try {
            byte[] name = derive(secret, purpose + "/kid", ID_SIZE);
            return new DerivedKey(key, Base64Url.encode(name));
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /** Returns a secret of 32 bytes for a purpose, where another algorithm needs the bytes of the key. */
    public static Secret secretFor(Secret secret, String purpose) {
        byte[] key = derive(secret, purpose, SIZE);
        try {
            return Secret.ofBytes(secret.name() + " for " + purpose, key);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /** Returns eleven characters that name the key and tell nothing about it. */
    public String id() {
        return id;
    }

    /** Returns the 32 bytes of the message's HMAC-SHA256. */
    public byte[] mac(byte[] message) {
        try {
            // A copy of a keyed MAC is ready at once; one MAC is not for many threads.
            return ((Mac) mac.clone()).doFinal(message);
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("this runtime's HmacSHA256 cannot be copied", e);
        }
    }

    /** Tells whether {@code given} is the message's MAC, in a time that does not depend on how much of it is right. */
    public boolean verifies(byte[] message, byte[] given) {
        return given.length == SIZE && MessageDigest.isEqual(mac(message), given);
    }

    /** Names the key and does not tell it. */
    @Override
    public String toString() {
        return "DerivedKey[" + id + "]";
    }

    static byte[] derive(Secret secret, String purpose, int size) {
        byte[] pseudoRandom = secret.exposeBytes(bytes -> keyed(new byte[SIZE]).doFinal(bytes));
        try {
            return expand(pseudoRandom, purpose.getBytes(StandardCharsets.UTF_8), size);
        } finally {
            Arrays.fill(pseudoRandom, (byte) 0);
        }
    }

    /** RFC 5869 section 2.3. */
    static byte[] expand(byte[] pseudoRandom, byte[] info, int size) {
        Mac hmac = keyed(pseudoRandom);
        byte[] out = new byte[size];
        byte[] block = new byte[0];
        for (int at = 0, round = 1; at < size; at += SIZE, round++) {
            hmac.update(block);
            hmac.update(info);
            block = hmac.doFinal(new byte[] {(byte) round});
            System.arraycopy(block, 0, out, at, Math.min(SIZE, size - at));
        }
        return out;
    }

    private static Mac keyed(byte[] key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac;
        } catch (InvalidKeyException e) {
            throw new IllegalArgumentException("not a key", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has HmacSHA256", e);
        }
    }
}
