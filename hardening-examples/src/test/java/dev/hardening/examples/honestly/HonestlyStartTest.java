package dev.hardening.examples.honestly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.HardeningSettings;
import dev.hardening.core.breaker.EvictionPolicy;
import dev.hardening.core.breaker.StaleCacheSettings;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.core.settings.Severity;
import dev.hardening.examples.app.Launcher;
import dev.hardening.examples.app.StartReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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

/** What guide 004 starts with, what it refuses, and what it warns of. */
class HonestlyStartTest {

    private static final String OTHER = "4102eee503cb0f7fefea9a32b652af57047502e00444e27ab5eeacff99e5dd31";

    private static SettingReader reader(Map<String, String> more) {
        Map<String, String> values = Honestly.required();
        values.putAll(more);
        HonestlyApp app = new HonestlyApp();
        return SettingReader.of(app.declare(SettingSource.environment(values)), app.modeRule());
    }

    private static List<Problem> problems(Map<String, String> more) {
        SettingReader reader = reader(more);
        return new HonestlyApp()
                .read(reader)
                .settings()
                .posture(reader.finish())
                .problems();
    }

    private static List<String> names(Severity severity, Map<String, String> more) {
        return StartReport.names(problems(more), severity);
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of(Map.of("JWT_SECRET", ""), List.of("JWT_SECRET")), // H-24, H-25
                Arguments.of(Map.of("JWT_SECRET", OTHER.substring(32)), List.of("JWT_SECRET")),
                Arguments.of(Map.of("JWT_SECRET", "<32-byte-hex-random>"), List.of("JWT_SECRET")),
                Arguments.of(Map.of("AI_AGENT_SECRET", ""), List.of("AI_AGENT_SECRET")), // H-26
                Arguments.of(Map.of("AI_AGENT_SECRET", OTHER.substring(32)), List.of("AI_AGENT_SECRET")),
                Arguments.of(Map.of("AI_AGENT_SECRET", "<32-byte-hex-random>"), List.of("AI_AGENT_SECRET")),
                Arguments.of(Map.of("AI_AGENT_SECRET", Honestly.JWT_SECRET), List.of("JWT_SECRET and AI_AGENT_SECRET")),
                Arguments.of(Map.of("NEO4J_PASS", ""), List.of("NEO4J_PASS")), // H-27
                Arguments.of(Map.of("NEO4J_PASS", "neo4j"), List.of("NEO4J_PASS")),
                Arguments.of(Map.of("NEO4J_PASS", "test"), List.of("NEO4J_PASS")),
                Arguments.of(Map.of("NEO4J_PASS", "password"), List.of("NEO4J_PASS")),
                Arguments.of(Map.of("NEO4J_PASS", "<strong-password>"), List.of("NEO4J_PASS")),
                Arguments.of(
                        Map.of("JWT_SECRET", "", "AI_AGENT_SECRET", "", "NEO4J_PASS", "", "ENVIRONMENT", ""),
                        List.of("AI_AGENT_SECRET", "JWT_SECRET", "NEO4J_PASS")),
                Arguments.of(Map.of("ENVIRONMENT", "prodution"), List.of("ENVIRONMENT")),
                Arguments.of(Map.of("NODE_ENV", "development"), List.of("NODE_ENV, ENVIRONMENT")),
                Arguments.of(
                        Map.of("JWT_ACCESS_EXPIRY", "3600", "JWT_ACCESS_TTL_MIN", "30"),
                        List.of("JWT_ACCESS_TTL_MIN, JWT_ACCESS_EXPIRY")), // H-28
                Arguments.of(Map.of("JWT_ACCESS_EXPIRY", "soon"), List.of("JWT_ACCESS_EXPIRY")),
                Arguments.of(Map.of("AI_AGENT_RATE_LIMIT", "0"), List.of("AI_AGENT_RATE_LIMIT")), // H-30
                Arguments.of(Map.of("RATE_LIMIT_ENABLED", "maybe"), List.of("RATE_LIMIT_ENABLED")), // H-31
                Arguments.of(Map.of("SLOW_REQUEST_THRESHOLD", "0,2"), List.of("SLOW_REQUEST_THRESHOLD")), // H-33
                Arguments.of(Map.of("SLOW_REQUEST_THRESHOLD", "-1"), List.of("SLOW_REQUEST_THRESHOLD")),
                Arguments.of(Map.of("ALLOWED_ORIGINS", "*"), List.of("ALLOWED_ORIGINS")), // H-34
                Arguments.of(Map.of("AI_SIGNATURE_MAX_SKEW_SECONDS", "-1"), List.of("AI_SIGNATURE_MAX_SKEW_SECONDS")),
                Arguments.of(Map.of("CACHE_TTL", "-1"), List.of("CACHE_TTL")), // H-52
                Arguments.of(
                        Map.of("CACHE_MAX_SIZE", "0", "WORKERS", "0"), List.of("CACHE_MAX_SIZE", "WORKERS")), // H-62
                Arguments.of(Map.of("NEO4J_POOL_MAX", "0"), List.of("NEO4J_POOL_MAX")), // H-09
                Arguments.of(Map.of("DB_POOL_WAIT_MS", "1s"), List.of("DB_POOL_WAIT_MS")),
                Arguments.of(Map.of("NEO4J_URI", "http://127.0.0.1"), List.of("NEO4J_URI")),
                Arguments.of(Map.of("NEO4J_URI", "bolt://neo4j:pass@127.0.0.1"), List.of("NEO4J_URI")),
                Arguments.of(Map.of("NEO4J_URI", "bolt://"), List.of("NEO4J_URI")));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void H_24_H_25_H_26_H_27_H_28_a_refusal_names_every_faulty_variable(Map<String, String> more, List<String> names) {
        assertEquals(names, names(Severity.REFUSE, more));
        String told = problems(more).toString();
        for (String secret : List.of(Honestly.JWT_SECRET, Honestly.AGENT_SECRET, "neo4j:pass@")) {
            assertFalse(told.contains(secret), told);
        }
    }

    static Stream<Arguments> warned() {
        return Stream.of(
                Arguments.of(
                        Map.of("JWT_SECRET", "q7Zx2Lw0aVm7tRbZk3PdcYs1oJhGu5E9fXw+LTnVbCk="), "JWT_SECRET"), // H-25
                Arguments.of(Map.of("RATE_LIMIT_ENABLED", "false"), "RATE_LIMIT_ENABLED"), // H-31
                Arguments.of(
                        Map.of("RATE_LIMIT_REDIS_URL", "redis://:pw-of-limits@redis:6379/0"),
                        "RATE_LIMIT_REDIS_URL"), // H-32: without TLS
                Arguments.of(Map.of("LOG_LEVEL", "debug"), "LOG_LEVEL"),
                Arguments.of(Map.of("NEO4J_PASS", "x8Kq2"), "NEO4J_PASS"), // H-27: short
                Arguments.of(Map.of(), "SIGNATURE_MAX_SKEW_SECONDS")); // H-48
    }

    @ParameterizedTest
    @MethodSource("warned")
    void H_25_H_31_H_32_a_warning_names_the_variable_and_the_service_starts(Map<String, String> more, String name) {
        assertEquals(List.of(), names(Severity.REFUSE, more));
        assertTrue(
                names(Severity.WARN, more).contains(name), () -> problems(more).toString());
    }

    @Test
    void H_24_H_33_H_34_the_guides_own_file_starts_with_real_secrets() {
        Map<String, String> guide = new HashMap<>(Map.of("JWT_ACCESS_EXPIRY", "3600", "JWT_REFRESH_EXPIRY", "604800"));
        guide.putAll(Map.of("AI_AGENT_RATE_LIMIT", "100", "RATE_LIMIT_ENABLED", "true"));
        guide.putAll(Map.of("SLOW_REQUEST_THRESHOLD", "0.2", "ALLOWED_ORIGINS", "https://yourdomain.com"));
        assertEquals(List.of(), names(Severity.REFUSE, guide));
        assertEquals(names(Severity.WARN, Map.of()), names(Severity.WARN, guide));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ENVIRONMENT", "NODE_ENV", "FLASK_ENV"})
    void H_24_development_makes_secrets_up_and_says_so(String mode) {
        Map<String, String> values = new HashMap<>(Map.of("ENVIRONMENT", "", "JWT_SECRET", "", "AI_AGENT_SECRET", ""));
        values.put("NEO4J_PASS", "");
        values.put(mode, "development");
        assertEquals(List.of(), names(Severity.REFUSE, values));
        assertTrue(names(Severity.WARN, values).containsAll(List.of("AI_AGENT_SECRET", "JWT_SECRET", "NEO4J_PASS")));
    }

    @Test
    void H_48_who_is_strict_asks_for_the_time_of_now() {
        Map<String, String> strict = Map.of("HARDENING_STRICT", "true");
        assertEquals(List.of(), names(Severity.REFUSE, strict));
        HardeningSettings settings = new HonestlyApp().read(reader(strict)).settings();
        assertEquals(Duration.ofMinutes(5), settings.signatures().maxSkew());
        assertEquals(
                Duration.ZERO,
                new HonestlyApp().read(reader(Map.of())).settings().signatures().maxSkew());
    }

    @Test
    void H_57_the_guides_port() {
        assertEquals(8000, HonestlyApp.PORT);
        assertEquals(8000, new HonestlyApp().read(reader(Map.of())).server().port());
    }

    @Test
    void H_08_H_52_H_62_knobs_are_settings() {
        StaleCacheSettings standard = HonestlySettings.metadata(reader(Map.of()));
        assertEquals(Duration.ofMinutes(5), standard.ttl());
        assertEquals(10_000, standard.maxSize());
        assertEquals(EvictionPolicy.LRU, standard.policy());
        StaleCacheSettings set = HonestlySettings.metadata(
                reader(Map.of("CACHE_TTL", "1", "CACHE_MAX_SIZE", "7", "CACHE_POLICY", "tinylfu")));
        assertEquals(Duration.ofSeconds(1), set.ttl());
        assertEquals(Duration.ofSeconds(1), set.staleTtl(), "what is too old is not shown");
        assertEquals(EvictionPolicy.TINYLFU, set.policy());
        StaleCacheSettings bundles = HonestlySettings.bundles(set);
        assertEquals(Duration.ofMinutes(1), bundles.ttl());
        assertEquals(7, bundles.maxSize());
        int threads = new HonestlyApp().read(reader(Map.of())).server().threads();
        Map<String, String> more = Map.of("WORKERS", "58", "NEO4J_POOL_MAX", "51");
        assertEquals(threads + 12, new HonestlyApp().read(reader(more)).server().threads());
    }

    @Test
    void H_25_H_26_H_27_secrets_may_stand_in_files(@TempDir Path directory) throws Exception {
        Map<String, String> values = new HashMap<>();
        for (String name : List.of("JWT_SECRET", "AI_AGENT_SECRET", "NEO4J_PASS")) {
            String value = Honestly.required().get(name) + "\n";
            values.put(name, "");
            values.put(
                    name + "_FILE",
                    Files.writeString(directory.resolve(name), value).toString());
        }
        assertEquals(List.of(), names(Severity.REFUSE, values));
        values.put("NEO4J_PASS", Honestly.DATABASE_PASSWORD);
        assertEquals(List.of("NEO4J_PASS, NEO4J_PASS_FILE"), names(Severity.REFUSE, values));
    }

    @Test
    void a_refused_start_opens_nothing() {
        Map<String, String> values = Honestly.required();
        values.put("NEO4J_PASS", "test");
        assertThrows(InvalidSettingsException.class, () -> Launcher.start(new HonestlyApp(), values));
    }
}
