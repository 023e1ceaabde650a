package dev.hardening.servlet.deadline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.deadline.DeadlineSettings;
import dev.hardening.core.deadline.TimeoutWay;
import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.MDC;

@Timeout(60)
class DeadlineFilterTest {

    private static final Duration SHORT = Duration.ofMillis(200);

    private final CountDownLatch release = new CountDownLatch(1);
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch bothEntered = new CountDownLatch(2);
    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
    private final List<SecurityEvent> events = new CopyOnWriteArrayList<>();

    @AfterEach
    void letGo() {
        release.countDown();
    }

    private static Stream<Arguments> everywhere() {
        return Stream.of(Container.values())
                .flatMap(container -> Stream.of(TimeoutWay.values()).map(way -> Arguments.of(container, way)));
    }

    private Services services() {
        Routes routes = Routes.builder()
                .add(Route.open("/stream").deadline(Duration.ZERO))
                .add(Route.open("/short").deadline(Duration.ofMillis(50)))
                .build();
        return Services.builder().routes(routes).events(events::add).build();
    }

    private DeadlineFilter filter(TimeoutWay way, Duration timeout) {
        return new DeadlineFilter(
                DeadlineSettings.builder().timeout(timeout).way(way).build(), services());
    }

    private TestContainer start(Container container, TimeoutWay way) throws Exception {
        return start(container, filter(way, SHORT));
    }

    private TestContainer start(Container container, DeadlineFilter filter) throws Exception {
        TestApp app = TestApp.create()
                .filter(filter, setup -> setup.dispatches(DispatcherType.REQUEST, DispatcherType.ASYNC))
                .servlet(
                        "/quick",
                        (request, response) -> response.getWriter()
                                .print("interrupted=" + Thread.currentThread().isInterrupted()))
                .servlet("/blocked", (request, response) -> block())
                .servlet("/stream", (request, response) -> blockAndWrite(response))
                .servlet("/short", (request, response) -> block())
                .servlet("/late", this::writeLate)
                .servlet("/earlier-writer", this::writeLateByAnEarlierWriter)
                .servlet("/throwing", (request, response) -> {
                    block();
                    throw new ServletException("after the interrupt");
                })
                .servlet("/error", (request, response) -> {
                    block();
                    throw new AssertionError("after the interrupt");
                })
                .servlet("/sending-error", (request, response) -> {
                    block();
                    response.sendError(418);
                })
                .servlet(
                        "/forward",
                        (request, response) ->
                                request.getRequestDispatcher("/blocked").forward(request, response))
                .servlet(
                        "/include",
                        (request, response) ->
                                request.getRequestDispatcher("/blocked").include(request, response))
                .servlet("/begun", (request, response) -> {
                    response.getWriter().print("begun ");
                    response.flushBuffer();
                    blockAndWrite(response);
                })
                .servlet("/stubborn", this::ignoreInterrupts)
                .servlet("/async", (request, response) -> request.startAsync().setTimeout(0))
                .servlet("/async-late", this::writeLateFromAnotherThread)
                .servlet("/async-dispatch", (request, response) -> {
                    if (request.getDispatcherType() == DispatcherType.REQUEST) {
                        request.startAsync().dispatch();
                    } else {
                        block();
                    }
                })
                .servlet("/async-blocked", (request, response) -> {
                    request.startAsync();
                    block();
                })
                .servlet("/reading", DeadlineFilterTest::readForEver)
                .servlet("/writing", DeadlineFilterTest::waitToWrite);
        return app.start(container);
    }

    /** Waits until it is interrupted, or for ever. */
    private void block() {
        entered.countDown();
        bothEntered.countDown();
        try {
            said.add(release.await(30, TimeUnit.SECONDS) ? "released" : "never");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            said.add("interrupted");
        }
    }

    private void blockAndWrite(HttpServletResponse response) throws IOException {
        block();
        response.getWriter().print("finished");
    }

    private void ignoreInterrupts(HttpServletRequest request, HttpServletResponse response) throws IOException {
        entered.countDown();
        while (release.getCount() > 0) {
            try {
                release.await();
            } catch (InterruptedException ignored) {
                said.add("interrupted");
            }
        }
        response.getWriter().print("late");
        response.flushBuffer();
        said.add("finished");
    }

    private void writeLate(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("X-Early", "1");
        block();
        response.setStatus(201);
        response.setHeader("X-Late", "1");
        response.addHeader("X-Late", "2");
        response.setContentType("text/late");
        response.setContentLength(3);
        response.getOutputStream().write("late".getBytes(StandardCharsets.UTF_8));
        response.flushBuffer();
        response.sendRedirect("/elsewhere");
    }

    private void writeLateByAnEarlierWriter(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        PrintWriter writer = response.getWriter();
        writer.print("early");
        block();
        writer.println("late");
        writer.printf("%d", 1);
        writer.flush();
        writer.close();
    }

    private void writeLateFromAnotherThread(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        AsyncContext context = request.startAsync();
        context.setTimeout(0);
        PrintWriter writer = response.getWriter();
        new Thread(() -> {
                    try {
                        release.await();
                        writer.print("late");
                        context.getResponse().getWriter().print("late");
                        ((HttpServletResponse) context.getResponse()).setHeader("X-Late", "1");
                        context.complete();
                        said.add("finished");
                    } catch (Exception e) {
                        said.add(e.toString());
                    }
                })
                .start();
    }

    private static void readForEver(HttpServletRequest request, HttpServletResponse response) throws IOException {
        request.startAsync().setTimeout(0);
        ServletInputStream body = request.getInputStream();
        body.setReadListener(new ReadListener() {
            @Override
            public void onDataAvailable() throws IOException {
                while (body.isReady() && !body.isFinished()) {
                    body.read();
                }
            }

            @Override
            public void onAllDataRead() {
                request.getAsyncContext().complete();
            }

            @Override
            public void onError(Throwable failure) {}
        });
    }

    private static void waitToWrite(HttpServletRequest request, HttpServletResponse response) throws IOException {
        request.startAsync().setTimeout(0);
        response.getOutputStream().setWriteListener(new WriteListener() {
            @Override
            public void onWritePossible() {
                // It could, and does not.
            }

            @Override
            public void onError(Throwable failure) {}
        });
    }

    private String hear() throws InterruptedException {
        String word = said.poll(20, TimeUnit.SECONDS);
        assertNotNull(word, "nothing was said");
        return word;
    }

    private static void assertTimedOut(Response response) {
        assertEquals(503, response.status(), response.toString());
        assertTrue(response.text().contains("\"code\":\"REQUEST_TIMEOUT\""), response.toString());
        assertEquals("application/problem+json", response.header("Content-Type"));
        assertEquals("5", response.header("Retry-After"));
        assertEquals(List.of(), response.values("X-Late"));
        assertEquals(List.of(), response.values("X-Early"));
        assertNotNull(response.header("X-Error-ID"));
    }

    /** Tomcat ends a connection with a 503, whoever answers it, and with the 100th answer. */
    private static RawHttp after(Response response, RawHttp connection, TestContainer server) {
        return "close".equals(response.header("Connection")) ? RawHttp.connect(server.port()) : connection;
    }

    private void assertNextIsUntouched(RawHttp connection, Response timedOut, TestContainer server) {
        RawHttp next = after(timedOut, connection, server);
        assertEquals("interrupted=false", next.send(keepAlive("/quick")).read().text());
        if (next != connection) {
            next.close();
        }
    }

    private static String keepAlive(String path) {
        return RawHttp.message("GET", path, "", true);
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void a_handler_that_obeys_is_interrupted_and_the_connection_stays_usable(Container container, TimeoutWay way)
            throws Exception {
        try (TestContainer server = start(container, way)) {
            for (String path : List.of(
                    "/blocked",
                    "/late",
                    "/earlier-writer",
                    "/throwing",
                    "/error",
                    "/sending-error",
                    "/forward",
                    "/include",
                    "/short")) {
                try (RawHttp connection = RawHttp.connect(server.port())) {
                    Response response = connection.send(keepAlive(path)).read();
                    assertTimedOut(response);
                    assertEquals(container == Container.TOMCAT ? "close" : null, response.header("Connection"));
                    assertEquals("interrupted", hear(), path);
                    assertEquals(container == Container.TOMCAT ? "close" : null, response.header("Connection"));
                    assertNextIsUntouched(connection, response, server);
                }
            }
            assertEquals(9, events.size());
            assertTrue(events.stream()
                    .allMatch(event -> event.type() == SecurityEventType.REQUEST_TIMED_OUT && !event.isShadow()));
        }
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void an_asynchronous_request_is_answered_whatever_it_waits_for(Container container, TimeoutWay way)
            throws Exception {
        try (TestContainer server = start(container, way)) {
            for (String path : List.of("/async", "/async-late", "/async-dispatch", "/async-blocked", "/writing")) {
                try (RawHttp connection = RawHttp.connect(server.port())) {
                    Response response = connection.send(keepAlive(path)).read();
                    assertTimedOut(response);
                    assertNextIsUntouched(connection, response, server);
                }
            }
            try (RawHttp connection = RawHttp.connect(server.port())) {
                connection.send("POST /reading HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n12345");
                assertTimedOut(connection.read());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void what_another_thread_writes_late_goes_nowhere(Container container, TimeoutWay way) throws Exception {
        try (TestContainer server = start(container, way);
                RawHttp connection = RawHttp.connect(server.port())) {
            Response response = connection.send(keepAlive("/async-late")).read();
            assertTimedOut(response);
            release.countDown();
            assertEquals("finished", hear());
            assertNextIsUntouched(connection, response, server);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_handler_that_ignores_interrupts_keeps_its_thread_but_not_its_client_when_it_is_handed_off(
            Container container) throws Exception {
        try (TestContainer server = start(container, TimeoutWay.HAND_OFF);
                RawHttp connection = RawHttp.connect(server.port())) {
            Response response = connection.send(keepAlive("/stubborn")).read();
            assertTimedOut(response);
            assertEquals("interrupted", hear());
            assertEquals(1, release.getCount(), "the handler still runs");
            release.countDown();
            assertEquals("finished", hear());
            assertNextIsUntouched(connection, response, server);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_handler_that_ignores_interrupts_is_answered_for_when_it_returns(Container container) throws Exception {
        try (TestContainer server = start(container, TimeoutWay.INTERRUPT);
                RawHttp connection = RawHttp.connect(server.port())) {
            connection.send(keepAlive("/stubborn"));
            assertEquals("interrupted", hear());
            release.countDown();
            Response response = connection.read();
            assertTimedOut(response);
            assertNextIsUntouched(connection, response, server);
        }
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void an_answer_that_has_begun_and_a_route_without_a_bound_are_let_finish(Container container, TimeoutWay way)
            throws Exception {
        try (TestContainer server = start(container, way);
                RawHttp begun = RawHttp.connect(server.port());
                RawHttp stream = RawHttp.connect(server.port())) {
            begun.send(keepAlive("/begun"));
            stream.send(keepAlive("/stream"));
            // Others that began later have timed out by now.
            assertTimedOut(RawHttp.get(server.port(), "/blocked"));
            release.countDown();
            assertEquals("begun finished", begun.read().text());
            assertEquals("finished", stream.read().text());
        }
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void an_application_sees_what_is_left_and_what_its_thread_carries(Container container, TimeoutWay way)
            throws Exception {
        TestApp.Handler print = (request, response) -> response.getWriter()
                .print(MDC.get("known") + " "
                        + (Thread.currentThread().getContextClassLoader() != null)
                        + " "
                        + (RequestDeadline.of(request).remaining().compareTo(Duration.ofSeconds(5)) <= 0));
        TestApp app = TestApp.create()
                .filter((request, response, chain) -> {
                    MDC.put("known", "carried");
                    try {
                        chain.doFilter(request, response);
                    } finally {
                        MDC.remove("known");
                    }
                })
                .filter(filter(way, Duration.ofSeconds(5)))
                .servlet("/thread", print);
        try (TestContainer server = app.start(container)) {
            assertEquals(
                    "carried true true", RawHttp.get(server.port(), "/thread").text());
        }
    }

    @ParameterizedTest
    @EnumSource
    void off_does_not_ask(Container container) throws Exception {
        DeadlineSettings settings = DeadlineSettings.builder()
                .timeout(Duration.ofMillis(1))
                .enforcement(Enforcement.OFF)
                .build();
        TestApp app = TestApp.create()
                .filter(new DeadlineFilter(settings, services()))
                .servlet("/wait", (request, response) -> {
                    assertTrue(RequestDeadline.of(request).remaining().toHours() > 0);
                    response.getWriter().print("finished");
                });
        try (TestContainer server = app.start(container)) {
            assertEquals("finished", RawHttp.get(server.port(), "/wait").text());
        }
        assertEquals(List.of(), events);
    }

    /**
     * A trial run condemns what would be answered, and nothing else: not an answer that has begun. The requests' times
     * are up in the order in which they came, so when the last is told of, those before it have been judged.
     */
    @Tag("alone")
    @ParameterizedTest
    @MethodSource("everywhere")
    void shadow_mode_only_tells_and_of_what_would_be_answered(Container container, TimeoutWay way) throws Exception {
        DeadlineSettings settings = DeadlineSettings.builder()
                .timeout(SHORT)
                .way(way)
                .enforcement(Enforcement.SHADOW)
                .build();
        BlockingQueue<SecurityEvent> heard = new LinkedBlockingQueue<>();
        BlockingQueue<String> threads = new LinkedBlockingQueue<>();
        BlockingQueue<AsyncContext> open = new LinkedBlockingQueue<>();
        Services services = Services.builder()
                .events(event -> {
                    threads.add(Thread.currentThread().getName());
                    heard.add(event);
                })
                .build();
        TestApp app = TestApp.create()
                .filter(
                        new DeadlineFilter(settings, services),
                        setup -> setup.dispatches(DispatcherType.REQUEST, DispatcherType.ASYNC))
                .servlet("/begun", (request, response) -> {
                    assertFalse(RequestDeadline.of(request).remaining().toHours() > 0);
                    response.getWriter().print("begun ");
                    response.flushBuffer();
                    blockAndWrite(response);
                })
                .servlet("/blocked", (request, response) -> blockAndWrite(response))
                .servlet("/async", (request, response) -> {
                    if (request.getDispatcherType() == DispatcherType.REQUEST) {
                        AsyncContext context = request.startAsync();
                        context.setTimeout(0);
                        open.add(context);
                    } else {
                        response.getWriter().print("finished");
                    }
                });
        try (TestContainer server = app.start(container);
                RawHttp begun = RawHttp.connect(server.port());
                RawHttp blocked = RawHttp.connect(server.port());
                RawHttp async = RawHttp.connect(server.port())) {
            begun.send(keepAlive("/begun"));
            blocked.send(keepAlive("/blocked"));
            assertTrue(bothEntered.await(20, TimeUnit.SECONDS));
            async.send(keepAlive("/async"));
            SecurityEvent first = heard.poll(20, TimeUnit.SECONDS);
            assertNotNull(first);
            assertEquals("/async", first.path());
            assertTrue(first.isShadow());
            assertEquals(0, heard.size());
            open.take().dispatch();
            release.countDown();
            assertEquals("finished", async.read().text());
            assertEquals("begun finished", begun.read().text());
            assertEquals("finished", blocked.read().text());
        }
        assertEquals(
                List.of("/blocked true"),
                heard.stream()
                        .map(event -> event.path() + " " + event.isShadow())
                        .toList());
        assertFalse(threads.contains("hardening-deadlines"));
    }

    @ParameterizedTest
    @EnumSource
    void a_full_room_refuses_instead_of_queueing(Container container) throws Exception {
        DeadlineSettings settings = DeadlineSettings.builder()
                .way(TimeoutWay.HAND_OFF)
                .threads(1)
                .timeout(Duration.ofSeconds(20))
                .build();
        try (TestContainer server = start(container, new DeadlineFilter(settings, services()));
                RawHttp first = RawHttp.connect(server.port())) {
            first.send(keepAlive("/stubborn"));
            assertTrue(entered.await(20, TimeUnit.SECONDS));
            Response second = RawHttp.get(server.port(), "/quick");
            assertEquals(503, second.status());
            assertTrue(second.text().contains("\"code\":\"OVERLOADED\""));
            release.countDown();
            assertEquals("late", first.read().text());
        }
    }

    /** The end of the time and the end of the handler meet at every point; a leaked interrupt would show in the next answer. */
    @ParameterizedTest
    @MethodSource("everywhere")
    void a_time_that_ends_as_the_handler_does_leaves_one_answer_and_no_interrupt(Container container, TimeoutWay way)
            throws Exception {
        TestApp app = TestApp.create()
                .filter(filter(way, Duration.ofMillis(1)))
                .servlet("/spin", (request, response) -> {
                    boolean before = Thread.currentThread().isInterrupted();
                    long end = System.nanoTime() + 900_000 + Long.parseLong(request.getParameter("n")) % 200 * 1_000;
                    while (System.nanoTime() < end) {
                        Thread.onSpinWait();
                    }
                    response.getWriter().print(before ? "leaked" : "clean");
                });
        try (TestContainer server = app.start(container)) {
            RawHttp connection = RawHttp.connect(server.port());
            for (int i = 0; i < 1_000; i++) {
                Response response =
                        connection.send(keepAlive("/spin?n=" + i * 7)).read();
                if (response.status() == 200) {
                    assertEquals("clean", response.text());
                } else {
                    assertTimedOut(response);
                }
                RawHttp next = after(response, connection, server);
                if (next != connection) {
                    connection.close();
                }
                connection = next;
            }
            connection.close();
        }
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void no_thread_is_left_after_the_filter_is_destroyed(Container container, TimeoutWay way) throws Exception {
        try (TestContainer server = start(container, way)) {
            assertTimedOut(RawHttp.get(server.port(), "/blocked"));
            assertTrue(ownThreads().count() >= 1);
        }
        for (Thread thread : ownThreads().toList()) {
            thread.join(5_000);
        }
        assertEquals(List.of(), ownThreads().map(Thread::getName).toList());
    }

    private static Stream<Thread> ownThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.isAlive()
                        && (thread.getName().equals("hardening-deadlines")
                                || thread.getName().startsWith("hardening-handler-")));
    }

    @ParameterizedTest
    @EnumSource
    void a_filter_of_a_web_xml_reads_its_settings(Container container) throws Exception {
        TestApp app = TestApp.create()
                .filter(
                        new DeadlineFilter(),
                        setup ->
                                setup.initParam("REQUEST_TIMEOUT_MS", "100").initParam("REQUEST_TIMEOUT_STATUS", "504"))
                .servlet("/blocked", (request, response) -> block());
        try (TestContainer server = app.start(container)) {
            Response response = RawHttp.get(server.port(), "/blocked");
            assertEquals(504, response.status());
            assertFalse(response.text().isEmpty());
        }
    }
}
