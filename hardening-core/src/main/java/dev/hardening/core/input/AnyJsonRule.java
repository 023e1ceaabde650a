package dev.hardening.core.input;

import dev.hardening.core.json.JsonNull;
import dev.hardening.core.json.JsonValue;
import org.jspecify.annotations.Nullable;

/** Any value but null. */
final class AnyJsonRule extends FieldRule {

    static final AnyJsonRule INSTANCE = new AnyJsonRule();

    private AnyJsonRule() {}

    @Override
    @Nullable
    Object read(JsonValue value, Findings findings) {
        return value == JsonNull.NULL ? findings.add(ViolationCode.WRONG_TYPE, "must not be null") : value;
    }
}
