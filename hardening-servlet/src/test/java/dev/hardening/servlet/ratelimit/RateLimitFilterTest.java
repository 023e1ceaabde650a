package dev.hardening.servlet.ratelimit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.identity.Identity;
import dev.hardening.core.identity.Proof;
import dev.hardening.core.net.IpAddress;
import dev.hardening.core.ratelimit.RateLimit;
import dev.hardening.core.ratelimit.RateLimitBy;
import dev.hardening.core.ratelimit.RateLimitRule;
import dev.hardening.core.ratelimit.RateLimitSettings;
import dev.hardening.core.ratelimit.RateLimitStage;
import dev.hardening.core.ratelimit.RateLimiter;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.servlet.support.Exchange;
import dev.hardening.servlet.support.Next;
import dev.hardening.servlet.support.RoomFilter;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.FakeTicker;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RateLimitFilterTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final FakeTicker ticker = new FakeTicker();
    private final List<SecurityEvent> events = new CopyOnWriteArrayList<>();

    /** Takes the client and his identity from headers, as a proxy's and an authentication's filter would find them. */
    private static final class Known extends RoomFilter<String> {
        private final boolean proves;

        Known(boolean proves, Services services) {
            super("known", services);
            this.proves = proves;
        }

        @Override
        protected String read(SettingReader reader, Services shared) {
            return "known";
        }

        @Override
        protected void apply(String ready, Exchange exchange, Next next) throws IOException, ServletException {
            String client = exchange.header("X-Client");
            String user = exchange.header("X-User");
            if (!proves && client != null) {
                exchange.context().resolved(IpAddress.parse(client), "http", null);
            }
            if (proves && user != null) {
                exchange.context().proved(Identity.provedBy(Proof.API_KEY, user).build());
            }
            next.proceed();
        }
    }

    private static RateLimitRule rule(String name, int max) {
        return RateLimitRule.of(RateLimit.slidingWindow(name, max, MINUTE));
    }

    private Services services(Route... routes) {
        Routes.Builder table = Routes.builder();
        for (Route route : routes) {
            table.add(route);
        }
        return Services.builder()
                .ticker(ticker)
                .clock(ticker)
                .events(events::add)
                .routes(table.build())
                .build();
    }

    private static TestApp app(Services services, RateLimitSettings settings) {
        return TestApp.create()
                .filter(new Known(false, services))
                .filter(new RateLimitFilter(settings, services), setup -> setup.everyDispatch())
                .servlet("/hello", (request, response) -> response.getWriter().print("hello"));
    }

    private static RateLimitSettings settings(RateLimitRule... rules) {
        RateLimitSettings.Builder builder = RateLimitSettings.builder();
        for (RateLimitRule rule : rules) {
            builder.rule(rule);
        }
        return builder.build();
    }

    private static int granted(TestContainer server, String path, int requests, String... headers) {
        int granted = 0;
        for (int i = 0; i < requests; i++) {
            int status = RawHttp.get(server.port(), path, headers).status();
            assertTrue(status == 200 || status == 429, "status " + status);
            granted += status == 200 ? 1 : 0;
        }
        return granted;
    }

    @ParameterizedTest
    @EnumSource
    void tells_the_limit_on_success_and_on_429(Container container) throws Exception {
        try (TestContainer server =
                app(services(), settings(rule("default", 2))).start(container)) {
            Response first = RawHttp.get(server.port(), "/hello");
            assertEquals(200, first.status());
            assertEquals(List.of("\"default\";q=2;w=60"), first.values("RateLimit-Policy"));
            assertEquals(List.of("\"default\";r=1;t=60"), first.values("RateLimit"));
            assertEquals(List.of("2"), first.values("X-RateLimit-Limit"));
            assertEquals(List.of("1"), first.values("X-RateLimit-Remaining"));
            assertEquals(List.of("60"), first.values("X-RateLimit-Reset"));
            assertNull(first.header("Retry-After"));

            ticker.advance(Duration.ofMillis(10_500));
            assertEquals(200, RawHttp.get(server.port(), "/hello").status());
            Response refused = RawHttp.get(server.port(), "/hello");
            assertEquals(429, refused.status());
            assertEquals(List.of("50"), refused.values("Retry-After"));
            assertEquals(List.of("\"default\";q=2;w=60"), refused.values("RateLimit-Policy"));
            assertEquals(List.of("\"default\";r=0;t=50"), refused.values("RateLimit"));
            assertEquals(List.of("0"), refused.values("X-RateLimit-Remaining"));
            assertEquals(List.of("50"), refused.values("X-RateLimit-Reset"));
            assertEquals("application/problem+json", refused.header("Content-Type"));
            assertTrue(refused.text().contains("RATE_LIMIT_EXCEEDED"), refused.text());

            ticker.advance(Duration.ofSeconds(50));
            assertEquals(1, granted(server, "/hello", 3));
        }
        SecurityEvent event = events.get(0);
        assertEquals(SecurityEventType.RATE_LIMITED, event.type());
        assertEquals(RefusalCode.RATE_LIMIT_EXCEEDED, event.code());
        assertEquals("limit default", event.detail());
        assertFalse(event.isShadow());
    }

    @ParameterizedTest
    @EnumSource
    void V_31_of_fifty_parallel_requests_exactly_as_many_pass_as_the_limit_says(Container container) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(50);
        try (TestContainer server =
                app(services(), settings(rule("default", 10))).start(container)) {
            CyclicBarrier start = new CyclicBarrier(50);
            List<Future<Integer>> answers = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                answers.add(pool.submit(() -> {
                    start.await();
                    return RawHttp.get(server.port(), "/hello").status();
                }));
            }
            int granted = 0;
            for (Future<Integer> answer : answers) {
                granted += answer.get() == 200 ? 1 : 0;
            }
            assertEquals(10, granted);
        } finally {
            pool.shutdownNow();
        }
        assertEquals(40, events.size());
    }

    @ParameterizedTest
    @EnumSource
    void an_ipv6_network_is_one_client_and_a_mapped_address_is_an_ipv4_client(Container container) throws Exception {
        try (TestContainer server =
                app(services(), settings(rule("default", 5))).start(container)) {
            int granted = 0;
            for (int i = 1; i <= 50; i++) {
                granted += granted(server, "/hello", 1, "X-Client: 2001:db8::" + Integer.toHexString(i));
            }
            assertEquals(5, granted);
            assertEquals(5, granted(server, "/hello", 6, "X-Client: 2001:db8:0:1::1"));
            assertEquals(5, granted(server, "/hello", 6, "X-Client: 192.0.2.1"));
            assertEquals(0, granted(server, "/hello", 6, "X-Client: ::ffff:192.0.2.1"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_request_is_counted_once_however_it_is_dispatched(Container container) throws Exception {
        TestApp app = app(services(), settings(rule("default", 4)))
                .servlet(
                        "/forward",
                        (request, response) ->
                                request.getRequestDispatcher("/hello").forward(request, response))
                .servlet(
                        "/include",
                        (request, response) ->
                                request.getRequestDispatcher("/hello").include(request, response))
                .servlet("/async", (request, response) -> {
                    if (request.getDispatcherType() == DispatcherType.ASYNC) {
                        response.getWriter().print("back");
                    } else {
                        request.startAsync().dispatch();
                    }
                })
                .servlet("/error", (request, response) -> response.sendError(418))
                .errorPage(418, "/hello");
        try (TestContainer server = app.start(container)) {
            Response forwarded = RawHttp.get(server.port(), "/forward");
            assertEquals("hello", forwarded.text());
            assertEquals(List.of("\"default\";r=3;t=60"), forwarded.values("RateLimit"));
            assertEquals("hello", RawHttp.get(server.port(), "/include").text());
            assertEquals("back", RawHttp.get(server.port(), "/async").text());
            Response error = RawHttp.get(server.port(), "/error");
            assertEquals(418, error.status());
            assertEquals(List.of("\"default\";r=0;t=60"), error.values("RateLimit"));
            assertEquals(429, RawHttp.get(server.port(), "/hello").status());
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_fields_survive_a_reset_and_stand_once(Container container) throws Exception {
        TestApp app = app(services(), settings(rule("default", 4))).servlet("/reset", (request, response) -> {
            response.getWriter().print("never seen");
            response.reset();
            response.getWriter().print("kept");
        });
        try (TestContainer server = app.start(container)) {
            Response response = RawHttp.get(server.port(), "/reset");
            assertEquals("kept", response.text());
            assertEquals(1, response.values("RateLimit").size());
            assertEquals(1, response.values("RateLimit-Policy").size());
            assertEquals(List.of("3"), response.values("X-RateLimit-Remaining"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void probes_are_never_limited_and_named_routes_pass_both_limits(Container container) throws Exception {
        Services services = services(
                Route.open("/health").unlimited(),
                Route.open("/hello"),
                Route.open("/claude").limitedBy("default", "claude"));
        TestApp app = app(services, settings(rule("default", 10), rule("claude", 5)))
                .servlet("/claude", (request, response) -> {})
                .servlet("/health", (request, response) -> {});
        try (TestContainer server = app.start(container)) {
            assertEquals(5, granted(server, "/claude", 7));
            assertEquals(5, granted(server, "/hello", 7));
            for (int i = 0; i < 30; i++) {
                Response probe = RawHttp.get(server.port(), "/health");
                assertEquals(200, probe.status());
                assertNull(probe.header("RateLimit"));
            }
            for (String path : List.of("/hello", "/health/", "/health/x", "/Health", "/unknown", "/x/../hello")) {
                assertEquals(429, RawHttp.get(server.port(), path).status(), path);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void addresses_are_asked_before_authentication_and_identities_after(Container container) throws Exception {
        Services services = services(Route.open("/hello").limitedBy("default", "user"));
        RateLimiter limiter =
                RateLimiter.of(settings(rule("default", 6), rule("user", 2).by(RateLimitBy.USER)), services.ticker());
        TestApp app = TestApp.create()
                .filter(new RateLimitFilter(limiter, RateLimitStage.BEFORE_AUTHENTICATION, services))
                .filter(new Known(true, services))
                .filter(new RateLimitFilter(limiter, RateLimitStage.AFTER_AUTHENTICATION, services))
                .servlet("/hello", (request, response) -> {});
        try (TestContainer server = app.start(container)) {
            Response first = RawHttp.get(server.port(), "/hello", "X-User: alice");
            assertEquals(List.of("\"default\";r=5;t=60", "\"user\";r=1;t=60"), first.values("RateLimit"));
            assertEquals(List.of("\"default\";q=6;w=60", "\"user\";q=2;w=60"), first.values("RateLimit-Policy"));
            assertEquals(List.of("1"), first.values("X-RateLimit-Remaining"));
            assertEquals(List.of("2"), first.values("X-RateLimit-Limit"));
            assertEquals(1, granted(server, "/hello", 2, "X-User: alice"));
            Response refused = RawHttp.get(server.port(), "/hello", "X-User: alice");
            assertEquals(429, refused.status());
            assertEquals(List.of("0"), refused.values("X-RateLimit-Remaining"));
            assertEquals("alice", events.get(events.size() - 1).subject());
            assertEquals(1, granted(server, "/hello", 1, "X-User: bob"));
            assertEquals(1, granted(server, "/hello", 1), "the sixth of the address");
            assertEquals(0, granted(server, "/hello", 2, "X-User: carol"), "guessing costs permits, too");
        }
    }

    @ParameterizedTest
    @EnumSource
    void in_shadow_mode_it_reports_and_lets_pass(Container container) throws Exception {
        RateLimitSettings settings = RateLimitSettings.builder()
                .rule(rule("default", 1))
                .enforcement(Enforcement.SHADOW)
                .build();
        try (TestContainer server = app(services(), settings).start(container)) {
            assertEquals(5, granted(server, "/hello", 5));
            assertNull(RawHttp.get(server.port(), "/hello").header("RateLimit"));
        }
        assertEquals(5, events.size());
        assertTrue(events.stream().allMatch(SecurityEvent::isShadow));
    }

    @ParameterizedTest
    @EnumSource
    void switched_off_it_does_nothing(Container container) throws Exception {
        try (TestContainer server = app(services(), RateLimitSettings.off()).start(container)) {
            assertEquals(200, granted(server, "/hello", 200));
            assertNull(RawHttp.get(server.port(), "/hello").header("RateLimit"));
        }
        assertEquals(List.of(), events);
    }

    @ParameterizedTest
    @EnumSource
    void reads_its_init_params_and_two_filters_alone_both_count(Container container) throws Exception {
        TestApp app = TestApp.create()
                .onStartup(context -> context.setAttribute(Services.ATTRIBUTE, services()))
                .filter(
                        new RateLimitFilter(),
                        setup -> setup.initParam("RATE_LIMIT_MAX", "3").initParam("RATE_LIMIT_WINDOW_MS", "1500"))
                .filter(
                        new RateLimitFilter(),
                        setup -> setup.patterns("/claude")
                                .initParam("RATE_LIMIT_RULES", "claude")
                                .initParam("CLAUDE_RATE_LIMIT_MAX_REQUESTS", "1")
                                .initParam("RATE_LIMIT_HEADERS", "ietf"))
                .servlet("/hello", (request, response) -> {})
                .servlet("/claude", (request, response) -> {});
        try (TestContainer server = app.start(container)) {
            Response claude = RawHttp.get(server.port(), "/claude");
            assertEquals(List.of("\"default\";q=3;w=2", "\"claude\";q=1;w=60"), claude.values("RateLimit-Policy"));
            assertEquals(List.of("2"), claude.values("X-RateLimit-Remaining"));
            assertEquals(0, granted(server, "/claude", 1));
            assertEquals(1, granted(server, "/hello", 3));
            ticker.advance(Duration.ofMillis(1501));
            assertEquals(3, granted(server, "/hello", 5));
        }
    }

    @ParameterizedTest
    @EnumSource
    void does_not_start_with_settings_that_are_wrong(Container container) {
        TestApp app = TestApp.create()
                .filter(
                        new RateLimitFilter(),
                        setup -> setup.initParam("RATE_LIMIT_MAX", "0").initParam("RATE_LIMIT_KEY", "secret-value"));
        Throwable thrown = assertThrows(Exception.class, () -> app.start(container));
        while (thrown.getCause() != null && !(thrown instanceof ServletException)) {
            thrown = thrown.getCause();
        }
        String message = String.valueOf(thrown.getMessage());
        assertTrue(message.contains("RATE_LIMIT_MAX") && message.contains("RATE_LIMIT_KEY"), message);
        assertFalse(message.contains("secret-value"), message);
    }

    @ParameterizedTest
    @CsvSource({"JETTY, HEAD", "JETTY, POST", "TOMCAT, HEAD", "TOMCAT, POST", "JETTY, BREW", "TOMCAT, BREW"})
    void refuses_every_method_alike(Container container, String method) throws Exception {
        try (TestContainer server =
                app(services(), settings(rule("default", 1))).start(container)) {
            assertEquals(1, granted(server, "/hello", 1));
            Response refused = RawHttp.request(server.port(), method, "/hello", method.equals("POST") ? "body" : "");
            assertEquals(429, refused.status());
            assertNotNull(refused.header("Retry-After"));
        }
    }

    @Test
    void says_when_clients_share_a_count() throws Exception {
        RateLimitSettings settings = RateLimitSettings.builder().trackedKeys(1).build();
        try (TestContainer server = app(services(), settings).start(Container.JETTY)) {
            for (int i = 0; i < 110; i++) {
                granted(server, "/hello", 1, "X-Client: 192.0.2." + i);
            }
            ticker.advance(Duration.ofSeconds(10));
            granted(server, "/hello", 2);
        }
        assertEquals(
                List.of(SecurityEventType.LIMITER_OVERFLOWING),
                events.stream().map(SecurityEvent::type).toList());
    }

    @Test
    void refuses_routes_whose_limits_have_no_rule() {
        Services services = services(Route.open("/claude").limitedBy("claude"));
        assertThrows(IllegalArgumentException.class, () -> new RateLimitFilter(settings(), services));
    }
}
