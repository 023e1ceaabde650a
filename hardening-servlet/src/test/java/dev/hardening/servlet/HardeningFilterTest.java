package dev.hardening.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.HardeningSettings;
import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.servlet.support.RequestContext;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.FakeTicker;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HardeningFilterTest {

    private static final String KEY = "Zk3vT8qLw0aXnY5rBcPd2hJ7";
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "NODE_ENV", "production",
            "API_KEYS", KEY,
            "RATE_LIMIT_MAX", "5",
            "TRUSTED_PROXIES", "127.0.0.0/8");

    private final FakeTicker clock = new FakeTicker();
    private final List<SecurityEvent> events = new CopyOnWriteArrayList<>();
    private final AtomicInteger served = new AtomicInteger();

    private HardeningFilterBuilder builder() {
        Routes routes = Routes.builder()
                .add(Route.open("/open"))
                .add(Route.open("/boom").unlimited())
                .add(Route.guarded("/free").unlimited())
                .build();
        SettingReader reader = SettingReader.of(SettingSource.environment(ENVIRONMENT));
        HardeningSettings settings = HardeningSettings.builder().routes(routes).read(reader);
        reader.finish().throwIfRefused();
        return HardeningFilter.builder(settings)
                .services(Services.builder()
                        .ticker(clock)
                        .clock(clock)
                        .events(events::add)
                        .build());
    }

    private TestContainer start(Container container, Filter filter) throws Exception {
        TestApp.Handler whoami = (request, response) -> {
            served.incrementAndGet();
            RequestContext context = RequestContext.of(request);
            response.getWriter().print(context.client() + " " + request.getRemoteAddr() + " " + context.requestId());
        };
        return TestApp.create()
                .filter(filter, setup -> setup.everyDispatch())
                .servlet("/open", whoami)
                .servlet("/free", whoami)
                .servlet("/guarded", whoami)
                .servlet("/boom", (request, response) -> {
                    throw new IllegalStateException("/srv/app/secret.txt");
                })
                .servlet(
                        "/forward",
                        (request, response) ->
                                request.getRequestDispatcher("/guarded").forward(request, response))
                .start(container);
    }

    private static RawHttp.Response get(TestContainer server, String path, String... headers) {
        return RawHttp.get(server.port(), path, headers);
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void a_request_walks_through_every_room(Container container) throws Exception {
        try (TestContainer server = start(container, builder().build())) {
            RawHttp.Response answer =
                    get(server, "/guarded", "X-API-Key: " + KEY, "X-Forwarded-For: 203.0.113.9", "X-Request-ID: r-1");
            assertEquals(200, answer.status());
            assertEquals("203.0.113.9 203.0.113.9 r-1", answer.text());
            assertEquals("r-1", answer.header("X-Request-ID"));
            assertEquals("nosniff", answer.header("X-Content-Type-Options"));
            assertNotNull(answer.header("Content-Security-Policy"));
            assertNotNull(answer.header("RateLimit"));
            // Jetty writes its own Server field; a filter can empty it but not take it away.
            String product = answer.header("Server");
            assertTrue(product == null || product.isEmpty(), product);
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void every_refusal_carries_the_headers_and_the_id_and_no_request_reaches_the_application(Container container)
            throws Exception {
        try (TestContainer server = start(container, builder().build())) {
            RawHttp.Response unknown = get(server, "/guarded", "X-Forwarded-For: 203.0.113.1");
            assertEquals(401, unknown.status());
            RawHttp.Response badHost =
                    RawHttp.exchange(server.port(), "GET /open HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n");
            assertEquals(400, badHost.status());
            for (int i = 0; i < 5; i++) {
                assertEquals(
                        401,
                        get(server, "/guarded", "X-Forwarded-For: 203.0.113.2").status());
            }
            RawHttp.Response limited = get(server, "/guarded", "X-Forwarded-For: 203.0.113.2");
            assertEquals(429, limited.status());
            assertEquals("60", limited.header("Retry-After"));
            for (RawHttp.Response refusal : List.of(unknown, limited)) {
                assertEquals("nosniff", refusal.header("X-Content-Type-Options"));
                assertEquals("no-store", refusal.header("Cache-Control"));
                assertEquals("application/problem+json", refusal.header("Content-Type"));
                assertTrue(refusal.text().contains("\"request_id\":\"" + refusal.header("X-Request-ID")));
                assertEquals(1, refusal.values("X-Content-Type-Options").size());
            }
            assertEquals(0, served.get());
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void a_forward_is_charged_once_and_met_once(Container container) throws Exception {
        try (TestContainer server = start(container, builder().build())) {
            for (int i = 0; i < 5; i++) {
                RawHttp.Response answer = get(server, "/forward", "X-API-Key: " + KEY);
                assertEquals(200, answer.status());
                assertEquals(1, answer.values("Content-Security-Policy").size());
            }
            assertEquals(429, get(server, "/forward", "X-API-Key: " + KEY).status());
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void probes_are_never_limited_and_need_no_key(Container container) throws Exception {
        try (TestContainer server = start(container, builder().build())) {
            for (int i = 0; i < 20; i++) {
                assertEquals(200, get(server, "/health/live").status());
                assertEquals(200, get(server, "/health/ready").status());
            }
            assertEquals(401, get(server, "/health/live/").status());
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void a_failure_is_answered_by_an_id(Container container) throws Exception {
        try (TestContainer server = start(container, builder().build())) {
            RawHttp.Response answer = get(server, "/boom");
            assertEquals(500, answer.status());
            assertFalse(answer.toString().contains("secret.txt"));
            assertTrue(answer.text().contains("\"error_id\":"));
            assertEquals("nosniff", answer.header("X-Content-Type-Options"));
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void registered_as_the_readme_says_no_dispatch_leaks(Container container) throws Exception {
        TestApp app = TestApp.create()
                .filter(
                        builder().build(),
                        setup -> setup.dispatches(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR))
                .servlet("/boom", (request, response) -> {
                    throw new IllegalStateException("/srv/app/secret.txt");
                })
                .servlet("/open", (request, response) -> request.startAsync().dispatch("/boom"));
        try (TestContainer server = app.start(container)) {
            for (String path : List.of("/boom", "/open")) {
                RawHttp.Response answer = get(server, path);
                assertEquals(500, answer.status(), path);
                assertFalse(answer.toString().contains("secret.txt"), answer::toString);
                assertFalse(answer.toString().contains("IllegalState"), answer::toString);
                assertEquals("application/problem+json", answer.header("Content-Type"));
                assertEquals(1, answer.values("X-Content-Type-Options").size());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void guessing_keys_costs_permits(Container container) throws Exception {
        try (TestContainer server = start(container, builder().build())) {
            for (int i = 0; i < 5; i++) {
                assertEquals(
                        401, get(server, "/guarded", "X-API-Key: guess-" + i).status());
            }
            assertEquals(429, get(server, "/guarded", "X-API-Key: guess-6").status());
            assertEquals(429, get(server, "/guarded", "X-API-Key: " + KEY).status());
            assertEquals(
                    5,
                    events.stream()
                            .filter(e -> e.type() == SecurityEventType.AUTHENTICATION_FAILED)
                            .count());
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void the_applications_own_filters_stand_before_and_after_authentication(Container container) throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        Filter before = (request, response, chain) -> {
            seen.add("before");
            chain.doFilter(request, response);
        };
        Filter after = (request, response, chain) -> {
            seen.add("after");
            chain.doFilter(
                    new HttpServletRequestWrapper((HttpServletRequest) request) {
                        @Override
                        public String getRemoteAddr() {
                            return "wrapped";
                        }
                    },
                    response);
        };
        Filter filter = builder()
                .beforeAuthentication(before)
                .afterAuthentication(after)
                .build();
        try (TestContainer server = start(container, filter)) {
            assertEquals(401, get(server, "/guarded").status());
            assertEquals(List.of("before"), seen);
            RawHttp.Response answer = get(server, "/forward", "X-API-Key: " + KEY);
            assertTrue(answer.text().contains(" wrapped "), answer.text());
            assertEquals(List.of("before", "before", "after"), seen);
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void a_filter_that_goes_on_twice_skips_no_room_and_is_charged_once(Container container) throws Exception {
        Filter twice = (request, response, chain) -> {
            chain.doFilter(request, response);
            chain.doFilter(request, response);
        };
        try (TestContainer server =
                start(container, builder().beforeAuthentication(twice).build())) {
            assertEquals(401, get(server, "/guarded").status());
            assertEquals(0, served.get(), "the second time is refused like the first");

            RawHttp.Response answer = get(server, "/guarded", "X-API-Key: " + KEY);
            assertEquals(200, answer.status());
            assertEquals(2, served.get());
            assertTrue(String.valueOf(answer.header("RateLimit")).contains(";r=3;"), answer.toString());
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void a_web_xml_with_a_limit_that_nobody_set_gets_one_report_of_everything(Container container) {
        Services services = Services.builder()
                .routes(Routes.builder()
                        .add(Route.open("/x").limitedBy("uploads"))
                        .build())
                .build();
        TestApp refused = TestApp.create()
                .onStartup(context -> context.setAttribute(Services.ATTRIBUTE, services))
                .filter(
                        new HardeningFilter(),
                        setup -> setup.initParam("NODE_ENV", "test").initParam("TRUSTED_PROXIES", "10.0.0.1/8"));
        Exception report = assertThrows(Exception.class, () -> refused.start(container));
        for (String part : List.of("UPLOADS_RATE_LIMIT_MAX_REQUESTS", "HRD-1107", "TRUSTED_PROXIES")) {
            assertTrue(report.toString().contains(part), report.toString());
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void no_thread_stays_when_a_filter_of_the_application_does_not_start(Container container, @TempDir Path folder)
            throws Exception {
        Path keys = Files.writeString(folder.resolve("keys"), KEY + "\n");
        SettingReader reader = SettingReader.of(SettingSource.environment(Map.of("API_KEYS_FILE", keys.toString())));
        HardeningSettings settings = HardeningSettings.builder().read(reader);
        reader.finish().throwIfRefused();
        AtomicInteger destroyed = new AtomicInteger();
        Filter broken = new Filter() {
            @Override
            public void init(FilterConfig config) throws ServletException {
                throw new ServletException("not today");
            }

            @Override
            public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain) {
                throw new IllegalStateException("was not started");
            }

            @Override
            public void destroy() {
                destroyed.incrementAndGet();
            }
        };
        long before = ours();
        HardeningFilter filter =
                HardeningFilter.builder(settings).afterAuthentication(broken).build();
        assertEquals(before + 1, ours());
        assertThrows(Exception.class, () -> TestApp.create().filter(filter).start(container));
        assertEquals(before, ours());
        assertEquals(1, destroyed.get());
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void a_web_xml_names_the_filter_and_its_init_params(Container container) throws Exception {
        TestApp app = TestApp.create()
                .filter(
                        new HardeningFilter(),
                        setup -> setup.initParam("NODE_ENV", "test")
                                .initParam("API_KEYS", KEY)
                                .initParam("RATE_LIMIT_MAX", "2")
                                .initParam("ERROR_STYLE", "flat"))
                .servlet("/x", (request, response) -> response.getWriter().print("served"));
        try (TestContainer server = app.start(container)) {
            assertEquals("served", get(server, "/x", "X-API-Key: " + KEY).text());
            RawHttp.Response refused = get(server, "/x");
            assertEquals(401, refused.status());
            assertEquals("application/json", refused.header("Content-Type"));
            assertEquals(429, get(server, "/x").status());
            assertEquals(200, get(server, "/health/live").status());
        }
        TestApp refused = TestApp.create()
                .filter(
                        new HardeningFilter(),
                        setup -> setup.initParam("NODE_ENV", "test")
                                .initParam("RATE_LIMIT_MAX", "many")
                                .initParam("TRUSTED_PROXIES", "10.0.0.1/8"));
        Exception report = assertThrows(Exception.class, () -> refused.start(container));
        for (String part : List.of("HRD-1107", "RATE_LIMIT_MAX", "TRUSTED_PROXIES")) {
            assertTrue(report.toString().contains(part), report.toString());
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void no_thread_of_the_filter_outlives_it(Container container) throws Exception {
        long before = ours();
        try (TestContainer server = start(container, builder().build())) {
            assertEquals(200, get(server, "/health").status());
        }
        assertEquals(before, ours());
    }

    private static long ours() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.isAlive() && thread.getName().startsWith("hardening"))
                .count();
    }
}
