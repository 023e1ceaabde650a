package dev.hardening.core.identity;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
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

    /** How often {@link #secondToBear} goes on to the next second; tokens and cookies of the near future are taken. */
    int MOST_ENDS_IN_A_SECOND = 3;

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

    /**
     * Returns the whole second that a proof should bear which the subject is given now: this one, or the first one that was
     * not ended, because a proof of an ended second counts as one that was given before the end. Whoever ends everything up
     * to now ends it up to this second, too: then nothing that was given before lives on, in whatever order both happen
     * within one second. Everything may be ended three times in a second; what is given after the fourth one is dead.
     */
    default Instant secondToBear(String subject, Instant now) {
        Instant second = now.truncatedTo(ChronoUnit.SECONDS);
        for (int i = 0; i < MOST_ENDS_IN_A_SECOND && isRevoked(null, null, subject, second); i++) {
            second = second.plusSeconds(1);
        }
        return second;
    }

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
