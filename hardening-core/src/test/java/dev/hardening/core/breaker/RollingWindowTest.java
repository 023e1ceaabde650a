package dev.hardening.core.breaker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.testing.Allocations;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RollingWindowTest {

    private static final Duration LENGTH = Duration.ofSeconds(10);
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private record Call(long at, boolean failed) {}

    @ParameterizedTest
    @ValueSource(longs = {0, -60_000_000_000L, Long.MAX_VALUE - 20_000_000_000L, Long.MIN_VALUE})
    void counts_what_an_exact_log_of_nine_to_ten_tenths_of_the_window_counts(long start) {
        for (long seed = 1; seed <= 4; seed++) {
            Random random = new Random(seed);
            RollingWindow window = new RollingWindow(LENGTH, start);
            Deque<Call> log = new ArrayDeque<>();
            long now = start;
            for (int i = 0; i < 1_000; i++) {
                now += (long) (random.nextDouble() * random.nextDouble() * (random.nextInt(50) == 0 ? 30 : 1) * SECOND);
                boolean failed = random.nextInt(3) == 0;
                log.add(new Call(now, failed));
                if (failed) {
                    window.failed(now);
                } else {
                    window.succeeded(now);
                }
                long at = now;
                String where = "seed " + seed + ", call " + i;
                long least = log.stream().filter(c -> at - c.at < 9 * SECOND).count();
                long most = log.stream().filter(c -> at - c.at <= 10 * SECOND).count();
                long calls = window.calls(now);
                assertTrue(least <= calls && calls <= most, where + ": " + calls + " not in " + least + ".." + most);
                long leastFailed = log.stream()
                        .filter(c -> c.failed && at - c.at < 9 * SECOND)
                        .count();
                long mostFailed = log.stream()
                        .filter(c -> c.failed && at - c.at <= 10 * SECOND)
                        .count();
                long failures = window.failures(now);
                assertTrue(leastFailed <= failures && failures <= mostFailed, where);
                while (at - log.getFirst().at > 20 * SECOND) {
                    log.removeFirst();
                }
            }
        }
    }

    @Test
    void forgets_all_when_cleared_and_all_after_the_window() {
        RollingWindow window = new RollingWindow(LENGTH, 0);
        LongStream.range(0, 10).forEach(i -> window.failed(i * SECOND));
        assertEquals(10, window.calls(9 * SECOND));
        assertEquals(10, window.failures(9 * SECOND));
        assertEquals(0, window.calls(30 * SECOND));
        window.failed(30 * SECOND);
        window.clear(31 * SECOND);
        assertEquals(0, window.calls(31 * SECOND));
        window.succeeded(31 * SECOND);
        assertEquals(1, window.calls(31 * SECOND));
        assertEquals(0, window.failures(31 * SECOND));
    }

    @Test
    void allocates_nothing() {
        RollingWindow window = new RollingWindow(LENGTH, 0);
        long bytes = Allocations.least(() -> {
            for (int i = 0; i < 10_000; i++) {
                window.failed(i * SECOND / 7);
            }
        });
        assertTrue(bytes < 100, bytes + " bytes");
    }
}
