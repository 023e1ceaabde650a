package dev.hardening.core.json;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A JSON number, kept as it was spelled. Nothing is rounded until the caller chooses a type, and each choice says
 * {@code null} where the number does not fit, so that a hostile number can neither throw nor burn time.
 *
 * <p>Two numbers are equal when they are spelled alike: {@code 1.0} is not {@code 1}.
 */
public final class JsonNumber implements JsonValue {

    /** The longest lexeme, in characters, and the largest exponent, either sign, that becomes a {@code BigDecimal}. */
    private static final int BIG_DECIMAL_BOUND = 1_000;

    private final String lexeme;

    private JsonNumber(String lexeme) {
        this.lexeme = lexeme;
    }

    /** Returns the number that is spelled as this integer. */
    public static JsonNumber of(long value) {
        return new JsonNumber(Long.toString(value));
    }

    /**
     * Returns the number with this spelling.
     *
     * @throws IllegalArgumentException if it is no number in the grammar of RFC 8259 section 6
     */
    public static JsonNumber ofLexeme(String lexeme) {
        if (NumberGrammar.endOfNumber(lexeme.toCharArray(), 0, lexeme.length()) != lexeme.length()) {
            throw new IllegalArgumentException("not a JSON number");
        }
        return new JsonNumber(lexeme);
    }

    /** Skips the check for a spelling that the tokenizer has already read as a number. */
    static JsonNumber ofChecked(String lexeme) {
        return new JsonNumber(lexeme);
    }

    /** Returns the number as it was spelled. */
    public String lexeme() {
        return lexeme;
    }

    /** Tells whether it is spelled as an integer: neither fraction nor exponent. */
    public boolean isInteger() {
        for (int i = 0; i < lexeme.length(); i++) {
            char c = lexeme.charAt(i);
            if (c == '.' || c == 'e' || c == 'E') {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns the value as a {@code long}, or {@code null} when it is not exactly one. {@code 1.0} and {@code 1e3} are;
     * {@code 1.5} and 2<sup>63</sup> are not.
     */
    public @Nullable Long asLong() {
        BigDecimal exact = asBigDecimal();
        if (exact == null) {
            return null;
        }
        try {
            return exact.longValueExact();
        } catch (ArithmeticException notALong) {
            return null;
        }
    }

    /**
     * Returns the exact value, or {@code null} when the spelling is longer than 1,000 characters or the exponent beyond
     * ±1,000. Within these bounds any further arithmetic stays cheap: {@code 1e1000000000} would otherwise become a
     * gigabyte as soon as someone asks for its digits.
     */
    public @Nullable BigDecimal asBigDecimal() {
        if (lexeme.length() > BIG_DECIMAL_BOUND) {
            return null;
        }
        int exponent = 0;
        int mark = Math.max(lexeme.indexOf('e'), lexeme.indexOf('E'));
        for (int i = mark + 1; mark >= 0 && i < lexeme.length(); i++) {
            char c = lexeme.charAt(i);
            if (c >= '0' && c <= '9') {
                exponent = exponent * 10 + (c - '0');
            }
            if (exponent > BIG_DECIMAL_BOUND) {
                return null;
            }
        }
        return new BigDecimal(lexeme);
    }

    /** Returns the nearest {@code double}, or {@code null} when that would be infinite. */
    public @Nullable Double asDouble() {
        double nearest = Double.parseDouble(lexeme);
        return Double.isInfinite(nearest) ? null : (Double) nearest;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JsonNumber that && lexeme.equals(that.lexeme);
    }

    @Override
    public int hashCode() {
        return lexeme.hashCode();
    }

    @Override
    public String toString() {
        return "JsonNumber[" + lexeme.length() + " characters]";
    }
}
