package dev.hardening.core.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** For any input the reader returns or throws its one exception; for any value, writing and reading agree. */
class JsonFuzzTest {

    private static final long SEED = 20_261_121L;

    private static final JsonReader STRICT = JsonReader.of(JsonLimits.defaults());
    private static final JsonReader LENIENT = JsonReader.of(JsonLimits.builder()
            .unsafeKeepLoneSurrogates()
            .unsafeLastDuplicateWins()
            .build());
    private static final JsonReader TIGHT = JsonReader.of(JsonLimits.builder()
            .maxBytes(60)
            .maxDepth(3)
            .maxMembers(2)
            .maxValues(8)
            .maxStringLength(5)
            .maxNumberLength(4)
            .build());

    private static final Pattern SOBER = Pattern.compile("JSON [a-zA-Z8 -]+ \\(at (byte|character) [0-9]+\\)");

    private static final String[] SEEDS = {
        "{\"a\": [1, -2.5e+10, true, false, null], \"b\\n\\u00e9\": {\"\": \"\\ud83d\\ude00\"}}",
        "[[[[]]], {}, \"é€😀\", 0.0, -0, 1E-5]",
        "{\"action\":\"verify\",\"parameters\":{\"x\":\"...\"},\"timestamp\":1234567890.0}",
        "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
    };

    private static final String ALPHABET =
            "{}[]\",:\\untrfasleb0123456789.eE+- \t\n\u0000\u001f\u007fé€\ud83d\ude00\ufeff'/#";

    @Test
    void random_bytes_are_read_or_refused() {
        Random random = new Random(SEED);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            readOrRefuse(bytes);
        }
    }

    @Test
    void random_sequences_of_json_characters_are_read_or_refused() {
        Random random = new Random(SEED);
        for (int i = 0; i < 30_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(25); n > 0; n--) {
                text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
            }
            readOrRefuse(text.toString());
            readOrRefuse(text.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void mutated_documents_are_read_or_refused() {
        Random random = new Random(SEED);
        for (int i = 0; i < 30_000; i++) {
            byte[] bytes = SEEDS[random.nextInt(SEEDS.length)].getBytes(StandardCharsets.UTF_8);
            for (int n = 1 + random.nextInt(3); n > 0 && bytes.length > 0; n--) {
                bytes = mutate(bytes, random);
            }
            readOrRefuse(bytes);
        }
    }

    @Test
    void every_bit_flip_and_every_cut_is_read_or_refused() {
        for (String seed : SEEDS) {
            byte[] bytes = seed.getBytes(StandardCharsets.UTF_8);
            for (int bit = 0; bit < bytes.length * 8; bit++) {
                byte[] flipped = bytes.clone();
                flipped[bit / 8] ^= (byte) (1 << bit % 8);
                readOrRefuse(flipped);
            }
            for (int cut = 0; cut < bytes.length; cut++) {
                readOrRefuse(Arrays.copyOf(bytes, cut));
            }
        }
    }

    @Test
    void what_is_written_is_read_back_equal() throws JsonException {
        Random random = new Random(SEED);
        for (int i = 0; i < 4_000; i++) {
            JsonValue value = randomValue(random, 4);
            StringBuilder html = new StringBuilder();
            JsonWriter.htmlSafe(html).value(value);
            assertTrue(html.chars().noneMatch(c -> "<>&'".indexOf(c) >= 0));
            for (String text : new String[] {value.toJson(), html.toString()}) {
                assertEquals(value, LENIENT.read(text), () -> "seed " + SEED + ": " + text);
                assertEquals(value, LENIENT.read(text.getBytes(StandardCharsets.UTF_8)));
                assertEquals(value.toJson(), LENIENT.read(text).toJson());
                assertEquals(1, text.lines().count());
            }
        }
    }

    @Test
    void white_space_between_tokens_changes_nothing() throws JsonException {
        Random random = new Random(SEED);
        for (int i = 0; i < 2_000; i++) {
            JsonValue value = randomValue(random, 4);
            StringBuilder spaced = new StringBuilder();
            boolean inString = false;
            boolean escaped = false;
            for (char c : value.toJson().toCharArray()) {
                boolean structural = !inString && "{}[],:".indexOf(c) >= 0;
                spaced.append(structural ? space(random) : "").append(c).append(structural ? space(random) : "");
                inString ^= c == '"' && !escaped;
                escaped = c == '\\' && !escaped;
            }
            assertEquals(value, LENIENT.read(spaced), () -> "seed " + SEED + ": " + spaced);
        }
    }

    private static void readOrRefuse(byte[] bytes) {
        for (JsonReader reader : new JsonReader[] {STRICT, LENIENT, TIGHT}) {
            try {
                JsonValue value = reader.read(bytes);
                assertEquals(value, LENIENT.read(value.toJson()));
            } catch (JsonException refused) {
                assertSober(refused, reader == TIGHT ? 60 : bytes.length);
            }
        }
    }

    private static void readOrRefuse(String text) {
        for (JsonReader reader : new JsonReader[] {STRICT, LENIENT, TIGHT}) {
            try {
                assertNotNull(reader.read(text));
            } catch (JsonException refused) {
                assertSober(refused, reader == TIGHT ? 60 : text.length());
            }
        }
    }

    /** The offset lies within the input and the message is of our words and one number only. */
    private static void assertSober(JsonException refused, int length) {
        assertTrue(refused.offset() >= 0 && refused.offset() <= length, refused::getMessage);
        String message = String.valueOf(refused.getMessage());
        assertTrue(SOBER.matcher(message).matches(), message);
        assertEquals(0, refused.getStackTrace().length);
    }

    private static byte[] mutate(byte[] bytes, Random random) {
        int at = random.nextInt(bytes.length);
        byte[] other = SEEDS[random.nextInt(SEEDS.length)].getBytes(StandardCharsets.UTF_8);
        int from = random.nextInt(other.length);
        int length = random.nextInt(Math.min(8, other.length - from) + 1);
        int dropped = Math.min(random.nextInt(4), bytes.length - at);
        byte[] mutated = new byte[bytes.length - dropped + length];
        System.arraycopy(bytes, 0, mutated, 0, at);
        System.arraycopy(other, from, mutated, at, length);
        System.arraycopy(bytes, at + dropped, mutated, at + length, bytes.length - at - dropped);
        if (random.nextBoolean() && mutated.length > 0) {
            mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
        }
        return mutated;
    }

    private static JsonValue randomValue(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 8 : 6)) {
            case 0 -> JsonNull.NULL;
            case 1 -> JsonBoolean.of(random.nextBoolean());
            case 2 -> JsonNumber.of(random.nextLong() >> random.nextInt(64));
            case 3 -> randomDouble(random);
            case 4, 5 -> JsonString.of(randomText(random));
            case 6 -> randomArray(random, depth);
            default -> randomObject(random, depth);
        };
    }

    private static JsonNumber randomDouble(Random random) {
        double number = Double.longBitsToDouble(random.nextLong());
        return JsonNumber.ofLexeme(Double.isFinite(number) ? Double.toString(number) : "-0.0");
    }

    private static JsonArray randomArray(Random random, int depth) {
        List<JsonValue> elements = new ArrayList<>();
        for (int n = random.nextInt(5); n > 0; n--) {
            elements.add(randomValue(random, depth - 1));
        }
        return JsonArray.of(elements);
    }

    private static JsonObject randomObject(Random random, int depth) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        for (int n = random.nextInt(5); n > 0; n--) {
            members.put(randomText(random), randomValue(random, depth - 1));
        }
        return JsonObject.of(members);
    }

    private static String randomText(Random random) {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(12); n > 0; n--) {
            switch (random.nextInt(4)) {
                case 0 -> text.append((char) random.nextInt(0x80));
                case 1 -> text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
                case 2 -> text.append((char) random.nextInt(0x10000));
                default -> text.appendCodePoint(random.nextInt(Character.MAX_CODE_POINT + 1));
            }
        }
        return text.toString();
    }

    private static String space(Random random) {
        return " \t\r\n".repeat(2).substring(0, random.nextInt(4));
    }
}
