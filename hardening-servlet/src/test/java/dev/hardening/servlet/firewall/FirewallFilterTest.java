package dev.hardening.servlet.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.firewall.FirewallSettings;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.PathReading;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FirewallFilterTest {

    private final List<SecurityEvent> events = new CopyOnWriteArrayList<>();
    private final AtomicInteger served = new AtomicInteger();
    private final Services services = Services.builder().events(events::add).build();

    private TestApp app(FirewallSettings.Builder settings) {
        return app().filter(new FirewallFilter(settings.build(), services), setup -> setup.everyDispatch());
    }

    private TestApp app() {
        return TestApp.create().servlet("/*", (request, response) -> {
            served.incrementAndGet();
            response.getWriter().print("served");
        });
    }

    private static String outcome(Response response) {
        String text = response.text();
        int code = text.indexOf("\"code\":\"");
        return response.status() + (code < 0 ? "" : " " + text.substring(code + 8, text.indexOf('"', code + 8)));
    }

    @ParameterizedTest
    @EnumSource
    void an_ordinary_request_goes_on(Container container) throws Exception {
        try (TestContainer server = app(FirewallSettings.builder()).start(container)) {
            assertEquals(
                    "served",
                    RawHttp.get(server.port(), "/api/items/42?page=2&q=a+b%20%C3%BC")
                            .text());
            assertEquals(
                    200,
                    RawHttp.request(
                                    server.port(),
                                    "POST",
                                    "/api",
                                    "a=b",
                                    "Content-Type: text/plain",
                                    "Cookie: a=b",
                                    "Cookie: c=d",
                                    "Accept: a/b",
                                    "Accept: c/d",
                                    "X-Name: gr\u00fcn\tx",
                                    "X-Empty:")
                            .status());
            assertEquals(200, RawHttp.request(server.port(), "HEAD", "/", "").status());
            assertEquals(200, RawHttp.request(server.port(), "OPTIONS", "/", "").status());
            assertEquals(
                    200,
                    RawHttp.exchange(
                                    server.port(),
                                    "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n")
                            .status());
            assertEquals(200, RawHttp.get(server.port(), "http://localhost/a?b").status());
        }
        assertEquals(List.of(), events);
    }

    @ParameterizedTest
    @EnumSource
    void other_methods_are_405(Container container) throws Exception {
        try (TestContainer server = app(FirewallSettings.builder()).start(container)) {
            for (String method : List.of("TRACK", "PROPFIND", "BREW", "get", "Post", "A".repeat(300), "GET1")) {
                Response response = RawHttp.request(server.port(), method, "/", "");
                assertEquals("405 METHOD_NOT_ALLOWED", outcome(response), method + response);
                assertEquals("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS", response.header("Allow"), method);
            }
            for (String method : List.of("TRACE", "CONNECT", "G@T", "G\u00c4T")) {
                int status = RawHttp.request(server.port(), method, "/", "").status();
                assertTrue(status == 405 || status == 400 || status == 501, method + status);
            }
            // The containers answer it themselves; no filter and no servlet ever sees it.
            int asterisk = RawHttp.request(server.port(), "OPTIONS", "*", "").status();
            assertEquals(container == Container.TOMCAT ? 200 : 404, asterisk);
        }
        assertEquals(0, served.get());
        assertEquals(
                7,
                events.stream()
                        .filter(event -> !"TRACE".equals(event.method()) && !"CONNECT".equals(event.method()))
                        .count(),
                events::toString);
    }

    @ParameterizedTest
    @EnumSource
    void a_header_does_not_change_the_method(Container container) throws Exception {
        TestApp app = TestApp.create()
                .filter(new FirewallFilter(FirewallSettings.builder().build(), services))
                .servlet("/*", (request, response) -> response.getWriter().print(request.getMethod()));
        try (TestContainer server = app.start(container)) {
            assertEquals(
                    "POST",
                    RawHttp.request(
                                    server.port(),
                                    "POST",
                                    "/?_method=TRACE",
                                    "",
                                    "X-HTTP-Method-Override: DELETE",
                                    "X-HTTP-Method: PUT",
                                    "X-Method-Override: TRACE")
                            .text());
        }
    }

    @ParameterizedTest
    @EnumSource
    void each_refusal_has_its_status_and_code(Container container) throws Exception {
        FirewallSettings.Builder settings = FirewallSettings.builder()
                .maxTarget(200)
                .maxParameters(3)
                .maxParameterName(8)
                .maxParameterValue(20)
                .maxHeaders(8)
                .maxHeader(100)
                .maxHeaderTotal(300);
        try (TestContainer server = app(settings).paths(PathReading.DECODING).start(container)) {
            int port = server.port();
            assertEquals("400 PATH_MALFORMED", outcome(RawHttp.get(port, "/a%0ab")));
            assertEquals("400 PATH_AMBIGUOUS", outcome(RawHttp.get(port, "/a;b")));
            assertEquals("400 PATH_AMBIGUOUS", outcome(RawHttp.get(port, "/a%2fb")));
            assertEquals("414 TARGET_TOO_LONG", outcome(RawHttp.get(port, "/" + "a".repeat(200))));
            assertEquals("414 TARGET_TOO_LONG", outcome(RawHttp.get(port, "/?" + "a&".repeat(100))));
            assertEquals("400 QUERY_MALFORMED", outcome(RawHttp.get(port, "/?a=%zz")));
            assertEquals("400 QUERY_MALFORMED", outcome(RawHttp.get(port, "/?a=%00")));
            assertEquals("400 QUERY_MALFORMED", outcome(RawHttp.get(port, "/?a=%C0%AE")));
            assertEquals("400 QUERY_MALFORMED", outcome(RawHttp.get(port, "/?a%0a=b")));
            assertEquals("200", outcome(RawHttp.get(port, "/?a=%0ab")));
            assertEquals("400 PARAMETERS_TOO_MANY", outcome(RawHttp.get(port, "/?a&b&c&d")));
            assertEquals("400 PARAMETERS_TOO_MANY", outcome(RawHttp.get(port, "/?" + "a".repeat(9))));
            assertEquals("400 PARAMETERS_TOO_MANY", outcome(RawHttp.get(port, "/?a=" + "b".repeat(21))));
            assertEquals("431 HEADERS_TOO_LARGE", outcome(RawHttp.get(port, "/", "X-A: " + "a".repeat(100))));
            assertEquals(
                    "431 HEADERS_TOO_LARGE",
                    outcome(RawHttp.get(port, "/", "A: 1", "A: 2", "a: 3", "A: 4", "B: 5", "C: 6", "D: 7")));
            assertEquals("200", outcome(RawHttp.get(port, "/", "A: 1", "A: 2", "a: 3", "A: 4", "B: 5", "C: 6")));
            assertEquals(
                    "431 HEADERS_TOO_LARGE",
                    outcome(RawHttp.get(
                            port, "/", "A: " + "a".repeat(90), "B: " + "a".repeat(90), "A: " + "a".repeat(90))));
            for (String twice : List.of(
                    "Content-Type: a/b",
                    "Authorization: Bearer a",
                    "Origin: https://a.example",
                    "User-Agent: a",
                    "Referer: https://a.example/",
                    "Range: bytes=0-1",
                    "Sec-Fetch-Site: none")) {
                assertEquals("200", outcome(RawHttp.get(port, "/", twice)), twice);
                String other = twice.replace(":", "x:")
                        .toLowerCase(java.util.Locale.ROOT)
                        .replace("x:", ":");
                assertEquals("400 HEADER_MALFORMED", outcome(RawHttp.get(port, "/", twice, other)), twice);
            }
            Response refused = RawHttp.get(port, "/?hunter2=%zz");
            assertFalse(refused.text().contains("hunter2"), refused.text());
            assertEquals("application/problem+json", refused.header("Content-Type"));
        }
        assertTrue(events.stream().allMatch(event -> event.type() == SecurityEventType.REQUEST_REFUSED));
        assertTrue(events.stream().noneMatch(SecurityEvent::isShadow));
    }

    /** Where a container accepts such a message at all, the filter sees what is left of it. */
    @ParameterizedTest
    @EnumSource
    void a_request_whose_end_is_doubtful_is_not_served_twice(Container container) throws Exception {
        try (TestContainer server = app(FirewallSettings.builder()).start(container)) {
            for (String framing : List.of(
                    "Content-Length: 5\r\nContent-Length: 6",
                    "Content-Length: 5, 6",
                    "Content-Length: +5",
                    "Content-Length: -5",
                    "Content-Length: 0x5",
                    "Content-Length: 99999999999999999999",
                    "Transfer-Encoding: xchunked",
                    "Transfer-Encoding: chunked, identity",
                    "Transfer-Encoding: gzip, chunked",
                    "Transfer-Encoding : chunked",
                    "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
                    "X A: b",
                    "X-A: a\u0000b",
                    "X-A: a\u0001b",
                    "X-A: a\u007fb")) {
                Response response = RawHttp.exchange(
                        server.port(),
                        "POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n" + framing + "\r\n\r\n0\r\n\r\n");
                assertTrue(response.status() == 400 || response.status() == 501, framing + " " + response.statusLine());
            }
        }
        assertEquals(0, served.get());
    }

    /** Tomcat drops the length before a filter sees it and reads by the coding, as RFC 9112 section 6.3 lets it. */
    @ParameterizedTest
    @EnumSource
    void a_length_beside_a_coding_hides_no_second_request(Container container) throws Exception {
        try (TestContainer server = app(FirewallSettings.builder()).start(container)) {
            for (String framing : List.of(
                    "Transfer-Encoding: chunked\r\nContent-Length: 5",
                    "Content-Length: 5\r\nTransfer-Encoding: chunked")) {
                int before = served.get();
                String hidden = "GET /hidden HTTP/1.1\r\nHost: h\r\n\r\n";
                Response response = RawHttp.exchange(
                        server.port(),
                        "POST / HTTP/1.1\r\nHost: h\r\n" + framing + "\r\n\r\n" + Integer.toHexString(hidden.length())
                                + "\r\n" + hidden + "\r\n0\r\n\r\n");
                assertEquals(container == Container.TOMCAT ? 200 : 400, response.status(), framing);
                assertEquals(container == Container.TOMCAT ? 1 : 0, served.get() - before, framing);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void shadow_only_watches_and_off_does_not_look(Container container) throws Exception {
        FirewallSettings.Builder settings = FirewallSettings.builder();
        try (TestContainer server =
                app(settings.enforcement(Enforcement.SHADOW)).start(container)) {
            assertEquals("served", RawHttp.get(server.port(), "/a;b").text());
            assertEquals("served", RawHttp.get(server.port(), "/?a%0a").text());
            assertEquals(
                    "served", RawHttp.request(server.port(), "BREW", "/", "").text());
        }
        assertEquals(
                List.of(RefusalCode.PATH_AMBIGUOUS, RefusalCode.QUERY_MALFORMED, RefusalCode.METHOD_NOT_ALLOWED),
                events.stream().map(SecurityEvent::code).toList());
        assertTrue(events.stream().allMatch(SecurityEvent::isShadow));
        try (TestContainer server = app(settings.enforcement(Enforcement.OFF)).start(container)) {
            assertEquals("served", RawHttp.get(server.port(), "/a;b").text());
        }
        assertEquals(3, events.size());
    }

    @ParameterizedTest
    @EnumSource
    void a_path_that_the_container_cannot_decode_is_no_server_error(Container container) throws Exception {
        for (Enforcement mode : Enforcement.values()) {
            try (TestContainer server = app(FirewallSettings.builder().enforcement(mode))
                    .paths(PathReading.PASSING)
                    .start(container)) {
                for (String path : List.of(
                        "/a%2fb",
                        "/a/%2e%2e/b",
                        "//a",
                        "/a/..;/b",
                        "/a%25b",
                        "/a%zz",
                        "/a%c0%ae",
                        "/a%5cb",
                        "/a\\b",
                        "/%00",
                        "/a%u0041")) {
                    Response response = RawHttp.get(server.port(), path);
                    assertTrue(response.status() < 500, mode + " " + path + " " + response);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_filter_alone_reads_its_init_params(Container container) throws Exception {
        try (TestContainer server = app().filter(
                        new FirewallFilter(),
                        setup -> setup.initParam("FIREWALL_METHODS", "GET,POST")
                                .initParam("FIREWALL_MAX_HEADERS", "5")
                                .everyDispatch())
                .start(container)) {
            assertEquals("200", outcome(RawHttp.get(server.port(), "/a")));
            Response response = RawHttp.request(server.port(), "PUT", "/a", "");
            assertEquals("405 METHOD_NOT_ALLOWED", outcome(response));
            assertEquals("GET, HEAD, POST", response.header("Allow"));
            assertEquals("400 PATH_AMBIGUOUS", outcome(RawHttp.get(server.port(), "/a;b")));
            assertEquals(
                    "431 HEADERS_TOO_LARGE", outcome(RawHttp.get(server.port(), "/", "A: 1", "B: 1", "C: 1", "D: 1")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_filter_with_bad_settings_does_not_start(Container container) {
        TestApp app = app().filter(
                        new FirewallFilter(),
                        setup ->
                                setup.initParam("FIREWALL_METHODS", "GET,TRACE").initParam("FIREWALL_MAX_TARGET", "0"));
        Throwable refused =
                assertThrows(Exception.class, () -> app.start(container).close());
        while (refused.getCause() != null) {
            refused = refused.getCause();
        }
        String message = String.valueOf(refused.getMessage());
        assertTrue(message.contains("FIREWALL_METHODS") && message.contains("FIREWALL_MAX_TARGET"), message);
    }

    @ParameterizedTest
    @EnumSource
    void a_forward_is_not_asked_again(Container container) throws Exception {
        try (TestContainer server = TestApp.create()
                .filter(
                        new FirewallFilter(FirewallSettings.builder().build(), services),
                        setup -> setup.everyDispatch())
                .servlet(
                        "/target/*", (request, response) -> response.getWriter().print("target"))
                .servlet(
                        "/from",
                        (request, response) -> request.getRequestDispatcher("/target/a;b?c=%00")
                                .forward(request, response))
                .start(container)) {
            assertEquals("target", RawHttp.get(server.port(), "/from").text());
        }
        assertEquals(List.of(), events);
    }
}
