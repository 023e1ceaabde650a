package dev.hardening.core.signature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.hardening.core.json.JsonArray;
import dev.hardening.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** H1 and H2: every line of the files that CPython has made. */
class PythonJsonVectorsTest {

    private static String canonical(byte[] body) {
        PythonJson json = PythonJson.of(body);
        return json == null ? "refused" : new String(json.toBytes(), StandardCharsets.US_ASCII);
    }

    @Test
    void H1_every_body_of_CPython_has_the_form_that_CPython_gives_it() {
        List<String> wrong = new ArrayList<>();
        List<JsonObject> lines = Vectors.lines("python-json-vectors.jsonl");
        for (JsonObject line : lines) {
            String found = canonical(Vectors.body(line));
            if (!found.equals(Vectors.string(line, "canonical"))) {
                wrong.add(Vectors.string(line, "id") + " " + found.substring(0, Math.min(120, found.length())));
            }
        }
        assertEquals(List.of(), wrong);
        assertEquals(306, lines.size());
    }

    @Test
    void the_form_of_a_form_is_itself() {
        for (JsonObject line : Vectors.lines("python-json-vectors.jsonl")) {
            String canonical = Vectors.string(line, "canonical");
            assertEquals(canonical, canonical(canonical.getBytes(StandardCharsets.US_ASCII)));
        }
    }

    @Test
    void H2_every_body_that_CPython_or_another_parser_reads_otherwise_is_refused() {
        List<String> wrong = new ArrayList<>();
        List<JsonObject> lines = Vectors.lines("python-json-reject.jsonl");
        Set<String> classes = new HashSet<>();
        for (JsonObject line : lines) {
            classes.add(Vectors.string(line, "class"));
            if (PythonJson.of(Vectors.body(line)) != null) {
                wrong.add(Vectors.string(line, "id") + " " + Vectors.string(line, "reason"));
            }
        }
        assertEquals(List.of(), wrong);
        assertEquals(67, lines.size());
        assertEquals(5, classes.size(), "kinds of reasons: " + classes);
    }

    @Test
    void H_41_the_bodies_of_the_guide_have_their_forms() {
        JsonArray all = Objects.requireNonNull(
                Vectors.object(Vectors.text("ai-signature-vectors.json")).array("vectors"));
        for (Object each : all.elements()) {
            JsonObject line = (JsonObject) each;
            String body = Vectors.string(line, "wire_body");
            assertNotNull(body);
            assertEquals(Vectors.string(line, "canonical"), canonical(body.getBytes(StandardCharsets.UTF_8)));
        }
        assertEquals(7, all.elements().size());
    }

    @Test
    void nothing_is_no_object() {
        assertNull(PythonJson.of(new byte[0]));
    }
}
