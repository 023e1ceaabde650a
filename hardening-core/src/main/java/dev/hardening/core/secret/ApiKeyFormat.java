package dev.hardening.core.secret;

import java.util.Optional;
import java.util.zip.CRC32;

/**
 * The form of API keys that we generate: {@code hk_<environment>_<id>_<secret>_<check>}. The prefix lets scanners find
 * leaked keys, the public id of 8 characters finds the one key to compare with, the secret has 43 base62 characters
 * (256 bits), and the check, a CRC-32 in 6 base62 characters, tells a typing mistake without a look-up. The check
 * proves nothing about who made the key.
 *
 * <p>Immutable; holds the public parts only.
 */
public final class ApiKeyFormat {

    /** What every key begins with. */
    public static final String PREFIX = "hk_";

    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int MAX_ENVIRONMENT = 16;
    private static final int ID = 8;
    private static final int SECRET = 43;
    private static final int CHECK = 6;
    /** What follows the environment, with its three underscores. */
    private static final int TAIL = 1 + ID + 1 + SECRET + 1 + CHECK;

    private final String environment;
    private final String id;

    private ApiKeyFormat(String environment, String id) {
        this.environment = environment;
        this.id = id;
    }

    /** Returns the public parts of a key, or nothing if it is not a whole key of this form. Never throws. */
    public static Optional<ApiKeyFormat> parse(CharSequence key) {
        int tail = key.length() - TAIL;
        int environment = tail - PREFIX.length();
        if (environment < 1 || environment > MAX_ENVIRONMENT) {
            return Optional.empty();
        }
        int id = tail + 1;
        int secret = id + ID + 1;
        int check = secret + SECRET + 1;
        boolean wellFormed = PREFIX.contentEquals(key.subSequence(0, PREFIX.length()))
                && isEnvironment(key, PREFIX.length(), tail)
                && key.charAt(tail) == '_'
                && isBase62(key, id, id + ID)
                && key.charAt(secret - 1) == '_'
                && isBase62(key, secret, secret + SECRET)
                && key.charAt(check - 1) == '_'
                && isBase62(key, check, check + CHECK);
        if (!wellFormed) {
            return Optional.empty();
        }
        char[] expected = new char[CHECK];
        writeCheck(key, check - 1, expected, 0);
        for (int i = 0; i < CHECK; i++) {
            if (key.charAt(check + i) != expected[i]) {
                return Optional.empty();
            }
        }
        return Optional.of(new ApiKeyFormat(
                key.subSequence(PREFIX.length(), tail).toString(),
                key.subSequence(id, id + ID).toString()));
    }

    /** Returns the environment, such as {@code live}. */
    public String environment() {
        return environment;
    }

    /** Returns the public id, which may be logged. */
    public String id() {
        return id;
    }

    /** Returns the public parts. */
    @Override
    public String toString() {
        return PREFIX + environment + "_" + id;
    }

    /** Fills a part of an array with random base62 characters. */
    @FunctionalInterface
    interface Filler {
        void fill(char[] target, int from, int to);
    }

    static char[] generate(String environment, Filler base62) {
        if (environment.isEmpty()
                || environment.length() > MAX_ENVIRONMENT
                || !isEnvironment(environment, 0, environment.length())) {
            throw new IllegalArgumentException("an environment is one to sixteen lower-case letters or digits");
        }
        int tail = PREFIX.length() + environment.length();
        char[] key = new char[tail + TAIL];
        (PREFIX + environment).getChars(0, tail, key, 0);
        int id = tail + 1;
        int secret = id + ID + 1;
        int check = secret + SECRET + 1;
        key[tail] = '_';
        key[secret - 1] = '_';
        key[check - 1] = '_';
        base62.fill(key, id, id + ID);
        base62.fill(key, secret, secret + SECRET);
        writeCheck(java.nio.CharBuffer.wrap(key), check - 1, key, check);
        return key;
    }

    private static void writeCheck(CharSequence key, int end, char[] target, int at) {
        CRC32 crc = new CRC32();
        for (int i = 0; i < end; i++) {
            crc.update(key.charAt(i));
        }
        long rest = crc.getValue();
        for (int i = CHECK - 1; i >= 0; i--) {
            target[at + i] = DIGITS.charAt((int) (rest % DIGITS.length()));
            rest /= DIGITS.length();
        }
    }

    private static boolean isEnvironment(CharSequence text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if ((c < 'a' || c > 'z') && (c < '0' || c > '9')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isBase62(CharSequence text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (Alphabet.BASE62.indexOf(text.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }
}
