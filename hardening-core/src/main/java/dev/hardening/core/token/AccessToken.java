package dev.hardening.core.token;

import dev.hardening.core.identity.Identity;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An access token whose every part was checked. Immutable.
 *
 * @param caller whom it proves
 * @param id its own id ({@code jti}), or null where the profile allows a token without one
 * @param issuedAt when it was made; {@link Instant#EPOCH} where the profile allows a token that does not say, so that
 *     whatever ends the older proofs of a subject ends it too
 * @param expires when it ends, in whole seconds
 */
public record AccessToken(Identity caller, @Nullable String id, Instant issuedAt, Instant expires) {

    /** Checks that every part is there. */
    public AccessToken {
        Objects.requireNonNull(caller, "caller");
        Objects.requireNonNull(issuedAt, "issuedAt");
        Objects.requireNonNull(expires, "expires");
    }

    /** Returns whose token it is. */
    public String subject() {
        return caller.subject();
    }

    /** Returns the session ({@code sid}) that it belongs to, or null when it names none. */
    public @Nullable String session() {
        return caller.session();
    }

    /** Returns the caller's own tenant, or null when it names none. */
    public @Nullable String tenant() {
        return caller.tenant();
    }

    /** Returns the roles that it grants. */
    public Set<String> roles() {
        return caller.roles();
    }

    /** Returns whom it proves, for the rooms behind. */
    public Identity toIdentity() {
        return caller;
    }
}
