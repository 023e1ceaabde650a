package dev.hardening.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.breaker.BreakerSettings;
import dev.hardening.core.distributed.DistributedSettings;
import dev.hardening.core.posture.PostureReport;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read and told of rooms that an app may do without. */
class HardeningSettingsTest {

    private static SettingSource source(String name, String value) {
        Map<String, String> values = new HashMap<>(Map.of("NODE_ENV", "development"));
        values.put(name, value);
        return SettingSource.environment(values);
    }

    private static List<Problem> about(String name, PostureReport report) {
        return report.problems().stream()
                .filter(problem -> problem.name().contains(name))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "CIRCUIT_BREAKER_TIMEOUTS, CIRCUIT_BREAKER_TIMEOUT",
        "CIRCUIT_BREAKER_RESET_TIMEOT, CIRCUIT_BREAKER_RESET_TIMEOUT",
        "CIRCUIT_BRAEKER_WINDOW, CIRCUIT_BREAKER_WINDOW",
        "CIRCUITBREAKER_ERROR_THRESHOLD, CIRCUIT_BREAKER_ERROR_THRESHOLD"
    })
    void a_misspelt_variable_of_breakers_is_noticed_with_the_one_that_was_meant(String name, String meant) {
        List<Problem> found = about(name, HardeningSettings.posture(source(name, "20000")));
        assertEquals(1, found.size(), found.toString());
        assertEquals(ProblemCode.NAME_MISSPELT, found.get(0).code());
        assertTrue(found.get(0).toString().contains(meant), found.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "CIRCUIT_BREAKER_ERROR_THRESHOLD, 0, OUT_OF_RANGE",
        "CIRCUIT_BREAKER_ERROR_THRESHOLD, 101, OUT_OF_RANGE",
        "CIRCUIT_BREAKER_RESET_TIMEOUT, 9999, CONTRADICTION"
    })
    void what_makes_no_breaker_is_refused_at_the_start(String name, String value, ProblemCode code) {
        PostureReport report = HardeningSettings.posture(source(name, value));
        List<Problem> found = about(name, report);
        assertEquals(1, found.size(), found.toString());
        assertEquals(code, found.get(0).code());
        assertFalse(report.isStartable());
    }

    @Test
    void the_report_says_when_calls_are_given_up() {
        String line = HardeningSettings.posture(source("CIRCUIT_BREAKER_TIMEOUT", "300"))
                .rooms()
                .get("breaker");
        assertTrue(String.valueOf(line).contains("calls take at most 300 ms"), line);
    }

    @Test
    void the_report_says_what_is_shared_and_a_misspelt_name_of_it_is_noticed() {
        String line = HardeningSettings.posture(source("REDIS_URL", "redis://:hush@127.0.0.1"))
                .rooms()
                .get("distributed");
        assertTrue(String.valueOf(line).startsWith("all in redis://127.0.0.1:6379/0, at most 50 ms"), line);
        List<Problem> found = about("REDIS_URI", HardeningSettings.posture(source("REDIS_URI", "redis://a")));
        assertEquals(1, found.size(), found.toString());
        assertTrue(found.get(0).toString().contains("REDIS_URL"), found.toString());
        DistributedSettings given =
                DistributedSettings.builder().url("redis://b").build();
        SettingReader reader = SettingReader.of(source("REDIS_URL", "redis://a"));
        assertEquals(
                given,
                HardeningSettings.builder().distributed(given).read(reader).distributed());
    }

    @Test
    void what_is_given_by_code_is_not_read() {
        SettingReader reader = SettingReader.of(source("CIRCUIT_BREAKER_VOLUME_THRESHOLD", "7"));
        BreakerSettings given =
                BreakerSettings.builder().timeout(Duration.ofMillis(20)).build();
        HardeningSettings settings = HardeningSettings.builder().breaker(given).read(reader);
        assertEquals(given, settings.breaker());
    }

    @ParameterizedTest
    @CsvSource({"CACHE_TTL, 10m", "CACHE_MAX_SIZE, 64MB", "CACHE_POLICY, none"})
    void names_that_other_libraries_use_too_are_left_to_whoever_makes_a_cache(String name, String value) {
        assertEquals(List.of(), about(name, HardeningSettings.posture(source(name, value))));
    }
}
