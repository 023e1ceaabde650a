package dev.hardening.core.ratelimit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.decision.StoreUnavailableException;
import dev.hardening.core.net.IpAddress;
import dev.hardening.core.reading.Reading;
import dev.hardening.testing.FakeRequest;
import dev.hardening.testing.FakeTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What limits say while the store that counts does not answer, and refuses under its policy. */
class UndecidedLimitsTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final List<String> BOTH = List.of("one", "two");

    private final FakeTicker ticker = new FakeTicker();
    private final Set<String> down = new HashSet<>();
    private final Set<String> keeping = new HashSet<>();
    private final RateLimiter limiter = RateLimiter.of(
            RateLimitSettings.builder()
                    .rule(RateLimitRule.of(RateLimit.slidingWindow("one", 2, MINUTE)))
                    .rule(RateLimitRule.of(RateLimit.slidingWindow("two", 2, MINUTE)))
                    .build(),
            ticker,
            new Failing(RateLimitStore.inMemory(ticker, 100)));

    /** Does not answer for the limits that are down, and takes nothing back for those that are keeping. */
    private final class Failing implements RateLimitStore {
        private final RateLimitStore store;

        Failing(RateLimitStore store) {
            this.store = store;
        }

        @Override
        public RateLimitCounter counter(RateLimit limit) {
            RateLimitCounter counter = store.counter(limit);
            return new RateLimitCounter() {
                @Override
                public long acquire(RateLimitKey key, long now) {
                    if (down.contains(limit.name())) {
                        throw new StoreUnavailableException("down");
                    }
                    return counter.acquire(key, now);
                }

                @Override
                public void refund(RateLimitKey key, long now, long outcome) {
                    if (keeping.contains(limit.name())) {
                        throw new StoreUnavailableException("down");
                    }
                    counter.refund(key, now, outcome);
                }

                @Override
                public boolean isOverflowing() {
                    return counter.isOverflowing();
                }
            };
        }
    }

    private RateLimitVerdict ask(List<String> limits) {
        IpAddress client = IpAddress.parse("192.0.2.1");
        return limiter.check(RateLimitStage.ALL, limits, RateLimitCaller.of(client, FakeRequest.from("192.0.2.1")));
    }

    private double reading(String name) {
        return limiter.readings().stream()
                .filter(reading -> reading.name().equals(name))
                .mapToDouble(Reading::value)
                .sum();
    }

    @ParameterizedTest
    @ValueSource(strings = {"one", "two"})
    void a_request_that_cannot_be_counted_is_503_and_nobody_counts_it(String failing) {
        down.add(failing);
        for (int i = 0; i < 10; i++) {
            RateLimitVerdict verdict = ask(BOTH);
            Refusal refusal = verdict.refusal();
            assertNotNull(refusal);
            assertEquals(RefusalCode.STORE_UNAVAILABLE, refusal.code());
            assertEquals(Duration.ofSeconds(5), refusal.retryAfter());
            assertTrue(verdict.isUndecided());
            assertNull(verdict.strictestRule());
            List<String> fields = new ArrayList<>();
            verdict.ietfFields((name, value) -> fields.add(name));
            verdict.legacyFields((name, value) -> fields.add(name));
            assertEquals(List.of(), fields);
        }
        assertEquals(0, reading("rate_limit_blocked_total"));
        assertEquals(0, reading("rate_limit_allowed_total"));
        down.clear();
        assertNull(ask(BOTH).refusal());
        assertNull(ask(BOTH).refusal());
        assertNotNull(ask(BOTH).refusal(), "the other rule had its count taken back, and no more than that");
        assertFalse(ask(BOTH).isUndecided());
    }

    @Test
    void a_limit_alone_is_503_too() {
        down.add("one");
        assertTrue(ask(List.of("one")).isUndecided());
        assertNull(ask(List.of("two")).refusal());
    }

    @Test
    void what_cannot_be_taken_back_stays_counted_and_the_refusal_stands() {
        assertNull(ask(List.of("two")).refusal());
        assertNull(ask(List.of("two")).refusal());
        keeping.add("one");
        for (int i = 0; i < 3; i++) {
            Refusal refusal = ask(BOTH).refusal();
            assertNotNull(refusal);
            assertEquals(RefusalCode.RATE_LIMIT_EXCEEDED, refusal.code());
        }
        assertNotNull(ask(List.of("one")).refusal(), "both of its requests were counted");
    }
}
