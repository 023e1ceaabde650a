package dev.hardening.core.input;

import dev.hardening.core.json.JsonString;
import dev.hardening.core.json.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * What one field of the input must be. {@link Rules} makes them; {@link ObjectRules} gives them names. All kinds are
 * immutable and safe for use by many threads; their methods return a changed copy.
 */
public abstract sealed class FieldRule
        permits TextRule, ChoiceRule, IntegerRule, NumberRule, BooleanRule, ListRule, AnyJsonRule, ObjectRules {

    FieldRule() {}

    /** Returns the value that the app will read, or null when something is wrong, which then stands in the findings. */
    abstract @Nullable Object read(JsonValue value, Findings findings);

    /** Returns the value that one parameter stands for; a text, where it stands for nothing that the rule wants. */
    JsonValue ofText(String text) {
        return JsonString.of(text);
    }

    /** Tells whether a parameter may be sent more than once. */
    boolean isRepeatable() {
        return false;
    }

    /** Returns the value that a parameter's texts stand for, of which there is at least one. */
    JsonValue ofTexts(String[] texts) {
        return ofText(texts[0]);
    }
}
