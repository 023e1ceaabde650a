package dev.hardening.core.ratelimit;

import static dev.hardening.core.ratelimit.RateLimitOutcome.isGranted;
import static dev.hardening.testing.RateLimitStoreContract.network;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.testing.FakeTicker;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TokenBucketTableTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final FakeTicker ticker = new FakeTicker();

    private TokenBucketTable table(int max, int burst, int trackedKeys) {
        return new TokenBucketTable(
                RateLimit.tokenBucket("t", max, MINUTE, burst), ticker, trackedKeys, SipHash.random());
    }

    private int grants(RateLimitCounter table, RateLimitKey key, int requests) {
        int granted = 0;
        for (int i = 0; i < requests; i++) {
            granted += isGranted(table.acquire(key, ticker.nanos())) ? 1 : 0;
        }
        return granted;
    }

    @Test
    void never_holds_more_buckets_than_it_tracks() {
        TokenBucketTable table = table(10, 10, 500);
        for (int client = 0; client < 20_000; client++) {
            ticker.advance(Duration.ofMillis(1));
            table.acquire(network(client), ticker.nanos());
            assertTrue(table.size() <= 500);
        }
        ticker.advance(MINUTE.multipliedBy(2));
        assertFalse(table.isOverflowing());
        for (int client = 0; client < 500; client++) {
            assertEquals(10, grants(table, network(-1 - client), 11), "full buckets made room for client " + client);
        }
    }

    @Test
    void keeps_an_emptied_bucket_through_a_flood() {
        TokenBucketTable table = table(1, 5, 100);
        assertEquals(5, grants(table, network(-1), 10));
        for (int client = 0; client < 50_000; client++) {
            table.acquire(network(client), ticker.nanos());
        }
        assertEquals(0, grants(table, network(-1), 10));
    }

    /** What a bucket may grant up to any time is its burst and its refill; the shared bucket must not add to it. */
    @Test
    void nobody_is_granted_more_while_he_moves_between_the_shared_bucket_and_his_own() {
        Random random = new Random(9);
        TokenBucketTable table = table(60, 4, 20);
        double[] level = new double[60];
        long[] seen = new long[60];
        Arrays.fill(level, 4);
        Arrays.fill(seen, ticker.nanos());
        int shared = 0;
        for (int step = 0; step < 100_000; step++) {
            ticker.advance(Duration.ofNanos(random.nextInt(100) == 0 ? random.nextInt(2_000_000_000) : 3_000_000));
            int client = random.nextInt(step / 2000 % 2 == 0 ? 60 : 15);
            long now = ticker.nanos();
            level[client] = Math.min(4, level[client] + (now - seen[client]) / 1e9);
            seen[client] = now;
            if (isGranted(table.acquire(network(client), ticker.nanos()))) {
                level[client] -= 1;
                assertTrue(level[client] > -1e-6, "step " + step);
            }
            shared += table.isOverflowing() ? 1 : 0;
        }
        assertTrue(shared > 5_000 && shared < 95_000, "shared " + shared);
    }

    @Test
    void a_refund_fills_a_bucket_up_to_its_burst_and_not_more() {
        TokenBucketTable table = table(10, 3, 10);
        long outcome = table.acquire(network(1), ticker.nanos());
        table.refund(network(1), ticker.nanos(), outcome);
        table.refund(network(1), ticker.nanos(), outcome);
        table.refund(network(2), ticker.nanos(), outcome);
        assertEquals(3, grants(table, network(1), 10));
    }

    @Test
    void outlives_the_overflow_of_the_ticker() {
        FakeTicker old = FakeTicker.aboutToOverflow();
        TokenBucketTable table =
                new TokenBucketTable(RateLimit.tokenBucket("t", 1, MINUTE, 1), old, 10, SipHash.random());
        assertEquals(1, grants(table, network(1), 2), "a bucket reads the ticker itself");
        old.advance(MINUTE);
        assertEquals(1, grants(table, network(1), 2));
    }

    @Test
    void threads_that_meet_new_clients_at_the_same_time_share_their_buckets() {
        TokenBucketTable table = table(1, 3, 50);
        long granted = IntStream.range(0, 40_000)
                .parallel()
                .filter(i -> isGranted(table.acquire(network(i % 40), ticker.nanos())))
                .count();
        assertEquals(40 * 3, granted);
        assertEquals(40, table.size());
    }
}
