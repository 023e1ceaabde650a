package dev.hardening.core.apikey;

import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The forms of a key: what a client may present, and what an operator may write. */
final class Presented {

    /** The longest key, in bytes. */
    static final int LONGEST = 512;

    private static final byte[] DIGEST_PREFIX = "sha256:".getBytes(StandardCharsets.US_ASCII);
    private static final int DIGEST_DIGITS = 64;

    private static final int MOST_ENGINES = 64;

    /**
     * Threads share some engines, because making one costs more than using it. One for each thread would be made for each
     * request where every request has a thread of its own.
     */
    private static final Engine[] ENGINES = engines();

    private Presented() {}

    /** Returns the key of the table that a client has presented, or null when it is none of them. */
    @SuppressWarnings("deprecation") // Thread.threadId() is not there before Java 19.
    static @Nullable ApiKey find(String text, KeyTable table) {
        int length = text.length();
        if (length == 0 || length > LONGEST) {
            return null;
        }
        return ENGINES[(int) Thread.currentThread().getId() & (ENGINES.length - 1)].find(text, table);
    }

    static byte[] sha256(byte[] bytes, int from, int length) {
        MessageDigest digest = newDigest();
        digest.update(bytes, from, length);
        return digest.digest();
    }

    private static Engine[] engines() {
        int atLeast = Math.min(MOST_ENGINES, 4 * Runtime.getRuntime().availableProcessors());
        Engine[] all = new Engine[Integer.highestOneBit(atLeast)];
        Arrays.setAll(all, i -> new Engine());
        return all;
    }

    /** Makes digests in memory of its own, so that a request leaves nothing behind. */
    private static final class Engine {
        private final MessageDigest sha256 = newDigest();
        private final byte[] key = new byte[LONGEST];
        private final byte[] digest = new byte[sha256.getDigestLength()];

        synchronized @Nullable ApiKey find(String text, KeyTable table) {
            int length = text.length();
            try {
                for (int i = 0; i < length; i++) {
                    char c = text.charAt(i);
                    if (!isKeyChar(c)) {
                        return null;
                    }
                    key[i] = (byte) c;
                }
                sha256.update(key, 0, length);
                sha256.digest(digest, 0, digest.length);
                return table.find(digest);
            } catch (DigestException e) {
                throw new IllegalStateException("the digest has its length", e);
            } finally {
                Arrays.fill(key, 0, length, (byte) 0);
            }
        }
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
