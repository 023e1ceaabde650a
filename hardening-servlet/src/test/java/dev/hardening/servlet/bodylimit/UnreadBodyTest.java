package dev.hardening.servlet.bodylimit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.bodylimit.BodyLimitSettings;
import dev.hardening.core.crosssite.CrossSiteSettings;
import dev.hardening.servlet.crosssite.CrossSiteFilter;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.Drips;
import dev.hardening.testing.servlet.Drips.Outcome;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import dev.hardening.testing.servlet.Service;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestApp.Handler;
import dev.hardening.testing.servlet.TestContainer;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bodies that the application does not read, or not to their end. */
class UnreadBodyTest {

    private static final Duration PATIENCE = Duration.ofSeconds(8);

    /** Ways to answer without reading; the key begins with the status. */
    private static Map<String, Handler> ways() {
        Map<String, Handler> ways = new LinkedHashMap<>();
        ways.put("200-text", (request, response) -> response.getWriter().print("text"));
        ways.put("200-bytes", (request, response) -> response.getOutputStream().write(new byte[] {'b'}));
        ways.put("200-flushed", (request, response) -> {
            response.getWriter().print("text");
            response.flushBuffer();
        });
        ways.put("200-known", (request, response) -> {
            response.setContentLength(5);
            response.getWriter().print("hello");
        });
        ways.put("200-read-one", (request, response) -> {
            request.getInputStream().read();
            response.getWriter().print("text");
        });
        ways.put("200-large", (request, response) -> response.getWriter().print("x".repeat(100_000)));
        ways.put(
                "200-forward",
                (request, response) ->
                        request.getRequestDispatcher("/200-known").forward(request, response));
        ways.put(
                "200-include",
                (request, response) -> request.getRequestDispatcher("/200-text").include(request, response));
        ways.put("204-status", (request, response) -> response.setStatus(204));
        ways.put("302-redirect", (request, response) -> response.sendRedirect("/elsewhere"));
        ways.put("404-error", (request, response) -> response.sendError(404));
        ways.put("415-status", (request, response) -> response.setStatus(415));
        ways.put("500-thrown", (request, response) -> {
            throw new IllegalStateException("thrown on purpose");
        });
        ways.put("200-async", (request, response) -> {
            AsyncContext context = request.startAsync();
            response.getWriter().print("text");
            context.complete();
        });
        ways.put("200-async-thread", (request, response) -> {
            AsyncContext context = request.startAsync();
            context.start(() -> {
                try {
                    response.getWriter().print("text");
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                context.complete();
            });
        });
        ways.put("404-async-dispatch", (request, response) -> {
            if (request.getDispatcherType() == DispatcherType.ASYNC) {
                response.sendError(404);
            } else {
                request.startAsync().dispatch();
            }
        });
        return ways;
    }

    private static TestApp app(BodyLimitSettings.Builder settings) {
        TestApp app = TestApp.create()
                .filter(new BodyLimitFilter(settings.build(), Services.standard()), setup -> setup.everyDispatch());
        ways().forEach((name, handler) -> app.servlet("/" + name, handler));
        return app;
    }

    private static int status(String way) {
        return Integer.parseInt(way.substring(0, 3));
    }

    @ParameterizedTest
    @EnumSource
    void every_answer_stays_what_it_is_and_its_client_is_cut(Container container) throws Exception {
        List<String> ways = List.copyOf(ways().keySet());
        for (String framing : List.of("Content-Length: 500000", "Transfer-Encoding: chunked")) {
            String drip = framing.startsWith("T") ? "1\r\nx\r\n" : "x";
            try (TestContainer server = app(BodyLimitSettings.builder().timeout(Duration.ofMillis(300)))
                    .start(container)) {
                List<Outcome> outcomes = Drips.send(
                        server.port(),
                        ways.stream()
                                .map(way -> RawHttp.message("POST", "/" + way, "", true, framing))
                                .toList(),
                        drip,
                        PATIENCE);
                List<String> wrong = new ArrayList<>();
                for (int i = 0; i < ways.size(); i++) {
                    Outcome outcome = outcomes.get(i);
                    if (outcome.cutAfter() == null || outcome.status() != status(ways.get(i))) {
                        wrong.add(ways.get(i) + " " + framing + " " + outcome);
                    }
                }
                assertEquals(List.of(), wrong);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_body_of_a_request_that_another_room_refuses_is_given_up(Container container) throws Exception {
        TestApp app = TestApp.create()
                .filter(new CrossSiteFilter(CrossSiteSettings.builder().build(), Services.standard()))
                .filter(new BodyLimitFilter(BodyLimitSettings.builder().build(), Services.standard()));
        try (TestContainer server = app.start(container)) {
            String head =
                    RawHttp.message("POST", "/", "", true, "Content-Length: 500000", "Sec-Fetch-Site: cross-site");
            Outcome outcome =
                    Drips.send(server.port(), List.of(head), "x", PATIENCE).get(0);
            assertEquals(403, outcome.status(), outcome.toString());
            assertNotNull(outcome.cutAfter(), outcome.toString());
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_text_of_known_length_arrives_at_once(Container container) throws Exception {
        try (TestContainer server = app(BodyLimitSettings.builder()).start(container);
                RawHttp client = RawHttp.connect(server.port()).timeout(Duration.ofSeconds(10))) {
            client.send(RawHttp.message("POST", "/200-known", "", true, "Content-Length: 5000"));
            Response answer = client.read();
            assertEquals("200 hello", answer.status() + " " + answer.text());
        }
    }

    @ParameterizedTest
    @EnumSource(names = "TOMCAT")
    void a_body_that_comes_after_all_costs_neither_the_page_nor_the_connection(Container container) throws Exception {
        try (TestContainer server = app(BodyLimitSettings.builder()).start(container)) {
            for (String way : ways().keySet()) {
                if (way.startsWith("500")) {
                    continue; // Tomcat ends the connection itself
                }
                try (RawHttp client = RawHttp.connect(server.port())) {
                    client.send(RawHttp.message("POST", "/" + way, "", true, "Content-Length: 100000"));
                    client.send("x".repeat(50_000));
                    client.send("x".repeat(50_000));
                    Response answer = client.read();
                    assertEquals(status(way), answer.status(), way);
                    if (way.equals("404-error")) {
                        assertTrue(answer.text().contains("404"), answer.text());
                    }
                    Response next = client.send(RawHttp.message("GET", "/200-known", "", true))
                            .read();
                    assertEquals("hello", next.text(), way);
                }
            }
        }
    }

    @Tag("alone")
    @ParameterizedTest
    @EnumSource
    void two_hundred_and_ten_leave_others_served(Container container) throws Exception {
        TestApp app = app(BodyLimitSettings.builder().timeout(Duration.ofMillis(300)));
        try (TestContainer server = app.start(container)) {
            String head = RawHttp.message("POST", "/404-error", "", true, "Content-Length: 500000");
            CompletableFuture<List<Outcome>> slow = CompletableFuture.supplyAsync(() -> {
                try {
                    return Drips.send(server.port(), Collections.nCopies(210, head), "x", PATIENCE);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            Service.Share share = Service.during(slow, () -> isServed(server));
            for (Outcome outcome : slow.get()) {
                assertNotNull(outcome.cutAfter(), share + " " + outcome);
                assertEquals(404, outcome.status(), outcome.toString());
            }
            assertTrue(share.isAtLeast(0.95), share.toString());
        }
    }

    private static boolean isServed(TestContainer server) {
        try (RawHttp other = RawHttp.connect(server.port()).timeout(Duration.ofSeconds(3))) {
            other.send(RawHttp.message("GET", "/200-text", "", false));
            return other.read().status() == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }
}
