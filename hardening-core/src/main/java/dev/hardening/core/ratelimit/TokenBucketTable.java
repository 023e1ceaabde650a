package dev.hardening.core.ratelimit;

import dev.hardening.core.time.Ticker;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.local.LocalBucket;
import io.github.bucket4j.local.SynchronizationStrategy;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Token buckets of many clients: Bucket4j counts, this class bounds how many there are.
 *
 * <p>A full bucket is the same as no bucket, so full ones are dropped when room is needed, and no others: dropping the
 * least recently used would let a client win a fresh bucket by flooding the table. When no bucket is full, the request
 * takes its token from one bucket that all clients without their own share. A client's new bucket begins with no more
 * tokens than the shared one has, since it may have been him who emptied it.
 *
 * <p>A client is known by the 64-bit hash of his key; should two have the same, they share a bucket.
 */
final class TokenBucketTable implements RateLimitCounter {

    /** Buckets that a new client may look at in search of a full one. */
    private static final int STEPS = 32;

    private static final int OWN = 0;
    private static final int SHARED = 1;

    private final RateLimit limit;
    private final int trackedKeys;
    private final SipHash secret;
    private final TimeMeter clock;
    private final long nanosOfToken;
    private final Bandwidth fresh;
    private final Map<Long, Slot> slots = new ConcurrentHashMap<>();
    private final AtomicInteger size = new AtomicInteger();
    private final Slot shared;

    private final ReentrantLock sweeping = new ReentrantLock();
    private Iterator<Map.Entry<Long, Slot>> sweep = Collections.emptyIterator();

    TokenBucketTable(RateLimit limit, Ticker ticker, int trackedKeys, SipHash secret) {
        this.limit = limit;
        this.trackedKeys = trackedKeys;
        this.secret = secret;
        this.clock = new Clock(ticker);
        this.nanosOfToken = (limit.window().toNanos() + limit.max() - 1) / limit.max();
        this.fresh = bandwidth(limit.burst());
        this.shared = new Slot(bucket(fresh));
    }

    @Override
    public long acquire(RateLimitKey key, long now) {
        Long hash = key.hash(secret);
        while (true) {
            Slot own = slots.get(hash);
            Slot slot = own != null ? own : create(hash);
            synchronized (slot) {
                // Between our look and the lock an own bucket may have been dropped, or made by another thread.
                if (slot == shared ? !slots.containsKey(hash) : !slot.dropped) {
                    return outcome(slot.bucket.tryConsumeAndReturnRemaining(1), slot == shared ? SHARED : OWN);
                }
            }
        }
    }

    @Override
    public void refund(RateLimitKey key, long now, long outcome) {
        Slot slot = RateLimitOutcome.mark(outcome) == SHARED ? shared : slots.get(key.hash(secret));
        if (slot != null) {
            synchronized (slot) {
                slot.bucket.addTokens(1);
            }
        }
    }

    @Override
    public boolean isOverflowing() {
        synchronized (shared) {
            return !shared.isFull(limit);
        }
    }

    /** Returns how many buckets there are, the shared one not counted. */
    int size() {
        return size.get();
    }

    private long outcome(ConsumptionProbe probe, int mark) {
        // Bucket4j rounds the wait down to the nanosecond before the token is there.
        return probe.isConsumed()
                ? RateLimitOutcome.granted((int) probe.getRemainingTokens(), nanosOfToken, mark)
                : RateLimitOutcome.refused(probe.getNanosToWaitForRefill() + 1);
    }

    private Slot create(Long hash) {
        if (!reserve()) {
            return shared;
        }
        // Under the shared bucket's lock, so that no request of this client is counted there meanwhile.
        synchronized (shared) {
            long tokens = shared.bucket.getAvailableTokens();
            Slot created = new Slot(bucket(tokens >= limit.burst() ? fresh : bandwidth(Math.max(0, tokens))));
            Slot other = slots.putIfAbsent(hash, created);
            if (other == null) {
                return created;
            }
            size.decrementAndGet();
            return other;
        }
    }

    private boolean reserve() {
        if (size.incrementAndGet() <= trackedKeys) {
            return true;
        }
        size.decrementAndGet();
        return dropFull() && size.incrementAndGet() <= trackedKeys;
    }

    /** Looks at a few buckets, going on where the last search ended, and drops those that are full. */
    private boolean dropFull() {
        if (!sweeping.tryLock()) {
            return false;
        }
        try {
            boolean dropped = false;
            for (int step = 0; step < STEPS; step++) {
                if (!sweep.hasNext()) {
                    sweep = slots.entrySet().iterator();
                    if (!sweep.hasNext()) {
                        break;
                    }
                }
                Map.Entry<Long, Slot> entry = sweep.next();
                dropped |= drop(entry.getKey(), entry.getValue());
            }
            return dropped;
        } finally {
            sweeping.unlock();
        }
    }

    private boolean drop(Long hash, Slot slot) {
        synchronized (slot) {
            if (slot.dropped || !slot.isFull(limit)) {
                return false;
            }
            slot.dropped = true;
        }
        slots.remove(hash, slot);
        size.decrementAndGet();
        return true;
    }

    private Bandwidth bandwidth(long tokens) {
        return Bandwidth.builder()
                .capacity(limit.burst())
                .refillGreedy(limit.max(), limit.window())
                .initialTokens(tokens)
                .build();
    }

    private LocalBucket bucket(Bandwidth bandwidth) {
        return Bucket.builder()
                .addLimit(bandwidth)
                .withCustomTimePrecision(clock)
                .withSynchronizationStrategy(SynchronizationStrategy.NONE)
                .build();
    }

    /** A bucket and its lock. */
    private static final class Slot {
        private final LocalBucket bucket;
        private boolean dropped;

        Slot(LocalBucket bucket) {
            this.bucket = bucket;
        }

        boolean isFull(RateLimit limit) {
            return bucket.getAvailableTokens() >= limit.burst();
        }
    }

    /** Begins at zero: Bucket4j compares readings, not differences, and would stop when the ticker's overflow. */
    private static final class Clock implements TimeMeter {
        private final Ticker ticker;
        private final long start;

        Clock(Ticker ticker) {
            this.ticker = ticker;
            this.start = ticker.nanos();
        }

        @Override
        public long currentTimeNanos() {
            return ticker.nanos() - start;
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }
}
