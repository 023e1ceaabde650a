package dev.hardening.core.ratelimit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.net.IpAddress;
import dev.hardening.core.reading.Reading;
import dev.hardening.testing.FakeRequest;
import dev.hardening.testing.FakeTicker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class RateLimitReadingsTest {

    private static Map<String, Double> read(RateLimiter limiter) {
        return limiter.readings().stream()
                .collect(Collectors.toMap(reading -> reading.name() + reading.labels(), Reading::value));
    }

    private static RateLimitSettings settings(Enforcement enforcement) {
        return RateLimitSettings.builder()
                .rule(RateLimitRule.of(RateLimit.slidingWindow("default", 3, Duration.ofMinutes(1)))
                        .by(RateLimitBy.IP))
                .rule(RateLimitRule.of(RateLimit.slidingWindow("tight", 1, Duration.ofMinutes(1)))
                        .by(RateLimitBy.IP))
                .enforcement(enforcement)
                .build();
    }

    private static void ask(RateLimiter limiter, String... limits) {
        limiter.check(
                RateLimitStage.ALL,
                List.of(limits),
                RateLimitCaller.of(IpAddress.parse("192.0.2.1"), FakeRequest.from("192.0.2.1")));
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "OFF")
    void count_what_was_granted_and_what_each_rule_refused(Enforcement enforcement) {
        RateLimiter limiter = RateLimiter.of(settings(enforcement), new FakeTicker());
        for (int i = 0; i < 5; i++) {
            ask(limiter, "default");
        }
        ask(limiter, "default", "tight");
        ask(limiter, "tight");
        ask(limiter, "tight");
        Map<String, Double> read = read(limiter);
        assertEquals(4, read.get("rate_limit_allowed_total{}"));
        assertEquals(3, read.get("rate_limit_blocked_total{policy=default}"));
        assertEquals(1, read.get("rate_limit_blocked_total{policy=tight}"));
        assertEquals(0, read.get("rate_limit_overflowing{policy=tight}"));
    }

    @Test
    void a_rule_that_a_route_names_is_there_before_anybody_asks_it() {
        RateLimiter limiter = RateLimiter.of(settings(Enforcement.ENFORCE), new FakeTicker());
        limiter.requireRules(Set.of("tight"));
        assertEquals(
                Map.of(
                        "rate_limit_allowed_total{}", 0.0,
                        "rate_limit_blocked_total{policy=tight}", 0.0,
                        "rate_limit_overflowing{policy=tight}", 0.0),
                read(limiter));
        List<Reading> before = limiter.readings();
        ask(limiter, "tight");
        ask(limiter, "tight");
        assertEquals(1, before.get(1).value());
    }

    @Test
    void requests_under_no_limit_are_not_counted() {
        RateLimiter limiter = RateLimiter.of(settings(Enforcement.OFF), new FakeTicker());
        ask(limiter, "default");
        ask(limiter);
        assertEquals(Map.of("rate_limit_allowed_total{}", 0.0), read(limiter));
    }
}
