package dev.hardening.examples.chordpro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.examples.Child;
import dev.hardening.examples.server.ServerKind;
import dev.hardening.testing.Eventually;
import dev.hardening.testing.servlet.RawHttp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What who runs the service of guide 003 does and sees, on both servers: new keys, the container's probe, the log. */
class ChordproOperationsTest {

    private static final String KEPT = "9fXw2+Lq0aVm7tRbZk3PdcYs1oJhGu5E";
    private static final String REMOVED = "Zq8/kd+3LmPw0aVx7tRbwC1nYs5oJhGu";
    private static final String ADDED = "mT4rVb+71xQeLd9/sKpZcYw0uHgJnAf3";
    private static final Map<ServerKind, Child> APPS = new EnumMap<>(ServerKind.class);
    private static final Map<ServerKind, FakeTool> TOOLS = new EnumMap<>(ServerKind.class);

    @TempDir
    private static Path directory = Path.of("");

    private static Path keys = directory;

    @BeforeAll
    static void start() throws IOException {
        keys = Files.writeString(directory.resolve("keys"), KEPT + "\n" + REMOVED + "\n");
        for (ServerKind kind : ServerKind.values()) {
            Path own = Files.createDirectories(directory.resolve(kind.name()));
            FakeTool tool = FakeTool.in(own);
            TOOLS.put(kind, tool);
            Map<String, String> values = Map.of(
                    "PATH", tool.path(),
                    "SERVER", kind.name(),
                    "API_KEYS_FILE", keys.toString(),
                    "SLOW_REQUEST_THRESHOLD", "0.25",
                    "EXAMPLE_TEST_HOOKS", "true");
            APPS.put(kind, Child.start(own, "chordpro", values));
        }
        APPS.values().forEach(app -> app.ready("/health"));
    }

    @AfterAll
    static void stop() {
        APPS.values().forEach(Child::close);
        APPS.clear();
        TOOLS.clear();
    }

    @Test
    void C_20_an_edit_of_the_file_of_keys_counts_within_ten_seconds() throws IOException {
        for (ServerKind kind : ServerKind.values()) {
            assertEquals(List.of(200, 200, 401), statuses(kind));
        }
        Path next = Files.writeString(directory.resolve("keys.new"), ADDED + "\n" + KEPT + "\n");
        long edited = System.nanoTime();
        Files.move(next, keys, StandardCopyOption.ATOMIC_MOVE);
        for (ServerKind kind : ServerKind.values()) {
            Eventually.until(() -> {
                assertEquals(200, formats(kind, KEPT), "the key that stays never fails");
                // What is asked second is no older than what is asked first.
                boolean isIn = formats(kind, ADDED) == 200;
                boolean isOut = formats(kind, REMOVED) == 401;
                assertTrue(isOut || !isIn, "both count");
                assertTrue(!isOut || formats(kind, ADDED) == 200, "neither counts");
                return isOut;
            });
            Duration took = Duration.ofNanos(System.nanoTime() - edited);
            assertEquals(List.of(200, 401, 200), statuses(kind));
            assertTrue(took.compareTo(Duration.ofSeconds(11)) < 0, took::toString);
            assertFalse(app(kind).lines("SECRET_RELOADED").isEmpty());
            for (String key : List.of(KEPT, REMOVED, ADDED)) {
                assertFalse(app(kind).output().contains(key));
            }
        }
    }

    private static List<Integer> statuses(ServerKind kind) {
        return List.of(formats(kind, KEPT), formats(kind, REMOVED), formats(kind, ADDED));
    }

    @Test
    void C_34_the_containers_probe_fails_in_time_while_the_tool_is_missing_or_hangs() throws Exception {
        ExecutorService both = Executors.newFixedThreadPool(ServerKind.values().length);
        try {
            List<Callable<Void>> probes = new ArrayList<>();
            for (ServerKind kind : ServerKind.values()) {
                probes.add(() -> probeWhileTheToolFails(kind));
            }
            for (Future<Void> probe : both.invokeAll(probes)) {
                probe.get();
            }
        } finally {
            both.shutdownNow();
        }
    }

    private static @Nullable Void probeWhileTheToolFails(ServerKind kind) throws IOException {
        FakeTool tool = Objects.requireNonNull(TOOLS.get(kind));
        Probe probe = Probe.ofImage(app(kind).port());
        assertEquals(0, probe.exitCode());
        try {
            tool.remove();
            Eventually.until(() -> probe.exitCode() == Probe.HTTP_ERROR);
            tool.hang();
            // For longer than an answer of before is kept.
            long end = System.nanoTime() + Duration.ofSeconds(6).toNanos();
            while (System.nanoTime() < end) {
                assertEquals(Probe.HTTP_ERROR, probe.exitCode());
            }
        } finally {
            tool.install();
        }
        Eventually.until(() -> probe.exitCode() == 0);
        return null;
    }

    @ParameterizedTest
    @EnumSource
    void C_38_who_gets_in_is_told_once_and_who_does_not_is_warned_of_each_time(ServerKind kind) {
        for (int i = 0; i < 3; i++) {
            get(kind, "/formats", "X-API-Key: " + KEPT, "X-Request-ID: row-C-38-good");
            get(kind, "/formats?a=hidden", "X-API-Key: wrong-key-" + i, "X-Request-ID: row-C-38-bad");
            get(kind, "/nowhere", "X-Request-ID: row-C-38-none");
        }
        // The last access line is behind every line that a request before it has made.
        Eventually.until(() -> app(kind).lines("row-C-38-none").size() == 6);
        assertEquals(3, events(kind, "row-C-38-bad", "AUTHENTICATION_FAILED", "WARN", "/formats"));
        assertEquals(3, events(kind, "row-C-38-none", "AUTHENTICATION_FAILED", "WARN", "/nowhere"));
        assertEquals(0, events(kind, "row-C-38-good", "AUTHENTICATION_FAILED", "WARN", "/formats"));
        // Of this key, the first use in a minute.
        assertTrue(events(kind, "row-C-38-good", "AUTHENTICATION_SUCCEEDED", "INFO", "/formats") <= 1);
        assertTrue(events(kind, "AUTHENTICATION_SUCCEEDED", "API_KEYS_FILE", "INFO", "/formats") >= 1);
        assertFalse(app(kind).output().contains("wrong-key"));
        assertFalse(app(kind).output().contains("hidden"));
    }

    private static long events(ServerKind kind, String request, String what, String level, String path) {
        return app(kind).lines(request).stream()
                .filter(line -> line.contains(what)
                        && line.contains("\"level\":\"" + level + "\"")
                        && line.contains("\"path\":\"" + path + "\"")
                        && line.contains("127.0.0.1"))
                .count();
    }

    @ParameterizedTest
    @EnumSource
    void C_54_a_request_above_the_threshold_is_one_warning_and_one_below_it_is_none(ServerKind kind) {
        String key = "X-API-Key: " + KEPT;
        get(kind, "/__test/sleep?ms=300", key, "X-Request-ID: row-C-54-slow");
        get(kind, "/__test/sleep?ms=0", key, "X-Request-ID: row-C-54-quick");

        Eventually.until(() -> app(kind).lines("row-C-54-slow").size() > 1);
        List<String> warnings = app(kind).lines("row-C-54-slow").stream()
                .filter(line -> line.contains("\"level\":\"WARN\""))
                .toList();
        assertEquals(1, warnings.size());
        String warning = warnings.get(0);
        assertTrue(warning.contains("slow") && warning.contains("\"path\":\"/__test/sleep\""), warning);
        double millis = Double.parseDouble(warning.replaceFirst(".*\"duration_ms\":([0-9.]+).*", "$1"));
        assertTrue(millis >= 300 && millis < 10_000, warning);
        assertFalse(app(kind).lines("row-C-54-quick").toString().contains("slow"));
    }

    private static Child app(ServerKind kind) {
        return Objects.requireNonNull(APPS.get(kind));
    }

    private static int formats(ServerKind kind, String key) {
        return get(kind, "/formats", "X-API-Key: " + key);
    }

    private static int get(ServerKind kind, String path, String... headers) {
        return RawHttp.get(app(kind).port(), path, headers).status();
    }
}
