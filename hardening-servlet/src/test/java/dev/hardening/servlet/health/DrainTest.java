package dev.hardening.servlet.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.health.Health;
import dev.hardening.core.health.HealthSettings;
import dev.hardening.core.health.Lifecycle;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.Eventually;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class DrainTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final CountDownLatch draining = new CountDownLatch(1);
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private final BlockingQueue<AsyncContext> pending = new ArrayBlockingQueue<>(4);
    private final BlockingQueue<Integer> running = new ArrayBlockingQueue<>(16);
    private final ExecutorService others = Executors.newCachedThreadPool();
    private final Health health = Health.builder()
            .events(event -> {
                if (event.type() == SecurityEventType.HEALTH_CHANGED) {
                    draining.countDown();
                }
            })
            .build();
    private final Lifecycle lifecycle = health.lifecycle();

    @AfterEach
    void close() {
        release.countDown();
        others.shutdownNow();
    }

    private HealthFilter filter() {
        return new HealthFilter(HealthSettings.builder().build(), health, Services.standard());
    }

    private TestApp app() {
        return TestApp.create()
                .filter(filter(), TestApp.FilterSetup::everyDispatch)
                .servlet("/quick", (request, response) -> note(request))
                .servlet("/slow", (request, response) -> {
                    entered.countDown();
                    await(release);
                    response.getWriter().print("finished");
                })
                .servlet("/async", (request, response) -> pending.add(request.startAsync()))
                .servlet("/forward", (request, response) -> {
                    note(request);
                    request.getRequestDispatcher("/quick").forward(request, response);
                })
                .servlet("/include", (request, response) -> {
                    note(request);
                    request.getRequestDispatcher("/quick").include(request, response);
                })
                .servlet("/dispatch", (request, response) -> {
                    note(request);
                    if (request.getDispatcherType() != DispatcherType.ASYNC) {
                        request.startAsync().dispatch();
                    }
                })
                .servlet("/sendError", (request, response) -> {
                    note(request);
                    response.sendError(418);
                })
                .servlet("/exception", (request, response) -> {
                    note(request);
                    throw new IOException("boom");
                })
                .servlet("/error", (request, response) -> {
                    note(request);
                    throw new AssertionError("boom");
                })
                .errorPage(418, "/quick");
    }

    private void note(HttpServletRequest request) {
        // The container renders error pages after the filters have returned.
        if (request.getDispatcherType() != DispatcherType.ERROR) {
            running.add(lifecycle.running());
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(20, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Future<Boolean> drain() {
        Future<Boolean> drained = others.submit(() -> lifecycle.drain(LONG));
        await(draining);
        return drained;
    }

    private static void assertDraining(int port) {
        assertEquals(200, RawHttp.get(port, "/health/live").status());
        for (String path : List.of("/health/ready", "/health")) {
            Response probe = RawHttp.get(port, path);
            assertEquals(503, probe.status());
            assertTrue(probe.text().contains("\"state\":\"draining\""), probe.text());
        }
        try (RawHttp connection = RawHttp.connect(port)) {
            Response refused =
                    connection.send(RawHttp.message("GET", "/quick", "", true)).read();
            assertEquals(503, refused.status());
            assertEquals("5", refused.header("Retry-After"));
            assertEquals("close", refused.header("Connection"));
            assertTrue(refused.text().contains("\"SHUTTING_DOWN\""), refused.text());
            assertTrue(connection.closedByServer());
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_running_request_finishes_while_new_ones_are_refused(Container container) throws Exception {
        try (TestContainer server = app().start(container);
                RawHttp slow = RawHttp.connect(server.port())) {
            slow.send(RawHttp.message("GET", "/slow", "", false));
            await(entered);
            Future<Boolean> drained = drain();
            assertDraining(server.port());
            assertFalse(drained.isDone());
            release.countDown();
            Response finished = slow.read();
            assertEquals(200, finished.status());
            assertEquals("finished", finished.text());
            assertTrue(drained.get(10, TimeUnit.SECONDS));
            assertEquals(Lifecycle.State.STOPPED, lifecycle.state());
            assertTrue(running.isEmpty());
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_asynchronous_request_runs_until_it_completes(Container container) throws Exception {
        try (TestContainer server = app().start(container);
                RawHttp client = RawHttp.connect(server.port())) {
            client.send(RawHttp.message("GET", "/async", "", false));
            AsyncContext context = pending.poll(10, TimeUnit.SECONDS);
            Future<Boolean> drained = drain();
            assertDraining(server.port());
            assertFalse(drained.isDone());
            assertEquals(1, lifecycle.running());
            if (context != null) {
                context.getResponse().getWriter().print("late");
                context.complete();
            }
            assertEquals("late", client.read().text());
            assertTrue(drained.get(10, TimeUnit.SECONDS));
        }
    }

    @ParameterizedTest
    @EnumSource
    void every_way_to_end_a_request_counts_it_once(Container container) throws Exception {
        try (TestContainer server = app().start(container)) {
            for (String path : List.of(
                    "/quick", "/forward", "/include", "/dispatch", "/sendError", "/exception", "/error", "/nowhere")) {
                RawHttp.get(server.port(), path);
                // The answer is out before the filters have returned.
                Eventually.until(() -> lifecycle.running() == 0);
            }
            for (Integer count = running.poll(); count != null; count = running.poll()) {
                assertEquals(1, count);
            }
            assertTrue(lifecycle.drain(LONG));
            assertEquals(0, lifecycle.running());
        }
    }

    @ParameterizedTest
    @EnumSource
    void two_filters_of_one_application_count_their_own(Container container) throws Exception {
        Health second = Health.builder().build();
        try (TestContainer server = app().filter(
                        new HealthFilter(HealthSettings.builder().build(), second, Services.standard()))
                .start(container)) {
            assertEquals(200, RawHttp.get(server.port(), "/quick").status());
            assertTrue(second.lifecycle().drain(LONG));
            assertTrue(RawHttp.get(server.port(), "/quick").text().contains("SHUTTING_DOWN"));
            assertTrue(lifecycle.drain(LONG));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_client_that_goes_away_does_not_hold_the_shutdown(Container container) throws Exception {
        try (TestContainer server = app().start(container)) {
            try (RawHttp slow = RawHttp.connect(server.port())) {
                slow.send(RawHttp.message("GET", "/slow", "", false));
                await(entered);
            }
            Future<Boolean> drained = drain();
            release.countDown();
            assertTrue(drained.get(10, TimeUnit.SECONDS));
        }
    }
}
