package dev.hardening.core.input;

import static dev.hardening.core.input.Rules.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.Decision;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.json.JsonException.Reason;
import dev.hardening.core.json.JsonLimits;
import dev.hardening.testing.Allocations;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonBodyRulesTest {

    private static final JsonBodyRules RULES = JsonBodyRules.of(JsonLimits.builder()
            .maxBytes(200)
            .maxDepth(3)
            .maxMembers(2)
            .maxValues(8)
            .maxStringLength(20)
            .maxNumberLength(5)
            .build());

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Refusal refused(byte[] body) {
        return Objects.requireNonNull(RULES.readObject(body).refusal());
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            nullValues = "-",
            value = {
                "application/json | JSON",
                "APPLICATION/JSON | JSON",
                "` application/json ` | JSON",
                "application/json;charset=utf-8 | JSON",
                "application/json; charset=UTF-8 | JSON",
                "application/json; charset=\"utf-8\" | JSON",
                "application/json; charset=utf8 | JSON",
                "application/json ; charset=utf-8 ; version=1 | JSON",
                "application/json; profile=\"a;b,c\\\"d\" | JSON",
                "application/json; | JSON",
                "application/json; ; charset=utf-8 | JSON",
                "application/problem+json | JSON",
                "application/vnd.api+json; ext=\"x\" | JSON",
                "application/vnd.a+b+JSON | JSON",
                "application/json; charset=iso-8859-1 | UNCLEAR",
                "application/json; charset=utf-16 | UNCLEAR",
                "application/json; charset=\"utf-16\" | UNCLEAR",
                "application/json; charset=utf-8; charset=utf-16 | UNCLEAR",
                "application/json; charset=utf-16; charset=utf-8 | UNCLEAR",
                "application/json; charset= | UNCLEAR",
                "application/json; charset | UNCLEAR",
                "application/json; =utf-8 | UNCLEAR",
                "application/json; charset=\"utf-8 | UNCLEAR",
                "application/json; charset=\"utf-8\\\" | UNCLEAR",
                "application/json; charset=utf-8 x | UNCLEAR",
                "application/json; charset = utf-8 | UNCLEAR",
                "application/json, text/plain | UNCLEAR",
                "application/json,application/json | UNCLEAR",
                "application/json charset=utf-8 | UNCLEAR",
                "application/jsonp | UNCLEAR",
                "application/json5 | UNCLEAR",
                "application/x-json | UNCLEAR",
                "application/+json | UNCLEAR",
                "application/json+xml | UNCLEAR",
                "application/a b+json | UNCLEAR",
                "application//json | UNCLEAR",
                "text/json | UNCLEAR",
                "text/plain; x=application/json | UNCLEAR",
                "json | UNCLEAR",
                "multipart/json; boundary=x | UNCLEAR",
                "multipart/form-data; boundary=x, application/json | UNCLEAR",
                "application/ | OTHER",
                "application/xml | OTHER",
                "text/plain | OTHER",
                "application/x-www-form-urlencoded | OTHER",
                "multipart/form-data; boundary=x | OTHER",
                "multipart/form-data; boundary=----WebKitFormBoundaryA1jSoNb2C3d4E5f6 | OTHER",
                "; | OTHER",
                "` ` | OTHER",
                "`` | OTHER",
                "- | OTHER"
            })
    void H_44_takes_json_in_utf_8_and_nothing_else(String contentType, JsonContentType kind) {
        assertEquals(kind, JsonContentType.of(contentType));
        Decision decision = RULES.onContentType(contentType);
        assertEquals(kind == JsonContentType.JSON, decision.isAllowed());
        if (decision instanceof Refusal refusal) {
            assertEquals("CONTENT_TYPE_UNSUPPORTED 415", refusal.code() + " " + refusal.status());
            assertEquals("Accept", refusal.fields().get(0).name());
        }
    }

    @Test
    void any_content_type_whatever_is_decided() {
        long seed = 11;
        Random random = new Random(seed);
        String[] parts = {
            "application", "/", "json", "+json", ";", "charset", "=", "utf-8", "\"", "\\", " ", ",", "é", "\t"
        };
        int json = 0;
        for (int i = 0; i < 200_000; i++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "application/json" : "");
            for (int j = random.nextInt(9); j > 0; j--) {
                text.append(parts[random.nextInt(parts.length)]);
            }
            String value = text.toString();
            JsonContentType kind = JsonContentType.of(value);
            json += kind == JsonContentType.JSON ? 1 : 0;
            assertFalse(kind == JsonContentType.OTHER && value.contains("json"), "seed " + seed + " " + value);
        }
        assertTrue(json > 100);
    }

    @Test
    void deciding_about_a_content_type_costs_nothing() {
        long bytes = Allocations.least(() -> {
            for (int i = 0; i < 1_000; i++) {
                RULES.onContentType("application/json; charset=\"utf-8\"");
                RULES.onContentType("application/vnd.api+json");
                RULES.onContentCoding(null);
                RULES.onLength(100);
            }
        });
        assertEquals(0, bytes);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-, true",
                "identity, true",
                "' Identity ', true",
                "gzip, false",
                "'', false",
                "'identity, gzip', false"
            })
    void takes_no_coding(String coding, boolean taken) {
        Decision decision = RULES.onContentCoding(coding);
        assertEquals(taken, decision.isAllowed());
        if (decision instanceof Refusal refusal) {
            assertEquals("BODY_CODING_UNSUPPORTED 415", refusal.code() + " " + refusal.status());
        }
    }

    @Test
    void C_24_refuses_a_stated_length_at_once_and_names_the_limit() {
        assertTrue(RULES.onLength(-1).isAllowed());
        assertTrue(RULES.onLength(0).isAllowed());
        assertTrue(RULES.onLength(200).isAllowed());
        Refusal refusal = assertInstanceOf(Refusal.class, RULES.onLength(201));
        assertEquals("BODY_TOO_LARGE 413", refusal.code() + " " + refusal.status());
        assertEquals("The body may have at most 200 bytes.", refusal.detail());
        assertInstanceOf(Refusal.class, RULES.onLength(Long.MAX_VALUE));
        assertEquals(refusal, RULES.read(new byte[201]).refusal());
    }

    /** Every way to be no good, with a body that is: a new reason makes this test fail. */
    @Test
    void every_reason_has_its_refusal() {
        Map<Reason, byte[]> bodies = new EnumMap<>(Reason.class);
        bodies.put(Reason.TOO_LARGE, new byte[201]);
        bodies.put(Reason.TOO_DEEP, bytes("{\"a\":[[[]]]}"));
        bodies.put(Reason.TOO_MANY_VALUES, bytes("{\"a\":[1,1,1,1,1,1,1]}"));
        bodies.put(Reason.TOO_MANY_MEMBERS, bytes("{\"a\":1,\"b\":1,\"c\":1}"));
        bodies.put(Reason.STRING_TOO_LONG, bytes("{\"a\":\"" + "x".repeat(21) + "\"}"));
        bodies.put(Reason.NUMBER_TOO_LONG, bytes("{\"a\":123456}"));
        bodies.put(Reason.DUPLICATE_NAME, bytes("{\"a\":1,\"\\u0061\":1}"));
        bodies.put(Reason.INVALID_UTF8, new byte[] {'"', (byte) 0xC0, (byte) 0x80, '"'});
        bodies.put(Reason.BYTE_ORDER_MARK, bytes("\uFEFF{}"));
        bodies.put(Reason.LONE_SURROGATE, bytes("{\"a\":\"\\ud800\"}"));
        bodies.put(Reason.INVALID_ESCAPE, bytes("{\"a\":\"\\x\"}"));
        bodies.put(Reason.CONTROL_CHARACTER, bytes("{\"a\":\"\u0000\"}"));
        bodies.put(Reason.INVALID_NUMBER, bytes("{\"a\":01}"));
        bodies.put(Reason.UNEXPECTED_CHARACTER, bytes("{'a':1}"));
        bodies.put(Reason.UNEXPECTED_END, bytes("{\"a\":"));
        bodies.put(Reason.TRAILING_CONTENT, bytes("{}{}"));
        bodies.put(Reason.NOT_AN_OBJECT, bytes("[]"));
        assertEquals(EnumSet.allOf(Reason.class), bodies.keySet());
        bodies.forEach((reason, body) -> {
            String code = switch (reason) {
                case TOO_LARGE -> "BODY_TOO_LARGE 413";
                case TOO_DEEP, TOO_MANY_VALUES, TOO_MANY_MEMBERS, STRING_TOO_LONG, NUMBER_TOO_LONG ->
                    "JSON_TOO_COMPLEX 400";
                default -> "JSON_MALFORMED 400";
            };
            Refusal refusal = refused(body);
            assertEquals(code, refusal.code() + " " + refusal.status(), reason.name());
        });
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "{\"a\":[[[]]]} | JSON is nested too deep (at byte 7); the limit is 3 levels.",
                "{\"a\":[1,1,1,1,1,1,1]} | JSON has too many values (at byte 18); the limit is 8 values.",
                "{\"a\":123456} | JSON number is too long (at byte 5); the limit is 5 characters.",
                "{\"a\":\"123456789012345678901\"} | JSON string is too long (at byte 5); the limit is 20 characters.",
                "{\"a\":1,\"b\":1,\"c\":1} | JSON object has too many members (at byte 13); the limit is 2 members.",
                "{\"a\":1,} | JSON is malformed (at byte 7).",
                "{\"a\":1 | JSON ends too early (at byte 6)."
            })
    void tells_what_is_wrong_and_what_would_be_right(String body, String detail) {
        assertEquals(detail, refused(bytes(body)).detail());
    }

    @Test
    void C_29_depth_of_ten_thousand_is_refused() {
        JsonBodyRules rules = JsonBodyRules.of(InputSettings.builder().build().limits());
        for (String opening : new String[] {"[", "{\"a\":"}) {
            Refusal refusal = Objects.requireNonNull(
                    rules.read(bytes(opening.repeat(10_000))).refusal());
            assertEquals("JSON_TOO_COMPLEX 400", refusal.code() + " " + refusal.status());
        }
        assertTrue(rules.read(bytes("[".repeat(32) + "]".repeat(32))).isAccepted());
        assertFalse(rules.read(bytes("[".repeat(33) + "]".repeat(33))).isAccepted());
    }

    @Test
    void reads_and_checks_in_one_go() {
        ObjectRules rules = ObjectRules.builder().required("a", text()).build();
        assertEquals("x", RULES.read(bytes("{\"a\":\"x\"}"), rules).value().text("a"));
        assertEquals("/a REQUIRED", Inputs.outcome(RULES.read(bytes("{}"), rules)));
        assertEquals("root WRONG_TYPE", Inputs.outcome(RULES.read(bytes("[]"), rules)));
        assertEquals(
                "JSON_MALFORMED",
                Objects.requireNonNull(RULES.read(bytes(""), rules).refusal())
                        .code()
                        .name());
        assertEquals(1, RULES.readObject(bytes("{\"a\":\"x\"}")).value().size());
    }
}
