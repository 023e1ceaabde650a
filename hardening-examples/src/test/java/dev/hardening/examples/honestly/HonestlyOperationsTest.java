package dev.hardening.examples.honestly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.examples.Child;
import dev.hardening.examples.server.ServerKind;
import dev.hardening.testing.Eventually;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Guide 004 as an operator sees it: probes, the pool, the log, start and end. */
class HonestlyOperationsTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource
    void H_18_H_21_H_46_H_56_H_58_H_61_the_probes_follow_the_database(ServerKind kind) throws Exception {
        StubDatabase database = new StubDatabase();
        try (Honestly app = Honestly.start("NEO4J_URI", database.url(), "SERVER", kind.name())) {
            try (database) {
                Eventually.until(() -> app.get("/monitoring/ready").status() == 200);
                Response health = app.get("/monitoring/health");
                assertEquals(200, health.status());
                assertTrue(health.text().contains("\"database\":{\"status\":\"healthy\""), health::toString);
            }
            Eventually.until(() -> app.get("/monitoring/ready").status() == 503);
            assertEquals(200, app.get("/monitoring/live").status());
            for (String path : List.of("/monitoring/health", "/ai/health")) {
                Response degraded = app.get(path);
                assertEquals(200, degraded.status());
                assertTrue(degraded.text().contains("\"status\":\"degraded\""), degraded::toString);
                assertFalse(degraded.text().contains("127.0.0.1"), degraded::toString);
            }
            assertEquals(200, app.get(Honestly.BUNDLE).status(), "what needs no database goes on");
            assertEquals(200, app.verify("a").status());
            Response held = app.get("/__test/db?ms=1");
            assertEquals(503, held.status());
            assertTrue(held.text().contains("error_id"), held::toString);
        }
    }

    @Test
    void H_11_it_is_not_ready_before_it_is_warm() throws Exception {
        try (StubDatabase database = new StubDatabase();
                Honestly cold = Honestly.start("NEO4J_URI", database.url(), "EXAMPLE_WARMUP_MS", "3600000")) {
            Response ready = cold.get("/monitoring/ready");
            assertEquals(503, ready.status());
            assertTrue(ready.text().contains("warm-up"), ready::toString);
            assertEquals(200, cold.get("/monitoring/live").status());
            assertEquals(200, cold.get(Honestly.BUNDLE).status());
        }
        try (StubDatabase database = new StubDatabase();
                Honestly warm = Honestly.start("NEO4J_URI", database.url())) {
            Eventually.until(() -> warm.get("/monitoring/ready").status() == 200);
            assertEquals("HIT", warm.verify("a").header("X-Cache"), "the first one of all");
        }
    }

    @Test
    void H_09_no_more_connections_are_open_than_there_are_places() throws Exception {
        try (StubDatabase database = new StubDatabase();
                Honestly app = Honestly.start(
                        "NEO4J_URI", database.url(), "NEO4J_POOL_MAX", "3", "DB_POOL_WAIT_MS", "20000")) {
            List<RawHttp> calls = new ArrayList<>();
            for (int i = 0; i < 9; i++) {
                calls.add(RawHttp.connect(app.port()).send(RawHttp.message("GET", "/__test/db?ms=100", "", false)));
            }
            for (RawHttp call : calls) {
                assertEquals(200, call.read().status());
            }
            assertEquals(3, database.most());
            Eventually.until(() -> database.open() == 0);
        }
    }

    @Test
    void H_09_who_finds_no_place_in_time_is_told_when_to_come_again() throws Exception {
        try (StubDatabase database = new StubDatabase();
                Honestly app = Honestly.start(
                        "NEO4J_URI",
                        database.url(),
                        "NEO4J_POOL_MAX",
                        "1",
                        "DB_POOL_WAIT_MS",
                        "0",
                        "SHUTDOWN_GRACE_MS",
                        "0");
                RawHttp first = RawHttp.connect(app.port())) {
            first.send(RawHttp.message("GET", "/__test/db?ms=20000", "", false));
            Eventually.until(() -> database.open() == 1);
            Response refused = app.get("/__test/db?ms=1");
            assertEquals(503, refused.status());
            assertEquals("1", refused.header("Retry-After"));
            assertTrue(refused.text().contains("OVERLOADED"), refused::toString);
            assertEquals(200, app.get(Honestly.BUNDLE).status(), "others are served");
            assertEquals(400, app.get("/__test/db?ms=soon").status());
        }
    }

    @Tag("alone")
    @ParameterizedTest
    @EnumSource
    void H_67_ninety_nine_of_a_hundred_reads_take_less_than_50_ms(ServerKind kind) throws Exception {
        long[] took = new long[1_000];
        try (Honestly app = Honestly.start("SERVER", kind.name(), "RATE_LIMIT_MAX", "2000");
                RawHttp connection = RawHttp.connect(app.port())) {
            String message = RawHttp.message("GET", Honestly.BUNDLE, "", true);
            for (int i = 0; i < took.length; i++) {
                long start = System.nanoTime();
                Response response = connection.send(message).read();
                took[i] = System.nanoTime() - start;
                assertEquals(200, response.status(), response::toString);
            }
        }
        Arrays.sort(took);
        long p99 = took[took.length * 99 / 100 - 1];
        assertTrue(p99 < 50_000_000, () -> "p99 is " + p99 + " ns");
    }

    @Test
    void hooks_are_not_there_unless_they_are_asked_for() throws Exception {
        try (Honestly app = Honestly.start("EXAMPLE_TEST_HOOKS", "false")) {
            for (String path : List.of("/__test/db?ms=1", "/__test/boom", "/__test/whoami", "/__test/sleep?ms=1")) {
                assertEquals(404, app.get(path).status(), path);
            }
        }
    }

    @Test
    void H_23_H_33_H_53_H_55_H_57_H_65_the_log_tells_what_operators_look_for_and_its_file_has_it_too()
            throws Exception {
        Map<String, String> values = Honestly.required();
        values.putAll(Map.of("EXAMPLE_TEST_HOOKS", "true", "LOG_FILE", "logs/honestly-api.log"));
        values.put("RATE_LIMIT_REDIS_URL", "redis://localhost:1/0");
        try (Child app = Child.start(directory, "honestly", values)) {
            app.ready("/monitoring/live");
            assertTrue(app.lines("redis does not answer").get(0).contains("\"WARN\""), app.output());

            Response boom = RawHttp.get(app.port(), "/__test/boom?leak=x", "X-Request-ID: row-H-53");
            String id = Honestly.member(boom, "error_id");
            assertTrue(id.matches("[0-9a-f]{16}"), id);
            String line = app.lines("\"ERROR\"").get(0);
            for (String part : List.of(id, "row-H-53", "\"GET\"", "/__test/boom", "127.0.0.1", "IllegalState")) {
                assertTrue(line.contains(part), line);
            }

            RawHttp.get(app.port(), "/__test/sleep?ms=20", "X-Request-ID: row-quick");
            RawHttp.get(app.port(), "/__test/sleep?ms=260", "X-Request-ID: row-slow");
            // The first call of a new process may be slow, too.
            Eventually.until(() ->
                    app.output().lines().anyMatch(text -> text.contains("\"slow\":true") && text.contains("row-slow")));
            List<String> slow = app.lines("\"slow\":true").stream()
                    .filter(text -> text.contains("row-"))
                    .filter(text -> text.contains("sleep"))
                    .toList();
            assertTrue(slow.stream().anyMatch(text -> text.contains("row-slow")), slow::toString);
            assertTrue(slow.get(slow.size() - 1).contains("\"WARN\""), slow::toString);

            RawHttp.request(app.port(), "POST", "/ai/verify-proof", "{}", Honestly.JSON, "X-Request-ID: row-H-43");
            assertTrue(app.lines("row-H-43").get(0).contains("AUTHENTICATION_FAILED"), app.output());

            app.terminate();
            assertEquals(0, app.exitCode());
            Path copy = directory.resolve("work/logs/honestly-api.log");
            List<String> errors = Files.readAllLines(copy).stream()
                    .filter(text -> text.contains("ERROR"))
                    .toList();
            assertEquals(1, errors.size(), errors::toString);
            assertTrue(errors.get(0).contains(id));
            for (String secret : List.of(Honestly.JWT_SECRET, Honestly.AGENT_SECRET, Honestly.DATABASE_PASSWORD)) {
                assertFalse(app.output().contains(secret), app.output());
            }
        }
    }

    @Test
    void H_24_H_65_a_refused_start_ends_soon_with_1_and_no_port() {
        Map<String, String> values = Honestly.required();
        values.putAll(Map.of("LOG_FILE", "/proc/nowhere/api.log"));
        try (Child app = Child.start(directory, "honestly", values)) {
            assertEquals(1, app.exitCode());
            assertTrue(app.output().contains("LOG_FILE"), app.output());
            assertThrows(UncheckedIOException.class, () -> RawHttp.get(app.port(), "/monitoring/live"));
        }
    }
}
