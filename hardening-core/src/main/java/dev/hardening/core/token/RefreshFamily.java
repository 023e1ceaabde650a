package dev.hardening.core.token;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one refresh family: the tokens that follow from one log-in, of which only the newest is good
 * (RFC 9700 section 4.14.2).
 *
 * @param id the family's id, which is the session's id in access tokens
 * @param subject whose it is
 * @param tenant the account's own tenant at log-in, or null
 * @param generation the number of the newest token; the first one has 0
 * @param rotatedAt when the newest token was given
 * @param idleExpiry when the newest token ends; never after {@code absoluteExpiry}
 * @param absoluteExpiry when the family ends, however often it is refreshed
 * @param revoked whether it was ended before its time
 */
public record RefreshFamily(
        String id,
        String subject,
        @Nullable String tenant,
        int generation,
        Instant rotatedAt,
        Instant idleExpiry,
        Instant absoluteExpiry,
        boolean revoked) {

    /** Throws {@link IllegalArgumentException} for a negative generation, or an end of the newest token after the family's. */
    public RefreshFamily {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(rotatedAt, "rotatedAt");
        if (generation < 0 || idleExpiry.isAfter(absoluteExpiry)) {
            throw new IllegalArgumentException("a family counts from 0 and its newest token ends before it does");
        }
    }

    /** Returns the family after one more rotation. The new token ends with the family at the latest. */
    public RefreshFamily rotated(Instant now, Instant newIdleExpiry) {
        Instant idle = newIdleExpiry.isBefore(absoluteExpiry) ? newIdleExpiry : absoluteExpiry;
        return new RefreshFamily(id, subject, tenant, Math.addExact(generation, 1), now, idle, absoluteExpiry, false);
    }

    /** Returns the family, ended. */
    public RefreshFamily ended() {
        return new RefreshFamily(id, subject, tenant, generation, rotatedAt, idleExpiry, absoluteExpiry, true);
    }
}
