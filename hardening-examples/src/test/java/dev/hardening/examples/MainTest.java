package dev.hardening.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.Severity;
import dev.hardening.examples.app.ExampleApp;
import dev.hardening.examples.app.Launcher;
import dev.hardening.examples.app.RunningApp;
import dev.hardening.examples.chordpro.ChordproApp;
import dev.hardening.examples.quickstart.QuickstartApp;
import dev.hardening.testing.Eventually;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the examples start, refuse to start, and end. */
class MainTest {

    private static final String KEY = "9fXw2+Lq0aVm7tRbZk3PdcYs1oJhGu5E";

    @TempDir
    private Path directory;

    static Stream<Arguments> refused() {
        return Stream.of(
                // C-01, C-10, C-46, C-62: nothing said is production, and production needs a key.
                Arguments.of(Map.of(), List.of("API_KEYS")),
                Arguments.of(Map.of("API_KEYS", ""), List.of("API_KEYS")),
                Arguments.of(Map.of("API_KEYS", " , "), List.of("API_KEYS")),
                // C-02
                Arguments.of(Map.of("API_KEYS", KEY, "WORKERS", "0"), List.of("WORKERS")),
                Arguments.of(Map.of("API_KEYS", KEY, "WORKERS", "two"), List.of("WORKERS")),
                Arguments.of(
                        Map.of("API_KEYS", KEY, "WORKERS", "2", "SERVER_THREADS", "3"),
                        List.of("WORKERS, SERVER_THREADS")),
                // C-13, C-14
                Arguments.of(Map.of("DEVELOPMENT_MODE", "maybe"), List.of("DEVELOPMENT_MODE", "API_KEYS")),
                Arguments.of(
                        Map.of("DEVELOPMENT_MODE", "true", "NODE_ENV", "production"),
                        List.of("NODE_ENV, DEVELOPMENT_MODE")),
                Arguments.of(
                        Map.of("API_KEYS", KEY, "PORT", "x", "PROCESS_TIMEOUT_MS", "-1", "EXAMPLE_TEST_HOOKS", "2"),
                        List.of("PROCESS_TIMEOUT_MS", "EXAMPLE_TEST_HOOKS", "PORT")),
                Arguments.of(Map.of("API_KEYS_FILE", "/does/not/exist"), List.of("API_KEYS_FILE")),
                Arguments.of(Map.of("API_KEYS", KEY, "RATE_LIMIT_MAX", "many"), List.of("RATE_LIMIT_MAX")),
                Arguments.of(Map.of("API_KEYS", KEY, "TRUSTED_PROXIES", "10.0.0.0/33"), List.of("TRUSTED_PROXIES")),
                // C-50
                Arguments.of(Map.of("API_KEYS", KEY, "IP_ALLOWLIST", "10.0.0.0/33"), List.of("IP_ALLOWLIST")),
                Arguments.of(Map.of("API_KEYS", KEY, "IP_ALLOWLIST", "10.0.0.0/8,everybody"), List.of("IP_ALLOWLIST")),
                Arguments.of(Map.of("API_KEYS", KEY, "IP_ALLOWLIST", ","), List.of("IP_ALLOWLIST")),
                // C-06
                Arguments.of(Map.of("API_KEYS", KEY, "REQUEST_TIMEOUT_MS", "0"), List.of("REQUEST_TIMEOUT_MS")),
                Arguments.of(Map.of("API_KEYS", KEY, "RATE_LIMIT_KEY", "moon"), List.of("RATE_LIMIT_KEY")));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void C_01_C_02_C_46_C_62_a_refusal_names_every_faulty_variable_and_no_secret(
            Map<String, String> values, List<String> names) {
        Map<String, String> all = new HashMap<>(Map.of("PORT", "0"));
        all.putAll(values);

        InvalidSettingsException refusal =
                assertThrows(InvalidSettingsException.class, () -> Launcher.start(new ChordproApp(), all));

        List<String> refused = refusal.problems().stream()
                .filter(problem -> problem.severity() == Severity.REFUSE)
                .map(Problem::name)
                .toList();
        assertEquals(names.stream().sorted().toList(), refused.stream().sorted().toList());
        assertFalse(String.valueOf(refusal.getMessage()).contains(KEY));
    }

    @Test
    void C_10_C_63_a_refused_start_ends_soon_with_1_and_opens_no_port() {
        long start = System.nanoTime();
        try (Child app = Child.start(directory, "chordpro", Map.of("PROCESS_TIMEOUT_MS", "soon"))) {
            assertEquals(1, app.exitCode());
            assertTrue(System.nanoTime() - start < 20_000_000_000L);
            for (String name : List.of("API_KEYS", "DEVELOPMENT_MODE", "PROCESS_TIMEOUT_MS")) {
                assertTrue(app.output().contains(name), app.output());
            }
            assertFalse(app.output().contains("\tat "), app.output());
            assertThrows(UncheckedIOException.class, () -> RawHttp.get(app.port(), "/health"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "Chordpro", "--help"})
    void an_unknown_name_is_2_with_the_list(String name) {
        try (Child app = Child.start(directory, name, Map.of())) {
            assertEquals(2, app.exitCode());
            assertTrue(app.output().contains("chordpro") && app.output().contains("quickstart"), app.output());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "1", "yes", "ON"})
    void C_13_C_14_development_mode_needs_no_key(String word) throws Exception {
        Map<String, String> values = Map.of(
                "PORT",
                "0",
                "LOG_LEVEL",
                "fatal",
                "DEVELOPMENT_MODE",
                word,
                "TMPDIR",
                directory.toString(),
                "PATH",
                "/bin");
        try (RunningApp app = Launcher.start(new ChordproApp(), values)) {
            assertEquals(200, RawHttp.get(app.port(), "/formats").status());
            assertEquals(404, RawHttp.get(app.port(), "/nowhere").status());
        }
        try (Stream<Path> left = Files.list(directory)) {
            assertEquals(0, left.count());
        }
    }

    @Test
    void C_09_C_14_C_62_the_same_jar_says_loudly_that_it_is_open() {
        Map<String, String> values = Map.of("DEVELOPMENT_MODE", "true", "API_KEYS", KEY, "PATH", "/bin");
        try (Child app = Child.start(directory, "chordpro", values)) {
            app.ready("/health");
            assertEquals(200, RawHttp.get(app.port(), "/formats").status());
            for (String part : List.of("DEVELOPMENT_MODE", "ignored")) {
                assertTrue(app.lines(part).stream().anyMatch(line -> line.contains("\"WARN\"")), app.output());
            }
            assertFalse(app.output().contains(KEY));
        }
    }

    @Test
    void C_12_the_guides_port() {
        assertEquals(8080, ChordproApp.PORT);
        assertEquals(8080, QuickstartApp.PORT);
    }

    @Test
    void C_41_C_48_proxies_and_limits_are_as_declared() throws Exception {
        Map<String, String> values = new HashMap<>(Map.of("PORT", "0", "TMPDIR", directory.toString(), "PATH", "/bin"));
        values.putAll(Map.of("API_KEYS", KEY, "EXAMPLE_TEST_HOOKS", "1", "TRUSTED_PROXIES", "127.0.0.1"));
        values.putAll(Map.of("LOG_LEVEL", "fatal", "RATE_LIMIT_MAX", "2", "RATE_LIMIT_WINDOW_MS", "60000"));
        try (RunningApp app = Launcher.start(new ChordproApp(), values)) {
            String key = "X-API-Key: " + KEY;
            Response known = RawHttp.get(app.port(), "/__test/whoami", key, "X-Forwarded-For: 203.0.113.9");
            assertTrue(known.text().contains("\"203.0.113.9\""), known::toString);
            for (int status : new int[] {200, 200, 429}) {
                assertEquals(status, RawHttp.get(app.port(), "/formats", key).status());
            }
            assertEquals(503, RawHttp.get(app.port(), "/health").status());
            assertEquals(200, RawHttp.get(app.port(), "/__test/whoami", key).status());
        }
    }

    @Test
    void C_20_C_48_keys_of_a_file_have_limits_of_their_own() throws Exception {
        Path file = Files.writeString(directory.resolve("keys"), KEY + "\n" + KEY.toLowerCase(Locale.ROOT) + "\n");
        Map<String, String> values = new HashMap<>(Map.of("PORT", "0", "LOG_LEVEL", "fatal", "PATH", "/bin"));
        values.putAll(Map.of("API_KEYS_FILE", file.toString(), "TMPDIR", directory.toString()));
        values.putAll(Map.of("RATE_LIMIT_MAX", "1", "RATE_LIMIT_KEY", "apikey"));
        try (RunningApp app = Launcher.start(new ChordproApp(), values)) {
            for (String key : List.of(KEY, KEY.toLowerCase(Locale.ROOT))) {
                assertEquals(
                        200,
                        RawHttp.get(app.port(), "/formats", "X-API-Key: " + key).status());
                assertEquals(
                        429,
                        RawHttp.get(app.port(), "/formats", "X-API-Key: " + key).status());
            }
        }
    }

    @Test
    void a_port_in_use_is_1_and_one_sentence() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Child app = Child.start(directory, "", Map.of("PORT", String.valueOf(taken.getLocalPort())))) {
            assertEquals(1, app.exitCode());
            assertTrue(app.output().contains("Not started: "), app.output());
            assertFalse(app.output().contains("\tat "), app.output());
        }
    }

    @Test
    void a_signal_lets_running_requests_finish_and_exits_with_0() {
        try (Child app = Child.start(directory, "", Map.of("EXAMPLE_TEST_HOOKS", "true", "NODE_ENV", "test"))) {
            app.ready("/health/live");
            RawHttp running =
                    RawHttp.connect(app.port()).send(RawHttp.message("GET", "/__test/sleep?ms=2500", "", false));
            // Connections are accepted in their order.
            assertEquals(200, RawHttp.get(app.port(), "/health/ready").status());
            app.terminate();
            app.lines("\"stopping\"");
            Eventually.until(() -> RawHttp.get(app.port(), "/health/ready").status() == 503);

            Response refused = RawHttp.get(app.port(), "/whoami");
            assertEquals(503, refused.status());
            assertTrue(refused.text().contains("SHUTTING_DOWN"), refused::toString);
            assertEquals(200, running.read().status());
            assertEquals(0, app.exitCode());
        }
    }

    @Test
    void the_greeting_has_lines_to_paste_and_the_log_has_no_key() {
        try (Child app = Child.start(directory, "", Map.of())) {
            app.ready("/health/live");
            String line = app.lines("an allowed call:").get(0);
            String key = line.replaceFirst(".*X-API-Key: ([^']*)'.*", "$1");

            assertEquals(
                    200,
                    RawHttp.get(app.port(), "/api/items", "X-API-Key: " + key).status());
            assertEquals(
                    1, app.output().lines().filter(text -> text.contains(key)).count());
        }
    }

    @Test
    void every_app_refuses_what_it_does_not_understand() {
        for (ExampleApp app : List.of(new ChordproApp(), new QuickstartApp())) {
            Map<String, String> values = Map.of("PORT", "0", "API_KEYS", KEY, "LOG_LEVEL", "loud", "SERVER", "iis");
            InvalidSettingsException refusal =
                    assertThrows(InvalidSettingsException.class, () -> Launcher.start(app, values));
            assertTrue(String.valueOf(refusal.getMessage()).contains("LOG_LEVEL"));
            assertTrue(String.valueOf(refusal.getMessage()).contains("SERVER"));
        }
    }
}
