package dev.hardening.core.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.json.JsonException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each limit admits its own value and refuses the next. */
class JsonLimitsTest {

    @Test
    void has_these_defaults() {
        JsonLimits limits = JsonLimits.defaults();
        assertEquals(1_048_576, limits.maxBytes());
        assertEquals(64, limits.maxDepth());
        assertEquals(1_000, limits.maxMembers());
        assertEquals(100_000, limits.maxValues());
        assertEquals(1_048_576, limits.maxStringLength());
        assertEquals(64, limits.maxNumberLength());
        assertFalse(limits.lastDuplicateWins());
        assertFalse(limits.keepLoneSurrogates());
    }

    @Test
    void bounds_the_bytes() throws JsonException {
        JsonReader reader = reader(limits -> limits.maxBytes(6));
        reader.read("[\"é\"]".getBytes(StandardCharsets.UTF_8));
        reader.read("[\"é\"]");
        refuses(reader, "[1234] ", Reason.TOO_LARGE);
        refuses(reader, "[\"€\"]", Reason.TOO_LARGE);
        assertEquals(
                Reason.TOO_LARGE,
                assertThrows(JsonException.class, () -> reader.read(new byte[7]))
                        .reason());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 7, 8, 9, 64, JsonLimits.HIGHEST_DEPTH})
    void bounds_the_depth(int depth) throws JsonException {
        JsonReader reader = reader(limits -> limits.maxDepth(depth));
        String arrays = "[".repeat(depth) + "]".repeat(depth);
        String objects = "{\"a\":".repeat(depth) + "0" + "}".repeat(depth);
        assertEquals(objects, reader.read(objects).toJson());
        assertEquals(
                depth == 0 ? "0" : arrays,
                reader.read(depth == 0 ? "0" : arrays).toJson());
        refuses(reader, "[" + (depth == 0 ? "0" : arrays) + "]", Reason.TOO_DEEP);
        refuses(reader, "{\"a\":" + objects + "}", Reason.TOO_DEEP);
    }

    @Test
    void a_closed_container_frees_its_level() throws JsonException {
        JsonReader reader = reader(limits -> limits.maxDepth(2));
        assertEquals("[[],{},[],{\"a\":1}]", reader.read("[[],{},[],{\"a\":1}]").toJson());
    }

    @Test
    void bounds_the_members_of_each_object_alone() throws JsonException {
        JsonReader reader = reader(limits -> limits.maxMembers(2));
        reader.read("[{\"a\":1,\"b\":{\"a\":1,\"b\":2}},{\"a\":1,\"b\":2}]");
        refuses(reader, "{\"a\":1,\"b\":2,\"c\":3}", Reason.TOO_MANY_MEMBERS);
        refuses(reader, "{\"a\":1,\"b\":{\"x\":1},\"c\":3}", Reason.TOO_MANY_MEMBERS);
        refuses(reader(limits -> limits.maxMembers(0)), "{\"a\":1}", Reason.TOO_MANY_MEMBERS);
    }

    @Test
    void counts_repeated_members_too() {
        JsonReader reader = reader(limits -> limits.maxMembers(2).unsafeLastDuplicateWins());
        refuses(reader, "{\"a\":1,\"a\":2,\"a\":3}", Reason.TOO_MANY_MEMBERS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            value = {
                "[1,2] => [1,2,3]",
                "[[],{}] => [[[]],{}]",
                "[[[]]] => [[[0]]]",
                "{\"a\":[0]} => {\"a\":[0],\"b\":0}"
            })
    void bounds_the_values_in_all(String three, String four) throws JsonException {
        JsonReader reader = reader(limits -> limits.maxValues(3));
        reader.read(three);
        refuses(reader, four, Reason.TOO_MANY_VALUES);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            value = {
                "\"abc\" => \"abcd\"",
                "\"😀c\" => \"😀😀\"",
                "\"\\u0041\\n\\\\\" => \"\\u0041\\n\\\\\\\"\"",
                "\"\\ud83d\\ude00a\" => \"\\ud83d\\ude00ab\"",
                "{\"abc\":1} => {\"abcd\":1}",
                "{\"a\\tb\":\"\\t\\t\\t\"} => {\"a\\tbc\":1}",
            })
    void bounds_strings_and_names_after_unescaping(String three, String four) throws JsonException {
        JsonReader reader = reader(limits -> limits.maxStringLength(3));
        reader.read(three);
        refuses(reader, four, Reason.STRING_TOO_LONG);
    }

    @ParameterizedTest
    @CsvSource({"1234,12345", "-123,-1234", "1.25,1.255", "1e10,1e100", "-0.1,-0.10"})
    void bounds_the_spelling_of_numbers(String four, String five) throws JsonException {
        JsonReader reader = reader(limits -> limits.maxNumberLength(4));
        reader.read(four);
        refuses(reader, five, Reason.NUMBER_TOO_LONG);
        refuses(reader, "[" + five + "]", Reason.NUMBER_TOO_LONG);
    }

    @Test
    void lets_the_last_of_a_repeated_name_win_at_the_place_of_the_first() throws JsonException {
        JsonReader reader = reader(JsonLimits.Builder::unsafeLastDuplicateWins);
        assertEquals(
                "{\"a\":3,\"b\":2}",
                reader.read("{\"a\":1,\"b\":2,\"\\u0061\":3}").toJson());
    }

    @Test
    void builders_do_not_change_what_they_built() {
        JsonLimits.Builder builder = JsonLimits.builder().maxDepth(3);
        JsonLimits first = builder.build();
        JsonLimits second = builder.maxDepth(4).unsafeLastDuplicateWins().build();
        assertEquals(3, first.maxDepth());
        assertFalse(first.lastDuplicateWins());
        assertEquals(4, second.maxDepth());
        assertTrue(second.lastDuplicateWins());
    }

    @Test
    void refuses_limits_that_make_no_sense_and_names_them() {
        List<Consumer<JsonLimits.Builder>> mistakes = List.of(
                limits -> limits.maxBytes(0),
                limits -> limits.maxDepth(-1),
                limits -> limits.maxDepth(JsonLimits.HIGHEST_DEPTH + 1),
                limits -> limits.maxMembers(-1),
                limits -> limits.maxValues(0),
                limits -> limits.maxStringLength(0),
                limits -> limits.maxNumberLength(0));
        for (Consumer<JsonLimits.Builder> mistake : mistakes) {
            String message = assertThrows(IllegalArgumentException.class, () -> mistake.accept(JsonLimits.builder()))
                    .getMessage();
            assertTrue(
                    message != null && message.matches("max[A-Za-z]+ must be from \\d+ to \\d+, not -?\\d+"), message);
        }
    }

    private static JsonReader reader(Consumer<JsonLimits.Builder> change) {
        JsonLimits.Builder builder = JsonLimits.builder();
        change.accept(builder);
        return JsonReader.of(builder.build());
    }

    private static void refuses(JsonReader reader, String input, Reason reason) {
        assertEquals(
                reason,
                assertThrows(JsonException.class, () -> reader.read(input)).reason());
    }
}
