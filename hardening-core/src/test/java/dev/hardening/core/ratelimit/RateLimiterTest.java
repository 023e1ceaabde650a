package dev.hardening.core.ratelimit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.Decision;
import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.identity.Identity;
import dev.hardening.core.identity.Proof;
import dev.hardening.core.net.IpAddress;
import dev.hardening.core.request.RequestFacts;
import dev.hardening.testing.ExactLog;
import dev.hardening.testing.FakeTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RateLimiterTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final List<String> DEFAULT = List.of("default");

    private final FakeTicker ticker = new FakeTicker();

    private static RateLimitRule rule(String name, int max, RateLimitBy by) {
        return RateLimitRule.of(RateLimit.slidingWindow(name, max, MINUTE)).by(by);
    }

    private RateLimiter limiter(RateLimitRule... rules) {
        RateLimitSettings.Builder settings = RateLimitSettings.builder();
        for (RateLimitRule rule : rules) {
            settings.rule(rule);
        }
        return RateLimiter.of(settings.build(), ticker);
    }

    private static RateLimitCaller from(String address) {
        return from(address, null);
    }

    private static RateLimitCaller from(String address, @Nullable String header) {
        IpAddress client = IpAddress.parse(address);
        return RateLimitCaller.of(client, new Facts(client, header));
    }

    private static Identity keyHolder(String label) {
        return Identity.provedBy(Proof.API_KEY, label).build();
    }

    private static int grants(RateLimiter limiter, List<String> limits, RateLimitCaller caller, int requests) {
        int granted = 0;
        for (int i = 0; i < requests; i++) {
            granted +=
                    limiter.check(RateLimitStage.ALL, limits, caller).decision().isAllowed() ? 1 : 0;
        }
        return granted;
    }

    private static Map<String, String> fields(RateLimitVerdict verdict) {
        Map<String, String> fields = new LinkedHashMap<>();
        verdict.ietfFields(fields::put);
        verdict.legacyFields(fields::put);
        return fields;
    }

    @Test
    void refuses_with_429_and_the_time_to_wait_rounded_up() {
        RateLimiter limiter = limiter(rule("default", 3, RateLimitBy.IP));
        assertEquals(3, grants(limiter, DEFAULT, from("192.0.2.1"), 3));
        ticker.advance(Duration.ofMillis(400));

        RateLimitVerdict verdict = limiter.check(RateLimitStage.ALL, DEFAULT, from("192.0.2.1"));
        Decision decision = verdict.decision();
        assertFalse(decision.isAllowed());
        Refusal refusal = (Refusal) decision;
        assertEquals(RefusalCode.RATE_LIMIT_EXCEEDED, refusal.code());
        assertEquals(429, refusal.status());
        assertEquals(Duration.ofSeconds(60), refusal.retryAfter());
        assertEquals("default", verdict.strictestRule());
        assertEquals(
                Map.of(
                        "RateLimit-Policy", "\"default\";q=3;w=60",
                        "RateLimit", "\"default\";r=0;t=60",
                        "X-RateLimit-Limit", "3",
                        "X-RateLimit-Remaining", "0",
                        "X-RateLimit-Reset", "60"),
                fields(verdict));
        assertEquals(3, grants(limiter, DEFAULT, from("192.0.2.2"), 5), "another address has its own limit");
    }

    @Test
    void tells_what_is_left_on_success() {
        RateLimiter limiter = limiter(rule("default", 2000, RateLimitBy.IP), rule("claude", 5, RateLimitBy.IP));
        RateLimitCaller caller = from("2001:db8::1");
        assertEquals(
                "\"default\";r=1999;t=60",
                fields(limiter.check(RateLimitStage.ALL, DEFAULT, caller)).get("RateLimit"));

        Map<String, String> both =
                fields(limiter.check(RateLimitStage.ALL, List.of("default", "claude"), from("2001:db8::2")));
        assertEquals("\"default\";q=2000;w=60, \"claude\";q=5;w=60", both.get("RateLimit-Policy"));
        assertEquals("\"default\";r=1998;t=60, \"claude\";r=4;t=60", both.get("RateLimit"));
        assertEquals("5", both.get("X-RateLimit-Limit"));
        assertEquals("4", both.get("X-RateLimit-Remaining"));
    }

    @Test
    void the_texts_are_those_of_the_moment() {
        RateLimiter limiter = limiter(RateLimitRule.of(RateLimit.slidingWindow("default", 2, Duration.ofHours(1))));
        assertEquals(2, grants(limiter, DEFAULT, from("192.0.2.1"), 2));
        for (int left = 3600; left > 0; left -= 8) {
            RateLimitVerdict verdict = limiter.check(RateLimitStage.ALL, DEFAULT, from("192.0.2.1"));
            Refusal refusal = verdict.refusal();
            assertEquals(Duration.ofSeconds(left), refusal == null ? null : refusal.retryAfter());
            assertEquals("\"default\";r=0;t=" + left, fields(verdict).get("RateLimit"));
            ticker.advance(Duration.ofSeconds(8));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shows_the_fields_that_were_chosen(RateLimitHeaders headers) {
        RateLimiter limiter =
                RateLimiter.of(RateLimitSettings.builder().headers(headers).build(), ticker);
        Map<String, String> fields = fields(limiter.check(RateLimitStage.ALL, DEFAULT, from("192.0.2.1")));
        boolean ietf = headers == RateLimitHeaders.IETF || headers == RateLimitHeaders.BOTH;
        boolean legacy = headers == RateLimitHeaders.X || headers == RateLimitHeaders.BOTH;
        assertEquals(ietf, fields.containsKey("RateLimit"));
        assertEquals(ietf, fields.containsKey("RateLimit-Policy"));
        assertEquals(legacy, fields.containsKey("X-RateLimit-Reset"));
        assertEquals((ietf ? 2 : 0) + (legacy ? 3 : 0), fields.size());
    }

    @Test
    void a_request_that_one_rule_refuses_is_counted_by_none() {
        RateLimiter limiter = limiter(rule("default", 10, RateLimitBy.IP), rule("claude", 5, RateLimitBy.IP));
        List<String> both = List.of("default", "claude");
        assertEquals(5, grants(limiter, both, from("192.0.2.1"), 100));
        assertEquals(5, grants(limiter, DEFAULT, from("192.0.2.1"), 100));
    }

    @Test
    void the_wait_is_the_longest_of_the_rules_that_refuse() {
        RateLimiter limiter = limiter(
                RateLimitRule.of(RateLimit.slidingWindow("default", 1, Duration.ofSeconds(10))),
                RateLimitRule.of(RateLimit.slidingWindow("hour", 1, Duration.ofHours(1))));
        List<String> both = List.of("default", "hour");
        assertEquals(1, grants(limiter, both, from("192.0.2.1"), 1));
        RateLimitVerdict verdict = limiter.check(RateLimitStage.ALL, both, from("192.0.2.1"));
        assertEquals("hour", verdict.strictestRule());
        Refusal refusal = verdict.refusal();
        assertEquals(Duration.ofHours(1), refusal == null ? null : refusal.retryAfter());
        ticker.advance(Duration.ofSeconds(11));
        assertFalse(limiter.check(RateLimitStage.ALL, both, from("192.0.2.1"))
                .decision()
                .isAllowed());
        ticker.advance(Duration.ofSeconds(3_600 - 11));
        assertTrue(limiter.check(RateLimitStage.ALL, both, from("192.0.2.1"))
                .decision()
                .isAllowed());
    }

    /** Retry-After in whole seconds, as a client reads it, over several rules at once. */
    @Test
    void a_client_that_waits_as_told_is_let_in_and_no_rule_is_ever_exceeded() {
        long seed = 4;
        Random random = new Random(seed);
        RateLimiter limiter = limiter(
                RateLimitRule.of(RateLimit.slidingWindow("default", 30, Duration.ofSeconds(20))),
                RateLimitRule.of(RateLimit.slidingWindow("burst", 7, Duration.ofSeconds(2))));
        List<String> both = List.of("default", "burst");
        ExactLog slow = new ExactLog(30, Duration.ofSeconds(20).toNanos());
        ExactLog fast = new ExactLog(7, Duration.ofSeconds(2).toNanos());
        int refused = 0;
        for (int step = 0; step < 20_000; step++) {
            ticker.advance(Duration.ofMillis(random.nextInt(400)));
            Refusal refusal =
                    limiter.check(RateLimitStage.ALL, both, from("192.0.2.1")).refusal();
            if (refusal != null) {
                refused++;
                Duration wait = refusal.retryAfter();
                ticker.advance(wait == null ? Duration.ZERO : wait);
                assertNull(
                        limiter.check(RateLimitStage.ALL, both, from("192.0.2.1"))
                                .refusal(),
                        "step " + step);
            }
            long now = ticker.nanos();
            assertTrue(slow.spare(now) > 0 && fast.spare(now) > 0, "seed " + seed + ", step " + step);
            slow.grant(now);
            fast.grant(now);
        }
        assertTrue(refused > 100);
    }

    @Test
    void a_user_is_counted_by_identity_and_everybody_else_by_address() {
        RateLimiter limiter = limiter(rule("default", 2, RateLimitBy.USER));
        RateLimitCaller anonymous = from("192.0.2.1");
        RateLimitCaller alice = anonymous.proved(keyHolder("alice"), null);
        RateLimitCaller bob = anonymous.proved(keyHolder("bob"), null);
        assertEquals(2, grants(limiter, DEFAULT, alice, 10));
        assertEquals(2, grants(limiter, DEFAULT, bob, 10), "from the same address");
        assertEquals(2, grants(limiter, DEFAULT, anonymous, 10), "on his own");
        assertEquals(
                0, grants(limiter, DEFAULT, from("198.51.100.7").proved(keyHolder("alice"), null), 10), "elsewhere");
    }

    @Test
    void users_of_two_issuers_who_have_one_name_are_two() {
        RateLimiter limiter = limiter(rule("default", 2, RateLimitBy.USER));
        Identity.Builder own = Identity.provedBy(Proof.TOKEN, "alice");
        assertEquals(2, grants(limiter, DEFAULT, from("192.0.2.1").proved(own.build(), null), 10));
        Identity other = Identity.provedBy(Proof.TOKEN, "alice")
                .issuer("https://idp.example.org")
                .build();
        assertEquals(2, grants(limiter, DEFAULT, from("192.0.2.1").proved(other, null), 10));
        assertEquals(0, grants(limiter, DEFAULT, from("198.51.100.7").proved(other, null), 10));
    }

    @Test
    void an_agent_that_bears_the_name_of_a_user_takes_none_of_his_budget() {
        RateLimiter limiter = limiter(rule("default", 2, RateLimitBy.USER));
        Identity agent = Identity.provedBy(Proof.SIGNATURE, "alice").build();
        Identity user = Identity.provedBy(Proof.TOKEN, "alice").build();
        assertEquals(2, grants(limiter, DEFAULT, from("192.0.2.1").proved(agent, null), 10));
        assertEquals(2, grants(limiter, DEFAULT, from("192.0.2.1").proved(user, null), 10));
        assertEquals(0, grants(limiter, DEFAULT, from("198.51.100.7").proved(agent, null), 10), "elsewhere");
    }

    @Test
    void each_kind_counts_what_it_names() {
        for (RateLimitBy by : List.of(RateLimitBy.API_KEY, RateLimitBy.USER)) {
            RateLimiter limiter = limiter(rule("default", 1, by));
            assertEquals(1, grants(limiter, DEFAULT, from("192.0.2.1").proved(keyHolder("a"), null), 3));
            assertEquals(1, grants(limiter, DEFAULT, from("192.0.2.1").proved(keyHolder("b"), null), 3));
        }
        RateLimiter agents = limiter(rule("default", 1, RateLimitBy.AGENT));
        assertEquals(1, grants(agents, DEFAULT, from("192.0.2.1").proved(keyHolder("a"), null), 3));
        assertEquals(
                0,
                grants(agents, DEFAULT, from("192.0.2.1").proved(keyHolder("b"), null), 3),
                "a shared key is no agent's proof, so both count by their address");

        RateLimiter tenants = limiter(rule("default", 1, RateLimitBy.TENANT));
        assertEquals(1, grants(tenants, DEFAULT, from("192.0.2.1").proved(null, "acme"), 3));
        assertEquals(0, grants(tenants, DEFAULT, from("192.0.2.2").proved(keyHolder("a"), "acme"), 3));
        assertEquals(1, grants(tenants, DEFAULT, from("192.0.2.2").proved(null, "other"), 3));

        RateLimiter headers = limiter(rule("default", 1, RateLimitBy.header("X-Client")));
        assertEquals(1, grants(headers, DEFAULT, from("192.0.2.1", "one"), 3));
        assertEquals(1, grants(headers, DEFAULT, from("192.0.2.1", "two"), 3));
        assertEquals(1, grants(headers, DEFAULT, from("192.0.2.1", ""), 3));
        assertEquals(0, grants(headers, DEFAULT, from("192.0.2.1", null), 3));
    }

    @Test
    void addresses_of_one_network_share_a_limit() {
        RateLimiter limiter = limiter(rule("default", 5, RateLimitBy.IP));
        int granted = 0;
        for (int i = 0; i < 50; i++) {
            granted += grants(limiter, DEFAULT, from("2001:db8::" + Integer.toHexString(i + 1)), 1);
        }
        assertEquals(5, granted);
        assertEquals(5, grants(limiter, DEFAULT, from("2001:db8:0:1::1"), 10));
    }

    @Test
    void each_stage_asks_its_own_rules() {
        RateLimiter limiter = limiter(rule("default", 1, RateLimitBy.IP), rule("user", 1, RateLimitBy.USER));
        List<String> both = List.of("default", "user");
        RateLimitCaller alice = from("192.0.2.1").proved(keyHolder("alice"), null);
        RateLimitVerdict before = limiter.check(RateLimitStage.BEFORE_AUTHENTICATION, both, from("192.0.2.1"));
        assertEquals("\"default\";q=1;w=60", fields(before).get("RateLimit-Policy"));
        RateLimitVerdict after = limiter.check(RateLimitStage.AFTER_AUTHENTICATION, both, alice);
        assertTrue(after.decision().isAllowed());
        assertEquals("\"user\";q=1;w=60", fields(after).get("RateLimit-Policy"));
        assertFalse(limiter.check(RateLimitStage.AFTER_AUTHENTICATION, both, alice)
                .decision()
                .isAllowed());
        RateLimitVerdict none = limiter.check(RateLimitStage.AFTER_AUTHENTICATION, DEFAULT, alice);
        assertTrue(none.decision().isAllowed());
        assertEquals(Map.of(), fields(none));
    }

    @Test
    void a_route_without_limits_and_a_limiter_that_is_off_never_refuse() {
        RateLimiter limiter = limiter(rule("default", 1, RateLimitBy.IP));
        assertEquals(300, grants(limiter, List.of(), from("192.0.2.1"), 300));
        RateLimiter off = RateLimiter.of(RateLimitSettings.off(), ticker);
        assertEquals(300, grants(off, DEFAULT, from("192.0.2.1"), 300));
    }

    @Test
    void the_rules_of_a_filter_alone_take_the_place_of_the_route_s() {
        RateLimiter limiter = RateLimiter.of(
                RateLimitSettings.builder()
                        .rule(rule("claude", 2, RateLimitBy.IP))
                        .only(List.of("claude"))
                        .build(),
                ticker);
        assertEquals(2, grants(limiter, DEFAULT, from("192.0.2.1"), 5));
        assertEquals(5, grants(limiter, List.of(), from("192.0.2.1"), 5), "but never of an unlimited one");
    }

    @Test
    void a_limit_without_a_rule_is_a_mistake() {
        RateLimiter limiter = limiter();
        limiter.requireRules(DEFAULT);
        assertThrows(IllegalArgumentException.class, () -> limiter.requireRules(List.of("default", "claude")));
        assertThrows(
                IllegalArgumentException.class,
                () -> limiter.check(RateLimitStage.ALL, List.of("claude"), from("192.0.2.1")));
    }

    @Test
    void says_now_and_then_that_clients_share_a_count() {
        RateLimiter limiter =
                RateLimiter.of(RateLimitSettings.builder().trackedKeys(1).build(), ticker);
        for (int i = 0; i < 200; i++) {
            grants(limiter, DEFAULT, from("192.0.2." + i), 1);
        }
        assertEquals(Optional.empty(), limiter.overflowing());
        ticker.advance(Duration.ofSeconds(10));
        assertEquals(Optional.of("default"), limiter.overflowing());
        assertEquals(Optional.empty(), limiter.overflowing());
        ticker.advance(MINUTE);
        assertEquals(Optional.empty(), limiter.overflowing(), "the window has passed");
    }

    @Test
    void closes_its_store() {
        List<String> closed = new ArrayList<>();
        RateLimitStore store = new RateLimitStore() {
            @Override
            public RateLimitCounter counter(RateLimit limit) {
                throw new AssertionError();
            }

            @Override
            public void close() {
                closed.add("closed");
            }
        };
        RateLimiter.of(RateLimitSettings.off(), ticker, store).close();
        assertEquals(List.of("closed"), closed);
    }

    @Test
    void every_field_parses_strictly() {
        Random random = new Random(8);
        for (int round = 0; round < 300; round++) {
            List<String> names = new ArrayList<>();
            RateLimitSettings.Builder settings = RateLimitSettings.builder();
            for (int i = 0; i <= random.nextInt(4); i++) {
                String name = "n-" + i;
                names.add(name);
                int max = 1 + random.nextInt(RateLimit.LARGEST_MAX);
                Duration window = Duration.ofMillis(100 + random.nextInt(86_399_900));
                settings.rule(RateLimitRule.of(
                        random.nextBoolean()
                                ? RateLimit.slidingWindow(name, max, window)
                                : RateLimit.tokenBucket(name, max, window, 1 + random.nextInt(1000))));
            }
            RateLimiter limiter = RateLimiter.of(settings.trackedKeys(1).build(), ticker);
            Map<String, String> fields = fields(limiter.check(RateLimitStage.ALL, names, from("192.0.2.1")));
            assertEquals(names, StructuredList.names(fields.get("RateLimit-Policy"), "q", "w"));
            assertEquals(names, StructuredList.names(fields.get("RateLimit"), "r", "t"));
        }
    }

    /** Just enough of RFC 9651 to read a list of strings with two whole parameters, and nothing besides. */
    private static final class StructuredList {
        static List<String> names(@Nullable String field, String first, String second) {
            List<String> names = new ArrayList<>();
            if (field == null) {
                return names;
            }
            for (String member : field.split(", ", -1)) {
                String[] parts = member.split(";", -1);
                assertEquals(3, parts.length, field);
                assertTrue(parts[0].matches("\"[ !#-\\[\\]-~]+\""), field);
                assertTrue(parts[1].matches(first + "=(0|[1-9][0-9]{0,14})"), field);
                assertTrue(parts[2].matches(second + "=(0|[1-9][0-9]{0,14})"), field);
                names.add(parts[0].substring(1, parts[0].length() - 1));
            }
            return names;
        }
    }

    @Test
    void knows_which_stage_has_a_rule_to_ask() {
        RateLimiter limiter = limiter(rule("default", 3, RateLimitBy.IP), rule("key", 3, RateLimitBy.API_KEY));

        assertTrue(limiter.asks(RateLimitStage.BEFORE_AUTHENTICATION, DEFAULT));
        assertFalse(limiter.asks(RateLimitStage.AFTER_AUTHENTICATION, DEFAULT));
        assertFalse(limiter.asks(RateLimitStage.BEFORE_AUTHENTICATION, List.of("key")));
        assertTrue(limiter.asks(RateLimitStage.AFTER_AUTHENTICATION, List.of("key")));
        assertFalse(limiter.asks(RateLimitStage.ALL, List.of()));
        assertThrows(IllegalArgumentException.class, () -> limiter.asks(RateLimitStage.ALL, List.of("none")));
    }

    @Test
    void asks_nothing_when_it_is_off() {
        RateLimiter limiter = RateLimiter.of(
                RateLimitSettings.builder().enforcement(Enforcement.OFF).build(), ticker);

        assertFalse(limiter.asks(RateLimitStage.ALL, DEFAULT));
    }

    @Test
    void a_caller_forgets_what_he_has_proved_when_told_so() {
        RateLimitCaller nobody = from("192.0.2.1");
        RateLimitCaller proved = nobody.proved(keyHolder("a"), "t");

        assertNull(proved.proved(null, null).identity());
        assertNull(proved.proved(null, null).tenant());
        assertNull(nobody.proved(null, null).identity());
        assertEquals("t", nobody.proved(null, "t").tenant());
    }

    private record Facts(IpAddress peer, @Nullable String value) implements RequestFacts {
        @Override
        public String method() {
            return "GET";
        }

        @Override
        public String path() {
            return "/";
        }

        @Override
        public boolean isSecure() {
            return false;
        }

        @Override
        public @Nullable String header(String name) {
            return name.equals("X-Client") ? value : null;
        }

        @Override
        public List<String> headers(String name) {
            String one = header(name);
            return one == null ? List.of() : List.of(one);
        }
    }
}
