package dev.hardening.testing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Waits for what another thread or process does: no longer than it takes, and 40 seconds at most. Of the time between two
 * looks a second counts at most: on a machine that stood still for longer, the others could do nothing either.
 */
public final class Eventually {

    private static final long PATIENCE = Duration.ofSeconds(40).toNanos();
    private static final long MOST_BETWEEN_LOOKS = Duration.ofSeconds(1).toNanos();
    private static final long FIRST_PAUSE = Duration.ofMillis(1).toNanos();
    private static final long LONGEST_PAUSE = Duration.ofMillis(20).toNanos();

    private Eventually() {}

    /** Waits for a condition. */
    public static void until(BooleanSupplier condition) {
        long waited = 0;
        long last = System.nanoTime();
        long pause = FIRST_PAUSE;
        while (!condition.getAsBoolean()) {
            assertTrue(waited < PATIENCE, "it took too long");
            LockSupport.parkNanos(pause);
            pause = Math.min(LONGEST_PAUSE, 2 * pause);
            long now = System.nanoTime();
            waited += Math.min(now - last, MOST_BETWEEN_LOOKS);
            last = now;
        }
    }

    /** Waits until something is as it should be, and returns it. */
    public static <T> T await(Supplier<T> source, Predicate<T> condition) {
        until(() -> condition.test(source.get()));
        return source.get();
    }
}
