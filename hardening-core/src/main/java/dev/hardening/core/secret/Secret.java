package dev.hardening.core.secret;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A value that must not be seen: a signing key, an API key, a password. It has a name, which may be printed, and bytes,
 * which leave this box only through {@link #exposeBytes}; a search for that word finds every place that handles raw
 * secrets.
 *
 * <p>Nothing else tells the value: {@link #toString()} prints name and size, {@link #hashCode()} is the same for all
 * secrets, {@link #equals(Object)} compares SHA-256 digests of 32 bytes without an early exit, the class cannot be
 * serialised and reflective JSON writers find no property to write.
 *
 * <p>What this box cannot do: a value that came from the environment is also a {@link String} inside
 * {@link System#getenv()}, the garbage collector may leave copies behind, and whoever can read a heap dump can read the
 * bytes. Prefer {@code NAME_FILE} to {@code NAME}, and treat heap dumps as secrets.
 *
 * <p>Safe for use by many threads.
 */
public final class Secret implements AutoCloseable {

    private static final int MIN_FINGERPRINT_BYTES = 16;
    private static final byte[] FINGERPRINT_DOMAIN =
            "hardening key fingerprint 1\0".getBytes(StandardCharsets.US_ASCII);

    private final String name;
    // Transient although the class is not serialisable: reflective JSON writers skip transient fields.
    private final transient byte[] bytes;
    private final transient byte[] digest;
    private final transient boolean text;
    private final transient Object lock = new Object();
    private transient volatile boolean closed;

    private Secret(String name, byte[] bytes, boolean text) {
        this.name = checkedName(name);
        if (bytes.length == 0) {
            throw new IllegalArgumentException("the secret " + name + " is empty");
        }
        this.bytes = bytes;
        this.digest = Digests.sha256(bytes);
        this.text = text;
    }

    /**
     * Boxes the UTF-8 bytes of a text. Nothing is trimmed or decoded: 64 hex digits are 64 bytes.
     *
     * @param name where the value comes from, such as {@code JWT_SECRET}; it is printed
     * @throws IllegalArgumentException if the value is empty or has an unpaired surrogate, or if the name is blank or
     *     has control characters; the message does not contain the value
     */
    public static Secret ofUtf8(String name, CharSequence value) {
        byte[] bytes;
        try {
            bytes = Utf8.encode(value);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("the secret " + name + " is not well-formed Unicode", e);
        }
        return new Secret(name, bytes, true);
    }

    /**
     * Boxes a copy of the bytes, for keys that are not text. The caller may wipe its array afterwards.
     *
     * @throws IllegalArgumentException if the value is empty, or if the name is blank or has control characters
     */
    public static Secret ofBytes(String name, byte[] value) {
        return new Secret(name, value.clone(), false);
    }

    /**
     * Boxes a value that may say how it is encoded: after {@code hex:} or {@code base64:} (either alphabet, padded or
     * not) the decoded bytes count, otherwise the UTF-8 bytes of the text as in {@link #ofUtf8}. Nothing is decoded
     * without such a prefix, so that keys agree with those of other systems.
     *
     * @throws IllegalArgumentException as {@link #ofUtf8}, or if what follows the prefix is not so encoded; the message
     *     does not contain the value
     */
    public static Secret ofPrefixed(String name, CharSequence value) {
        if (!Encodings.hasPrefix(value)) {
            return ofUtf8(name, value);
        }
        byte[] decoded = Encodings.decodePrefixed(value);
        if (decoded == null) {
            throw new IllegalArgumentException("the secret " + name + " is not encoded as its prefix says");
        }
        return new Secret(name, decoded, false);
    }

    /** Returns the name, which may be printed. */
    public String name() {
        return name;
    }

    /** Returns the size in bytes. */
    public int length() {
        requireOpen();
        return bytes.length;
    }

    /**
     * Hands a copy of the bytes to {@code use} and wipes the copy afterwards. This is the only way out.
     *
     * @return what {@code use} returns; it must not be the array itself, which is zeros by then
     * @throws IllegalStateException if this secret is closed
     */
    public <R extends @Nullable Object> R exposeBytes(Function<byte[], R> use) {
        byte[] copy;
        synchronized (lock) {
            requireOpen();
            copy = bytes.clone();
        }
        try {
            return use.apply(copy);
        } finally {
            Arrays.fill(copy, (byte) 0);
        }
    }

    /**
     * Tells whether {@code candidate} has the same bytes. The time taken depends on the candidate's length, not on the
     * secret or on how much of it was guessed.
     *
     * @throws IllegalStateException if this secret is closed
     */
    public boolean matches(byte[] candidate) {
        requireOpen();
        return MessageDigest.isEqual(digest, Digests.sha256(candidate));
    }

    /**
     * Returns eight hex digits by which two people can tell whether they hold the same key, also fit as a {@code kid}.
     * Ask for it only when the secret is a machine-made key: the fingerprint of a password would let a reader of the
     * log test guesses. Secrets below 16 bytes have none.
     *
     * @throws IllegalStateException if this secret is closed
     */
    public Optional<String> keyFingerprint() {
        return exposeBytes(value -> {
            if (value.length < MIN_FINGERPRINT_BYTES) {
                return Optional.<String>empty();
            }
            byte[] hash = Digests.sha256(FINGERPRINT_DOMAIN, value);
            return Optional.of(HexFormat.of().formatHex(hash, 0, 4));
        });
    }

    /** Wipes the bytes. Whoever uses this secret afterwards gets an {@link IllegalStateException}. */
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            Arrays.fill(bytes, (byte) 0);
            Arrays.fill(digest, (byte) 0);
        }
    }

    /** Tells whether this secret was made from text and not from arbitrary bytes. */
    boolean isText() {
        return text;
    }

    /** Equal bytes, whatever the names; a closed secret equals only itself. */
    @Override
    public boolean equals(@Nullable Object other) {
        if (this == other) {
            return true;
        }
        return other instanceof Secret that && !closed && !that.closed && MessageDigest.isEqual(digest, that.digest);
    }

    /** The same for all secrets, so that no bit of the value leaks through it. Do not use secrets as map keys. */
    @Override
    public int hashCode() {
        return 1;
    }

    /** Returns name and size, such as {@code Secret[JWT_SECRET, 64 bytes]}. */
    @Override
    public String toString() {
        return closed ? "Secret[" + name + ", closed]" : "Secret[" + name + ", " + bytes.length + " bytes]";
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the secret " + name + " is closed");
        }
    }

    private static String checkedName(String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a secret needs a name");
        }
        if (name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a secret's name has a control character");
        }
        return name;
    }
}
