package dev.hardening.servlet.bodylimit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hardening.core.bodylimit.BodyLimitSettings;
import dev.hardening.core.errors.ErrorSettings;
import dev.hardening.servlet.errors.ErrorsFilter;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import jakarta.servlet.MultipartConfigElement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Heads that make a container do with a body what no filter sees. */
class AttackedBodyTest {

    private final Services services = Services.builder().events(event -> {}).build();

    private TestApp app() {
        return TestApp.create()
                .filter(new ErrorsFilter(ErrorSettings.builder().build(), services), setup -> setup.everyDispatch())
                .filter(
                        new BodyLimitFilter(
                                BodyLimitSettings.builder().maxBytes(1_000).build(), services),
                        setup -> setup.everyDispatch());
    }

    @ParameterizedTest
    @EnumSource
    void parts_of_unknown_length_are_refused_whatever_their_subtype_is(Container container) throws Exception {
        String part = "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x\"\r\n\r\n" + "x".repeat(100_000)
                + "\r\n--b--\r\n";
        String chunks = Integer.toHexString(part.length()) + "\r\n" + part + "\r\n0\r\n\r\n";
        try (TestContainer server = app().servlet(
                        "/parts",
                        new MultipartConfigElement(""),
                        (request, response) ->
                                response.getWriter().print(request.getParts().size()))
                .start(container)) {
            for (String type :
                    List.of("multipart/form-data", "multipart/mixed", "MULTIPART/x", "multipart/form-datax")) {
                assertEquals(
                        411,
                        RawHttp.request(
                                        server.port(),
                                        "POST",
                                        "/parts",
                                        chunks,
                                        "Transfer-Encoding: chunked",
                                        "Content-Type: " + type + "; boundary=b")
                                .status(),
                        type);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_charset_that_nobody_knows_is_the_fault_of_the_client(Container container) throws Exception {
        try (TestContainer server = app().servlet(
                        "/reader",
                        (request, response) ->
                                response.getWriter().print(request.getReader().readLine()))
                .servlet(
                        "/stream",
                        (request, response) -> response.getWriter()
                                .print(request.getInputStream().readAllBytes().length))
                .servlet("/form", (request, response) -> response.getWriter().print(request.getParameter("a")))
                .start(container)) {
            for (String charset : List.of("foo", "x%y")) {
                String type = "Content-Type: text/plain;charset=" + charset;
                String form = "Content-Type: application/x-www-form-urlencoded;charset=" + charset;
                assertEquals(
                        415,
                        RawHttp.request(server.port(), "POST", "/reader", "a=b", type)
                                .status(),
                        charset);
                assertEquals(
                        200,
                        RawHttp.request(server.port(), "POST", "/stream", "a=b", type)
                                .status(),
                        charset);
                assertEquals(
                        400,
                        RawHttp.request(server.port(), "POST", "/form", "a=b", form)
                                .status(),
                        charset);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_error_page_waits_for_no_body_that_nobody_reads(Container container) throws Exception {
        try (TestContainer server = app().idleTimeout(Duration.ofSeconds(60))
                        .servlet("/sent", (request, response) -> response.sendError(404))
                        .servlet("/thrown", (request, response) -> {
                            throw new IllegalStateException("before the body was read");
                        })
                        .start(container);
                RawHttp sent = RawHttp.connect(server.port());
                RawHttp thrown = RawHttp.connect(server.port())) {
            String rest = " HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n0123456789";
            assertEquals(404, sent.send("POST /sent" + rest).read().status());
            assertEquals(500, thrown.send("POST /thrown" + rest).read().status());
        }
    }
}
