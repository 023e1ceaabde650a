package dev.hardening.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.distributed.SharedRoom;
import dev.hardening.core.ratelimit.RateLimit;
import dev.hardening.core.ratelimit.RateLimitCounter;
import dev.hardening.core.ratelimit.RateLimitKey;
import dev.hardening.core.ratelimit.RateLimitOutcome;
import dev.hardening.core.ratelimit.RateLimitStore;
import dev.hardening.testing.ExactLog;
import dev.hardening.testing.FakeTicker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One trace of requests, and the store in memory and the server's, which have to say the same to all of it. */
class MemoryAndServerTest {

    /** What a tick of the store in memory may take. */
    private static final long ROUNDING = Duration.ofNanos(2 << 17).toNanos();

    private static final int CLIENTS = 3;

    private final FakeTicker ticker = new FakeTicker();

    /** Times are whole milliseconds and the window half of one more, so that no rounding falls on a window's end. */
    @ParameterizedTest
    @CsvSource({"1, 100", "2, 100", "5, 2000", "13, 1000", "14, 1000", "27, 60000", "100, 60000", "300, 600000"})
    void sliding_windows_grant_and_refuse_alike(int max, long windowMillis) {
        RateLimit limit = RateLimit.slidingWindow(
                "alike", max, Duration.ofMillis(windowMillis).plusNanos(500_000));
        ExactLog[] logs = new ExactLog[CLIENTS];
        for (int i = 0; i < CLIENTS; i++) {
            logs[i] = new ExactLog(max, limit.window().toNanos());
        }
        compare(limit, 4000 + max, logs);
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 100", "7, 3, 10000", "100, 10, 60000", "333, 500, 10000", "1000, 10, 1000"})
    void token_buckets_grant_and_refuse_alike(int max, int burst, long windowMillis) {
        RateLimit limit = RateLimit.tokenBucket(
                "alike", max, Duration.ofMillis(windowMillis).plusNanos(500_000), burst);
        compare(limit, 5000 + max, new ExactLog[0]);
    }

    private void compare(RateLimit limit, long seed, ExactLog[] logs) {
        Random random = new Random(seed);
        RateLimitCounter memory = RateLimitStore.inMemory(ticker, 1000).counter(limit);
        RateLimitCounter server = new SharedRateLimitStore(
                        Rooms.empty(SharedRoom.RATE_LIMIT, ticker), ticker, RateLimitStore.inMemory(ticker, 1000))
                .counter(limit);
        int refused = 0;
        int refunded = 0;
        int burst = limit.burst();
        double meanMillis = (double) limit.window().toMillis() / limit.max() / CLIENTS;
        int steps = 600 + 2 * Math.min(burst, 300) * CLIENTS;
        Deque<Integer> crowd = new ArrayDeque<>();
        for (int step = 0; step < steps; step++) {
            if (crowd.isEmpty()) {
                ticker.advance(Duration.ofMillis(Math.round(-Math.log(1 - random.nextDouble()) * meanMillis)));
                int many = random.nextInt(10) == 0 ? Math.min(burst + 2, 30) : 1;
                int who = random.nextInt(CLIENTS);
                for (int i = 0; i < many; i++) {
                    crowd.add(who);
                }
            }
            int who = crowd.removeFirst();
            RateLimitKey client = RateLimitKey.user("client-" + who);
            long now = ticker.nanos();
            long expected = memory.acquire(client, now);
            long actual = server.acquire(client, now);
            String where = "seed " + seed + ", step " + step + ": " + RateLimitOutcome.toString(expected) + " and "
                    + RateLimitOutcome.toString(actual);
            assertEquals(RateLimitOutcome.isGranted(expected), RateLimitOutcome.isGranted(actual), where);
            assertEquals(RateLimitOutcome.remaining(expected), RateLimitOutcome.remaining(actual), where);
            assertTrue(isAlike(expected, actual), where);
            if (!RateLimitOutcome.isGranted(actual)) {
                refused++;
                continue;
            }
            if (random.nextInt(8) == 0) {
                memory.refund(client, now, expected);
                server.refund(client, now, actual);
                refunded++;
            } else if (logs.length > 0) {
                assertTrue(logs[who].spare(now) > 0, where);
                logs[who].grant(now);
            }
        }
        assertTrue(refunded > 20, "it refunds: " + refunded);
        assertTrue(refused > 20, "it refuses: " + refused);
    }

    /** A bucket tells a granted client how long a token takes, in memory to the nanosecond and on the server to a tick. */
    private static boolean isAlike(long expected, long actual) {
        long difference = Math.abs(RateLimitOutcome.waitNanos(expected) - RateLimitOutcome.waitNanos(actual));
        return difference <= ROUNDING + 1000;
    }
}
