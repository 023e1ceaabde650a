package dev.hardening.benchmarks;

import dev.hardening.core.net.IpAddress;
import dev.hardening.core.ratelimit.RateLimit;
import dev.hardening.core.ratelimit.RateLimitCounter;
import dev.hardening.core.ratelimit.RateLimitKey;
import dev.hardening.core.ratelimit.RateLimitStore;
import dev.hardening.core.time.Ticker;
import java.time.Duration;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The decision to refuse a client that has used up its limit. */
@State(Scope.Thread)
public class RefusalBenchmark {

    private final RateLimitKey key = RateLimitKey.address(IpAddress.parse("203.0.113.9"));
    private final RateLimitCounter counter = RateLimitStore.inMemory(Ticker.system(), 1024)
            .counter(RateLimit.slidingWindow("default", 1, Duration.ofHours(24)));
    private final Floors.Slots slots =
            new Floors.Slots(1024, 1, Duration.ofHours(24).toNanos());

    /** Ours. */
    @Benchmark
    public long refusalOurs() {
        return counter.acquire(key, System.nanoTime());
    }

    /** Hashed slots. */
    @Benchmark
    public boolean refusalFloor() {
        return slots.take(1, System.nanoTime());
    }
}
