package dev.hardening.benchmarks;

import java.time.Duration;
import java.util.Random;
import java.util.function.Predicate;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One decision of others' limiters, granted, with the keys of {@link LimiterBenchmark}. */
@State(Scope.Thread)
public class LimiterPeersBenchmark {

    private static final int DRAWS = 1 << 20;

    @Param({"1", "10000", "1000000"})
    int keys;

    /** Whose limiter it is. */
    public enum Who {
        /** A bucket in a cache. */
        BUCKET4J,

        /** A limiter in a cache. */
        GUAVA,

        /** A registry of limiters. */
        RESILIENCE4J,

        /** {@code RateLimitFilter}. */
        TOMCAT,

        /** {@code DoSFilter}. */
        JETTY
    }

    @Param
    Who who = Who.BUCKET4J;

    private final int[] order = new int[DRAWS];
    private String[] clients = {};
    private Predicate<String> limiter = client -> false;
    private int at;

    /** Makes the limiter and lets every client ask once, so that none is met for the first time. */
    @Setup
    public void fill() {
        Duration minute = Duration.ofMinutes(1);
        limiter = switch (who) {
            case BUCKET4J -> LimiterPeers.bucket4j(keys, 1_000_000_000L, minute);
            case GUAVA -> LimiterPeers.guava(keys, 1e9);
            case RESILIENCE4J -> LimiterPeers.resilience4j(1_000_000_000, minute);
            case TOMCAT -> LimiterPeers.tomcat(1_000_000_000, minute);
            // It has a word for each request of a second, so that a generous limit for many does not fit into memory.
            case JETTY -> LimiterPeers.jetty(keys == 1 ? 20_000_000 : keys == 10_000 ? 5000 : 25);
        };
        clients = new String[keys];
        Random random = new Random(1);
        for (int i = 0; i < keys; i++) {
            int bits = random.nextInt();
            clients[i] = (bits >>> 24) + "." + (bits >>> 16 & 255) + "." + (bits >>> 8 & 255) + "." + (bits & 255);
            if (!limiter.test(clients[i])) {
                throw new IllegalStateException("refused at first sight");
            }
        }
        for (int i = 0; i < DRAWS; i++) {
            order[i] = random.nextInt(keys);
        }
    }

    /** Granted; a benchmark that measured refusals unawares would be worse than none. */
    @Benchmark
    public boolean limiterPeer() {
        if (!limiter.test(clients[order[at++ & DRAWS - 1]])) {
            throw new IllegalStateException("refused");
        }
        return true;
    }
}
