package dev.hardening.servlet.bodylimit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.bodylimit.BodyLimitSettings;
import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BodyLimitFilterTest {

    private static final int LIMIT = 1_000;
    private static final String CHUNKED = "Transfer-Encoding: chunked";
    private static final String FORM = "Content-Type: application/x-www-form-urlencoded";

    private final List<SecurityEvent> events = new CopyOnWriteArrayList<>();
    private final Services services = Services.builder()
            .events(events::add)
            .routes(Routes.builder()
                    .add(Route.open("/chunked-form").chunkedForms())
                    .add(Route.open("/large").maxBody(5_000))
                    .add(Route.open("/none").maxBody(0))
                    .build())
            .build();

    private static BodyLimitSettings.Builder settings() {
        return BodyLimitSettings.builder().maxBytes(LIMIT);
    }

    private TestApp app(BodyLimitSettings.Builder settings) {
        return TestApp.create().filter(new BodyLimitFilter(settings.build(), services), setup -> setup.everyDispatch());
    }

    private TestApp everyWay(BodyLimitSettings.Builder settings) {
        TestApp app = app(settings);
        WaysToRead.all().forEach((name, handler) -> app.servlet("/" + name, handler));
        return app;
    }

    private static String chunks(int size, int count) {
        String chunk = Integer.toHexString(size) + "\r\n" + "x".repeat(size) + "\r\n";
        return chunk.repeat(count) + "0\r\n\r\n";
    }

    private static String outcome(Response response) {
        String text = response.text();
        int code = text.indexOf("\"code\":\"");
        return response.status() + " " + (code < 0 ? text : text.substring(code + 8, text.indexOf('"', code + 8)));
    }

    @ParameterizedTest
    @EnumSource
    void what_is_within_the_limit_is_read_whole_in_every_way(Container container) throws Exception {
        try (TestContainer server = everyWay(settings()).start(container)) {
            for (String way : WaysToRead.all().keySet()) {
                String path = "/" + way;
                assertEquals(
                        "200 read 1000", outcome(RawHttp.request(server.port(), "POST", path, "x".repeat(LIMIT))), way);
                assertEquals(
                        "200 read 1000",
                        outcome(RawHttp.request(server.port(), "PUT", path, chunks(250, 4), CHUNKED)),
                        way + " in chunks");
                assertEquals("200 read 0", outcome(RawHttp.request(server.port(), "POST", path, "")), way + " empty");
            }
        }
        assertEquals(List.of(), events);
    }

    @ParameterizedTest
    @EnumSource
    void a_byte_above_the_limit_is_refused_in_every_way(Container container) throws Exception {
        try (TestContainer server = everyWay(settings()).start(container)) {
            for (String way : WaysToRead.all().keySet()) {
                events.clear();
                Response response = RawHttp.request(server.port(), "POST", "/" + way, chunks(143, 7), CHUNKED);
                assertEquals("413 BODY_TOO_LARGE", outcome(response), way);
                assertEquals("close", response.header("Connection"), way);
                assertEquals(
                        List.of(RefusalCode.BODY_TOO_LARGE),
                        events.stream().map(SecurityEvent::code).toList(),
                        way);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_client_that_still_sends_reads_why_it_was_refused(Container container) throws Exception {
        try (TestContainer server = everyWay(settings()).start(container)) {
            for (String way : WaysToRead.all().keySet()) {
                if (way.startsWith("listener")) {
                    continue; // no thread is there to read on
                }
                try (RawHttp connection = RawHttp.connect(server.port())) {
                    connection.send(RawHttp.message("POST", "/" + way, "", true, CHUNKED));
                    connection.send(chunks(8_192, 40));
                    assertEquals("413 BODY_TOO_LARGE", outcome(connection.read()), way);
                    assertTrue(connection.closedByServer(), way);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_declared_length_above_the_limit_never_reaches_the_application(Container container) throws Exception {
        AtomicInteger reached = new AtomicInteger();
        TestApp app = app(settings()).servlet("/*", (request, response) -> reached.incrementAndGet());
        try (TestContainer server = app.start(container)) {
            Response response = RawHttp.request(server.port(), "POST", "/", "x".repeat(LIMIT + 1));
            assertEquals("413 BODY_TOO_LARGE", outcome(response));
            assertTrue(response.text().contains("The body may have at most 1000 bytes."), response.text());
            try (RawHttp connection = RawHttp.connect(server.port())) {
                // Nothing of the body is sent, and the answer comes all the same.
                connection.send(RawHttp.message("PUT", "/", "", true, "Content-Length: 1001"));
                assertEquals("413 BODY_TOO_LARGE", outcome(connection.read()));
            }
            try (RawHttp connection = RawHttp.connect(server.port())) {
                connection.send(
                        RawHttp.message("PUT", "/", "", true, "Content-Length: 99999999999", "Expect: 100-continue"));
                // Tomcat invites the body before it asks any filter; nobody else may.
                assertEquals(
                        "413 BODY_TOO_LARGE",
                        outcome(container == Container.JETTY ? connection.readAny() : connection.read()));
                assertTrue(connection.closedByServer());
            }
            try (RawHttp connection = RawHttp.connect(server.port())) {
                connection.send(RawHttp.message("POST", "/", "x".repeat(3_000_000), true));
                assertEquals("413 BODY_TOO_LARGE", outcome(connection.read()));
            }
        }
        assertEquals(0, reached.get());
        assertEquals(4, events.size());
    }

    @ParameterizedTest
    @EnumSource
    void a_route_has_a_limit_of_its_own(Container container) throws Exception {
        TestApp app = app(settings()).servlet("/*", WaysToRead.way("array"));
        try (TestContainer server = app.start(container)) {
            assertEquals("200 read 5000", outcome(RawHttp.request(server.port(), "POST", "/large", "x".repeat(5_000))));
            Response large = RawHttp.request(server.port(), "POST", "/large", "x".repeat(5_001));
            assertTrue(large.text().contains("at most 5000 bytes"), large.text());
            Response chunked = RawHttp.request(server.port(), "POST", "/large", chunks(1_000, 6), CHUNKED);
            assertTrue(chunked.text().contains("at most 5000 bytes"), chunked.text());
            assertEquals("413 BODY_TOO_LARGE", outcome(RawHttp.request(server.port(), "POST", "/none", "x")));
            assertEquals("200 read 0", outcome(RawHttp.request(server.port(), "POST", "/none", "")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_answer_that_has_begun_is_cut_off(Container container) throws Exception {
        TestApp app = app(settings()).servlet("/*", (request, response) -> {
            response.getOutputStream().print("begun");
            response.flushBuffer();
            response.getOutputStream().print("read " + request.getInputStream().readAllBytes().length);
        });
        try (TestContainer server = app.start(container)) {
            try (RawHttp connection = RawHttp.connect(server.port())) {
                connection.send(RawHttp.message("POST", "/", chunks(500, 3), true, CHUNKED));
                assertThrows(UncheckedIOException.class, connection::read);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void forms_are_counted_and_need_a_length(Container container) throws Exception {
        TestApp app = app(settings())
                .servlet(
                        "/*",
                        (request, response) -> response.getWriter()
                                .print("read "
                                        + String.valueOf(request.getParameter("a"))
                                                .length()));
        try (TestContainer server = app.start(container)) {
            String form = "a=" + "x".repeat(200);
            String chunk = "ca\r\n" + form + "\r\n";
            assertEquals("200 read 200", outcome(RawHttp.request(server.port(), "POST", "/", form, FORM)));
            assertEquals(
                    "411 LENGTH_REQUIRED",
                    outcome(RawHttp.request(server.port(), "POST", "/", chunk + "0\r\n\r\n", FORM, CHUNKED)));
            assertEquals(
                    "200 read 200",
                    outcome(RawHttp.request(
                            server.port(), "POST", "/chunked-form", chunk + "0\r\n\r\n", FORM, CHUNKED)));
            assertEquals(
                    "413 BODY_TOO_LARGE",
                    outcome(RawHttp.request(
                            server.port(), "POST", "/chunked-form", chunk + chunks(300, 3), FORM, CHUNKED)));
            assertEquals(
                    "411 LENGTH_REQUIRED",
                    outcome(RawHttp.request(
                            server.port(),
                            "POST",
                            "/",
                            chunks(10, 1),
                            CHUNKED,
                            "Content-Type: Multipart/Form-Data; boundary=b")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void parts_are_bounded_like_every_body(Container container) throws Exception {
        TestApp app = app(settings());
        for (String path : List.of("/parts", "/chunked-form")) {
            app.servlet(path, new MultipartConfigElement("", 300, 400, 1 << 20), (request, response) -> {
                WaysToRead.answer(response, request.getPart("a").getSize());
            });
        }
        String type = "Content-Type: multipart/form-data; boundary=b";
        try (TestContainer server = app.start(container)) {
            for (int size : new int[] {4, 2_000}) {
                String body = "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n" + "x".repeat(size)
                        + "\r\n--b--\r\n";
                String chunked = Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n";
                String expected = size == 4 ? "200 read 4" : "413 BODY_TOO_LARGE";
                assertEquals(expected, outcome(RawHttp.request(server.port(), "POST", "/parts", body, type)));
                assertEquals(
                        "411 LENGTH_REQUIRED",
                        outcome(RawHttp.request(server.port(), "POST", "/parts", chunked, type, CHUNKED)));
                assertEquals(
                        expected,
                        outcome(RawHttp.request(server.port(), "POST", "/chunked-form", chunked, type, CHUNKED)));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void both_framings_at_once_do_not_evade_the_limit(Container container) throws Exception {
        try (TestContainer server = everyWay(settings()).start(container)) {
            Response response =
                    RawHttp.request(server.port(), "POST", "/array", chunks(500, 3), "Content-Length: 5", CHUNKED);
            assertTrue(response.status() == 400 || response.status() == 413, response.toString());
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_unwrapped_request_meets_the_declared_length(Container container) throws Exception {
        TestApp app = app(settings()).servlet("/*", (request, response) -> {
            ServletRequest bare = request;
            while (bare instanceof ServletRequestWrapper wrapper) {
                bare = wrapper.getRequest();
            }
            WaysToRead.answer(
                    response, ((HttpServletRequest) bare).getInputStream().readAllBytes().length);
        });
        try (TestContainer server = app.start(container)) {
            assertEquals("200 read 1000", outcome(RawHttp.request(server.port(), "POST", "/", "x".repeat(LIMIT))));
            assertEquals("413 BODY_TOO_LARGE", outcome(RawHttp.request(server.port(), "POST", "/", "x".repeat(1_001))));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shadow_only_watches_and_off_does_not_look(Container container) throws Exception {
        try (TestContainer server =
                everyWay(settings().enforcement(Enforcement.SHADOW)).start(container)) {
            for (String way : WaysToRead.all().keySet()) {
                events.clear();
                assertEquals(
                        "200 read 1001",
                        outcome(RawHttp.request(server.port(), "POST", "/" + way, "x".repeat(1_001))),
                        way);
                assertEquals(1, events.size(), way);
                assertEquals(
                        "200 read 1001",
                        outcome(RawHttp.request(server.port(), "POST", "/" + way, chunks(143, 7), CHUNKED)),
                        way);
                assertEquals(2, events.size(), way);
                assertTrue(events.stream().allMatch(SecurityEvent::isShadow), way);
            }
        }
        events.clear();
        try (TestContainer server =
                everyWay(settings().enforcement(Enforcement.OFF)).start(container)) {
            assertEquals("200 read 1001", outcome(RawHttp.request(server.port(), "POST", "/array", "x".repeat(1_001))));
        }
        assertEquals(List.of(), events);
    }

    @ParameterizedTest
    @EnumSource
    void a_filter_alone_reads_its_init_params(Container container) throws Exception {
        TestApp app = TestApp.create()
                .filter(
                        new BodyLimitFilter(),
                        setup -> setup.initParam("BODY_MAX_BYTES", "10").everyDispatch())
                .servlet("/*", WaysToRead.way("array"));
        try (TestContainer server = app.start(container)) {
            assertEquals("200 read 10", outcome(RawHttp.request(server.port(), "POST", "/", "x".repeat(10))));
            assertEquals("413 BODY_TOO_LARGE", outcome(RawHttp.request(server.port(), "POST", "/", "x".repeat(11))));
            assertEquals("200 read 0", outcome(RawHttp.get(server.port(), "/")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_filter_with_bad_settings_does_not_start(Container container) {
        TestApp app = TestApp.create()
                .filter(
                        new BodyLimitFilter(),
                        setup -> setup.initParam("BODY_MAX_BYTES", "0").initParam("BODY_CODINGS", "br"));
        Throwable refused =
                assertThrows(Exception.class, () -> app.start(container).close());
        while (refused.getCause() != null) {
            refused = refused.getCause();
        }
        String message = String.valueOf(refused.getMessage());
        assertTrue(message.contains("BODY_MAX_BYTES") && message.contains("BODY_CODINGS"), message);
        assertFalse(message.contains("br "), message);
    }
}
