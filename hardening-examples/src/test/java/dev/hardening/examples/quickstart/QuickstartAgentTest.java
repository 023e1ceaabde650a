package dev.hardening.examples.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.examples.app.Launcher;
import dev.hardening.examples.app.RunningApp;
import dev.hardening.examples.server.ServerKind;
import dev.hardening.testing.SigningClient;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code POST /ai/verify-proof} of the quickstart, signed as guide 004 says. */
class QuickstartAgentTest {

    private static final String SECRET = "6c863b8b2e8fadddb66261372de979abb46083bf8707a37bce81d69d499cf81f";
    private static final String GUIDE =
            "{\"agent_id\": \"my_agent_001\", \"action\": \"verify_proof\", \"parameters\": "
                    + "{\"proof_data\": \"...\", \"proof_type\": \"age_proof\"}, \"timestamp\": 1234567890.0}";
    private static final String SIGNATURE =
            "X-AI-Signature: 23fa8228aae200273ededefdef4abcace427f1abfe9d496cb8a37325787a0173";
    private static final String JSON = "Content-Type: application/json";

    private static RunningApp start(String... namesAndValues) throws Exception {
        Map<String, String> values = new HashMap<>(Map.of("PORT", "0", "NODE_ENV", "test", "LOG_LEVEL", "fatal"));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return Launcher.start(new QuickstartApp(), values);
    }

    private static Response post(RunningApp app, String body, String... headers) {
        return RawHttp.request(app.port(), "POST", "/ai/verify-proof", body, headers);
    }

    @ParameterizedTest
    @EnumSource
    void takes_the_guides_request_and_no_other_with_its_signature(ServerKind kind) throws Exception {
        try (RunningApp app = start("AI_AGENT_SECRET", SECRET, "SERVER", kind.name())) {
            Response taken = post(app, GUIDE, JSON, SIGNATURE);
            assertEquals(200, taken.status(), taken::toString);
            assertEquals("{\"agent_id\":\"my_agent_001\",\"action\":\"verify_proof\"}", taken.text());
            assertEquals(
                    401, post(app, GUIDE.replace("001", "002"), JSON, SIGNATURE).status());
            assertEquals(401, post(app, GUIDE, JSON).status());
            assertEquals(400, post(app, "[]", JSON, SIGNATURE).status());
            assertEquals(
                    415, post(app, GUIDE, "Content-Type: text/plain", SIGNATURE).status());
            assertEquals(405, RawHttp.get(app.port(), "/ai/verify-proof").status());
        }
    }

    @Test
    void makes_a_secret_up_shows_it_beside_lines_to_paste_and_on_its_page() throws Exception {
        try (RunningApp app = start()) {
            String secret = app.greeting().replaceFirst("(?s).*-hmac \"([0-9a-f]{64})\".*", "$1");
            String body = "{\"action\": \"verify_proof\", \"agent_id\": \"me\"}";
            Response taken = post(app, body, JSON, "X-AI-Signature: " + SigningClient.hex(secret, body));
            assertEquals(200, taken.status(), taken::toString);
            assertTrue(RawHttp.get(app.port(), "/").text().contains("value=\"" + secret + "\""));
        }
        try (RunningApp app = start("AI_AGENT_SECRET", SECRET)) {
            assertTrue(app.greeting().contains("-hmac \"$AI_AGENT_SECRET\""), "what is set is not printed");
            assertFalse(RawHttp.get(app.port(), "/").text().contains(SECRET));
        }
    }

    @Test
    void has_no_such_path_in_production_without_a_secret() throws Exception {
        String key = "9fXw2+Lq0aVm7tRbZk3PdcYs1oJhGu5E";
        try (RunningApp app = start("NODE_ENV", "production", "API_KEYS", key)) {
            assertEquals(404, post(app, GUIDE, JSON, SIGNATURE).status());
        }
        try (RunningApp app = start("NODE_ENV", "production", "API_KEYS", key, "AI_AGENT_SECRET", SECRET)) {
            assertEquals(200, post(app, GUIDE, JSON, SIGNATURE).status());
        }
    }
}
