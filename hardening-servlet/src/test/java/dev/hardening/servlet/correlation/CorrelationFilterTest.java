package dev.hardening.servlet.correlation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.correlation.CorrelationSettings;
import dev.hardening.core.correlation.TraceContext;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.servlet.support.RequestContext;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.MDC;

class CorrelationFilterTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String TRACEPARENT = "traceparent: 00-" + TRACE + "-00f067aa0ba902b7-01";
    private static final String NEW_ID = "[0-9a-f]{32}";

    /** What the MDC holds before and after everything else, as a thread of the container has it. */
    private final List<String> outside = new CopyOnWriteArrayList<>();

    private final Filter witness = new Filter() {
        @Override
        public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            outside.add(mdc());
            try {
                chain.doFilter(request, response);
            } finally {
                outside.add(mdc());
            }
        }
    };

    private static String mdc() {
        return MDC.get("request_id") + " " + MDC.get("trace_id");
    }

    private static CorrelationFilter filter() {
        return new CorrelationFilter(CorrelationSettings.builder().build(), Services.standard());
    }

    private TestApp app() {
        return TestApp.create()
                .filter(witness, setup -> setup.everyDispatch())
                .filter(filter(), setup -> setup.everyDispatch())
                .servlet("/ids", CorrelationFilterTest::ids);
    }

    private static void ids(HttpServletRequest request, HttpServletResponse response) throws IOException {
        RequestContext context = RequestContext.of(request);
        assertEquals(context.requestId() + " " + context.traceIdIfKnown(), mdc());
        response.getWriter().print(context.requestId() + " " + context.traceparent());
    }

    private void assertNothingLeaks() {
        assertTrue(!outside.isEmpty());
        assertTrue(outside.stream().allMatch("null null"::equals), outside.toString());
    }

    @ParameterizedTest
    @EnumSource
    void answers_with_the_callers_id_and_continues_the_trace(Container container) throws Exception {
        try (TestContainer server = app().start(container)) {
            RawHttp.Response response = RawHttp.get(server.port(), "/ids", "X-Request-ID: req-1.a_B", TRACEPARENT);
            assertEquals(List.of("req-1.a_B"), response.values("X-Request-ID"));
            String[] parts = response.text().split(" ", -1);
            assertEquals("req-1.a_B", parts[0]);
            assertTrue(parts[1].matches("00-" + TRACE + "-(?!00f067aa0ba902b7)[0-9a-f]{16}-01"), parts[1]);
        }
        assertNothingLeaks();
    }

    @ParameterizedTest
    @EnumSource
    void replaces_what_is_malformed(Container container) throws Exception {
        try (TestContainer server = app().start(container)) {
            for (String line : List.of(
                    "X-Request-ID: " + "a".repeat(200),
                    "X-Request-ID: a b",
                    "X-Request-ID:",
                    "X-Request-ID: <script>",
                    "X-Request-ID: caf\u00e9",
                    "X-Request-ID: one\r\nX-Request-ID: two",
                    TRACEPARENT + "0",
                    TRACEPARENT.replace("00-4", "ff-4"),
                    TRACEPARENT + "\r\n" + TRACEPARENT)) {
                RawHttp.Response response = RawHttp.get(server.port(), "/ids", line);
                String id = String.valueOf(response.header("X-Request-ID"));
                assertTrue(id.matches(NEW_ID), line);
                assertTrue(response.text().startsWith(id + " 00-"), line);
                assertTrue(!response.text().contains(TRACE), line);
                assertNotNull(TraceContext.parse(response.text().split(" ", -1)[1]));
            }
        }
        assertNothingLeaks();
    }

    @ParameterizedTest
    @EnumSource
    void every_answer_carries_the_id(Container container) throws Exception {
        Filter refusing = new Filter() {
            @Override
            public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
                    throws IOException, ServletException {
                if (((HttpServletRequest) request).getServletPath().equals("/refused")) {
                    response.reset();
                    ((HttpServletResponse) response).setStatus(429);
                } else {
                    chain.doFilter(request, response);
                }
            }
        };
        TestApp app = app().filter(refusing)
                .servlet("/reset", (request, response) -> {
                    response.getWriter().print("never seen");
                    response.reset();
                    response.setStatus(202);
                })
                .servlet("/error", (request, response) -> response.sendError(409))
                .servlet("/redirect", (request, response) -> response.sendRedirect("/elsewhere"))
                .servlet("/big", (request, response) -> response.getWriter().print("x".repeat(100_000)))
                .servlet("/flush", (request, response) -> response.flushBuffer())
                .servlet("/boom", (request, response) -> {
                    throw new ServletException("boom");
                });
        try (TestContainer server = app.start(container)) {
            for (String path :
                    List.of("/reset", "/error", "/redirect", "/big", "/flush", "/boom", "/refused", "/nowhere")) {
                RawHttp.Response response = RawHttp.get(server.port(), path, "X-Request-ID: mine");
                assertEquals(List.of("mine"), response.values("X-Request-ID"), path);
            }
        }
        assertNothingLeaks();
    }

    @ParameterizedTest
    @EnumSource
    void a_refusal_names_the_request(Container container) throws Exception {
        TestApp app = TestApp.create()
                .filter(filter())
                .filter(new Refusing(Refusal.of(RefusalCode.HTTPS_REQUIRED).build()));
        try (TestContainer server = app.start(container)) {
            RawHttp.Response response = RawHttp.get(server.port(), "/", "X-Request-ID: mine");
            assertEquals(403, response.status());
            assertEquals("mine", response.header("X-Request-ID"));
            assertTrue(response.text().contains("\"mine\""), response.text());
        }
    }

    @ParameterizedTest
    @EnumSource
    void every_dispatch_has_the_same_ids_and_the_mdc(Container container) throws Exception {
        TestApp app = app().servlet(
                        "/forward",
                        (request, response) ->
                                request.getRequestDispatcher("/ids").forward(request, response))
                .servlet("/include", (request, response) -> {
                    request.getRequestDispatcher("/ids").include(request, response);
                    assertEquals("mine " + TRACE, mdc());
                })
                .servlet("/error", (request, response) -> response.sendError(409))
                .servlet("/async", (request, response) -> {
                    if (request.getDispatcherType() == DispatcherType.ASYNC) {
                        ids(request, response);
                    } else {
                        request.startAsync().dispatch();
                    }
                })
                .servlet("/twice", (request, response) -> {
                    Object before = request.getAttribute("times");
                    request.setAttribute("times", before == null ? 1 : 2);
                    if (before instanceof Integer times && times == 2) {
                        ids(request, response);
                    } else {
                        request.startAsync().dispatch();
                    }
                })
                .errorPage(409, "/ids");
        try (TestContainer server = app.start(container)) {
            for (String path : List.of("/ids", "/forward", "/include", "/async", "/twice", "/error")) {
                RawHttp.Response response = RawHttp.get(server.port(), path, "X-Request-ID: mine", TRACEPARENT);
                assertTrue(response.text().startsWith("mine 00-" + TRACE), path + ": " + response);
                assertEquals(List.of("mine"), response.values("X-Request-ID"), path);
            }
        }
        assertEquals("null null", outside.get(0));
        assertEquals("null null", outside.get(outside.size() - 1));
    }

    @ParameterizedTest
    @EnumSource
    void threads_of_asynchronous_work_carry_nothing(Container container) throws Exception {
        List<String> worker = new CopyOnWriteArrayList<>();
        TestApp app = app().servlet("/work", (request, response) -> {
            AsyncContext async = request.startAsync();
            async.start(() -> {
                worker.add(mdc());
                worker.add(RequestContext.of(async.getRequest()).requestId());
                async.complete();
            });
        });
        try (TestContainer server = app.start(container)) {
            for (int i = 0; i < 20; i++) {
                assertEquals(
                        "mine",
                        RawHttp.get(server.port(), "/work", "X-Request-ID: mine")
                                .header("X-Request-ID"));
            }
        }
        assertEquals(40, worker.size());
        assertTrue(
                worker.stream().allMatch(text -> text.equals("null null") || text.equals("mine")), worker.toString());
        assertNothingLeaks();
    }

    @ParameterizedTest
    @EnumSource
    void puts_back_what_the_mdc_held_before(Container container) throws Exception {
        Filter outer = new Filter() {
            @Override
            public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
                    throws IOException, ServletException {
                MDC.put("request_id", "outer");
                MDC.put("colour", "red");
                try {
                    chain.doFilter(request, response);
                } finally {
                    outside.add(mdc() + " " + MDC.get("colour"));
                    MDC.clear();
                }
            }
        };
        TestApp app = TestApp.create().filter(outer).filter(filter()).servlet("/boom", (request, response) -> {
            throw new IllegalStateException("boom");
        });
        try (TestContainer server = app.start(container)) {
            assertEquals(500, RawHttp.get(server.port(), "/boom").status());
        }
        assertEquals(List.of("outer null red"), outside);
    }

    @ParameterizedTest
    @EnumSource
    void works_alone_by_init_params(Container container) throws Exception {
        TestApp app = TestApp.create()
                .filter(
                        new CorrelationFilter(),
                        setup -> setup.initParam("REQUEST_ID_HEADER", "X-Correlation-ID")
                                .initParam("REQUEST_ID_ACCEPT", "false")
                                .initParam("TRACE_CONTINUE", "false")
                                .initParam("TRACE_SAMPLED", "false"))
                .servlet("/ids", CorrelationFilterTest::ids);
        try (TestContainer server = app.start(container)) {
            RawHttp.Response response = RawHttp.get(server.port(), "/ids", "X-Correlation-ID: mine", TRACEPARENT);
            String id = String.valueOf(response.header("X-Correlation-ID"));
            assertTrue(id.matches(NEW_ID), id);
            assertTrue(response.text().matches(id + " 00-(?!" + TRACE + ")[0-9a-f]{32}-[0-9a-f]{16}-00"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void does_not_start_with_settings_that_are_wrong(Container container) {
        TestApp app = TestApp.create()
                .filter(
                        new CorrelationFilter(),
                        setup -> setup.initParam("REQUEST_ID_HEADER", "X Request")
                                .initParam("TRACE_CONTINUE", "perhaps"));
        Throwable thrown = assertThrows(Exception.class, () -> app.start(container));
        StringBuilder text = new StringBuilder();
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            text.append(cause).append('\n');
        }
        assertTrue(text.toString().contains("HRD-1002 REFUSE REQUEST_ID_HEADER"), text.toString());
        assertTrue(text.toString().contains("HRD-1004 REFUSE TRACE_CONTINUE"), text.toString());
    }
}
