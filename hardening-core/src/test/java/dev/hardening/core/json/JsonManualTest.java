package dev.hardening.core.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The example of the package's manual, run. */
class JsonManualTest {

    @Test
    void reads_a_body_or_writes_the_problem() {
        assertEquals("[C]Hello {title: x}", answer("{\"content\":\"[C]Hello {title: x}\"}"));
        assertEquals("null", answer("{\"content\":7}"));
        assertEquals("null", answer("{}"));
        assertEquals(
                "{\"status\":400,\"detail\":\"JSON ends too early (at byte 21)\"}",
                answer("{\"content\":\"<script>\""));
        assertEquals(
                "{\"status\":400,\"detail\":\"JSON is nested too deep (at byte 64)\"}", answer("[".repeat(10_000)));
        assertEquals("{\"status\":400,\"detail\":\"JSON must be an object (at byte 0)\"}", answer("[]"));
    }

    private static String answer(String sent) {
        byte[] bytes = sent.getBytes(StandardCharsets.UTF_8);
        JsonReader reader =
                JsonReader.of(JsonLimits.builder().maxBytes(64 * 1024).build());
        try {
            JsonObject body = reader.readObject(bytes);
            String content = body.string("content"); // null when it is missing or no string
            return String.valueOf(content);
        } catch (JsonException refused) {
            StringBuilder problem = new StringBuilder();
            JsonWriter.to(problem)
                    .beginObject()
                    .name("status")
                    .value(400)
                    .name("detail")
                    .value(refused.getMessage()) // echoes nothing of the input
                    .endObject();
            return problem.toString();
        }
    }
}
