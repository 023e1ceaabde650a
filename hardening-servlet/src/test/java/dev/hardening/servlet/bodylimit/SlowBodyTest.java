package dev.hardening.servlet.bodylimit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.bodylimit.BodyLimitSettings;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.Eventually;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.Drips;
import dev.hardening.testing.servlet.Drips.Outcome;
import dev.hardening.testing.servlet.LogCapture;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import dev.hardening.testing.servlet.Service;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SlowBodyTest {

    private static final Duration DEADLINE = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(6);

    private final List<SecurityEvent> events = new CopyOnWriteArrayList<>();
    private final Services services = Services.builder()
            .events(events::add)
            .routes(Routes.builder()
                    .add(Route.open("/quick/**").bodyWithin(Duration.ofMillis(300)))
                    .build())
            .build();

    private TestApp app(BodyLimitSettings.Builder settings) {
        TestApp app = TestApp.create()
                .filter(new BodyLimitFilter(settings.build(), services), setup -> setup.everyDispatch());
        WaysToRead.all().forEach((name, handler) -> app.servlet("/quick/" + name, handler));
        return app;
    }

    /** Lets a client for each path drip its body, all at once, and returns what became of each. */
    private static Map<String, Outcome> drip(
            TestContainer server, List<String> paths, String framing, String begun, String drip) throws IOException {
        List<String> heads = paths.stream()
                .map(path -> RawHttp.message("POST", path, "", true, framing) + begun)
                .toList();
        List<Outcome> outcomes = Drips.send(server.port(), heads, drip, PATIENCE);
        Map<String, Outcome> byPath = new LinkedHashMap<>();
        paths.forEach(path -> byPath.put(path, outcomes.get(byPath.size())));
        return byPath;
    }

    private static List<String> quick(Collection<String> ways) {
        return ways.stream().map(way -> "/quick/" + way).toList();
    }

    /** Asserts that each client was cut with a 408 after its time, and that this was told once. */
    private void assertCut(Map<String, Outcome> outcomes) {
        outcomes.forEach((path, outcome) -> {
            assertEquals(408, outcome.status(), path + " " + outcome);
            assertTrue(outcome.answer().contains("BODY_TIMEOUT"), path);
            assertNotNull(outcome.cutAfter(), path);
            assertTrue(outcome.cutAfter().toMillis() >= 300, path + " " + outcome.cutAfter());
            assertEquals(
                    List.of(RefusalCode.BODY_TIMEOUT),
                    events.stream()
                            .filter(event -> path.equals(event.path()))
                            .map(SecurityEvent::code)
                            .toList(),
                    path);
        });
        assertEquals(outcomes.size(), events.size());
    }

    @ParameterizedTest
    @EnumSource
    void a_client_that_drips_is_cut_in_every_way_to_read(Container container) throws Exception {
        try (TestContainer server = app(BodyLimitSettings.builder()).start(container)) {
            assertCut(drip(server, quick(WaysToRead.all().keySet()), "Content-Length: 5000", "", "x"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_client_that_goes_silent_is_cut_when_the_container_gives_up(Container container) throws Exception {
        TestApp app = app(BodyLimitSettings.builder()).idleTimeout(Duration.ofMillis(500));
        // The others end in the same reads.
        List<String> ways = List.of("read", "array", "reader", "forward", "async-thread", "async-dispatch", "listener");
        try (TestContainer server = app.start(container)) {
            // One after the other: while others are at work, Tomcat may end the connection of an asynchronous read
            // itself.
            for (String path : quick(ways)) {
                Outcome outcome = drip(server, List.of(path), "Content-Length: 5000", "x", "")
                        .get(path);
                assertNotNull(outcome, path);
                assertEquals(408, outcome.status(), path + " " + outcome);
                assertNotNull(outcome.cutAfter(), path);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_body_that_nobody_reads_is_given_up_behind_the_answer(Container container) throws Exception {
        TestApp app = app(BodyLimitSettings.builder())
                .servlet("/empty", (request, response) -> {
                    response.setStatus(401);
                    response.setContentLength(0);
                    response.flushBuffer();
                })
                .servlet("/text", (request, response) -> {
                    response.setContentLength(2);
                    response.getWriter().print("no");
                    response.flushBuffer();
                });
        List<String> paths = List.of("/empty", "/text");
        try (TestContainer server = app.start(container)) {
            List<Map<String, Outcome>> all = List.of(
                    drip(server, paths, "Content-Length: 5000", "", "x"),
                    drip(server, paths, "Transfer-Encoding: chunked", "", "1\r\nx\r\n"));
            for (Map<String, Outcome> outcomes : all) {
                outcomes.forEach((path, outcome) -> {
                    assertTrue(outcome.status() >= 200 && outcome.status() < 500, path + " " + outcome);
                    assertNotNull(outcome.cutAfter(), path + " " + outcome);
                    assertTrue(outcome.cutAfter().toMillis() < 4_000, path + " " + outcome.cutAfter());
                });
            }
            assertEquals(List.of(), events, "an unread body is no offence");
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_body_that_nobody_reads_and_that_is_there_costs_no_connection(Container container) throws Exception {
        TestApp app = app(BodyLimitSettings.builder())
                .servlet("/*", (request, response) -> response.getWriter().print("no"));
        try (TestContainer server = app.start(container);
                RawHttp connection = RawHttp.connect(server.port())) {
            for (String body : List.of("x", "x".repeat(100_000))) {
                for (int i = 0; i < 3; i++) {
                    connection.send(RawHttp.message("POST", "/a", body, true));
                    assertEquals("no", connection.read().text(), body.length() + " " + i);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void halves_of_chunk_heads_are_waited_for_and_cut_in_every_way_to_read(Container container) throws Exception {
        Set<String> ways = new LinkedHashSet<>(WaysToRead.all().keySet());
        if (container == Container.TOMCAT) {
            ways.remove("listener-bytes"); // Tomcat itself fails with a BufferUnderflowException: nothing to read is no
            // byte
        }
        try (TestContainer server = app(BodyLimitSettings.builder()).start(container)) {
            // Whenever the server has read a byte, what it has already of the next chunk is not yet its size.
            assertCut(drip(server, quick(ways), "Transfer-Encoding: chunked", "1;a=a", "aaaa\r\nx\r\n1;a=a"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void half_of_a_chunk_head_takes_a_place_among_those_that_wait(Container container) throws Exception {
        AtomicReference<Thread> reader = new AtomicReference<>();
        TestApp app = app(BodyLimitSettings.builder().maxWaiting(1)).servlet("/", (request, response) -> {
            reader.set(Thread.currentThread());
            WaysToRead.way("array").handle(request, response);
        });
        try (TestContainer server = app.start(container);
                RawHttp half = RawHttp.connect(server.port());
                RawHttp other = RawHttp.connect(server.port())) {
            half.send(RawHttp.message("POST", "/", "", true, "Transfer-Encoding: chunked") + "1;a=aaaa");
            Eventually.until(() -> reader.get() != null && reader.get().getState() != Thread.State.RUNNABLE);
            Response refused = other.send(RawHttp.message("POST", "/", "", true, "Content-Length: 5"))
                    .read();
            assertEquals(503, refused.status(), refused::toString);
            assertTrue(refused.text().contains("BODIES_TOO_MANY"), refused::toString);
            half.send("aaaa\r\nx\r\n0\r\n\r\n");
            assertEquals("read 1", half.read().text());
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_client_that_leaves_while_it_is_waited_for_is_no_failure_of_ours(Container container) throws Exception {
        try (LogCapture log = LogCapture.of("dev.hardening")) {
            try (TestContainer server = app(BodyLimitSettings.builder()).start(container)) {
                for (String way : WaysToRead.all().keySet()) {
                    try (RawHttp leaving = RawHttp.connect(server.port())) {
                        leaving.send(RawHttp.message("POST", "/quick/" + way, "x", true, "Content-Length: 5000"));
                    }
                }
                assertEquals(200, RawHttp.get(server.port(), "/quick/read").status());
            }
            assertEquals(
                    List.of(),
                    log.events().stream()
                            .map(event -> event.getFormattedMessage())
                            .toList());
        }
    }

    @Tag("alone")
    @ParameterizedTest
    @EnumSource
    void three_hundred_dripping_clients_are_cut_and_others_are_served(Container container) throws Exception {
        TestApp app = app(BodyLimitSettings.builder().timeout(DEADLINE)).servlet("/*", WaysToRead.way("array"));
        try (TestContainer server = app.start(container)) {
            String head = RawHttp.message("POST", "/", "", true, "Content-Length: 5000");
            // A server that has just begun is slow itself.
            for (int i = 0; i < 50; i++) {
                assertTrue(isServed(server, "x".repeat(1_000)));
            }
            CompletableFuture<List<Outcome>> slow = CompletableFuture.supplyAsync(() -> {
                try {
                    return Drips.send(server.port(), Collections.nCopies(300, head), "x", Duration.ofSeconds(20));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            Service.Share share =
                    Service.during(slow, () -> isServed(server, "") && isServed(server, "x".repeat(1_000)));
            Map<Integer, Integer> statuses = new TreeMap<>();
            for (Outcome outcome : slow.get()) {
                statuses.merge(outcome.status(), 1, Integer::sum);
                assertNotNull(outcome.cutAfter(), outcome.answer());
                assertTrue(outcome.cutAfter().compareTo(DEADLINE.plusSeconds(2)) < 0, outcome + " " + statuses);
            }
            assertTrue(share.isAtLeast(0.95), share + ", " + statuses);
            assertTrue(share.asked() > 20, share.toString());
            assertEquals(300, statuses.getOrDefault(408, 0) + statuses.getOrDefault(503, 0), statuses.toString());
        }
    }

    private static boolean isServed(TestContainer server, String body) {
        try (RawHttp other = RawHttp.connect(server.port()).timeout(Duration.ofSeconds(3))) {
            other.send(RawHttp.message(body.isEmpty() ? "GET" : "POST", "/", body, false));
            return other.read().status() == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }
}
