package dev.hardening.examples.envchecklist;

import static dev.hardening.examples.envchecklist.Checklist.bearer;
import static dev.hardening.examples.envchecklist.Checklist.signed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.json.JsonLimits;
import dev.hardening.core.json.JsonObject;
import dev.hardening.core.json.JsonReader;
import dev.hardening.examples.Scrape;
import dev.hardening.examples.server.ServerKind;
import dev.hardening.testing.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Guide 002: the numbers of the service, its hot and its slow routes, and who did what for whom. */
class MetricsContractTest {

    private static final String ITEMS = "/api/items";

    @TempDir
    private Path directory = Path.of("");

    @ParameterizedTest
    @CsvSource({"1, 200", "yes, 200", "0, 404", "'', 404"})
    void E_14_a_number_switches_metrics_on(String value, int status) throws Exception {
        try (Checklist app = Checklist.start("ENABLE_METRICS", value)) {
            assertEquals(status, app.get("/metrics").status());
        }
    }

    @Test
    void E_14_both_names_may_be_set_alike_and_other_addresses_see_nothing() throws Exception {
        try (Checklist app = Checklist.start(
                "ENABLE_METRICS", "1", "FEATURE_PROMETHEUS_METRICS", "true", "TRUSTED_PROXIES", "127.0.0.1/32")) {
            assertEquals(200, app.get("/metrics").status());
            assertEquals(
                    403, app.get("/metrics", "X-Forwarded-For: 203.0.113.9").status());
        }
    }

    @ParameterizedTest
    @EnumSource
    void E_42_the_hot_routes_show_with_their_counts_and_averages(ServerKind kind) throws Exception {
        try (Checklist app = Checklist.start(kind, "ENABLE_METRICS", "1", "METRICS_JSON_PATH", "/monitoring/metrics")) {
            for (int i = 0; i < 3; i++) {
                assertEquals(200, app.get(ITEMS).status());
            }
            assertEquals(401, app.post(ITEMS, "{}").status());
            Scrape.until(app.port(), requests("GET", ITEMS, 200), 3);
            Scrape page = Scrape.until(app.port(), requests("POST", ITEMS, 401), 1);
            String labels = "{endpoint=\"" + ITEMS + "\",method=\"GET\"}";
            assertEquals(3, page.value("http_request_duration_seconds_count" + labels), page::text);
            assertTrue(page.value("http_request_duration_seconds_sum" + labels) > 0, page::text);
            String json = app.get("/monitoring/metrics").text();
            assertTrue(json.contains("\"" + ITEMS + "\":{\"request_count\":4,\"avg_response_time_ms\":"), json);
        }
    }

    private static String requests(String method, String endpoint, int status) {
        return "http_requests_total{endpoint=\"" + endpoint + "\",method=\"" + method + "\",status=\"" + status
                + "\",tenant=\"unknown\"}";
    }

    @ParameterizedTest
    @EnumSource
    void E_43_a_slow_route_shows_in_the_histogram_and_as_a_warning(ServerKind kind) throws Exception {
        Path log = directory.resolve("log");
        try (Checklist app =
                Checklist.start(kind, "ENABLE_METRICS", "1", "LOG_LEVEL", "warn", "LOG_FILE", log.toString())) {
            assertEquals(200, app.get("/__test/sleep?ms=310").status());
            Scrape page = Scrape.until(app.port(), "http_slow_requests_total{endpoint=\"/__test/**\"}", 1);
            String bucket = "http_request_duration_seconds_bucket{endpoint=\"/__test/**\",method=\"GET\",le=\"";
            assertEquals(0, page.value(bucket + "0.3\"}"), page::text);
            assertEquals(1, page.value(bucket + "+Inf\"}"), page::text);
            Eventually.until(() -> slowLines(log) > 0);
            assertEquals(1, slowLines(log));
        }
    }

    private static long slowLines(Path log) {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.contains("\"WARN\"")
                            && line.contains("\"slow\":true")
                            && line.contains("\"route\":\"/__test/**\""))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void E_47_the_audit_trail_tells_which_users_and_routes_are_concerned(ServerKind kind) throws Exception {
        Path trail = directory.resolve("audit.log");
        try (Checklist app = Checklist.start(kind, "AUDIT_LOG_FILE", trail.toString())) {
            for (String user : List.of("one", "two", "one")) {
                String token = bearer(signed(Checklist.SECRET, user, "access", ""));
                assertEquals(201, app.post(ITEMS, "{\"name\":\"x\"}", token).status());
                assertEquals(200, app.get("/api/me", token).status());
            }
        }
        Map<String, List<String>> byUser = new TreeMap<>();
        JsonReader reader = JsonReader.of(JsonLimits.defaults());
        for (String line : Files.readAllLines(trail)) {
            JsonObject json = reader.readObject(line);
            if (json.string("request_id") != null) {
                byUser.computeIfAbsent(String.valueOf(json.string("actor")), name -> new ArrayList<>())
                        .add(String.valueOf(json.string("action")));
            }
        }
        // A record is made when its call is over, which may be after the client has sent its next one.
        byUser.values().forEach(Collections::sort);
        String read = "GET /api/me";
        String write = "POST /api/items";
        assertEquals(List.of(read, write), byUser.remove("two"));
        assertEquals(List.of(read, read, write, write), byUser.remove("one"));
        assertEquals(Map.of(), byUser);
    }
}
