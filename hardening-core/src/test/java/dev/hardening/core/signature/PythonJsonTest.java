package dev.hardening.core.signature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PythonJsonTest {

    private static final long SEED = 20240918;

    private static String canonical(String body) {
        return canonical(body.getBytes(StandardCharsets.UTF_8));
    }

    private static String canonical(byte[] body) {
        PythonJson json = PythonJson.of(body);
        return json == null ? "refused" : new String(json.toBytes(), StandardCharsets.US_ASCII);
    }

    private static byte[] bytes(int... values) {
        byte[] all = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            all[i] = (byte) values[i];
        }
        return all;
    }

    private static byte[] inString(byte[] content) {
        byte[] all = new byte[content.length + 8];
        System.arraycopy("{\"s\":\"".getBytes(StandardCharsets.US_ASCII), 0, all, 0, 6);
        System.arraycopy(content, 0, all, 6, content.length);
        all[content.length + 6] = '"';
        all[content.length + 7] = '}';
        return all;
    }

    @Test
    void members_are_sorted_by_code_point_at_every_level_and_the_white_space_is_Pythons() {
        assertEquals(
                "{\"a\": {\"b\": [1, {\"x\": null, \"y\": true}], \"c\": {}}, \"z\": []}",
                canonical("\t{ \"z\":[ ] ,\r\n\"a\" : {\"c\":{ },\"b\":[1 ,{\"y\":true,\"x\":null}]} } "));
        assertEquals(
                "{\"\": 1, \"B\": 2, \"a\": 3, \"aa\": 4, \"\\u007f\": 5, \"\\u00e9\": 6, \"\\ud83d\": 7,"
                        + " \"\\ue000\": 8, \"\\uffff\": 9, \"\\ud83d\\ude00\": 10}",
                canonical("{\"\ud83d\ude00\":10,\"\uffff\":9,\"\\uE000\":8,\"\\ud83d\":7,\"\u00e9\":6,\"\u007f\":5,"
                        + "\"aa\":4,\"a\":3,\"B\":2,\"\":1}"));
    }

    @Test
    void the_order_in_which_members_are_sent_makes_no_difference() {
        Random random = new Random(SEED);
        for (int round = 0; round < 300; round++) {
            Tree tree = Tree.random(random, 4);
            String sorted = canonical("{\"top\":" + tree.text(new Random(round)) + "}");
            assertEquals(sorted, canonical("{\"top\":" + tree.text(new Random(~round)) + "}"), "seed " + SEED);
            assertEquals(sorted, canonical(sorted), "seed " + SEED);
        }
    }

    /** An object of objects, arrays and numbers, which is written in a random order each time. */
    private record Tree(List<String> names, List<Tree> inner, boolean array) {
        static Tree random(Random random, int depth) {
            int size = depth == 0 ? 0 : random.nextInt(6);
            List<String> names = IntStream.range(0, size)
                    .mapToObj(i -> Integer.toString(random.nextInt(1000), 36) + "-" + i)
                    .toList();
            return new Tree(
                    names, names.stream().map(name -> random(random, depth - 1)).toList(), random.nextInt(4) == 0);
        }

        String text(Random random) {
            if (names.isEmpty()) {
                return "7";
            }
            List<Integer> order =
                    new ArrayList<>(IntStream.range(0, names.size()).boxed().toList());
            if (!array) {
                Collections.shuffle(order, random);
            }
            String space = random.nextBoolean() ? " " : "";
            return order.stream()
                    .map(i -> (array ? "" : "\"" + names.get(i) + "\"" + space + ":" + space)
                            + inner.get(i).text(random))
                    .collect(Collectors.joining(space + ",", array ? "[" : "{", array ? "]" : "}"));
        }
    }

    @Test
    void every_character_has_one_spelling_however_it_was_sent() {
        for (int c = 0; c <= 0xFFFF; c++) {
            String escape = String.format("\\u%04X", c);
            String found = canonical("{\"s\":\"" + escape + "\"}");
            String expected = switch (c) {
                case '"' -> "\\\"";
                case '\\' -> "\\\\";
                case '\n' -> "\\n";
                case '\r' -> "\\r";
                case '\t' -> "\\t";
                case '\b' -> "\\b";
                case '\f' -> "\\f";
                default -> c >= ' ' && c < 0x7F ? String.valueOf((char) c) : String.format("\\u%04x", c);
            };
            assertEquals("{\"s\": \"" + expected + "\"}", found);
            if (c >= ' ' && c != '"' && c != '\\' && !Character.isSurrogate((char) c)) {
                assertEquals(found, canonical("{\"s\":\"" + (char) c + "\"}"));
            }
        }
        for (int c = 0x10000; c <= 0x10FFFF; c += 0x3FF) {
            String raw = new String(Character.toChars(c));
            String escaped = String.format("\\u%04x\\u%04x", (int) raw.charAt(0), (int) raw.charAt(1));
            assertEquals(
                    "{\"" + escaped + "\": \"" + escaped + "\"}", canonical("{\"" + raw + "\":\"" + escaped + "\"}"));
        }
        assertEquals("{\"s\": \"/<>&'\"}", canonical("{\"s\":\"\\/<>&'\"}"));
    }

    @Test
    void UTF_8_is_taken_exactly_when_it_is_well_formed() {
        for (int first = 0x80; first <= 0xFF; first++) {
            for (int second = 0x70; second <= 0xFF; second++) {
                for (int size = 1; size <= 4; size++) {
                    byte[] content = size == 1
                            ? bytes(first)
                            : size == 2
                                    ? bytes(first, second)
                                    : size == 3 ? bytes(first, second, 0x80) : bytes(first, second, 0xBF, 0x80);
                    boolean good = isUtf8(content);
                    assertEquals(good, PythonJson.of(inString(content)) != null, first + " " + second + " " + size);
                }
            }
        }
        for (byte[] cut : List.of(bytes(0xC3), bytes(0xE2, 0x82), bytes(0xF0, 0x9F, 0x98))) {
            byte[] all = inString(cut);
            assertNull(PythonJson.of(java.util.Arrays.copyOf(all, all.length - 2)), "at the end of the body");
        }
    }

    private static boolean isUtf8(byte[] content) {
        try {
            String ignored = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(java.nio.ByteBuffer.wrap(content))
                    .toString();
            return !ignored.isEmpty();
        } catch (java.nio.charset.CharacterCodingException e) {
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1,\"a\":1}",
                "{\"a\":1,\"\\u0061\":2}",
                "{\"b\":{\"\\ud83d\\ude00\":1,\"\ud83d\ude00\":2}}",
                "{\"a\":1,\"b\":2,\"a\":3}",
                "[]",
                "\"s\"",
                "1",
                "null",
                "",
                " ",
                "{",
                "}",
                "{}{}",
                "{} x",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{,}",
                "{\"a\":[1,]}",
                "{\"a\":[,1]}",
                "{\"a\":[1 2]}",
                "{\"a\":1 \"b\":2}",
                "{a:1}",
                "{'a':1}",
                "{\"a\":tru}",
                "{\"a\":True}",
                "{\"a\":nul",
                "{\"a\":truex}",
                "{\"a\":1]",
                "{\"a\":[1}",
                "{\"a\":\"x}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12\"}",
                "{\"a\":\"\\u12G4\"}",
                "{\"a\":\"\\uFF\u0661\"}",
                "{\"a\":\"\\",
                "{\"a\":\"\\u",
                "{\"a\":\"\\ud83d\\u",
                "{\"a\":\"tab\t\"}",
                "{\"a\":\"nul\u0000\"}",
                "{\"a\":1}\u0000",
                "\ufeff{}",
                "{\"a\":1}//",
                "/**/{}",
                "{\u00a0}",
                "{\u000b}",
                "{\"a\":NaN}",
                "{\"a\":undefined}",
                "{1:2}",
                "{\"a\"=1}",
                "{\"a\":\"\\ud83d\\ude0\"}"
            })
    void what_is_no_object_of_RFC_8259_or_repeats_a_name_is_refused(String body) {
        assertEquals("refused", canonical(body));
    }

    @Test
    void any_body_cut_anywhere_is_refused_and_nothing_throws() {
        String body = "{\"b\\u00e9\":[1.5e3,-2,\"\ud83d\ude00\\ud83d\\ude00\\n\",true,null,{\"x\":{}}],\"a\":false}";
        byte[] whole = body.getBytes(StandardCharsets.UTF_8);
        assertNotNull(PythonJson.of(whole));
        for (int end = 0; end < whole.length; end++) {
            assertNull(PythonJson.of(java.util.Arrays.copyOf(whole, end)), "cut at " + end);
        }
    }

    @Test
    void noise_and_changed_bytes_throw_nothing() {
        Random random = new Random(SEED);
        byte[] alphabet = "{}[]\",:\\u0123e.-tfn \u00e9".getBytes(StandardCharsets.UTF_8);
        for (int round = 0; round < 50_000; round++) {
            byte[] noise = new byte[random.nextInt(40)];
            for (int i = 0; i < noise.length; i++) {
                noise[i] =
                        random.nextInt(8) == 0 ? (byte) random.nextInt(256) : alphabet[random.nextInt(alphabet.length)];
            }
            PythonJson json = PythonJson.of(noise);
            if (json != null) {
                assertEquals(canonical(noise), canonical(json.toBytes()), "seed " + SEED);
            }
        }
    }

    @Test
    void H7_a_changed_byte_changes_the_form_or_is_refused_unless_the_value_is_the_same() {
        byte[] body = "{\"agent_id\": \"a\", \"parameters\": {\"n\": 12.5}, \"timestamp\": 1732181234}"
                .getBytes(StandardCharsets.US_ASCII);
        String original = canonical(body);
        int same = 0;
        for (int i = 0; i < body.length; i++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] changed = body.clone();
                changed[i] ^= (byte) (1 << bit);
                same += canonical(changed).equals(original) ? 1 : 0;
            }
        }
        assertEquals(0, same);
    }

    @Test
    void depth_is_64_at_most_and_more_overflows_no_stack() {
        assertNotNull(PythonJson.of(nested(64)));
        assertNull(PythonJson.of(nested(65)));
        assertNull(PythonJson.of(("{\"a\":" + "[".repeat(100_000)).getBytes(StandardCharsets.US_ASCII)));
        assertNull(PythonJson.of("{\"a\":".repeat(100_000).getBytes(StandardCharsets.US_ASCII)));
    }

    private static byte[] nested(int levels) {
        return ("{\"a\":" + "[".repeat(levels - 1) + "]".repeat(levels - 1) + "}").getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void members_can_be_asked_for_however_their_names_were_spelled() {
        PythonJson json = Objects.requireNonNull(PythonJson.of(
                ("{\"\\u0061gent_id\":\"\\u00e9\\\"\",\"timestamp\":1732181234.25,\"n\":{\"action\":\"inner\"},"
                                + "\"half\":\"\\ud83d\",\"list\":[1],\"big\":1" + "0".repeat(400) + "}")
                        .getBytes(StandardCharsets.US_ASCII)));
        assertEquals("\u00e9\"", json.text("agent_id"));
        assertEquals(1732181234.25, json.number("timestamp"));
        assertNull(json.text("timestamp"));
        assertNull(json.number("agent_id"));
        assertNull(json.text("action"), "only of the object itself");
        assertNull(json.text("half"));
        assertNull(json.text("n"));
        assertNull(json.text("list"));
        assertNull(json.number("list"));
        assertNull(json.number("big"), "beyond every double");
        assertNull(json.text("missing"));
        assertEquals("PythonJson[" + json.toBytes().length + " bytes]", json.toString());
    }
}
