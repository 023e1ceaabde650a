package dev.hardening.redis;

import dev.hardening.core.ratelimit.RateLimit;
import dev.hardening.core.ratelimit.RateLimitAlgorithm;
import dev.hardening.core.ratelimit.RateLimitOutcome;
import dev.hardening.core.time.Ticker;
import java.util.List;

/**
 * One limit on the server. A strict sliding window has the same thirteen cells as in memory; a token bucket holds its level and
 * when that was. Servers that know the limit with other numbers count it apart. A client is known by the hash of his key.
 */
final class RedisCounter {

    /** What the server grants has marks from this one on: it and the number of the newest cell, modulo as much. */
    static final int LEAST_MARK = 32;

    private static final int CELLS = 13;

    private final RedisRoom room;
    private final Ticker ticker;
    private final RedisScript acquire;
    private final RedisScript refund;
    private final KnownRefusals refusals = new KnownRefusals();
    private final String kind;
    private final byte[][] numbers;
    private final long nanosPerTick;
    private final long longestTicks;
    private final long refundableNanos;

    RedisCounter(RedisRoom room, RateLimit limit, Ticker ticker) {
        this.room = room;
        this.ticker = ticker;
        boolean sliding = limit.algorithm() == RateLimitAlgorithm.SLIDING_WINDOW;
        this.acquire = room.script(sliding ? "sliding-window" : "token-bucket");
        this.refund = room.script(sliding ? "sliding-window-refund" : "token-bucket-refund");
        this.nanosPerTick = room.clock().nanosPerTick();
        long window = limit.window().toNanos();
        long windowTicks = (window + nanosPerTick - 1) / nanosPerTick;
        int third = sliding ? (limit.max() + CELLS - 1) / CELLS : limit.burst();
        this.kind = (sliding ? "window:" : "bucket:") + limit.name() + ":" + limit.max() + "/"
                + limit.window().toMillis() + (sliding ? "" : "/" + limit.burst());
        this.numbers = new byte[][] {
            RedisScript.number(limit.max()), RedisScript.number(windowTicks), RedisScript.number(third)
        };
        this.longestTicks = (sliding ? windowTicks : (windowTicks + limit.max() - 1) / limit.max()) + 1;
        // Later the cell may be over, and its number that of another one.
        this.refundableNanos = window / 2;
    }

    /** Returns for how long the server's last refusal of the client holds yet. */
    long knownWaitNanos(String name, long now) {
        long known = refusals.waitNanos(name, now);
        if (known > 0) {
            room.counts().known();
        }
        return known;
    }

    long acquire(String name, long now) throws Unanswered {
        long known = knownWaitNanos(name, now);
        if (known > 0) {
            return RateLimitOutcome.refused(known);
        }
        List<Object> answer = room.run(acquire, List.of(room.keys().plain(kind, name)), numbers);
        // Whatever is under the key, nobody is sent away for longer than a limit can take.
        long wait = Math.min(Math.max(1, RedisRoom.number(answer, 1)), longestTicks) * nanosPerTick;
        long remaining = RedisRoom.number(answer, 0);
        if (remaining < 0) {
            refusals.put(name, now + wait);
            return RateLimitOutcome.refused(wait);
        }
        return RateLimitOutcome.granted((int) remaining, wait, LEAST_MARK + (int) RedisRoom.number(answer, 2));
    }

    /** Takes a granted request back, or leaves it counted when the server does not answer. */
    void refund(String name, long now, int mark) {
        if (ticker.nanos() - now > refundableNanos) {
            return;
        }
        refusals.forget(name);
        try {
            room.tell(
                    refund,
                    List.of(room.keys().plain(kind, name)),
                    List.of(numbers[0], numbers[1], numbers[2], RedisScript.number(mark - LEAST_MARK)));
        } catch (Unanswered e) {
            return; // it stays counted, which is the stricter
        }
    }
}
