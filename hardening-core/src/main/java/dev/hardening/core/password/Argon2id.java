package dev.hardening.core.password;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.jspecify.annotations.Nullable;

/** Argon2id (RFC 9106) in the PHC form: {@code $argon2id$v=19$m=47104,t=1,p=1$salt$hash}. */
final class Argon2id implements Scheme {

    static final int MEMORY_KIB = 46 * 1024;
    static final int PASSES = 1;
    static final int MOST_MEMORY_KIB = 128 * 1024;
    static final int MOST_PASSES = 10;
    static final int MOST_LANES = 16;
    /** The most work, in KiB times passes: half a second or so of one core. */
    static final int MOST_WORK = 512 * 1024;

    private static final String HEAD = "$argon2id$v=19$";
    private static final int SALT = 16;
    private static final int HASH = 32;
    private static final byte[] NOBODY = {'x'};

    private final SecureRandom random;

    Argon2id(SecureRandom random) {
        this.random = random;
        // Fails here, and not at the first log-in, when the library is missing.
        derive(NOBODY, new byte[SALT], new Cost(8, 1, 1), HASH);
    }

    @Override
    public String encode(Typed password) {
        byte[] salt = new byte[SALT];
        random.nextBytes(salt);
        byte[] hash = derive(password.utf8(), salt, Cost.TODAY, HASH);
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return HEAD + "m=" + MEMORY_KIB + ",t=" + PASSES + ",p=1$" + base64.encodeToString(salt) + "$"
                + base64.encodeToString(hash);
    }

    @Override
    public @Nullable StoredHash read(String text) {
        String[] parts = text.startsWith(HEAD) ? text.substring(HEAD.length()).split("\\$", 4) : new String[0];
        Cost cost = parts.length == 3 ? Cost.read(parts[0]) : null;
        if (cost == null) {
            return null;
        }
        byte[] salt = Texts.base64(parts[1], 8, 64);
        byte[] hash = Texts.base64(parts[2], 16, 64);
        return salt == null || hash == null ? null : new Stored(cost, salt, hash);
    }

    @Override
    public void pretend() {
        derive(NOBODY, new byte[SALT], Cost.TODAY, HASH);
    }

    private static byte[] derive(byte[] password, byte[] salt, Cost cost, int size) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(cost.memory)
                .withIterations(cost.passes)
                .withParallelism(cost.lanes)
                .withSalt(salt)
                .build());
        byte[] hash = new byte[size];
        generator.generateBytes(password, hash);
        return hash;
    }

    private record Cost(int memory, int passes, int lanes) {

        static final Cost TODAY = new Cost(MEMORY_KIB, PASSES, 1);

        static @Nullable Cost read(String text) {
            String[] parts = text.split(",", 4);
            if (parts.length != 3) {
                return null;
            }
            int memory = value(parts[0], "m=", MOST_MEMORY_KIB);
            int passes = value(parts[1], "t=", MOST_PASSES);
            int lanes = value(parts[2], "p=", MOST_LANES);
            boolean usable = passes > 0 && lanes > 0 && memory >= 8 * lanes && memory * passes <= MOST_WORK;
            return usable ? new Cost(memory, passes, lanes) : null;
        }

        private static int value(String part, String name, int most) {
            return part.startsWith(name) ? Texts.number(part.substring(name.length()), 1, most) : -1;
        }
    }

    private static final class Stored implements StoredHash {
        private final Cost cost;
        private final byte[] salt;
        private final byte[] hash;

        private Stored(Cost cost, byte[] salt, byte[] hash) {
            this.cost = cost;
            this.salt = salt;
            this.hash = hash;
        }

        @Override
        public boolean matches(Typed password) {
            return MessageDigest.isEqual(derive(password.utf8(), salt, cost, hash.length), hash);
        }

        @Override
        public boolean isOutdated() {
            return cost.memory < MEMORY_KIB || cost.passes < PASSES || salt.length < SALT || hash.length < HASH;
        }

        @Override
        public void makeUp() {
            int missing = MEMORY_KIB * PASSES - cost.memory * cost.passes;
            if (missing >= 8) {
                derive(NOBODY, salt, new Cost(missing, 1, 1), HASH);
            }
        }
    }
}
