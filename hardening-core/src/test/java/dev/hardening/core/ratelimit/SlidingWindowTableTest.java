package dev.hardening.core.ratelimit;

import static dev.hardening.core.ratelimit.RateLimitOutcome.isGranted;
import static dev.hardening.testing.RateLimitStoreContract.network;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.testing.ExactLog;
import dev.hardening.testing.FakeTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlidingWindowTableTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final FakeTicker ticker = new FakeTicker();

    private SlidingWindowTable table(int max, Duration window, int trackedKeys) {
        return new SlidingWindowTable(
                RateLimit.slidingWindow("t", max, window), ticker, trackedKeys, new SipHash(1, 2));
    }

    private int grants(RateLimitCounter table, RateLimitKey key, int requests) {
        int granted = 0;
        for (int i = 0; i < requests; i++) {
            granted += isGranted(table.acquire(key, ticker.nanos())) ? 1 : 0;
        }
        return granted;
    }

    @ParameterizedTest
    @ValueSource(ints = {65_536, 1_000_000})
    void takes_less_than_a_hundred_bytes_a_key_and_has_room_for_all_it_says(int trackedKeys) {
        SlidingWindowTable table = table(1, MINUTE, trackedKeys);
        assertTrue(table.bytes() <= 95L * trackedKeys + 8_000, table.bytes() + " bytes");
        int refused = 0;
        for (int client = 0; client < trackedKeys; client++) {
            refused += isGranted(table.acquire(network(client), ticker.nanos())) ? 0 : 1;
        }
        assertTrue(refused <= trackedKeys / 20_000, refused + " clients found no room");
        for (int client = 0; client < trackedKeys; client++) {
            assertFalse(
                    isGranted(table.acquire(network(client), ticker.nanos())), "client " + client + " was forgotten");
        }
    }

    @Test
    void V_31_a_million_keys_in_a_small_table_are_bounded_and_none_is_unlimited() {
        SlidingWindowTable table = table(2, MINUTE, 1000);
        long bytes = table.bytes();
        int granted = 0;
        for (int client = 0; client < 1_000_000; client++) {
            granted += isGranted(table.acquire(network(client), ticker.nanos())) ? 1 : 0;
        }
        assertEquals(bytes, table.bytes());
        assertTrue(granted <= 1500, "the slots and the shared one: " + granted);
        assertTrue(table.isOverflowing());
    }

    /** Few slots, many clients that come and go: whoever moves between the shared slot and his own keeps his count. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 20})
    void nobody_is_granted_more_while_he_moves_between_the_shared_slot_and_his_own(int max) {
        long seed = 5L + max;
        Random random = new Random(seed);
        SlidingWindowTable table = table(max, Duration.ofSeconds(1), 1);
        int clients = 250;
        List<ExactLog> logs = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            logs.add(new ExactLog(max, 1_000_000_000L));
        }
        int overflowing = 0;
        int free = 0;
        for (int step = 0; step < 200_000; step++) {
            ticker.advance(Duration.ofNanos(random.nextInt(100) == 0 ? random.nextInt(300_000_000) : 20_000));
            int crowd = step / 5_000 % 2 == 0 ? clients : 60;
            int client = random.nextInt(crowd);
            if (isGranted(table.acquire(network(client), ticker.nanos()))) {
                assertTrue(logs.get(client).spare(ticker.nanos()) > 0, "seed " + seed + ", step " + step);
                logs.get(client).grant(ticker.nanos());
            }
            if (table.isOverflowing()) {
                overflowing++;
            } else {
                free++;
            }
        }
        assertTrue(overflowing > 10_000 && free > 10_000, overflowing + " and " + free);
    }

    @Test
    void slots_whose_window_has_passed_are_used_again() {
        SlidingWindowTable table = table(1, MINUTE, 1000);
        for (int round = 0; round < 50; round++) {
            for (int client = 0; client < 1000; client++) {
                assertTrue(isGranted(table.acquire(network(1000 * round + client), ticker.nanos())), "round " + round);
            }
            ticker.advance(MINUTE.plusMillis(1));
        }
        assertFalse(table.isOverflowing());
    }

    @Test
    void a_slot_is_free_again_as_soon_as_its_own_window_has_passed() {
        SlidingWindowTable table = table(2, MINUTE, 1);
        for (int client = 0; client < 104; client++) {
            assertTrue(isGranted(table.acquire(network(client), ticker.nanos())));
            ticker.advance(Duration.ofMillis(100));
        }
        assertTrue(isGranted(table.acquire(network(1000), ticker.nanos())), "the first in the shared slot");
        assertTrue(isGranted(table.acquire(network(1001), ticker.nanos())), "the second");
        assertFalse(isGranted(table.acquire(network(1002), ticker.nanos())), "the third");
        assertTrue(isGranted(table.acquire(network(0), ticker.nanos())), "a client with a slot has his own limit");

        ticker.advance(MINUTE);
        for (int client = 1; client < 104; client++) {
            assertTrue(isGranted(table.acquire(network(2000 + client), ticker.nanos())), "client " + client);
        }
        assertFalse(table.isOverflowing());
        ticker.advance(Duration.ofMillis(1));
        assertEquals(2, grants(table, network(3000), 5), "the slot of client 0, who came once more");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 64, 100_000, 1_000_000_000, 60_000_000_000L, 600_000_000_000L})
    void a_reading_made_before_another_thread_s_lifts_no_limit(long nanosBehind) {
        SlidingWindowTable table = table(2, MINUTE, 1000);
        ticker.advance(MINUTE.multipliedBy(20));
        long now = ticker.nanos();
        assertTrue(isGranted(table.acquire(network(1), now)));
        assertTrue(isGranted(table.acquire(network(1), now - nanosBehind)));
        long refusal = table.acquire(network(1), now - nanosBehind);
        assertFalse(isGranted(refusal));
        assertEquals(0, RateLimitOutcome.remaining(refusal));
        long told = Math.min(nanosBehind, 64L << 29);
        long off = RateLimitOutcome.waitNanos(refusal) - MINUTE.toNanos() - told;
        assertTrue(Math.abs(off) <= 200, "counted from the reading: " + off);
        ticker.advance(MINUTE.minusNanos(1));
        assertFalse(isGranted(table.acquire(network(1), ticker.nanos())));
    }

    @Test
    void each_slot_waits_for_its_own_window() {
        SlidingWindowTable table = table(2, MINUTE, 1);
        for (int client = 0; client < 104; client++) {
            assertTrue(isGranted(table.acquire(network(client), ticker.nanos())));
            ticker.advance(Duration.ofMillis(100));
        }
        ticker.advance(MINUTE.minusMillis(10_400));
        for (int client = 0; client < 104; client++) {
            assertEquals(2, grants(table, network(1000 + client), 3), "client " + client);
            assertFalse(table.isOverflowing());
            ticker.advance(Duration.ofMillis(100));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 6, 7, 200, 416, 417, 418, 500, 700, 833, 834, 835, 1251, 1668, 9_999})
    void idles_for_any_number_of_days(long days) {
        SlidingWindowTable table = table(20, MINUTE, 100);
        RateLimitKey idle = network(1);
        for (int i = 0; i < 20; i++) {
            ticker.advance(Duration.ofMillis(20));
            assertTrue(isGranted(table.acquire(idle, ticker.nanos())));
        }
        assertFalse(isGranted(table.acquire(idle, ticker.nanos())));
        for (int minutes = -1; minutes <= 1; minutes++) {
            ticker.advance(Duration.ofDays(days).plusMinutes(minutes));
            // At the one moment when the clock's reading repeats, the state may look live, which is stricter for a
            // window.
            ticker.advance(isGranted(table.acquire(idle, ticker.nanos())) ? Duration.ZERO : MINUTE.plusMillis(1));
            assertTrue(grants(table, idle, 30) >= 19);
            assertFalse(isGranted(table.acquire(idle, ticker.nanos())));
        }
    }

    @Test
    void outlives_the_overflow_of_the_ticker() {
        FakeTicker old = FakeTicker.aboutToOverflow();
        SlidingWindowTable table = new SlidingWindowTable(
                RateLimit.slidingWindow("t", 10, Duration.ofSeconds(10)), old, 100, SipHash.random());
        ExactLog log = new ExactLog(10, 10_000_000_000L);
        int granted = 0;
        for (int i = 0; i < 1000; i++) {
            old.advance(Duration.ofMillis(100));
            if (isGranted(table.acquire(network(1), old.nanos()))) {
                assertTrue(log.spare(old.nanos()) > 0);
                log.grant(old.nanos());
                granted++;
            }
        }
        assertEquals(100, granted);
    }

    @Test
    void a_refund_of_a_shared_count_goes_back_where_it_was_taken() {
        SlidingWindowTable table = table(5, MINUTE, 1);
        for (int client = 0; client < 104; client++) {
            assertTrue(isGranted(table.acquire(network(client), ticker.nanos())));
        }
        assertFalse(table.isOverflowing());
        for (int i = 0; i < 20; i++) {
            long outcome = table.acquire(network(1000), ticker.nanos());
            assertTrue(isGranted(outcome));
            assertEquals(4, RateLimitOutcome.remaining(outcome));
            table.refund(network(1000), ticker.nanos(), outcome);
        }
        assertEquals(5, grants(table, network(2000), 10));
    }

    @Test
    void keeps_to_the_limit_while_threads_crowd_a_few_slots() throws Exception {
        SlidingWindowTable table = table(7, MINUTE, 1);
        int clients = 150;
        int threads = 8;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<int[]>> futures = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int seed = t;
                futures.add(pool.submit(() -> {
                    Random random = new Random(seed);
                    int[] granted = new int[clients];
                    for (int i = 0; i < 20_000; i++) {
                        int client = random.nextInt(clients);
                        long outcome = table.acquire(network(client), ticker.nanos());
                        if (isGranted(outcome) && random.nextInt(4) == 0) {
                            table.refund(network(client), ticker.nanos(), outcome);
                        } else {
                            granted[client] += isGranted(outcome) ? 1 : 0;
                        }
                    }
                    return granted;
                }));
            }
            int[] total = new int[clients];
            for (Future<int[]> future : futures) {
                int[] granted = future.get();
                for (int client = 0; client < clients; client++) {
                    total[client] += granted[client];
                }
            }
            int all = 0;
            for (int granted : total) {
                assertTrue(granted <= 7, "a client was granted " + granted);
                all += granted;
            }
            assertTrue(all >= 104 * 6 && all <= 104 * 7 + 7, "granted " + all);
        } finally {
            pool.shutdownNow();
        }
    }

    /** The client's own slot has expired and is another's when his request, read before that, comes to the table. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_request_that_waited_counts_from_its_decision_if_its_client_s_slot_was_given_away(boolean anotherIsFree) {
        long window = MINUTE.toNanos();
        int granted = 0;
        for (int newcomer = 1000; newcomer < 1020; newcomer++) {
            SlidingWindowTable table = table(1, MINUTE, 1);
            RateLimitKey client = network(0);
            assertTrue(isGranted(table.acquire(client, ticker.nanos())));
            ticker.advance(Duration.ofNanos(anotherIsFree ? 0 : window / 2));
            assertTrue(isGranted(table.acquire(network(1), ticker.nanos())));
            ticker.advance(Duration.ofNanos(anotherIsFree ? window / 2 : window / 2 - 2000));
            for (int i = 2; i < 104; i++) {
                assertTrue(isGranted(table.acquire(network(i), ticker.nanos())));
            }
            ticker.advance(Duration.ofNanos(anotherIsFree ? window / 2 - 2000 : 0));
            long before = ticker.nanos();
            ticker.advance(Duration.ofNanos(4000));
            assertTrue(isGranted(table.acquire(network(newcomer), ticker.nanos())));
            // If the newcomer took the free slot instead, the client's first request still counts.
            if (isGranted(table.acquire(client, before))) {
                granted++;
                ticker.advance(Duration.ofNanos(window - 3000));
                assertFalse(isGranted(table.acquire(client, ticker.nanos())), "less than a window after the decision");
            }
            ticker.advance(Duration.ofNanos(2 * window));
        }
        assertTrue(granted > 0);
    }

    @Test
    void a_request_that_waited_says_how_long_to_wait_from_its_reading() {
        long window = 1_000_000_000L;
        SlidingWindowTable table = table(1, Duration.ofSeconds(1), 1);
        long before = ticker.nanos();
        ticker.advance(Duration.ofNanos(5000));
        assertTrue(isGranted(table.acquire(network(0), ticker.nanos())));
        long told = RateLimitOutcome.waitNanos(table.acquire(network(0), before));
        ticker.advance(Duration.ofNanos(window));
        long asNew = RateLimitOutcome.waitNanos(table.acquire(network(1), before));
        assertTrue(told >= window + 5000 && told < window + 6000, "told " + told);
        assertTrue(asNew >= 2 * window + 5000 - 1000 && asNew < 2 * window + 8000, "told " + asNew);
    }
}
