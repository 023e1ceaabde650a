package dev.hardening.core.input;

import dev.hardening.core.json.JsonBoolean;
import dev.hardening.core.json.JsonValue;
import org.jspecify.annotations.Nullable;

/** True or false. */
final class BooleanRule extends FieldRule {

    static final BooleanRule INSTANCE = new BooleanRule();

    private BooleanRule() {}

    @Override
    @Nullable
    Object read(JsonValue value, Findings findings) {
        return value instanceof JsonBoolean bool
                ? (Boolean) bool.value()
                : findings.add(ViolationCode.WRONG_TYPE, "must be true or false");
    }

    @Override
    JsonValue ofText(String text) {
        return switch (text) {
            case "true" -> JsonBoolean.TRUE;
            case "false" -> JsonBoolean.FALSE;
            default -> super.ofText(text);
        };
    }
}
