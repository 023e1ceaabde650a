package dev.hardening.redis;

import dev.hardening.core.secret.Base64Url;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** The names of keys. What clients send is in them as a hash only. Immutable. */
final class RedisKeys {

    private static final int HASH_BYTES = 16;

    private final String prefix;

    RedisKeys(String prefix) {
        this.prefix = prefix + ':';
    }

    /** Returns the key of a text of any length and content. */
    byte[] hashed(String kind, String text) {
        return plain(kind, hash(text));
    }

    /** Returns the key of a name that holds nothing of a client, or only what is a hash already. */
    byte[] plain(String kind, String name) {
        return (prefix + kind + ':' + name).getBytes(StandardCharsets.UTF_8);
    }

    /** Returns 22 characters that two texts share only if somebody has 2<sup>64</sup> tries. */
    static String hash(String text) {
        byte[] whole = sha256().digest(text.getBytes(StandardCharsets.UTF_8));
        return Base64Url.encode(Arrays.copyOf(whole, HASH_BYTES));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has it", e);
        }
    }
}
