package dev.hardening.core.secret;

import java.nio.CharBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Objects;

/**
 * Makes secrets: for development, where an application may start without any, and for operators. Never used as a silent
 * default in production, where each process would have its own. Safe for use by many threads.
 */
public final class SecretGenerator {

    private static final String BASE62 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private final SecureRandom random;

    /** Makes a generator that draws from the platform's random numbers. */
    public SecretGenerator() {
        this(new SecureRandom());
    }

    /** Makes a generator that draws from {@code random}. */
    public SecretGenerator(SecureRandom random) {
        this.random = Objects.requireNonNull(random, "random");
    }

    /**
     * Returns as many random bytes in lower-case hex, as {@code openssl rand -hex} does.
     *
     * @throws IllegalArgumentException if {@code bytes} is below 1
     */
    public Secret hex(String name, int bytes) {
        return encoded(name, bytes, value -> {
            char[] text = new char[value.length * 2];
            for (int i = 0; i < value.length; i++) {
                text[2 * i] = HexFormat.of().toLowHexDigit(value[i] >> 4);
                text[2 * i + 1] = HexFormat.of().toLowHexDigit(value[i]);
            }
            return text;
        });
    }

    /**
     * Returns as many random bytes in base64url without padding, which needs no escaping anywhere.
     *
     * @throws IllegalArgumentException if {@code bytes} is below 1
     */
    public Secret base64Url(String name, int bytes) {
        return encoded(name, bytes, value -> {
            byte[] ascii = Base64.getUrlEncoder().withoutPadding().encode(value);
            char[] text = new char[ascii.length];
            for (int i = 0; i < ascii.length; i++) {
                text[i] = (char) ascii[i];
            }
            Arrays.fill(ascii, (byte) 0);
            return text;
        });
    }

    /**
     * Returns an API key in our own {@linkplain ApiKeyFormat format}.
     *
     * @param environment where it is valid, such as {@code live}; one to sixteen lower-case letters or digits
     * @throws IllegalArgumentException if {@code environment} is not of that form
     */
    public Secret apiKey(String name, String environment) {
        char[] key = ApiKeyFormat.generate(environment, this::base62);
        try {
            return Secret.ofUtf8(name, CharBuffer.wrap(key));
        } finally {
            Arrays.fill(key, '\0');
        }
    }

    private Secret encoded(String name, int bytes, java.util.function.Function<byte[], char[]> encoder) {
        if (bytes < 1) {
            throw new IllegalArgumentException("a secret of " + bytes + " bytes");
        }
        byte[] value = new byte[bytes];
        random.nextBytes(value);
        char[] text = encoder.apply(value);
        try {
            return Secret.ofUtf8(name, CharBuffer.wrap(text));
        } finally {
            Arrays.fill(value, (byte) 0);
            Arrays.fill(text, '\0');
        }
    }

    /** Fills in uniformly random characters; {@code nextInt} with a bound has no modulo bias. */
    private void base62(char[] target, int from, int to) {
        for (int i = from; i < to; i++) {
            target[i] = BASE62.charAt(random.nextInt(BASE62.length()));
        }
    }
}
