package dev.hardening.core.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingReport;
import dev.hardening.core.settings.SettingSource;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HealthSettingsTest {

    private static final HealthSettings DEFAULTS = HealthSettings.builder().build();

    private static SettingReader reader(String... pairs) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            values.put(pairs[i], pairs[i + 1]);
        }
        return SettingReader.of(SettingSource.environment(values));
    }

    @Test
    void the_defaults() {
        String summary = "overall at /health; live at /health/live; ready at /health/ready; shutdown waits 10000 ms";
        assertEquals(summary, DEFAULTS.summary());
        SettingReader reader = reader();
        assertEquals(summary, HealthSettings.read(reader).summary());
        assertEquals(List.of(), reader.finish().problems());
        assertEquals(Duration.ofSeconds(10), DEFAULTS.shutdownGrace());
    }

    @ParameterizedTest
    @CsvSource({"/health, OVERALL", "/health/live, LIVE", "/health/ready, READY"})
    void a_mounted_path_has_its_role(String path, ProbeRole role) {
        assertEquals(role, DEFAULTS.role(path));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/healt",
                "/health/",
                "/healthz",
                "/Health",
                "/HEALTH",
                "//health",
                "/health;x",
                "/health/live/",
                "/health/live/x",
                "/health/live\n",
                " /health",
                "/health?",
                "/x/health",
                "/./health",
                "/%68ealth"
            })
    void no_other_spelling_is_a_probe(String path) {
        assertNull(DEFAULTS.role(path));
    }

    @Test
    void any_number_of_paths_may_have_a_role() {
        HealthSettings settings = HealthSettings.read(reader(
                "HEALTH_PATH", "/api/health, /monitoring/health",
                "HEALTH_LIVE_PATH", "/api/alive,/monitoring/live",
                "HEALTH_READY_PATH", "/api/ready,/api/readiness,/monitoring/ready"));
        assertEquals(ProbeRole.OVERALL, settings.role("/monitoring/health"));
        assertEquals(ProbeRole.LIVE, settings.role("/monitoring/live"));
        assertEquals(ProbeRole.READY, settings.role("/api/ready"));
        assertEquals(ProbeRole.READY, settings.role("/api/readiness"));
        assertNull(settings.role("/health"));
    }

    @Test
    void a_role_may_have_no_path() {
        SettingReader reader = reader("HEALTH_LIVE_PATH", ",");
        HealthSettings settings = HealthSettings.read(reader);
        assertNull(settings.role("/health/live"));
        assertTrue(settings.summary().contains("live at no path"));
        assertNull(HealthSettings.builder().live().build().role("/health/live"));
        assertFalse(reader.finish().isRefused());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "relative", "/health;x", "/health?x", "/health#x", "/%68ealth", "/health*", "/{name}", "//health",
                        "/a//b",
                "/a/../b", "/a/./b", "/..", "/.", "/a b", "/hälth", "/health,live", "https://host/health", "/\\health"
            })
    void a_path_that_is_not_plain_is_refused_and_not_repeated(String path) {
        SettingReader reader = reader("HEALTH_READY_PATH", path);
        HealthSettings settings = HealthSettings.read(reader);
        SettingReport report = reader.finish();
        assertTrue(report.isRefused());
        Problem problem = report.refusals().get(0);
        assertEquals("HEALTH_READY_PATH", problem.name());
        assertFalse(problem.message().contains(path), problem.message());
        assertEquals(ProbeRole.READY, settings.role("/health/ready"));
        InvalidSettingsException refused = assertThrows(
                InvalidSettingsException.class, () -> HealthSettings.builder().live("/fine", path));
        assertEquals("HEALTH_LIVE_PATH", refused.problems().get(0).name());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/a", "/a/", "/_/health-check.v1~x", "/health..z", "/...", "/.well-known/health"})
    void a_plain_path_is_taken(String path) {
        assertEquals(
                ProbeRole.OVERALL,
                HealthSettings.builder().overall(path).build().role(path));
    }

    @Test
    void a_path_may_be_two_hundred_characters_long() {
        String path = "/" + "x".repeat(199);
        assertEquals(ProbeRole.LIVE, HealthSettings.builder().live(path).build().role(path));
        assertThrows(
                InvalidSettingsException.class, () -> HealthSettings.builder().live(path + "x"));
    }

    @Test
    void one_path_cannot_have_two_roles() {
        SettingReader reader = reader("HEALTH_PATH", "/health/live", "HEALTH_READY_PATH", "/up, /health/live");
        HealthSettings.read(reader);
        List<Problem> problems = reader.finish().problems();
        assertEquals(
                List.of("HEALTH_PATH, HEALTH_LIVE_PATH", "HEALTH_PATH, HEALTH_READY_PATH"),
                problems.stream().map(Problem::name).toList());
        assertTrue(problems.stream().allMatch(p -> p.code() == ProblemCode.CONTRADICTION));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "86400000, 86400000"})
    void the_grace_is_in_milliseconds(String text, long millis) {
        assertEquals(
                Duration.ofMillis(millis),
                HealthSettings.read(reader("SHUTDOWN_GRACE_MS", text)).shutdownGrace());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1.5", "10s", "86400001", "99999999999999999999", "1_000"})
    void a_wrong_grace_is_refused_and_reads_as_the_default(String text) {
        SettingReader reader = reader("SHUTDOWN_GRACE_MS", text);
        assertEquals(Duration.ofSeconds(10), HealthSettings.read(reader).shutdownGrace());
        assertTrue(reader.finish().isRefused());
    }

    @Test
    void a_negative_grace_is_refused_by_the_builder() {
        HealthSettings.Builder builder = HealthSettings.builder();
        assertThrows(InvalidSettingsException.class, () -> builder.shutdownGrace(Duration.ofMillis(-1)));
        assertEquals(Duration.ZERO, builder.shutdownGrace(Duration.ZERO).build().shutdownGrace());
    }

    @Test
    void probes_are_open_unlimited_and_served_over_any_transport() {
        Routes.Builder builder = Routes.builder();
        DEFAULTS.routes().forEach(builder::add);
        Routes routes = builder.build();
        for (String path : List.of("/health", "/health/live", "/health/ready")) {
            for (String method : List.of("GET", "HEAD", "POST")) {
                Route route = routes.find(method, path);
                assertFalse(route.isAuthenticated());
                assertEquals(List.of(), route.limits());
                assertTrue(route.isAnyTransport());
            }
        }
        assertEquals(Routes.UNKNOWN, routes.find("GET", "/health/"));
        assertEquals(3, DEFAULTS.routes().size());
    }

    @Test
    void any_text_reads_or_is_a_problem() {
        long seed = 4711;
        Random random = new Random(seed);
        String alphabet = "/.,;~%_-aZ0 {}*\t\\?#\u00e4";
        for (int i = 0; i < 5000; i++) {
            StringBuilder text = new StringBuilder("/");
            int length = random.nextInt(12);
            for (int c = 0; c < length; c++) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            SettingReader reader = reader("HEALTH_PATH", text.toString());
            HealthSettings settings = HealthSettings.read(reader);
            boolean refused = reader.finish().isRefused();
            // Whatever was taken must also fit into the route table.
            Routes.Builder routes = Routes.builder();
            settings.routes().forEach(routes::add);
            routes.build();
            assertTrue(
                    refused
                            ? settings.role("/health") == ProbeRole.OVERALL
                            : settings.routes().size() >= 2,
                    () -> "seed " + seed + ": " + text);
        }
    }
}
