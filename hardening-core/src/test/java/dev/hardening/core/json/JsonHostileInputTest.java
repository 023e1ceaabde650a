package dev.hardening.core.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.json.JsonException.Reason;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Inputs made to cost more than they weigh. */
@Tag("alone")
class JsonHostileInputTest {

    /** Nothing but the size bounds these readers, so that the work is not cut short. */
    private static final JsonReader WIDE = JsonReader.of(JsonLimits.builder()
            .maxBytes(64 * 1024 * 1024)
            .maxDepth(JsonLimits.HIGHEST_DEPTH)
            .maxMembers(Integer.MAX_VALUE)
            .maxValues(Integer.MAX_VALUE)
            .maxStringLength(Integer.MAX_VALUE)
            .maxNumberLength(Integer.MAX_VALUE)
            .build());

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":", "[{\"a\":", "[[],", "[0,"})
    void a_hundred_thousand_levels_are_refused_and_do_not_overflow_the_stack(String level) {
        String bottomless = level.repeat(100_000);
        for (JsonReader reader : List.of(WIDE, JsonReader.of(JsonLimits.defaults()))) {
            JsonException refused = assertThrows(JsonException.class, () -> reader.read(bottomless));
            assertEquals(Reason.TOO_DEEP, refused.reason());
            assertTrue(refused.offset() <= 10 * JsonLimits.HIGHEST_DEPTH, "refused at the first level too many");
        }
    }

    @Test
    void the_greatest_depth_fits_a_small_stack() throws InterruptedException {
        String deep = "[{\"a\":".repeat(JsonLimits.HIGHEST_DEPTH / 2) + "1" + "}]".repeat(JsonLimits.HIGHEST_DEPTH / 2);
        StringBuilder seen = new StringBuilder();
        Thread small = new Thread(
                null,
                () -> {
                    try {
                        JsonValue value = WIDE.read(deep);
                        seen.append(value.equals(WIDE.read(value.toJson()))).append(value.hashCode() != 0);
                    } catch (JsonException | StackOverflowError failed) {
                        seen.append(failed);
                    }
                },
                "small stack",
                256 * 1024);
        small.start();
        small.join();
        assertEquals("truetrue", seen.toString());
    }

    record Shape(String name, IntFunction<String> ofSize) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Shape> shapes() {
        return List.of(
                new Shape("one long string", n -> '"' + "x".repeat(n) + '"'),
                new Shape("escaped quotes", n -> '"' + "\\\"".repeat(n / 2) + '"'),
                new Shape("unicode escapes", n -> '"' + "\\u00e9".repeat(n / 6) + '"'),
                new Shape("escaped pairs", n -> '"' + "\\ud83d\\ude00".repeat(n / 12) + '"'),
                new Shape("empty strings", n -> '[' + "\"\",".repeat(n / 3) + "\"\"]"),
                new Shape("only quotes", "\""::repeat),
                new Shape("an open string", n -> '"' + "\\\\".repeat(n / 2)),
                new Shape("a backslash at every end", n -> "[" + "\"\\\\\",".repeat(n / 5) + "0]"),
                new Shape("one long integer", "9"::repeat),
                new Shape("one long fraction", n -> "0." + "1".repeat(n)),
                new Shape("one long exponent", n -> "1e" + "9".repeat(n)),
                new Shape("leading zeros", "0"::repeat),
                new Shape("many numbers", n -> '[' + "1.5e-3,".repeat(n / 7) + "0]"),
                new Shape("white space", n -> " ".repeat(n) + "1"),
                new Shape("white space, then nothing", " \n\t\r"::repeat),
                new Shape("empty arrays", n -> '[' + "[],".repeat(n / 3) + "0]"),
                new Shape("empty objects", n -> '[' + "{},".repeat(n / 3) + "0]"),
                new Shape(
                        "valleys of depth",
                        n -> '[' + ("[".repeat(200) + "]".repeat(200) + ",").repeat(n / 401) + "0]"),
                new Shape("members", JsonHostileInputTest::members),
                new Shape("members of one hash code", JsonHostileInputTest::collidingMembers),
                new Shape("an error at the very end of wide text", n -> '"' + "é€😀".repeat(n / 9) + "\" x"));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void the_time_grows_in_step_with_the_input(Shape shape) {
        byte[] once = shape.ofSize().apply(128 * 1024).getBytes(StandardCharsets.UTF_8);
        byte[] eightfold = shape.ofSize().apply(1024 * 1024).getBytes(StandardCharsets.UTF_8);
        // A busy machine compiles late, and what is not compiled yet is no measure of the other.
        cpuNanos(once);
        cpuNanos(eightfold);
        double ratio = Double.MAX_VALUE;
        for (int attempt = 0; attempt < 5 && ratio > 24; attempt++) {
            long small = Math.min(cpuNanos(once), cpuNanos(once));
            ratio = (double) cpuNanos(eightfold) / Math.max(small, 500_000);
        }
        assertTrue(ratio <= 24, "8 times the input took " + ratio + " times the time; quadratic would be 64");
    }

    @Test
    void a_hundred_thousand_names_of_one_hash_code_are_told_apart() throws JsonException {
        String names = collidingMembers(100_000 * 41 + 1);
        JsonObject object = WIDE.readObject(names);
        assertTrue(object.size() >= 100_000, "only " + object.size());
        assertEquals(
                1,
                object.members().keySet().stream()
                        .mapToInt(String::hashCode)
                        .distinct()
                        .count());
    }

    @Test
    void default_limits_stop_tiny_values_from_filling_the_heap() {
        JsonReader reader = JsonReader.of(JsonLimits.defaults());
        assertEquals(
                Reason.TOO_MANY_VALUES,
                assertThrows(JsonException.class, () -> reader.read('[' + "[],".repeat(300_000) + "0]"))
                        .reason());
        assertEquals(
                Reason.TOO_MANY_MEMBERS,
                assertThrows(JsonException.class, () -> reader.read(members(500_000)))
                        .reason());
        assertEquals(
                Reason.NUMBER_TOO_LONG,
                assertThrows(JsonException.class, () -> reader.read("9".repeat(1_000_000)))
                        .reason());
    }

    private static long cpuNanos(byte[] input) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadCpuTime();
        try {
            assertNotNull(WIDE.read(input));
        } catch (JsonException refused) {
            assertTrue(refused.offset() <= input.length);
        }
        return threads.getCurrentThreadCpuTime() - before;
    }

    private static String members(int size) {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; text.length() < size; i++) {
            text.append('"').append(i).append("\":0,");
        }
        return text.append("\"\":0}").toString();
    }

    /** Names of 18 pairs, each Aa or BB: the two hash alike, and so do all names made of them. */
    private static String collidingMembers(int size) {
        StringBuilder text = new StringBuilder(size + 32).append('{');
        for (int i = 0; text.length() < size; i++) {
            text.append('"');
            for (int bit = 17; bit >= 0; bit--) {
                text.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            text.append("\":0,");
        }
        text.setCharAt(text.length() - 1, '}');
        return text.toString();
    }
}
