package dev.hardening.core.input;

import dev.hardening.core.json.JsonNumber;
import dev.hardening.core.json.JsonValue;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** A number in a range. */
final class NumberRule extends FieldRule {

    private static final int LONGEST_TOLD = 40;

    private final BigDecimal min;
    private final BigDecimal max;
    private final String detail;

    NumberRule(BigDecimal min, BigDecimal max) {
        if (min.compareTo(max) > 0) {
            throw new IllegalArgumentException("the lowest number, " + min + ", is above the highest, " + max);
        }
        this.min = min;
        this.max = max;
        this.detail = "must be a number from " + told(min) + " to " + told(max);
    }

    /** A bound that is as good as none is told by its exponent. */
    private static String told(BigDecimal bound) {
        String plain = bound.toPlainString();
        return plain.length() <= LONGEST_TOLD ? plain : bound.toString();
    }

    @Override
    @Nullable
    Object read(JsonValue value, Findings findings) {
        if (!(value instanceof JsonNumber number)) {
            return findings.add(ViolationCode.WRONG_TYPE, detail);
        }
        BigDecimal exact = number.asBigDecimal();
        boolean within = exact != null && exact.compareTo(min) >= 0 && exact.compareTo(max) <= 0;
        return within ? exact : findings.add(ViolationCode.OUT_OF_RANGE, detail);
    }

    @Override
    JsonValue ofText(String text) {
        return Numerals.read(text);
    }
}
