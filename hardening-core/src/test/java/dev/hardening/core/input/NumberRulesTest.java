package dev.hardening.core.input;

import static dev.hardening.core.input.Inputs.json;
import static dev.hardening.core.input.Inputs.judge;
import static dev.hardening.core.input.Inputs.only;
import static dev.hardening.core.input.Inputs.outcome;
import static dev.hardening.core.input.Rules.bool;
import static dev.hardening.core.input.Rules.integer;
import static dev.hardening.core.input.Rules.number;
import static dev.hardening.core.input.Rules.oneOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumberRulesTest {

    private static final FieldRule PRICE = number(new BigDecimal("-0.5"), new BigDecimal("99.99"));

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "1; ok",
                "1000; ok",
                "0; OUT_OF_RANGE",
                "1001; OUT_OF_RANGE",
                "-1; OUT_OF_RANGE",
                "1.0; ok",
                "1e2; ok",
                "1.5; WRONG_TYPE",
                "1000.5; WRONG_TYPE",
                "1e-1; WRONG_TYPE",
                "9223372036854775808; OUT_OF_RANGE",
                "-9223372036854775809; OUT_OF_RANGE",
                "1e999; OUT_OF_RANGE",
                "1e1000000000; OUT_OF_RANGE",
                "0e0; OUT_OF_RANGE",
                "true; WRONG_TYPE",
                "null; WRONG_TYPE",
                "'1'; WRONG_TYPE",
                "[1]; WRONG_TYPE"
            })
    void a_whole_number_is_in_its_range(String value, String outcome) {
        assertEquals(outcome, judge(integer(1, 1_000), json(value)).replace("/f ", ""));
    }

    @Test
    void the_whole_range_of_long_is_read_exactly() {
        FieldRule any = integer(Long.MIN_VALUE, Long.MAX_VALUE);
        for (long value : new long[] {Long.MIN_VALUE, -1, 0, 1, 1L << 53, (1L << 53) + 1, Long.MAX_VALUE}) {
            assertEquals(
                    value, only(any).check(json("{'f':" + value + "}")).value().integer("f"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "-0.5, ok",
        "99.99, ok",
        "99.990, ok",
        "0, ok",
        "99.99000000000000000001, OUT_OF_RANGE",
        "-0.50000000000000000001, OUT_OF_RANGE",
        "1e2, OUT_OF_RANGE",
        "9999e-2, ok",
        "1e-999, ok",
        "1e-1000000, OUT_OF_RANGE",
        "1e1000000000, OUT_OF_RANGE",
        "true, WRONG_TYPE",
        "null, WRONG_TYPE"
    })
    void a_number_is_compared_exactly(String value, String outcome) {
        assertEquals(outcome, judge(PRICE, json(value)).replace("/f ", ""));
    }

    @ParameterizedTest
    @CsvSource({"true, ok", "false, ok", "0, WRONG_TYPE", "'\"true\"', WRONG_TYPE", "null, WRONG_TYPE"})
    void a_truth_value_is_one(String value, String outcome) {
        assertEquals(outcome, judge(bool(), json(value)).replace("/f ", ""));
    }

    @ParameterizedTest
    @CsvSource({
        "text, ok",
        "pdf, ok",
        "PDF, NOT_ONE_OF",
        "Text, NOT_ONE_OF",
        "'text ', NOT_ONE_OF",
        "'', NOT_ONE_OF",
        "'text,pdf', NOT_ONE_OF",
        "ｔext, NOT_ONE_OF"
    })
    void a_word_is_one_of_a_closed_set_in_exact_case(String word, String outcome) {
        assertEquals(
                outcome, judge(oneOf("text", "pdf"), json("\"" + word + "\"")).replace("/f ", ""));
    }

    @Test
    void a_word_is_a_text() {
        assertEquals("/f WRONG_TYPE", judge(oneOf("1", "true"), json("1")));
        assertEquals("/f WRONG_TYPE", judge(oneOf("1", "true"), json("true")));
    }

    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "7,ok,ok,WRONG_TYPE",
                "1.5,WRONG_TYPE,ok,WRONG_TYPE",
                "1e2,ok,OUT_OF_RANGE,WRONG_TYPE",
                "'',WRONG_TYPE,WRONG_TYPE,WRONG_TYPE",
                " 7,WRONG_TYPE,WRONG_TYPE,WRONG_TYPE",
                "+7,WRONG_TYPE,WRONG_TYPE,WRONG_TYPE",
                "07,WRONG_TYPE,WRONG_TYPE,WRONG_TYPE",
                "0x7,WRONG_TYPE,WRONG_TYPE,WRONG_TYPE",
                "7f,WRONG_TYPE,WRONG_TYPE,WRONG_TYPE",
                "٧,WRONG_TYPE,WRONG_TYPE,WRONG_TYPE",
                "NaN,WRONG_TYPE,WRONG_TYPE,WRONG_TYPE",
                "1e1000000000,OUT_OF_RANGE,OUT_OF_RANGE,WRONG_TYPE",
                "true,WRONG_TYPE,WRONG_TYPE,ok",
                "false,WRONG_TYPE,WRONG_TYPE,ok",
                "TRUE,WRONG_TYPE,WRONG_TYPE,WRONG_TYPE",
                "null,WRONG_TYPE,WRONG_TYPE,WRONG_TYPE"
            })
    void parameters_are_read_as_json_would_be(String text, String whole, String price, String truth) {
        Map<String, String[]> sent = Map.of("f", new String[] {text});
        assertEquals(
                whole, outcome(only(integer(1, 1_000)).checkParameters(sent)).replace("/f ", ""));
        assertEquals(price, outcome(only(PRICE).checkParameters(sent)).replace("/f ", ""));
        assertEquals(truth, outcome(only(bool()).checkParameters(sent)).replace("/f ", ""));
    }

    @Test
    void a_parameter_of_a_million_digits_costs_no_time() {
        Map<String, String[]> sent = Map.of("f", new String[] {"9".repeat(1_000_000)});
        assertTimeoutPreemptively(Duration.ofSeconds(2), () -> {
            assertEquals("/f WRONG_TYPE", outcome(only(integer(1, 9)).checkParameters(sent)));
            assertEquals("/f WRONG_TYPE", outcome(only(PRICE).checkParameters(sent)));
        });
    }

    @Test
    void a_bound_that_is_as_good_as_none_is_told_in_short() {
        FieldRule any = number(new BigDecimal("-1e400"), new BigDecimal("1e400"));
        assertEquals(
                "The field f must be a number from -1E+400 to 1E+400.",
                Objects.requireNonNull(only(any).check(json("{'f':'x'}")).refusal())
                        .detail());
        assertEquals(
                "The field f must be a number from -0.5 to 99.99.",
                Objects.requireNonNull(only(PRICE).check(json("{'f':'x'}")).refusal())
                        .detail());
    }

    @Test
    void impossible_ranges_and_sets_fail_when_they_are_written() {
        assertThrows(IllegalArgumentException.class, () -> integer(2, 1));
        assertThrows(IllegalArgumentException.class, () -> number(BigDecimal.ONE, BigDecimal.ZERO));
        assertThrows(IllegalArgumentException.class, () -> oneOf());
        assertTrue(only(integer(1, 1)).check(json("{'f':1}")).isAccepted());
    }
}
