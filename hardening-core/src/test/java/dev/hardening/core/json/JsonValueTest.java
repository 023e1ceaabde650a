package dev.hardening.core.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonValueTest {

    private static final JsonReader READER = JsonReader.of(JsonLimits.defaults());
    private static final String[] MEMBERS = {"s", "n", "f", "t", "z", "o", "a", "missing"};

    @Test
    void typed_getters_answer_null_for_absent_members_and_other_kinds() throws JsonException {
        JsonObject object =
                READER.readObject("{\"s\":\"x\",\"n\":1,\"f\":1.5,\"t\":true,\"z\":null,\"o\":{\"k\":2},\"a\":[3]}");
        for (String name : MEMBERS) {
            assertEquals(name.equals("s") ? "x" : null, object.string(name), name);
            assertEquals(name.equals("n") ? 1L : null, object.integer(name), name);
            assertEquals(name.equals("n") || name.equals("f"), object.number(name) != null, name);
            assertEquals(name.equals("t") ? JsonBoolean.TRUE : null, object.bool(name), name);
            assertEquals(name.equals("o"), object.object(name) != null, name);
            assertEquals(name.equals("a"), object.array(name) != null, name);
            assertEquals(!name.equals("missing"), object.has(name), name);
        }
        assertEquals(JsonNull.NULL, object.get("z"));
        assertNull(object.get("missing"));
        assertEquals(7, object.size());
    }

    @Test
    void objects_keep_the_order_in_which_they_were_written() throws JsonException {
        JsonObject object = READER.readObject("{\"z\":1,\"a\":2,\"m\":3,\"B\":4,\"\":5}");
        assertEquals(
                List.of("z", "a", "m", "B", ""), List.copyOf(object.members().keySet()));
    }

    @Test
    void values_cannot_be_changed_from_outside() throws JsonException {
        Map<String, JsonValue> map = new HashMap<>(Map.of("a", JsonNull.NULL));
        List<JsonValue> list = new ArrayList<>(List.of(JsonNull.NULL));
        JsonObject object = JsonObject.of(map);
        JsonArray array = JsonArray.of(list);
        map.clear();
        list.clear();
        assertEquals(1, object.size());
        assertEquals(1, array.size());
        JsonObject read = READER.readObject("{\"a\":[1]}");
        assertThrows(UnsupportedOperationException.class, () -> read.members().clear());
        assertThrows(UnsupportedOperationException.class, () -> object.members().put("b", JsonNull.NULL));
        assertThrows(UnsupportedOperationException.class, () -> array.elements().clear());
    }

    @Test
    void arrays_answer_null_beyond_their_ends() throws JsonException {
        JsonArray array = (JsonArray) READER.read("[true]");
        assertEquals(JsonBoolean.TRUE, array.get(0));
        assertNull(array.get(1));
        assertNull(array.get(-1));
    }

    @Test
    @SuppressWarnings("NullAway") // callers without the checker
    void objects_have_no_null_inside() {
        Map<String, JsonValue> map = new LinkedHashMap<>();
        map.put("a", null);
        assertThrows(NullPointerException.class, () -> JsonObject.of(map));
        map.clear();
        map.put(null, JsonNull.NULL);
        assertThrows(NullPointerException.class, () -> JsonObject.of(map));
        assertThrows(NullPointerException.class, () -> JsonString.of(null));
    }

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "-0,0",
        "7,7",
        "-7,-7",
        "1.0,1",
        "-1.00,-1",
        "1e3,1000",
        "1.5e1,15",
        "100e-2,1",
        "0e999,0",
        "0.0e-999,0",
        "9223372036854775807,9223372036854775807",
        "-9223372036854775808,-9223372036854775808",
        "9.223372036854775807e18,9223372036854775807",
    })
    void longs_are_exact(String lexeme, long expected) {
        assertEquals(expected, JsonNumber.ofLexeme(lexeme).asLong());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9223372036854775808",
                "-9223372036854775809",
                "1.5",
                "1e-1",
                "1e19",
                "1e999",
                "1e-999",
                "1e1000000000",
                "-1e-1000000000",
                "0e1001",
                "1e99999999999999999999"
            })
    void numbers_that_are_no_long_are_null(String lexeme) {
        assertNull(JsonNumber.ofLexeme(lexeme).asLong());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e1001",
                "1E+1001",
                "1e-1001",
                "1e1000000000",
                "1e-1000000000",
                "1e2147483648",
                "1e99999999999999999999",
                "0e00000001001"
            })
    void big_decimals_are_bounded_by_their_exponent(String lexeme) {
        assertNull(JsonNumber.ofLexeme(lexeme).asBigDecimal());
    }

    @Test
    void big_decimals_are_bounded_by_their_length() {
        String longest = "1".repeat(1_000);
        assertEquals(new BigDecimal(longest), JsonNumber.ofLexeme(longest).asBigDecimal());
        assertNull(JsonNumber.ofLexeme(longest + "1").asBigDecimal());
        assertEquals(
                new BigDecimal("-1.5E+1000"), JsonNumber.ofLexeme("-1.5E+1000").asBigDecimal());
        assertEquals(
                new BigDecimal("1e-1000"), JsonNumber.ofLexeme("1e-0001000").asBigDecimal());
    }

    @Test
    void doubles_are_the_nearest_and_never_infinite() {
        assertEquals(0.1, JsonNumber.ofLexeme("0.1").asDouble());
        assertEquals(1.0, JsonNumber.ofLexeme("1").asDouble());
        assertEquals(-0.0, JsonNumber.ofLexeme("-0").asDouble());
        assertEquals(0.0, JsonNumber.ofLexeme("1e-400").asDouble());
        assertEquals(9007199254740992.0, JsonNumber.ofLexeme("9007199254740993").asDouble());
        assertNull(JsonNumber.ofLexeme("1e400").asDouble());
        assertNull(JsonNumber.ofLexeme("-1e1000000000").asDouble());
    }

    @Test
    void numbers_know_how_they_were_spelled() {
        assertTrue(JsonNumber.ofLexeme("-10").isInteger());
        assertFalse(JsonNumber.ofLexeme("1.0").isInteger());
        assertFalse(JsonNumber.ofLexeme("1e0").isInteger());
        assertFalse(JsonNumber.ofLexeme("1E0").isInteger());
        assertEquals("1.50", JsonNumber.ofLexeme("1.50").lexeme());
        assertEquals(JsonNumber.of(-5), JsonNumber.ofLexeme("-5"));
        assertNotEquals(JsonNumber.ofLexeme("1"), JsonNumber.ofLexeme("1.0"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "+1", "01", "1.", ".1", "1e", " 1", "1 ", "1,2", "NaN", "0x1", "１", "1\n"})
    void spellings_that_are_no_number_are_refused(String lexeme) {
        assertThrows(IllegalArgumentException.class, () -> JsonNumber.ofLexeme(lexeme));
    }

    @Test
    void equality_goes_by_content_and_ignores_the_order_of_members() throws JsonException {
        String text = "{\"a\":[1,\"x\",true,null],\"b\":{}}";
        JsonValue value = READER.read(text);
        assertEquals(value, READER.read(text));
        assertEquals(value.hashCode(), READER.read(text).hashCode());
        assertEquals(value, READER.read("{\"b\":{},\"a\":[1,\"x\",true,null]}"));
        for (String other : new String[] {
            "{\"a\":[1,\"x\",true,null]}",
            "{\"a\":[\"x\",1,true,null],\"b\":{}}",
            "{\"a\":[1,\"x\",true,false],\"b\":{}}",
            "[]",
            "\"a\"",
            "1"
        }) {
            assertNotEquals(value, READER.read(other));
            assertNotEquals(READER.read(other), value);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"hunter2\"", "[\"hunter2\"]", "{\"hunter2\":1}", "{\"a\":\"hunter2\"}", "4111111111111111"})
    void to_string_never_shows_the_content(String input) throws JsonException {
        String text = READER.read(input).toString();
        assertFalse(text.contains("hunter2") || text.contains("4111"), text);
    }

    @Test
    void booleans_know_their_java_value() {
        assertTrue(JsonBoolean.of(true).value());
        assertFalse(JsonBoolean.of(false).value());
    }
}
