package dev.hardening.core.input;

import static dev.hardening.core.input.Rules.integer;
import static dev.hardening.core.input.Rules.listOf;
import static dev.hardening.core.input.Rules.oneOf;
import static dev.hardening.core.input.Rules.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.testing.Allocations;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The example of the package's manual, run. */
class InputManualTest {

    static final ObjectRules NEW_PROMPT = ObjectRules.builder()
            .required("key", text(TextFormat.UPPER_SNAKE_CASE).maxLength(100))
            .required("content", text().notBlank().maxLength(50_000).withoutActiveContent())
            .optional("output_format", oneOf("text", "pdf", "html"))
            .optional("count", integer(1, 1_000))
            .optional("tags", listOf(text().cleaned().maxLength(20)).maxSize(10))
            .build();

    private static Checked<Fields> read(String body) {
        JsonBodyRules json = JsonBodyRules.of(InputSettings.builder().build().limits());
        return json.read(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8), NEW_PROMPT);
    }

    @Test
    void does_what_the_manual_says() {
        Checked<Fields> prompt = read("{'key':'IDENTITY_ANALYSIS','content':'Who is it?','tags':[' a\\u0000 ']}");
        assertNull(prompt.refusal());
        assertEquals("IDENTITY_ANALYSIS", prompt.value().text("key"));
        assertEquals("Who is it?", prompt.value().text("content"));
        assertEquals("text", prompt.value().text("output_format", "text"));
        assertEquals(List.of("a"), prompt.value().texts("tags"));
    }

    @Test
    void V_33_V_34_V_35_are_one_declaration() {
        assertEquals("ok", Inputs.outcome(read("{'key':'A','content':'" + "€".repeat(50_000) + "'}")));
        assertEquals("/content TOO_LONG", Inputs.outcome(read("{'key':'A','content':'" + "a".repeat(50_001) + "'}")));
        assertEquals("/key TOO_LONG", Inputs.outcome(read("{'key':'" + "A".repeat(101) + "','content':'a'}")));
        assertEquals("/key FORMAT", Inputs.outcome(read("{'key':'2KEY','content':'a'}")));
        assertEquals("ok", Inputs.outcome(read("{'key':'A','content':'money=5 and condition = true'}")));
        Checked<Fields> script = read("{'key':'A','content':'\\u003cscript\\u003e'}");
        assertEquals("/content ACTIVE_CONTENT", Inputs.outcome(script));
        assertEquals(
                "ACTIVE_CONTENT",
                Objects.requireNonNull(script.refusal()).code().name());
    }

    @Test
    void an_accepted_body_costs_its_fields_and_little_more() {
        var body = Inputs.json("{'key':'IDENTITY_ANALYSIS','content':'" + "x".repeat(10_000) + "','count':7}");
        ObjectRules rules = ObjectRules.builder()
                .required("key", text(TextFormat.UPPER_SNAKE_CASE))
                .required("content", text().cleaned().notBlank())
                .optional("count", integer(1, 1_000))
                .build();
        long bytes = Allocations.least(() -> {
            for (int i = 0; i < 1_000; i++) {
                rules.check(body);
            }
        });
        assertTrue(bytes < 500 * 1_000, bytes / 1_000 + " bytes a check");
    }
}
