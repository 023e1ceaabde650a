package dev.hardening.core.signature;

import dev.hardening.core.secret.DerivedKey;
import dev.hardening.core.secret.Secret;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** One secret that agents sign with: the key is the UTF-8 bytes of its text, 64 hex digits too. Safe for many threads. */
final class AgentKey {

    static final int SIZE = 32;

    private static final String ALGORITHM = "HmacSHA256";
    private static final String ID = "hardening/signature/kid";

    private final String agent;
    private final String id;
    private final Mac keyed;

    /**
     * Makes a key.
     *
     * @param agent whom it proves, unless what is signed names another one who has no key of his own
     */
    AgentKey(String agent, Secret secret) {
        this.agent = agent;
        this.id = DerivedKey.of(secret, ID).id();
        this.keyed = secret.exposeBytes(AgentKey::keyed);
    }

    String agent() {
        return agent;
    }

    /** Names the key, the same in every process, and does not tell it. */
    String id() {
        return id;
    }

    byte[] mac(byte[] message) {
        try {
            // A copy of a keyed MAC is ready at once; one MAC is not for many threads.
            return ((Mac) keyed.clone()).doFinal(message);
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("this runtime's HmacSHA256 cannot be copied", e);
        }
    }

    /** Compares without an early exit. */
    static boolean isEqual(byte[] mac, byte[] given) {
        return given.length == SIZE && MessageDigest.isEqual(mac, given);
    }

    @Override
    public String toString() {
        return "AgentKey[" + id + "]";
    }

    private static Mac keyed(byte[] key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has HmacSHA256", e);
        }
    }
}
