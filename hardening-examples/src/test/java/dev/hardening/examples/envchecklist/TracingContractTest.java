package dev.hardening.examples.envchecklist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.examples.server.ServerKind;
import dev.hardening.testing.FakeCollector;
import dev.hardening.testing.servlet.RawHttp.Response;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Guide 002, spans to a collector. */
class TracingContractTest {

    private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String TRACEPARENT = "traceparent: 00-" + TRACE + "-00f067aa0ba902b7-01";

    @ParameterizedTest
    @EnumSource
    void E_55_a_request_is_exported_within_five_seconds(ServerKind kind) throws Exception {
        try (FakeCollector collector = new FakeCollector();
                Checklist app = Checklist.start(kind, ENDPOINT, collector.url())) {
            long start = System.nanoTime();
            assertEquals(200, app.get("/api/items?token=hush", TRACEPARENT).status());
            FakeCollector.Post post = collector.next();
            assertTrue(System.nanoTime() - start < 5_000_000_000L);
            assertEquals("POST /v1/traces", post.method() + " " + post.path());
            assertEquals("application/json", post.fields().get("content-type"));
            assertEquals(1, post.spans().size());
            Map<String, String> span = post.spans().get(0);
            assertEquals(TRACE, span.get("traceId"));
            assertEquals("00f067aa0ba902b7", span.get("parentSpanId"));
            assertEquals("GET /api/items", span.get("name"));
            assertEquals("GET", span.get("http.request.method"));
            assertEquals("/api/items", span.get("http.route"));
            assertEquals("200", span.get("http.response.status_code"));
            assertEquals("env-checklist", span.get("service.name"));
            assertTrue(!post.body().contains("hush"), post.body());
        }
    }

    @ParameterizedTest
    @EnumSource
    void E_55_refusals_and_failures_are_exported_once_each_with_their_status(ServerKind kind) throws Exception {
        try (FakeCollector collector = new FakeCollector()) {
            try (Checklist app = Checklist.start(
                    kind, ENDPOINT, collector.url(), "OTEL_SERVICE_NAME", "shop", "REQUEST_TIMEOUT_MS", "300")) {
                Response unproved = app.get("/api/me", TRACEPARENT);
                assertEquals(401, unproved.status());
                assertTrue(unproved.text().contains(TRACE), unproved::toString);
                assertEquals(500, app.get("/__test/boom?leak=hush").status());
                assertEquals(503, app.get("/__test/sleep?ms=600").status());
                assertEquals(404, app.get("/api/nowhere").status());
            }
            List<Map<String, String>> spans = collector.spans(4);
            assertEquals(List.of("401", "404", "500", "503"), all(spans, "http.response.status_code"));
            assertEquals(List.of("GET /**", "GET /__test/**", "GET /__test/**", "GET /api/me"), all(spans, "name"));
            assertEquals(List.of("shop", "shop", "shop", "shop"), all(spans, "service.name"));
            assertEquals(
                    4, spans.stream().map(span -> span.get("spanId")).distinct().count());
            assertTrue(!spans.toString().contains("hush"), spans::toString);
        }
    }

    private static List<String> all(List<Map<String, String>> spans, String name) {
        return spans.stream()
                .map(span -> String.valueOf(span.get(name)))
                .sorted()
                .toList();
    }

    @Test
    void E_55_the_last_spans_are_sent_when_the_service_stops() throws Exception {
        try (FakeCollector collector = new FakeCollector()) {
            Checklist app = Checklist.start(ENDPOINT, collector.url());
            try (app) {
                app.get("/api/items", TRACEPARENT);
            }
            assertEquals(TRACE, collector.spans(1).get(0).get("traceId"));
        }
    }

    @Test
    void E_55_a_share_of_none_and_a_caller_who_does_not_record_send_nothing() throws Exception {
        try (FakeCollector collector = new FakeCollector()) {
            try (Checklist app = Checklist.start(ENDPOINT, collector.url(), "OTEL_TRACES_SAMPLER_ARG", "0")) {
                app.get("/api/items");
                app.get("/api/items", TRACEPARENT.replace("-01", "-00"));
                app.get("/api/widgets", TRACEPARENT);
            }
            assertEquals("404", collector.spans(1).get(0).get("http.response.status_code"));
            assertEquals(0, collector.waiting());
        }
    }

    @Test
    void E_55_a_collector_that_is_down_changes_no_answer() throws Exception {
        try (Checklist app = Checklist.start(ENDPOINT, "http://127.0.0.1:1")) {
            for (int i = 0; i < 20; i++) {
                assertEquals(200, app.get("/api/items").status());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"collector:4317", "ftp://collector", "https://user:hush@collector", "http://"})
    void E_55_an_endpoint_that_is_no_url_keeps_it_from_starting(String endpoint) {
        InvalidSettingsException refused =
                Assertions.assertThrows(InvalidSettingsException.class, () -> Checklist.start(ENDPOINT, endpoint));
        assertEquals(
                List.of(ENDPOINT),
                refused.problems().stream().map(p -> p.name()).toList());
        assertFalse(String.valueOf(refused.getMessage()).contains("hush"));
        assertNotEquals("", refused.problems().get(0).cure());
    }
}
