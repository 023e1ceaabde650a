package dev.hardening.benchmarks;

import dev.hardening.core.input.Checked;
import dev.hardening.core.input.InputSettings;
import dev.hardening.core.input.JsonBodyRules;
import dev.hardening.core.json.JsonValue;
import java.nio.charset.StandardCharsets;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Reading a JSON body within the limits of its structure, beside one pass that only counts its brackets and commas. */
@State(Scope.Thread)
public class JsonRulesBenchmark {

    /** How many objects the body's list holds; each is about 130 bytes. */
    @Param({"8", "512"})
    int items;

    private final JsonBodyRules rules =
            JsonBodyRules.of(InputSettings.builder().build().limits());
    private byte[] body = {};

    /** Writes the body. */
    @Setup
    public void write() {
        StringBuilder text = new StringBuilder("{\"items\":[");
        for (int i = 0; i < items; i++) {
            text.append(i == 0 ? "" : ",")
                    .append("{\"id\":")
                    .append(i)
                    .append(",\"name\":\"item number ")
                    .append(i)
                    .append(
                            "\",\"price\":12.50,\"tags\":[\"red\",\"large\",\"new\\n\"],\"stock\":{\"here\":true,\"count\":7}}");
        }
        body = text.append("]}").toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Every limit, repeated names, UTF-8 and the tree. */
    @Benchmark
    public Checked<JsonValue> jsonRulesOurs() {
        return rules.read(body);
    }

    /** One pass. */
    @Benchmark
    public long jsonRulesFloor() {
        int depth = 0;
        int deepest = 0;
        int values = 1;
        boolean quoted = false;
        for (int i = 0; i < body.length; i++) {
            byte octet = body[i];
            if (octet == '\\') {
                i++;
            } else if (octet == '"') {
                quoted = !quoted;
            } else if (!quoted && (octet == '{' || octet == '[')) {
                depth++;
                deepest = Math.max(deepest, depth);
            } else if (!quoted && (octet == '}' || octet == ']')) {
                depth--;
            } else if (!quoted && octet == ',') {
                values++;
            }
        }
        return ((long) deepest << 32) + values;
    }
}
