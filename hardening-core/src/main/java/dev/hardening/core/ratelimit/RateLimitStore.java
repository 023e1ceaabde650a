package dev.hardening.core.ratelimit;

import dev.hardening.core.time.Ticker;

/** Keeps the counts of all limits. Safe for use by many threads. */
public interface RateLimitStore extends AutoCloseable {

    /** How many clients a limit tracks unless told otherwise: {@value}, about 6 MB. */
    int DEFAULT_TRACKED_KEYS = 65_536;

    /**
     * Returns the counter of a limit. Asked at start, not for each request; the same limit gets the same counter.
     *
     * @throws IllegalArgumentException if the store already counts for another limit of the same name
     */
    RateLimitCounter counter(RateLimit limit);

    /** Gives back what the store holds open. The store in memory holds nothing open. */
    @Override
    default void close() {}

    /**
     * Returns a store in the memory of this process.
     *
     * <p>For a sliding window it takes 95 bytes for each tracked key at once and nothing more ever. For a token bucket
     * it takes about 400 bytes for each client that is there. When more clients come within a window than are tracked,
     * those for whom there is no room share one count; nobody becomes unlimited.
     *
     * @param trackedKeys how many clients each limit tells apart, 1 to 10,000,000
     */
    static RateLimitStore inMemory(Ticker ticker, int trackedKeys) {
        return new MemoryRateLimitStore(ticker, trackedKeys);
    }
}
