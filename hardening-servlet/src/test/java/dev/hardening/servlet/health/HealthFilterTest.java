package dev.hardening.servlet.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.health.Health;
import dev.hardening.core.health.HealthSettings;
import dev.hardening.core.health.Lifecycle;
import dev.hardening.core.health.ReadinessGate;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.FakeTicker;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class HealthFilterTest {

    private final FakeTicker ticker = new FakeTicker();
    private final AtomicBoolean up = new AtomicBoolean(true);
    private final AtomicInteger runs = new AtomicInteger();
    private final AtomicInteger served = new AtomicInteger();
    private final Services services =
            Services.builder().ticker(ticker).clock(ticker).build();

    private Health.Builder health() {
        return Health.builder().ticker(ticker).clock(ticker).critical("database", () -> {
            runs.incrementAndGet();
            if (!up.get()) {
                throw new IOException("jdbc:postgresql://db.internal/app?password=hunter2");
            }
            return null;
        });
    }

    private TestApp app(Health health) {
        return TestApp.create()
                .filter(new HealthFilter(HealthSettings.builder().build(), health, services))
                .servlet("/*", (request, response) -> {
                    served.incrementAndGet();
                    response.getWriter().print("application");
                });
    }

    @ParameterizedTest
    @EnumSource
    void answers_each_role_and_nothing_reaches_the_application(Container container) throws Exception {
        try (TestContainer server = app(health().build()).start(container)) {
            for (String path : List.of("/health", "/health/live", "/health/ready", "/health?x=1")) {
                Response response = RawHttp.get(server.port(), path);
                assertEquals(200, response.status(), path);
                assertEquals("application/json", response.header("Content-Type"));
                assertEquals("no-store", response.header("Cache-Control"));
                assertTrue(
                        response.text().startsWith("{\"status\":\"healthy\",\"timestamp\":\"2026-01-01T00:00:00Z\""),
                        response.text());
                assertEquals(path.equals("/health/live"), !response.text().contains("\"database\""), path);
            }
            assertEquals(0, served.get());
            assertEquals("application", RawHttp.get(server.port(), "/anything").text());
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_critical_failure_shows_within_five_seconds_and_leaks_nothing(Container container) throws Exception {
        try (TestContainer server = app(health().build()).start(container)) {
            assertEquals(200, RawHttp.get(server.port(), "/health/ready").status());
            up.set(false);
            ticker.advance(Duration.ofSeconds(5));
            for (String path : List.of("/health", "/health/ready")) {
                Response response = RawHttp.get(server.port(), path);
                assertEquals(503, response.status(), path);
                assertEquals("application/json", response.header("Content-Type"));
                assertTrue(response.text().startsWith("{\"status\":\"unhealthy\""), response.text());
                assertFalse(response.text().contains("internal"), response.text());
                assertFalse(response.text().contains("IOException"), response.text());
            }
            assertEquals(200, RawHttp.get(server.port(), "/health/live").status());
            assertEquals("application", RawHttp.get(server.port(), "/").text());
            up.set(true);
            ticker.advance(Duration.ofSeconds(5));
            assertEquals(200, RawHttp.get(server.port(), "/health/ready").status());
        }
    }

    @ParameterizedTest
    @EnumSource
    void head_has_the_fields_of_get_and_no_body(Container container) throws Exception {
        try (TestContainer server = app(health().build()).start(container);
                RawHttp connection = RawHttp.connect(server.port())) {
            Response get = connection
                    .send(RawHttp.message("GET", "/health/live", "", true))
                    .read();
            Response head = connection
                    .send(RawHttp.message("HEAD", "/health/live", "", true))
                    .read();
            assertEquals(200, head.status());
            assertEquals(get.header("Content-Length"), head.header("Content-Length"));
            assertEquals("application/json", head.header("Content-Type"));
            assertEquals(
                    get.text(),
                    connection
                            .send(RawHttp.message("GET", "/health/live", "", true))
                            .read()
                            .text());
        }
    }

    @ParameterizedTest
    @EnumSource
    void other_methods_are_405_with_the_allowed_ones(Container container) throws Exception {
        try (TestContainer server = app(health().build()).start(container)) {
            for (String method : List.of("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "get", "BREW")) {
                Response response = RawHttp.request(server.port(), method, "/health/ready", "");
                assertEquals(405, response.status(), method);
                assertEquals("GET, HEAD", response.header("Allow"));
                assertTrue(response.text().contains("\"METHOD_NOT_ALLOWED\""), response.text());
            }
            assertEquals(0, served.get());
            assertEquals(0, runs.get());
        }
    }

    @ParameterizedTest
    @EnumSource
    void no_other_spelling_of_a_path_is_a_probe(Container container) throws Exception {
        try (TestContainer server = app(health().build()).start(container)) {
            for (String path : List.of(
                    "/health;x=1",
                    "/health;/live",
                    "/health/live;jsessionid=1",
                    "/;/health",
                    "/%68ealth",
                    "/health%2flive",
                    "/health%2Flive",
                    "/./health",
                    "/x/../health",
                    "/x/%2e%2e/health",
                    "//health",
                    "/health//live",
                    "/health/",
                    "/health/live/",
                    "/health/live/x",
                    "/health.json",
                    "/Health",
                    "/HEALTH/LIVE",
                    "/health%20",
                    "/health%00",
                    "/health%0a")) {
                Response response = RawHttp.get(server.port(), path);
                assertFalse(response.text().contains("\"status\":\"healthy\""), path + "\n" + response);
                assertTrue(List.of(200, 400, 404).contains(response.status()), path + "\n" + response);
                assertEquals(response.status() == 200, response.text().equals("application"), path);
            }
            assertEquals(0, runs.get());
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_path_that_only_decodes_to_a_probe_goes_nowhere(Container container) throws Exception {
        try (TestContainer server = app(health().build()).start(container)) {
            for (String path : List.of("/health;x=1", "/%68ealth")) {
                Response response = RawHttp.get(server.port(), path);
                assertEquals(404, response.status(), path);
                assertTrue(response.text().contains("\"NOT_FOUND\""), response.text());
            }
            assertEquals(0, served.get());
        }
    }

    @ParameterizedTest
    @EnumSource
    void stands_below_a_context_path(Container container) throws Exception {
        TestApp app = app(health().build()).contextPath("/app");
        try (TestContainer server = app.start(container)) {
            assertTrue(RawHttp.get(server.port(), "/app/health").text().contains("\"healthy\""));
            assertEquals(404, RawHttp.get(server.port(), "/app/health;a").status());
            assertEquals(404, RawHttp.get(server.port(), "/health").status());
        }
    }

    @ParameterizedTest
    @EnumSource
    void three_hundred_probes_run_a_check_once(Container container) throws Exception {
        try (TestContainer server = app(health().build()).start(container)) {
            for (int i = 0; i < 300; i++) {
                assertEquals(200, RawHttp.get(server.port(), "/health/ready").status(), "probe " + i);
            }
            assertEquals(1, runs.get());
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_hanging_check_delays_neither_liveness_nor_the_application(Container container) throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Health health = health().nonCritical(
                        "slow",
                        () -> {
                            started.countDown();
                            release.await();
                            return null;
                        },
                        Duration.ofSeconds(50))
                .build();
        try (TestContainer server = app(health).start(container);
                RawHttp waiting = RawHttp.connect(server.port())) {
            waiting.send(RawHttp.message("GET", "/health/ready", "", false));
            assertTrue(started.await(10, TimeUnit.SECONDS));
            assertEquals(200, RawHttp.get(server.port(), "/health/live").status());
            assertEquals("application", RawHttp.get(server.port(), "/").text());
            release.countDown();
            assertEquals(200, waiting.read().status());
        }
    }

    @ParameterizedTest
    @EnumSource
    void readiness_waits_for_the_gate(Container container) throws Exception {
        ReadinessGate migrations = ReadinessGate.named("migrations");
        try (TestContainer server = app(health().gate(migrations).build()).start(container)) {
            Response response = RawHttp.get(server.port(), "/health/ready");
            assertEquals(503, response.status());
            assertTrue(response.text().contains("\"waiting_for\":[\"migrations\"]"), response.text());
            assertEquals(200, RawHttp.get(server.port(), "/health/live").status());
            migrations.open();
            assertEquals(200, RawHttp.get(server.port(), "/health/ready").status());
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_web_xml_registers_it_alone(Container container) throws Exception {
        Health health = health().field("service", "converter").build();
        try (TestContainer server = TestApp.create()
                .onStartup(context -> context.setAttribute(HealthFilter.ATTRIBUTE, health))
                .filter(
                        new HealthFilter(),
                        setup -> setup.initParam("HEALTH_PATH", "/healthz, /api/health")
                                .initParam("HEALTH_LIVE_PATH", "/livez"))
                .start(container)) {
            assertTrue(RawHttp.get(server.port(), "/healthz").text().contains("\"service\":\"converter\""));
            assertTrue(RawHttp.get(server.port(), "/api/health").text().contains("\"database\""));
            assertEquals(200, RawHttp.get(server.port(), "/livez").status());
            assertEquals(200, RawHttp.get(server.port(), "/health/ready").status());
            assertEquals(404, RawHttp.get(server.port(), "/health").status());
        }
        assertEquals(Lifecycle.State.STOPPED, health.lifecycle().state());
    }

    @ParameterizedTest
    @EnumSource
    void without_a_health_it_answers_without_checks(Container container) throws Exception {
        try (TestContainer server = TestApp.create().filter(new HealthFilter()).start(container)) {
            for (String path : List.of("/health", "/health/live", "/health/ready")) {
                assertEquals(200, RawHttp.get(server.port(), path).status());
            }
            assertNull(server.context().getAttribute(HealthFilter.ATTRIBUTE));
        }
    }

    @ParameterizedTest
    @EnumSource
    void bad_settings_refuse_to_start_with_every_problem(Container container) {
        Health health = health().build();
        TestApp app = TestApp.create()
                .onStartup(context -> context.setAttribute(HealthFilter.ATTRIBUTE, health))
                .filter(
                        new HealthFilter(),
                        setup -> setup.initParam("HEALTH_PATH", "/health;x").initParam("SHUTDOWN_GRACE_MS", "-1"));
        Throwable thrown = assertThrows(Exception.class, () -> app.start(container));
        while (thrown.getCause() != null) {
            thrown = thrown.getCause();
        }
        String message = String.valueOf(thrown.getMessage());
        assertTrue(message.contains("HRD-1002 REFUSE HEALTH_PATH"), message);
        assertTrue(message.contains("HRD-1002 REFUSE SHUTDOWN_GRACE_MS"), message);
        assertEquals(Lifecycle.State.STOPPED, health.lifecycle().state());
    }

    @ParameterizedTest
    @EnumSource
    void the_container_ends_every_thread_of_the_checks(Container container) throws Exception {
        long before = threads();
        CountDownLatch hangs = new CountDownLatch(1);
        Health health = health().nonCritical(
                        "slow",
                        () -> {
                            hangs.await();
                            return null;
                        },
                        Duration.ofMillis(30))
                .build();
        try (TestContainer server = app(health).start(container)) {
            assertTrue(RawHttp.get(server.port(), "/health").text().contains("\"degraded\""));
            assertTrue(threads() > before);
        }
        assertEquals(before, threads());
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("hardening-health"))
                .count();
    }
}
