package dev.hardening.core.tracing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.event.FinishedSpan;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class OtlpJsonTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    private static String json(String service, FinishedSpan... spans) {
        return new String(new OtlpJson(service).write(List.of(spans)), StandardCharsets.UTF_8);
    }

    private static FinishedSpan.Builder span() {
        return FinishedSpan.of(TRACE, "1111111111111111")
                .method("GET")
                .time(Instant.parse("2026-11-27T12:00:00.000000001Z"), Duration.ofMillis(1500));
    }

    @Test
    void writes_what_a_collector_reads() {
        assertEquals(
                "{\"resourceSpans\":[{\"resource\":{\"attributes\":["
                        + "{\"key\":\"service.name\",\"value\":{\"stringValue\":\"shop\"}}]},"
                        + "\"scopeSpans\":[{\"scope\":{\"name\":\"dev.hardening\"},\"spans\":[{"
                        + "\"traceId\":\"" + TRACE + "\",\"spanId\":\"1111111111111111\","
                        + "\"parentSpanId\":\"00f067aa0ba902b7\",\"name\":\"GET /api/items\",\"kind\":2,"
                        + "\"startTimeUnixNano\":\"1795780800000000001\",\"endTimeUnixNano\":\"1795780801500000001\","
                        + "\"attributes\":["
                        + "{\"key\":\"http.request.method\",\"value\":{\"stringValue\":\"GET\"}},"
                        + "{\"key\":\"http.route\",\"value\":{\"stringValue\":\"/api/items\"}},"
                        + "{\"key\":\"http.response.status_code\",\"value\":{\"intValue\":\"200\"}}],"
                        + "\"status\":{}}]}]}]}",
                json(
                        "shop",
                        span().parent("00f067aa0ba902b7")
                                .route("/api/items")
                                .status(200)
                                .build()));
    }

    @Test
    void leaves_out_what_is_not_known_and_marks_failures() {
        String text = json("shop", span().status(503).build());
        assertTrue(!text.contains("parentSpanId") && !text.contains("http.route"), text);
        assertTrue(text.contains("{\"key\":\"error.type\",\"value\":{\"stringValue\":\"503\"}}"), text);
        assertTrue(text.contains("\"status\":{\"code\":2}"), text);
        assertTrue(text.contains("\"name\":\"GET\""), text);
    }

    @Test
    void writes_several_and_escapes_names() {
        String text = json("a \"b\"\\\u2028", span().build(), span().build(), span().build());
        assertEquals(4, text.split("\"traceId\"", -1).length);
        assertTrue(text.contains("a \\\"b\\\"\\\\"), text);
        assertTrue(!text.contains("\u2028"), text);
    }
}
