package dev.hardening.core.lockout;

import dev.hardening.core.event.SecurityEventListener;
import dev.hardening.core.time.Ticker;
import java.util.List;

/**
 * Keeps the counts of failed tries. Safe for use by many threads. Each call is one round trip, and atomic over all the
 * counts that it touches.
 *
 * <p>Every method throws {@link dev.hardening.core.decision.StoreUnavailableException} when the store cannot answer.
 */
public interface AttemptStore extends AutoCloseable {

    /** How many entries each dimension has unless told otherwise: {@value}. */
    int DEFAULT_ENTRIES = 100_000;

    /** How a try ended. */
    enum Outcome {
        /** It failed and stays counted; stores may have nothing to do. */
        FAILED,
        /** It succeeded: its counts are cleared, or, where a success clears nothing, it is taken back alone. */
        SUCCEEDED,
        /** It was not made, because something was busy or broken: it is taken back alone. */
        NOT_MADE
    }

    /**
     * Counts a try as failed before it is made, unless one of the counts is locked: then none of them counts it, and no lock
     * gets longer. The try that reaches a limit begins the lock and may itself go on. A lock that has ended leaves no
     * failures behind.
     */
    AttemptReservation reserve(List<AttemptCount> counts);

    /** Says, once, how a granted try ended. A lock that began with a try that is taken back ends. */
    void settle(AttemptReservation reservation, Outcome outcome);

    /** Forgets everything that is counted for the account, for the place, or for both together, that the key has. */
    void unlock(AttemptKey key);

    /** Gives back what the store holds open. The store in memory holds nothing open. */
    @Override
    default void close() {}

    /**
     * Returns a store in the memory of this process. An entry takes about 200 bytes for five failures and 8 bytes for each more. When
     * a dimension is full, entries whose time is over go first, then those with one failure, then the others, the least
     * recently used first; {@code LIMITER_OVERFLOWING} is published, at most once a minute, when one goes before its time.
     *
     * @param entries how many each dimension has, 100 to 10,000,000
     */
    static AttemptStore inMemory(Ticker ticker, SecurityEventListener events, int entries) {
        return new MemoryAttemptStore(ticker, events, entries);
    }
}
