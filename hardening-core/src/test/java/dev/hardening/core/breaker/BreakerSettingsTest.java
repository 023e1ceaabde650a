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
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BreakerSettingsTest {

    private static SettingReader reader(Map<String, String> values) {
        return SettingReader.of(SettingSource.environment(values));
    }

    private static List<Problem> problems(Map<String, String> values, String name) {
        SettingReader reader = reader(values);
        BreakerSettings.read(reader, name);
        return reader.finish().problems().stream()
                .filter(problem -> problem.code() != ProblemCode.MODE_UNSET)
                .toList();
    }

    @Test
    void has_the_defaults_of_the_guide() {
        for (BreakerSettings settings :
                List.of(BreakerSettings.builder().build(), BreakerSettings.read(reader(Map.of())))) {
            assertEquals(Duration.ofSeconds(10), settings.timeout());
            assertEquals(Duration.ofSeconds(30), settings.resetTimeout());
            assertEquals(50, settings.errorThreshold());
            assertEquals(5, settings.volumeThreshold());
            assertEquals(Duration.ofSeconds(10), settings.window());
            assertEquals(64, settings.maxConcurrent());
            assertEquals(CallWay.HAND_OFF, settings.way());
            assertEquals(
                    "opens at 50 % of 5 or more calls in 10000 ms for 30000 ms, calls take at most 10000 ms, 64 at once",
                    settings.summary());
        }
    }

    @Test
    void reads_what_counts_for_all_and_what_one_has_for_itself() {
        SettingReader reader = reader(Map.of(
                "CIRCUIT_BREAKER_TIMEOUT", "300",
                "CIRCUIT_BREAKER_RESET_TIMEOUT", "1000",
                "CIRCUIT_BREAKER_ERROR_THRESHOLD", "60",
                "CIRCUIT_BREAKER_VOLUME_THRESHOLD", "7",
                "CIRCUIT_BREAKER_WINDOW", "5000",
                "CIRCUIT_BREAKER_MAX_CONCURRENT", "9",
                "CIRCUIT_BREAKER_WAY", "interrupt",
                "CIRCUIT_BREAKER_PROMPT_SERVICE_TIMEOUT", "400",
                "CIRCUIT_BREAKER_PROMPT_SERVICE_RESET_TIMEOUT", "2000",
                "CIRCUIT_BREAKER_PROMPT_SERVICE_WAY", "hand-off"));
        BreakerSettings all = BreakerSettings.read(reader);
        BreakerSettings one = BreakerSettings.read(reader, "prompt-service");
        BreakerSettings other = BreakerSettings.read(reader, "search");
        assertEquals(
                "opens at 60 % of 7 or more calls in 5000 ms for 1000 ms, calls take at most 300 ms, 9 at once",
                all.summary());
        assertEquals(all.summary(), other.summary());
        assertEquals(CallWay.INTERRUPT, other.way());
        assertEquals(
                "opens at 60 % of 7 or more calls in 5000 ms for 2000 ms, calls take at most 400 ms, 9 at once",
                one.summary());
        assertEquals(CallWay.HAND_OFF, one.way());
        reader.finish().throwIfRefused();
    }

    @ParameterizedTest
    @CsvSource({
        "CIRCUIT_BREAKER_ERROR_THRESHOLD, 0, OUT_OF_RANGE",
        "CIRCUIT_BREAKER_ERROR_THRESHOLD, 101, OUT_OF_RANGE",
        "CIRCUIT_BREAKER_ERROR_THRESHOLD, 50%, MALFORMED",
        "CIRCUIT_BREAKER_VOLUME_THRESHOLD, 0, OUT_OF_RANGE",
        "CIRCUIT_BREAKER_VOLUME_THRESHOLD, 10001, OUT_OF_RANGE",
        "CIRCUIT_BREAKER_TIMEOUT, 0, OUT_OF_RANGE",
        "CIRCUIT_BREAKER_TIMEOUT, 600001, OUT_OF_RANGE",
        "CIRCUIT_BREAKER_TIMEOUT, 10s, MALFORMED",
        "CIRCUIT_BREAKER_RESET_TIMEOUT, 0, OUT_OF_RANGE",
        "CIRCUIT_BREAKER_RESET_TIMEOUT, 3600001, OUT_OF_RANGE",
        "CIRCUIT_BREAKER_RESET_TIMEOUT, 9999, CONTRADICTION",
        "CIRCUIT_BREAKER_WINDOW, 99, OUT_OF_RANGE",
        "CIRCUIT_BREAKER_WINDOW, 3600001, OUT_OF_RANGE",
        "CIRCUIT_BREAKER_MAX_CONCURRENT, 0, OUT_OF_RANGE",
        "CIRCUIT_BREAKER_MAX_CONCURRENT, 1001, OUT_OF_RANGE",
        "CIRCUIT_BREAKER_WAY, fork, UNKNOWN_WORD",
        "CIRCUIT_BREAKER_PROMPTS_ERROR_THRESHOLD, 101, OUT_OF_RANGE",
        "CIRCUIT_BREAKER_PROMPTS_MAX_CONCURRENT, 0, OUT_OF_RANGE",
        "CIRCUIT_BREAKER_PROMPTS_TIMEOUT, 30001, CONTRADICTION",
        "CIRCUIT_BREAKER_PROMPTS_RESET_TIMEOUT, 1, CONTRADICTION",
    })
    void refuses_what_makes_no_breaker_and_names_it(String name, String value, ProblemCode code) {
        List<Problem> problems = problems(Map.of(name, value), "prompts");
        assertEquals(1, problems.size(), problems.toString());
        assertEquals(code, problems.get(0).code());
        assertTrue(problems.get(0).name().contains(name), problems.get(0).name());
    }

    @Test
    void the_builder_refuses_the_same() {
        List<Executable> bad = List.of(
                () -> BreakerSettings.builder().errorThreshold(0),
                () -> BreakerSettings.builder().errorThreshold(101),
                () -> BreakerSettings.builder().volumeThreshold(0),
                () -> BreakerSettings.builder().timeout(Duration.ZERO),
                () -> BreakerSettings.builder().timeout(Duration.ofMinutes(11)),
                () -> BreakerSettings.builder().resetTimeout(Duration.ofHours(2)),
                () -> BreakerSettings.builder().window(Duration.ofMillis(99)),
                () -> BreakerSettings.builder().maxConcurrent(0),
                () -> BreakerSettings.builder()
                        .resetTimeout(Duration.ofSeconds(9))
                        .build());
        bad.forEach(call -> assertThrows(InvalidSettingsException.class, call));
        BreakerSettings.builder().resetTimeout(Duration.ofSeconds(10)).build();
        BreakerSettings.builder().errorThreshold(1).volumeThreshold(1).build();
        BreakerSettings.builder().errorThreshold(100).build();
    }

    @ParameterizedTest
    @ValueSource(strings = {"reset", "Error", "VOLUME", "", "9", "a b", "a=b"})
    void refuses_a_name_whose_variables_would_be_others(String name) {
        SettingReader reader = reader(Map.of());
        assertThrows(IllegalArgumentException.class, () -> BreakerSettings.read(reader, name));
    }

    @Test
    void a_misspelt_variable_is_noticed() {
        List<Problem> problems = problems(Map.of("CIRCUIT_BREAKER_PROMPTS_TIMEOUTS", "100"), "prompts");
        assertEquals(
                List.of(ProblemCode.NAME_MISSPELT),
                problems.stream().map(Problem::code).toList());
    }
}
