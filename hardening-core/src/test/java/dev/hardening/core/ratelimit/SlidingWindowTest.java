package dev.hardening.core.ratelimit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.testing.ExactLog;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SlidingWindowTest {

    private static final int AT = 3;

    private final long[] words = new long[AT + SlidingWindow.WORDS + 1];

    private static SlidingWindow window(int max, Duration length) {
        return new SlidingWindow(RateLimit.slidingWindow("w", max, length));
    }

    @ParameterizedTest
    @CsvSource({
        "100, 764", // 762.9 ticks, rounded up, and one more because a request may have come at its tick's end
        "60000, 457765",
        "86400000, 659179689"
    })
    void a_window_is_never_shorter_than_it_says(long millis, long ticks) {
        assertEquals(ticks, window(1, Duration.ofMillis(millis)).windowTicks());
        assertTrue((ticks - 1) << SlidingWindow.TICK_SHIFT
                >= Duration.ofMillis(millis).toNanos());
    }

    /** Ticks are whole here, so the exact log over the same ticks must agree to within one group. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 12, 13, 14, 26, 27, 100, 131, 1000})
    void agrees_with_an_exact_log_wherever_the_clock_stands(int max) {
        SlidingWindow window = window(max, Duration.ofMillis(100));
        int group = (max + 12) / 13;
        long[] starts = {0, (1L << 32) - 300, (1L << 39) - 300, (1L << 46) - 300, (5L << 39) + (7L << 32) - 20};
        for (long start : starts) {
            Random random = new Random(start + max);
            ExactLog log = new ExactLog(max, window.windowTicks());
            words[AT] = 0;
            long tick = start;
            for (int step = 0; step < 20_000; step++) {
                tick += random.nextInt(3) == 0 ? random.nextInt((int) (4 * window.windowTicks() / max) + 2) : 0;
                long answer = window.acquire(words, AT, tick);
                int spare = log.spare(tick);
                if (SlidingWindow.isRefused(answer)) {
                    assertTrue(spare < group, "refused with " + spare + " to spare");
                    assertTrue(SlidingWindow.waitTicks(answer) > 0);
                    assertTrue(SlidingWindow.waitTicks(answer) <= window.windowTicks());
                } else {
                    assertTrue(spare > 0, "granted one too many in step " + step + " after " + start);
                    log.grant(tick);
                    assertTrue(SlidingWindow.remaining(answer) < spare);
                    assertTrue(SlidingWindow.remaining(answer) > spare - 1 - group);
                }
            }
        }
        assertEquals(0, words[AT - 1]);
        assertEquals(0, words[AT + SlidingWindow.WORDS], "nothing is written outside the state");
    }

    @Test
    void holds_the_largest_maximum_and_the_longest_window() {
        SlidingWindow window = window(RateLimit.LARGEST_MAX, RateLimit.LONGEST_WINDOW);
        long tick = 1L << 38;
        for (int i = 1; i <= RateLimit.LARGEST_MAX; i++) {
            long answer = window.acquire(words, AT, tick + i * 600L);
            assertFalse(SlidingWindow.isRefused(answer));
            assertEquals(RateLimit.LARGEST_MAX - i, SlidingWindow.remaining(answer));
        }
        long last = tick + RateLimit.LARGEST_MAX * 600L;
        long refusal = window.acquire(words, AT, last);
        assertTrue(SlidingWindow.isRefused(refusal));
        long wait = SlidingWindow.waitTicks(refusal);
        assertTrue(SlidingWindow.isRefused(window.acquire(words, AT, last + wait - 1)));
        assertFalse(SlidingWindow.isRefused(window.acquire(words, AT, last + wait)));
    }

    /** The newest cell must be the request's own; every other time the count stays. */
    @ParameterizedTest
    @ValueSource(ints = {1, 5, 13, 14, 30, 200})
    void refunds_never_let_more_through_than_an_exact_log_and_most_of_them_succeed(int max) {
        SlidingWindow window = window(max, Duration.ofMillis(100));
        Random random = new Random(max);
        ExactLog log = new ExactLog(max, window.windowTicks());
        Deque<long[]> tickets = new ArrayDeque<>();
        long tick = (1L << 39) - 50_000;
        int atOnce = 0;
        int refunded = 0;
        for (int step = 0; step < 60_000; step++) {
            tick += random.nextInt(4) == 0 ? random.nextInt((int) (3 * window.windowTicks() / max) + 2) : 0;
            int what = random.nextInt(4);
            if (what == 0 && !tickets.isEmpty()) {
                long[] ticket = random.nextBoolean() ? tickets.removeLast() : tickets.removeFirst();
                if (window.refund(words, AT, ticket[0], (int) ticket[1])) {
                    log.takeBack(ticket[0]);
                }
                continue;
            }
            long answer = window.acquire(words, AT, tick);
            if (!SlidingWindow.isRefused(answer)) {
                assertTrue(log.spare(tick) > 0, "granted one too many in step " + step);
                if (what == 1) {
                    atOnce++;
                    refunded += window.refund(words, AT, tick, SlidingWindow.headOf(answer)) ? 1 : 0;
                } else {
                    log.grant(tick);
                    tickets.addLast(new long[] {tick, SlidingWindow.headOf(answer)});
                }
                if (tickets.size() > 40) {
                    tickets.removeFirst();
                }
            }
        }
        assertTrue(atOnce > 100);
        assertEquals(atOnce, refunded, "a refund at once is always possible");
    }

    @Test
    void a_request_s_cell_is_not_mistaken_for_the_one_twelve_cells_later() {
        SlidingWindow window = window(13, Duration.ofSeconds(1));
        List<Integer> heads = new ArrayList<>();
        for (int i = 0; i < 13; i++) {
            heads.add(SlidingWindow.headOf(window.acquire(words, AT, 1000 + i)));
        }
        assertEquals(heads.get(0), heads.get(12), "the ring is full, so the number is used twice");
        assertFalse(window.refund(words, AT, 1000, heads.get(0)));
        assertTrue(window.refund(words, AT, 1012, heads.get(12)));
        assertFalse(SlidingWindow.isRefused(window.acquire(words, AT, 1012)));
        assertTrue(SlidingWindow.isRefused(window.acquire(words, AT, 1012)));
    }

    @Test
    void a_refund_does_not_outlive_the_window() {
        SlidingWindow window = window(5, Duration.ofMillis(100));
        int head = SlidingWindow.headOf(window.acquire(words, AT, 1000));
        assertFalse(window.isExpired(words, AT, 1000 + window.windowTicks() - 1));
        assertTrue(window.isExpired(words, AT, 1000 + window.windowTicks()));
        window.acquire(words, AT, 1000 + window.windowTicks());
        assertFalse(window.refund(words, AT, 1000, head));
    }
}
