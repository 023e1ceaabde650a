package dev.hardening.examples.envchecklist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.core.settings.Severity;
import dev.hardening.examples.Child;
import dev.hardening.examples.app.AppPlan;
import dev.hardening.examples.app.StartReport;
import dev.hardening.testing.Eventually;
import dev.hardening.testing.servlet.RawHttp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Guide 002, what the environment may say: refusals, warnings, and a start with no more than is required. */
class EnvironmentContractTest {

    private static final String SECRET = Checklist.SECRET;
    private static final Map<String, String> REQUIRED = Map.of(
            "NODE_ENV", "production",
            "DATABASE_URL", "postgres://user:topsecretpw@127.0.0.1:5432/db",
            "JWT_SECRET", SECRET,
            "ALLOW_ROOT", "true");

    @TempDir
    private Path directory;

    private static List<Problem> problems(Map<String, String> more, Severity severity) {
        Map<String, String> values = new HashMap<>(REQUIRED);
        more.forEach((name, value) -> {
            if (value.equals("unset")) {
                values.remove(name);
            } else {
                values.put(name, value);
            }
        });
        EnvChecklistApp app = new EnvChecklistApp();
        SettingReader reader = SettingReader.of(app.declare(SettingSource.environment(values)), app.modeRule());
        AppPlan plan = app.read(reader);
        List<Problem> all = plan.settings().posture(reader.finish()).problems();
        for (Problem problem : all) {
            assertFalse(problem.toString().contains("topsecretpw"), problem::toString);
            assertFalse(problem.toString().contains(values.getOrDefault("JWT_SECRET", SECRET)), problem::toString);
        }
        return all.stream().filter(problem -> problem.severity() == severity).toList();
    }

    private static List<String> names(Map<String, String> more, Severity severity) {
        return StartReport.names(problems(more, severity), severity);
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of("E_01", Map.of("NODE_ENV", "unset"), "NODE_ENV"),
                Arguments.of("E_01", Map.of("NODE_ENV", " "), "NODE_ENV"),
                Arguments.of("E_01", Map.of("NODE_ENV", "prodution"), "NODE_ENV"),
                Arguments.of("E_01", Map.of("FLASK_ENV", "development"), "NODE_ENV, FLASK_ENV"),
                Arguments.of("E_02", Map.of("DATABASE_URL", "unset"), "DATABASE_URL"),
                Arguments.of("E_02", Map.of("DATABASE_URL", "not a url"), "DATABASE_URL"),
                Arguments.of("E_02", Map.of("DATABASE_URL", "mysql://u:topsecretpw@h/db"), "DATABASE_URL"),
                Arguments.of("E_02", Map.of("DATABASE_URL", "postgres://u:topsecretpw^@h/db"), "DATABASE_URL"),
                Arguments.of("E_02", Map.of("DATABASE_URL", "postgres:topsecretpw"), "DATABASE_URL"),
                Arguments.of("E_03", Map.of("JWT_SECRET", "unset"), "JWT_SECRET"),
                Arguments.of("E_03", Map.of("JWT_SECRET", "gK4z9Qw2Lr7Xn5Tb8Vc3Hd6Mf1Jp0sY"), "JWT_SECRET"),
                Arguments.of("E_30", Map.of("JWT_SECRET", "a".repeat(40)), "JWT_SECRET"),
                Arguments.of("E_30", Map.of("JWT_SECRET", "password".repeat(5)), "JWT_SECRET"),
                Arguments.of("E_30", Map.of("JWT_SECRET", "passwordpasswordsecretsecretchange"), "JWT_SECRET"),
                Arguments.of("E_30", Map.of("JWT_SECRET", "abcdefghijklmnopqrstuvwxyz0123456789"), "JWT_SECRET"),
                Arguments.of("E_30", Map.of("JWT_SECRET", "your-super-secret-jwt-key-change-me-now"), "JWT_SECRET"),
                Arguments.of("E_21", Map.of("JWT_SECRET_FILE", "/run/jwt"), "JWT_SECRET, JWT_SECRET_FILE"),
                Arguments.of(
                        "E_21", Map.of("JWT_SECRET", "unset", "JWT_SECRET_FILE", "/does/not/exist"), "JWT_SECRET_FILE"),
                Arguments.of("E_21", Map.of("DATABASE_URL_FILE", "/run/db"), "DATABASE_URL, DATABASE_URL_FILE"),
                Arguments.of("E_22", Map.of("JWT_SECRET_PREVIOUS", "short"), "JWT_SECRET_PREVIOUS[1]"),
                Arguments.of("E_22", Map.of("JWT_SECRET_ROTATED_AT", "last week"), "JWT_SECRET_ROTATED_AT"),
                Arguments.of("E_22", Map.of("JWT_SECRET_ROTATED_AT", "2999-01-01"), "JWT_SECRET_ROTATED_AT"),
                Arguments.of("E_04", Map.of("JWT_ACCESS_TTL_MIN", "0"), "JWT_ACCESS_TTL_MIN"),
                Arguments.of("E_04", Map.of("JWT_ACCESS_TTL_MIN", "x"), "JWT_ACCESS_TTL_MIN"),
                Arguments.of(
                        "E_05",
                        Map.of("JWT_ACCESS_TTL_MIN", "1440", "JWT_REFRESH_TTL_DAYS", "1"),
                        "JWT_ACCESS_TTL_MIN, JWT_REFRESH_TTL_DAYS"),
                Arguments.of("E_06", Map.of("RATE_LIMIT_MAX", "0"), "RATE_LIMIT_MAX"),
                Arguments.of(
                        "E_06",
                        Map.of("RATE_LIMIT_MAX", "5", "RATE_LIMIT_MAX_REQUESTS", "6"),
                        "RATE_LIMIT_MAX_REQUESTS, RATE_LIMIT_MAX"),
                Arguments.of("E_07", Map.of("RATE_LIMIT_WINDOW_MS", "1m"), "RATE_LIMIT_WINDOW_MS"),
                Arguments.of("E_08", Map.of("LOGIN_BRUTE_MAX_ATTEMPTS", "0"), "LOGIN_BRUTE_MAX_ATTEMPTS"),
                Arguments.of("E_09", Map.of("LOGIN_BRUTE_WINDOW_MS", "-1"), "LOGIN_BRUTE_WINDOW_MS"),
                Arguments.of("E_10", Map.of("LOGIN_BRUTE_LOCK_MS", "1e3"), "LOGIN_BRUTE_LOCK_MS"),
                Arguments.of("E_11", Map.of("REQUEST_TIMEOUT_MS", "0"), "REQUEST_TIMEOUT_MS"),
                Arguments.of("E_12", Map.of("LOG_LEVEL", "loud"), "LOG_LEVEL"),
                Arguments.of("E_14", Map.of("ENABLE_METRICS", "perhaps"), "ENABLE_METRICS"),
                Arguments.of(
                        "E_14",
                        Map.of("ENABLE_METRICS", "1", "FEATURE_PROMETHEUS_METRICS", "false"),
                        "FEATURE_PROMETHEUS_METRICS, ENABLE_METRICS"),
                Arguments.of("E_16", Map.of("FLAG_NEW_DASHBOARD_WIDGETS", "maybe"), "FLAG_NEW_DASHBOARD_WIDGETS"),
                Arguments.of("E_31", Map.of("ALLOWED_ORIGINS", "*"), "ALLOWED_ORIGINS"),
                Arguments.of("E_31", Map.of("ALLOWED_ORIGINS", "null"), "ALLOWED_ORIGINS"),
                Arguments.of("E_32", Map.of("CSP", "script-src 'unsafe-inline'"), "CSP"),
                Arguments.of("E_32", Map.of("CSP", "script-src 'unsafe-eval'"), "CSP"),
                Arguments.of("E_57", Map.of("OIDC_ISSUER", "https://id.example.org"), "OIDC_AUDIENCE"),
                Arguments.of(
                        "E_57", Map.of("OIDC_ISSUER", "http://127.0.0.1:1", "OIDC_AUDIENCE", "api"), "OIDC_ISSUER"),
                Arguments.of("E_57", client("OIDC_ISSUER", ""), "OIDC_ISSUER"),
                Arguments.of("E_57", client("OIDC_CLIENT_SECRET", ""), "OIDC_CLIENT_SECRET"),
                Arguments.of("E_57", client("OIDC_CLIENT_SECRET", "k9TwRq2mZvX8bLd"), "OIDC_CLIENT_SECRET"),
                Arguments.of("E_57", client("SESSION_SECRET", ""), "SESSION_SECRET"),
                Arguments.of("E_57", client("PUBLIC_ORIGINS", ""), "PUBLIC_ORIGINS"),
                Arguments.of(
                        "E_57",
                        client("PUBLIC_ORIGINS", "https://a.example,https://b.example"),
                        "PUBLIC_ORIGINS, OIDC_CLIENT_ID"));
    }

    /** All that a log-in of browsers needs, but for one setting. */
    private static Map<String, String> client(String name, String value) {
        Map<String, String> all = new HashMap<>(Map.of(
                "OIDC_ISSUER", "https://id.example.org",
                "OIDC_CLIENT_ID", "checklist",
                "OIDC_CLIENT_SECRET", "k9TwRq2mZvX8bLd4nH7sYc3pJ6fG1aQe",
                "SESSION_SECRET", "b41f6c0a97d2e385f10b7c4d6e92a8350fd1c7b9e6a2438d5c7f1e0b9a3d6284",
                "PUBLIC_ORIGINS", "https://app.example.org"));
        if (value.isEmpty()) {
            all.remove(name);
        } else {
            all.put(name, value);
        }
        return all;
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("refused")
    void E_01_to_E_57_a_refusal_names_the_variable_and_no_secret(String row, Map<String, String> more, String name) {
        assertEquals(List.of(name), names(more, Severity.REFUSE), row);
    }

    @Test
    void E_01_everything_that_is_missing_is_told_at_once_and_nothing_else() {
        assertEquals(
                List.of("DATABASE_URL", "JWT_SECRET", "NODE_ENV"),
                names(Map.of("NODE_ENV", "unset", "DATABASE_URL", "unset", "JWT_SECRET", "unset"), Severity.REFUSE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NODE_ENV=production",
                "NODE_ENV=Development",
                "NODE_ENV=test",
                "DATABASE_URL=postgresql://127.0.0.1/db",
                "JWT_SECRET=gK4z9Qw2Lr7Xn5Tb8Vc3Hd6Mf1Jp0sYe",
                "JWT_SECRET_PREVIOUS=4102eee503cb0f7fefea9a32b652af57047502e00444e27ab5eeacff99e5dd31",
                "ENABLE_SNYK=true",
                "RUN_E2E=true",
                "LOG_LEVEL=WARN",
                "CSP=default-src 'none';\n script-src 'nonce-{nonce}'",
                "OTEL_SERVICE_NAME=checklist",
                "REDIS_URL=redis://127.0.0.1:6379",
            })
    void E_02_E_03_E_12_E_19_E_20_what_the_guide_knows_starts(String pair) {
        int equals = pair.indexOf('=');
        assertEquals(
                List.of(), problems(Map.of(pair.substring(0, equals), pair.substring(equals + 1)), Severity.REFUSE));
    }

    @Test
    void E_19_E_20_E_53_names_of_the_guide_are_not_taken_for_misspelt_ones() {
        Map<String, String> all = new HashMap<>();
        for (String name : List.of("ENABLE_SNYK", "RUN_E2E", "FLAG_EXPERIMENTAL_CACHING")) {
            all.put(name, "false");
        }
        all.put("ENABLE_METRICS", "1");
        all.putAll(Map.of("WAF_MODE", "off", "WAF_BAN_THRESHOLD", "5", "LOGIN_BRUTE_WINDOW_MS", "900000"));
        all.putAll(Map.of(
                "RATE_LIMIT_MAX", "100", "LOGIN_BRUTE_MAX_ATTEMPTS", "5", "ALLOWED_ORIGINS", "https://a.example"));
        assertEquals(List.of(), problems(all, Severity.WARN));
    }

    @ParameterizedTest
    @CsvSource({
        "RATE_LIMIT_MAXX, RATE_LIMIT_MAX",
        "ALLOWED_ORIGIN, ALLOWED_ORIGINS",
        "JWT_SECRET_PREVIUOS, JWT_SECRET_PREVIOUS",
        "JWT_ACESS_TTL_MIN, JWT_ACCESS_TTL_MIN",
        "ENABLE_METRIC, ENABLE_METRICS",
        "EXAMPLE_WARM_UP_MS, EXAMPLE_WARMUP_MS",
    })
    void E_53_a_mistyped_name_is_told_with_the_one_that_was_meant(String typed, String meant) {
        String all = problems(Map.of(typed, "5"), Severity.WARN).toString();
        assertTrue(all.contains(typed + ": is not a known setting but looks like " + meant), all);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NODE_ENV=production | ALLOWED_ORIGINS, LOGIN_BRUTE_MAX_ATTEMPTS, RATE_LIMIT_MAX",
                "RATE_LIMIT_MAX_REQUESTS=100 | ALLOWED_ORIGINS, LOGIN_BRUTE_MAX_ATTEMPTS",
                "NODE_ENV=development | ''",
            })
    void E_25_one_warning_names_what_is_left_at_its_default(String pair, String name) {
        String[] parts = pair.split("=", -1);
        assertEquals(name.isEmpty() ? List.of() : List.of(name), names(Map.of(parts[0], parts[1]), Severity.WARN));
    }

    static Stream<Arguments> warned() {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        return Stream.of(
                Arguments.of("E_13", Map.of("LOG_PRETTY", "1"), "LOG_PRETTY"),
                Arguments.of(
                        "E_22", Map.of("JWT_SECRET_ROTATED_AT", today.minusDays(91) + ""), "JWT_SECRET_ROTATED_AT"),
                Arguments.of("E_33", Map.of("RATE_LIMIT_ENABLED", "false"), "RATE_LIMIT_ENABLED"),
                Arguments.of("E_34", Map.of("LOGIN_BRUTE_MAX_ATTEMPTS", "101"), "LOGIN_BRUTE_MAX_ATTEMPTS"),
                Arguments.of("E_34", Map.of("LOGIN_BRUTE_MAX_ATTEMPTS", "100000"), "LOGIN_BRUTE_MAX_ATTEMPTS"),
                Arguments.of("E_34", Map.of("LOGIN_BRUTE_LOCK_MS", "100"), "LOGIN_BRUTE_LOCK_MS"),
                Arguments.of("E_12", Map.of("LOG_LEVEL", "debug"), "LOG_LEVEL"),
                Arguments.of("E_31", Map.of("NODE_ENV", "development", "ALLOWED_ORIGINS", "*"), "ALLOWED_ORIGINS"),
                Arguments.of("E_15", Map.of("FLAG_NO_SUCH_THING", "true"), "FLAG_NO_SUCH_THING"),
                Arguments.of("E_58", Map.of("WAF_MODE", "block"), "WAF_MODE"));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("warned")
    void E_12_to_E_58_a_warning_names_the_variable_and_strict_refuses_it(
            String row, Map<String, String> more, String name) {
        assertEquals(List.of(), problems(more, Severity.REFUSE), row);
        List<String> warnings = names(more, Severity.WARN);
        assertTrue(warnings.stream().anyMatch(all -> List.of(all.split(", ")).contains(name)), warnings::toString);

        Map<String, String> strict = new HashMap<>(more);
        strict.put("HARDENING_STRICT", "true");
        assertEquals(List.of(), problems(strict, Severity.WARN), row);
        assertEquals(warnings, names(strict, Severity.REFUSE), row);
    }

    @Test
    void E_11_a_request_has_ten_seconds_unless_told_otherwise() {
        EnvChecklistApp app = new EnvChecklistApp();
        SettingReader reader = SettingReader.of(app.declare(SettingSource.environment(REQUIRED)), app.modeRule());
        assertEquals(
                Duration.ofSeconds(10), app.read(reader).settings().deadline().timeout());
    }

    @Test
    void E_22_a_key_of_ninety_days_is_not_old() {
        String day = LocalDate.now(ZoneOffset.UTC).minusDays(90).toString();
        assertFalse(names(Map.of("JWT_SECRET_ROTATED_AT", day), Severity.WARN)
                .toString()
                .contains("JWT_SECRET"));
    }

    @Test
    void E_01_E_03_a_refused_start_ends_soon_with_1_and_opens_no_port() {
        try (Child app = Child.start(directory, "env-checklist", Map.of("JWT_SECRET", "a".repeat(40)))) {
            assertEquals(1, app.exitCode());
            for (String name : List.of("NODE_ENV", "DATABASE_URL", "JWT_SECRET")) {
                assertTrue(app.output().contains(name), app.output());
            }
            assertFalse(app.output().contains("aaaa") || app.output().contains("\tat "), app.output());
            assertThrows(UncheckedIOException.class, () -> RawHttp.get(app.port(), "/health/live"));
        }
    }

    /** A whole life in a process of its own: files for secrets, warnings in the log, a drain at the end. */
    @Test
    void E_13_E_21_E_26_E_37_E_39_starts_from_files_logs_json_and_ends_with_0() throws IOException {
        try (ServerSocket database = Checklist.database()) {
            Map<String, String> values = new HashMap<>(Checklist.required(database));
            Path secret = Files.writeString(directory.resolve("jwt"), SECRET + "\n");
            Path url = Files.writeString(
                    directory.resolve("url"),
                    "postgres://user:topsecretpw@127.0.0.1:" + database.getLocalPort() + "/db\n");
            values.remove("JWT_SECRET");
            values.remove("DATABASE_URL");
            values.putAll(Map.of("JWT_SECRET_FILE", secret.toString(), "DATABASE_URL_FILE", url.toString()));
            values.putAll(Map.of("LOG_PRETTY", "1", "EXAMPLE_TEST_HOOKS", "true"));
            try (Child app = Child.start(directory, "env-checklist", values).ready("/health/live")) {
                assertEquals(200, RawHttp.get(app.port(), "/health/ready").status());
                assertEquals(1, app.lines("RATE_LIMIT_MAX").size());
                assertFalse(app.lines("LOG_PRETTY").isEmpty());
                boolean root = "root".equals(System.getProperty("user.name"));
                assertEquals(root, app.output().contains("runs as root"), app.output());
                RawHttp.get(app.port(), "/__test/boom?leak=topsecretpw", "X-Request-ID: row-E-26");
                Eventually.until(() -> app.lines("row-E-26").size() > 1);
                for (String line : app.output().lines().toList()) {
                    assertTrue(line.startsWith("{\"timestamp\":\"2") && line.endsWith("}"), line);
                }
                assertFalse(app.output().contains(SECRET) || app.output().contains("topsecretpw"), app.output());
                app.terminate();
                assertEquals(0, app.exitCode());
            }
        }
    }
}
