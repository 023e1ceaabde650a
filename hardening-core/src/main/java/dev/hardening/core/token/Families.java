package dev.hardening.core.token;

import dev.hardening.core.identity.RevocationStore;
import dev.hardening.core.secret.Base64Url;
import dev.hardening.core.secret.DerivedKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The two stores together: a family that ends takes its access tokens with it. Safe for use by many threads. */
final class Families {

    private static final String ID_PURPOSE = "hardening/jwt/id/v1";
    private static final int ID_BYTES = 16;

    private final TokenSettings settings;
    private final RefreshFamilyStore families;
    private final RevocationStore revocations;
    private final SecureRandom random = new SecureRandom();
    private final DerivedKey ids;

    Families(TokenSettings settings, RefreshFamilyStore families, RevocationStore revocations) {
        this.settings = settings;
        this.families = families;
        this.revocations = revocations;
        this.ids = DerivedKey.of(settings.keys().current(), ID_PURPOSE);
    }

    /** Returns an id of 128 random bits. */
    String nextId() {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return Base64Url.encode(bytes);
    }

    /** Returns the id of the family's newest token, which is the same whenever that token is built again. */
    String tokenId(RefreshFamily family) {
        byte[] mac = ids.mac((family.generation() + "." + family.id()).getBytes(StandardCharsets.UTF_8));
        return Base64Url.encode(Arrays.copyOf(mac, ID_BYTES));
    }

    /** Returns a family that begins now, which nobody knows before {@link #begin}. */
    RefreshFamily next(String subject, @Nullable String tenant, Instant now) {
        Instant end = now.plus(settings.familyLife());
        Instant idle = now.plus(settings.refreshTtl());
        return new RefreshFamily(nextId(), subject, tenant, 0, now, idle.isBefore(end) ? idle : end, end, false);
    }

    /**
     * Stores a family, and ends the access tokens of those that it takes the place of, as long as they can live at most: it
     * is their user who logs in again, so nothing is gained by remembering them longer.
     *
     * @return how many were ended
     */
    int begin(RefreshFamily family) {
        List<RefreshFamily> ended = families.begin(family, settings.mostSessions());
        Instant until = family.rotatedAt().plus(settings.accessTtl()).plus(settings.skew());
        ended.forEach(old -> revocations.revokeSession(old.id(), until));
        return ended.size();
    }

    Rotation use(RefreshToken token, @Nullable String tenant, Instant now) {
        if (isForeign(token)) {
            if (!now.isBefore(token.expires())) {
                return new Rotation(Rotation.Outcome.EXPIRED, null);
            }
            createForeign(token, tenant, now);
        }
        return families.rotate(
                idOf(token), token.generation(), now, settings.refreshGrace(), now.plus(settings.refreshTtl()));
    }

    /** Ends the family of a token, which also may be one that was never seen. */
    boolean end(RefreshToken token, Instant now) {
        if (isForeign(token) && now.isBefore(token.expires())) {
            createForeign(token, null, now);
        }
        return end(idOf(token), now);
    }

    /** Ends a family and then its access tokens; true when it was not ended before. */
    boolean end(String family, Instant now) {
        boolean ended = families.revoke(family);
        endAccess(family, now);
        return ended;
    }

    void endAccess(String family, Instant now) {
        revocations.revokeSession(family, now.plus(settings.longestAccess()).plus(settings.skew()));
    }

    /** A token of another maker is the first of a family that ends with it and is remembered for as long. */
    private void createForeign(RefreshToken token, @Nullable String tenant, Instant now) {
        families.create(new RefreshFamily(
                idOf(token), token.subject(), tenant, 0, now, token.expires(), token.expires(), false));
    }

    static boolean isForeign(RefreshToken token) {
        return token.family().equals(token.id());
    }

    /**
     * Returns the id of a token's family. For one of another maker it is made of its own id and its subject, so that two
     * users whose tokens happen to have one id do not meet, and it is none that this service could have given.
     */
    static String idOf(RefreshToken token) {
        if (!isForeign(token)) {
            return token.family();
        }
        String told = token.subject().length() + "." + token.subject() + token.id();
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(told.getBytes(StandardCharsets.UTF_8));
            return "x." + Base64Url.encode(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
