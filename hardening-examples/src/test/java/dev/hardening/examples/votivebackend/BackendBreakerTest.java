package dev.hardening.examples.votivebackend;

import static dev.hardening.examples.votivebackend.Backend.cache;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.testing.Eventually;
import dev.hardening.testing.servlet.RawHttp.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients see of the backend of guide 000 while its prompt service fails, and afterwards. */
@Timeout(120)
class BackendBreakerTest {

    /** One failure opens. */
    private static final String[] ONE = {"CIRCUIT_BREAKER_VOLUME_THRESHOLD", "1"};

    private final StubService stub;
    private final ExecutorService clients = Executors.newCachedThreadPool();

    BackendBreakerTest() throws Exception {
        stub = new StubService();
    }

    @AfterEach
    void close() {
        stub.close();
        clients.shutdownNow();
    }

    private Backend start(String[] base, String... more) throws Exception {
        return Backend.start(
                stub, Stream.concat(Stream.of(base), Stream.of(more)).toArray(String[]::new));
    }

    private static void assertUnavailable(Response response, int longest) {
        assertEquals(503, response.status(), response::toString);
        assertTrue(Backend.retryAfter(response) >= 1 && Backend.retryAfter(response) <= longest, response::toString);
        assertTrue(response.text().contains("DEPENDENCY_UNAVAILABLE"), response::toString);
        assertTrue(response.text().contains("\"error_id\""), response::toString);
        assertNull(response.header("X-Cache"));
        assertFalse(response.text().contains("prompt-service"), response::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jetty", "tomcat"})
    void V_12_a_call_that_hangs_is_cut_off_and_counts_as_failed(String server) throws Exception {
        stub.does(StubService.HANGS);
        try (Backend app = start(
                ONE, "SERVER", server, "CIRCUIT_BREAKER_TIMEOUT", "300", "CIRCUIT_BREAKER_RESET_TIMEOUT", "60000")) {
            long from = System.nanoTime();
            assertUnavailable(app.prompt("A"), 60);
            long millis = (System.nanoTime() - from) / 1_000_000;
            assertTrue(millis >= 250 && millis < 15_000, millis + " ms");
            assertUnavailable(app.prompt("B"), 60);
            assertEquals(1, stub.count(), "it is open after the time-out");
        }
    }

    @Test
    void V_41_open_without_a_value_is_503_at_once_and_asks_nobody() throws Exception {
        stub.does(StubService.FAILS);
        try (Backend app = start(ONE, "CIRCUIT_BREAKER_RESET_TIMEOUT", "60000")) {
            assertUnavailable(app.prompt("A"), 60);
            for (int i = 0; i < 20; i++) {
                Response open = app.prompt("B" + i);
                assertUnavailable(open, 60);
                assertTrue(Backend.retryAfter(open) > 10, open::toString);
                assertUnavailable(app.analyze("B" + i), 60);
            }
            assertEquals(1, stub.count());
        }
    }

    @Test
    void V_14_it_opens_when_the_share_is_reached() throws Exception {
        StubService.Behaviour odd = (one, exchange, key, number) ->
                (number <= 4 ? StubService.FINE : StubService.FAILS).answer(one, exchange, key, number);
        stub.does(odd);
        try (Backend app = Backend.start(
                stub,
                "CIRCUIT_BREAKER_WINDOW",
                "600000",
                "CIRCUIT_BREAKER_VOLUME_THRESHOLD",
                "10",
                "CIRCUIT_BREAKER_ERROR_THRESHOLD",
                "60",
                "CIRCUIT_BREAKER_RESET_TIMEOUT",
                "60000")) {
            for (int i = 1; i <= 10; i++) {
                assertEquals(i <= 4 ? 200 : 503, app.prompt("K" + i).status(), "call " + i);
            }
            assertEquals(10, stub.count());
            assertUnavailable(app.prompt("K11"), 60);
            assertEquals(10, stub.count(), "6 of 10 have failed");
        }
    }

    @Test
    void V_15_fewer_calls_than_the_volume_do_not_open_it() throws Exception {
        stub.does(StubService.FAILS);
        try (Backend app =
                Backend.start(stub, "CIRCUIT_BREAKER_WINDOW", "600000", "CIRCUIT_BREAKER_RESET_TIMEOUT", "60000")) {
            for (int i = 1; i <= 5; i++) {
                assertUnavailable(app.prompt("K" + i), 60);
                assertEquals(i, stub.count());
            }
            assertUnavailable(app.prompt("K6"), 60);
            assertEquals(5, stub.count());
        }
    }

    @Test
    void V_13_after_the_reset_time_one_call_finds_out_and_closes_it() throws Exception {
        stub.does(StubService.FAILS);
        try (Backend app = start(ONE, "CIRCUIT_BREAKER_TIMEOUT", "20000", "CIRCUIT_BREAKER_RESET_TIMEOUT", "20000")) {
            assertUnavailable(app.prompt("A"), 20);
        }
        // The rest with a short reset, and a time-out that is set for this dependency alone.
        stub.does(StubService.FAILS);
        int before = stub.count();
        try (Backend app = start(ONE, "CIRCUIT_BREAKER_TIMEOUT", "500", "CIRCUIT_BREAKER_RESET_TIMEOUT", "500")) {
            assertUnavailable(app.prompt("A"), 1);
            long opened = stub.last().nanos();
            Eventually.until(() -> {
                app.prompt("B");
                return stub.count() == before + 2;
            });
            assertTrue(stub.last().nanos() - opened >= 500_000_000L, "not before the reset time");
            long again = stub.last().nanos();
            Eventually.until(() -> {
                app.prompt("B");
                return stub.count() == before + 3;
            });
            assertTrue(stub.last().nanos() - again >= 500_000_000L, "the probe failed, so it waits once more");
            stub.does(StubService.FINE);
            Eventually.until(() -> app.prompt("B").status() == 200);
            assertEquals(before + 4, stub.count());
            assertEquals(200, app.prompt("C").status());
            assertEquals(before + 5, stub.count(), "closed");
        }
    }

    @Test
    void V_13_of_many_at_once_one_is_the_probe_and_the_others_are_refused_at_once() throws Exception {
        stub.does(StubService.FAILS);
        try (Backend app = start(ONE, "CIRCUIT_BREAKER_TIMEOUT", "1000", "CIRCUIT_BREAKER_RESET_TIMEOUT", "1000")) {
            assertUnavailable(app.prompt("A"), 1);
            stub.does(StubService.HANGS);
            int calls = stub.count();
            AtomicInteger keys = new AtomicInteger();
            List<Future<Response>> all = new ArrayList<>();
            Eventually.until(() -> {
                for (int i = 0; i < 10; i++) {
                    all.add(clients.submit(() -> app.prompt("K" + keys.incrementAndGet())));
                }
                return stub.count() > calls;
            });
            for (int i = 0; i < 10; i++) {
                assertUnavailable(app.prompt("K" + keys.incrementAndGet()), 1);
            }
            List<StubService.Call> probes = stub.calls().subList(calls - 1, stub.count());
            for (int i = 1; i < probes.size(); i++) {
                long apart = probes.get(i).nanos() - probes.get(i - 1).nanos();
                assertTrue(apart >= 1_000_000_000L, "probe " + i + " after " + apart + " ns");
            }
            Eventually.until(() -> all.stream().filter(Future::isDone).count() >= all.size() - 1);
            stub.release();
            int served = 0;
            for (Future<Response> one : all) {
                served += one.get().status() == 200 ? 1 : 0;
            }
            assertTrue(served <= 1, served + " served");
        }
    }

    @Test
    void V_42_what_is_kept_is_served_and_marked_whether_it_fails_or_is_open() throws Exception {
        try (Backend app = start(ONE, "PROMPT_CACHE_TTL_MS", "1", "CIRCUIT_BREAKER_RESET_TIMEOUT", "60000")) {
            assertEquals("MISS", cache(app.prompt("A")));
            stub.does(StubService.FAILS);
            Eventually.until(() -> cache(app.prompt("A")).equals("STALE"));
            for (int i = 0; i < 10; i++) {
                Response stale = app.prompt("A");
                assertEquals(200, stale.status());
                assertEquals("STALE", cache(stale));
                assertTrue(stale.text().contains("A v1"));
                assertTrue(String.valueOf(stale.header("Age")).matches("[0-9]+"));
                assertEquals("STALE", cache(app.analyze("A")));
            }
            assertUnavailable(app.prompt("B"), 60);
            assertEquals(2, stub.count());
        }
    }

    @Test
    void V_42_after_its_stale_time_nothing_is_served() throws Exception {
        try (Backend app = start(
                ONE,
                "PROMPT_CACHE_TTL_MS",
                "1",
                "PROMPT_STALE_TTL_MS",
                "300",
                "CIRCUIT_BREAKER_RESET_TIMEOUT",
                "60000")) {
            app.prompt("A");
            stub.does(StubService.FAILS);
            Eventually.until(() -> app.prompt("A").status() == 503);
        }
    }

    @Test
    void V_43_what_was_served_stale_becomes_fresh_with_no_request_made() throws Exception {
        try (Backend app = start(
                ONE,
                "PROMPT_CACHE_TTL_MS",
                "1",
                "CIRCUIT_BREAKER_TIMEOUT",
                "400",
                "CIRCUIT_BREAKER_RESET_TIMEOUT",
                "400")) {
            app.prompt("A", "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
            stub.does(StubService.FAILS);
            for (int i = 0; i < 100; i++) {
                assertEquals("A v1", text(app.prompt("A")));
            }
            int calls = stub.count();
            // Nobody asks now; each try is the probe, so none comes before the reset time is over.
            Eventually.until(() -> stub.count() >= calls + 2);
            List<StubService.Call> all = stub.calls();
            for (int i = 2; i < all.size(); i++) {
                long apart = all.get(i).nanos() - all.get(i - 1).nanos();
                assertTrue(apart >= 400_000_000L, "probe " + i + " after " + apart + " ns");
                assertEquals("A", all.get(i).key());
                assertTrue(all.get(i).traceparent().startsWith("00-"), "refreshes have a trace, too");
            }
            stub.newVersion();
            stub.does(StubService.FINE);
            int failed = stub.count();
            Eventually.until(() -> stub.count() > failed);
            stub.does(StubService.FAILS);
            Eventually.until(() -> text(app.prompt("A")).equals("A v2"));
        }
    }

    private static String text(Response response) {
        return response.text().replaceFirst(".*\"text\":\"", "").replaceFirst("\"}$", "");
    }

    static List<String> strange() {
        return List.of(
                "",
                "nonsense",
                "[]",
                "null",
                "{}",
                "{\"success\":true}",
                "{\"success\":true,\"data\":{}}",
                "{\"success\":true,\"data\":{\"config\":{}}}",
                "{\"success\":true,\"data\":{\"config\":{\"text\":1}}}",
                "{\"success\":true,\"data\":{\"config\":{\"text\":null}}}",
                "{\"success\":false,\"data\":{\"config\":{\"text\":\"no\"}}}",
                "{\"success\":\"true\",\"data\":{\"config\":{\"text\":\"no\"}}}",
                "{\"data\":{\"config\":{\"text\":\"no\"}}}",
                StubService.prompt("x".repeat(600_000)));
    }

    @ParameterizedTest
    @MethodSource("strange")
    void any_other_answer_is_a_failure_and_is_not_kept(String answer) throws Exception {
        stub.does((one, exchange, key, number) -> StubService.send(exchange, 200, answer));
        try (Backend app = start(ONE, "CIRCUIT_BREAKER_RESET_TIMEOUT", "60000")) {
            assertUnavailable(app.prompt("A"), 60);
            assertUnavailable(app.prompt("A"), 60);
            assertEquals(1, stub.count());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 204, 301, 302, 307, 400, 401, 404, 429, 500, 503})
    void any_other_status_is_a_failure_and_no_redirect_is_followed(int status) throws Exception {
        stub.does((one, exchange, key, number) -> {
            exchange.getResponseHeaders().add("Location", one.url() + "/api/resolve");
            StubService.send(exchange, status, status == 204 ? "" : StubService.prompt("no"));
        });
        try (Backend app = Backend.start(stub, "CIRCUIT_BREAKER_WINDOW", "600000")) {
            for (int i = 1; i <= 2; i++) {
                assertUnavailable(app.prompt("A"), 60);
                assertEquals(i, stub.count(), "no retry");
            }
        }
    }

    @Test
    void an_answer_that_begins_and_never_ends_is_cut_off_and_gives_its_place_back() throws Exception {
        stub.does((one, exchange, key, number) -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            StubService.HANGS.answer(one, exchange, key, number);
        });
        try (Backend app = Backend.start(
                stub,
                "CIRCUIT_BREAKER_TIMEOUT",
                "300",
                "CIRCUIT_BREAKER_MAX_CONCURRENT",
                "1",
                "CIRCUIT_BREAKER_WINDOW",
                "600000")) {
            assertUnavailable(app.prompt("A"), 60);
            stub.does(StubService.FINE);
            Eventually.until(() -> app.prompt("B").status() == 200);
            assertNotEquals(0, stub.count());
        }
    }

    @Test
    void a_full_bulkhead_is_503_at_once() throws Exception {
        stub.does(StubService.HANGS);
        try (Backend app = Backend.start(stub, "CIRCUIT_BREAKER_MAX_CONCURRENT", "2")) {
            List<Future<Integer>> held = new ArrayList<>();
            for (String key : List.of("A", "B")) {
                held.add(clients.submit(() -> app.prompt(key).status()));
            }
            Eventually.until(() -> stub.count() == 2);
            Response busy = app.prompt("C");
            assertEquals(503, busy.status());
            assertTrue(busy.text().contains("OVERLOADED"), busy.text());
            assertEquals(1, Backend.retryAfter(busy));
            assertEquals(2, stub.count());
            stub.release();
            for (Future<Integer> one : held) {
                assertEquals(200, one.get());
            }
        }
    }

    @Test
    void many_who_want_one_prompt_wait_for_one_call() throws Exception {
        stub.does(StubService.HANGS);
        try (Backend app = Backend.start(stub)) {
            List<Future<Integer>> all = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                all.add(clients.submit(() -> app.prompt("A").status()));
            }
            Eventually.until(() -> stub.count() == 1);
            assertEquals(200, app.get("/health/live").status(), "probes are answered meanwhile");
            stub.release();
            for (Future<Integer> one : all) {
                assertEquals(200, one.get());
            }
            assertEquals(1, stub.count());
        }
    }
}
