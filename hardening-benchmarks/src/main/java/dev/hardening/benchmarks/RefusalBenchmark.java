package dev.hardening.benchmarks;

import dev.hardening.core.net.IpAddress;
import dev.hardening.core.ratelimit.RateLimit;
import dev.hardening.core.ratelimit.RateLimitCounter;
import dev.hardening.core.ratelimit.RateLimitKey;
import dev.hardening.core.ratelimit.RateLimitStore;
import dev.hardening.core.time.Ticker;
import java.time.Duration;
import java.util.function.Predicate;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The decision to refuse a client that has used up its limit. */
@State(Scope.Thread)
public class RefusalBenchmark {

    private final RateLimitKey key = RateLimitKey.address(IpAddress.parse("203.0.113.9"));
    private final RateLimitCounter counter = RateLimitStore.inMemory(Ticker.system(), 1024)
            .counter(RateLimit.slidingWindow("default", 1, Duration.ofHours(24)));
    private final Floors.Slots slots =
            new Floors.Slots(1024, 1, Duration.ofHours(24).toNanos());

    /** Whose limiter refuses. */
    @State(Scope.Thread)
    public static class Peer {

        @Param
        LimiterPeersBenchmark.Who who = LimiterPeersBenchmark.Who.BUCKET4J;

        private Predicate<String> limiter = client -> true;

        /** Makes the limiter, uses up what it grants, and sees it refuse. */
        @Setup
        public void use() {
            Duration day = Duration.ofHours(24);
            limiter = switch (who) {
                case BUCKET4J -> LimiterPeers.bucket4j(1, 1, day);
                case GUAVA -> LimiterPeers.guava(1, 1e-5);
                case RESILIENCE4J -> LimiterPeers.resilience4j(1, day);
                case TOMCAT -> LimiterPeers.tomcat(1, day);
                case JETTY -> LimiterPeers.jetty(1);
            };
            int granted = 0;
            for (int i = 0; i < 10; i++) {
                granted += limiter.test("203.0.113.9") ? 1 : 0;
            }
            if (granted == 0 || limiter.test("203.0.113.9")) {
                throw new IllegalStateException("granted " + granted + " of ten, or the next one");
            }
        }
    }

    /** Those of others. */
    @Benchmark
    public boolean refusalPeer(Peer peer) {
        return peer.limiter.test("203.0.113.9");
    }

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
