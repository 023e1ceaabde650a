package dev.hardening.core.ratelimit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimitSettingsTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final RateLimitRule CLAUDE = RateLimitRule.of(RateLimit.slidingWindow("claude", 5, MINUTE));

    private static SettingReader reader(String... pairs) {
        Map<String, String> values = new HashMap<>(Map.of("NODE_ENV", "production"));
        for (int i = 0; i < pairs.length; i += 2) {
            values.put(pairs[i], pairs[i + 1]);
        }
        return SettingReader.of(SettingSource.environment(values));
    }

    private static RateLimitSettings read(SettingReader reader, RateLimitRule... declared) {
        return RateLimitSettings.read(reader, Set.of("default"), declared);
    }

    private static RateLimit limit(RateLimitSettings settings, String name) {
        RateLimitRule rule = settings.rule(name);
        if (rule == null) {
            throw new AssertionError("no rule " + name);
        }
        return rule.limit();
    }

    private static List<String> problems(SettingReader reader) {
        return reader.finish().problems().stream()
                .map(p -> p.severity() + " " + p.code() + " " + p.name())
                .toList();
    }

    @Test
    void the_defaults_are_a_hundred_a_minute_for_each_address() {
        SettingReader reader = reader();
        RateLimitSettings settings = read(reader);
        assertEquals(List.of(RateLimitRule.of(RateLimit.slidingWindow("default", 100, MINUTE))), settings.rules());
        assertEquals(Enforcement.ENFORCE, settings.enforcement());
        assertEquals(RateLimitHeaders.BOTH, settings.headers());
        assertEquals(65_536, settings.trackedKeys());
        assertEquals("default 100 in 60000 ms by ip", settings.summary());
        assertEquals(List.of(), problems(reader));
        assertEquals(settings.rules(), RateLimitSettings.builder().build().rules());
    }

    @ParameterizedTest
    @ValueSource(strings = {"RATE_LIMIT_MAX_REQUESTS", "RATE_LIMIT_MAX"})
    void the_default_rule_reads_the_names_of_every_guide(String name) {
        SettingReader reader = reader(
                name, "7", "RATE_LIMIT_WINDOW_MS", "2000", "RATE_LIMIT_KEY", "user", "RATE_LIMIT_HEADERS", "ietf");
        RateLimitSettings settings = read(reader);
        assertEquals(RateLimit.slidingWindow("default", 7, Duration.ofSeconds(2)), limit(settings, "default"));
        assertEquals(
                List.of(RateLimitBy.USER),
                settings.rules().stream().map(RateLimitRule::by).toList());
        assertEquals(RateLimitHeaders.IETF, settings.headers());
        assertEquals(List.of(), problems(reader));
    }

    @Test
    void an_application_declares_its_own_default() {
        RateLimitRule ten =
                RateLimitRule.of(RateLimit.slidingWindow("default", 10, MINUTE)).by(RateLimitBy.TENANT);
        assertEquals(List.of(ten, CLAUDE), read(reader(), ten, CLAUDE).rules());
        assertEquals(
                3, limit(read(reader("RATE_LIMIT_MAX", "3"), ten), "default").max());
    }

    @Test
    void a_declared_rule_reads_the_variables_of_its_name() {
        RateLimitRule agent = RateLimitRule.of(RateLimit.slidingWindow("ai-agent", 100, MINUTE))
                .by(RateLimitBy.AGENT);
        SettingReader reader = reader(
                "CLAUDE_RATE_LIMIT_MAX_REQUESTS", "9",
                "CLAUDE_RATE_LIMIT_WINDOW_MS", "1000",
                "CLAUDE_RATE_LIMIT_KEY", "header:X-Client",
                "AI_AGENT_RATE_LIMIT", "3");
        RateLimitSettings settings = read(reader, CLAUDE, agent);
        assertEquals(RateLimit.slidingWindow("claude", 9, Duration.ofSeconds(1)), limit(settings, "claude"));
        assertEquals(3, limit(settings, "ai-agent").max());
        assertEquals(100, limit(settings, "default").max());
        assertEquals(List.of("WARN LOOSENED CLAUDE_RATE_LIMIT_KEY"), problems(reader));
    }

    @Test
    void a_name_that_is_not_declared_becomes_a_rule_when_it_is_set() {
        SettingReader reader = reader(
                "FINANCIAL_DATA_RATE_LIMIT_MAX_REQUESTS", "30",
                "FINANCIAL_DATA_RATE_LIMIT_WINDOW_MS", "5000",
                "RATE_LIMIT_KEY", "apikey");
        RateLimitSettings settings = RateLimitSettings.read(reader, Set.of("default", "financial-data"));
        assertEquals(
                RateLimit.slidingWindow("financial-data", 30, Duration.ofSeconds(5)),
                limit(settings, "financial-data"));
        RateLimitRule rule = settings.rule("financial-data");
        assertEquals(RateLimitBy.API_KEY, rule == null ? null : rule.by());
        assertEquals(List.of(), problems(reader));
        assertNull(settings.rule("other"));
    }

    @ParameterizedTest
    @CsvSource({
        "RATE_LIMIT_MAX, 0, REFUSE OUT_OF_RANGE RATE_LIMIT_MAX",
        "RATE_LIMIT_MAX, -1, REFUSE MALFORMED RATE_LIMIT_MAX",
        "RATE_LIMIT_MAX, 1000001, REFUSE OUT_OF_RANGE RATE_LIMIT_MAX",
        "RATE_LIMIT_MAX, 100001, WARN LOOSENED RATE_LIMIT_MAX",
        "RATE_LIMIT_WINDOW_MS, 99, REFUSE OUT_OF_RANGE RATE_LIMIT_WINDOW_MS",
        "RATE_LIMIT_WINDOW_MS, 86400001, REFUSE OUT_OF_RANGE RATE_LIMIT_WINDOW_MS",
        "RATE_LIMIT_ALGORITHM, fixed, REFUSE UNKNOWN_WORD RATE_LIMIT_ALGORITHM",
        "RATE_LIMIT_KEY, cookie, REFUSE MALFORMED RATE_LIMIT_KEY",
        "RATE_LIMIT_KEY, 'header:', REFUSE MALFORMED RATE_LIMIT_KEY",
        "RATE_LIMIT_KEY, 'header:a b', REFUSE MALFORMED RATE_LIMIT_KEY",
        "RATE_LIMIT_KEY, header:X-Id, WARN LOOSENED RATE_LIMIT_KEY",
        "RATE_LIMIT_HEADERS, all, REFUSE UNKNOWN_WORD RATE_LIMIT_HEADERS",
        "RATE_LIMIT_BURST, 5, WARN IGNORED RATE_LIMIT_BURST",
        "RATE_LIMIT_ENABLED, maybe, REFUSE UNKNOWN_WORD RATE_LIMIT_ENABLED",
        "RATE_LIMIT_ENABLED, false, WARN LOOSENED RATE_LIMIT_ENABLED",
        "RATE_LIMIT_MODE, shadow, WARN LOOSENED RATE_LIMIT_MODE",
        "RATE_LIMIT_MODE, off, WARN LOOSENED RATE_LIMIT_MODE",
        "RATE_LIMIT_TRACKED_KEYS, 99, REFUSE OUT_OF_RANGE RATE_LIMIT_TRACKED_KEYS",
        "RATE_LIMIT_RULES, nobody, REFUSE ROUTE_UNSERVED RATE_LIMIT_RULES",
        "RATE_LIMIT_MAXX, 5, WARN NAME_MISSPELT RATE_LIMIT_MAXX",
        "Ä_RATE_LIMIT_MAX_REQUESTS, 5, REFUSE MALFORMED Ä_RATE_LIMIT_MAX_REQUESTS",
    })
    void says_what_is_wrong(String name, String value, String problem) {
        SettingReader reader = reader(name, value);
        read(reader);
        assertEquals(List.of(problem), problems(reader));
    }

    @Test
    void finds_contradictions() {
        SettingReader twice = reader("RATE_LIMIT_MAX", "5", "RATE_LIMIT_MAX_REQUESTS", "6");
        read(twice);
        assertEquals(List.of("REFUSE NAMES_DISAGREE RATE_LIMIT_MAX_REQUESTS, RATE_LIMIT_MAX"), problems(twice));

        SettingReader both = reader("RATE_LIMIT_ENABLED", "false", "RATE_LIMIT_MODE", "enforce");
        read(both);
        assertTrue(problems(both).contains("REFUSE CONTRADICTION RATE_LIMIT_ENABLED, RATE_LIMIT_MODE"));

        SettingReader unserved = reader();
        RateLimitSettings.read(unserved, List.of("default", "claude"));
        assertEquals(List.of("REFUSE ROUTE_UNSERVED CLAUDE_RATE_LIMIT_MAX_REQUESTS"), problems(unserved));
    }

    @Test
    void switched_off_it_limits_nothing_and_says_so() {
        assertEquals(Enforcement.OFF, read(reader("RATE_LIMIT_ENABLED", "no")).enforcement());
        assertEquals("off", RateLimitSettings.off().summary());
        SettingReader development = reader("RATE_LIMIT_ENABLED", "false", "NODE_ENV", "development");
        read(development);
        assertEquals(List.of(), problems(development));
        assertTrue(read(reader("RATE_LIMIT_MODE", "shadow")).summary().endsWith("; reported only"));
    }

    @Test
    void reads_a_token_bucket_with_its_burst() {
        SettingReader reader =
                reader("RATE_LIMIT_ALGORITHM", "token_bucket", "RATE_LIMIT_MAX", "60", "RATE_LIMIT_BURST", "5");
        assertEquals(RateLimit.tokenBucket("default", 60, MINUTE, 5), limit(read(reader), "default"));
        SettingReader plain = reader("RATE_LIMIT_ALGORITHM", "token-bucket", "RATE_LIMIT_MAX", "60");
        assertEquals(60, limit(read(plain), "default").burst());
        assertEquals(List.of(), problems(plain));
    }

    @Test
    void names_the_rules_of_a_filter_that_stands_alone() {
        RateLimitSettings settings = read(reader("RATE_LIMIT_RULES", "claude", "CLAUDE_RATE_LIMIT_MAX_REQUESTS", "2"));
        assertEquals(List.of("claude"), settings.only());
    }

    @Test
    void a_builder_refuses_two_rules_of_one_name_and_a_table_of_nothing() {
        assertThrows(
                InvalidSettingsException.class,
                () -> RateLimitSettings.builder().rule(CLAUDE).rule(CLAUDE).build());
        assertThrows(
                InvalidSettingsException.class,
                () -> RateLimitSettings.builder().trackedKeys(0).build());
    }

    @ParameterizedTest
    @CsvSource({"ip", "user", "apikey", "agent", "tenant", "header:X-Id"})
    void a_key_s_word_reads_back(String word) {
        assertEquals(word, RateLimitBy.parse(word).text());
        assertEquals(RateLimitBy.parse(word), RateLimitBy.parse(word));
        assertEquals(RateLimitBy.parse(word).hashCode(), RateLimitBy.parse(word).hashCode());
        assertFalse(RateLimitBy.parse(word).equals(RateLimitBy.header("Other")));
    }
}
