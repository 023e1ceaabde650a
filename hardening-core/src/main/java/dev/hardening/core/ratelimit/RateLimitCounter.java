package dev.hardening.core.ratelimit;

/** Counts the requests of many clients against one limit. Safe for use by many threads. */
public interface RateLimitCounter {

    /**
     * Grants one request to the client and counts it, or refuses and counts nothing. One atomic step: of any number of
     * requests at the same time, exactly as many are granted as the limit allows.
     *
     * @param key whose request it is
     * @param now a fresh reading of the ticker that the store was made with; a store with a clock of its own ignores it
     * @return an outcome, to be read with {@link RateLimitOutcome}
     */
    long acquire(RateLimitKey key, long now);

    /**
     * Returns for how long the client is certain to be refused, as far as that is known without asking anybody else; 0, which
     * a store in memory always says, when only {@link #acquire} can tell.
     *
     * @param now a fresh reading of the ticker
     */
    default long knownWaitNanos(RateLimitKey key, long now) {
        return 0;
    }

    /**
     * Takes back a granted request that was not carried out, for instance because another limit refused it. A store may
     * keep the count when it cannot take it back without granting too much later; it is never less strict for a refund.
     *
     * @param key the key that was given to {@link #acquire}
     * @param now the reading that was given to {@link #acquire}
     * @param outcome what {@link #acquire} returned; each granted outcome is given back at most once
     */
    void refund(RateLimitKey key, long now, long outcome);

    /**
     * Tells whether some clients had to share one count within the last window, because more of them were there than the
     * store tracks.
     */
    boolean isOverflowing();
}
