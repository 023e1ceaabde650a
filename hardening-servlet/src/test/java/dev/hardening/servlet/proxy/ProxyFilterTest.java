package dev.hardening.servlet.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.net.CidrSet;
import dev.hardening.core.proxy.ProxySettings;
import dev.hardening.servlet.support.RequestContext;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletConnection;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProxyFilterTest {

    private static final String SPOOF = "X-Forwarded-For: 6.6.6.6, 203.0.113.9";

    private final List<SecurityEvent> events = new CopyOnWriteArrayList<>();

    private ProxyFilter filter(String trusted) {
        return new ProxyFilter(
                ProxySettings.builder().trusted(CidrSet.parse(trusted)).build(),
                Services.builder().events(events::add).build());
    }

    /** Everything by which an application asks for the client; localhost's port differs from run to run. */
    private static void whoami(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.getWriter()
                .print(request.getRemoteAddr() + " " + request.getRemoteHost() + " " + request.getScheme() + " "
                        + request.isSecure() + " " + request.getServerName() + " " + request.getServerPort() + " "
                        + request.getRequestURL());
    }

    private static TestApp app(ProxyFilter filter) {
        return TestApp.create()
                .filter(filter, setup -> setup.everyDispatch())
                .servlet("/whoami", ProxyFilterTest::whoami);
    }

    @ParameterizedTest
    @EnumSource
    void shows_the_application_the_client_behind_a_trusted_proxy(Container container) throws Exception {
        try (TestContainer server = app(filter("127.0.0.0/8, ::1")).start(container)) {
            String answer = RawHttp.get(
                            server.port(),
                            "/whoami?a=b",
                            SPOOF,
                            "X-Forwarded-Proto: https",
                            "X-Forwarded-Host: www.example")
                    .text();
            assertEquals("203.0.113.9 203.0.113.9 https true www.example 443 https://www.example/whoami", answer);
            assertEquals(
                    "203.0.113.9 203.0.113.9 http false www.example 8080 http://www.example:8080/whoami",
                    RawHttp.get(server.port(), "/whoami", SPOOF, "Host: www.example:8080")
                            .text());
            assertEquals(
                    "2001:db8::1 2001:db8::1 http false [2001:db8::2] 81 http://[2001:db8::2]:81/whoami",
                    RawHttp.get(
                                    server.port(),
                                    "/whoami",
                                    "X-Forwarded-For: [2001:DB8:0::1]:4711",
                                    "X-Forwarded-Host: [2001:db8::2]",
                                    "X-Forwarded-Port: 81")
                            .text());
            assertEquals(List.of(), events);
        }
    }

    @ParameterizedTest
    @EnumSource
    void ignores_forwarded_headers_of_anybody_else_without_an_event(Container container) throws Exception {
        try (TestContainer server = app(filter("10.0.0.0/8")).start(container)) {
            assertEquals(
                    "127.0.0.1 127.0.0.1 http false app.example 81 http://app.example:81/whoami",
                    RawHttp.get(
                                    server.port(),
                                    "/whoami",
                                    "Host: app.example:81",
                                    SPOOF,
                                    "X-Forwarded-Proto: https",
                                    "X-Forwarded-Host: <script>",
                                    "Forwarded: for=6.6.6.6")
                            .text());
            assertEquals(List.of(), events);
        }
    }

    @ParameterizedTest
    @EnumSource
    void joins_header_lines_and_survives_what_stands_in_them(Container container) throws Exception {
        try (TestContainer server = app(filter("127.0.0.1, 10.0.0.0/8")).start(container)) {
            int port = server.port();
            assertEquals("203.0.113.9", client(port, "X-Forwarded-For: 6.6.6.6", "X-Forwarded-For: 203.0.113.9"));
            assertEquals(
                    "203.0.113.9",
                    client(port, "X-Forwarded-For: 203.0.113.9", "Accept: */*", "x-forwarded-for:10.0.0.7\t"));
            assertEquals("6.6.6.6", client(port, "X-Forwarded-For: 6.6.6.6, 10.0.0.2"));
            assertEquals("203.0.113.9", client(port, "X-Forwarded-For: <script>, 203.0.113.9"));
            assertEquals("6.6.6.6", client(port, "X-Forwarded-For: " + "10.0.0.2, ".repeat(200) + "6.6.6.6"));
            assertEquals(List.of(), events);
        }
    }

    @ParameterizedTest
    @EnumSource
    void tells_of_a_proxy_that_cannot_be_read(Container container) throws Exception {
        try (TestContainer server = app(filter("127.0.0.1")).start(container)) {
            int told = 0;
            for (String line : List.of(
                    "X-Forwarded-For: 6.6.6.6, <script>",
                    "X-Forwarded-For:",
                    "X-Forwarded-For: 6.6.6.6, fe80::1%eth0",
                    "X-Forwarded-For: 6.6.6.6, caf\u00e9",
                    "X-Forwarded-Proto: gopher",
                    "X-Forwarded-Host: a/b")) {
                assertEquals("127.0.0.1", client(server.port(), line), line);
                assertEquals(++told, events.size(), line);
            }
            SecurityEvent event = events.get(0);
            assertEquals(SecurityEventType.FORWARDED_IGNORED, event.type());
            assertEquals("127.0.0.1", String.valueOf(event.client()));
            assertTrue(!event.detail().contains("script"));
        }
    }

    /** Jetty refuses folded lines, Tomcat joins them; in neither may the left part be believed. */
    @ParameterizedTest
    @EnumSource
    void a_folded_line_hides_nothing(Container container) throws Exception {
        try (TestContainer server = app(filter("127.0.0.1")).start(container)) {
            RawHttp.Response response =
                    RawHttp.get(server.port(), "/whoami", "X-Forwarded-For: 6.6.6.6,\r\n 203.0.113.9");
            assertTrue(response.status() == 400 || response.text().startsWith("203.0.113.9 "), response.toString());
        }
    }

    /** Jetty takes the scheme from such a target; whoever sends it has no TLS for all that. */
    @ParameterizedTest
    @EnumSource
    void a_target_in_absolute_form_makes_no_connection_secure(Container container) throws Exception {
        try (TestContainer server = app(filter("10.0.0.0/8")).start(container)) {
            String host = "app.example:" + server.port();
            for (String scheme : List.of("http", "https", "HTTPS", "wss")) {
                RawHttp.Response response = RawHttp.exchange(
                        server.port(),
                        "GET " + scheme + "://" + host + "/whoami HTTP/1.1\r\nHost: " + host
                                + "\r\nConnection: close\r\n\r\n");
                if (container == Container.TOMCAT && scheme.equals("wss")) {
                    assertEquals(400, response.status());
                    continue;
                }
                assertEquals(
                        "127.0.0.1 127.0.0.1 http false app.example " + server.port() + " http://" + host + "/whoami",
                        response.text(),
                        scheme);
            }
        }
    }

    /** Only the operator can set that, so it counts where there is no trusted proxy to ask. */
    @Test
    void believes_tomcat_that_something_before_it_ends_tls() throws Exception {
        try (TestContainer server = app(filter("10.0.0.0/8")).tlsEndedBefore().start(Container.TOMCAT)) {
            assertEquals(
                    "127.0.0.1 127.0.0.1 https true app.example 443 https://app.example/whoami",
                    RawHttp.get(server.port(), "/whoami", "Host: app.example").text());
        }
    }

    /** As a test of an application makes one up. */
    @ParameterizedTest
    @EnumSource
    void a_request_without_a_connection_is_not_secure(Container container) throws Exception {
        Filter madeUp = (request, response, chain) -> chain.doFilter(
                new HttpServletRequestWrapper((HttpServletRequest) request) {
                    @Override
                    public boolean isSecure() {
                        return true;
                    }

                    @Override
                    public String getProtocol() {
                        return "HTTP/2.0";
                    }

                    @Override
                    public ServletConnection getServletConnection() {
                        throw new UnsupportedOperationException("there is none in a test");
                    }
                },
                response);
        TestApp app = TestApp.create()
                .filter(madeUp)
                .filter(filter("10.0.0.0/8"))
                .servlet(
                        "/scheme",
                        (request, response) -> response.getWriter()
                                .print(RequestContext.of(request).scheme()));
        try (TestContainer server = app.start(container)) {
            assertEquals("http", RawHttp.get(server.port(), "/scheme").text());
        }
    }

    /** As Jetty shows requests of HTTP/2: no Host field, the authority as the server's name. */
    private static final Filter HTTP_2 = (request, response, chain) -> chain.doFilter(
            new HttpServletRequestWrapper((HttpServletRequest) request) {
                @Override
                public String getProtocol() {
                    return "HTTP/2.0";
                }

                @Override
                public @Nullable String getHeader(String name) {
                    return name.equals("Host") ? null : super.getHeader(name);
                }
            },
            response);

    @ParameterizedTest
    @EnumSource
    void finds_the_host_of_http_2(Container container) throws Exception {
        TestApp app = TestApp.create()
                .filter(HTTP_2)
                .filter(filter("127.0.0.1"))
                .servlet(
                        "/host",
                        (request, response) -> response.getWriter()
                                .print(RequestContext.of(request).host()));
        try (TestContainer server = app.start(container)) {
            for (String host : List.of("app.example", "app.example:8443", "[2001:db8::1]:81", "192.0.2.1")) {
                assertEquals(
                        host,
                        RawHttp.get(server.port(), "/host", "Host: " + host).text());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void works_alone_by_init_params(Container container) throws Exception {
        TestApp app = TestApp.create()
                .filter(
                        new ProxyFilter(),
                        setup -> setup.initParam("TRUSTED_PROXIES", "127.0.0.0/8")
                                .initParam("FORWARDED_HEADERS", "forwarded"))
                .servlet("/whoami", ProxyFilterTest::whoami);
        try (TestContainer server = app.start(container)) {
            assertEquals(
                    "2001:db8::1 2001:db8::1 https true www.example 443 https://www.example/whoami",
                    RawHttp.get(
                                    server.port(),
                                    "/whoami",
                                    "Forwarded: for=\"6.6.6.6",
                                    "Forwarded: for=\"[2001:db8::1]:80\";proto=https;host=www.example",
                                    SPOOF)
                            .text());
        }
    }

    @ParameterizedTest
    @EnumSource
    void does_not_start_with_settings_that_are_wrong(Container container) {
        TestApp app = TestApp.create()
                .filter(
                        new ProxyFilter(),
                        setup -> setup.initParam("TRUSTED_PROXIES", "0.0.0.0/0")
                                .initParam("FORWARDED_MAX_HOPS", "none"));
        Throwable thrown = assertThrows(Exception.class, () -> app.start(container));
        StringBuilder text = new StringBuilder();
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            text.append(cause).append('\n');
        }
        assertTrue(text.toString().contains("HRD-1201 REFUSE TRUSTED_PROXIES"), text.toString());
        assertTrue(text.toString().contains("HRD-1002 REFUSE FORWARDED_MAX_HOPS"), text.toString());
    }

    @ParameterizedTest
    @EnumSource
    void every_dispatch_sees_the_same_client(Container container) throws Exception {
        TestApp app = app(filter("127.0.0.1"))
                .servlet(
                        "/forward",
                        (request, response) ->
                                request.getRequestDispatcher("/whoami").forward(request, response))
                .servlet("/error", (request, response) -> response.sendError(418))
                .servlet("/async", (request, response) -> {
                    if (request.getDispatcherType() == DispatcherType.ASYNC) {
                        whoami(request, response);
                    } else {
                        request.startAsync().dispatch();
                    }
                })
                .servlet("/context", (request, response) -> {
                    RequestContext context = RequestContext.of(request);
                    response.getWriter()
                            .print(context.client() + " " + context.scheme() + " " + context.host() + " "
                                    + context.peer());
                })
                .errorPage(418, "/whoami");
        try (TestContainer server = app.start(container)) {
            for (String path : List.of("/whoami", "/forward", "/async", "/error")) {
                assertEquals("203.0.113.9", client(server.port(), path, SPOOF), path);
            }
            assertEquals(
                    "203.0.113.9 https app.example 127.0.0.1",
                    RawHttp.get(server.port(), "/context", SPOOF, "X-Forwarded-Proto: https", "Host: app.example")
                            .text());
        }
    }

    private static String client(int port, String... headers) {
        String path = headers[0].startsWith("/") ? headers[0] : "/whoami";
        String[] lines = path.equals(headers[0])
                ? List.of(headers).subList(1, headers.length).toArray(String[]::new)
                : headers;
        String answer = RawHttp.get(port, path, lines).text();
        return answer.substring(0, answer.indexOf(' '));
    }
}
