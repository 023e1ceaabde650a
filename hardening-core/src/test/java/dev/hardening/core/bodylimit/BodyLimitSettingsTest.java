package dev.hardening.core.bodylimit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.core.settings.Severity;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BodyLimitSettingsTest {

    private static BodyLimitSettings read(Map<String, String> values) {
        SettingReader reader = SettingReader.of(SettingSource.environment(values));
        BodyLimitSettings settings = BodyLimitSettings.read(reader);
        reader.finish().throwIfRefused();
        return settings;
    }

    @Test
    void the_defaults_are_those_of_the_manual() {
        String defaults =
                "at most 1048576 bytes within 20000 ms, identity, 1000 form parameters, 100 waited for at once, "
                        + "enforced";
        assertEquals(defaults, read(Map.of()).summary());
        assertEquals(defaults, BodyLimitSettings.builder().build().summary());
    }

    @Test
    void every_value_is_read() {
        BodyLimitSettings settings = read(Map.of(
                "BODY_MAX_BYTES", "65536",
                "BODY_TIMEOUT_MS", "0",
                "BODY_CODINGS", "gzip",
                "BODY_MAX_FORM_PARAMETERS", "7",
                "BODY_MAX_WAITING", "20",
                "BODY_MULTIPART", "container",
                "BODY_MODE", "shadow"));
        assertEquals(65_536, settings.maxBytes());
        assertEquals(Duration.ZERO, settings.timeout());
        assertEquals(BodyCodings.GZIP, settings.codings());
        assertEquals(7, settings.maxFormParameters());
        assertEquals(20, settings.maxWaiting());
        assertEquals(MultipartReading.CONTAINER, settings.multipart());
        assertEquals(Enforcement.SHADOW, settings.enforcement());
        assertEquals(
                "at most 65536 bytes without a deadline, gzip, 7 form parameters, 20 waited for at once, multipart forms"
                        + " left to the container, shadow",
                settings.summary());
        assertEquals(9, read(Map.of("MAX_BODY_BYTES", "9")).maxBytes());
    }

    @ParameterizedTest
    @CsvSource({
        "BODY_MAX_BYTES, 0",
        "BODY_MAX_BYTES, -1",
        "BODY_MAX_BYTES, 1099511627777",
        "BODY_MAX_BYTES, 1MB",
        "BODY_TIMEOUT_MS, -1",
        "BODY_TIMEOUT_MS, 86400001",
        "BODY_CODINGS, br",
        "BODY_MAX_FORM_PARAMETERS, 0",
        "BODY_MAX_FORM_PARAMETERS, 100001",
        "BODY_MAX_WAITING, 0",
        "BODY_MAX_WAITING, 1000001",
        "BODY_MULTIPART, off",
        "BODY_MODE, on"
    })
    void a_value_out_of_bounds_is_named(String name, String value) {
        Exception refused = assertThrows(InvalidSettingsException.class, () -> read(Map.of(name, value)));
        assertTrue(String.valueOf(refused.getMessage()).contains(name), refused.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "container, production, 1",
        "container, development, 0",
        "read, production, 0",
    })
    void leaving_forms_to_the_container_is_told_in_production(String reading, String mode, int warnings) {
        Map<String, String> values = mode.equals("development")
                ? Map.of("BODY_MULTIPART", reading, "DEVELOPMENT_MODE", "true")
                : Map.of("BODY_MULTIPART", reading);
        SettingReader reader = SettingReader.of(SettingSource.environment(values));
        BodyLimitSettings.read(reader);
        assertEquals(
                warnings,
                reader.finish().problems().stream()
                        .filter(problem -> problem.code() == ProblemCode.LOOSENED
                                && problem.toString().contains("BODY_MULTIPART"))
                        .count());
    }

    @ParameterizedTest
    @CsvSource({"100, 0", "1000, 0", "1001, 1", "100000, 1"})
    void more_waiting_bodies_than_containers_have_threads_are_warned_of(String value, int warnings) {
        SettingReader reader = SettingReader.of(SettingSource.environment(Map.of("BODY_MAX_WAITING", value)));
        BodyLimitSettings.read(reader);
        assertEquals(
                warnings,
                reader.finish().problems().stream()
                        .filter(problem -> problem.code() == ProblemCode.LOOSENED
                                && problem.severity() == Severity.WARN
                                && problem.name().equals("BODY_MAX_WAITING"))
                        .count());
    }

    @Test
    void code_obeys_the_same_bounds() {
        BodyLimitSettings.Builder builder = BodyLimitSettings.builder();
        assertThrows(InvalidSettingsException.class, () -> builder.maxBytes(0));
        assertThrows(InvalidSettingsException.class, () -> builder.maxBytes((1L << 40) + 1));
        assertThrows(InvalidSettingsException.class, () -> builder.timeout(Duration.ofMillis(-1)));
        assertThrows(InvalidSettingsException.class, () -> builder.timeout(Duration.ofDays(2)));
        assertThrows(InvalidSettingsException.class, () -> builder.maxFormParameters(0));
        assertThrows(InvalidSettingsException.class, () -> builder.maxWaiting(0));
    }
}
