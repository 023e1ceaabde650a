package dev.hardening.core.password;

import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import java.security.SecureRandom;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every kind of hash whose library is there, by the id in braces. */
final class Schemes {

    /** A stored hash and the kind that it is of. */
    record Found(Scheme scheme, Scheme.StoredHash hash) {}

    private static final Logger LOG = LoggerFactory.getLogger(Schemes.class);
    private static final int LONGEST = 512;

    private final Map<PasswordHash, Scheme> all = new EnumMap<>(PasswordHash.class);
    private final Scheme target;

    Schemes(PasswordSettings settings) {
        SecureRandom random = new SecureRandom();
        int cost = settings.bcryptCost();
        open(PasswordHash.BCRYPT, () -> new Bcrypt(random, cost, false));
        open(PasswordHash.BCRYPT_SHA256, () -> new Bcrypt(random, cost, true));
        open(PasswordHash.ARGON2ID, () -> new Argon2id(random));
        open(PasswordHash.PBKDF2, () -> new Pbkdf2(random));
        Scheme chosen = all.get(settings.hash());
        if (chosen == null) {
            throw new InvalidSettingsException(Problem.refuse(
                    ProblemCode.MISSING,
                    PasswordSettings.HASH.name(),
                    "asks for a hash whose library is not there",
                    "add " + settings.hash().library() + ", or set it to pbkdf2, which needs none"));
        }
        this.target = chosen;
    }

    private void open(PasswordHash kind, Supplier<Scheme> maker) {
        try {
            all.put(kind, maker.get());
        } catch (LinkageError e) {
            LOG.debug("Hashes of the kind {} match nothing, because {} is not there", kind.id(), kind.library());
        }
    }

    Scheme target() {
        return target;
    }

    /** Returns what a stored text is, or null when nothing here can use it. */
    @Nullable
    Found read(@Nullable String stored) {
        if (stored == null || stored.length() > LONGEST || stored.length() < 2) {
            return null;
        }
        if (stored.charAt(0) == '$') {
            return read(PasswordHash.BCRYPT, stored);
        }
        int end = stored.charAt(0) == '{' ? stored.indexOf('}') : -1;
        PasswordHash kind = end < 0 ? null : kind(stored.substring(1, end));
        return kind == null ? null : read(kind, stored.substring(end + 1));
    }

    private @Nullable Found read(PasswordHash kind, String text) {
        Scheme scheme = all.get(kind);
        Scheme.StoredHash hash = scheme == null ? null : scheme.read(text);
        return scheme == null || hash == null ? null : new Found(scheme, hash);
    }

    private static @Nullable PasswordHash kind(String id) {
        return switch (id) {
            case "bcrypt" -> PasswordHash.BCRYPT;
            case "bcrypt-sha256" -> PasswordHash.BCRYPT_SHA256;
            // The second and third are what Spring Security writes before the same text.
            case "argon2id", "argon2", "argon2@SpringSecurity_v5_8" -> PasswordHash.ARGON2ID;
            case "pbkdf2-sha512" -> PasswordHash.PBKDF2;
            default -> null;
        };
    }
}
