package dev.hardening.servlet.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.net.HostPattern;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.core.transport.HttpsRedirect;
import dev.hardening.core.transport.TransportSettings;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import dev.hardening.testing.servlet.ResolvingFilter;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TransportFilterTest {

    private static final String PROXIED = "Test-Scheme: http";

    private final List<SecurityEvent> events = new CopyOnWriteArrayList<>();
    private final Services services = Services.builder()
            .events(events::add)
            .routes(Routes.builder()
                    .add(Route.open("/health").anyTransport())
                    .add(Route.open("/alive").anyHost())
                    .build())
            .build();

    private TestApp app(TransportSettings.Builder settings) {
        return TestApp.create()
                .filter(new ResolvingFilter(services))
                .filter(new TransportFilter(settings.build(), services))
                .servlet("/*", (request, response) -> response.getWriter().print("served"));
    }

    private static String outcome(Response response) {
        String location = response.header("Location");
        return response.status() + (location == null ? "" : " " + location);
    }

    @ParameterizedTest
    @EnumSource
    void what_a_proxy_reports_as_http_is_redirected_and_a_direct_request_served(Container container) throws Exception {
        try (TestContainer server = app(TransportSettings.builder()).start(container)) {
            Response redirected = RawHttp.get(server.port(), "/api/health?x=1", PROXIED, "Host: h");
            assertEquals("301 https://h/api/health?x=1", outcome(redirected));
            assertEquals("", redirected.text());
            assertEquals("no-store", redirected.header("Cache-Control"));
            assertEquals(
                    "301 https://h/",
                    outcome(RawHttp.request(server.port(), "HEAD", "/", "", PROXIED, "Host: h:8080")));
            assertEquals(
                    "301 https://public.example/a;b=%2F?q#",
                    outcome(RawHttp.get(server.port(), "/a;b=%2F?q", PROXIED, "Test-Host: public.example")) + "#");
            assertEquals("200", outcome(RawHttp.get(server.port(), "/metrics")));
            assertEquals("200", outcome(RawHttp.get(server.port(), "/", "Test-Scheme: https")));
            assertEquals("200", outcome(RawHttp.get(server.port(), "/", "X-Forwarded-Proto: http")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_route_for_any_host_answers_under_it_and_redirects_to_listed_ones_only(Container container) throws Exception {
        TransportSettings.Builder listed = TransportSettings.builder().allowedHosts(HostPattern.parse("h"));
        try (TestContainer server = app(listed).start(container)) {
            assertEquals("200", outcome(RawHttp.get(server.port(), "/alive", "Host: 127.0.0.1:5002")));
            assertEquals("200", outcome(RawHttp.get(server.port(), "/alive", "Host: other", "Test-Scheme: https")));
            assertEquals("421", outcome(RawHttp.get(server.port(), "/other", "Host: 127.0.0.1:5002")));
            assertEquals("400", outcome(RawHttp.get(server.port(), "/alive", "Host: a b")));
            assertEquals("301 https://h/alive?x", outcome(RawHttp.get(server.port(), "/alive?x", PROXIED, "Host: h")));
            assertEquals("421", outcome(RawHttp.get(server.port(), "/alive", PROXIED, "Host: evil.example")));
            assertEquals("200", outcome(RawHttp.get(server.port(), "/health", PROXIED, "Host: evil.example")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_redirect_leads_to_no_other_host(Container container) throws Exception {
        try (TestContainer server =
                app(TransportSettings.builder().redirect(HttpsRedirect.ALWAYS)).start(container)) {
            for (String target : List.of(
                    "//evil.example/%2f..",
                    "//evil.example",
                    "///evil.example/",
                    "/\\evil.example",
                    "/%5cevil.example",
                    "/.evil.example",
                    "/@evil.example",
                    "/;@evil.example/",
                    "/?//evil.example",
                    "/%0d%0aLocation:%20https://evil.example",
                    "/%0aevil",
                    "http://localhost//evil.example/",
                    "http://localhost",
                    "http://evil.example/")) {
                Response response = RawHttp.get(server.port(), target);
                String location = response.header("Location");
                assertTrue(
                        location == null ? response.status() == 400 : location.startsWith("https://localhost/"),
                        target + " " + outcome(response));
                assertEquals(
                        location == null ? 0 : 1, response.values("Location").size(), target);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_host_that_is_none_is_refused(Container container) throws Exception {
        try (TestContainer server = app(TransportSettings.builder()).start(container)) {
            for (String host : List.of(
                    "Host: user@localhost",
                    "Host: localhost:99999",
                    "Host: local_host",
                    "Host: localhost/evil",
                    "Host: localhost\\evil",
                    "Host: evil%2eexample",
                    "Host: a.example, b.example",
                    "Host: [::1",
                    "Host: ",
                    "Host: 127.1",
                    "Host: localhost\r\nHost: localhost",
                    "Host: localhost\r\nHost: evil.example")) {
                assertEquals("400", outcome(RawHttp.get(server.port(), "/", host)), host);
            }
            for (String host : List.of("Host: localhost", "Host: LOCALHOST:1", "Host: [::1]:8080", "Host: 127.0.0.1")) {
                assertEquals("200", outcome(RawHttp.get(server.port(), "/", host)), host);
            }
            assertEquals(
                    "400", outcome(RawHttp.exchange(server.port(), "GET / HTTP/1.0\r\nConnection: close\r\n\r\n")));
            assertEquals(
                    "200",
                    outcome(RawHttp.exchange(server.port(), "GET /health HTTP/1.0\r\nConnection: close\r\n\r\n")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void only_hosts_of_the_list_are_served_and_redirected_to(Container container) throws Exception {
        TransportSettings.Builder settings = TransportSettings.builder()
                .allowedHosts(HostPattern.parse("shop.example"), HostPattern.parse("*.shop.example"));
        try (TestContainer server = app(settings).start(container)) {
            assertEquals("200", outcome(RawHttp.get(server.port(), "/", "Host: shop.example")));
            assertEquals("200", outcome(RawHttp.get(server.port(), "/", "Host: a.SHOP.example.:8080")));
            Response foreign = RawHttp.get(server.port(), "/", "Host: evil.example");
            assertEquals("421", outcome(foreign));
            assertTrue(foreign.text().contains("HOST_NOT_ALLOWED"), foreign.text());
            assertTrue(!foreign.text().contains("evil"), foreign.text());
            assertEquals("421", outcome(RawHttp.get(server.port(), "/", PROXIED, "Host: evil.example")));
            assertEquals(
                    "421",
                    outcome(RawHttp.get(server.port(), "/", PROXIED, "Host: shop.example", "Test-Host: evil.example")));
            assertEquals(
                    "301 https://shop.example/",
                    outcome(RawHttp.get(server.port(), "/", PROXIED, "Host: inner", "Test-Host: shop.example")));
            assertEquals("400", outcome(RawHttp.get(server.port(), "/", "Test-Host: a b")));
        }
        assertEquals(RefusalCode.HOST_NOT_ALLOWED, events.get(0).code());
    }

    @ParameterizedTest
    @EnumSource
    void a_body_sent_in_the_open_is_refused_or_sent_again(Container container) throws Exception {
        try (TestContainer server = app(TransportSettings.builder()).start(container)) {
            Response refused = RawHttp.request(server.port(), "POST", "/login", "secret", PROXIED);
            assertEquals("403", outcome(refused));
            assertTrue(refused.text().contains("HTTPS_REQUIRED"), refused.text());
        }
        TransportSettings.Builder again =
                TransportSettings.builder().redirectUnsafeMethods(true).httpsPort(8443);
        try (TestContainer server = app(again).start(container)) {
            assertEquals(
                    "308 https://localhost:8443/login",
                    outcome(RawHttp.request(server.port(), "POST", "/login", "secret", PROXIED)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_probe_is_served_over_any_transport(Container container) throws Exception {
        TransportSettings.Builder settings = TransportSettings.builder()
                .redirect(HttpsRedirect.ALWAYS)
                .allowedHosts(HostPattern.parse("shop.example"));
        try (TestContainer server = app(settings).start(container)) {
            assertEquals("200", outcome(RawHttp.get(server.port(), "/health", "Host: 10.0.0.7:8080")));
            assertEquals("400", outcome(RawHttp.get(server.port(), "/health", "Host: user@shop.example")));
            assertEquals("421", outcome(RawHttp.get(server.port(), "/healthy", "Host: 10.0.0.7:8080")));
            assertEquals(
                    "301 https://shop.example/healthy",
                    outcome(RawHttp.get(server.port(), "/healthy", "Host: shop.example")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shadow_only_watches_and_off_does_not_look(Container container) throws Exception {
        TransportSettings.Builder settings = TransportSettings.builder()
                .redirect(HttpsRedirect.ALWAYS)
                .allowedHosts(HostPattern.parse("shop.example"));
        try (TestContainer server =
                app(settings.enforcement(Enforcement.SHADOW)).start(container)) {
            assertEquals("200", outcome(RawHttp.get(server.port(), "/", "Host: evil.example")));
            assertEquals("200", outcome(RawHttp.get(server.port(), "/", "Host: shop.example")));
        }
        assertEquals(
                List.of(RefusalCode.HOST_NOT_ALLOWED, RefusalCode.HTTPS_REQUIRED),
                events.stream().map(SecurityEvent::code).toList());
        assertTrue(events.stream().allMatch(SecurityEvent::isShadow));
        try (TestContainer server = app(settings.enforcement(Enforcement.OFF)).start(container)) {
            assertEquals("200", outcome(RawHttp.get(server.port(), "/", "Host: evil.example")));
        }
        assertEquals(2, events.size());
    }

    @ParameterizedTest
    @EnumSource
    void a_filter_alone_reads_its_init_params(Container container) throws Exception {
        try (TestContainer server = TestApp.create()
                .filter(
                        new TransportFilter(),
                        setup -> setup.initParam("HTTPS_REDIRECT", "always")
                                .initParam("ALLOWED_HOSTS", "shop.example")
                                .everyDispatch())
                .servlet("/*", (request, response) -> response.getWriter().print("served"))
                .start(container)) {
            assertEquals("301 https://shop.example/a", outcome(RawHttp.get(server.port(), "/a", "Host: shop.example")));
            assertEquals("421", outcome(RawHttp.get(server.port(), "/a")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_filter_with_bad_settings_does_not_start(Container container) {
        TestApp app = TestApp.create()
                .filter(new TransportFilter(), setup -> setup.initParam("ALLOWED_HOSTS", "http://shop.example"));
        Throwable refused =
                assertThrows(Exception.class, () -> app.start(container).close());
        while (refused.getCause() != null) {
            refused = refused.getCause();
        }
        String message = String.valueOf(refused.getMessage());
        assertTrue(message.contains("HRD-1002") && message.contains("ALLOWED_HOSTS"), message);
    }

    @ParameterizedTest
    @EnumSource
    void a_forward_is_not_asked_again(Container container) throws Exception {
        try (TestContainer server = TestApp.create()
                .filter(
                        new TransportFilter(
                                TransportSettings.builder()
                                        .redirect(HttpsRedirect.ALWAYS)
                                        .build(),
                                services),
                        setup -> setup.everyDispatch())
                .servlet("/target", (request, response) -> response.getWriter().print("target"))
                .servlet(
                        "/health",
                        (request, response) ->
                                request.getRequestDispatcher("/target").forward(request, response))
                .start(container)) {
            Response response = RawHttp.get(server.port(), "/health");
            assertEquals("target", response.text());
            assertNull(response.header("Location"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_redirect_is_told_as_a_call_that_was_not_served(Container container) throws Exception {
        try (TestContainer server =
                app(TransportSettings.builder().redirect(HttpsRedirect.ALWAYS)).start(container)) {
            assertEquals(301, RawHttp.get(server.port(), "/a").status());
        }
        assertEquals(1, events.size());
        assertEquals(RefusalCode.HTTPS_REQUIRED, events.get(0).code());
        assertFalse(events.get(0).isShadow());
    }
}
