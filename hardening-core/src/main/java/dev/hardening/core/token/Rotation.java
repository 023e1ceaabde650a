package dev.hardening.core.token;

import org.jspecify.annotations.Nullable;

/**
 * What a store answers when a refresh token is used.
 *
 * @param outcome what became of it
 * @param family the family as it is afterwards, or null when it is {@link Outcome#UNKNOWN}
 */
public record Rotation(Outcome outcome, @Nullable RefreshFamily family) {

    /** What became of a refresh token that was used. Only the first two give the client anything. */
    public enum Outcome {
        /** It was the newest one, and the family is one generation further. */
        ROTATED,
        /** It was the newest one a moment ago; the client gets once more the very token that it got then. */
        REPLAYED,
        /** It was used up, or was never given: two parties hold tokens of this family, so the family is ended now. */
        REUSE,
        /** The family was ended before. */
        REVOKED,
        /** The token or the family has reached its end. */
        EXPIRED,
        /** There is no such family. */
        UNKNOWN
    }
}
