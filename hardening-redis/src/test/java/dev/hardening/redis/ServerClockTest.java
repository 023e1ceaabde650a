package dev.hardening.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.distributed.SharedRoom;
import dev.hardening.core.ratelimit.RateLimit;
import dev.hardening.core.ratelimit.RateLimitOutcome;
import dev.hardening.testing.ExactLog;
import dev.hardening.testing.FakeTicker;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server's clock is set, or another server with another clock takes its place. */
class ServerClockTest {

    private static final Duration WINDOW = Duration.ofSeconds(10);
    private static final String CLIENT = "client";

    private final FakeTicker ticker = new FakeTicker();
    private final SetScriptClock clock = new SetScriptClock(ticker);
    private final RedisRoom base = Rooms.empty(SharedRoom.RATE_LIMIT, ticker);
    private final RedisRoom room = new RedisRoom(base.link(), base.keys(), clock, base.counts());

    /** Asks by another instance each time: none knows who was refused. */
    private boolean isGranted(RateLimit limit) {
        try {
            long outcome = new RedisCounter(room, limit, ticker).acquire(CLIENT, ticker.nanos());
            assertTrue(
                    RateLimitOutcome.waitNanos(outcome) <= WINDOW.plusMillis(1).toNanos(),
                    RateLimitOutcome.toString(outcome));
            return RateLimitOutcome.isGranted(outcome);
        } catch (Unanswered e) {
            throw new AssertionError(e);
        }
    }

    private int grants(RateLimit limit, int requests) {
        int granted = 0;
        for (int i = 0; i < requests; i++) {
            granted += isGranted(limit) ? 1 : 0;
        }
        return granted;
    }

    @ParameterizedTest
    @CsvSource({
        "true, -1", "true, -10", "true, -5000", "true, -9999", "true, -10001", "true, -3600000",
        "false, -1", "false, -10", "false, -5000", "false, -9999", "false, -10001", "false, -3600000"
    })
    void a_clock_that_is_set_back_grants_nothing_more_and_keeps_nobody_out_for_longer_than_a_window(
            boolean sliding, long byMillis) {
        RateLimit limit = limit(sliding, 14);
        assertEquals(14, grants(limit, 20));
        clock.set(Duration.ofMillis(byMillis));
        assertEquals(0, grants(limit, 20));
        int granted = 0;
        Duration step = WINDOW.dividedBy(20);
        for (int i = 0; i < 19; i++) {
            ticker.advance(step);
            granted += grants(limit, 2);
        }
        assertTrue(sliding ? granted == 0 : granted == 13, "in a window's time: " + granted);
        ticker.advance(step.plusMillis(1));
        assertTrue(isGranted(limit), "after a window");
    }

    @ParameterizedTest
    @CsvSource({"true, 1000", "true, 9999", "true, 20000", "false, 1000", "false, 9999", "false, 20000"})
    void a_clock_that_is_set_forward_grants_a_limit_once_more_at_most(boolean sliding, long byMillis) {
        RateLimit limit = limit(sliding, 14);
        assertEquals(14, grants(limit, 20));
        clock.set(Duration.ofMillis(byMillis));
        int more = grants(limit, 40);
        assertTrue(more <= 14, "once more: " + more);
        clock.set(Duration.ofMillis(-byMillis));
        assertEquals(0, grants(limit, 40), "and not again when it is set back");
        ticker.advance(WINDOW.plusMillis(1));
        assertTrue(isGranted(limit));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 13, 27})
    void whenever_it_is_set_back_a_window_has_never_more_than_the_limit(int max) {
        long seed = 99L + max;
        Random random = new Random(seed);
        RateLimit limit = limit(true, max);
        ExactLog log = new ExactLog(max, WINDOW.toNanos());
        int granted = 0;
        for (int step = 0; step < 600; step++) {
            ticker.advance(Duration.ofNanos((long) (random.nextDouble() * WINDOW.toNanos() / max)));
            if (random.nextInt(20) == 0) {
                clock.set(Duration.ofNanos(-(long) (random.nextDouble() * random.nextDouble() * 3 * WINDOW.toNanos())));
            }
            if (isGranted(limit)) {
                assertTrue(log.spare(ticker.nanos()) > 0, "seed " + seed + ", step " + step);
                log.grant(ticker.nanos());
                granted++;
            }
        }
        assertTrue(granted > 50, "it goes on: " + granted);
    }

    private static RateLimit limit(boolean sliding, int max) {
        return sliding
                ? RateLimit.slidingWindow("clock", max, WINDOW)
                : RateLimit.tokenBucket("clock", max, WINDOW, max);
    }
}
