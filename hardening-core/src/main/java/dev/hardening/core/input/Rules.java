package dev.hardening.core.input;

import java.math.BigDecimal;
import java.util.List;

/** The words in which an app says what its fields must be; made for a static import. Safe for use by many threads. */
public final class Rules {

    private Rules() {}

    /**
     * Returns the rule for a text: up to {@link TextRule#DEFAULT_MAX_LENGTH} UTF-16 units, without control characters
     * other than line breaks and tabs. It may be empty unless the rule says more.
     */
    public static TextRule text() {
        return TextRule.PLAIN;
    }

    /** Returns the rule for a text of one line in a named format. */
    public static TextRule text(TextFormat format) {
        return TextRule.PLAIN.singleLine().format(format);
    }

    /**
     * Returns the rule for a text that is exactly one of these words.
     *
     * @throws IllegalArgumentException without a word
     */
    public static FieldRule oneOf(String... words) {
        return new ChoiceRule(List.of(words));
    }

    /**
     * Returns the rule for a whole number from {@code min} to {@code max}, both included. {@code 1.0} and {@code 1e2}
     * are whole numbers; as a parameter they are too.
     *
     * @throws IllegalArgumentException when {@code min} is above {@code max}
     */
    public static FieldRule integer(long min, long max) {
        return new IntegerRule(min, max);
    }

    /**
     * Returns the rule for a number from {@code min} to {@code max}, both included. It is read exactly, as it was
     * spelled.
     *
     * @throws IllegalArgumentException when {@code min} is above {@code max}
     */
    public static FieldRule number(BigDecimal min, BigDecimal max) {
        return new NumberRule(min, max);
    }

    /** Returns the rule for {@code true} or {@code false}; as a parameter one of these words in lower case. */
    public static FieldRule bool() {
        return BooleanRule.INSTANCE;
    }

    /**
     * Returns the rule for a list of up to {@link ListRule#DEFAULT_MAX_SIZE} values that obey one rule; as parameters
     * the same name several times.
     */
    public static ListRule listOf(FieldRule element) {
        return ListRule.of(element);
    }

    /**
     * Returns the rule for any JSON value other than null. Nothing in it is checked: the limits of the reader are all
     * that bounds it. As a parameter it is a text.
     */
    public static FieldRule anyJson() {
        return AnyJsonRule.INSTANCE;
    }
}
