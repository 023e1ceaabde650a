package dev.hardening.core.input;

import dev.hardening.core.json.JsonNumber;
import dev.hardening.core.json.JsonValue;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** A whole number in a range. */
final class IntegerRule extends FieldRule {

    private final long min;
    private final long max;
    private final String detail;

    IntegerRule(long min, long max) {
        if (min > max) {
            throw new IllegalArgumentException("the lowest number, " + min + ", is above the highest, " + max);
        }
        this.min = min;
        this.max = max;
        this.detail = "must be a whole number from " + min + " to " + max;
    }

    @Override
    @Nullable
    Object read(JsonValue value, Findings findings) {
        if (!(value instanceof JsonNumber number)) {
            return findings.add(ViolationCode.WRONG_TYPE, detail);
        }
        Long whole = number.asLong();
        if (whole != null) {
            return whole >= min && whole <= max ? whole : findings.add(ViolationCode.OUT_OF_RANGE, detail);
        }
        BigDecimal exact = number.asBigDecimal();
        boolean fraction = exact != null
                && exact.signum() != 0
                && exact.stripTrailingZeros().scale() > 0;
        return findings.add(fraction ? ViolationCode.WRONG_TYPE : ViolationCode.OUT_OF_RANGE, detail);
    }

    @Override
    JsonValue ofText(String text) {
        return Numerals.read(text);
    }
}
