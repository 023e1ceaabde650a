package dev.hardening.benchmarks;

import dev.hardening.core.net.IpAddress;
import dev.hardening.core.ratelimit.RateLimit;
import dev.hardening.core.ratelimit.RateLimitCounter;
import dev.hardening.core.ratelimit.RateLimitKey;
import dev.hardening.core.ratelimit.RateLimitOutcome;
import dev.hardening.core.ratelimit.RateLimitStore;
import dev.hardening.core.time.Ticker;
import java.io.PrintStream;
import java.time.Duration;

/** Fills the limiter with a million clients and tells the difference of the heap. */
public final class HeapPerKey {

    private static final int KEYS = 1_000_000;

    private HeapPerKey() {}

    /** Prints one line. */
    public static void main(String[] arguments) {
        print(System.out);
    }

    static void print(PrintStream out) {
        long before = used();
        RateLimitCounter counter = RateLimitStore.inMemory(Ticker.system(), KEYS)
                .counter(RateLimit.slidingWindow("default", 100, Duration.ofHours(1)));
        int granted = 0;
        for (int i = 0; i < KEYS; i++) {
            byte[] bytes = {10, (byte) (i >>> 16), (byte) (i >>> 8), (byte) i};
            long outcome = counter.acquire(RateLimitKey.address(IpAddress.ofBytes(bytes)), System.nanoTime());
            granted += RateLimitOutcome.isGranted(outcome) ? 1 : 0;
        }
        long bytes = used() - before;
        out.printf(
                "limiter heap: %d bytes for %d keys, %.1f bytes a key; %d granted, overflowing: %b%n",
                bytes, KEYS, bytes / (double) KEYS, granted, counter.isOverflowing());
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
