package dev.hardening.core.audit;

import dev.hardening.core.secret.DerivedKey;
import dev.hardening.core.secret.Secret;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** What seals a line: a key, or for want of one a plain digest, which anybody can make. Safe for use by many threads. */
final class ChainKey {

    static final int SIZE = 32;
    static final String PURPOSE = "hardening/audit/v1";
    private static final String PLAIN = "sha-256";
    private static final String KEYED = "hmac-sha-256:";

    private final @Nullable DerivedKey key;

    private ChainKey(@Nullable DerivedKey key) {
        this.key = key;
    }

    static ChainKey of(@Nullable Secret secret) {
        return new ChainKey(secret == null ? null : DerivedKey.of(secret, PURPOSE));
    }

    /** Returns the name of the way in which a file is sealed; it tells nothing about the secret. */
    String algorithm() {
        return key == null ? PLAIN : KEYED + key.id();
    }

    boolean isPlain() {
        return key == null;
    }

    static boolean isPlain(String algorithm) {
        return algorithm.equals(PLAIN);
    }

    /** Returns the seal of a line without its seal, behind the seal of the line before it. */
    byte[] seal(byte[] before, byte[] body) {
        DerivedKey mine = key;
        if (mine == null) {
            MessageDigest digest = SessionHash.sha256();
            digest.update(before);
            return digest.digest(body);
        }
        byte[] message = new byte[before.length + body.length];
        System.arraycopy(before, 0, message, 0, before.length);
        System.arraycopy(body, 0, message, before.length, body.length);
        return mine.mac(message);
    }
}
