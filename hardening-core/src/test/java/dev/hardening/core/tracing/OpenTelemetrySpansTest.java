package dev.hardening.core.tracing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.event.FinishedSpan;
import dev.hardening.core.event.TracedSpan;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OpenTelemetrySpansTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00-" + TRACE + "-00f067aa0ba902b7-01";
    private static final Instant START = Instant.parse("2026-11-27T12:00:00Z");

    private final InMemorySpanExporter exported = InMemorySpanExporter.create();

    private OpenTelemetrySdk sdk(Sampler sampler) {
        return OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .setSampler(sampler)
                        .addSpanProcessor(SimpleSpanProcessor.create(exported))
                        .build())
                .build();
    }

    private static TracedSpan begin(OpenTelemetry telemetry, @Nullable String parent, @Nullable String state) {
        TracedSpan span = OpenTelemetrySpans.of(telemetry).begin("GET", START, parent, state);
        assertNotNull(span);
        return span;
    }

    private static FinishedSpan.Builder known(TracedSpan span) {
        String[] parts = span.traceparent().split("-", -1);
        return FinishedSpan.of(parts[1], parts[2])
                .method("GET")
                .route("/api/items")
                .status(200)
                .time(START, Duration.ofMillis(5));
    }

    private static Map<String, Object> attributes(SpanData data) {
        Map<String, Object> all = new HashMap<>();
        data.getAttributes().forEach((key, value) -> all.put(key.getKey(), value));
        return all;
    }

    @Test
    void the_applications_exporter_gets_the_span_with_the_ids_that_went_on() {
        try (OpenTelemetrySdk sdk = sdk(Sampler.alwaysOn())) {
            TracedSpan span = begin(sdk, PARENT, "rojo=1");
            assertTrue(span.traceparent().matches("00-" + TRACE + "-(?!00f067aa0ba902b7)[0-9a-f]{16}-0[13]"));
            assertEquals("rojo=1", span.tracestate());
            span.finished(known(span).build());

            SpanData data = exported.getFinishedSpanItems().get(0);
            assertEquals(1, exported.getFinishedSpanItems().size());
            assertEquals(TRACE, data.getTraceId());
            assertEquals("00f067aa0ba902b7", data.getParentSpanId());
            assertTrue(span.traceparent().contains(data.getSpanId()));
            assertEquals("GET /api/items", data.getName());
            assertEquals(SpanKind.SERVER, data.getKind());
            assertEquals(5_000_000, data.getEndEpochNanos() - data.getStartEpochNanos());
            assertEquals(START.getEpochSecond(), data.getStartEpochNanos() / 1_000_000_000);
            assertEquals(
                    Map.of("http.request.method", "GET", "http.response.status_code", 200L, "http.route", "/api/items"),
                    attributes(data));
            assertEquals(StatusCode.UNSET, data.getStatus().getStatusCode());
        }
    }

    @Test
    void without_a_caller_a_trace_of_its_own_begins() {
        try (OpenTelemetrySdk sdk = sdk(Sampler.alwaysOn())) {
            TracedSpan span = begin(sdk, null, null);
            assertNull(span.tracestate());
            span.finished(known(span).route(null).status(503).build());
            SpanData data = exported.getFinishedSpanItems().get(0);
            assertFalse(data.getParentSpanContext().isValid());
            assertEquals("GET", data.getName());
            assertEquals(StatusCode.ERROR, data.getStatus().getStatusCode());
            assertEquals(
                    Map.of("http.request.method", "GET", "http.response.status_code", 503L, "error.type", "503"),
                    attributes(data));
        }
    }

    @Test
    void the_applications_sampler_decides() {
        try (OpenTelemetrySdk sdk = sdk(Sampler.alwaysOff())) {
            TracedSpan span = begin(sdk, PARENT, null);
            assertTrue(span.traceparent().matches("00-" + TRACE + "-[0-9a-f]{16}-0[02]"), span.traceparent());
            span.finished(known(span).build());
            assertTrue(exported.getFinishedSpanItems().isEmpty());
        }
    }

    @Test
    void spans_of_the_application_are_its_children_while_it_is_entered() {
        try (OpenTelemetrySdk sdk = sdk(Sampler.alwaysOn())) {
            TracedSpan span = begin(sdk, PARENT, null);
            Runnable leave = span.enter();
            sdk.getTracer("app").spanBuilder("query").startSpan().end();
            leave.run();
            assertFalse(Span.current().getSpanContext().isValid());
            SpanData child = exported.getFinishedSpanItems().get(0);
            assertEquals(TRACE, child.getTraceId());
            assertTrue(span.traceparent().contains(child.getParentSpanId()));
        }
    }

    @Test
    void without_an_sdk_there_is_no_span() {
        OpenTelemetrySpans spans = OpenTelemetrySpans.of(OpenTelemetry.noop());
        assertNull(spans.begin("GET", START, PARENT, "a=b"));
        assertNull(spans.begin("GET", START, null, null));
    }
}
