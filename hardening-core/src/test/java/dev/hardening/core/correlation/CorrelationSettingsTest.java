package dev.hardening.core.correlation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingReport;
import dev.hardening.core.settings.SettingSource;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
                "TRACE_SAMPLED", "0",
                "OTEL_TRACES_SAMPLER_ARG", "0.5",
                "TRACE_RESPONSE_HEADER", "none")));
        assertEquals(
                "X-Correlation-ID always new, traces always new, new traces not sampled, answers tell no trace",
                settings.summary());
        assertNull(settings.answerHeader());
        assertEquals(new BigDecimal("0.5"), settings.share());
        assertFalse(settings.acceptsRequestId());
        assertFalse(settings.continuesTraces());
        assertFalse(settings.samples());
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0.0, 0", "1, 4096", "1.0, 4096", "0.25, 1024", "0.000244140625, 1", "0.5, 2048"})
    void samples_that_share_of_ids_and_no_other(String share, int expected) {
        CorrelationSettings settings = CorrelationSettings.read(reader(Map.of("OTEL_TRACES_SAMPLER_ARG", share)));
        int sampled = 0;
        for (int i = 0; i < 4096; i++) {
            // Every value of the bits that count most, behind a beginning that says the contrary.
            String id = String.format("%016x00%03x%011x", ~(long) i, i, 0);
            sampled += settings.samples(id) ? 1 : 0;
        }
        assertEquals(expected, sampled);
        assertEquals(expected > 0, settings.samples("f".repeat(18) + "0".repeat(14)));
        assertEquals(expected == 4096, settings.samples("0".repeat(18) + "f".repeat(14)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                ".5",
                "1.",
                "1.1",
                "2",
                "-0.1",
                "1e-3",
                "0,5",
                "NaN",
                "0.5.5",
                "\u0661",
                "0.00000000000000001"
            })
    void a_share_that_is_no_decimal_up_to_one_refuses(String share) {
        SettingReader reader = reader(Map.of("OTEL_TRACES_SAMPLER_ARG", share + "", "TRACE_SAMPLED", "true"));
        CorrelationSettings.read(reader);
        SettingReport report = reader.finish();
        if (share.isEmpty()) {
            assertTrue(report.problems().isEmpty(), "an empty variable is none");
        } else {
            assertEquals(ProblemCode.MALFORMED, report.refusals().get(0).code());
        }
    }

    @Test
    void a_share_below_zero_or_above_one_refuses_by_code() {
        for (String share : List.of("-0.1", "1.01")) {
            assertThrows(
                    InvalidSettingsException.class,
                    () -> CorrelationSettings.builder().share(new BigDecimal(share)));
        }
        assertEquals(
                "X-Request-ID of the caller if well-formed, traces continued, a share of 0.25 of new traces sampled",
                CorrelationSettings.builder()
                        .share(new BigDecimal("0.25"))
                        .build()
                        .summary());
    }

    @Test
    void answers_tell_the_trace_in_a_field_that_can_be_named() {
        assertEquals("traceresponse", CorrelationSettings.builder().build().answerHeader());
        assertEquals(
                "traceparent",
                CorrelationSettings.read(reader(Map.of("TRACE_RESPONSE_HEADER", "traceparent")))
                        .answerHeader());
        assertThrows(
                InvalidSettingsException.class,
                () -> CorrelationSettings.builder().answerHeader("a b"));
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
