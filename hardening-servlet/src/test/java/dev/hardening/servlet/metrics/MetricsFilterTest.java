package dev.hardening.servlet.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.metrics.Metrics;
import dev.hardening.core.metrics.MetricsSettings;
import dev.hardening.core.metrics.MetricsSettingsBuilder;
import dev.hardening.core.net.CidrSet;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.servlet.support.RequestContext;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.FakeTicker;
import dev.hardening.testing.Samples;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.NamedEndings;
import dev.hardening.testing.servlet.ProvingFilter;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import jakarta.servlet.AsyncContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class MetricsFilterTest {

    private static final long PATIENCE = Duration.ofSeconds(10).toNanos();

    private final FakeTicker ticker = new FakeTicker();
    private final Services services = Services.builder()
            .ticker(ticker)
            .clock(ticker)
            .events(event -> this.metrics().on(event))
            .routes(Routes.builder()
                    .add(Route.open("/ok/{id}"))
                    .add(Route.open("/metrics"))
                    .add(Route.open("/work"))
                    .build())
            .build();
    private @Nullable Metrics metrics;

    private Metrics metrics() {
        return Objects.requireNonNull(metrics);
    }

    private TestApp app(MetricsSettingsBuilder settings) {
        Metrics made = Metrics.of(settings.build(), ticker);
        this.metrics = made;
        return TestApp.create()
                .filter(new MetricsFilter(made, services), setup -> setup.everyDispatch())
                .filter(new ProvingFilter(services), setup -> setup.everyDispatch())
                .filter(new MetricsEndpointFilter(made, services), setup -> setup.everyDispatch());
    }

    private static MetricsSettingsBuilder on() {
        return MetricsSettings.builder().prometheus(true).jsonPath("/monitoring/metrics");
    }

    /** A request is counted when it is over, which may be after its answer has arrived. */
    private Samples awaitRequests(int count) {
        long end = System.nanoTime() + PATIENCE;
        while (true) {
            Samples samples = Samples.of(metrics().prometheus());
            // A page is written while requests end, so its numbers need not be of one moment.
            boolean all = samples.sum("http_requests_total") >= count
                    && samples.sum("http_request_duration_seconds_count") >= count
                    && samples.value("http_requests_in_progress") == 0;
            if (all || System.nanoTime() > end) {
                assertEquals(count, samples.sum("http_requests_total"));
                assertEquals(count, samples.sum("http_request_duration_seconds_count"));
                assertEquals(count, samples.sum("authenticated_requests_total"));
                assertEquals(0, samples.value("http_requests_in_progress"));
                return samples;
            }
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @EnumSource
    void counts_a_request_once_whichever_way_it_ends(Container container) throws Exception {
        Map<String, Integer> ways = new TreeMap<>(Map.of(
                "/ok/1",
                200,
                "/gone",
                410,
                "/throws",
                500,
                "/forward",
                200,
                "/include",
                200,
                "/async",
                202,
                "/async-dispatch",
                203,
                "/async-timeout",
                500,
                "/redirect",
                302,
                "/nowhere",
                404));
        try (TestContainer server = NamedEndings.install(app(on()), "/ok/2")
                .servlet("/ok/*", (request, response) -> response.getWriter().print("ok"))
                .servlet("/redirect", (request, response) -> response.sendRedirect("/ok/1"))
                .start(container)) {
            int count = 0;
            for (Map.Entry<String, Integer> way : ways.entrySet()) {
                RawHttp.get(server.port(), way.getKey());
                count++;
                Samples samples = awaitRequests(count);
                String endpoint = way.getKey().startsWith("/ok") ? "/ok/{id}" : "unknown";
                assertTrue(
                        samples.value(
                                        "http_requests_total",
                                        "method",
                                        "GET",
                                        "endpoint",
                                        endpoint,
                                        "status",
                                        way.getValue().toString(),
                                        "tenant",
                                        "unknown")
                                >= 1,
                        way + " in " + samples.all().keySet());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void labels_are_the_template_the_tenant_and_how_the_caller_was_proved(Container container) throws Exception {
        try (TestContainer server = app(on())
                .servlet("/*", (request, response) -> response.getWriter().print("ok"))
                .start(container)) {
            RawHttp.get(server.port(), "/ok/1", "Test-Caller: ann tenant:demo");
            RawHttp.get(server.port(), "/ok/2?x=1", "Test-Caller: bob tenant:demo");
            RawHttp.request(server.port(), "BREW", "/ok/2", "");
            Samples samples = awaitRequests(3);
            assertEquals(
                    2,
                    samples.value(
                            "http_requests_total",
                            "method",
                            "GET",
                            "endpoint",
                            "/ok/{id}",
                            "status",
                            "200",
                            "tenant",
                            "demo"));
            assertEquals(2, samples.value("authenticated_requests_total", "proof", "token"));
            assertEquals(1, samples.value("authenticated_requests_total", "proof", "none"));
            assertEquals(
                    1, samples.value("http_request_duration_seconds_count", "method", "OTHER", "endpoint", "/ok/{id}"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void serves_both_pages_to_those_who_may_read_them(Container container) throws Exception {
        try (TestContainer server = app(on())
                .servlet("/work", (request, response) -> ticker.advance(Duration.ofMillis(300)))
                .start(container)) {
            RawHttp.get(server.port(), "/work");
            awaitRequests(1);
            Response text = RawHttp.get(server.port(), "/metrics");
            assertEquals(200, text.status());
            assertEquals( // Tomcat writes no blank before the charset
                    "text/plain;version=0.0.4;charset=utf-8",
                    String.valueOf(text.header("Content-Type")).replace(" ", ""));
            assertEquals("no-store", text.header("Cache-Control"));
            assertEquals(Integer.toString(text.body().length), text.header("Content-Length"));
            assertEquals(1, Samples.of(text.text()).value("http_slow_requests_total", "endpoint", "/work"));
            Response json = RawHttp.get(server.port(), "/monitoring/metrics");
            assertEquals("application/json", json.header("Content-Type"));
            assertTrue(
                    json.text()
                            .contains("\"/work\":{\"request_count\":1,\"avg_response_time_ms\":300.0,"
                                    + "\"error_count\":0,\"error_rate\":0.0000,"),
                    json.text());
            Response head;
            try (RawHttp connection = RawHttp.connect(server.port())) {
                head = connection
                        .send(RawHttp.message("HEAD", "/metrics", "", true))
                        .read();
            }
            assertEquals(200, head.status());
            for (String method : List.of("POST", "DELETE", "OPTIONS", "get")) {
                Response wrong = RawHttp.request(server.port(), method, "/metrics", "");
                assertEquals(405, wrong.status(), method);
                assertEquals("GET, HEAD", wrong.header("Allow"));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void others_get_403_and_learn_no_number(Container container) throws Exception {
        CidrSet elsewhere = CidrSet.parse("192.0.2.0/24");
        try (TestContainer server =
                app(on().allowed(elsewhere).jsonAllowed(elsewhere)).start(container)) {
            for (String path : List.of("/metrics", "/monitoring/metrics", "/%6detrics")) {
                for (String method : List.of("GET", "HEAD", "POST")) {
                    assertEquals(
                            403,
                            RawHttp.request(server.port(), method, path, "").status(),
                            method + path);
                }
            }
            Response refused = RawHttp.get(server.port(), "/metrics", "X-Forwarded-For: 192.0.2.1");
            assertEquals(403, refused.status());
            assertFalse(refused.text().contains("http_requests"), refused.text());
            awaitRequests(10);
            assertEquals(
                    10, Samples.of(metrics().prometheus()).value("security_events_total", "type", "ADDRESS_REFUSED"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void while_they_are_off_the_paths_are_the_applications_own(Container container) throws Exception {
        try (TestContainer server = app(MetricsSettings.builder())
                .servlet("/metrics", (request, response) -> response.getWriter().print("mine"))
                .start(container)) {
            assertEquals("mine", RawHttp.get(server.port(), "/metrics").text());
            assertEquals(404, RawHttp.get(server.port(), "/monitoring/metrics").status());
            assertNull(RawHttp.get(server.port(), "/metrics").header("X-Response-Time"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void tells_how_many_seconds_an_answer_took(Container container) throws Exception {
        try (TestContainer server = app(MetricsSettings.builder().responseTime(true))
                .servlet("/work", (request, response) -> {
                    ticker.advance(Duration.ofMillis(1250));
                    response.getWriter().print("done");
                    ticker.advance(Duration.ofMillis(250));
                })
                .servlet("/large", (request, response) -> {
                    ticker.advance(Duration.ofMillis(10));
                    response.getOutputStream().write(new byte[100_000]);
                    ticker.advance(Duration.ofSeconds(9));
                })
                .servlet("/empty", (request, response) -> response.setStatus(204))
                .servlet("/redirect", (request, response) -> response.sendRedirect("/work"))
                .servlet("/gone", (request, response) -> response.sendError(410))
                .servlet("/reset", (request, response) -> {
                    response.getWriter().print("draft");
                    response.reset();
                    ticker.advance(Duration.ofMillis(5));
                })
                .servlet("/flush", (request, response) -> {
                    ticker.advance(Duration.ofMillis(7));
                    response.flushBuffer();
                })
                .servlet("/async", (request, response) -> {
                    AsyncContext context = request.startAsync();
                    context.start(() -> {
                        try {
                            ticker.advance(Duration.ofMillis(2));
                            context.getResponse().getWriter().print("later");
                        } catch (java.io.IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                        context.complete();
                    });
                })
                .start(container)) {
            Map<String, String> expected = Map.of(
                    "/work",
                    "1.500000",
                    "/large",
                    "0.010000",
                    "/empty",
                    "0.000000",
                    "/redirect",
                    "0.000000",
                    "/gone",
                    "0.000000",
                    "/reset",
                    "0.005000",
                    "/flush",
                    "0.007000",
                    "/async",
                    "0.002000");
            expected.forEach((path, seconds) -> {
                Response response = RawHttp.get(server.port(), path);
                assertEquals(List.of(seconds), response.values("X-Response-Time"), path);
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void filters_of_a_web_xml_read_their_settings_and_share_their_numbers(Container container) throws Exception {
        try (TestContainer server = TestApp.create()
                .onStartup(context -> context.setAttribute(Services.ATTRIBUTE, services))
                .filter(
                        new MetricsFilter(),
                        setup -> setup.initParam("ENABLE_METRICS", "1")
                                .initParam("METRICS_PATH", "/numbers")
                                .everyDispatch())
                .filter(new MetricsEndpointFilter(), setup -> setup.everyDispatch())
                .servlet("/work", (request, response) -> assertNotNull(RequestContext.of(request)))
                .start(container)) {
            RawHttp.get(server.port(), "/work");
            long end = System.nanoTime() + PATIENCE;
            String page = RawHttp.get(server.port(), "/numbers").text();
            while (!page.contains("endpoint=\"/work\"") && System.nanoTime() < end) {
                page = RawHttp.get(server.port(), "/numbers").text();
            }
            assertTrue(page.contains("endpoint=\"/work\""), page);
            assertEquals(404, RawHttp.get(server.port(), "/metrics").status());
        }
    }
}
