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

    /** Asks at the very beginning of a tick. */
    private long at(SlidingWindow window, long tick) {
        return window.acquire(words, AT, AT + 1, tick, tick);
    }

    private static SlidingWindow window(int max, Duration length) {
        return new SlidingWindow(RateLimit.slidingWindow("w", max, length));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 100, 1",
        "100, 100, 4",
        "100, 60000, 6",
        "5000, 60000, 9",
        "1, 3600000, 12",
        "1, 86400000, 17",
        "1000000, 100, 17",
        "1000000, 86400000, 17"
    })
    void ticks_are_as_short_as_the_bits_allow(int max, long millis, int shift) {
        assertEquals(shift, window(max, Duration.ofMillis(millis)).tickShift());
    }

    /** At each nanosecond around both ends of a window, for requests at each nanosecond of a tick. */
    @ParameterizedTest
    @CsvSource({"1, 100", "1, 60000", "200, 1000", "30, 7777"})
    void a_window_is_never_shorter_than_it_says_and_at_most_two_ticks_longer(int max, long millis) {
        SlidingWindow window = window(max, Duration.ofMillis(millis));
        long nanos = Duration.ofMillis(millis).toNanos();
        long tick = 1L << window.tickShift();
        for (long first = 1000 * tick; first <= 1001 * tick; first++) {
            words[AT] = 0;
            window.acquire(words, AT, AT + 1, window.tick(first), window.stamp(first));
            for (long later = first; later < first + 3 * tick; later++) {
                assertFalse(window.isBeyondClock(window.age(words[AT], window.tick(later))));
                assertFalse(window.isExpired(words[AT], window.tick(later)));
            }
            long end = first + nanos - 1;
            assertFalse(window.isExpired(words[AT], window.tick(end)));
            long more = first % tick == 0 && nanos % tick == 0 ? 0 : 2 * tick;
            assertTrue(window.isExpired(words[AT], window.tick(first + nanos + more)));
        }
    }

    @Test
    void says_the_wait_to_the_nanosecond() {
        SlidingWindow window = window(1, Duration.ofSeconds(60));
        Random random = new Random(3);
        for (int i = 0; i < 10_000; i++) {
            words[AT] = 0;
            long first = random.nextInt(1_000_000) + (1L << 40);
            window.acquire(words, AT, AT + 1, window.tick(first), window.stamp(first));
            long later = first + random.nextLong(60_000_000_000L);
            long answer = window.acquire(words, AT, AT + 1, window.tick(later), window.stamp(later));
            assertTrue(SlidingWindow.isRefused(answer));
            long then = later + window.nanosUntil(SlidingWindow.waitTicks(answer), later);
            assertTrue(then >= first + 60_000_000_000L && then < first + 60_000_000_200L);
            assertFalse(window.isExpired(words[AT], window.tick(then - 1)));
            assertTrue(window.isExpired(words[AT], window.tick(then)));
        }
    }

    @Test
    void a_request_stamped_before_the_last_one_of_its_tick_does_not_make_that_one_older() {
        SlidingWindow window = window(2, Duration.ofSeconds(60));
        long boundary = 1L << 40;
        window.acquire(words, AT, AT + 1, window.tick(boundary + 1), window.stamp(boundary + 1));
        window.acquire(words, AT, AT + 1, window.tick(boundary), window.stamp(boundary));
        long end = window.stamp(boundary + 1) + window.windowTicks();
        assertFalse(window.isExpired(words[AT], end - 1));
        assertTrue(window.isExpired(words[AT], end));
    }

    /** Ticks are whole here, so the exact log over the same ticks must agree to within one group. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 12, 13, 14, 26, 27, 100, 131, 1000})
    void agrees_with_an_exact_log_wherever_the_clock_stands(int max) {
        SlidingWindow window = window(max, Duration.ofMillis(100));
        int group = (max + 12) / 13;
        long[] starts = {0, (1L << 32) - 300, (1L << 39) - 300, (1L << 55) - 300, (5L << 51) + (7L << 32) - 20};
        for (long start : starts) {
            Random random = new Random(start + max);
            ExactLog log = new ExactLog(max, window.windowTicks());
            words[AT] = 0;
            long tick = start;
            for (int step = 0; step < 20_000; step++) {
                tick += random.nextInt(3) == 0 ? (long) (random.nextDouble() * 4 * window.windowTicks() / max) : 0;
                long answer = at(window, tick);
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
        long tick = (1L << 39) - 1000;
        for (int i = 1; i <= RateLimit.LARGEST_MAX; i++) {
            long answer = at(window, tick + i * 600L);
            assertFalse(SlidingWindow.isRefused(answer));
            assertEquals(RateLimit.LARGEST_MAX - i, SlidingWindow.remaining(answer));
        }
        long last = tick + RateLimit.LARGEST_MAX * 600L;
        long refusal = at(window, last);
        assertTrue(SlidingWindow.isRefused(refusal));
        long wait = SlidingWindow.waitTicks(refusal);
        assertTrue(SlidingWindow.isRefused(at(window, last + wait - 1)));
        assertFalse(SlidingWindow.isRefused(at(window, last + wait)));
    }

    /** The newest cell must be the request's own; every other time the count stays. */
    @ParameterizedTest
    @ValueSource(ints = {1, 5, 13, 14, 30, 200})
    void refunds_never_let_more_through_than_an_exact_log_and_most_of_them_succeed(int max) {
        SlidingWindow window = window(max, Duration.ofMillis(100));
        Random random = new Random(max);
        ExactLog log = new ExactLog(max, window.windowTicks());
        Deque<long[]> tickets = new ArrayDeque<>();
        long tick = (1L << 55) - 50_000;
        int later = 0;
        int atOnce = 0;
        int refunded = 0;
        for (int step = 0; step < 60_000; step++) {
            tick += random.nextInt(4) == 0 ? (long) (random.nextDouble() * 3 * window.windowTicks() / max) : 0;
            int what = random.nextInt(4);
            if (what == 0 && !tickets.isEmpty()) {
                long[] ticket = random.nextBoolean() ? tickets.removeLast() : tickets.removeFirst();
                if (window.refund(words, AT, AT + 1, ticket[0], (int) ticket[1])) {
                    later += ticket[0] < tick ? 1 : 0;
                    log.takeBack(ticket[0]);
                }
                continue;
            }
            long answer = at(window, tick);
            if (!SlidingWindow.isRefused(answer)) {
                assertTrue(log.spare(tick) > 0, "granted one too many in step " + step);
                if (what == 1) {
                    atOnce++;
                    refunded += window.refund(words, AT, AT + 1, tick, SlidingWindow.headOf(answer)) ? 1 : 0;
                } else {
                    log.grant(tick);
                    tickets.addLast(new long[] {tick, SlidingWindow.headOf(answer)});
                }
                if (tickets.size() > 40) {
                    tickets.removeFirst();
                }
            }
        }
        assertTrue(later > 100, "refunded later: " + later);
        assertTrue(atOnce > 100);
        assertEquals(atOnce, refunded, "a refund at once is always possible");
    }

    @Test
    void a_request_s_cell_is_not_mistaken_for_the_one_twelve_cells_later() {
        SlidingWindow window = window(13, Duration.ofSeconds(1));
        List<Integer> heads = new ArrayList<>();
        for (int i = 0; i < 13; i++) {
            heads.add(SlidingWindow.headOf(at(window, 1000 + i)));
        }
        assertEquals(heads.get(0), heads.get(12), "the ring is full, so the number is used twice");
        assertFalse(window.refund(words, AT, AT + 1, 1000, heads.get(0)));
        assertTrue(
                window.refund(words, AT, AT + 1, 1001, heads.get(12)),
                "read late, and counted when the oldest was closed");
        assertFalse(SlidingWindow.isRefused(at(window, 1012)));
        assertTrue(SlidingWindow.isRefused(at(window, 1012)));
    }

    @Test
    void a_refund_does_not_outlive_the_window() {
        SlidingWindow window = window(5, Duration.ofMillis(100));
        int head = SlidingWindow.headOf(at(window, 1000));
        assertFalse(window.isExpired(words[AT], 1000 + window.windowTicks() - 1));
        assertTrue(window.isExpired(words[AT], 1000 + window.windowTicks()));
        at(window, 1000 + window.windowTicks());
        assertFalse(window.refund(words, AT, AT + 1, 1000, head));
    }

    @Test
    void what_had_expired_before_a_refund_takes_no_other_request_s_place() {
        SlidingWindow window = window(13, Duration.ofSeconds(1));
        int first = SlidingWindow.headOf(at(window, 1000));
        for (int i = 1; i < 13; i++) {
            at(window, 1000 + i);
        }
        long later = 1000 + window.windowTicks();
        int newest = SlidingWindow.headOf(at(window, later));
        assertTrue(window.refund(words, AT, AT + 1, later, newest));
        assertFalse(window.refund(words, AT, AT + 1, 1000, first), "the first has expired");
        assertFalse(SlidingWindow.isRefused(at(window, later)));
        assertTrue(SlidingWindow.isRefused(at(window, later)), "twelve others still count");
    }

    @Test
    void a_refund_does_not_make_a_reading_valid_that_was_behind() {
        SlidingWindow window = window(2, Duration.ofSeconds(1));
        at(window, 1000);
        at(window, 1010);
        long later = 1000 + window.windowTicks();
        int newest = SlidingWindow.headOf(at(window, later));
        assertTrue(window.refund(words, AT, AT + 1, later, newest));
        assertTrue(window.isBeyondClock(window.age(words[AT], later - 1)), "the first request is forgotten by now");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 13, 14, 26, 100})
    void all_that_was_granted_can_be_taken_back_latest_first(int max) {
        SlidingWindow window = window(max, Duration.ofSeconds(1));
        Deque<Integer> heads = new ArrayDeque<>();
        for (int i = 0; i < max; i++) {
            heads.addLast(SlidingWindow.headOf(at(window, 1000)));
        }
        assertTrue(SlidingWindow.isRefused(at(window, 1000)));
        while (!heads.isEmpty()) {
            assertTrue(window.refund(words, AT, AT + 1, 1000, heads.removeLast()));
        }
        assertTrue(window.isExpired(words[AT], 1000));
        assertEquals(max - 1, SlidingWindow.remaining(at(window, 1000)));
    }
}
