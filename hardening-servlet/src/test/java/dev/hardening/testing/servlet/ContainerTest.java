package dev.hardening.testing.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.testing.servlet.RawHttp.Response;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ContainerTest {

    /** Writes down what it meets: its init-param, each dispatch, its end. */
    private static final class Witness implements Filter {
        final List<String> seen = new CopyOnWriteArrayList<>();

        @Override
        public void init(FilterConfig config) {
            seen.add("init " + config.getInitParameter("colour"));
        }

        @Override
        public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            seen.add(request.getDispatcherType() + " " + ((HttpServletRequest) request).getServletPath());
            ((HttpServletResponse) response).addHeader("X-Witness", "a");
            ((HttpServletResponse) response).addHeader("X-Witness", "b");
            chain.doFilter(request, response);
        }

        @Override
        public void destroy() {
            seen.add("destroy");
        }
    }

    private final Witness witness = new Witness();

    private TestApp app() {
        return TestApp.create()
                .filter(witness, setup -> setup.initParam("colour", "red").everyDispatch());
    }

    @ParameterizedTest
    @EnumSource
    void serves_a_request_through_its_filter_and_destroys_it_at_the_end(Container container) throws Exception {
        TestContainer server = app().servlet(
                        "/hello", (request, response) -> response.getWriter().print("hello"))
                .start(container);
        int port = server.port();
        try (server) {
            Response response = RawHttp.get(port, "/hello");

            assertEquals(200, response.status());
            assertEquals("hello", response.text());
            assertEquals(List.of("a", "b"), response.values("x-witness"));
        }
        assertEquals(List.of("init red", "REQUEST /hello", "destroy"), witness.seen);
        assertThrows(UncheckedIOException.class, () -> RawHttp.get(port, "/hello"));
        server.close();
    }

    @ParameterizedTest
    @EnumSource
    void runs_filters_on_a_path_without_a_servlet(Container container) throws Exception {
        try (TestContainer server = app().start(container)) {
            Response response = RawHttp.get(server.port(), "/nowhere");

            assertEquals(404, response.status());
            assertEquals("a", response.header("X-Witness"));
        }
        assertTrue(witness.seen.contains("REQUEST /nowhere"), witness.seen.toString());
    }

    @ParameterizedTest
    @EnumSource
    void completes_an_async_request_and_dispatches_another(Container container) throws Exception {
        try (TestContainer server = app().servlet("/complete", (request, response) -> {
                    AsyncContext async = request.startAsync();
                    async.start(() -> {
                        response.setStatus(202);
                        async.complete();
                    });
                })
                .servlet("/dispatch", (request, response) -> {
                    if (request.getDispatcherType() == DispatcherType.ASYNC) {
                        response.getWriter().print("back");
                    } else {
                        request.startAsync().dispatch();
                    }
                })
                .start(container)) {
            assertEquals(202, RawHttp.get(server.port(), "/complete").status());
            assertEquals("back", RawHttp.get(server.port(), "/dispatch").text());
        }
        assertEquals(
                List.of("init red", "REQUEST /complete", "REQUEST /dispatch", "ASYNC /dispatch", "destroy"),
                witness.seen);
    }

    @ParameterizedTest
    @EnumSource
    void forwards_and_includes(Container container) throws Exception {
        try (TestContainer server = app().servlet(
                        "/target", (request, response) -> response.getWriter().print("target"))
                .servlet(
                        "/forward",
                        (request, response) ->
                                request.getRequestDispatcher("/target").forward(request, response))
                .servlet("/include", (request, response) -> {
                    response.getWriter().print("[");
                    request.getRequestDispatcher("/target").include(request, response);
                    response.getWriter().print("]");
                })
                .start(container)) {
            assertEquals("target", RawHttp.get(server.port(), "/forward").text());
            assertEquals("[target]", RawHttp.get(server.port(), "/include").text());
        }
        assertEquals(
                List.of(
                        "init red",
                        "REQUEST /forward",
                        "FORWARD /target",
                        "REQUEST /include",
                        "INCLUDE /include",
                        "destroy"),
                witness.seen);
    }

    @ParameterizedTest
    @EnumSource
    void answers_errors_with_the_declared_pages(Container container) throws Exception {
        try (TestContainer server = app().servlet("/teapot", (request, response) -> response.sendError(418))
                .servlet("/throws", (request, response) -> {
                    throw new IllegalStateException("secret");
                })
                .servlet(
                        "/page",
                        (request, response) -> response.getWriter()
                                .print("page of " + request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE)))
                .errorPage(418, "/page")
                .errorPage(IllegalStateException.class, "/page")
                .start(container)) {
            Response teapot = RawHttp.get(server.port(), "/teapot");
            assertEquals(418, teapot.status());
            assertEquals("page of 418", teapot.text());

            Response thrown = RawHttp.get(server.port(), "/throws");
            assertEquals(500, thrown.status());
            assertEquals("page of 500", thrown.text());
        }
        assertEquals(
                List.of("init red", "REQUEST /teapot", "ERROR /page", "REQUEST /throws", "ERROR /page", "destroy"),
                witness.seen);
    }

    @ParameterizedTest
    @EnumSource
    void loses_headers_on_reset(Container container) throws Exception {
        try (TestContainer server = app().servlet("/reset", (request, response) -> {
                    response.getWriter().print("never seen");
                    response.reset();
                    response.getWriter().print("kept");
                })
                .start(container)) {
            Response response = RawHttp.get(server.port(), "/reset");

            assertEquals("kept", response.text());
            assertNull(response.header("X-Witness"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void keeps_a_connection_alive_and_reads_chunked_bodies(Container container) throws Exception {
        try (TestContainer server = TestApp.create()
                        .servlet("/stream", (request, response) -> {
                            response.getWriter().print("one");
                            response.flushBuffer();
                            response.getWriter().print("two");
                        })
                        .servlet(
                                "/echo",
                                (request, response) -> response.getOutputStream()
                                        .write(request.getInputStream().readAllBytes()))
                        .start(container);
                RawHttp connection = RawHttp.connect(server.port())) {
            Response chunked =
                    connection.send(RawHttp.message("GET", "/stream", "", true)).read();
            assertEquals("chunked", chunked.header("Transfer-Encoding"));
            assertEquals("onetwo", chunked.text());

            connection.send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
            connection.send("3\r\nabc\r\n").send("0\r\n\r\n");
            assertEquals("abc", connection.read().text());

            assertEquals(
                    200,
                    connection
                            .send(RawHttp.message("HEAD", "/echo", "", true))
                            .read()
                            .status());
            assertEquals(
                    "last",
                    connection
                            .send(RawHttp.message("POST", "/echo", "last", false))
                            .read()
                            .text());
            assertTrue(connection.closedByServer());
        }
    }

    @ParameterizedTest
    @EnumSource
    void sees_paths_as_they_were_sent(Container container) throws Exception {
        try (TestContainer server = TestApp.create()
                .contextPath("/app")
                .servlet("/*", (request, response) -> response.getWriter().print(request.getRequestURI()))
                .start(container)) {
            assertEquals(
                    "/app/%61;x=1", RawHttp.get(server.port(), "/app/%61;x=1").text());
        }
    }

    @ParameterizedTest
    @EnumSource
    void reads_the_parts_of_a_form(Container container) throws Exception {
        try (TestContainer server = TestApp.create()
                .servlet(
                        "/form",
                        new MultipartConfigElement(""),
                        (request, response) ->
                                response.getWriter().print(request.getPart("a").getSize()))
                .start(container)) {
            String body = "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nfour\r\n--b--\r\n";

            Response response = RawHttp.request(
                    server.port(), "POST", "/form", body, "Content-Type: multipart/form-data; boundary=b");

            assertEquals("4", response.text());
        }
    }

    @ParameterizedTest
    @EnumSource
    void lets_the_application_register_by_class_name(Container container) throws Exception {
        AtomicInteger startups = new AtomicInteger();
        try (TestContainer server = TestApp.create()
                .onStartup(context -> {
                    startups.incrementAndGet();
                    context.addFilter("named", Named.class.getName()).addMappingForUrlPatterns(null, false, "/*");
                })
                .start(container)) {
            assertEquals("here", RawHttp.get(server.port(), "/").header("X-Named"));
            assertEquals(1, startups.get());
        }
    }

    /** A filter that a container makes itself. */
    public static final class Named implements Filter {
        @Override
        public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            ((HttpServletResponse) response).setHeader("X-Named", "here");
            chain.doFilter(request, response);
        }
    }

    static List<Exception> failures() {
        return List.of(new ServletException("no secret"), new IllegalArgumentException("no secret"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void does_not_start_when_a_filter_refuses(Exception failure) {
        for (Container container : Container.values()) {
            TestApp app = TestApp.create().filter(new Filter() {
                @Override
                public void init(FilterConfig config) throws ServletException {
                    if (failure instanceof ServletException exception) {
                        throw exception;
                    }
                    throw (RuntimeException) failure;
                }

                @Override
                public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain) {}
            });

            Throwable thrown = assertThrows(Exception.class, () -> app.start(container));
            while (thrown != failure && thrown.getCause() != null) {
                thrown = thrown.getCause();
            }
            assertSame(failure, thrown);
        }
    }
}
