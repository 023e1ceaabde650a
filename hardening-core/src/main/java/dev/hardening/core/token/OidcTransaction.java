package dev.hardening.core.token;

import dev.hardening.core.secret.Base64Url;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One log-in under way, as the browser that began it keeps it.
 *
 * @param state binds the issuer's answer to this browser
 * @param nonce binds the ID token to this log-in
 * @param verifier proves to the issuer who began it (RFC 7636), so it is secret
 * @param returnPath where the browser goes at the end
 * @param expires when it ends, in whole seconds
 */
record OidcTransaction(String state, String nonce, String verifier, String returnPath, Instant expires) {

    static final Duration LIFE = Duration.ofMinutes(10);

    private static final int RANDOM_BYTES = 32;
    private static final int PARTS = 5;

    static OidcTransaction begin(SecureRandom random, String returnPath, Instant now) {
        Instant expires = Instant.ofEpochSecond(now.plus(LIFE).getEpochSecond());
        return new OidcTransaction(drawn(random), drawn(random), drawn(random), returnPath, expires);
    }

    private static String drawn(SecureRandom random) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return Base64Url.encode(bytes);
    }

    /** Returns the transaction that {@link #text} wrote, or null. */
    static @Nullable OidcTransaction parse(String text) {
        String[] parts = text.split("\n", -1);
        if (parts.length != PARTS) {
            return null;
        }
        try {
            Instant expires = Instant.ofEpochSecond(Long.parseLong(parts[0]));
            return new OidcTransaction(parts[1], parts[2], parts[3], parts[4], expires);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** No part holds a line feed. */
    String text() {
        return String.join("\n", Long.toString(expires.getEpochSecond()), state, nonce, verifier, returnPath);
    }

    /** RFC 7636 section 4.2, method {@code S256}. */
    String challenge() {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            return Base64Url.encode(sha.digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /** Tells whether an answer with this state belongs to it, in a time that does not depend on how much of it is right. */
    boolean isAnsweredBy(String given, Instant now) {
        return same(state, given) && now.isBefore(expires);
    }

    static boolean same(String expected, String given) {
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }

    /** Names none of its secrets. */
    @Override
    public String toString() {
        return "OidcTransaction[until " + expires + "]";
    }
}
