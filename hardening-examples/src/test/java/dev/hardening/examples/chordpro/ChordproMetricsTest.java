package dev.hardening.examples.chordpro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.examples.Scrape;
import dev.hardening.examples.app.Launcher;
import dev.hardening.examples.app.RunningApp;
import dev.hardening.examples.server.ServerKind;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Guide 003: what is logged, refused and too slow can be counted. */
class ChordproMetricsTest {

    private static final String SECRET = "9fXw2+Lq0aVm7tRbZk3PdcYs1oJhGu5E";
    private static final String KEY = "X-API-Key: " + SECRET;
    private static final String JSON = "Content-Type: application/json";

    @TempDir
    private Path directory = Path.of("");

    private RunningApp start(ServerKind kind, String... more) throws Exception {
        FakeTool tool = FakeTool.in(directory);
        Map<String, String> values = new HashMap<>(Map.of("PORT", "0", "SERVER", kind.name(), "LOG_LEVEL", "warn"));
        values.putAll(Map.of("API_KEYS", SECRET, "PATH", tool.path(), "TMPDIR", directory.toString()));
        values.putAll(Map.of("ENABLE_METRICS", "1", "EXAMPLE_TEST_HOOKS", "yes"));
        for (int i = 0; i < more.length; i += 2) {
            values.put(more[i], more[i + 1]);
        }
        return Launcher.start(new ChordproApp(), values);
    }

    private static Response convert(RunningApp app, String body, String key) {
        return RawHttp.request(app.port(), "POST", "/convert", body, key, JSON);
    }

    @Test
    void metrics_are_off_unless_asked_for_and_need_no_key() throws Exception {
        try (RunningApp app = start(ServerKind.JETTY)) {
            assertEquals(200, RawHttp.get(app.port(), "/metrics").status());
        }
        try (RunningApp app = start(ServerKind.JETTY, "ENABLE_METRICS", "0")) {
            assertEquals(401, RawHttp.get(app.port(), "/metrics").status());
            assertEquals(404, RawHttp.get(app.port(), "/metrics", KEY).status());
        }
    }

    @ParameterizedTest
    @EnumSource
    void C_39_a_warning_and_an_error_raise_the_counts_of_log_lines(ServerKind kind) throws Exception {
        try (RunningApp app = start(kind)) {
            Scrape before = Scrape.of(app.port());
            double warnings = before.value("log_events_total{level=\"warn\"}");
            double errors = before.value("log_events_total{level=\"error\"}");
            assertEquals(0, before.value("log_events_total{level=\"info\"}"), "lines that are not written");
            assertEquals(422, convert(app, "{\"content\":\"ERROR\"}", KEY).status());
            Scrape.until(app.port(), "log_events_total{level=\"warn\"}", warnings + 1);
            assertEquals(500, RawHttp.get(app.port(), "/__test/boom", KEY).status());
            Scrape.until(app.port(), "log_events_total{level=\"error\"}", errors + 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void C_47_a_wrong_key_a_large_body_and_broken_json_are_three_types_of_events(ServerKind kind) throws Exception {
        List<String> types = List.of("AUTHENTICATION_FAILED", "BODY_REFUSED", "INPUT_REFUSED");
        try (RunningApp app = start(kind)) {
            Scrape before = Scrape.of(app.port());
            types.forEach(type -> assertEquals(0, before.value(event(type)), type));
            assertEquals(401, convert(app, "{}", "X-API-Key: wrong").status());
            assertEquals(413, convert(app, "x".repeat(1_048_577), KEY).status());
            assertEquals(400, convert(app, "{", KEY).status());
            types.forEach(type -> Scrape.until(app.port(), event(type), 1));
            Scrape after = Scrape.of(app.port());
            assertEquals(
                    1, after.value("request_refusals_total{code=\"BODY_TOO_LARGE\",shadow=\"false\"}"), after::text);
        }
    }

    private static String event(String type) {
        return "security_events_total{type=\"" + type + "\"}";
    }

    @ParameterizedTest
    @EnumSource
    void C_60_both_kinds_of_time_outs_raise_their_counters(ServerKind kind) throws Exception {
        try (RunningApp app = start(kind, "PROCESS_TIMEOUT_MS", "300")) {
            assertEquals(0, Scrape.of(app.port()).value("tool_runs_total{outcome=\"timeout\"}"));
            Response process = convert(app, "{\"content\":\"SLEEP\"}", KEY);
            assertEquals(503, process.status());
            assertTrue(process.text().contains("\"PROCESS_TIMEOUT\""), process::toString);
            Scrape page = Scrape.until(app.port(), "tool_runs_total{outcome=\"timeout\"}", 1);
            assertEquals(0, page.value("tool_runs_total{outcome=\"finished\"}"), page::text);
            assertEquals(0, page.value("request_timeouts_total"), page::text);
        }
        try (RunningApp app = start(kind, "REQUEST_TIMEOUT_MS", "300")) {
            Response request = RawHttp.get(app.port(), "/__test/sleep?ms=60000", KEY);
            assertEquals(503, request.status());
            assertTrue(request.text().contains("\"REQUEST_TIMEOUT\""), request::toString);
            Scrape.until(app.port(), "request_timeouts_total", 1);
            Scrape.until(app.port(), event("REQUEST_TIMED_OUT"), 1);
        }
    }
}
