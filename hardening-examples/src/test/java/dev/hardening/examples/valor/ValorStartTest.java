package dev.hardening.examples.valor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.core.settings.Severity;
import dev.hardening.examples.app.Launcher;
import dev.hardening.examples.app.RunningApp;
import dev.hardening.examples.app.StartReport;
import dev.hardening.testing.servlet.RawHttp;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What guide 001 starts with, what it refuses, and what it warns of. */
class ValorStartTest {

    /** Reads the settings as the example does, without starting anything. */
    private static List<Problem> problems(Map<String, String> more) {
        Map<String, String> values = Valor.dockerLine();
        values.putAll(more);
        return StartReport.problems(new ValorApp(), values);
    }

    private static List<String> names(Severity severity, Map<String, String> more) {
        return StartReport.names(problems(more), severity);
    }

    static Stream<Arguments> refused() {
        String placeholder = "replace-with-strong";
        return Stream.of(
                Arguments.of(Map.of("DATABASE_URL", ""), List.of("DATABASE_URL")),
                Arguments.of(Map.of("DATABASE_URL", "http://x"), List.of("DATABASE_URL")),
                Arguments.of(Map.of("SECRET_KEY", ""), List.of("SECRET_KEY")),
                Arguments.of(Map.of("SECRET_KEY", "..."), List.of("SECRET_KEY")),
                Arguments.of(Map.of("SECRET_KEY", Valor.SECRET.substring(0, 31)), List.of("SECRET_KEY")),
                Arguments.of(Map.of("JWT_SECRET_KEY", " "), List.of("JWT_SECRET_KEY")),
                Arguments.of(
                        Map.of("SECRET_KEY", "", "JWT_SECRET_KEY", "", "DATABASE_URL", ""),
                        List.of("DATABASE_URL", "JWT_SECRET_KEY", "SECRET_KEY")),
                Arguments.of(Map.of("JWT_SECRET", Valor.SECRET + "x"), List.of("JWT_SECRET_KEY, JWT_SECRET")),
                Arguments.of(Map.of("SECRET_KEY", Valor.JWT_SECRET), List.of("SECRET_KEY and JWT_SECRET_KEY")),
                Arguments.of(Map.of("SECRET_KEY", "\u201c" + Valor.SECRET + "\u201d"), List.of("SECRET_KEY")),
                Arguments.of(Map.of("NODE_ENV", "development"), List.of("NODE_ENV, FLASK_ENV")),
                Arguments.of(Map.of("FLASK_ENV", "prod"), List.of("FLASK_ENV")),
                Arguments.of(Map.of("FEATURE_PROMETHEUS_METRICS", "maybe"), List.of("FEATURE_PROMETHEUS_METRICS")),
                Arguments.of(
                        Map.of("ENABLE_METRICS", "0"), List.of("FEATURE_PROMETHEUS_METRICS, ENABLE_METRICS")),
                Arguments.of(Map.of("LOG_JSON", "perhaps", "LOG_LEVEL", "loud"), List.of("LOG_JSON", "LOG_LEVEL")),
                Arguments.of(Map.of("CORS_ORIGINS", "*"), List.of("CORS_ORIGINS")),
                Arguments.of(Map.of("TRUSTED_PROXIES", "0.0.0.0/0"), List.of("TRUSTED_PROXIES")),
                Arguments.of(Map.of("ALLOWED_HOSTS", "a b"), List.of("ALLOWED_HOSTS")),
                Arguments.of(
                        Map.of("FINANCIAL_DATA_RATE_LIMIT_MAX_REQUESTS", "0"),
                        List.of("FINANCIAL_DATA_RATE_LIMIT_MAX_REQUESTS")),
                Arguments.of(Map.of("EXAMPLE_USERS", "alice:" + Valor.HASH), List.of("EXAMPLE_USERS")),
                Arguments.of(Map.of("JWT_REFRESH_GRACE_SECONDS", "61"), List.of("JWT_REFRESH_GRACE_SECONDS")),
                Arguments.of(Map.of("PORT", "70000"), List.of("PORT")),
                Arguments.of(
                        Map.of("SECRET_KEY", placeholder, "JWT_SECRET_KEY", placeholder + "er"),
                        List.of("JWT_SECRET_KEY", "SECRET_KEY")));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void X_03_X_06_X_07_X_08_X_13_X_17_X_56_X_57_a_refusal_names_every_faulty_variable(
            Map<String, String> more, List<String> names) {
        assertEquals(names, names(Severity.REFUSE, more));
        for (String secret : List.of(Valor.SECRET, Valor.JWT_SECRET, "user:pass@127")) {
            assertFalse(problems(more).toString().contains(secret));
        }
    }

    static Stream<Arguments> warned() {
        return Stream.of(
                Arguments.of(Map.of("LOG_LEVEL", "DEBUG"), "LOG_LEVEL"),
                Arguments.of(Map.of("LOG_PRETTY", "1"), "LOG_PRETTY"),
                Arguments.of(Map.of("RATE_LIMIT_ENABLED", "false"), "RATE_LIMIT_ENABLED"),
                Arguments.of(Map.of("HOST", "0.0.0.0"), "HOST"),
                Arguments.of(Map.of("SECRET_KEY", "a".repeat(32)), "SECRET_KEY"), // long enough, and told
                Arguments.of(Map.of("METRICS_ALLOWED_IPS", "0.0.0.0/0"), "METRICS_ALLOWED_IPS"),
                Arguments.of(Map.of("JWT_SECRET_KYE", "x"), "JWT_SECRET_KYE"));
    }

    @ParameterizedTest
    @MethodSource("warned")
    void X_04_X_16_a_warning_names_the_variable_and_strict_refuses_it(Map<String, String> more, String name) {
        assertEquals(List.of(), names(Severity.REFUSE, more));
        assertTrue(
                names(Severity.WARN, more).contains(name), () -> problems(more).toString());
        Map<String, String> strict = new HashMap<>(more);
        strict.put("HARDENING_STRICT", "true");
        assertTrue(names(Severity.REFUSE, strict).contains(name));
    }

    @Test
    void X_04_a_proxy_elsewhere_is_a_reason_to_listen_on_every_address() {
        Map<String, String> container = Map.of("HOST", "0.0.0.0", "TRUSTED_PROXIES", "172.16.0.0/12");
        assertFalse(names(Severity.WARN, container).contains("HOST"));
        assertFalse(names(Severity.WARN, Map.of("HOST", "127.0.0.1")).contains("HOST"));
    }

    @Test
    void X_14_X_15_every_name_of_the_guide_is_understood() {
        Map<String, String> guide = new HashMap<>(Map.of("HOST", "127.0.0.1", "PORT", "5002", "LOG_JSON", "true"));
        guide.putAll(Map.of("LOG_LEVEL", "INFO", "CORS_ORIGINS", "https://your-frontend-domain.tld"));
        guide.put("PROMETHEUS_MULTIPROC_DIR", "/var/run/prom");
        assertEquals(List.of(), names(Severity.REFUSE, guide));
        assertEquals(names(Severity.WARN, Map.of()), names(Severity.WARN, guide));
    }

    @Test
    void strict_asks_for_tokens_everywhere_and_then_has_nothing_to_refuse() throws Exception {
        Map<String, String> strict = Map.of("HARDENING_STRICT", "1");
        assertEquals(List.of(), names(Severity.REFUSE, strict));
        Map<String, String> more = new HashMap<>(strict);
        more.put("LOG_LEVEL", "warn");
        try (RunningApp app = Valor.start(more)) {
            assertEquals(401, RawHttp.get(app.port(), "/api/runs", Valor.DEMO).status());
            String token = "Authorization: Bearer " + Valor.member(Valor.login(app), "access_token");
            assertEquals(
                    200, RawHttp.get(app.port(), "/api/runs", Valor.DEMO, token).status());
            assertFalse(String.valueOf(RawHttp.get(app.port(), "/").header("Content-Security-Policy"))
                    .contains("unsafe"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"FLASK_ENV", "NODE_ENV", "ENVIRONMENT"})
    void X_03_development_needs_nothing_and_tells_what_it_made_up(String mode) {
        Map<String, String> values = new HashMap<>(Map.of("FLASK_ENV", "", "SECRET_KEY", "", "JWT_SECRET_KEY", ""));
        values.putAll(Map.of("DATABASE_URL", "", "FEATURE_PROMETHEUS_METRICS", "", mode, "development"));
        assertEquals(List.of(), names(Severity.REFUSE, values));
        assertTrue(names(Severity.WARN, values).containsAll(List.of("JWT_SECRET_KEY", "SECRET_KEY")));
        Map<String, String> unset = new HashMap<>(values);
        unset.put(mode, "");
        assertEquals(List.of("DATABASE_URL", "JWT_SECRET_KEY", "SECRET_KEY"), names(Severity.REFUSE, unset));
    }

    @Test
    void X_02_X_05_X_27_the_guides_port_and_its_two_minutes() {
        assertEquals(5002, ValorApp.PORT);
        ValorApp app = new ValorApp();
        SettingReader reader =
                SettingReader.of(app.declare(SettingSource.environment(Valor.dockerLine())), app.modeRule());
        assertTrue(app.read(reader).settings().deadline().summary().contains("120000"));
    }

    @Test
    void X_11_secrets_may_stand_in_files(@TempDir Path directory) throws Exception {
        Map<String, String> values = new HashMap<>(Map.of("SECRET_KEY", "", "JWT_SECRET_KEY", "", "DATABASE_URL", ""));
        for (String name : List.copyOf(values.keySet())) {
            String value = Valor.dockerLine().get(name) + "\n";
            values.put(
                    name + "_FILE",
                    Files.writeString(directory.resolve(name), value).toString());
        }
        assertEquals(List.of(), names(Severity.REFUSE, values));
        Map<String, String> both = new HashMap<>(values);
        both.put("SECRET_KEY", Valor.SECRET);
        both.put("JWT_SECRET_KEY_FILE", directory.resolve("none").toString());
        assertNotEquals(List.of(), names(Severity.REFUSE, both));
        assertTrue(names(Severity.REFUSE, both).contains("SECRET_KEY, SECRET_KEY_FILE"));
        assertTrue(names(Severity.REFUSE, both).contains("JWT_SECRET_KEY_FILE"));
    }

    @Test
    void a_refused_start_opens_nothing() {
        Map<String, String> values = Valor.dockerLine();
        values.put("JWT_SECRET_KEY", Valor.SECRET);
        assertThrows(InvalidSettingsException.class, () -> Launcher.start(new ValorApp(), values));
    }
}
