package dev.hardening.core.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.json.JsonLimits;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Setting;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingReport;
import dev.hardening.core.settings.SettingSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InputSettingsTest {

    private static InputSettings read(Map<String, String> values) {
        SettingReader reader = SettingReader.of(SettingSource.environment(values));
        InputSettings settings = InputSettings.read(reader);
        reader.finish().throwIfRefused();
        return settings;
    }

    @Test
    void reading_nothing_is_building_nothing() {
        InputSettings read = read(Map.of());
        InputSettings built = InputSettings.builder().build();
        assertEquals(read.summary(), built.summary());
        assertEquals(
                "JSON up to 1048576 bytes, depth 32, 1000 members, 100000 values; active content taken, enforced",
                read.summary());
        for (JsonLimits limits : List.of(read.limits(), built.limits())) {
            assertEquals(InputSettings.JSON_MAX_BYTES.fallback().orElseThrow(), limits.maxBytes());
            assertEquals(InputSettings.JSON_MAX_DEPTH.fallback().orElseThrow(), limits.maxDepth());
            assertEquals(InputSettings.JSON_MAX_KEYS.fallback().orElseThrow(), limits.maxMembers());
            assertEquals(InputSettings.JSON_MAX_VALUES.fallback().orElseThrow(), limits.maxValues());
            assertEquals(InputSettings.JSON_MAX_STRING.fallback().orElseThrow(), limits.maxStringLength());
            assertEquals(InputSettings.JSON_MAX_NUMBER_LENGTH.fallback().orElseThrow(), limits.maxNumberLength());
        }
        assertEquals(ActiveContentPolicy.OFF, built.activeContent());
        assertEquals(Enforcement.ENFORCE, built.enforcement());
    }

    @Test
    void every_value_arrives_where_it_belongs() {
        InputSettings settings = read(Map.of(
                "JSON_MAX_BYTES", "1001",
                "JSON_MAX_DEPTH", "12",
                "JSON_MAX_KEYS", "1003",
                "JSON_MAX_VALUES", "1004",
                "JSON_MAX_STRING", "1005",
                "JSON_MAX_NUMBER_LENGTH", "16",
                "INPUT_ACTIVE_CONTENT", "off",
                "INPUT_MODE", "shadow"));
        JsonLimits limits = settings.limits();
        assertEquals(
                List.of(1001, 12, 1003, 1004, 1005, 16),
                List.of(
                        limits.maxBytes(),
                        limits.maxDepth(),
                        limits.maxMembers(),
                        limits.maxValues(),
                        limits.maxStringLength(),
                        limits.maxNumberLength()));
        assertEquals(
                "JSON up to 1001 bytes, depth 12, 1003 members, 1004 values; active content taken, shadow",
                settings.summary());
    }

    @Test
    void all_problems_are_told_at_once() {
        SettingReader reader = SettingReader.of(SettingSource.environment(Map.of(
                "JSON_MAX_BYTES", "0",
                "JSON_MAX_DEPTH", "257",
                "JSON_MAX_KEYS", "many",
                "JSON_MAX_VALUES", "-1",
                "JSON_MAX_STRING", "1k",
                "JSON_MAX_NUMBER_LENGTH", "1001",
                "INPUT_ACTIVE_CONTENT", "sanitise",
                "INPUT_MODE", "maybe")));
        InputSettings.read(reader);
        SettingReport report = reader.finish();
        assertEquals(8, report.refusals().size(), report.problems().toString());
    }

    @ParameterizedTest
    @CsvSource({"0, false", "1, true", "256, true", "257, false", "-1, false", "2147483647, false"})
    void code_obeys_the_rules_of_the_environment(int depth, boolean taken) {
        InputSettings.Builder builder = InputSettings.builder();
        if (taken) {
            assertEquals(depth, builder.maxDepth(depth).build().limits().maxDepth());
        } else {
            InvalidSettingsException refused =
                    assertThrows(InvalidSettingsException.class, () -> builder.maxDepth(depth));
            assertEquals("JSON_MAX_DEPTH", refused.problems().get(0).name());
        }
    }

    @Test
    void no_number_may_be_zero() {
        InputSettings.Builder builder = InputSettings.builder();
        assertThrows(InvalidSettingsException.class, () -> builder.maxBytes(0));
        assertThrows(InvalidSettingsException.class, () -> builder.maxKeys(0));
        assertThrows(InvalidSettingsException.class, () -> builder.maxValues(0));
        assertThrows(InvalidSettingsException.class, () -> builder.maxString(0));
        assertThrows(InvalidSettingsException.class, () -> builder.maxNumberLength(0));
        assertTrue(InputSettings.JSON_MAX_BYTES.names().contains("JSON_MAX_BYTES"));
        Setting<Enforcement> mode = InputSettings.INPUT_MODE;
        assertEquals(
                Enforcement.OFF, builder.enforcement(mode.parse("off")).build().enforcement());
    }
}
