package dev.hardening.examples.votivebackend;

import static dev.hardening.examples.votivebackend.Backend.cache;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.testing.Eventually;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients see of the backend of guide 000 while its prompt service works, and at its doors. */
@Timeout(120)
class BackendContractTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    private final StubService stub;

    BackendContractTest() throws Exception {
        stub = new StubService();
    }

    @AfterEach
    void close() {
        stub.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"jetty", "tomcat"})
    void a_prompt_is_asked_for_once_and_then_kept(String server) throws Exception {
        try (Backend app = Backend.start(stub, "SERVER", server)) {
            Response first = app.prompt("GREETING");
            assertEquals(200, first.status(), first::toString);
            assertEquals("MISS", cache(first));
            assertEquals("{\"key\":\"GREETING\",\"text\":\"GREETING v1\"}", first.text());
            assertNull(first.header("Age"));
            Response second = app.prompt("GREETING");
            assertEquals("HIT", cache(second));
            assertEquals(first.text(), second.text());
            assertTrue(String.valueOf(second.header("Age")).matches("[0-9]+"));
            Response analysis = app.analyze("GREETING");
            assertEquals(200, analysis.status());
            assertEquals("HIT", cache(analysis));
            assertEquals(1, stub.count());
            assertEquals("MISS", cache(app.analyze("OTHER_1")));
            assertEquals("HIT", cache(app.prompt("OTHER_1")));
            assertEquals(2, stub.count());
            assertEquals("application/json", stub.last().contentType());
            assertEquals("null", stub.last().authorization());
        }
    }

    @ParameterizedTest
    @CsvSource({"'', true", "true, true", "false, false", "off, false", "0, false"})
    void V_10_the_service_is_told_whether_to_think(String value, boolean thinking) throws Exception {
        try (Backend app = Backend.start(stub, "THINKING_ENABLED", value)) {
            assertTrue(app.analyze("A").text().contains("\"thinking\":" + thinking));
            assertEquals(
                    "{\"key\":\"A\",\"thinkingEnabled\":" + thinking + "}",
                    stub.last().body());
        }
    }

    @Test
    void V_11_a_user_in_the_url_is_sent_and_a_path_is_kept() throws Exception {
        String url = "http://user:pass@127.0.0.1:" + stub.port() + "/base/";
        try (Backend app = Backend.start(stub, "PROMPT_SERVICE_URL", url)) {
            assertEquals(200, app.prompt("A").status());
            assertEquals("Basic dXNlcjpwYXNz", stub.last().authorization());
        }
    }

    @Test
    void V_52_the_trace_goes_on_to_the_prompt_service() throws Exception {
        try (Backend app = Backend.start(stub)) {
            Response answer = app.prompt("A", "traceparent: 00-" + TRACE + "-00f067aa0ba902b7-01");
            String sent = stub.last().traceparent();
            assertEquals(sent, answer.header("traceparent"), "the answer carries it, too");
            assertTrue(sent.matches("00-" + TRACE + "-[0-9a-f]{16}-01"), sent);
            assertFalse(sent.contains("00f067aa0ba902b7"), "a span of its own");
            app.prompt("B");
            assertTrue(stub.last().traceparent().matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]"));
            assertFalse(stub.last().traceparent().contains(TRACE));
        }
    }

    @Test
    void V_07_ten_requests_a_minute_by_default() throws Exception {
        try (Backend app = Backend.start(stub, "RATE_LIMIT_MAX_REQUESTS", "")) {
            for (int i = 0; i < 10; i++) {
                assertEquals(200, app.prompt("A").status());
            }
            Response refused = app.prompt("A");
            assertEquals(429, refused.status());
            assertTrue(Backend.retryAfter(refused) >= 1 && Backend.retryAfter(refused) <= 60);
            for (String path : List.of("/health", "/health/live", "/health/ready", "/__test/whoami")) {
                assertEquals(200, app.get(path).status(), path);
            }
        }
    }

    @Test
    void V_08_a_request_passes_both_limiters() throws Exception {
        try (Backend app = Backend.start(stub, "RATE_LIMIT_MAX_REQUESTS", "", "CLAUDE_RATE_LIMIT_MAX_REQUESTS", "")) {
            for (int i = 0; i < 5; i++) {
                assertEquals(200, app.analyze("A").status());
            }
            assertEquals(429, app.analyze("A").status());
            int others = 0;
            while (others < 20 && app.prompt("A").status() == 200) {
                others++;
            }
            assertEquals(5, others, "ten in all");
        }
    }

    @Test
    void V_06_one_origin_may_read_answers() throws Exception {
        try (Backend app = Backend.start(stub)) {
            Response allowed = app.prompt("A", "Origin: " + Backend.ORIGIN);
            assertEquals(Backend.ORIGIN, allowed.header("Access-Control-Allow-Origin"));
            assertTrue(String.valueOf(allowed.header("Vary"))
                    .toLowerCase(Locale.ROOT)
                    .contains("origin"));
            for (String origin : List.of("https://app.example.org.evil.io", "null", "http://app.example.org")) {
                assertNull(app.prompt("A", "Origin: " + origin).header("Access-Control-Allow-Origin"), origin);
            }
            Response preflight = RawHttp.request(
                    app.port(),
                    "OPTIONS",
                    "/api/v1/claude/analyze",
                    "",
                    "Origin: " + Backend.ORIGIN,
                    "Access-Control-Request-Method: POST",
                    "Access-Control-Request-Headers: content-type");
            assertEquals(Backend.ORIGIN, preflight.header("Access-Control-Allow-Origin"), preflight::toString);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/v1/prompts/lower, '', 400",
        "GET, /api/v1/prompts/A-B, '', 400",
        "GET, /api/v1/prompts/1A, '', 400",
        "GET, /api/v1/prompts/A/B, '', 400",
        "GET, /api/v1/prompts/, '', 404",
        "GET, /api/v1/prompts, '', 404",
        "GET, /api/v1/nowhere, '', 404",
        "GET, /, '', 404",
        "POST, /api/v1/prompts/A, {}, 405",
        "GET, /api/v1/claude/analyze, '', 405",
        "POST, /api/v1/claude/analyze, '{', 400",
        "POST, /api/v1/claude/analyze, '[]', 400",
        "POST, /api/v1/claude/analyze, '{}', 400",
        "POST, /api/v1/claude/analyze, '{\"key\":1}', 400",
        "POST, /api/v1/claude/analyze, '{\"key\":\"lower\"}', 400",
        "POST, /api/v1/claude/analyze, '{\"key\":\"A\",\"key\":\"B\"}', 400"
    })
    void wrong_requests_are_refused_and_nothing_is_asked(String method, String path, String body, int status)
            throws Exception {
        try (Backend app = Backend.start(stub)) {
            Response response = RawHttp.request(app.port(), method, path, body, Backend.JSON);
            assertEquals(status, response.status(), response::toString);
            assertTrue(String.valueOf(response.header("Content-Type")).startsWith("application/json"));
            assertEquals(0, stub.count());
        }
    }

    @Test
    void other_content_types_and_long_keys_are_refused() throws Exception {
        try (Backend app = Backend.start(stub)) {
            Response text = RawHttp.request(
                    app.port(), "POST", "/api/v1/claude/analyze", "{\"key\":\"A\"}", "Content-Type: text/plain");
            assertEquals(415, text.status());
            assertEquals(200, app.prompt("A".repeat(100)).status());
            assertEquals(400, app.prompt("A".repeat(101)).status());
            assertEquals(400, app.analyze("A".repeat(101)).status());
        }
    }

    @Test
    void V_45_V_47_V_48_the_service_is_degraded_without_its_prompts_and_no_less_ready() throws Exception {
        try (Backend app = Backend.start(stub)) {
            Response healthy = app.get("/health");
            assertEquals(200, healthy.status());
            assertTrue(healthy.text().contains("\"status\":\"healthy\""), healthy.text());
            assertTrue(healthy.text().contains("\"prompt-service\":{\"status\":\"healthy\",\"critical\":false"));
            assertTrue(healthy.text().contains("\"breaker closed\""), healthy.text());
            int checks = stub.checks();
            assertEquals(200, app.get("/health/live").status());
            assertEquals(checks, stub.checks(), "liveness asks nobody");

            stub.health(500);
            long from = System.nanoTime();
            Eventually.until(() -> app.get("/health").text().contains("\"status\":\"degraded\""));
            assertTrue(System.nanoTime() - from < 30_000_000_000L);
            Response degraded = app.get("/health");
            assertEquals(200, degraded.status());
            assertTrue(degraded.text().contains("\"prompt-service\":{\"status\":\"unhealthy\""), degraded.text());
            assertFalse(degraded.text().contains("127.0.0.1"), degraded.text());
            assertEquals(200, app.get("/health/live").status());
            assertEquals(200, app.get("/health/ready").status());
            assertEquals(0, stub.count());
        }
    }

    @Test
    void V_47_a_service_that_cannot_be_reached_delays_nothing() throws Exception {
        String url = stub.url();
        stub.close();
        try (Backend app = Backend.start(stub, "PROMPT_SERVICE_URL", url)) {
            assertEquals(200, app.get("/health/live").status());
            assertEquals(200, app.get("/health/ready").status());
            assertTrue(app.get("/health").text().contains("\"status\":\"degraded\""));
            Response refused = app.prompt("A");
            assertEquals(503, refused.status());
            assertTrue(Backend.retryAfter(refused) >= 1);
        }
    }
}
