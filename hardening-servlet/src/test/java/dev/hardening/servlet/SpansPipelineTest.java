package dev.hardening.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.HardeningSettings;
import dev.hardening.core.apikey.ApiKeySettings;
import dev.hardening.core.event.FinishedSpan;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.core.tracing.TracingSettings;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.FakeCollector;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The one filter sends spans when its settings say where to. */
class SpansPipelineTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String TRACEPARENT = "traceparent: 00-" + TRACE + "-00f067aa0ba902b7-01";

    private static HardeningSettings settings(FakeCollector collector) {
        return HardeningSettings.builder()
                .routes(Routes.builder().add(Route.open("/open")).build())
                .apiKeys(ApiKeySettings.builder().unsafeOff().build())
                .tracing(TracingSettings.builder().endpoint(collector.url()).build())
                .read(SettingReader.of(SettingSource.environment(Map.of("NODE_ENV", "test"))));
    }

    private TestApp app(HardeningFilter filter) {
        return TestApp.create()
                .filter(outermost)
                .filter(filter, setup -> setup.everyDispatch())
                .servlet("/open", (request, response) -> response.getWriter().print("served"));
    }

    /** A client has its answer before the filters have returned, and a server that is stopped waits for nobody. */
    private final Semaphore over = new Semaphore(0);

    private final Filter outermost = new Filter() {
        @Override
        public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            try {
                chain.doFilter(request, response);
            } finally {
                over.release();
            }
        }
    };

    private void await(int requests) throws InterruptedException {
        assertTrue(over.tryAcquire(requests, 20, TimeUnit.SECONDS));
    }

    private static boolean isSending() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("hardening-otlp"));
    }

    @ParameterizedTest
    @EnumSource
    void a_variable_is_enough_and_no_thread_outlives_the_filter(Container container) throws Exception {
        try (FakeCollector collector = new FakeCollector()) {
            TestApp app = TestApp.create()
                    .filter(outermost)
                    .filter(
                            new HardeningFilter(),
                            setup -> setup.initParam("NODE_ENV", "test")
                                    .initParam("API_KEYS", "kq4z9Qw2Lr7Xn5Tb8Vc3Hd6Mf1Jp0sYe")
                                    .initParam("OTEL_SERVICE_NAME", "shop")
                                    .initParam("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url())
                                    .everyDispatch())
                    .servlet("/x", (request, response) -> {});
            try (TestContainer server = app.start(container)) {
                assertEquals(401, RawHttp.get(server.port(), "/x", TRACEPARENT).status());
            }
            assertFalse(isSending());
            Map<String, String> span = collector.spans(1).get(0);
            assertEquals(TRACE, span.get("traceId"));
            assertEquals("401", span.get("http.response.status_code"));
            assertEquals("shop", span.get("service.name"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void settings_by_code_count_alike(Container container) throws Exception {
        try (FakeCollector collector = new FakeCollector()) {
            HardeningFilter filter =
                    HardeningFilter.builder(settings(collector)).build();
            try (TestContainer server = app(filter).start(container)) {
                assertEquals("served", RawHttp.get(server.port(), "/open").text());
                assertEquals(
                        404, RawHttp.get(server.port(), "/nowhere", TRACEPARENT).status());
                await(2);
            }
            assertEquals(
                    List.of("GET", "GET /open"),
                    collector.spans(2).stream()
                            .map(span -> String.valueOf(span.get("name")))
                            .sorted()
                            .toList());
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_listener_of_the_applications_own_takes_the_exporters_place(Container container) throws Exception {
        List<FinishedSpan> spans = new CopyOnWriteArrayList<>();
        try (FakeCollector collector = new FakeCollector()) {
            HardeningFilter filter = HardeningFilter.builder(settings(collector))
                    .services(Services.builder().spans(spans::add).build())
                    .build();
            try (TestContainer server = app(filter).start(container)) {
                RawHttp.get(server.port(), "/open", TRACEPARENT);
                await(1);
            }
            assertEquals(1, spans.size());
            assertTrue(spans.get(0).name().endsWith("/open"));
            assertEquals(0, collector.waiting());
        }
    }
}
