package dev.hardening.core.token;

import java.time.Instant;

/**
 * A refresh token whose every part was checked; whether it is the newest of its family, only the store of families
 * knows. Immutable.
 *
 * @param subject whose token it is
 * @param family the family ({@code fam}) that it belongs to, which is the session of its access tokens
 * @param generation how many tokens of the family came before it
 * @param id its own id ({@code jti})
 * @param issuedAt when it was made, in whole seconds
 * @param expires when it ends, in whole seconds
 */
public record RefreshToken(
        String subject, String family, int generation, String id, Instant issuedAt, Instant expires) {}
