package dev.hardening.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.net.IpAddress;
import dev.hardening.core.ratelimit.RateLimit;
import dev.hardening.core.ratelimit.RateLimitCounter;
import dev.hardening.core.ratelimit.RateLimitKey;
import dev.hardening.core.ratelimit.RateLimitOutcome;
import dev.hardening.core.ratelimit.RateLimitStore;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link RateLimitStore} promises. A store's test extends this class and says how to make one. */
public abstract class RateLimitStoreContract {

    /** The clock that the store must read. */
    protected final FakeTicker ticker = new FakeTicker();

    /** Returns a new store that reads {@link #ticker} and tells that many clients apart. */
    protected abstract RateLimitStore store(int trackedKeys);

    /** Returns how much later than exactly the store may grant a request again. */
    protected Duration lateness() {
        return Duration.ofNanos(2 << 17);
    }

    /**
     * Tells whether each answer is a round trip, and the store's memory is not this process's: then a tenth of the steps is
     * tried, and what happens when there are more clients than it tracks is not asked.
     */
    protected boolean isRemote() {
        return false;
    }

    private int steps(int all) {
        return isRemote() ? all / 10 : all;
    }

    /** Returns how many requests the store may count too long: one group of thirteen, less one. */
    protected int overcount(int max) {
        return (max - 1) / 13;
    }

    @ParameterizedTest
    @CsvSource({
        "1, 100",
        "2, 100",
        "5, 2000",
        "12, 1000",
        "13, 1000",
        "14, 1000",
        "27, 60000",
        "100, 60000",
        "999, 3600000",
        "5000, 86400000"
    })
    void never_grants_more_than_the_maximum_in_any_window_and_refuses_only_near_it(int max, long windowMillis) {
        Assumptions.assumeTrue(!isRemote() || max < 1000);
        long seed = 20260101L + max;
        Random random = new Random(seed);
        RateLimit limit = RateLimit.slidingWindow("trace", max, Duration.ofMillis(windowMillis));
        RateLimitCounter counter = store(1000).counter(limit);
        long window = limit.window().toNanos();
        int clients = 4;
        List<ExactLog> strict = new ArrayList<>();
        List<ExactLog> lenient = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            strict.add(new ExactLog(max, window));
            lenient.add(new ExactLog(max, window + lateness().toNanos()));
        }
        int granted = 0;
        int refused = 0;
        for (int step = 0; step < steps(20_000) + 20 * max; step++) {
            ticker.advance(Duration.ofNanos(pause(random, window, max)));
            int client = random.nextInt(clients);
            Answer outcome = acquire(counter, RateLimitKey.user("client-" + client));
            long now = ticker.nanos();
            String where = "seed " + seed + ", step " + step;
            if (outcome.isGranted()) {
                granted++;
                assertTrue(strict.get(client).spare(now) > 0, where);
                strict.get(client).grant(now);
                lenient.get(client).grant(now);
                assertTrue(outcome.remaining() <= strict.get(client).spare(now), where);
            } else {
                refused++;
                assertTrue(lenient.get(client).spare(now) <= overcount(max), where);
                assertTrue(
                        outcome.waitNanos() > 0
                                && outcome.waitNanos() <= window + lateness().toNanos(),
                        where);
            }
        }
        assertTrue(granted > steps(500) && refused > steps(500), "the trace tries both: " + granted + ", " + refused);
    }

    /** Bursts, steady traffic a little above the limit, and pauses around one window. */
    private static long pause(Random random, long window, int max) {
        return switch (random.nextInt(12)) {
            case 0 -> random.nextInt(4 + max) == 0 ? window / 4 + (long) (random.nextGaussian() * window / 50) : 0;
            case 1, 2, 3, 4 -> 0;
            case 5 -> random.nextInt(300_000);
            default -> (long) (random.nextDouble() * window / max / 4);
        };
    }

    @Test
    void slides_instead_of_starting_anew_at_a_window_s_end() {
        RateLimit limit = RateLimit.slidingWindow("default", 5, Duration.ofSeconds(2));
        RateLimitCounter burst = store(1000).counter(limit);
        assertEquals(5, grants(burst, 5));
        ticker.advance(Duration.ofMillis(600));
        assertEquals(0, grants(burst, 1));

        RateLimitCounter straddling = store(1000).counter(limit);
        assertEquals(1, grants(straddling, 1));
        ticker.advance(Duration.ofMillis(1700));
        assertEquals(4, grants(straddling, 4));
        ticker.advance(Duration.ofMillis(400));
        assertEquals(1, grants(straddling, 5));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 13, 40, 1000, 77_777})
    void says_exactly_how_long_to_wait(int max) {
        Random random = new Random(max);
        RateLimitCounter counter = store(1000).counter(RateLimit.slidingWindow("wait", max, Duration.ofSeconds(10)));
        Assumptions.assumeTrue(!isRemote() || max < 1000);
        for (int round = 0; round < steps(20); round++) {
            Answer outcome = acquire(counter);
            for (int i = 0; i < 2 * max && outcome.isGranted(); i++) {
                ticker.advance(Duration.ofNanos(random.nextInt(1_000_000_000) / max));
                outcome = acquire(counter);
            }
            assertFalse(outcome.isGranted());
            ticker.advance(Duration.ofNanos(outcome.waitNanos()).minusNanos(1));
            Answer justBefore = acquire(counter);
            assertFalse(justBefore.isGranted(), "round " + round);
            assertEquals(1, justBefore.waitNanos());
            ticker.advance(Duration.ofNanos(1));
            assertTrue(acquire(counter).isGranted(), "round " + round);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "7, 3", "100, 10", "333, 500", "1000000, 10"})
    void a_token_bucket_grants_its_burst_and_then_its_rate(int max, int burst) {
        Duration window = Duration.ofSeconds(10);
        RateLimitCounter counter = store(1000).counter(RateLimit.tokenBucket("bucket", max, window, burst));
        double perNano = (double) max / window.toNanos();
        double level = burst;
        int refused = 0;
        Random random = new Random(max);
        for (int i = 0; i < steps(5000) + 8 * burst; i++) {
            Answer outcome = acquire(counter);
            assertTrue(outcome.isGranted() ? level > 1 - 1e-6 : level < 1 + 1e-6, "request " + i + " at " + level);
            level -= outcome.isGranted() ? 1 : 0;
            long pause = (long) (random.nextDouble() * random.nextDouble() * 3 / perNano);
            if (!outcome.isGranted()) {
                refused++;
                pause = random.nextBoolean() ? outcome.waitNanos() : pause;
            }
            ticker.advance(Duration.ofNanos(pause));
            level = Math.min(burst, level + pause * perNano);
            if (!outcome.isGranted() && pause == outcome.waitNanos()) {
                assertTrue(acquire(counter).isGranted(), "after the wait it said");
                level -= 1;
            }
        }
        assertTrue(refused > steps(500), "the trace tries it: " + refused);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void of_fifty_at_the_same_time_exactly_as_many_pass_as_the_limit_says(boolean sliding) throws Exception {
        Duration window = Duration.ofMinutes(1);
        ExecutorService pool = Executors.newFixedThreadPool(50);
        try {
            for (int round = 0; round < steps(20); round++) {
                RateLimitCounter counter = store(1000)
                        .counter(
                                sliding
                                        ? RateLimit.slidingWindow("parallel", 10, window)
                                        : RateLimit.tokenBucket("parallel", 10, window, 10));
                CyclicBarrier start = new CyclicBarrier(50);
                List<Future<Boolean>> answers = new ArrayList<>();
                for (int i = 0; i < 50; i++) {
                    answers.add(pool.submit(() -> {
                        start.await();
                        return acquire(counter).isGranted();
                    }));
                }
                int granted = 0;
                for (Future<Boolean> answer : answers) {
                    granted += answer.get() ? 1 : 0;
                }
                assertEquals(10, granted);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void more_clients_than_it_tracks_share_what_is_left_and_are_never_unlimited(boolean sliding) {
        Assumptions.assumeFalse(isRemote());
        Duration window = Duration.ofMinutes(1);
        RateLimitCounter counter = store(1000)
                .counter(
                        sliding
                                ? RateLimit.slidingWindow("flood", 3, window)
                                : RateLimit.tokenBucket("flood", 3, window, 3));
        assertFalse(counter.isOverflowing());
        int granted = 0;
        for (int client = 0; client < 100_000; client++) {
            granted += acquire(counter, network(client)).isGranted() ? 1 : 0;
        }
        assertTrue(granted >= 1000 && granted < 2000, "one each for those it tracks, and few more: " + granted);
        assertTrue(counter.isOverflowing());
        assertFalse(acquire(counter, RateLimitKey.user("late")).isGranted());

        ticker.advance(window.multipliedBy(2));
        assertFalse(counter.isOverflowing());
        assertEquals(3, grants(counter, 5), "a new client after the flood has his whole limit");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_flood_of_other_clients_does_not_lift_a_client_s_limit(boolean sliding) {
        Duration window = Duration.ofMinutes(1);
        RateLimitCounter counter = store(1000)
                .counter(
                        sliding
                                ? RateLimit.slidingWindow("flood", 3, window)
                                : RateLimit.tokenBucket("flood", 3, window, 3));
        assertEquals(3, grants(counter, 3));
        for (int client = 0; client < steps(100_000); client++) {
            acquire(counter, network(client));
        }
        assertEquals(0, grants(counter, 3));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 13, 14, 100})
    void a_refund_gives_the_request_back(int max) {
        RateLimitCounter counter = store(1000).counter(RateLimit.slidingWindow("refund", max, Duration.ofMinutes(1)));
        for (int i = 0; i < 10 * max; i++) {
            Answer outcome = acquire(counter);
            assertTrue(outcome.isGranted());
            outcome.refundTo(counter);
        }
        assertEquals(max, grants(counter, 2 * max));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 13, 14, 60})
    void refunds_at_any_later_time_never_let_more_through(int max) {
        long seed = 77L + max;
        Random random = new Random(seed);
        Duration window = Duration.ofSeconds(1);
        RateLimitCounter counter = store(1000).counter(RateLimit.slidingWindow("refund", max, window));
        ExactLog log = new ExactLog(max, window.toNanos());
        List<Answer> outcomes = new ArrayList<>();
        List<Long> times = new ArrayList<>();
        for (int step = 0; step < steps(40_000); step++) {
            ticker.advance(Duration.ofNanos(pause(random, window.toNanos(), max)));
            if (random.nextInt(3) == 0 && !outcomes.isEmpty()) {
                int which = random.nextInt(outcomes.size());
                outcomes.remove(which).refundTo(counter);
                log.takeBack(times.remove(which));
                continue;
            }
            Answer outcome = acquire(counter);
            if (outcome.isGranted()) {
                assertTrue(log.spare(ticker.nanos()) > 0, "seed " + seed + ", step " + step);
                log.grant(ticker.nanos());
                outcomes.add(outcome);
                times.add(ticker.nanos());
            }
            if (outcomes.size() > 30) {
                outcomes.remove(0);
                times.remove(0);
            }
        }
    }

    @Test
    void the_same_limit_is_counted_once_and_another_of_its_name_is_refused() {
        RateLimitStore store = store(1000);
        RateLimit limit = RateLimit.slidingWindow("default", 5, Duration.ofMinutes(1));
        assertSame(store.counter(limit), store.counter(limit));
        assertNotSame(store.counter(limit), store.counter(RateLimit.slidingWindow("other", 5, Duration.ofMinutes(1))));
        RateLimit namesake = RateLimit.slidingWindow("default", 6, Duration.ofMinutes(1));
        assertThrows(IllegalArgumentException.class, () -> store.counter(namesake));
    }

    @Test
    void counts_each_client_and_each_limit_apart() {
        RateLimitStore store = store(1000);
        RateLimitCounter one = store.counter(RateLimit.slidingWindow("one", 1, Duration.ofMinutes(1)));
        RateLimitCounter two = store.counter(RateLimit.slidingWindow("two", 1, Duration.ofMinutes(1)));
        assertTrue(acquire(one, RateLimitKey.user("a")).isGranted());
        assertFalse(acquire(one, RateLimitKey.user("a")).isGranted());
        assertTrue(acquire(one, RateLimitKey.user("b")).isGranted());
        assertTrue(acquire(one, network(0)).isGranted());
        assertTrue(acquire(one, RateLimitKey.user("")).isGranted());
        assertTrue(acquire(two, RateLimitKey.user("a")).isGranted());
    }

    /** Returns the key of the n-th IPv6 network of length 64. */
    public static RateLimitKey network(int n) {
        return RateLimitKey.address(IpAddress.ofBytes(
                ByteBuffer.allocate(16).putInt(0x2001_0db8).putInt(n).array()));
    }

    private static final RateLimitKey CLIENT = RateLimitKey.user("client");

    /** What a counter said, when, and to whom. */
    private record Answer(RateLimitKey key, long now, long outcome) {
        boolean isGranted() {
            return RateLimitOutcome.isGranted(outcome);
        }

        int remaining() {
            return RateLimitOutcome.remaining(outcome);
        }

        long waitNanos() {
            return RateLimitOutcome.waitNanos(outcome);
        }

        void refundTo(RateLimitCounter counter) {
            counter.refund(key, now, outcome);
        }
    }

    private Answer acquire(RateLimitCounter counter) {
        return acquire(counter, CLIENT);
    }

    private Answer acquire(RateLimitCounter counter, RateLimitKey key) {
        long now = ticker.nanos();
        return new Answer(key, now, counter.acquire(key, now));
    }

    private int grants(RateLimitCounter counter, int requests) {
        int granted = 0;
        for (int i = 0; i < requests; i++) {
            granted += acquire(counter).isGranted() ? 1 : 0;
        }
        return granted;
    }
}
