package dev.hardening.core.password;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.BCrypt.HashData;
import at.favre.lib.crypto.bcrypt.IllegalBCryptFormatException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * bcrypt in its own text form, which holds cost and salt. Versions {@code 2a}, {@code 2b} and {@code 2y} are one algorithm
 * here; {@code 2x} marks hashes of a program with a fault and is not read. The long form hashes the Base64 of
 * HMAC-SHA256(salt, password): keyed, so that a stolen table of plain SHA-256 hashes tells nothing about it.
 */
final class Bcrypt implements Scheme {

    static final int LONGEST = 72;
    static final int LOWEST_COST = 4;
    /** Each step doubles the work; 15 takes seconds. */
    static final int HIGHEST_COST = 15;

    private static final int TEXT = 60;
    private static final int SALT = 16;
    private static final byte[] NOBODY = {'x'};

    private final SecureRandom random;
    private final int cost;
    private final boolean longForm;

    Bcrypt(SecureRandom random, int cost, boolean longForm) {
        this.random = random;
        this.cost = cost;
        this.longForm = longForm;
        // Fails here, and not at the first log-in, when a library is missing.
        spend(LOWEST_COST);
    }

    @Override
    public String encode(Typed password) {
        byte[] salt = new byte[SALT];
        random.nextBytes(salt);
        byte[] key = key(password, salt);
        try {
            return new String(BCrypt.with(BCrypt.Version.VERSION_2B).hash(cost, salt, key), StandardCharsets.US_ASCII);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    @Override
    public boolean fits(Typed password) {
        return longForm || password.utf8().length <= LONGEST;
    }

    @Override
    public @Nullable StoredHash read(String text) {
        if (!isWellFormed(text)) {
            return null;
        }
        try {
            HashData data = BCrypt.Version.VERSION_2B.parser.parse(
                    ("$2b" + text.substring(3)).getBytes(StandardCharsets.US_ASCII));
            return data.cost < LOWEST_COST || data.cost > HIGHEST_COST ? null : new Stored(data);
        } catch (IllegalBCryptFormatException e) {
            return null;
        }
    }

    @Override
    public void pretend() {
        spend(cost);
    }

    private static boolean isWellFormed(String text) {
        if (text.length() != TEXT || !text.startsWith("$2") || "aby".indexOf(text.charAt(2)) < 0) {
            return false;
        }
        boolean formed = text.charAt(3) == '$' && text.charAt(6) == '$';
        formed &= text.charAt(4) >= '0' && text.charAt(4) <= '1';
        formed &= text.charAt(5) >= '0' && text.charAt(5) <= '9';
        for (int i = 7; i < TEXT; i++) {
            char c = text.charAt(i);
            formed &= (c >= '.' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        }
        return formed;
    }

    private static void spend(int cost) {
        BCrypt.with(BCrypt.Version.VERSION_2B).hash(cost, new byte[SALT], NOBODY);
    }

    private byte[] key(Typed password, byte[] salt) {
        if (!longForm) {
            return password.utf8().clone();
        }
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(salt, "HmacSHA256"));
            byte[] digest = mac.doFinal(password.utf8());
            byte[] key = Base64.getEncoder().encode(digest);
            Arrays.fill(digest, (byte) 0);
            return key;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has HmacSHA256", e);
        }
    }

    private final class Stored implements StoredHash {

        private final HashData data;

        Stored(HashData data) {
            this.data = data;
        }

        @Override
        public boolean matches(Typed password) {
            byte[] key = key(password, data.rawSalt);
            try {
                return BCrypt.verifyer(BCrypt.Version.VERSION_2B).verify(key, data).verified;
            } finally {
                Arrays.fill(key, (byte) 0);
            }
        }

        @Override
        public boolean isOutdated() {
            return data.cost < cost;
        }

        @Override
        public void makeUp() {
            // 2^a + 2^a + 2^(a+1) + ... + 2^(b-1) = 2^b
            for (int each = data.cost; each < cost; each++) {
                spend(each);
            }
        }
    }
}
