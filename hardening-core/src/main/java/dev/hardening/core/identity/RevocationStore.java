package dev.hardening.core.identity;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which proofs are over before their time: single tokens, whole sessions, and everything that a subject was
 * given up to some moment. An entry is never forgotten before its time; a full store refuses to take more. Safe for use by
 * many threads.
 *
 * <p>Every method throws {@link dev.hardening.core.decision.StoreUnavailableException} when the store cannot answer, or
 * is full; whoever asks then refuses, because what cannot be checked must not pass.
 */
public interface RevocationStore extends AutoCloseable {

    /** How many entries are a good start: {@value}, which take about 200 MB when all of them are there. */
    int DEFAULT_MOST_ENTRIES = 1_000_000;

    /**
     * How long a session of any kind lives at most, unless its settings say more. What ends all that a subject has is
     * remembered at least this long, because it ends the sessions of other rooms, too.
     */
    Duration LONGEST_SESSION = Duration.ofDays(31);

    /** Ends one token. {@code until} is when nobody would take it any more anyway. */
    void revokeToken(String tokenId, Instant until);

    /** Ends a session with every token and cookie of it. */
    void revokeSession(String session, Instant until);

    /**
     * Ends everything that the subject was given at {@code moment} or before: after a change of password, say. A moment
     * before the one that is stored changes nothing.
     */
    void revokeSubject(String subject, Instant moment, Instant until);

    /**
     * Tells, in one round trip, whether any of these is revoked.
     *
     * @param tokenId the token's own id, or null when it has none
     * @param session the session's id, or null when it has none
     * @param issuedAt when the proof was given, in whole seconds as tokens have it
     */
    boolean isRevoked(@Nullable String tokenId, @Nullable String session, String subject, Instant issuedAt);

    /** Gives back what the store holds open. The store in memory holds nothing open. */
    @Override
    default void close() {}

    /**
     * Returns a store in the memory of this process, for a service that runs once: another instance does not know what
     * this one has revoked, and neither does this one after a restart. When {@code mostEntries} are there and none of
     * them is over, it takes no more and throws.
     *
     * @param clock tells when entries are over
     * @param mostEntries 1 to 50,000,000
     */
    static RevocationStore inMemory(InstantSource clock, int mostEntries) {
        return new MemoryRevocationStore(clock, mostEntries);
    }
}
