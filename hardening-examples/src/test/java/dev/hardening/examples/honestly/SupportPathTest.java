package dev.hardening.examples.honestly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.json.JsonBoolean;
import dev.hardening.core.json.JsonLimits;
import dev.hardening.core.json.JsonObject;
import dev.hardening.core.json.JsonReader;
import dev.hardening.examples.Child;
import dev.hardening.testing.Eventually;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Guide 004: health, numbers, log and interactions tell the same of one call (row H-69). */
class SupportPathTest {

    private static final String REQUEST = "row-H-69";
    private static final JsonReader JSON =
            JsonReader.of(JsonLimits.builder().maxValues(10_000).build());

    @TempDir
    private Path directory;

    private static JsonObject object(Response answer) throws Exception {
        assertEquals(200, answer.status(), answer::toString);
        return JSON.readObject(answer.text().getBytes(StandardCharsets.UTF_8));
    }

    private static JsonObject member(JsonObject parent, String name) {
        JsonObject member = parent.object(name);
        assertNotNull(member, name + " of " + parent);
        return member;
    }

    @Test
    void H_69_one_failing_call_is_found_in_numbers_log_and_interactions_by_its_ids_and_health_stays_well()
            throws Exception {
        try (StubDatabase database = new StubDatabase();
                Child app = start(database)) {
            app.ready("/monitoring/live");
            String body = Honestly.call("agent-69", "fail", Honestly.PROOF, "1234567890.0");
            Response failed = RawHttp.request(
                    app.port(),
                    "POST",
                    HonestlyRoutes.FAILING,
                    body,
                    Honestly.JSON,
                    Honestly.signature(body),
                    "X-Request-ID: " + REQUEST);
            assertEquals(500, failed.status(), failed::toString);
            assertEquals(REQUEST, Honestly.member(failed, "request_id"));
            assertEquals(REQUEST, failed.header("X-Request-ID"));
            String error = Honestly.member(failed, "error_id");
            assertFalse(failed.text().contains("keys were"), failed::toString);

            healthStaysWell(app);
            theNumbersHaveIt(app);
            theLogHasIt(app, error);
            theInteractionsHaveIt(app);
        }
    }

    private Child start(StubDatabase database) {
        Map<String, String> values = Honestly.required();
        values.putAll(Map.of("EXAMPLE_TEST_HOOKS", "true", "NEO4J_URI", database.url()));
        values.put("SLOW_REQUEST_THRESHOLD", "60"); // a slow machine says no more of it than a quick one
        return Child.start(directory, "honestly", values);
    }

    /** A call that fails by itself is no reason to take the service out of the traffic. */
    private static void healthStaysWell(Child app) throws Exception {
        Eventually.until(() -> RawHttp.get(app.port(), "/monitoring/ready").status() == 200);
        JsonObject health = object(RawHttp.get(app.port(), "/monitoring/health"));
        assertEquals("healthy", health.string("status"), health::toString);
    }

    private static void theNumbersHaveIt(Child app) throws Exception {
        Eventually.until(
                () -> RawHttp.get(app.port(), HonestlyRoutes.METRICS).text().contains(HonestlyRoutes.FAILING));
        JsonObject routes = member(object(RawHttp.get(app.port(), HonestlyRoutes.METRICS)), "metrics");
        JsonObject failing = member(routes, HonestlyRoutes.FAILING);
        assertEquals(1, failing.integer("request_count"));
        assertEquals(1, failing.integer("error_count"));
        for (String other : routes.members().keySet()) {
            if (!other.equals(HonestlyRoutes.FAILING)) {
                assertEquals(0, member(routes, other).integer("error_count"), other);
            }
        }
    }

    /** One line says why, and one that the request is over; both have both ids. */
    private static void theLogHasIt(Child app, String error) throws Exception {
        List<String> lines = Eventually.await(() -> app.lines(error), found -> found.size() == 2);
        List<String> errors = app.lines("\"ERROR\"");
        assertEquals(1, errors.size(), errors::toString);
        assertTrue(lines.contains(errors.get(0)), errors::toString);
        assertTrue(errors.get(0).contains("keys were"), errors::toString);
        for (String line : lines) {
            JsonObject read = JSON.readObject(line.getBytes(StandardCharsets.UTF_8));
            assertEquals(REQUEST, read.string("request_id"), line);
            assertEquals(error, read.string("error_id"), line);
        }
    }

    private static void theInteractionsHaveIt(Child app) throws Exception {
        JsonObject all = object(RawHttp.get(app.port(), HonestlyRoutes.INTERACTIONS));
        var found = all.array("interactions");
        assertNotNull(found);
        assertEquals(1, found.elements().size(), all::toString);
        JsonObject call = (JsonObject) found.elements().get(0);
        assertEquals(REQUEST, call.string("request_id"));
        assertEquals("agent-69", call.string("agent_id"));
        assertEquals("fail", call.string("action"));
        assertEquals(JsonBoolean.FALSE, call.get("success"));
        assertEquals("failure", call.string("result"));
        assertEquals(500, call.integer("status"));
    }
}
