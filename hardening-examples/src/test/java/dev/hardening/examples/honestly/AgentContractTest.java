package dev.hardening.examples.honestly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.examples.server.ServerKind;
import dev.hardening.testing.SigningClient;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Guide 004: what agents may send, in what order it is judged, and how much of it. */
class AgentContractTest {

    private static final String VERIFY = "/ai/verify-proof";

    /** The request that the guide prints, as it goes over the wire: not sorted. */
    private static final String GUIDE =
            "{\"agent_id\": \"my_agent_001\", \"action\": \"verify_proof\", \"parameters\": "
                    + "{\"proof_data\": \"...\", \"proof_type\": \"age_proof\"}, \"timestamp\": 1234567890.0}";

    private static final String GUIDE_SIGNATURE = "23fa8228aae200273ededefdef4abcace427f1abfe9d496cb8a37325787a0173";

    private static Honestly app;

    @BeforeAll
    static void start() throws Exception {
        app = Honestly.start("AI_AGENT_RATE_LIMIT", "100000");
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    @ParameterizedTest
    @EnumSource
    void H_05_H_14_H_41_H_42_H_45_the_guides_request_is_taken_with_the_guides_signature(ServerKind kind)
            throws Exception {
        try (Honestly other = Honestly.start("SERVER", kind.name())) {
            Response taken = other.post(VERIFY, GUIDE, Honestly.JSON, "X-AI-Signature: " + GUIDE_SIGNATURE);
            assertEquals(200, taken.status(), taken::toString);
            assertTrue(taken.text().contains("\"agent_id\":\"my_agent_001\""), taken::toString);
            assertTrue(taken.text().contains("\"valid\":true"), taken::toString);
            Response refused = other.post(VERIFY, GUIDE, Honestly.JSON, "X-AI-Signature: " + "0".repeat(64));
            assertEquals(401, refused.status());
            assertEquals(200, other.get(Honestly.BUNDLE).status(), "rules for agents do not touch the vault");
        }
    }

    @Test
    void H_45_each_endpoint_does_its_action_and_knows_no_other_method() {
        Response hash =
                app.signed("/ai/get-document-hash", Honestly.call("a", "get_document_hash", Honestly.DOCUMENT, "1.0"));
        assertEquals(200, hash.status(), hash::toString);
        Response link =
                app.signed("/ai/create-share-link", Honestly.call("a", "create_share_link", Honestly.DOCUMENT, "1.0"));
        assertEquals(200, link.status(), link::toString);
        assertEquals(200, app.get(Honestly.member(link, "path")).status());
        for (String path : List.of(VERIFY, "/ai/get-document-hash", "/ai/create-share-link")) {
            Response got = app.get(path);
            assertEquals(405, got.status(), path);
            assertEquals("POST", got.header("Allow"));
        }
    }

    @Test
    void H_50_a_hash_is_told_and_nothing_of_the_content() {
        Response hash =
                app.signed("/ai/get-document-hash", Honestly.call("a", "get_document_hash", Honestly.DOCUMENT, "1.0"));
        assertTrue(Honestly.member(hash, "hash").matches("[0-9a-f]{64}"), hash::toString);
        assertFalse(hash.text().contains("content"), hash::toString);
    }

    @Test
    void H_46_the_health_of_agents_needs_no_signature() {
        Response health = app.get("/ai/health");
        assertEquals(200, health.status());
        assertTrue(health.text().contains("\"status\":"), health::toString);
    }

    static Stream<Arguments> canonical() {
        return Stream.of(
                Arguments.of("{\"b\": 1, \"a\": {\"z\": [], \"y\": {}}}", "{\"a\": {\"y\": {}, \"z\": []}, \"b\": 1}"),
                Arguments.of("{\"e\":\"\u00e9\ud83d\ude00\"}", "{\"e\": \"\\u00e9\\ud83d\\ude00\"}"),
                Arguments.of("{\"a\":\"\\u007f\\/\"}", "{\"a\": \"\\u007f/\"}"),
                Arguments.of("{\"n\":[1e22,0.1,-0.0,5e-324]}", "{\"n\": [1e+22, 0.1, -0.0, 5e-324]}"),
                Arguments.of("{\"big\":123456789012345678901234567890}", "{\"big\": 123456789012345678901234567890}"),
                Arguments.of("{\"signature\":\"x\"}", "{\"signature\": \"x\"}"));
    }

    @ParameterizedTest
    @MethodSource("canonical")
    void H_41_H_49_the_wire_may_have_any_order_and_spelling(String parameters, String sorted) {
        String text = "{ \"timestamp\":1.5,\n\"parameters\":" + parameters
                + ",\"agent_id\":\"a\",\"action\":\"verify_proof\"}";
        // Each byte of UTF-8 goes out as one character.
        String wire = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        Response taken = app.signed(VERIFY, wire, Honestly.call("a", "verify_proof", sorted, "1.5"));
        assertEquals(200, taken.status(), taken::toString);
        Response changed =
                app.signed(VERIFY, wire.replace("1.5", "1.6"), Honestly.call("a", "verify_proof", sorted, "1.5"));
        assertEquals(401, changed.status());
    }

    @Test
    void H_49_a_member_called_signature_is_signed_like_any_other() {
        String body = "{\"action\": \"verify_proof\", \"agent_id\": \"a\", \"parameters\": " + Honestly.PROOF
                + ", \"signature\": \"x\"}";
        assertEquals(200, app.signed(VERIFY, body).status());
    }

    @Test
    void H_42_the_decoded_secret_is_another_key() {
        byte[] decoded = HexFormat.of().parseHex(Honestly.AGENT_SECRET);
        String latin = new String(decoded, StandardCharsets.ISO_8859_1);
        String body = Honestly.call("a", "verify_proof", Honestly.PROOF, "1.0");
        assertEquals(
                401,
                app.post(VERIFY, body, Honestly.JSON, "X-AI-Signature: " + SigningClient.hex(latin, body))
                        .status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "zz", "0", "UPPER", "LONG", "SHORT", "ONE", "TWICE"})
    void H_43_every_bad_signature_has_one_answer(String kind) {
        String body = Honestly.call("a", "verify_proof", Honestly.PROOF, "1.0");
        String good = SigningClient.hex(Honestly.AGENT_SECRET, body);
        String header = "X-AI-Signature: ";
        String[] headers = switch (kind) {
            case "UPPER" -> new String[] {header + good.toUpperCase(Locale.ROOT)};
            case "LONG" -> new String[] {header + good + "0"};
            case "SHORT" -> new String[] {header + good.substring(1)};
            case "ONE" -> new String[] {header + (good.charAt(0) == '0' ? '1' : '0') + good.substring(1)};
            case "TWICE" -> new String[] {header + good, header + good};
            default -> new String[] {header + kind};
        };
        String[] all = Stream.concat(Stream.of(Honestly.JSON, RawHttp.SAME_TRACE), Stream.of(headers))
                .toArray(String[]::new);
        Response refused = app.post(VERIFY, body, all);
        assertEquals(401, refused.status(), kind);
        Response none = app.post(VERIFY, body, Honestly.JSON, RawHttp.SAME_TRACE);
        assertEquals(
                none.text().replaceFirst("\"request_id\":\"[^\"]*\"", ""),
                refused.text().replaceFirst("\"request_id\":\"[^\"]*\"", ""));
    }

    @Test
    void H_44_only_json_is_taken() {
        String body = Honestly.call("a", "verify_proof", Honestly.PROOF, "1.0");
        String signature = Honestly.signature(body);
        assertEquals(
                415,
                app.post(VERIFY, body, "Content-Type: text/plain", signature).status());
        assertEquals(415, app.post(VERIFY, body, signature).status(), "without a type");
        assertEquals(
                200,
                app.post(VERIFY, body, "Content-Type: application/json; charset=utf-8", signature)
                        .status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1, 2]", "\"text\"", "7", "null", "{broken", "{\"a\": NaN}", "{\"a\": 1, \"a\": 2}", ""})
    void H_17_a_body_that_is_no_object_is_400(String body) {
        assertEquals(400, app.signed(VERIFY, body).status(), body);
        assertEquals(
                400,
                app.post(VERIFY, body, Honestly.JSON, "X-AI-Signature: " + "0".repeat(64))
                        .status());
    }

    static Stream<Arguments> wrong() {
        String proof = ", \"parameters\": " + Honestly.PROOF;
        return Stream.of(
                Arguments.of("{\"action\": \"verify_proof\"" + proof + "}", "agent_id"),
                Arguments.of("{\"action\": \"verify_proof\", \"agent_id\": 7" + proof + "}", "agent_id"),
                Arguments.of("{\"action\": \"verify_proof\", \"agent_id\": null" + proof + "}", "agent_id"),
                Arguments.of("{\"action\": \"verify_proof\", \"agent_id\": \"\"" + proof + "}", "agent_id"),
                Arguments.of("{\"action\": \"verify_proof\", \"agent_id\": \"  \"" + proof + "}", "agent_id"),
                Arguments.of(
                        "{\"action\": \"verify_proof\", \"agent_id\": \"" + "x".repeat(101) + "\"" + proof + "}",
                        "agent_id"),
                Arguments.of("{\"agent_id\": \"a\"" + proof + "}", "action"),
                Arguments.of("{\"action\": \"Verify!\", \"agent_id\": \"a\"" + proof + "}", "action"),
                Arguments.of("{\"action\": \"create_share_link\", \"agent_id\": \"a\"" + proof + "}", "action"),
                Arguments.of("{\"action\": 7, \"agent_id\": \"a\"" + proof + "}", "action"),
                Arguments.of("{\"action\": \"verify_proof\", \"agent_id\": \"a\", \"parameters\": []}", "parameters"),
                Arguments.of(
                        "{\"action\": \"verify_proof\", \"agent_id\": \"a\", \"parameters\": {\"proof_type\": 7}}",
                        "proof_type"),
                Arguments.of(
                        "{\"action\": \"verify_proof\", \"agent_id\": \"a\", \"timestamp\": \"now\"}", "timestamp"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void H_04_H_17_a_proved_agent_is_told_the_field_that_is_wrong_and_others_are_not(String body, String field) {
        Response refused = app.signed(VERIFY, body);
        assertEquals(400, refused.status(), refused::toString);
        assertTrue(refused.text().contains(field), refused::toString);
        assertEquals(
                401,
                app.post(VERIFY, body, Honestly.JSON, "X-AI-Signature: " + "0".repeat(64))
                        .status());
    }

    @Test
    void H_17_the_other_two_need_a_document() {
        for (String parameters : List.of("{}", "{\"document_id\": 7}", "{\"document_id\": \"../x\"}", "[]")) {
            String body = Honestly.call("a", "get_document_hash", parameters, "1.0");
            assertEquals(400, app.signed("/ai/get-document-hash", body).status(), parameters);
        }
        assertEquals(
                400,
                app.signed("/ai/create-share-link", "{\"action\": \"create_share_link\", \"agent_id\": \"a\"}")
                        .status());
    }

    @Test
    void H_04_control_characters_are_not_kept() {
        String body = Honestly.call(" a\\u0000b\\u001b ", "verify_proof", Honestly.PROOF, "1.0");
        Response taken = app.signed(VERIFY, body);
        assertEquals(200, taken.status(), taken::toString);
        assertEquals("ab", Honestly.member(taken, "agent_id"));
    }

    @Test
    void H_05_a_body_is_refused_for_its_size_before_it_is_parsed() {
        String body = "{\"a\": \"" + "x".repeat(70_000) + "\"}";
        assertEquals(413, app.signed(VERIFY, body).status());
    }

    @ParameterizedTest
    @EnumSource
    void H_15_H_30_each_agent_has_its_own_limit_and_forgers_take_nothing_from_it(ServerKind kind) throws Exception {
        try (Honestly other =
                Honestly.start("AI_AGENT_RATE_LIMIT", "3", "SERVER", kind.name(), "RATE_LIMIT_MAX", "2")) {
            String forged = Honestly.call("a", "verify_proof", Honestly.PROOF, "1.0");
            for (int i = 0; i < 200; i++) {
                String header = i % 2 == 0 ? "X-Other: 1" : "X-AI-Signature: " + "0".repeat(64);
                assertEquals(
                        401, other.post(VERIFY, forged, Honestly.JSON, header).status());
            }
            for (int status : new int[] {200, 200, 200, 429}) {
                Response answer = other.verify("a");
                assertEquals(status, answer.status(), answer::toString);
                assertEquals(status == 429, answer.header("Retry-After") != null, answer::toString);
            }
            assertEquals(200, other.verify("b").status());
            assertEquals(200, other.get(Honestly.BUNDLE).status(), "other paths count for themselves");
        }
    }

    @Test
    void H_30_a_hundred_in_a_minute_unless_told_otherwise() throws Exception {
        try (Honestly other = Honestly.start()) {
            for (int i = 0; i < 100; i++) {
                assertEquals(200, other.verify("a").status());
            }
            assertEquals(429, other.verify("a").status());
        }
    }

    @Test
    void H_48_any_age_is_taken_as_often_as_one_likes_unless_settings_say_otherwise() throws Exception {
        assertEquals(200, app.verify("a").status());
        assertEquals(200, app.verify("a").status());
        try (Honestly fresh = Honestly.start("AI_SIGNATURE_MAX_SKEW_SECONDS", "300")) {
            assertEquals(401, fresh.verify("a").status(), "it is of 2009");
            String now = Honestly.call(
                    "a", "verify_proof", Honestly.PROOF, Instant.now().getEpochSecond() + ".5");
            assertEquals(200, fresh.signed(VERIFY, now).status());
            assertEquals(401, fresh.signed(VERIFY, now).status(), "once");
        }
        try (Honestly once = Honestly.start("AI_REPLAY_WINDOW_SECONDS", "300")) {
            assertEquals(200, once.verify("a").status());
            assertEquals(401, once.verify("a").status());
            assertEquals(200, once.verify("b").status());
        }
    }

    @Test
    void H_26_an_agent_with_its_own_secret_is_proved_by_that_alone() throws Exception {
        String own = "4102eee503cb0f7fefea9a32b652af57047502e00444e27ab5eeacff99e5dd31";
        try (Honestly other = Honestly.start("AI_AGENT_SECRET_mine", own)) {
            assertEquals(401, other.verify("mine").status());
            String body = Honestly.call("mine", "verify_proof", Honestly.PROOF, "1.0");
            assertEquals(
                    200,
                    other.post(VERIFY, body, Honestly.JSON, "X-AI-Signature: " + SigningClient.hex(own, body))
                            .status());
            assertEquals(200, other.verify("another").status());
        }
    }

    @ParameterizedTest
    @CsvSource({"age_proof, HIT, true", "membership_proof, HIT, true", "moon_proof, MISS, false"})
    void H_11_H_52_the_answer_tells_whether_the_key_was_at_hand(String type, String mark, boolean valid) {
        String parameters = "{\"proof_data\": \"...\", \"proof_type\": \"" + type + "\"}";
        Response answer = app.signed(VERIFY, Honestly.call("a", "verify_proof", parameters, "1.0"));
        assertEquals(200, answer.status());
        assertEquals(mark, answer.header("X-Cache"), answer::toString);
        assertTrue(answer.text().contains("\"valid\":" + valid), answer::toString);
    }

    @Test
    void H_14_a_token_is_no_signature_and_a_signature_is_no_token() {
        String token = Honestly.member(app.login(), "access_token");
        String body = Honestly.call("a", "verify_proof", Honestly.PROOF, "1.0");
        assertEquals(
                401,
                app.post(VERIFY, body, Honestly.JSON, Honestly.bearer(token)).status());
        assertEquals(401, app.get("/auth/me", Honestly.signature("")).status());
        assertNull(RawHttp.get(app.port(), "/auth/me").header("X-Cache"));
    }
}
