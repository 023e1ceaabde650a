package dev.hardening.core.input;

import dev.hardening.core.decision.Refusal;
import dev.hardening.core.json.JsonException;
import dev.hardening.core.json.JsonLimits;
import dev.hardening.core.json.JsonObject;
import dev.hardening.core.json.JsonReader;
import dev.hardening.core.json.JsonValue;
import java.util.Map;
import java.util.stream.Collectors;

/** Short ways to ask a rule. */
final class Inputs {

    private static final JsonReader LENIENT =
            JsonReader.of(JsonLimits.builder().unsafeKeepLoneSurrogates().build());

    private Inputs() {}

    /** Reads JSON in which an apostrophe stands for a quotation mark. */
    static JsonValue json(String text) {
        try {
            return LENIENT.read(text.replace('\'', '"'));
        } catch (JsonException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    /** Returns rules for an object with the one required field {@code f}. */
    static ObjectRules only(FieldRule rule) {
        return ObjectRules.builder().required("f", rule).build();
    }

    /** Returns what is wrong with one value: {@code ok}, or pointers with codes. */
    static String judge(FieldRule rule, JsonValue value) {
        return outcome(only(rule).check(JsonObject.of(Map.of("f", value))));
    }

    /** Returns {@code ok}, or pointers with codes; {@code root} is the empty pointer. */
    static String outcome(Checked<Fields> checked) {
        Refusal refusal = checked.refusal();
        return refusal == null
                ? "ok"
                : refusal.violations().stream()
                        .map(violation ->
                                (violation.pointer().isEmpty() ? "root" : violation.pointer()) + " " + violation.code())
                        .collect(Collectors.joining(", "));
    }
}
