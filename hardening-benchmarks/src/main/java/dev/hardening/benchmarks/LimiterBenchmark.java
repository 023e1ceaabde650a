package dev.hardening.benchmarks;

import dev.hardening.core.net.IpAddress;
import dev.hardening.core.ratelimit.RateLimit;
import dev.hardening.core.ratelimit.RateLimitCounter;
import dev.hardening.core.ratelimit.RateLimitKey;
import dev.hardening.core.ratelimit.RateLimitStore;
import dev.hardening.core.time.Ticker;
import java.time.Duration;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One decision of the strict sliding window, with uniform keys, beside hashed slots that count a fixed window. */
@State(Scope.Thread)
public class LimiterBenchmark {

    private static final int DRAWS = 1 << 20;

    @Param({"1", "10000", "1000000"})
    int keys;

    private final int[] order = new int[DRAWS];
    private RateLimitKey[] ours = {};
    private Client[] theirs = {};
    private RateLimitCounter counter = new Refusing();
    private Floors.Slots slots = new Floors.Slots(1, 1, 1);
    private int at;
    private long calls;

    /** Makes the tables and the keys. */
    @Setup
    public void fill() {
        // One key alone would soon use up a minute's limit, and a refusal is another row.
        Duration window = keys == 1 ? RateLimit.SHORTEST_WINDOW : Duration.ofMinutes(1);
        RateLimit limit = RateLimit.slidingWindow("default", 1_000_000, window);
        counter = RateLimitStore.inMemory(Ticker.system(), Math.max(1024, keys * 5 / 4))
                .counter(limit);
        slots = new Floors.Slots(Math.max(1024, keys * 5 / 4), 1_000_000, window.toNanos());
        ours = new RateLimitKey[keys];
        theirs = new Client[keys];
        Random random = new Random(1);
        for (int i = 0; i < keys; i++) {
            byte[] bytes = new byte[4];
            random.nextBytes(bytes);
            IpAddress address = IpAddress.ofBytes(bytes);
            ours[i] = RateLimitKey.address(address);
            theirs[i] = new Client(address);
        }
        for (int i = 0; i < DRAWS; i++) {
            order[i] = random.nextInt(keys);
        }
    }

    /** Ours, granted. */
    @Benchmark
    public long limiterOurs() {
        return counter.acquire(ours[order[at++ & DRAWS - 1]], now());
    }

    /** Hashed slots. */
    @Benchmark
    public boolean limiterFloor() {
        return slots.take(theirs[order[at++ & DRAWS - 1]].address.low(), now());
    }

    /** A key of the floor: as far from the caches as one of ours, so that what is compared is the tables. */
    private record Client(IpAddress address) {}

    /** Time that runs fast enough for a million requests not to fit into the shortest window. */
    private long now() {
        return System.nanoTime() + 128L * calls++;
    }

    /** Stands in until the set-up has run. */
    private static final class Refusing implements RateLimitCounter {
        @Override
        public long acquire(RateLimitKey key, long now) {
            throw new IllegalStateException();
        }

        @Override
        public void refund(RateLimitKey key, long now, long outcome) {}

        @Override
        public boolean isOverflowing() {
            return false;
        }
    }
}
