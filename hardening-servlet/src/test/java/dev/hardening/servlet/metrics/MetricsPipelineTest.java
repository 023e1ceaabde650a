package dev.hardening.servlet.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.HardeningSettings;
import dev.hardening.core.breaker.BreakerSettings;
import dev.hardening.core.breaker.Breakers;
import dev.hardening.core.metrics.Metrics;
import dev.hardening.core.metrics.MetricsRegistry;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.core.time.Ticker;
import dev.hardening.servlet.HardeningFilter;
import dev.hardening.testing.FakeCollector;
import dev.hardening.testing.Samples;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.LogCapture;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** All rooms together: what each of them refuses is counted, and the pages are behind those that they need and no others. */
@Timeout(60)
class MetricsPipelineTest {

    private static final String KEY = "8f3c1a9e5b7d2046";

    @TempDir
    private Path directory;

    private final LogCapture events = LogCapture.of("dev.hardening.security");

    @AfterEach
    void hush() {
        events.close();
    }

    private static HardeningSettings settings(String... more) {
        Map<String, String> values = new HashMap<>(Map.of(
                "API_KEYS", KEY, "RATE_LIMIT_MAX", "5", "RATE_LIMIT_WINDOW_MS", "60000", "BODY_MAX_BYTES", "100"));
        for (int i = 0; i < more.length; i += 2) {
            values.put(more[i], more[i + 1]);
        }
        return HardeningSettings.builder()
                .routes(Routes.builder()
                        .add(Route.guarded("/api/{id}"))
                        .add(Route.open("/open/**").unlimited())
                        .build())
                .read(SettingReader.of(SettingSource.environment(values)));
    }

    private static TestApp app(HardeningFilter filter) {
        return TestApp.create().filter(filter, setup -> setup.everyDispatch()).servlet("/*", (request, response) -> {
            request.getInputStream().readAllBytes();
            response.getWriter().print("ok");
        });
    }

    @ParameterizedTest
    @EnumSource
    void each_refusal_is_counted_as_a_request_an_event_and_a_code(Container container) throws Exception {
        HardeningFilter filter = HardeningFilter.builder(settings("FEATURE_PROMETHEUS_METRICS", "true"))
                .build();
        try (TestContainer server = app(filter).start(container)) {
            assertEquals(
                    200,
                    RawHttp.get(server.port(), "/api/1", "X-API-Key: " + KEY).status());
            assertEquals(401, RawHttp.get(server.port(), "/api/2").status());
            assertEquals(
                    413,
                    RawHttp.request(server.port(), "POST", "/open/x", "x".repeat(101))
                            .status());
            int status = 0;
            for (int i = 0; i < 10 && status != 429; i++) {
                status = RawHttp.get(server.port(), "/api/3", "X-API-Key: " + KEY)
                        .status();
            }
            assertEquals(429, status);
            Response page = RawHttp.get(server.port(), "/metrics");
            assertEquals(200, page.status());
            assertNotNull(page.header("X-Request-ID"));
            assertEquals("nosniff", page.header("X-Content-Type-Options"));
            Samples samples = Samples.of(page.text());
            assertTrue(samples.count("http_requests_total") >= 3, page.text());
            assertTrue(samples.value("rate_limit_allowed_total") >= 1);
            assertEquals(1, samples.value("rate_limit_blocked_total", "policy", "default"));
            assertEquals(1, samples.value("security_events_total", "type", "RATE_LIMITED"));
            assertEquals(1, samples.value("security_events_total", "type", "AUTHENTICATION_FAILED"));
            assertEquals(1, samples.value("security_events_total", "type", "BODY_REFUSED"));
            assertEquals(1, samples.value("request_refusals_total", "code", "BODY_TOO_LARGE", "shadow", "false"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void pages_need_no_key_and_are_under_no_limit_and_strangers_get_403(Container container) throws Exception {
        HardeningFilter filter = HardeningFilter.builder(settings(
                        "ENABLE_METRICS", "1", "METRICS_JSON_PATH", "/numbers", "TRUSTED_PROXIES", "127.0.0.1"))
                .build();
        try (TestContainer server = app(filter).start(container)) {
            for (int i = 0; i < 20; i++) {
                assertEquals(
                        200,
                        RawHttp.get(server.port(), i % 2 == 0 ? "/metrics" : "/numbers")
                                .status());
            }
            for (String path : List.of("/metrics", "/numbers")) {
                Response stranger = RawHttp.get(server.port(), path, "X-Forwarded-For: 203.0.113.9");
                assertEquals(403, stranger.status());
                assertEquals("nosniff", stranger.header("X-Content-Type-Options"));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void while_they_are_off_there_is_no_page(Container container) throws Exception {
        HardeningFilter filter = HardeningFilter.builder(settings()).build();
        try (TestContainer server = app(filter).start(container)) {
            assertEquals(401, RawHttp.get(server.port(), "/metrics").status());
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_audit_trail_and_the_exporter_of_spans_are_watched_where_there_are_any(Container container)
            throws Exception {
        try (FakeCollector collector = new FakeCollector()) {
            HardeningSettings settings = settings(
                    "ENABLE_METRICS",
                    "1",
                    "AUDIT_LOG_FILE",
                    directory.resolve(container + ".log").toString(),
                    "OTEL_EXPORTER_OTLP_ENDPOINT",
                    collector.url());
            HardeningFilter filter = HardeningFilter.builder(settings).build();
            try (TestContainer server = app(filter).start(container)) {
                RawHttp.get(server.port(), "/api/2");
                Samples samples =
                        Samples.of(RawHttp.get(server.port(), "/metrics").text());
                double written = samples.value("audit_records_total", "outcome", "written");
                assertTrue(written >= 1, "the start of the process is a record: " + written);
                assertEquals(3, samples.count("trace_spans_total"));
                assertEquals(0, samples.value("audit_records_total", "outcome", "dropped"));
                assertEquals(0, samples.value("trace_spans_total", "outcome", "failed"));
                assertEquals(0, samples.value("audit_failing"));
                assertEquals("counter", samples.types().get("audit_write_failures_total"));
            }
        }
        HardeningFilter plain =
                HardeningFilter.builder(settings("ENABLE_METRICS", "1")).build();
        try (TestContainer server = app(plain).start(container)) {
            Samples samples = Samples.of(RawHttp.get(server.port(), "/metrics").text());
            assertEquals(0, samples.count("audit_records_total"));
            assertEquals(0, samples.count("trace_spans_total"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_applications_own_metrics_are_joined(Container container) throws Exception {
        SimpleMeterRegistry own = new SimpleMeterRegistry();
        HardeningSettings settings = settings("ENABLE_METRICS", "1");
        Metrics metrics = MetricsRegistry.shared(settings.metrics(), Ticker.system(), own);
        try (Breakers breakers = Breakers.builder().events(metrics).build()) {
            breakers.add("prompts", BreakerSettings.builder().build());
            metrics.watch(breakers);
            HardeningFilter filter =
                    HardeningFilter.builder(settings).metrics(metrics).build();
            try (TestContainer server = app(filter).start(container)) {
                RawHttp.get(server.port(), "/api/2");
                Samples samples =
                        Samples.of(RawHttp.get(server.port(), "/metrics").text());
                assertEquals(1, samples.value("breaker_state", "breaker", "prompts", "state", "closed"));
                assertEquals(
                        1,
                        own.get("security_events_total")
                                .tag("type", "AUTHENTICATION_FAILED")
                                .counter()
                                .count());
            }
        }
        assertEquals(List.of(), own.getMeters());
    }
}
