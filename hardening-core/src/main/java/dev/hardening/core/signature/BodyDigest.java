package dev.hardening.core.signature;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** The digests of RFC 9530 that count; the older ones of its registry prove nothing. */
enum BodyDigest {
    SHA_256("sha-256", "SHA-256"),
    SHA_512("sha-512", "SHA-512");

    private final String field;
    private final String algorithm;

    BodyDigest(String field, String algorithm) {
        this.field = field;
        this.algorithm = algorithm;
    }

    /** Returns the digest of a name in {@code Content-Digest}, or null. */
    static @Nullable BodyDigest named(String field) {
        for (BodyDigest digest : values()) {
            if (digest.field.equals(field)) {
                return digest;
            }
        }
        return null;
    }

    byte[] of(byte[] body) {
        try {
            return MessageDigest.getInstance(algorithm).digest(body);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has " + algorithm, e);
        }
    }
}
