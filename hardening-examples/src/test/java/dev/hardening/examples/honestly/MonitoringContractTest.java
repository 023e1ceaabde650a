package dev.hardening.examples.honestly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.json.JsonBoolean;
import dev.hardening.core.json.JsonLimits;
import dev.hardening.core.json.JsonObject;
import dev.hardening.core.json.JsonReader;
import dev.hardening.core.json.JsonValue;
import dev.hardening.examples.server.ServerKind;
import dev.hardening.testing.Eventually;
import dev.hardening.testing.servlet.RawHttp.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Guide 004: what agents did, what every route takes, and who may see it. */
class MonitoringContractTest {

    private static final String INTERACTIONS = "/monitoring/ai-interactions";
    private static final String METRICS = "/monitoring/metrics";

    private static Honestly app;

    @BeforeAll
    static void start() throws Exception {
        app = Honestly.start("TRUSTED_PROXIES", "127.0.0.1/32");
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    private static List<JsonObject> interactions(Honestly asked, String query) {
        Response answer = asked.get(INTERACTIONS + query);
        assertEquals(200, answer.status(), answer::toString);
        return Objects.requireNonNull(object(answer).array("interactions")).elements().stream()
                .map((JsonValue one) -> (JsonObject) one)
                .toList();
    }

    private static JsonObject object(Response answer) {
        try {
            return JsonReader.of(JsonLimits.builder().build())
                    .readObject(answer.text().getBytes(StandardCharsets.UTF_8));
        } catch (Exception e) {
            throw new IllegalStateException(answer.toString(), e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void H_06_H_16_H_20_H_39_every_call_is_told_newest_first_and_refused_ones_too(ServerKind kind) throws Exception {
        try (Honestly other = Honestly.start("SERVER", kind.name(), "AI_AGENT_RATE_LIMIT", "1")) {
            // A record is made when its call is over, which may be after the client has its answer.
            assertEquals(200, other.verify("my_agent_001").status());
            Eventually.until(() -> interactions(other, "").size() == 1);
            String body = Honestly.call("my_agent_001", "verify_proof", Honestly.PROOF, "1.0");
            assertEquals(
                    401,
                    other.post("/ai/verify-proof", body, Honestly.JSON, "X-AI-Signature: " + "0".repeat(64))
                            .status());
            Eventually.until(() -> interactions(other, "").size() == 2);
            assertEquals(429, other.verify("my_agent_001").status());
            Eventually.until(() -> interactions(other, "").size() == 3);
            List<JsonObject> all = interactions(other, "?limit=100");
            JsonObject taken = all.get(2);
            assertEquals("my_agent_001", taken.string("agent_id"));
            assertEquals("verify_proof", taken.string("action"));
            assertEquals(JsonBoolean.TRUE, taken.get("success"));
            for (JsonObject refused : all.subList(0, 2)) {
                assertEquals(JsonBoolean.FALSE, refused.get("success"));
            }
            assertEquals("my_agent_001", all.get(0).string("agent_id"), "it was one too many of a proved agent");
            assertEquals("anonymous", all.get(1).string("agent_id"), "nobody has proved to be it");
            Response answer = other.get(INTERACTIONS + "?limit=1");
            assertEquals(1, interactions(other, "?limit=1").size());
            assertTrue(answer.text().contains("\"success\":false"), answer::toString);
            for (String field : List.of("timestamp", "duration_ms", "request_id", "metadata", "error")) {
                assertTrue(answer.text().contains("\"" + field + "\":"), field);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "abc", "", "1.5", "1&limit=2"})
    void H_20_a_limit_is_a_number_above_zero(String limit) {
        Response refused = app.get(INTERACTIONS + "?limit=" + limit);
        assertEquals(400, refused.status());
        assertTrue(refused.text().contains("limit is a whole number from 1 on"), refused::toString);
    }

    @Test
    void H_20_a_huge_limit_is_a_thousand() {
        assertEquals(200, app.get(INTERACTIONS + "?limit=1000000000").status());
    }

    @Test
    void H_04_no_control_character_is_kept() {
        String body = Honestly.call("evil\\u0000\\u001bagent", "verify_proof", Honestly.PROOF, "1.0");
        assertEquals(200, app.signed("/ai/verify-proof", body).status());
        Eventually.until(() -> app.get(INTERACTIONS).text().contains("\"evilagent\""));
        assertTrue(app.get(INTERACTIONS).text().chars().noneMatch(c -> c < ' ' || c == 0x7f));
        assertFalse(app.get(INTERACTIONS).text().contains("\\u0000"));
    }

    @Test
    void H_19_H_22_H_51_H_64_numbers_are_told_by_route() throws Exception {
        try (Honestly other = Honestly.start()) {
            for (String token : List.of("aaaaaaaa", "bbbbbbbb", "cccccccc")) {
                other.get("/vault/share/" + token + "/bundle");
            }
            other.get("/__test/boom");
            other.get("/__test/sleep?ms=230");
            String bundle = "\"/vault/share/{token}/bundle\":{\"request_count\":3,";
            Eventually.until(() -> other.get(METRICS).text().contains(bundle));
            Eventually.until(() -> other.get(METRICS).text().contains("\"slow_count\":1"));
            String text = other.get(METRICS).text();
            assertTrue(text.startsWith("{\"metrics\":{"), text);
            assertTrue(text.matches("(?s).*\"avg_response_time_ms\":[0-9]+\\.[0-9].*"), text);
            assertTrue(text.contains("\"error_count\":1,\"error_rate\":0.5000"), text);
            assertFalse(text.contains("aaaaaaaa"), text);
        }
    }

    @Test
    void H_20_only_operators_on_this_machine_and_in_private_networks_see_either() {
        for (String path : List.of(INTERACTIONS, METRICS)) {
            assertEquals(200, app.get(path).status(), path);
            assertEquals(200, app.get(path, "X-Forwarded-For: 10.1.2.3").status(), path);
            assertEquals(403, app.get(path, "X-Forwarded-For: 203.0.113.9").status(), path);
        }
    }

    @Test
    void H_13_every_answer_tells_its_time_in_seconds() {
        for (String path : List.of(Honestly.BUNDLE, "/nowhere", "/auth/me", "/__test/boom")) {
            String time = Objects.toString(app.get(path).header("X-Response-Time"));
            assertTrue(time.matches("[0-9]+\\.[0-9]{6}"), path + ": " + time);
        }
        assertTrue(Double.parseDouble(
                        Objects.toString(app.get("/__test/sleep?ms=60").header("X-Response-Time")))
                >= 0.06);
    }
}
