package dev.hardening.core.apikey;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The forms of a key: what a client may present, and what an operator may write. */
final class Presented {

    /** The longest key, in bytes. */
    static final int LONGEST = 512;

    private static final byte[] DIGEST_PREFIX = "sha256:".getBytes(StandardCharsets.US_ASCII);
    private static final int DIGEST_DIGITS = 64;

    /** A digest engine per thread: making one costs more than using it. Its class is the JDK's, so no loader leaks. */
    private static final ThreadLocal<MessageDigest> SHA_256 = ThreadLocal.withInitial(Presented::newDigest);

    private Presented() {}

    /** Returns the digest of what a client presented, or null when no key can look like this. */
    static byte @Nullable [] digest(String text) {
        int length = text.length();
        if (length == 0 || length > LONGEST) {
            return null;
        }
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (!isKeyChar(c)) {
                return null;
            }
            bytes[i] = (byte) c;
        }
        return sha256(bytes, 0, length);
    }

    static byte[] sha256(byte[] bytes, int from, int length) {
        MessageDigest digest = SHA_256.get();
        digest.reset();
        digest.update(bytes, from, length);
        return digest.digest();
    }

    static boolean isPresentable(byte[] key) {
        if (key.length == 0 || key.length > LONGEST) {
            return false;
        }
        for (byte b : key) {
            if (!isKeyChar(b)) {
                return false;
            }
        }
        return true;
    }

    /** Returns the digest that an entry {@code sha256:…} declares, or null when it is no such entry. */
    static byte @Nullable [] declaredDigest(byte[] entry) {
        if (entry.length != DIGEST_PREFIX.length + DIGEST_DIGITS) {
            return null;
        }
        String text = new String(entry, StandardCharsets.US_ASCII);
        if (!text.startsWith("sha256:")) {
            return null;
        }
        try {
            return HexFormat.of().parseHex(text, DIGEST_PREFIX.length, entry.length);
        } catch (IllegalArgumentException notHex) {
            return null;
        }
    }

    private static boolean isKeyChar(int c) {
        return c > ' ' && c < 0x7F && c != ',';
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
