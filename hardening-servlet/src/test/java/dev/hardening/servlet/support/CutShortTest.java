package dev.hardening.servlet.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CutShortTest {

    /** With a status after which every container keeps the connection. */
    private static final Refusal REFUSAL =
            Refusal.of(RefusalCode.CROSS_SITE_REQUEST).build();

    private final BlockingQueue<Integer> completions = new LinkedBlockingQueue<>();

    /** Hands the exchange to the application, which no other filter does. */
    private final class Handing extends RoomFilter<Object> {
        Handing() {
            super(new Object(), Services.builder().events(event -> {}).build());
        }

        @Override
        protected Object read(SettingReader reader, Services shared) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected void apply(Object room, Exchange exchange, Next next) throws IOException, ServletException {
            exchange.response().keep(response -> response.put("X-Kept", "yes"));
            exchange.whenComplete(
                    (over, nanos, failure) -> completions.add(over.response().getStatus()));
            next.proceed();
        }
    }

    private interface Work {
        void on(HttpServletResponse response) throws IOException;
    }

    private TestApp app() {
        return TestApp.create().filter(new Handing(), setup -> setup.everyDispatch());
    }

    private static boolean refuse(jakarta.servlet.ServletRequest request) {
        return java.util.Objects.requireNonNull(Exchange.find(request)).cutShort(REFUSAL);
    }

    /** The answer is at the client before the server is done with the request. */
    private void assertTwoCompletions() throws InterruptedException {
        assertEquals(403, completions.poll(10, TimeUnit.SECONDS));
        assertEquals(403, completions.poll(10, TimeUnit.SECONDS));
        assertNull(completions.poll());
    }

    private static Map<String, Work> late() {
        Map<String, Work> works = new LinkedHashMap<>();
        works.put("writer", response -> response.getWriter().print("late"));
        works.put("printf", response -> response.getWriter().printf("%s", "late"));
        works.put("stream", response -> response.getOutputStream().print("late"));
        works.put("bytes", response -> response.getOutputStream().write(new byte[20_000]));
        works.put("flush", HttpServletResponse::flushBuffer);
        works.put("status", response -> response.setStatus(200));
        works.put("header", response -> response.setHeader("Late", "yes"));
        works.put("added header", response -> response.addHeader("Late", "yes"));
        works.put("number", response -> response.setIntHeader("Late", 1));
        works.put("added number", response -> response.addIntHeader("Late", 1));
        works.put("date", response -> response.setDateHeader("Late", 1));
        works.put("added date", response -> response.addDateHeader("Late", 1));
        works.put("cookie", response -> response.addCookie(new Cookie("late", "yes")));
        works.put("type", response -> response.setContentType("text/late"));
        works.put("length", response -> response.setContentLength(3));
        works.put("long length", response -> response.setContentLengthLong(3));
        works.put("charset", response -> response.setCharacterEncoding("utf-16"));
        works.put("locale", response -> response.setLocale(Locale.GERMANY));
        works.put("buffer", response -> response.setBufferSize(100_000));
        works.put("reset", HttpServletResponse::reset);
        works.put("reset buffer", HttpServletResponse::resetBuffer);
        works.put("redirect", response -> response.sendRedirect("/late"));
        works.put("other redirect", response -> response.sendRedirect("/late", 303));
        works.put("error", response -> response.sendError(418));
        works.put("error text", response -> response.sendError(418, "late"));
        works.put("listener", response -> response.getOutputStream().setWriteListener(null));
        works.put("throws", response -> {
            throw new IllegalStateException("late");
        });
        works.put("throws io", response -> {
            throw new CutShortException(RefusalCode.BODY_TOO_LARGE);
        });
        return works;
    }

    @ParameterizedTest
    @EnumSource
    void nothing_that_the_application_does_later_changes_the_answer(Container container) throws Exception {
        TestApp app = app();
        List<String> names = new ArrayList<>();
        late().forEach((name, work) -> {
            names.add(name);
            app.servlet("/late/" + (names.size() - 1), (request, response) -> {
                response.setHeader("Early", "yes");
                assertTrue(refuse(request));
                work.on(response);
            });
        });
        app.servlet("/next", (request, response) -> response.getWriter().print("next"));
        try (TestContainer server = app.start(container)) {
            for (int i = 0; i < names.size(); i++) {
                try (RawHttp connection = RawHttp.connect(server.port())) {
                    Response response = connection
                            .send(RawHttp.message("GET", "/late/" + i, "", true))
                            .read();
                    assertEquals(403, response.status(), names.get(i));
                    assertTrue(
                            response.text().endsWith("}") && response.text().contains("CROSS_SITE_REQUEST"),
                            names.get(i));
                    assertNull(response.header("Late"), names.get(i));
                    assertNull(response.header("Early"), names.get(i));
                    assertNull(response.header("Set-Cookie"), names.get(i));
                    assertEquals("yes", response.header("X-Kept"), names.get(i));
                    assertEquals(
                            "next",
                            connection
                                    .send(RawHttp.message("GET", "/next", "", true))
                                    .read()
                                    .text(),
                            names.get(i));
                }
            }
        }
        assertEquals(
                late().size(),
                completions.stream().filter(status -> status == 403).count());
    }

    @ParameterizedTest
    @EnumSource
    void streams_and_writers_from_before_lead_nowhere(Container container) throws Exception {
        TestApp app = app().servlet("/writer", (request, response) -> {
                    PrintWriter writer = response.getWriter();
                    writer.print("early");
                    refuse(request);
                    writer.print("late");
                    writer.flush();
                    writer.write('x');
                    writer.write(new char[] {'y'}, 0, 1);
                    assertTrue(!writer.checkError());
                    writer.close();
                })
                .servlet("/stream", (request, response) -> {
                    ServletOutputStream stream = response.getOutputStream();
                    stream.print("early");
                    refuse(request);
                    stream.print("late");
                    stream.write(1);
                    stream.write(new byte[10_000]);
                    stream.flush();
                    stream.close();
                    assertTrue(stream.isReady());
                    stream.setWriteListener(new WriteListener() {
                        @Override
                        public void onWritePossible() {
                            throw new IllegalStateException("called");
                        }

                        @Override
                        public void onError(Throwable failure) {
                            throw new IllegalStateException("called");
                        }
                    });
                });
        try (TestContainer server = app.start(container)) {
            for (String path : List.of("/writer", "/stream")) {
                Response response = RawHttp.get(server.port(), path);
                assertEquals(403, response.status(), path);
                assertTrue(
                        !response.text().contains("early") && !response.text().contains("late"), response.text());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_asynchronous_request_is_answered_and_over(Container container) throws Exception {
        CountDownLatch lateCalls = new CountDownLatch(1);
        TestApp app = app().servlet("/thread", (request, response) -> {
                    AsyncContext context = request.startAsync();
                    context.start(() -> {
                        assertTrue(refuse(context.getRequest()));
                        response.setStatus(200);
                        context.complete();
                        context.dispatch("/late");
                        lateCalls.countDown();
                    });
                })
                .servlet("/throwing", (request, response) -> {
                    AsyncContext context = request.startAsync();
                    context.start(() -> {
                        refuse(context.getRequest());
                        throw new IllegalStateException("late");
                    });
                })
                .servlet("/late", (request, response) -> response.getWriter().print("late"));
        try (TestContainer server = app.start(container)) {
            for (String path : List.of("/thread", "/throwing")) {
                Response response = RawHttp.get(server.port(), path);
                assertEquals(403, response.status(), path);
                assertTrue(response.text().contains("CROSS_SITE_REQUEST"), path);
            }
            // A server that stops ends the application's threads before their late calls.
            assertTrue(lateCalls.await(10, TimeUnit.SECONDS));
            assertTwoCompletions();
        }
    }

    @ParameterizedTest
    @EnumSource
    void of_two_threads_one_answers(Container container) throws Exception {
        AtomicInteger won = new AtomicInteger();
        TestApp app = app().servlet("/", (request, response) -> {
            CountDownLatch go = new CountDownLatch(1);
            CountDownLatch done = new CountDownLatch(4);
            for (int i = 0; i < 4; i++) {
                Thread thread = new Thread(() -> {
                    try {
                        go.await();
                        if (refuse(request)) {
                            won.incrementAndGet();
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    } finally {
                        done.countDown();
                    }
                });
                thread.start();
            }
            go.countDown();
            try {
                assertTrue(done.await(10, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        try (TestContainer server = app.start(container)) {
            for (int i = 0; i < 20; i++) {
                Response response = RawHttp.get(server.port(), "/");
                assertEquals(403, response.status());
                assertTrue(response.text().endsWith("}"), response.text());
            }
            // A server that stops would not let the last handler wait for its threads.
            for (int i = 0; i < 20; i++) {
                assertEquals(403, completions.poll(10, TimeUnit.SECONDS));
            }
        }
        assertEquals(20, won.get());
    }

    @ParameterizedTest
    @EnumSource
    void an_answer_that_has_begun_is_cut_off(Container container) throws Exception {
        TestApp app = app().servlet("/sync", (request, response) -> {
                    response.getWriter().print("begun");
                    response.flushBuffer();
                    assertTrue(!refuse(request));
                    response.getWriter().print("late");
                })
                .servlet("/async", (request, response) -> {
                    response.getWriter().print("begun");
                    response.flushBuffer();
                    AsyncContext context = request.startAsync();
                    context.start(() -> refuse(context.getRequest()));
                });
        try (TestContainer server = app.start(container)) {
            for (String path : List.of("/sync", "/async")) {
                try (RawHttp connection = RawHttp.connect(server.port())) {
                    connection.send(RawHttp.message("GET", path, "", true));
                    assertThrows(UncheckedIOException.class, connection::read, path);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void hanging_up_leaves_the_answer_whole_and_closes_the_connection(Container container) throws Exception {
        TestApp app = app().servlet("/sync", (request, response) -> {
                    Exchange exchange = java.util.Objects.requireNonNull(Exchange.find(request));
                    exchange.cutShort(REFUSAL, () -> exchange.hangUp(new CutShortException(REFUSAL.code())));
                })
                .servlet("/async", (request, response) -> {
                    Exchange exchange = java.util.Objects.requireNonNull(Exchange.find(request));
                    AsyncContext context = request.startAsync();
                    context.start(() ->
                            exchange.cutShort(REFUSAL, () -> exchange.hangUp(new CutShortException(REFUSAL.code()))));
                });
        try (TestContainer server = app.start(container)) {
            for (String path : List.of("/sync", "/async")) {
                try (RawHttp connection = RawHttp.connect(server.port())) {
                    connection.send(RawHttp.message("POST", path, "", true, "Content-Length: 100"));
                    Response response = connection.read();
                    assertEquals(403, response.status(), path);
                    assertTrue(response.text().endsWith("}"), path);
                    assertTrue(connection.closedByServer(), path);
                }
            }
            assertTwoCompletions();
        }
    }
}
