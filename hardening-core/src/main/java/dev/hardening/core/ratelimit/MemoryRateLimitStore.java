package dev.hardening.core.ratelimit;

import dev.hardening.core.time.Ticker;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts in this process, each limit in a table of its own. */
final class MemoryRateLimitStore implements RateLimitStore {

    static final int MOST_TRACKED_KEYS = 10_000_000;

    private final Ticker ticker;
    private final int trackedKeys;
    private final Map<String, Entry> counters = new ConcurrentHashMap<>();

    MemoryRateLimitStore(Ticker ticker, int trackedKeys) {
        if (trackedKeys < 1 || trackedKeys > MOST_TRACKED_KEYS) {
            throw new IllegalArgumentException("tracked keys are 1 to " + MOST_TRACKED_KEYS + ", not " + trackedKeys);
        }
        this.ticker = ticker;
        this.trackedKeys = trackedKeys;
    }

    @Override
    public RateLimitCounter counter(RateLimit limit) {
        Entry entry = counters.computeIfAbsent(limit.name(), name -> new Entry(limit, newCounter(limit)));
        if (!entry.limit.equals(limit)) {
            throw new IllegalArgumentException("two limits have the name of " + limit + " and " + entry.limit);
        }
        return entry.counter;
    }

    private RateLimitCounter newCounter(RateLimit limit) {
        return limit.algorithm() == RateLimitAlgorithm.SLIDING_WINDOW
                ? new SlidingWindowTable(limit, ticker, trackedKeys, SipHash.random())
                : new TokenBucketTable(limit, ticker, trackedKeys, SipHash.random());
    }

    private static final class Entry {
        private final RateLimit limit;
        private final RateLimitCounter counter;

        Entry(RateLimit limit, RateLimitCounter counter) {
            this.limit = limit;
            this.counter = counter;
        }
    }
}
