package dev.hardening.core.apikey;

import dev.hardening.core.identity.Identity;
import dev.hardening.core.identity.Proof;
import java.security.MessageDigest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One key as the room holds it: the digest, whom it proves, and when it counts. Immutable. */
final class ApiKey {

    private final byte[] digest;
    private final Identity identity;
    private final @Nullable Instant notBefore;
    private final @Nullable Instant expires;

    ApiKey(byte[] digest, Identity identity, @Nullable Instant notBefore, @Nullable Instant expires) {
        this.digest = digest.clone();
        this.identity = identity;
        this.notBefore = notBefore;
        this.expires = expires;
    }

    static ApiKey labelled(String label, byte[] digest) {
        return new ApiKey(digest, Identity.provedBy(Proof.API_KEY, label).build(), null, null);
    }

    Identity identity() {
        return identity;
    }

    String label() {
        return identity.subject();
    }

    byte[] digest() {
        return digest.clone();
    }

    boolean sameKey(ApiKey other) {
        return MessageDigest.isEqual(digest, other.digest);
    }

    boolean counts(Instant now) {
        return (notBefore == null || !now.isBefore(notBefore)) && (expires == null || now.isBefore(expires));
    }

    boolean isTimed() {
        return notBefore != null || expires != null;
    }
}
