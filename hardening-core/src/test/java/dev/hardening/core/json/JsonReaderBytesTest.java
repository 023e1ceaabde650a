package dev.hardening.core.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hardening.core.json.JsonException.Reason;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes are UTF-8 or nothing (RFC 8259 section 8.1, RFC 3629). */
class JsonReaderBytesTest {

    private static final String HIGH = "\ud83d";
    private static final String LOW = "\ude00";

    private static final JsonReader READER = JsonReader.of(JsonLimits.defaults());
    private static final JsonReader KEEPS_SURROGATES =
            JsonReader.of(JsonLimits.builder().unsafeKeepLoneSurrogates().build());

    @ParameterizedTest
    @CsvSource({
        "80, a lone continuation byte",
        "bf, a lone continuation byte",
        "c3, a truncated sequence of two",
        "c328, a broken sequence of two",
        "c080, an overlong NUL",
        "c1bf, an overlong DEL",
        "c0af, an overlong slash",
        "e28a, a truncated sequence of three",
        "e08080, an overlong NUL of three",
        "e09fbf, an overlong U+07FF",
        "eda080, the first encoded high surrogate",
        "edafbf, the last encoded high surrogate",
        "edb080, the first encoded low surrogate",
        "edbfbf, the last encoded low surrogate",
        "eda0bdedb880, a surrogate pair encoded half by half",
        "f09f98, a truncated sequence of four",
        "f0808080, an overlong NUL of four",
        "f08fbfbf, an overlong U+FFFF",
        "f4908080, the code point above U+10FFFF",
        "f8888080, a form of five bytes",
        "fc8480808080, a form of six bytes",
        "fe, a byte that UTF-8 never has",
        "ff, a byte that UTF-8 never has",
        "e9, Latin-1",
    })
    void refuses_what_is_no_utf_8(String hex, String what) {
        for (JsonReader reader : new JsonReader[] {READER, KEEPS_SURROGATES}) {
            for (String[] around : new String[][] {{"[\"é", "\"]"}, {"{\"é", "\":1}"}, {"[1]", ""}, {"", "[1]"}}) {
                byte[] before = around[0].getBytes(StandardCharsets.UTF_8);
                byte[] bytes = concat(before, HexFormat.of().parseHex(hex), around[1].getBytes(StandardCharsets.UTF_8));
                JsonException refused = assertThrows(JsonException.class, () -> reader.read(bytes), what);
                assertEquals(Reason.INVALID_UTF8, refused.reason(), what);
                assertEquals(before.length, refused.offset(), what);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"c280,0080", "dfbf,07ff", "e0a080,0800", "ed9fbf,d7ff", "ee8080,e000", "efbfbd,fffd", "efbfbf,ffff"})
    void reads_the_corners_of_utf_8(String utf8, String codePoint) throws JsonException {
        byte[] quoted = concat(new byte[] {'"'}, HexFormat.of().parseHex(utf8), new byte[] {'"'});
        assertEquals(JsonString.of(Character.toString(HexFormat.fromHexDigits(codePoint))), READER.read(quoted));
    }

    @Test
    void reads_the_first_and_the_last_character_beyond_the_basic_plane() throws JsonException {
        assertEquals(
                JsonString.of("\ud800\udc00\udbff\udfff"),
                READER.read(HexFormat.of().parseHex("22f0908080f48fbfbf22")));
    }

    @Test
    void refuses_a_byte_order_mark() {
        byte[] bytes = "\ufeff{}".getBytes(StandardCharsets.UTF_8);
        assertEquals(
                Reason.BYTE_ORDER_MARK,
                assertThrows(JsonException.class, () -> READER.read(bytes)).reason());
        assertEquals(
                Reason.BYTE_ORDER_MARK,
                assertThrows(JsonException.class, () -> READER.read("\ufeff{}")).reason());
        assertEquals(
                Reason.UNEXPECTED_CHARACTER,
                assertThrows(JsonException.class, () -> READER.read(" \ufeff{}"))
                        .reason());
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE", "UTF-32BE", "IBM1047"})
    void refuses_other_encodings(String charset) {
        byte[] bytes = "{\"a\": 1}".getBytes(Charset.forName(charset));
        assertThrows(JsonException.class, () -> READER.read(bytes));
    }

    @Test
    void counts_offsets_in_bytes_for_bytes_and_in_characters_for_text() {
        String input = "[\"é€😀\",x]";
        byte[] bytes = input.getBytes(StandardCharsets.UTF_8);
        JsonException inBytes = assertThrows(JsonException.class, () -> READER.read(bytes));
        JsonException inText = assertThrows(JsonException.class, () -> READER.read(input));
        assertEquals(13, inBytes.offset());
        assertEquals(8, inText.offset());
        assertEquals("JSON is malformed (at byte 13)", inBytes.getMessage());
        assertEquals("JSON is malformed (at character 8)", inText.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\ud83d\"",
                "\"\ude00\"",
                "\"\ude00\ud83d\"",
                "\"\ud83dx\"",
                "\"\\n\ude00\"",
                "\"" + HIGH + "\\ude00\"",
                "\"\\ud83d" + LOW + "\""
            })
    void refuses_half_pairs_that_stand_raw_in_a_text(String input) {
        assertEquals(
                Reason.LONE_SURROGATE,
                assertThrows(JsonException.class, () -> READER.read(input)).reason());
    }

    @Test
    void keeps_half_pairs_when_told_to() throws JsonException {
        assertEquals(JsonString.of("\ud83d"), KEEPS_SURROGATES.read("\"\\ud83d\""));
        assertEquals(JsonString.of("\ude00\ud83d"), KEEPS_SURROGATES.read("\"\\ude00\\ud83d\""));
        assertEquals(JsonString.of("\ud83d\ud83d\ude00"), KEEPS_SURROGATES.read("\"\\ud83d\\ud83d\\ude00\""));
        assertEquals(JsonString.of("\ud83dA\n"), KEEPS_SURROGATES.read("\"\\ud83d\\u0041\\n\""));
        assertEquals(JsonString.of("\ude00"), KEEPS_SURROGATES.read("\"\ude00\""));
        assertEquals("\"\\ud83d\"", KEEPS_SURROGATES.read("\"\\ud83d\"").toJson());
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
