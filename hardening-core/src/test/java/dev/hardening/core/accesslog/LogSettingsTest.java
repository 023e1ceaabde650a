package dev.hardening.core.accesslog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingReport;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.core.settings.Severity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogSettingsTest {

    private static SettingReader reader(String... namesAndValues) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return SettingReader.of(SettingSource.environment(values));
    }

    private static Problem only(SettingReader reader) {
        SettingReport report = reader.finish();
        assertEquals(1, report.problems().size(), () -> report.problems().toString());
        return report.problems().get(0);
    }

    @ParameterizedTest
    @CsvSource({
        "fatal, FATAL",
        "ERROR, ERROR",
        "Warn, WARN",
        "warning, WARN",
        "WARNING, WARN",
        "info, INFO",
        "' info ', INFO"
    })
    void reads_the_level_in_any_case(String value, LogLevel level) {
        SettingReader reader = reader("LOG_LEVEL", value);

        assertEquals(level, LogSettings.read(reader).level());
        assertTrue(reader.finish().problems().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"loud", "INFORMATION", "0", "info,debug", "error|warn"})
    void refuses_an_unknown_level_without_repeating_it(String value) {
        SettingReader reader = reader("LOG_LEVEL", value);

        assertEquals(LogLevel.INFO, LogSettings.read(reader).level());
        Problem problem = only(reader);
        assertEquals(ProblemCode.UNKNOWN_WORD, problem.code());
        assertFalse(problem.message().contains(value));
    }

    @ParameterizedTest
    @CsvSource({
        "debug, production, true",
        "trace, production, true",
        "debug, development, false",
        "info, production, false"
    })
    void warns_of_talkative_levels_in_production(String level, String mode, boolean warned) {
        SettingReader reader = reader("LOG_LEVEL", level, "NODE_ENV", mode);

        LogSettings settings = LogSettings.read(reader);

        assertEquals(level, settings.level().name().toLowerCase(java.util.Locale.ROOT));
        assertEquals(
                warned,
                reader.finish().warnings().stream().anyMatch(p -> p.name().equals("LOG_LEVEL")));
        assertFalse(reader.finish().isRefused());
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "production, -, -, JSON",
                "production, true, -, JSON",
                "production, false, -, TEXT",
                "production, -, 0, JSON",
                "development, -, 1, TEXT",
                "development, -, 0, JSON",
                "development, true, 0, JSON",
                "development, false, 1, TEXT",
                "test, no, -, TEXT"
            })
    void reads_the_form_from_either_name(String mode, String json, String pretty, LogFormat format) {
        Map<String, String> values = new HashMap<>(Map.of("NODE_ENV", mode));
        if (json != null) {
            values.put("LOG_JSON", json);
        }
        if (pretty != null) {
            values.put("LOG_PRETTY", pretty);
        }
        SettingReader reader = SettingReader.of(SettingSource.environment(values));

        assertEquals(format, LogSettings.read(reader).format());
        assertTrue(reader.finish().problems().isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"true, 1", "false, 0", "yes, on"})
    void refuses_names_that_contradict_each_other(String json, String pretty) {
        SettingReader reader = reader("LOG_JSON", json, "LOG_PRETTY", pretty, "NODE_ENV", "development");

        LogSettings.read(reader);

        Problem problem = only(reader);
        assertEquals(ProblemCode.NAMES_DISAGREE, problem.code());
        assertEquals("LOG_JSON, LOG_PRETTY", problem.name());
    }

    @Test
    void ignores_pretty_in_production_with_a_warning() {
        SettingReader reader = reader("LOG_PRETTY", "1");

        assertEquals(LogFormat.JSON, LogSettings.read(reader).format());
        Problem problem = only(reader);
        assertEquals(ProblemCode.IGNORED, problem.code());
        assertEquals(Severity.WARN, problem.severity());
        assertEquals("LOG_PRETTY", problem.name());
    }

    @Test
    void takes_a_file_whose_directories_can_be_made_and_makes_nothing(@TempDir Path directory) {
        Path file = directory.resolve("a/b/app.log");
        SettingReader reader = reader("LOG_FILE", file.toString());

        LogSettings settings = LogSettings.read(reader);

        assertEquals(file, settings.file().orElseThrow());
        assertTrue(reader.finish().problems().isEmpty());
        assertFalse(Files.exists(directory.resolve("a")));
        assertTrue(settings.summary().endsWith("and to a file"));
    }

    @Test
    void refuses_a_file_that_cannot_be_written(@TempDir Path directory) throws Exception {
        Path plain = Files.writeString(directory.resolve("plain"), "");
        for (Path bad : new Path[] {directory, plain.resolve("app.log")}) {
            SettingReader reader = reader("LOG_FILE", bad.toString());

            assertTrue(LogSettings.read(reader).file().isEmpty());
            Problem problem = only(reader);
            assertEquals(ProblemCode.FILE_UNUSABLE, problem.code());
            assertEquals(Severity.REFUSE, problem.severity());
            assertEquals("LOG_FILE", problem.name());
        }
    }

    @Test
    void refuses_what_is_no_path_without_repeating_it() {
        SettingReader reader = reader("LOG_FILE", "a\u0000b");

        LogSettings.read(reader);

        assertFalse(only(reader).toString().contains("\u0000"));
    }

    @ParameterizedTest
    @CsvSource({"0.05, 50", "1, 1000", "0.2, 200", "5, 5000", "3600, 3600000"})
    void reads_the_threshold_in_decimal_seconds(String value, long millis) {
        SettingReader reader = reader("SLOW_REQUEST_THRESHOLD", value);

        assertEquals(Duration.ofMillis(millis), AccessLogSettings.read(reader).slowAfter());
        assertTrue(reader.finish().problems().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0,2", "-1", "0", "0.0", "3601", "1e3", "NaN", ".5", "200ms"})
    void refuses_a_threshold_that_is_none(String value) {
        SettingReader reader = reader("SLOW_REQUEST_THRESHOLD", value);

        assertEquals(Duration.ofMillis(200), AccessLogSettings.read(reader).slowAfter());
        assertEquals(Severity.REFUSE, only(reader).severity());
    }

    @Test
    void refuses_a_threshold_made_by_code() {
        for (Duration bad : new Duration[] {Duration.ZERO, Duration.ofMillis(-1), Duration.ofHours(2)}) {
            assertThrows(
                    InvalidSettingsException.class,
                    () -> AccessLogSettings.builder().slowAfter(bad).build());
        }
    }

    @Test
    void sums_up_in_one_line() {
        assertEquals(
                "info and above as JSON lines to standard output",
                LogSettings.builder().build().summary());
        assertEquals(
                "a line for each request; a warning for each of 0.2 s or more",
                AccessLogSettings.builder().build().summary());
        assertEquals(
                "no line for a request; a warning for each of 5 s or more",
                AccessLogSettings.builder()
                        .lines(false)
                        .slowAfter(Duration.ofSeconds(5))
                        .build()
                        .summary());
    }
}
