package dev.hardening.redis;

import dev.hardening.core.decision.StoreUnavailableException;
import dev.hardening.core.distributed.FailurePolicy;
import dev.hardening.core.ratelimit.RateLimit;
import dev.hardening.core.ratelimit.RateLimitCounter;
import dev.hardening.core.ratelimit.RateLimitKey;
import dev.hardening.core.ratelimit.RateLimitOutcome;

/**
 * Counts one limit on the server. What the server grants is counted in this process as well, so that a client who has used his
 * limit up gains nothing when the server goes away.
 */
final class SharedCounter implements RateLimitCounter {

    /** The mark of what nobody has counted; the store in memory has smaller ones, and the server larger ones. */
    private static final int UNCOUNTED = 31;

    private final RedisRoom room;
    private final RedisCounter shared;
    private final RateLimit limit;
    private final RateLimitCounter local;
    private final MirroredCounts mirrored = new MirroredCounts();

    SharedCounter(RedisRoom room, RedisCounter shared, RateLimit limit, RateLimitCounter local) {
        this.room = room;
        this.shared = shared;
        this.limit = limit;
        this.local = local;
    }

    @Override
    public long acquire(RateLimitKey key, long now) {
        String name = name(key);
        try {
            long outcome = shared.acquire(name, now);
            if (RateLimitOutcome.isGranted(outcome) && room.counts().policy() == FailurePolicy.LOCAL) {
                mirrored.put(name, now, local.acquire(key, now));
            }
            return outcome;
        } catch (Unanswered e) {
            room.counts().alone();
            return switch (room.counts().policy()) {
                case LOCAL -> local.acquire(key, now);
                case OPEN -> RateLimitOutcome.granted(limit.max() - 1, 0, UNCOUNTED);
                case CLOSED -> throw new StoreUnavailableException("a limit cannot be counted: " + e.reason());
            };
        }
    }

    @Override
    public long knownWaitNanos(RateLimitKey key, long now) {
        return shared.knownWaitNanos(name(key), now);
    }

    @Override
    public void refund(RateLimitKey key, long now, long outcome) {
        int mark = RateLimitOutcome.mark(outcome);
        if (mark >= RedisCounter.LEAST_MARK) {
            String name = name(key);
            shared.refund(name, now, mark);
            long here = mirrored.take(name, now);
            if (RateLimitOutcome.isGranted(here)) {
                local.refund(key, now, here);
            }
        } else if (mark != UNCOUNTED) {
            local.refund(key, now, outcome);
        }
    }

    private static String name(RateLimitKey key) {
        return RedisKeys.hash(key.canonicalText());
    }

    /** The server tells as many clients apart as its memory holds; without it, this process tells. */
    @Override
    public boolean isOverflowing() {
        return local.isOverflowing();
    }
}
