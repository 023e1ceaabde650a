package dev.hardening.core.correlation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingReport;
import dev.hardening.core.settings.SettingSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CorrelationSettingsTest {

    private static SettingReader reader(Map<String, String> values) {
        return SettingReader.of(SettingSource.environment(values));
    }

    @Test
    void nothing_set_takes_the_callers_ids() {
        SettingReader reader = reader(Map.of());
        CorrelationSettings settings = CorrelationSettings.read(reader);
        assertEquals("X-Request-ID of the caller if well-formed, traces continued", settings.summary());
        assertTrue(settings.samples());
        assertTrue(reader.finish().problems().isEmpty());
    }

    @Test
    void reads_everything() {
        CorrelationSettings settings = CorrelationSettings.read(reader(Map.of(
                "REQUEST_ID_HEADER", "X-Correlation-ID",
                "REQUEST_ID_ACCEPT", "false",
                "TRACE_CONTINUE", "off",
                "TRACE_SAMPLED", "0")));
        assertEquals("X-Correlation-ID always new, traces always new, new traces not sampled", settings.summary());
        assertFalse(settings.acceptsRequestId());
        assertFalse(settings.continuesTraces());
        assertFalse(settings.samples());
    }

    @ParameterizedTest
    @ValueSource(strings = {"X Request", "X-Request-ID:", "X\r\nY", "\u00e4", "a/b", "\"a\""})
    void a_name_that_is_no_header_field_refuses(String name) {
        assertThrows(
                InvalidSettingsException.class,
                () -> CorrelationSettings.builder().header(name));
        SettingReader reader = reader(Map.of("REQUEST_ID_HEADER", name));
        assertEquals("X-Request-ID", CorrelationSettings.read(reader).header());
        SettingReport report = reader.finish();
        assertEquals(ProblemCode.MALFORMED, report.refusals().get(0).code());
        assertFalse(report.refusals().get(0).toString().contains(name));
    }

    @Test
    void a_name_has_at_most_64_characters() {
        String longest = "x".repeat(64);
        assertEquals(
                longest, CorrelationSettings.builder().header(longest).build().header());
        assertThrows(
                InvalidSettingsException.class,
                () -> CorrelationSettings.builder().header(longest + "x"));
        assertThrows(
                InvalidSettingsException.class,
                () -> CorrelationSettings.builder().header(""));
    }
}
