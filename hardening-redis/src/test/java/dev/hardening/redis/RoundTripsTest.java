package dev.hardening.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.distributed.FailurePolicy;
import dev.hardening.core.net.IpAddress;
import dev.hardening.core.ratelimit.RateLimit;
import dev.hardening.core.ratelimit.RateLimitCounter;
import dev.hardening.core.ratelimit.RateLimitKey;
import dev.hardening.core.ratelimit.RateLimitOutcome;
import dev.hardening.core.ratelimit.RateLimitStore;
import dev.hardening.testing.FakeTicker;
import dev.hardening.testing.redis.RedisPeek;
import dev.hardening.testing.redis.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What decisions cost the server, and what they leave there. */
class RoundTripsTest {

    private static final Duration WINDOW = Duration.ofMinutes(10);

    private final RedisServer server = RedisServer.start();
    private final RedisPeek peek = server.peek();
    private final FakeTicker ticker = new FakeTicker();
    private final RedisStores stores = RedisStores.builder(
                    Chaos.settings(server.url(), FailurePolicy.CLOSED, Duration.ofSeconds(10)))
            .time(ticker, ticker)
            .build();
    private final RateLimitStore limits = stores.rateLimits(RateLimitStore.inMemory(ticker, 1000));
    private final RateLimitCounter window = limits.counter(RateLimit.slidingWindow("window", 5, WINDOW));
    private final RateLimitCounter bucket = limits.counter(RateLimit.tokenBucket("bucket", 5, WINDOW, 5));

    @BeforeEach
    void connect() {
        OwnServer.awaitAnswer(stores);
    }

    @AfterEach
    void close() {
        stores.close();
        peek.close();
        server.close();
    }

    @Test
    void a_decision_is_one_round_trip_and_one_that_is_known_is_none() {
        for (RateLimitCounter counter : List.of(window, bucket)) {
            RateLimitKey client = RateLimitKey.user("client");
            assertTrue(RateLimitOutcome.isGranted(counter.acquire(client, ticker.nanos())));
            peek.commands().configResetstat();
            for (int i = 0; i < 4; i++) {
                assertTrue(RateLimitOutcome.isGranted(counter.acquire(client, ticker.nanos())));
            }
            assertEquals(4, scripts());
            long refused = counter.acquire(client, ticker.nanos());
            assertFalse(RateLimitOutcome.isGranted(refused));
            assertEquals(5, scripts());
            for (int i = 0; i < 100; i++) {
                assertFalse(RateLimitOutcome.isGranted(counter.acquire(client, ticker.nanos())));
            }
            assertEquals(5, scripts(), "the server has said until when");
            ticker.advance(Duration.ofNanos(RateLimitOutcome.waitNanos(refused)).minusNanos(1));
            assertFalse(RateLimitOutcome.isGranted(counter.acquire(client, ticker.nanos())));
            assertEquals(5, scripts());
            ticker.advance(Duration.ofNanos(1));
            // Only the time of this instance has passed.
            assertFalse(RateLimitOutcome.isGranted(counter.acquire(client, ticker.nanos())));
            assertEquals(6, scripts());
            assertFalse(RateLimitOutcome.isGranted(counter.acquire(client, ticker.nanos())));
            assertEquals(6, scripts());
            assertEquals(0, peek.calls("eval"));
            for (int i = 0; i < 50; i++) {
                long unused = counter.acquire(RateLimitKey.user("other-" + i), ticker.nanos());
            }
            assertEquals(56, scripts());
        }
    }

    private long scripts() {
        return peek.calls("evalsha");
    }

    @Test
    void a_refund_is_one_round_trip_and_lets_a_refused_client_ask_again() {
        RateLimitKey client = RateLimitKey.user("client");
        long last = 0;
        for (int i = 0; i < 5; i++) {
            last = window.acquire(client, ticker.nanos());
        }
        assertFalse(RateLimitOutcome.isGranted(window.acquire(client, ticker.nanos())));
        window.refund(client, ticker.nanos(), last); // the server learns the script
        last = window.acquire(client, ticker.nanos());
        assertTrue(RateLimitOutcome.isGranted(last));
        peek.commands().configResetstat();
        window.refund(client, ticker.nanos(), last);
        assertEquals(1, scripts());
        assertTrue(RateLimitOutcome.isGranted(window.acquire(client, ticker.nanos())));
        assertEquals(2, scripts());
    }

    @Test
    void what_is_left_ends_by_itself_names_nobody_and_touches_nothing_else() {
        Map<String, String> others = new TreeMap<>(Map.of(
                "other:window:window:5/600000:x", "1",
                "hardening2:window", "2",
                "hardening", "3",
                "harden:ing", "4"));
        others.forEach((key, value) -> peek.commands().set(key, value));
        IpAddress address = IpAddress.parse("203.0.113.77");
        List<RateLimitKey> clients = List.of(
                RateLimitKey.address(address),
                RateLimitKey.address(IpAddress.parse("2001:db8:7:7::1")),
                RateLimitKey.user("alice@example.com"),
                RateLimitKey.apiKey("alice-key"),
                RateLimitKey.tenant("alice-tenant"),
                RateLimitKey.header("{alice}:\n* alice"));
        for (RateLimitCounter counter : List.of(window, bucket)) {
            for (RateLimitKey client : clients) {
                for (int i = 0; i < 7; i++) {
                    long outcome = counter.acquire(client, ticker.nanos());
                    if (i == 3) {
                        counter.refund(client, ticker.nanos(), outcome);
                    }
                }
            }
        }
        List<String> all = peek.keys("");
        List<String> ours = all.stream().filter(key -> !others.containsKey(key)).toList();
        assertEquals(2 * clients.size(), ours.size());
        for (String key : ours) {
            assertTrue(
                    key.matches("hardening:(window:window:5/600000|bucket:bucket:5/600000/5):[A-Za-z0-9_-]{22}"), key);
            assertFalse(key.contains("alice") || (key.contains("203") && key.contains("113.77")), key);
            long ttl = peek.commands().pttl(key);
            assertTrue(ttl > 0 && ttl <= WINDOW.toMillis() + 2, key + ": " + ttl);
        }
        stores.close();
        others.forEach((key, value) -> assertEquals(value, peek.commands().get(key)));
        assertEquals(others.size() + ours.size(), peek.keys("").size());
    }
}
