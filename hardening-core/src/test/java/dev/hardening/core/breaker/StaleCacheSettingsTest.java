package dev.hardening.core.breaker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StaleCacheSettingsTest {

    private static SettingReader reader(Map<String, String> values) {
        return SettingReader.of(SettingSource.environment(values));
    }

    @Test
    void has_the_defaults_of_the_guides() {
        for (StaleCacheSettings settings :
                List.of(StaleCacheSettings.builder().build(), StaleCacheSettings.read(reader(Map.of())))) {
            assertEquals(Duration.ofMinutes(5), settings.ttl());
            assertEquals(Duration.ofHours(1), settings.staleTtl());
            assertEquals(10_000, settings.maxSize());
            assertEquals(EvictionPolicy.TINYLFU, settings.policy());
            assertEquals("at most 10000 values, 300000 ms new, 3600000 ms kept for outages", settings.summary());
        }
        assertEquals(
                "at most 10000 values, for ever",
                StaleCacheSettings.builder().neverExpires().build().summary());
    }

    @Test
    void reads_the_names_of_the_guides_and_those_of_one_cache() {
        SettingReader reader = reader(Map.of(
                "CACHE_TTL", "300",
                "CACHE_MAX_SIZE", "50",
                "CACHE_POLICY", "lru",
                "PROMPT_CACHE_TTL_MS", "200",
                "PROMPT_STALE_TTL_MS", "4000",
                "PROMPT_CACHE_MAX_SIZE", "7"));
        StaleCacheSettings all = StaleCacheSettings.read(reader);
        assertEquals(Duration.ofMinutes(5), all.ttl());
        assertEquals(Duration.ofHours(1), all.staleTtl());
        assertEquals(50, all.maxSize());
        assertEquals(EvictionPolicy.LRU, all.policy());
        StaleCacheSettings prompts = StaleCacheSettings.read(reader, "prompt");
        assertEquals(Duration.ofMillis(200), prompts.ttl());
        assertEquals(Duration.ofSeconds(4), prompts.staleTtl());
        assertEquals(7, prompts.maxSize());
        assertEquals(EvictionPolicy.LRU, prompts.policy());
        assertEquals(all.summary(), StaleCacheSettings.read(reader, "other").summary());
        reader.finish().throwIfRefused();
    }

    @Test
    void keeps_values_at_least_as_long_as_they_count_as_new() {
        SettingReader reader = reader(Map.of("CACHE_TTL", "86400"));
        assertEquals(Duration.ofDays(1), StaleCacheSettings.read(reader).staleTtl());
        reader.finish().throwIfRefused();
    }

    @ParameterizedTest
    @CsvSource({
        "CACHE_MAX_SIZE, 0, OUT_OF_RANGE",
        "CACHE_MAX_SIZE, -1, MALFORMED",
        "CACHE_MAX_SIZE, 10000001, OUT_OF_RANGE",
        "CACHE_TTL, 31536001, OUT_OF_RANGE",
        "CACHE_TTL_MS, 1m, MALFORMED",
        "CACHE_STALE_TTL_MS, 299999, CONTRADICTION",
        "CACHE_POLICY, fifo, UNKNOWN_WORD",
        "PROMPT_CACHE_MAX_SIZE, 0, OUT_OF_RANGE",
        "PROMPT_CACHE_TTL_MS, -1, MALFORMED",
        "PROMPT_STALE_TTL_MS, 1000, CONTRADICTION",
    })
    void refuses_what_makes_no_cache_and_names_it(String name, String value, ProblemCode code) {
        SettingReader reader = reader(Map.of(name, value));
        StaleCacheSettings.read(reader, "prompt");
        List<Problem> problems = reader.finish().problems().stream()
                .filter(problem -> problem.code() != ProblemCode.MODE_UNSET)
                .toList();
        assertEquals(1, problems.size(), problems.toString());
        assertEquals(code, problems.get(0).code());
        assertTrue(problems.get(0).name().contains(name), problems.get(0).name());
    }

    @Test
    void the_builder_refuses_the_same() {
        assertThrows(
                InvalidSettingsException.class,
                () -> StaleCacheSettings.builder().maxSize(0));
        assertThrows(
                InvalidSettingsException.class,
                () -> StaleCacheSettings.builder().ttl(Duration.ofSeconds(-1)));
        assertThrows(
                InvalidSettingsException.class,
                () -> StaleCacheSettings.builder()
                        .ttl(Duration.ofSeconds(2))
                        .staleTtl(Duration.ofSeconds(1))
                        .build());
        StaleCacheSettings.builder()
                .ttl(Duration.ofSeconds(1))
                .staleTtl(Duration.ofSeconds(1))
                .build();
    }
}
