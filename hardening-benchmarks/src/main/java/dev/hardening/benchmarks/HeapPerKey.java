package dev.hardening.benchmarks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.hardening.core.net.IpAddress;
import dev.hardening.core.ratelimit.RateLimit;
import dev.hardening.core.ratelimit.RateLimitCounter;
import dev.hardening.core.ratelimit.RateLimitKey;
import dev.hardening.core.ratelimit.RateLimitOutcome;
import dev.hardening.core.ratelimit.RateLimitStore;
import dev.hardening.core.time.Ticker;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/** Fills limiters with a million clients, each in a virtual machine of its own, and tells the difference of the heap. */
public final class HeapPerKey {

    private static final int KEYS = 1_000_000;

    /** Whose limiter it is. */
    public enum Kind {
        /** Ours: a table of fixed size. */
        OURS("ours", "bounded"),

        /** A bucket in a cache. */
        BUCKET4J("Bucket4j in Caffeine", "bounded by the cache"),

        /** A count in a cache, which knows no window. */
        CAFFEINE("AtomicLong in Caffeine", "bounded by the cache"),

        /** Tomcat's filter. */
        TOMCAT("Tomcat RateLimitFilter", "grows with the clients of a window"),

        /** A registry of limiters. */
        RESILIENCE4J("resilience4j's registry", "never forgets");

        private final String label;
        private final String bound;

        Kind(String label, String bound) {
            this.label = label;
            this.bound = bound;
        }
    }

    private HeapPerKey() {}

    static void run(String... arguments) throws IOException, InterruptedException {
        if (arguments.length > 0) {
            throw new UsageException("heap takes no arguments.");
        }
        print(System.out);
    }

    static void print(PrintStream out) throws IOException, InterruptedException {
        out.printf("%-26s %12s  %s%n", "limiter", "bytes a key", "");
        for (Kind kind : Kind.values()) {
            out.printf(Locale.ROOT, "%-26s %12.1f  %s%n", kind.label, inChild(kind.name()), kind.bound);
        }
    }

    /** Returns the bytes a client, seen in a fresh virtual machine. */
    static double inChild(String kind) throws IOException, InterruptedException {
        return Double.parseDouble(ChildJvm.output(ChildJvm.command(
                        List.of(), List.of("-Xms2g", "-Xmx2g", "-XX:+UseParallelGC"), HeapPerKey.class, kind))
                .trim());
    }

    /** Measures one kind in this virtual machine and prints the bytes a client. */
    public static void main(String[] arguments) {
        System.out.printf(Locale.ROOT, "%.1f%n", measure(Kind.valueOf(arguments[0])));
        // Some limiters keep threads.
        System.exit(0);
    }

    private static double measure(Kind kind) {
        long before = used();
        Predicate<String> limiter = limiter(kind);
        int granted = 0;
        double bytes;
        try {
            for (int i = 0; i < KEYS; i++) {
                granted += limiter.test("10." + (i >>> 16) + "." + (i >>> 8 & 255) + "." + (i & 255)) ? 1 : 0;
            }
            bytes = (used() - before) / (double) KEYS;
        } finally {
            Reference.reachabilityFence(limiter);
        }
        if (granted < KEYS - KEYS / 1000) {
            throw new IllegalStateException("refused " + (KEYS - granted) + " clients that it saw once");
        }
        return bytes;
    }

    private static Predicate<String> limiter(Kind kind) {
        Duration hour = Duration.ofHours(1);
        return switch (kind) {
            case OURS -> {
                RateLimitCounter counter = RateLimitStore.inMemory(Ticker.system(), KEYS)
                        .counter(RateLimit.slidingWindow("default", 100, hour));
                yield client -> RateLimitOutcome.isGranted(
                        counter.acquire(RateLimitKey.address(IpAddress.parse(client)), System.nanoTime()));
            }
            case BUCKET4J -> LimiterPeers.bucket4j(KEYS, 100, hour);
            case CAFFEINE -> {
                Cache<String, AtomicLong> counts = Caffeine.newBuilder()
                        .maximumSize(KEYS)
                        .expireAfterWrite(hour)
                        .build();
                yield client -> counts.get(client, unused -> new AtomicLong()).incrementAndGet() <= 100;
            }
            case TOMCAT -> LimiterPeers.tomcat(100, hour);
            case RESILIENCE4J -> LimiterPeers.resilience4j(100, hour);
        };
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
