package dev.hardening.servlet.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormParametersTest {

    private static final long SEED = 20261126;

    private static String shown(FormParameters parameters) {
        return parameters.values().entrySet().stream()
                .map(entry -> entry.getKey() + "=" + String.join("|", entry.getValue()))
                .collect(Collectors.joining(" "));
    }

    private static String[] only(FormParameters parameters, String name) {
        return Objects.requireNonNull(parameters.values().get(name));
    }

    /** Text from bytes reads as Latin-1. */
    private static String bytes(String text, Charset charset) {
        return new String(text.getBytes(charset), StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @CsvSource({
        "'', ''",
        "a, a=",
        "a=, a=",
        "=a, =a",
        "=, =",
        "a=b, a=b",
        "a=b=c, a=b=c",
        "a=1&a=2&b=3&a=, a=1|2| b=3",
        "&&a=b&&, a=b",
        "a+b=c+d, a b=c d",
        "a%2Bb=%26%3D%25, a+b=&=%",
        "%61=%4a%4A, a=JJ",
        "a;b=c, a;b=c",
        "é=%C3%A9, é=é",
        "a=%F0%9F%98%80, a=😀"
    })
    void reads_what_a_browser_sends(String text, String expected) {
        FormParameters parameters = new FormParameters(100);
        assertTrue(parameters.add(bytes(text, StandardCharsets.UTF_8), StandardCharsets.UTF_8), text);
        assertEquals(expected, shown(parameters));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=%",
                "a=%4",
                "a=%zz",
                "a=%4z",
                "a=%-1",
                "a=%+1",
                "%=a",
                "a=%u0041",
                "a=1&b=%",
                "a%&b=1",
                "a=% 41",
                "a=%C3",
                "a=%C3&b=1",
                "a=%80",
                "a=%FF",
                "a=%C0%80",
                "a=%ED%A0%80",
                "a=%F5%80%80%80",
                "a=%E2%82",
                "%C3=1",
                "a=%\u0664\u0661",
                "a=\u00C3"
            })
    void what_is_no_text_is_malformed(String text) {
        assertFalse(new FormParameters(100).add(text, StandardCharsets.UTF_8), text);
    }

    @Test
    void reads_other_charsets_strictly() {
        FormParameters latin = new FormParameters(100);
        assertTrue(latin.add("a=%E9\u00E9", StandardCharsets.ISO_8859_1));
        assertEquals("a=éé", shown(latin));
        FormParameters japanese = new FormParameters(100);
        assertTrue(japanese.add("a=%82%A0", Charset.forName("Shift_JIS")));
        assertEquals("a=あ", shown(japanese));
        assertFalse(new FormParameters(100).add("a=%82", Charset.forName("Shift_JIS")));
        assertFalse(new FormParameters(100).add("a=%E9", StandardCharsets.US_ASCII));
    }

    @Test
    void a_query_is_utf_8_whatever_the_form_is() {
        FormParameters parameters = new FormParameters(100);
        assertTrue(parameters.addQuery("a=%C3%A9&b=é"));
        assertTrue(parameters.add("a=%E9", StandardCharsets.ISO_8859_1));
        assertEquals("a=é|é b=é", shown(parameters));
        assertFalse(parameters.addQuery("a=%E9"));
    }

    @Test
    void no_more_are_kept_than_allowed() {
        FormParameters parameters = new FormParameters(3);
        assertTrue(parameters.add("a=1&b=2&c=3", StandardCharsets.UTF_8));
        assertFalse(parameters.isTooMany());
        assertTrue(parameters.addQuery("d=4&e=%"), "what comes after is not read any more");
        assertTrue(parameters.isTooMany());
        assertEquals("a=1 b=2 c=3", shown(parameters));
        FormParameters many = new FormParameters(1_000);
        assertTrue(many.add("a&".repeat(1_000_000), StandardCharsets.UTF_8));
        assertEquals(1_000, only(many, "a").length);
    }

    @Test
    void any_text_is_read_or_malformed_and_never_invented() {
        Random random = new Random(SEED);
        String alphabet = "ab%+&=;0159AFzé\u00FF\0\r ";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(12);
            for (int j = 0; j < length; j++) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            FormParameters parameters = new FormParameters(100);
            if (parameters.add(text.toString(), StandardCharsets.ISO_8859_1)) {
                assertEquals(expected(text.toString()), listed(parameters), "seed " + SEED + ": " + text);
            }
        }
    }

    private static Map<String, List<String>> expected(String text) {
        Map<String, List<String>> all = new LinkedHashMap<>();
        for (String pair : text.split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                all.computeIfAbsent(URLDecoder.decode(name, StandardCharsets.ISO_8859_1), key -> new ArrayList<>())
                        .add(URLDecoder.decode(value, StandardCharsets.ISO_8859_1));
            }
        }
        return all;
    }

    private static Map<String, List<String>> listed(FormParameters parameters) {
        Map<String, List<String>> all = new LinkedHashMap<>();
        parameters.values().forEach((name, values) -> all.put(name, Arrays.asList(values)));
        return all;
    }

    @Test
    void what_was_encoded_comes_back() {
        Random random = new Random(SEED);
        for (int i = 0; i < 2_000; i++) {
            String value = random.ints(random.nextInt(20), 0, 0x11_0000)
                    .filter(c -> c < 0xD800 || c > 0xDFFF)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            FormParameters parameters = new FormParameters(1);
            assertTrue(parameters.add("v=" + URLEncoder.encode(value, StandardCharsets.UTF_8), StandardCharsets.UTF_8));
            assertEquals(value, only(parameters, "v")[0], "seed " + SEED);
        }
    }
}
