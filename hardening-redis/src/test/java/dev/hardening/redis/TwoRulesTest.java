package dev.hardening.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hardening.core.distributed.FailurePolicy;
import dev.hardening.core.net.IpAddress;
import dev.hardening.core.ratelimit.RateLimit;
import dev.hardening.core.ratelimit.RateLimitCaller;
import dev.hardening.core.ratelimit.RateLimitRule;
import dev.hardening.core.ratelimit.RateLimitSettings;
import dev.hardening.core.ratelimit.RateLimitStage;
import dev.hardening.core.ratelimit.RateLimitStore;
import dev.hardening.core.ratelimit.RateLimiter;
import dev.hardening.testing.FakeRequest;
import dev.hardening.testing.FakeTicker;
import dev.hardening.testing.redis.RedisPeek;
import dev.hardening.testing.redis.RedisServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A route that names two rules: what one refuses, the other has not counted, on the server and here. */
class TwoRulesTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final RedisServer server = RedisServer.start();
    private final FakeTicker ticker = new FakeTicker();
    private final RedisStores stores = RedisStores.builder(
                    Chaos.settings(server.url(), FailurePolicy.LOCAL, Duration.ofSeconds(10)))
            .time(ticker, ticker)
            .build();
    private final RateLimiter limiter = RateLimiter.of(
            RateLimitSettings.builder()
                    .rule(RateLimitRule.of(RateLimit.slidingWindow("hour", 10, Duration.ofHours(1))))
                    .rule(RateLimitRule.of(RateLimit.slidingWindow("minute", 3, MINUTE)))
                    .build(),
            ticker,
            stores.rateLimits(RateLimitStore.inMemory(ticker, 1000)));

    @BeforeEach
    void connect() {
        OwnServer.awaitAnswer(stores);
    }

    @AfterEach
    void close() {
        stores.close();
        server.close();
    }

    private int granted(int requests) {
        int granted = 0;
        for (int i = 0; i < requests; i++) {
            RateLimitCaller caller = RateLimitCaller.of(IpAddress.parse("192.0.2.7"), FakeRequest.from("192.0.2.7"));
            granted += limiter.check(RateLimitStage.ALL, List.of("hour", "minute"), caller)
                            .decision()
                            .isAllowed()
                    ? 1
                    : 0;
        }
        return granted;
    }

    @Test
    void a_client_whom_one_rule_has_just_refused_costs_no_round_trip() {
        assertEquals(3, granted(4));
        try (RedisPeek peek = server.peek()) {
            peek.commands().configResetstat();
            assertEquals(0, granted(200));
            assertEquals(0, peek.calls("evalsha"));
        }
    }

    @Test
    void what_one_rule_has_refused_is_no_request_to_the_other_when_the_server_goes_away() {
        assertEquals(3, granted(3));
        for (int i = 0; i < 20; i++) {
            ticker.advance(MINUTE.plusSeconds(1)); // for this instance; for the server no time has passed
            assertEquals(0, granted(1));
        }
        server.kill();
        ticker.advance(MINUTE.plusSeconds(1));
        assertEquals(3, granted(5));
        ticker.advance(MINUTE.plusSeconds(1));
        assertEquals(3, granted(5));
        ticker.advance(MINUTE.plusSeconds(1));
        assertEquals(1, granted(5), "ten in an hour");
    }
}
