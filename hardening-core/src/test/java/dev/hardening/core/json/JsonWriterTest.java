package dev.hardening.core.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.CharBuffer;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class JsonWriterTest {

    private final StringBuilder out = new StringBuilder();
    private final JsonWriter writer = JsonWriter.to(out);

    @Test
    void writes_nested_members_with_commas_where_they_belong() {
        writer.beginObject()
                .name("a")
                .value("x")
                .name("b")
                .beginArray()
                .value(1)
                .value(-2L)
                .beginObject()
                .endObject()
                .beginArray()
                .endArray()
                .value(true)
                .nullValue()
                .endArray()
                .name("c")
                .beginObject()
                .name("")
                .value(false)
                .endObject()
                .name("d")
                .value(1.5)
                .endObject();
        assertEquals("{\"a\":\"x\",\"b\":[1,-2,{},[],true,null],\"c\":{\"\":false},\"d\":1.5}", out.toString());
        assertTrue(writer.isComplete());
    }

    @Test
    void writes_a_bare_value() {
        writer.value("x");
        assertEquals("\"x\"", out.toString());
        assertTrue(writer.isComplete());
    }

    @Test
    void writes_numbers_at_their_ends() {
        writer.beginArray()
                .value(Long.MIN_VALUE)
                .value(Long.MAX_VALUE)
                .value(-0.0)
                .value(Double.MAX_VALUE)
                .value(Double.MIN_VALUE)
                .value(Double.NaN)
                .value(Double.POSITIVE_INFINITY)
                .value(Double.NEGATIVE_INFINITY)
                .endArray();
        assertEquals(
                "[-9223372036854775808,9223372036854775807,-0.0,1.7976931348623157E308,4.9E-324,null,null,null]",
                out.toString());
    }

    @Test
    void writes_null_for_a_null_text() {
        CharSequence missing = null;
        writer.beginObject().name("a").value(missing).endObject();
        assertEquals("{\"a\":null}", out.toString());
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "0000,\\u0000",
                "0001,\\u0001",
                "0008,\\b",
                "0009,\\t",
                "000a,\\n",
                "000b,\\u000b",
                "000c,\\f",
                "000d,\\r",
                "001b,\\u001b",
                "001f,\\u001f",
                "0022,\\\"",
                "005c,\\\\",
                "007f,\\u007f",
                "0080,\\u0080",
                "0085,\\u0085",
                "009b,\\u009b",
                "009f,\\u009f",
                "200e,\\u200e",
                "200f,\\u200f",
                "2028,\\u2028",
                "2029,\\u2029",
                "202a,\\u202a",
                "202e,\\u202e",
                "2066,\\u2066",
                "2069,\\u2069",
                "feff,\\ufeff",
                "d800,\\ud800",
                "dbff,\\udbff",
                "dc00,\\udc00",
                "dfff,\\udfff",
            })
    void escapes_what_could_break_a_string_a_line_or_a_terminal(String unit, String escaped) {
        char c = (char) Integer.parseInt(unit, 16);
        writer.beginArray().value("" + c).value("a" + c + "é" + c + c + "z").endArray();
        assertEquals("[\"" + escaped + "\",\"a" + escaped + "é" + escaped + escaped + "z\"]", out.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "0020", "002f", "003c", "003e", "0026", "0027", "007e", "00a0", "00ad", "1fff", "2010", "2027", "202f", "2065",
        "206a", "d7ff", "e000", "fefe", "ffff"
    })
    void leaves_its_neighbours_alone(String unit) {
        String text = "" + (char) Integer.parseInt(unit, 16);
        writer.value(text);
        assertEquals('"' + text + '"', out.toString());
    }

    @Test
    void leaves_surrogate_pairs_alone_and_escapes_halves_beside_them() {
        writer.value("😀\ud83d😀\ude00😀\ud83d");
        assertEquals("\"😀\\ud83d😀\\ude00😀\\ud83d\"", out.toString());
    }

    @Test
    void escapes_names_like_values() {
        writer.beginObject().name("a\"\n\u2028").value(1).endObject();
        assertEquals("{\"a\\\"\\n\\u2028\":1}", out.toString());
    }

    @Test
    void writes_text_that_may_stand_in_html_when_told_to() {
        JsonWriter.htmlSafe(out)
                .beginObject()
                .name("<a>")
                .value("</script><!-- & ' \" é")
                .endObject();
        assertEquals(
                "{\"\\u003ca\\u003e\":\"\\u003c/script\\u003e\\u003c!-- \\u0026 \\u0027 \\\" é\"}", out.toString());
    }

    @Test
    void keeps_one_line_whatever_the_text() throws JsonException {
        StringBuilder everything = new StringBuilder();
        for (int c = 0; c <= Character.MAX_VALUE; c++) {
            everything.append((char) c).append(' ');
        }
        writer.beginObject().name(everything).value(everything).endObject();
        assertEquals(1, out.toString().lines().count());
        assertTrue(out.chars().noneMatch(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029));
        JsonReader lenient = JsonReader.of(JsonLimits.builder()
                .unsafeKeepLoneSurrogates()
                .maxBytes(10_000_000)
                .build());
        assertEquals(everything.toString(), lenient.readObject(out).string(everything.toString()));
    }

    @Test
    void takes_any_character_sequence() {
        writer.beginArray()
                .value(CharBuffer.wrap("a\nb"))
                .value(CharBuffer.wrap("plain"))
                .endArray();
        assertEquals("[\"a\\nb\",\"plain\"]", out.toString());
    }

    @Test
    void a_reset_writer_begins_anew_and_leaves_the_builder() {
        writer.beginObject().name("a").beginArray().value(1);
        writer.reset();
        out.append('\n');
        assertFalse(writer.isComplete());
        writer.value(2);
        out.append('\n');
        writer.reset().beginArray().endArray();
        assertEquals("{\"a\":[1\n2\n[]", out.toString());
        assertTrue(writer.isComplete());
    }

    @Test
    void is_complete_only_after_one_whole_value() {
        assertFalse(writer.isComplete());
        writer.beginObject();
        assertFalse(writer.isComplete());
        writer.name("a");
        assertFalse(writer.isComplete());
        writer.value(1);
        assertFalse(writer.isComplete());
        writer.endObject();
        assertTrue(writer.isComplete());
    }

    static List<Consumer<JsonWriter>> misuses() {
        return List.of(
                w -> w.name("a"),
                w -> w.endObject(),
                w -> w.endArray(),
                w -> w.value(1).value(2),
                w -> w.value(1).beginArray(),
                w -> w.value(1).name("a"),
                w -> w.value(1).endArray(),
                w -> w.beginArray().name("a"),
                w -> w.beginArray().endObject(),
                w -> w.beginArray().value(1).endObject(),
                w -> w.beginArray().endArray().endArray(),
                w -> w.beginArray().endArray().value(true),
                w -> w.beginObject().value(1),
                w -> w.beginObject().value("x"),
                w -> w.beginObject().value(1.5),
                w -> w.beginObject().value(Double.NaN),
                w -> w.beginObject().value(JsonNumber.of(1)),
                w -> w.beginObject().nullValue(),
                w -> w.beginObject().beginObject(),
                w -> w.beginObject().beginArray(),
                w -> w.beginObject().endArray(),
                w -> w.beginObject().name("a").name("b"),
                w -> w.beginObject().name("a").endObject(),
                w -> w.beginObject().name("a").endArray(),
                w -> w.beginObject().name("a").value(1).value(2),
                w -> w.beginObject().name("a").value(1).endArray());
    }

    @ParameterizedTest
    @MethodSource("misuses")
    void refuses_calls_that_do_not_fit(Consumer<JsonWriter> misuse) {
        assertThrows(IllegalStateException.class, () -> misuse.accept(writer));
    }

    @Test
    void nests_as_deep_as_the_reader_and_no_deeper() {
        for (int i = 0; i < JsonLimits.HIGHEST_DEPTH; i++) {
            writer.beginArray();
        }
        assertThrows(IllegalStateException.class, writer::beginArray);
        JsonValue value = JsonArray.of(List.of());
        for (int i = 0; i < 10_000; i++) {
            value = i % 2 == 0 ? JsonObject.of(Map.of("a", value)) : JsonArray.of(List.of(value));
        }
        assertThrows(IllegalStateException.class, value::toJson);
    }

    @Test
    void allocates_nothing_of_its_own() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        String hostile = "a\r\n\"\\\u2028\u009b\ud800😀<é";
        for (int i = 0; i < 2_000; i++) {
            line(hostile, i);
        }
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 50; i++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            line(hostile, i);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertEquals(0, least, "bytes for a line");
    }

    private void line(String hostile, int status) {
        out.setLength(0);
        writer.reset()
                .beginObject()
                .name("message")
                .value("a plain text")
                .name("header")
                .value(hostile)
                .name("status")
                .value(status)
                .name("took")
                .value(0.25)
                .name("tags")
                .beginArray()
                .value(true)
                .nullValue()
                .endArray()
                .endObject();
    }
}
