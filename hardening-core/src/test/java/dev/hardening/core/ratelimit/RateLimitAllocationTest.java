package dev.hardening.core.ratelimit;

import static dev.hardening.testing.RateLimitStoreContract.network;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.time.Ticker;
import dev.hardening.testing.Allocations;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A decision leaves nothing to collect, whether it grants, refuses, meets a new client or shares a count. */
class RateLimitAllocationTest {

    private static final int CALLS = 30_000;

    private long sum;

    @ParameterizedTest
    @CsvSource({"1000000, 1, 1000", "3, 1, 1000", "3, 1000, 1000", "1000000, 20000, 1000", "3, 20000, 50000"})
    void a_decision_allocates_nothing(int max, int clients, int trackedKeys) {
        Ticker ticker = Ticker.system();
        RateLimitCounter counter = RateLimitStore.inMemory(ticker, trackedKeys)
                .counter(RateLimit.slidingWindow("a", max, Duration.ofMillis(100)));
        RateLimitKey[] keys = new RateLimitKey[clients];
        for (int i = 0; i < clients; i++) {
            keys[i] = network(i);
        }
        long least = Allocations.least(() -> {
            for (int i = 0; i < CALLS; i++) {
                long now = ticker.nanos();
                RateLimitKey key = keys[i % clients];
                long outcome = counter.acquire(key, now);
                sum += RateLimitOutcome.remaining(outcome) + RateLimitOutcome.waitNanos(outcome);
                if ((i & 3) == 0 && RateLimitOutcome.isGranted(outcome)) {
                    counter.refund(key, now, outcome);
                }
            }
        });
        assertTrue(least < CALLS, least + " bytes in " + CALLS + " calls, " + sum);
    }
}
