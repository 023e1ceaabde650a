package dev.hardening.core.ratelimit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.net.IpAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimitTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    @ParameterizedTest
    @ValueSource(strings = {"", "Default", "a_b", "a b", "\"", "ä", "a\n"})
    void refuses_a_name_that_would_need_quoting(String name) {
        assertThrows(IllegalArgumentException.class, () -> RateLimit.slidingWindow(name, 1, MINUTE));
        assertThrows(IllegalArgumentException.class, () -> RateLimit.slidingWindow("a".repeat(65), 1, MINUTE));
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 1_000_001})
    void refuses_a_maximum_out_of_bounds(int max) {
        assertThrows(IllegalArgumentException.class, () -> RateLimit.slidingWindow("a", max, MINUTE));
        assertThrows(IllegalArgumentException.class, () -> RateLimit.tokenBucket("a", max, MINUTE, 1));
        assertThrows(IllegalArgumentException.class, () -> RateLimit.tokenBucket("a", 1, MINUTE, max));
    }

    @ParameterizedTest
    @CsvSource({"PT-1S", "PT0S", "PT0.099999999S", "PT24H0.000000001S"})
    void refuses_a_window_out_of_bounds(Duration window) {
        assertThrows(IllegalArgumentException.class, () -> RateLimit.slidingWindow("a", 1, window));
    }

    @Test
    void is_equal_by_all_that_it_says() {
        RateLimit limit = RateLimit.tokenBucket("a", 5, MINUTE, 7);
        assertEquals(limit, RateLimit.tokenBucket("a", 5, MINUTE, 7));
        assertEquals(limit.hashCode(), RateLimit.tokenBucket("a", 5, MINUTE, 7).hashCode());
        for (RateLimit other : List.of(
                RateLimit.tokenBucket("b", 5, MINUTE, 7),
                RateLimit.tokenBucket("a", 6, MINUTE, 7),
                RateLimit.tokenBucket("a", 5, MINUTE.plusMillis(1), 7),
                RateLimit.tokenBucket("a", 5, MINUTE, 8),
                RateLimit.slidingWindow("a", 5, MINUTE))) {
            assertNotEquals(limit, other);
        }
        assertEquals("RateLimit[a, token-bucket, 5 in PT1M, burst 7]", limit.toString());
        assertEquals(
                "RateLimit[a, sliding-window, 5 in PT1M]",
                RateLimit.slidingWindow("a", 5, MINUTE).toString());
    }

    @Test
    void keys_of_different_kinds_are_different() {
        SipHash secret = SipHash.random();
        List<RateLimitKey> keys = List.of(
                RateLimitKey.address(IpAddress.parse("192.0.2.1")),
                RateLimitKey.user("192.0.2.1"),
                RateLimitKey.apiKey("192.0.2.1"),
                RateLimitKey.agent("192.0.2.1"),
                RateLimitKey.tenant("192.0.2.1"),
                RateLimitKey.header("192.0.2.1"));
        assertEquals(6, Set.copyOf(keys).size());
        assertEquals(6, keys.stream().map(key -> key.hash(secret)).distinct().count());
        assertEquals(
                6, keys.stream().map(RateLimitKey::canonicalText).distinct().count());
        for (RateLimitKey key : keys) {
            assertFalse(key.toString().contains("192"), "what a key holds may be a credential");
        }
    }

    @Test
    void addresses_of_one_subscriber_are_one_key() {
        RateLimitKey one = RateLimitKey.address(IpAddress.parse("2001:db8::1"));
        RateLimitKey two = RateLimitKey.address(IpAddress.parse("2001:db8::ffff:2"));
        assertEquals(one, two);
        assertEquals(one.hashCode(), two.hashCode());
        assertEquals("ip:2001:db8::", one.canonicalText());
        assertNotEquals(one, RateLimitKey.address(IpAddress.parse("2001:db8:0:1::1")));
        assertEquals(
                RateLimitKey.address(IpAddress.parse("192.0.2.1")),
                RateLimitKey.address(IpAddress.parse("::ffff:192.0.2.1")));
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 0", "1000000, 86400000262144, 31", "999999, 86400000000001, 16", "3, 1, 1", "17, 999, 0"})
    void an_outcome_keeps_what_it_was_made_of(int remaining, long wait, int mark) {
        long granted = RateLimitOutcome.granted(remaining, wait, mark);
        assertTrue(RateLimitOutcome.isGranted(granted));
        assertEquals(remaining, RateLimitOutcome.remaining(granted));
        assertEquals(mark, RateLimitOutcome.mark(granted));
        assertTrue(RateLimitOutcome.waitNanos(granted) >= wait && RateLimitOutcome.waitNanos(granted) < wait + 1000);

        long refused = RateLimitOutcome.refused(wait);
        assertFalse(RateLimitOutcome.isGranted(refused));
        assertEquals(0, RateLimitOutcome.remaining(refused));
        assertEquals(wait, RateLimitOutcome.waitNanos(refused));
    }

    @Test
    void an_outcome_says_what_it_is() {
        assertEquals(
                "granted, 3 left, more in 2000 ns", RateLimitOutcome.toString(RateLimitOutcome.granted(3, 1500, 9)));
        assertEquals("refused, wait 5 ns", RateLimitOutcome.toString(RateLimitOutcome.refused(5)));
    }
}
