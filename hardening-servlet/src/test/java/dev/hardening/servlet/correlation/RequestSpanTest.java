package dev.hardening.servlet.correlation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.correlation.CorrelationSettings;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.errors.ErrorSettings;
import dev.hardening.core.event.FinishedSpan;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.core.tracing.OpenTelemetrySpans;
import dev.hardening.servlet.errors.ErrorsFilter;
import dev.hardening.servlet.support.RequestContext;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.FakeTicker;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** One request is one span, however it ends. */
class RequestSpanTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00f067aa0ba902b7";
    private static final String TRACEPARENT = "traceparent: 00-" + TRACE + "-" + PARENT + "-01";
    private static final Routes ROUTES = Routes.builder()
            .add(Route.open("/items/**"))
            .add(Route.open("/boom/{id}"))
            .build();

    private final BlockingQueue<FinishedSpan> spans = new LinkedBlockingQueue<>();

    private CorrelationFilter filter(CorrelationSettings settings) {
        return new CorrelationFilter(
                settings, Services.builder().routes(ROUTES).spans(spans::add).build());
    }

    private TestApp app() {
        return TestApp.create()
                .filter(filter(CorrelationSettings.builder().build()), setup -> setup.everyDispatch())
                .servlet(
                        "/items/*",
                        (request, response) -> response.getWriter()
                                .print(RequestContext.of(request).traceparent()));
    }

    private FinishedSpan next() throws InterruptedException {
        FinishedSpan span = spans.poll(20, TimeUnit.SECONDS);
        if (span == null) {
            throw new AssertionError("no span came");
        }
        return span;
    }

    @ParameterizedTest
    @EnumSource
    void a_request_is_a_span_of_the_callers_trace(Container container) throws Exception {
        try (TestContainer server = app().start(container)) {
            RawHttp.Response response = RawHttp.get(server.port(), "/items/7?token=hush", TRACEPARENT);
            FinishedSpan span = next();
            assertEquals(TRACE, span.traceId());
            assertEquals(PARENT, span.parentId());
            assertEquals("00-" + TRACE + "-" + span.spanId() + "-01", response.text());
            assertEquals(List.of(response.text()), response.values("traceresponse"));
            assertEquals("GET /items/**", span.name());
            assertEquals("/items/**", span.route());
            assertEquals(200, span.status());
            assertNull(span.errorType());
            assertTrue(!span.duration().isNegative() && span.duration().compareTo(Duration.ofMinutes(1)) < 0);
        }
        assertTrue(spans.isEmpty());
    }

    @ParameterizedTest
    @EnumSource
    void a_span_begins_by_the_wall_clock_and_lasts_by_the_other(Container container) throws Exception {
        FakeTicker clock = new FakeTicker();
        Services services =
                Services.builder().ticker(clock).clock(clock).spans(spans::add).build();
        TestApp app = TestApp.create()
                .filter(new CorrelationFilter(CorrelationSettings.builder().build(), services))
                .servlet("/slow", (request, response) -> {
                    clock.advance(Duration.ofMillis(1500));
                    clock.setWallClock(FakeTicker.START.minusSeconds(3600));
                });
        try (TestContainer server = app.start(container)) {
            RawHttp.get(server.port(), "/slow");
            FinishedSpan span = next();
            assertEquals(FakeTicker.START, span.start());
            assertEquals(Duration.ofMillis(1500), span.duration());
            assertNull(span.parentId());
            assertNull(span.route(), "no route covers it");
        }
    }

    @ParameterizedTest
    @EnumSource
    void however_a_request_ends_it_is_one_span_with_the_status_that_the_client_saw(Container container)
            throws Exception {
        TestApp app = app().servlet(
                        "/forward",
                        (request, response) ->
                                request.getRequestDispatcher("/items/1").forward(request, response))
                .servlet(
                        "/include",
                        (request, response) ->
                                request.getRequestDispatcher("/items/1").include(request, response))
                .servlet("/error", (request, response) -> response.sendError(409))
                .servlet("/page", (request, response) -> response.sendError(410))
                .servlet("/thrown", (request, response) -> {
                    throw new ServletException("hush");
                })
                .servlet("/late", (request, response) -> {
                    response.flushBuffer();
                    throw new IOException("hush");
                })
                .servlet("/virtual", (request, response) -> {
                    throw new AssertionError("hush");
                })
                .servlet("/async", (request, response) -> {
                    AsyncContext async = request.startAsync();
                    async.start(() -> {
                        ((HttpServletResponse) async.getResponse()).setStatus(202);
                        async.complete();
                    });
                })
                .servlet("/dispatched", (request, response) -> {
                    if (request.getDispatcherType() == DispatcherType.ASYNC) {
                        response.setStatus(203);
                    } else {
                        request.startAsync().dispatch();
                    }
                })
                .servlet("/timeout", (request, response) -> request.startAsync().setTimeout(50))
                .errorPage(410, "/items/page");
        Map<String, String> expected = new TreeMap<>(Map.of(
                "/forward", "200 null",
                "/include", "200 null",
                "/error", "409 null",
                "/page", "410 null",
                "/thrown", "500 jakarta.servlet.ServletException",
                "/late", "200 java.io.IOException",
                "/virtual", "500",
                "/async", "202 null",
                "/dispatched", "203 null",
                "/timeout", "500"));
        expected.put("/nowhere", "404 null");
        try (TestContainer server = app.start(container)) {
            for (Map.Entry<String, String> ending : expected.entrySet()) {
                ask(server, ending.getKey());
                FinishedSpan span = next();
                String seen = span.status() + " " + span.errorType();
                assertTrue(seen.startsWith(ending.getValue()), ending + " but " + seen);
                assertEquals(TRACE, span.traceId());
            }
        }
        assertTrue(spans.isEmpty(), () -> "more than one a request: " + spans);
    }

    /** Some of the answers are cut off, which the client notices. */
    private static void ask(TestContainer server, String path) {
        try {
            RawHttp.get(server.port(), path, TRACEPARENT);
        } catch (UncheckedIOException e) {
            assertEquals("/late", path);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_refusal_is_a_span_and_its_body_names_the_trace(Container container) throws Exception {
        TestApp app = TestApp.create()
                .filter(filter(CorrelationSettings.builder().build()))
                .filter(new Refusing(Refusal.of(RefusalCode.HTTPS_REQUIRED).build()));
        try (TestContainer server = app.start(container)) {
            RawHttp.Response response = RawHttp.get(server.port(), "/items/1", TRACEPARENT);
            assertTrue(response.text().contains("\"trace_id\":\"" + TRACE + "\""), response.text());
            assertTrue(String.valueOf(response.header("traceresponse")).startsWith("00-" + TRACE));
            assertEquals(403, next().status());
        }
        assertTrue(spans.isEmpty());
    }

    @ParameterizedTest
    @EnumSource
    void what_the_room_of_errors_answers_is_a_failed_span(Container container) throws Exception {
        Services services = Services.builder().routes(ROUTES).spans(spans::add).build();
        TestApp app = TestApp.create()
                .filter(
                        new CorrelationFilter(CorrelationSettings.builder().build(), services),
                        setup -> setup.everyDispatch())
                .filter(new ErrorsFilter(ErrorSettings.builder().build(), services), setup -> setup.everyDispatch())
                .servlet("/boom/*", (request, response) -> {
                    throw new IllegalStateException("hush");
                });
        try (TestContainer server = app.start(container)) {
            RawHttp.Response response = RawHttp.get(server.port(), "/boom/1", TRACEPARENT);
            assertTrue(response.text().contains("\"trace_id\":\"" + TRACE + "\""), response.text());
            FinishedSpan span = next();
            assertEquals(500, span.status());
            assertEquals("500", span.errorType());
            assertEquals("GET /boom/{id}", span.name());
        }
        assertTrue(spans.isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"JETTY, 00, 1", "TOMCAT, 00, 1", "JETTY, 01, 0", "TOMCAT, 01, 0"})
    void what_is_not_to_be_recorded_is_told_to_nobody(Container container, String flags, String share)
            throws Exception {
        CorrelationSettings settings =
                CorrelationSettings.builder().share(new BigDecimal(share)).build();
        TestApp app = TestApp.create().filter(filter(settings)).servlet("/items/*", (request, response) -> {});
        try (TestContainer server = app.start(container)) {
            RawHttp.get(server.port(), "/items/1", "traceparent: 00-" + TRACE + "-" + PARENT + "-" + flags);
            RawHttp.get(server.port(), "/items/1");
            FinishedSpan only = next();
            assertEquals(flags.equals("01"), only.traceId().equals(TRACE));
        }
        assertTrue(spans.isEmpty());
    }

    @ParameterizedTest
    @EnumSource
    void a_listener_that_throws_costs_no_answer(Container container) throws Exception {
        Services services = Services.builder()
                .spans(span -> {
                    spans.add(span);
                    throw new IllegalStateException("full");
                })
                .build();
        TestApp app = TestApp.create()
                .filter(new CorrelationFilter(CorrelationSettings.builder().build(), services))
                .servlet("/a", (request, response) -> response.setStatus(204));
        try (TestContainer server = app.start(container)) {
            assertEquals(204, RawHttp.get(server.port(), "/a").status());
            assertEquals(204, next().status());
        }
    }

    @ParameterizedTest
    @EnumSource
    void one_line_puts_the_trace_on_an_onward_call(Container container) throws Exception {
        TestApp app = TestApp.create()
                .filter(filter(CorrelationSettings.builder().build()))
                .servlet("/call", (request, response) -> {
                    Map<String, String> fields = new TreeMap<>();
                    RequestContext.of(request).propagateTo(fields::put);
                    response.getWriter().print(fields);
                });
        try (TestContainer server = app.start(container)) {
            String both = RawHttp.get(server.port(), "/call", TRACEPARENT, "tracestate: a=1", "tracestate: b=2, c@d=3")
                    .text();
            assertTrue(
                    both.matches("\\{traceparent=00-" + TRACE + "-[0-9a-f]{16}-01, tracestate=a=1,b=2,c@d=3}"), both);
            String one = RawHttp.get(server.port(), "/call", TRACEPARENT, "tracestate: A=1")
                    .text();
            assertTrue(one.matches("\\{traceparent=00-" + TRACE + "-[0-9a-f]{16}-01}"), one);
        }
    }

    @ParameterizedTest
    @EnumSource
    void answers_tell_the_trace_where_and_if_they_are_to(Container container) throws Exception {
        TestApp app = TestApp.create()
                .filter(
                        new CorrelationFilter(),
                        setup -> setup.initParam("TRACE_RESPONSE_HEADER", "traceparent")
                                .patterns("/own/*"))
                .filter(
                        new CorrelationFilter(),
                        setup ->
                                setup.initParam("TRACE_RESPONSE_HEADER", "none").patterns("/none/*"))
                .servlet("/*", (request, response) -> response.reset());
        try (TestContainer server = app.start(container)) {
            RawHttp.Response own = RawHttp.get(server.port(), "/own/1", TRACEPARENT);
            assertTrue(String.valueOf(own.header("traceparent")).matches("00-" + TRACE + "-[0-9a-f]{16}-01"));
            assertNull(own.header("traceresponse"));
            RawHttp.Response none = RawHttp.get(server.port(), "/none/1", TRACEPARENT);
            assertNull(none.header("traceresponse"));
            assertNull(none.header("none"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_answer_names_a_trace_that_its_request_id_does_not_name(Container container) throws Exception {
        try (TestContainer server = app().start(container)) {
            RawHttp.Response both = RawHttp.get(server.port(), "/items/1");
            String id = String.valueOf(both.header("X-Request-ID"));
            assertTrue(both.text().startsWith("00-" + id + "-"), both.text());
            assertNull(both.header("traceresponse"));
            RawHttp.Response named = RawHttp.get(server.port(), "/items/1", "X-Request-ID: mine");
            assertEquals(named.text(), named.header("traceresponse"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void with_a_tracer_the_span_and_the_ids_are_its_own(Container container) throws Exception {
        InMemorySpanExporter exported = InMemorySpanExporter.create();
        try (OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .addSpanProcessor(SimpleSpanProcessor.create(exported))
                        .build())
                .build()) {
            BlockingQueue<String> current = new LinkedBlockingQueue<>();
            Services services = Services.builder()
                    .routes(ROUTES)
                    .tracer(OpenTelemetrySpans.of(sdk))
                    .spans(spans::add)
                    .build();
            TestApp app = TestApp.create()
                    .filter(
                            new CorrelationFilter(CorrelationSettings.builder().build(), services),
                            setup -> setup.everyDispatch())
                    .servlet("/items/*", (request, response) -> {
                        current.add(Span.current().getSpanContext().getSpanId());
                        if (request.getDispatcherType() == DispatcherType.ASYNC) {
                            response.getWriter()
                                    .print(RequestContext.of(request).traceparent());
                        } else {
                            request.startAsync().dispatch();
                        }
                    });
            try (TestContainer server = app.start(container)) {
                RawHttp.Response response = RawHttp.get(server.port(), "/items/1", TRACEPARENT, "tracestate: rojo=1");
                FinishedSpan told = next();
                SpanData data = exported.getFinishedSpanItems().get(0);
                assertEquals(1, exported.getFinishedSpanItems().size());
                assertEquals(TRACE, data.getTraceId());
                assertEquals(PARENT, data.getParentSpanId());
                assertEquals("GET /items/**", data.getName());
                assertEquals(data.getSpanId(), told.spanId());
                assertEquals("00-" + TRACE + "-" + data.getSpanId() + "-01", response.text());
                assertEquals(response.text(), response.header("traceresponse"));
                assertEquals(List.of(data.getSpanId(), data.getSpanId()), List.copyOf(current));
                assertNotEquals(PARENT, data.getSpanId());
            }
        }
        assertTrue(spans.isEmpty());
    }

    @ParameterizedTest
    @EnumSource
    void a_tracer_that_fails_leaves_the_librarys_own_ids(Container container) throws Exception {
        Services services = Services.builder()
                .tracer((name, start, parent, state) -> {
                    throw new IllegalStateException("broken");
                })
                .spans(spans::add)
                .build();
        TestApp app = TestApp.create()
                .filter(new CorrelationFilter(CorrelationSettings.builder().build(), services))
                .servlet("/a", (request, response) -> response.setStatus(204));
        try (TestContainer server = app.start(container)) {
            assertEquals(204, RawHttp.get(server.port(), "/a", TRACEPARENT).status());
            assertEquals(TRACE, next().traceId());
        }
    }
}
