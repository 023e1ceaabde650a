package dev.hardening.core.password;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/** PBKDF2-HMAC-SHA512 (RFC 8018 section 5.2): {@code iterations$salt$hash}, both in Base64 without padding. */
final class Pbkdf2 implements Scheme {

    static final int ITERATIONS = 210_000;
    static final int FEWEST = 1_000;
    /** Some two seconds of one core. */
    static final int MOST = 2_000_000;

    private static final int SALT = 16;
    private static final int HASH = 64;
    private static final char[] NOBODY = {'x'};

    private final SecureRandom random;

    Pbkdf2(SecureRandom random) {
        this.random = random;
    }

    @Override
    public String encode(Typed password) {
        byte[] salt = new byte[SALT];
        random.nextBytes(salt);
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return ITERATIONS + "$" + base64.encodeToString(salt) + "$"
                + base64.encodeToString(derive(password.chars(), salt, ITERATIONS));
    }

    @Override
    public @Nullable StoredHash read(String text) {
        String[] parts = text.split("\\$", 4);
        if (parts.length != 3) {
            return null;
        }
        int iterations = Texts.number(parts[0], FEWEST, MOST);
        byte[] salt = Texts.base64(parts[1], 8, 64);
        byte[] hash = Texts.base64(parts[2], HASH, HASH);
        return iterations < 0 || salt == null || hash == null ? null : new Stored(iterations, salt, hash);
    }

    @Override
    public void pretend() {
        derive(NOBODY, new byte[SALT], ITERATIONS);
    }

    private static byte[] derive(char[] password, byte[] salt, int iterations) {
        PBEKeySpec spec = new PBEKeySpec(password, salt, iterations, HASH * 8);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this runtime has no PBKDF2WithHmacSHA512", e);
        } finally {
            spec.clearPassword();
        }
    }

    private static final class Stored implements StoredHash {
        private final int iterations;
        private final byte[] salt;
        private final byte[] hash;

        private Stored(int iterations, byte[] salt, byte[] hash) {
            this.iterations = iterations;
            this.salt = salt;
            this.hash = hash;
        }

        @Override
        public boolean matches(Typed password) {
            return MessageDigest.isEqual(derive(password.chars(), salt, iterations), hash);
        }

        @Override
        public boolean isOutdated() {
            return iterations < ITERATIONS || salt.length < SALT;
        }

        @Override
        public void makeUp() {
            if (iterations < ITERATIONS) {
                derive(NOBODY, salt, ITERATIONS - iterations);
            }
        }
    }
}
