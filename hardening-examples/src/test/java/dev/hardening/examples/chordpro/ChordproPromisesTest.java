package dev.hardening.examples.chordpro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.hardening.core.HardeningSettings;
import dev.hardening.core.accesslog.AccessEntry;
import dev.hardening.core.accesslog.AccessLog;
import dev.hardening.core.request.Route;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.examples.Child;
import dev.hardening.testing.servlet.LogCapture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What guide 003 declares and no request has to be waited for: thresholds of routes, and how a refused start ends. */
class ChordproPromisesTest {

    private static final String KEY = "9fXw2+Lq0aVm7tRbZk3PdcYs1oJhGu5E";

    /**
     * Without these no process of Java looks a name up, opens a port, connects, or starts a program. Two that a newer Java
     * loads on its way to files and to the environment, SocketChannelImpl and ProcessImpl, do nothing without Net and
     * ProcessBuilder.
     */
    private static final List<String> DOORS = List.of(
            "sun.nio.ch.Net",
            "sun.nio.ch.NioSocketImpl",
            "sun.nio.ch.ServerSocketChannelImpl",
            "java.net.Socket",
            "java.net.ServerSocket",
            "java.net.DatagramSocket",
            "java.net.Inet4AddressImpl",
            "java.net.Inet6AddressImpl",
            "java.lang.ProcessBuilder");

    @TempDir
    private Path directory;

    @Test
    void C_54_a_conversion_is_slow_from_five_seconds_on_whatever_is_said_of_other_routes() throws Exception {
        for (String said : List.of("0.05", "30")) {
            HardeningSettings settings = settings(Map.of("API_KEYS", KEY, "SLOW_REQUEST_THRESHOLD", said));
            Route convert = settings.routes().find("POST", "/convert");
            Route formats = settings.routes().find("GET", "/formats");
            AccessLog log = AccessLog.of(settings.accessLog());

            assertEquals(Duration.ofSeconds(5), convert.slowAfter());
            assertEquals(List.of(), warnings(log, convert, Duration.ofSeconds(5).minusNanos(1)));
            List<ILoggingEvent> told = warnings(log, convert, Duration.ofSeconds(5));
            assertEquals(1, told.size());
            assertEquals("/convert", LogCapture.value(told.get(0), "path"));
            assertEquals(5000.0, LogCapture.value(told.get(0), "duration_ms"));
            assertEquals(true, LogCapture.value(told.get(0), "slow"));
            assertEquals(
                    said.equals("30") ? 0 : 1,
                    warnings(log, formats, Duration.ofSeconds(5)).size());
        }
    }

    private static HardeningSettings settings(Map<String, String> values) {
        ChordproApp app = new ChordproApp();
        SettingSource source = app.declare(SettingSource.environment(values));
        return app.read(SettingReader.of(source, app.modeRule())).settings();
    }

    private static List<ILoggingEvent> warnings(AccessLog log, Route route, Duration took) {
        try (LogCapture capture = LogCapture.of(AccessLog.LOGGER)) {
            log.completed(AccessEntry.of("GET", route.pattern().template())
                    .route(route)
                    .nanos(took.toNanos())
                    .build());
            return capture.events().stream()
                    .filter(event -> event.getLevel().toString().equals("WARN"))
                    .toList();
        }
    }

    @Test
    void C_63_a_refused_start_ends_within_five_seconds_and_has_touched_no_socket_and_no_program() throws IOException {
        Duration fastest = Duration.ofDays(1);
        for (int attempt = 0; attempt < 3 && fastest.toSeconds() >= 5; attempt++) {
            long start = System.nanoTime();
            List<String> loaded = doors(attempt, Map.of("WORKERS", "none", "TRUSTED_PROXIES", "proxy.example"));
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            fastest = took.compareTo(fastest) < 0 ? took : fastest;
            assertEquals(List.of(), loaded);
        }
        assertTrue(fastest.toSeconds() < 5, fastest::toString);
    }

    /** Runs the app until it refuses, and returns which doors it has come near. */
    private List<String> doors(int number, Map<String, String> values) throws IOException {
        Path own = Files.createDirectories(directory.resolve("run-" + number));
        try (Child app = Child.start(own, "chordpro", watched(own, values))) {
            assertEquals(1, app.exitCode());
            for (String name : List.of("API_KEYS", "DEVELOPMENT_MODE", "WORKERS", "TRUSTED_PROXIES")) {
                assertTrue(app.output().contains(name), app.output());
            }
            return loaded(own);
        }
    }

    @Test
    void C_63_the_watch_sees_a_start_that_is_not_refused() throws IOException {
        FakeTool tool = FakeTool.in(directory);
        Map<String, String> values = Map.of("API_KEYS", KEY, "PATH", tool.path());
        try (Child app = Child.start(directory, "chordpro", watched(directory, values))) {
            app.ready("/health");
            List<String> seen = loaded(directory);
            assertFalse(seen.isEmpty());
            for (String door :
                    List.of("sun.nio.ch.Net", "sun.nio.ch.ServerSocketChannelImpl", "java.lang.ProcessBuilder")) {
                assertTrue(seen.contains(door), seen::toString);
            }
        }
    }

    private static Map<String, String> watched(Path own, Map<String, String> values) {
        Map<String, String> all = new HashMap<>(values);
        all.put("JAVA_TOOL_OPTIONS", "-Xlog:class+load=info:file=" + own.resolve("classes") + "::filecount=0");
        return all;
    }

    private static List<String> loaded(Path own) throws IOException {
        String classes = Files.readString(own.resolve("classes"));
        assertTrue(classes.contains("dev.hardening.examples.Main "), "the watch is on");
        return DOORS.stream().filter(name -> classes.contains(" " + name + " ")).toList();
    }
}
