package dev.hardening.core.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hardening.core.json.JsonException.Reason;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the grammar of RFC 8259 lets in and what it does not. */
class JsonGrammarTest {

    private static final JsonReader READER = JsonReader.of(JsonLimits.defaults());

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '`',
            value = {
                "{} => {}",
                "[] => []",
                "[[]] => [[]]",
                "[{}] => [{}]",
                "{\"a\":{}} => {\"a\":{}}",
                "{\"\":0} => {\"\":0}",
                "[\"\"] => [\"\"]",
                "\"alone\" => \"alone\"",
                "0 => 0",
                "-0 => -0",
                "-1 => -1",
                "true => true",
                "false => false",
                "null => null",
                "[1,2] => [1,2]",
                "[true,false,null] => [true,false,null]",
                "[1.0] => [1.0]",
                "[-1.50] => [-1.50]",
                "[1e5] => [1e5]",
                "[1E5] => [1E5]",
                "[1e+5] => [1e+5]",
                "[1E-5] => [1E-5]",
                "[0e0] => [0e0]",
                "[0.0e-00] => [0.0e-00]",
                "[1e1000000000] => [1e1000000000]",
                "[123456789012345678901234567890] => [123456789012345678901234567890]",
                "{\"b\":1,\"a\":2} => {\"b\":1,\"a\":2}",
                "{\"a\":1,\"A\":2} => {\"a\":1,\"A\":2}",
                "[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"] => [\"\\\"\\\\/\\b\\f\\n\\r\\t\"]",
                "[\"\\u0041\\u00e9\\u00E9\"] => [\"Aéé\"]",
                "[\"\\u0000\"] => [\"\\u0000\"]",
                "[\"\\ud83d\\ude00\"] => [\"😀\"]",
                "[\"\\uD83D\\uDE00\"] => [\"😀\"]",
                "[\"é€😀\"] => [\"é€😀\"]",
                "{\"é\":1} => {\"é\":1}",
                "[\"// no comment\"] => [\"// no comment\"]",
                "[\"/* no comment */\"] => [\"/* no comment */\"]",
                "[\"'\"] => [\"'\"]",
                "[\"\\\\u0041\"] => [\"\\\\u0041\"]",
            })
    void reads_what_the_grammar_allows(String input, String output) throws JsonException {
        assertEquals(output, READER.read(input).toJson());
        assertEquals(output, READER.read(input.getBytes(StandardCharsets.UTF_8)).toJson());
    }

    @Test
    void skips_the_four_kinds_of_white_space_anywhere_between_tokens() throws JsonException {
        assertEquals(
                "{\"a\":[1,{}],\"b\":null}",
                READER.read(" \t\r\n{ \"a\"\n:\t[ 1 , { } ]\r,\"b\" : null } \n")
                        .toJson());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u000b", "\f", "\u00a0", "\u0085", "\u2028", "\u3000", "\u200b", "\u0000", "\u001f"})
    void refuses_other_characters_as_white_space(String space) {
        assertEquals(Reason.UNEXPECTED_CHARACTER, refuse(space + "[]").reason());
        assertEquals(Reason.UNEXPECTED_CHARACTER, refuse("[" + space + "]").reason());
        assertEquals(Reason.TRAILING_CONTENT, refuse("[]" + space).reason());
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '`',
            value = {
                "`` => UNEXPECTED_END => 0",
                "`  ` => UNEXPECTED_END => 2",
                "{ => UNEXPECTED_END => 1",
                "[ => UNEXPECTED_END => 1",
                "[1 => UNEXPECTED_END => 2",
                "[1, => UNEXPECTED_END => 3",
                "{\"a\" => UNEXPECTED_END => 4",
                "{\"a\": => UNEXPECTED_END => 5",
                "{\"a\":1, => UNEXPECTED_END => 7",
                "\"a => UNEXPECTED_END => 2",
                "\"a\\ => UNEXPECTED_END => 3",
                "\"\\u00 => UNEXPECTED_END => 5",
                "tru => UNEXPECTED_END => 3",
                "- => UNEXPECTED_END => 1",
                "1. => UNEXPECTED_END => 2",
                "1e => UNEXPECTED_END => 2",
                "1e- => UNEXPECTED_END => 3",
                "] => UNEXPECTED_CHARACTER => 0",
                "} => UNEXPECTED_CHARACTER => 0",
                ", => UNEXPECTED_CHARACTER => 0",
                ": => UNEXPECTED_CHARACTER => 0",
                "[1,] => UNEXPECTED_CHARACTER => 3",
                "[,1] => UNEXPECTED_CHARACTER => 1",
                "[1,,2] => UNEXPECTED_CHARACTER => 3",
                "[1 2] => UNEXPECTED_CHARACTER => 3",
                "[1} => UNEXPECTED_CHARACTER => 2",
                "[1:2] => UNEXPECTED_CHARACTER => 2",
                "[\"a\" \"b\"] => UNEXPECTED_CHARACTER => 5",
                "{\"a\":1] => UNEXPECTED_CHARACTER => 6",
                "{\"a\":1,} => UNEXPECTED_CHARACTER => 7",
                "{,\"a\":1} => UNEXPECTED_CHARACTER => 1",
                "{\"a\" 1} => UNEXPECTED_CHARACTER => 5",
                "{\"a\",1} => UNEXPECTED_CHARACTER => 4",
                "{\"a\":} => UNEXPECTED_CHARACTER => 5",
                "{\"a\"} => UNEXPECTED_CHARACTER => 4",
                "{\"a\"::1} => UNEXPECTED_CHARACTER => 5",
                "{\"a\":1 \"b\":2} => UNEXPECTED_CHARACTER => 7",
                "{a:1} => UNEXPECTED_CHARACTER => 1",
                "{1:1} => UNEXPECTED_CHARACTER => 1",
                "{null:1} => UNEXPECTED_CHARACTER => 1",
                "{'a':1} => UNEXPECTED_CHARACTER => 1",
                "{[]:1} => UNEXPECTED_CHARACTER => 1",
                "['a'] => UNEXPECTED_CHARACTER => 1",
                "[NaN] => UNEXPECTED_CHARACTER => 1",
                "[nan] => UNEXPECTED_CHARACTER => 2",
                "[Infinity] => UNEXPECTED_CHARACTER => 1",
                "[undefined] => UNEXPECTED_CHARACTER => 1",
                "[True] => UNEXPECTED_CHARACTER => 1",
                "[TRUE] => UNEXPECTED_CHARACTER => 1",
                "[truE] => UNEXPECTED_CHARACTER => 4",
                "[nullx] => UNEXPECTED_CHARACTER => 5",
                "[+1] => UNEXPECTED_CHARACTER => 1",
                "[.5] => UNEXPECTED_CHARACTER => 1",
                "[0x10] => UNEXPECTED_CHARACTER => 2",
                "[1_000] => UNEXPECTED_CHARACTER => 2",
                "[1f] => UNEXPECTED_CHARACTER => 2",
                "[1٢] => UNEXPECTED_CHARACTER => 2",
                "[１] => UNEXPECTED_CHARACTER => 1",
                "[−1] => UNEXPECTED_CHARACTER => 1",
                "// c => UNEXPECTED_CHARACTER => 0",
                "[/* c */] => UNEXPECTED_CHARACTER => 1",
                "#c => UNEXPECTED_CHARACTER => 0",
                "[1 // c => UNEXPECTED_CHARACTER => 3",
                "<a/> => UNEXPECTED_CHARACTER => 0",
                "[“a”] => UNEXPECTED_CHARACTER => 1",
                "[00] => INVALID_NUMBER => 2",
                "[01] => INVALID_NUMBER => 2",
                "[-01] => INVALID_NUMBER => 3",
                "[00.5] => INVALID_NUMBER => 2",
                "[-] => INVALID_NUMBER => 2",
                "[--1] => INVALID_NUMBER => 2",
                "[-a] => INVALID_NUMBER => 2",
                "[-Infinity] => INVALID_NUMBER => 2",
                "[1.] => INVALID_NUMBER => 3",
                "[1.e1] => INVALID_NUMBER => 3",
                "[1.٢] => INVALID_NUMBER => 3",
                "[1e] => INVALID_NUMBER => 3",
                "[1e+] => INVALID_NUMBER => 4",
                "[1e+-1] => INVALID_NUMBER => 4",
                "[1e1.5] => UNEXPECTED_CHARACTER => 4",
                "[1.2.3] => UNEXPECTED_CHARACTER => 4",
                "{}{} => TRAILING_CONTENT => 2",
                "[]] => TRAILING_CONTENT => 2",
                "{} } => TRAILING_CONTENT => 3",
                "1 2 => TRAILING_CONTENT => 2",
                "\"a\"b => TRAILING_CONTENT => 3",
                "[], => TRAILING_CONTENT => 2",
                "nulll => TRAILING_CONTENT => 4",
                "[] // c => TRAILING_CONTENT => 3",
                "[\"\\a\"] => INVALID_ESCAPE => 2",
                "[\"\\'\"] => INVALID_ESCAPE => 2",
                "[\"\\0\"] => INVALID_ESCAPE => 2",
                "[\"\\x41\"] => INVALID_ESCAPE => 2",
                "[\"\\U0041\"] => INVALID_ESCAPE => 2",
                "[\"\\u004\"] => INVALID_ESCAPE => 2",
                "[\"\\u{41}\"] => INVALID_ESCAPE => 2",
                "[\"\\u+041\"] => INVALID_ESCAPE => 2",
                "[\"\\u 041\"] => INVALID_ESCAPE => 2",
                "[\"\\u00g0\"] => INVALID_ESCAPE => 2",
                "[\"\\u００４１\"] => INVALID_ESCAPE => 2",
                "[\"\\ud83d\"] => LONE_SURROGATE => 2",
                "[\"\\ud83dx\"] => LONE_SURROGATE => 2",
                "[\"\\ud83d\\n\"] => LONE_SURROGATE => 2",
                "[\"\\ud83d\\u0041\"] => LONE_SURROGATE => 2",
                "[\"\\ud83d\\ud83d\\ude00\"] => LONE_SURROGATE => 2",
                "[\"\\ude00\"] => LONE_SURROGATE => 2",
                "[\"\\ude00\\ud83d\"] => LONE_SURROGATE => 2",
                "{\"\\udfff\":1} => LONE_SURROGATE => 2",
                "{\"a\":1,\"a\":1} => DUPLICATE_NAME => 7",
                "{\"a\":1,\"\\u0061\":2} => DUPLICATE_NAME => 7",
                "{\"\":1,\"\":2} => DUPLICATE_NAME => 6",
                "[{\"a\":{\"b\":1,\"c\":2,\"b\":3}}] => DUPLICATE_NAME => 19",
            })
    void refuses_everything_else_and_says_why_and_where(String input, Reason reason, int offset) {
        JsonException refused = refuse(input);
        assertEquals(reason, refused.reason());
        assertEquals(offset, refused.offset());
        JsonException bytes =
                assertThrows(JsonException.class, () -> READER.read(input.getBytes(StandardCharsets.UTF_8)));
        assertEquals(reason, bytes.reason());
        assertEquals(input.substring(0, offset).getBytes(StandardCharsets.UTF_8).length, bytes.offset());
    }

    @Test
    void refuses_every_raw_control_character_in_a_string_and_in_a_name() {
        for (char c = 0; c < ' '; c++) {
            assertEquals(Reason.CONTROL_CHARACTER, refuse("[\"" + c + "\"]").reason());
            assertEquals(Reason.CONTROL_CHARACTER, refuse("{\"x" + c + "\":1}").reason());
        }
    }

    @Test
    void accepts_every_other_raw_character_in_a_string() throws JsonException {
        for (int c = ' '; c <= Character.MAX_VALUE; c++) {
            if (c != '"' && c != '\\' && !Character.isSurrogate((char) c)) {
                String text = String.valueOf((char) c);
                assertEquals(JsonString.of(text), READER.read('"' + text + '"'));
            }
        }
    }

    @Test
    void resolves_every_unicode_escape_in_either_case() throws JsonException {
        for (int c = 0; c <= Character.MAX_VALUE; c++) {
            if (!Character.isSurrogate((char) c)) {
                JsonString expected = JsonString.of(String.valueOf((char) c));
                assertEquals(expected, READER.read(String.format("\"\\u%04x\"", c)));
                assertEquals(expected, READER.read(String.format("\"\\u%04X\"", c)));
            }
        }
    }

    @Test
    void refuses_every_strict_prefix_of_an_object_as_ending_too_early() throws JsonException {
        String whole = "{\"a\\n\\u00e9\\ud83d\\ude00\": [true, false, null, -1.5e+10, {\"é\": \"\"}], \"b\": {}}";
        assertEquals(2, READER.readObject(whole).size());
        for (int i = 0; i < whole.length(); i++) {
            JsonException refused = refuse(whole.substring(0, i));
            assertEquals(Reason.UNEXPECTED_END, refused.reason(), "prefix of " + i);
            assertEquals(i, refused.offset());
        }
    }

    @Test
    void refuses_what_is_no_object_where_one_is_asked_for() {
        for (String other : new String[] {"[]", "\"x\"", "null", "true", "1"}) {
            byte[] bytes = other.getBytes(StandardCharsets.UTF_8);
            assertEquals(
                    Reason.NOT_AN_OBJECT,
                    assertThrows(JsonException.class, () -> READER.readObject(other))
                            .reason());
            assertEquals(
                    Reason.NOT_AN_OBJECT,
                    assertThrows(JsonException.class, () -> READER.readObject(bytes))
                            .reason());
        }
    }

    private static JsonException refuse(String input) {
        return assertThrows(JsonException.class, () -> READER.read(input));
    }
}
