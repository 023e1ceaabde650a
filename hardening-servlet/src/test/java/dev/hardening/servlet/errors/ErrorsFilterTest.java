package dev.hardening.servlet.errors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.hardening.core.accesslog.AccessLogSettings;
import dev.hardening.core.decision.ErrorStyle;
import dev.hardening.core.errors.ErrorPages;
import dev.hardening.core.errors.ErrorSettings;
import dev.hardening.servlet.accesslog.AccessLogFilter;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.LogCapture;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ErrorsFilterTest {

    private static final String LEAK = "leak-5eb63bbbe01eeed0";
    private static final List<String> FORBIDDEN = List.of(
            LEAK,
            "/srv/app/secret.txt",
            "SELECT",
            "Exception",
            "dev.hardening",
            ".java",
            "\tat ",
            "jetty",
            "tomcat",
            "apache",
            "eclipse",
            "leaking-header");

    private static final Map<Container, TestContainer> SERVERS = new EnumMap<>(Container.class);

    private LogCapture log = LogCapture.of("dev.hardening");

    private static IllegalStateException leak() {
        return new IllegalStateException(
                "cannot open /srv/app/secret.txt " + LEAK,
                new IOException("SELECT * FROM users /srv/app/secret.txt " + LEAK));
    }

    private static final class Leaking extends NoSuchElementException {
        private static final long serialVersionUID = 1L;

        Leaking() {
            super(LEAK);
        }
    }

    private static final class Known extends HttpServlet {
        private static final long serialVersionUID = 1L;
    }

    private static TestApp app(ErrorSettings settings) {
        Services services = Services.standard();
        return TestApp.create()
                .filter(
                        new AccessLogFilter(AccessLogSettings.builder().build(), services),
                        setup -> setup.everyDispatch())
                .filter(new ErrorsFilter(settings, services), setup -> setup.everyDispatch());
    }

    private static TestApp servlets(TestApp app) {
        return app.servlet("/ok", (request, response) -> response.getWriter().print("ok"))
                .servlet("/boom", (request, response) -> {
                    throw leak();
                })
                .servlet("/checked", (request, response) -> {
                    throw new ServletException(leak());
                })
                .servlet("/io", (request, response) -> {
                    throw new IOException(LEAK, leak());
                })
                .servlet("/error", (request, response) -> {
                    throw new AssertionError(LEAK, leak());
                })
                .servlet("/memory", (request, response) -> {
                    throw new OutOfMemoryError(LEAK);
                })
                .servlet("/overflow", (request, response) -> overflow(0))
                .servlet("/header", (request, response) -> {
                    response.setHeader("X-Debug", "leaking-header");
                    response.setStatus(201);
                    throw leak();
                })
                .servlet("/writer", (request, response) -> {
                    response.setContentType("text/plain");
                    response.getWriter().print("partial " + LEAK);
                    throw leak();
                })
                .servlet("/stream", (request, response) -> {
                    response.setContentLength(1000);
                    response.getOutputStream().write(LEAK.getBytes(StandardCharsets.UTF_8));
                    throw leak();
                })
                .servlet("/committed", (request, response) -> {
                    response.getWriter().print("first half");
                    response.flushBuffer();
                    throw leak();
                })
                .servlet("/committed-length", (request, response) -> {
                    response.setContentLength(100);
                    response.getOutputStream().write(new byte[10]);
                    response.flushBuffer();
                    throw leak();
                })
                .servlet(
                        "/forward",
                        (request, response) ->
                                request.getRequestDispatcher("/boom").forward(request, response))
                .servlet("/include", (request, response) -> {
                    response.getWriter().print("before");
                    request.getRequestDispatcher("/boom").include(request, response);
                })
                .servlet(
                        "/forward-send",
                        (request, response) ->
                                request.getRequestDispatcher("/send500").forward(request, response))
                .servlet("/include-send", (request, response) -> {
                    response.getWriter().print("before ");
                    request.getRequestDispatcher("/send404").include(request, response);
                    response.getWriter().print("after");
                })
                .servlet("/send404", (request, response) -> {
                    response.setHeader("X-Reason", "kept");
                    response.addCookie(new jakarta.servlet.http.Cookie("a", "1"));
                    response.addCookie(new jakarta.servlet.http.Cookie("b", "2"));
                    response.setHeader("Content-Encoding", "gzip");
                    response.sendError(404, LEAK + " <b>/srv/app/secret.txt</b>");
                })
                .servlet("/send500", (request, response) -> response.sendError(500, LEAK))
                .servlet("/send503", (request, response) -> response.sendError(503, LEAK))
                .servlet("/send-and-go-on", (request, response) -> {
                    PrintWriter early = response.getWriter();
                    early.print("early");
                    response.sendError(400, LEAK);
                    early.print(LEAK);
                    response.getWriter().print(LEAK);
                    response.getOutputStream().write(1);
                    response.setStatus(200);
                    response.flushBuffer();
                })
                .servlet("/send-and-throw", (request, response) -> {
                    response.sendError(403, LEAK);
                    throw leak();
                })
                .servlet("/known", new Known())
                .servlet("/missing", (request, response) -> {
                    throw new Leaking();
                })
                .servlet("/async-dispatch", (request, response) -> {
                    if (request.getDispatcherType() == DispatcherType.ASYNC) {
                        throw leak();
                    }
                    request.startAsync().dispatch();
                })
                .servlet("/async-dispatch-error", (request, response) -> {
                    if (request.getDispatcherType() == DispatcherType.ASYNC) {
                        throw new AssertionError(leak());
                    }
                    request.startAsync().dispatch();
                })
                .servlet(
                        "/async-thread",
                        (request, response) -> request.startAsync().start(() -> {
                            throw leak();
                        }))
                .servlet("/async-send", (request, response) -> {
                    AsyncContext context = request.startAsync();
                    context.start(() -> {
                        try {
                            ((HttpServletResponse) context.getResponse()).sendError(500, LEAK);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                        context.complete();
                    });
                })
                .servlet("/async-then-throw", (request, response) -> {
                    request.startAsync();
                    throw leak();
                })
                .servlet(
                        "/async-timeout",
                        (request, response) -> request.startAsync().setTimeout(50))
                .servlet("/async-committed", (request, response) -> {
                    AsyncContext context = request.startAsync();
                    context.setTimeout(50);
                    response.getWriter().print("first half");
                    response.flushBuffer();
                    context.start(() -> {
                        throw leak();
                    });
                })
                .servlet("/async-dispatch-committed", (request, response) -> {
                    if (request.getDispatcherType() == DispatcherType.ASYNC) {
                        throw leak();
                    }
                    response.getWriter().print("first half");
                    response.flushBuffer();
                    request.startAsync().dispatch();
                })
                .servlet("/async-timeout-committed", (request, response) -> {
                    response.getWriter().print("first half");
                    response.flushBuffer();
                    request.startAsync().setTimeout(50);
                })
                .servlet("/async-again", (request, response) -> {
                    if (request.getDispatcherType() == DispatcherType.ASYNC) {
                        request.startAsync().setTimeout(50);
                    } else {
                        request.startAsync().dispatch();
                    }
                })
                .servlet("/read", (request, response) -> {
                    byte[] body = request.getInputStream().readAllBytes();
                    response.getWriter().print(body.length);
                })
                .servlet(
                        "/parameter",
                        (request, response) -> response.getWriter().print(request.getParameter("a")))
                .servlet("/async-own-timeout", (request, response) -> {
                    AsyncContext context = request.startAsync();
                    context.setTimeout(50);
                    context.addListener(new OwnTimeout());
                });
    }

    private static int overflow(int depth) {
        return depth < 0 ? depth : overflow(depth + 1) + 1;
    }

    /** An application that answers its own time-outs. */
    private static final class OwnTimeout implements AsyncListener {
        @Override
        public void onTimeout(AsyncEvent event) throws IOException {
            event.getAsyncContext().getResponse().getWriter().print("mine");
            event.getAsyncContext().complete();
        }

        @Override
        public void onComplete(AsyncEvent event) {}

        @Override
        public void onError(AsyncEvent event) {}

        @Override
        public void onStartAsync(AsyncEvent event) {}
    }

    @BeforeAll
    static void start() throws Exception {
        for (Container container : Container.values()) {
            ErrorSettings settings =
                    ErrorSettings.builder().status(Leaking.class, 404).build();
            SERVERS.put(container, servlets(app(settings)).start(container));
        }
    }

    @AfterAll
    static void stop() {
        SERVERS.values().forEach(TestContainer::close);
    }

    @BeforeEach
    void listen() {
        log.close();
        log = LogCapture.of("dev.hardening");
    }

    @AfterEach
    void hush() {
        log.close();
    }

    private static int port(Container container) {
        return assertNotNull(SERVERS.get(container)).port();
    }

    private static <T> T assertNotNull(@org.jspecify.annotations.Nullable T value) {
        assertTrue(value != null, "null");
        return java.util.Objects.requireNonNull(value);
    }

    private List<ILoggingEvent> errors() {
        return log.events().stream().filter(e -> e.getLevel() == Level.ERROR).toList();
    }

    /** The line of this path: the one of the test before may come late. */
    private ILoggingEvent accessLine(String path) throws InterruptedException {
        List<ILoggingEvent> lines = log.await(
                1,
                e -> e.getLoggerName().equals("dev.hardening.access")
                        && e.getLevel() == Level.INFO
                        && path.equals(LogCapture.value(e, "path")));
        assertEquals(1, lines.size(), "one access line");
        return lines.get(0);
    }

    private static void assertNoLeak(Response response) {
        // The server's own field is set by the connector and not by an answer.
        String all = response.toString().replaceFirst("(?m)^Server: .*$", "");
        for (String forbidden : FORBIDDEN) {
            assertFalse(
                    all.toLowerCase(Locale.ROOT).contains(forbidden.toLowerCase(Locale.ROOT)),
                    () -> "<" + forbidden + "> in\n" + all);
        }
    }

    static Stream<Arguments> failing() {
        List<Arguments> all = new ArrayList<>();
        for (Container container : Container.values()) {
            for (String path : List.of(
                    "/boom",
                    "/checked",
                    "/io",
                    "/error",
                    "/memory",
                    "/overflow",
                    "/header",
                    "/writer",
                    "/stream",
                    "/forward",
                    "/include",
                    "/forward-send",
                    "/send500",
                    "/async-dispatch",
                    "/async-dispatch-error",
                    "/async-thread",
                    "/async-send",
                    "/async-then-throw")) {
                all.add(Arguments.of(container, path));
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("failing")
    void answers_every_failure_by_a_fixed_text_and_one_error_line(Container container, String path) throws Exception {
        Response response = RawHttp.get(port(container), path + "?token=abc");

        assertEquals(500, response.status());
        assertNoLeak(response);
        String id = assertNotNull(response.header("X-Error-ID"));
        assertTrue(id.matches("[0-9a-f]{16}"));
        assertEquals("application/problem+json", response.header("Content-Type"));
        assertEquals("no-store", response.header("Cache-Control"));
        assertEquals(1, response.values("X-Error-ID").size());
        assertEquals(
                "{\"type\":\"urn:hardening:problem:internal-error\",\"title\":\"Internal error\",\"status\":500,"
                        + "\"detail\":\"The service failed; the error id finds the reason.\","
                        + "\"code\":\"INTERNAL_ERROR\",\"error_id\":\"" + id + "\"}",
                response.text());

        ILoggingEvent access = accessLine(path);
        assertEquals(500, LogCapture.value(access, "status"));
        assertEquals(path, LogCapture.value(access, "path"));
        assertEquals(id, LogCapture.value(access, "error_id"));
        assertEquals(1, errors().size(), () -> log.events().toString());
        ILoggingEvent error = errors().get(0);
        assertEquals("dev.hardening.errors", error.getLoggerName());
        assertEquals(id, LogCapture.value(error, "error_id"));
        assertEquals("GET", LogCapture.value(error, "method"));
        assertEquals(path, LogCapture.value(error, "path"));
        assertEquals("127.0.0.1", LogCapture.value(error, "client_ip"));
        if (path.contains("send")) {
            assertEquals(LEAK, LogCapture.value(error, "reason"));
        } else {
            assertNotNull(error.getThrowableProxy());
        }
    }

    @ParameterizedTest
    @EnumSource
    void cuts_off_an_answer_that_had_begun(Container container) throws Exception {
        for (String path :
                List.of("/committed", "/committed-length", "/async-dispatch-committed", "/async-committed")) {
            try (RawHttp connection = RawHttp.connect(port(container))) {
                connection.send(RawHttp.message("GET", path, "", true));

                UncheckedIOException incomplete = assertThrows(UncheckedIOException.class, connection::read, path);
                assertFalse(incomplete.getCause() instanceof SocketTimeoutException, incomplete::toString);
            }
        }
        List<ILoggingEvent> lines = log.await(4, e -> e.getLoggerName().equals("dev.hardening.access"));
        for (ILoggingEvent line : lines) {
            assertEquals(200, LogCapture.value(line, "status"), "what the client saw");
            assertEquals(true, LogCapture.value(line, "cut_off"));
        }
        assertEquals(4, errors().size(), () -> log.events().toString());
        assertEquals(LogCapture.value(errors().get(0), "error_id"), LogCapture.value(lines.get(0), "error_id"));
    }

    @ParameterizedTest
    @EnumSource
    void cuts_off_a_stream_that_times_out(Container container) {
        try (RawHttp connection = RawHttp.connect(port(container))) {
            connection.send(RawHttp.message("GET", "/async-timeout-committed", "", true));

            UncheckedIOException incomplete = assertThrows(UncheckedIOException.class, connection::read);
            assertFalse(incomplete.getCause() instanceof SocketTimeoutException, incomplete::toString);
        }
    }

    @ParameterizedTest
    @EnumSource
    void answers_what_a_client_broke_off_without_an_error_line(Container container) throws Exception {
        String head = "POST /read HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
        for (String request : List.of(
                head + "Content-Length: 100\r\n\r\nten bytes.",
                head + "Transfer-Encoding: chunked\r\n\r\n5\r\nab",
                head + "Transfer-Encoding: chunked\r\n\r\nZZ\r\nab\r\n",
                "GET /parameter?a=%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "GET /parameter?a=%ff%fe HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                RawHttp.message(
                        "POST", "/parameter", "a=%zz", false, "Content-Type: application/x-www-form-urlencoded"))) {
            try (RawHttp connection = RawHttp.connect(port(container))) {
                Response response = connection.send(request).finish().read();

                assertEquals(400, response.status(), request);
                if (container == Container.TOMCAT && request.startsWith("POST /read")) {
                    // Tomcat lets nobody else answer a body that is malformed or breaks off; its page must tell nothing
                    // of the inside.
                    assertFalse(response.text().contains("Exception"), response::toString);
                    assertFalse(response.text().contains(".java"), response::toString);
                } else {
                    assertNoLeak(response);
                }
            }
        }
        assertTrue(errors().isEmpty(), () -> log.events().toString());
    }

    @ParameterizedTest
    @EnumSource
    void a_client_that_stops_sending_its_body_is_no_error(Container container) throws Exception {
        TestApp slow = servlets(app(ErrorSettings.builder().build())).idleTimeout(Duration.ofMillis(300));
        try (TestContainer server = slow.start(container);
                RawHttp connection = RawHttp.connect(server.port())) {
            connection.send("POST /read HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nten bytes.");
            assertEquals(408, connection.read().status());
        }
        assertTrue(errors().isEmpty(), () -> log.events().toString());
    }

    static Stream<Arguments> refused() {
        List<Arguments> all = new ArrayList<>();
        for (Container container : Container.values()) {
            all.add(Arguments.of(container, "GET", "/nowhere", 404, "NOT_FOUND"));
            all.add(Arguments.of(container, "GET", "/send404", 404, "NOT_FOUND"));
            all.add(Arguments.of(container, "GET", "/missing", 404, "NOT_FOUND"));
            all.add(Arguments.of(container, "POST", "/known", 405, "METHOD_NOT_ALLOWED"));
            all.add(Arguments.of(container, "BREW", "/known", 501, "NOT_IMPLEMENTED"));
            all.add(Arguments.of(container, "GET", "/send-and-go-on", 400, "BAD_REQUEST"));
            all.add(Arguments.of(container, "GET", "/send-and-throw", 403, "FORBIDDEN"));
            all.add(Arguments.of(container, "GET", "/send503", 503, "SERVICE_UNAVAILABLE"));
            all.add(Arguments.of(container, "GET", "/async-timeout", 503, "REQUEST_TIMEOUT"));
            all.add(Arguments.of(container, "GET", "/async-again", 503, "REQUEST_TIMEOUT"));
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("refused")
    void answers_error_pages_by_a_fixed_text(Container container, String method, String path, int status, String code)
            throws Exception {
        try (RawHttp connection = RawHttp.connect(port(container))) {
            Response response =
                    connection.send(RawHttp.message(method, path, "", true)).read();

            assertEquals(status, response.status());
            assertNoLeak(response);
            assertTrue(response.text().contains("\"code\":\"" + code + "\""), response.text());
            assertEquals(status >= 500, response.header("X-Error-ID") != null);
            assertEquals(status, LogCapture.value(accessLine(path), "status"));
            assertEquals(
                    status == 501 ? 1 : 0, errors().size(), () -> log.events().toString());

            if (!"close".equals(response.header("Connection"))) {
                assertEquals(
                        "ok",
                        connection
                                .send(RawHttp.message("GET", "/ok", "", true))
                                .read()
                                .text(),
                        "the connection stays usable");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void keeps_header_fields_with_an_error_page_but_for_those_of_the_body(Container container) {
        Response response = RawHttp.get(port(container), "/send404");

        assertEquals("kept", response.header("X-Reason"));
        assertEquals(2, response.values("Set-Cookie").size());
        assertNull(response.header("Content-Encoding"));
    }

    @ParameterizedTest
    @EnumSource
    void takes_what_is_written_after_an_error_page_without_complaint(Container container) throws Exception {
        assertEquals(400, RawHttp.get(port(container), "/send-and-go-on").status());

        accessLine("/send-and-go-on");
        List<ILoggingEvent> others = log.events().stream()
                .filter(e -> !e.getLoggerName().equals("dev.hardening.access"))
                .toList();
        assertEquals(List.of(), others);
    }

    @ParameterizedTest
    @EnumSource
    void lets_an_include_that_sends_an_error_change_nothing(Container container) {
        Response response = RawHttp.get(port(container), "/include-send");

        assertEquals(200, response.status());
        assertEquals("before after", response.text());
    }

    @ParameterizedTest
    @EnumSource
    void leaves_an_application_its_own_timeouts(Container container) throws Exception {
        Response response = RawHttp.get(port(container), "/async-own-timeout");

        assertEquals(200, response.status());
        assertEquals("mine", response.text());
        accessLine("/async-own-timeout");
        assertTrue(errors().isEmpty());
    }

    @ParameterizedTest
    @EnumSource
    void answers_head_without_a_body_and_a_browser_with_a_page(Container container) {
        Response head = RawHttp.request(port(container), "HEAD", "/boom", "");
        assertEquals(500, head.status());
        assertNotNull(head.header("X-Error-ID"));

        Response page = RawHttp.get(port(container), "/boom", "Sec-Fetch-Mode: navigate");
        assertNoLeak(page);
        assertTrue(page.text().startsWith("<!doctype html>"));
    }

    @ParameterizedTest
    @EnumSource
    void works_alone_from_init_params(Container container) throws Exception {
        try (TestContainer server = servlets(TestApp.create()
                        .filter(
                                new ErrorsFilter(),
                                setup -> setup.initParam("ERROR_STYLE", "nested")
                                        .dispatches(DispatcherType.REQUEST, DispatcherType.ASYNC)))
                .start(container)) {
            for (String path : List.of("/boom", "/async-dispatch", "/async-thread", "/include", "/forward")) {
                Response response = RawHttp.get(server.port(), path);

                assertEquals(500, response.status(), path);
                assertNoLeak(response);
                assertEquals("application/json", response.header("Content-Type"));
                assertTrue(response.text().startsWith("{\"success\":false,\"error\":{"), response.text());
                assertTrue(response.text().contains(assertNotNull(response.header("X-Error-ID"))));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void refuses_to_start_with_bad_settings(Container container) {
        TestApp app = TestApp.create()
                .filter(
                        new ErrorsFilter(),
                        setup -> setup.initParam("ERROR_STYLE", "xml").initParam("ERROR_PAGES", "mine"));

        Throwable refused = assertThrows(Exception.class, () -> app.start(container));
        while (refused.getCause() != null) {
            refused = refused.getCause();
        }
        String message = assertNotNull(refused.getMessage());
        assertTrue(message.contains("HRD-1004 REFUSE ERROR_STYLE"), message);
        assertTrue(message.contains("HRD-1004 REFUSE ERROR_PAGES"), message);
    }

    @ParameterizedTest
    @EnumSource
    void leaves_error_pages_to_an_application_that_has_its_own(Container container) throws Exception {
        ErrorSettings settings = ErrorSettings.builder()
                .style(ErrorStyle.FLAT)
                .pages(ErrorPages.CONTAINER)
                .build();
        try (TestContainer server = servlets(app(settings))
                .servlet("/page", (request, response) -> response.getWriter().print("our page"))
                .errorPage(404, "/page")
                .errorPage(500, "/page")
                .start(container)) {
            assertEquals("our page", RawHttp.get(server.port(), "/send404").text());

            Response thrown = RawHttp.get(server.port(), "/boom");
            assertEquals(500, thrown.status());
            assertEquals("our page", thrown.text());
            assertNotNull(thrown.header("X-Error-ID"));
        }
        assertEquals(1, errors().size());
    }
}
