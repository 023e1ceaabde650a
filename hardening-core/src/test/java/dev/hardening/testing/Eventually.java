package dev.hardening.testing;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits for what another thread or process does: no longer than it takes, and 40 seconds at most. */
public final class Eventually {

    private static final long PATIENCE = Duration.ofSeconds(40).toNanos();
    private static final long FIRST_PAUSE = Duration.ofMillis(1).toNanos();
    private static final long LONGEST_PAUSE = Duration.ofMillis(20).toNanos();

    private Eventually() {}

    /** Waits for a condition. */
    public static void until(BooleanSupplier condition) {
        boolean unused = await(condition::getAsBoolean, holds -> holds);
    }

    /** Waits until something is as it should be, and returns it. What it was last stands in the failure. */
    public static <T> T await(Supplier<T> source, Predicate<T> condition) {
        long end = System.nanoTime() + PATIENCE;
        long pause = FIRST_PAUSE;
        T seen = source.get();
        while (!condition.test(seen)) {
            assertTrue(System.nanoTime() < end, "it took too long; seen last: " + seen);
            assertFalse(Thread.currentThread().isInterrupted(), "it was interrupted; seen last: " + seen);
            LockSupport.parkNanos(pause);
            pause = Math.min(LONGEST_PAUSE, 2 * pause);
            seen = source.get();
        }
        return seen;
    }
}
