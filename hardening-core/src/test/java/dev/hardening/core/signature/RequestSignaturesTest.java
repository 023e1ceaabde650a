package dev.hardening.core.signature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.event.SecurityEventListener;
import dev.hardening.core.identity.Authentication;
import dev.hardening.core.identity.Proof;
import dev.hardening.core.json.JsonObject;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.SignatureScheme;
import dev.hardening.core.secret.KeyRing;
import dev.hardening.core.secret.Redactor;
import dev.hardening.core.secret.Secret;
import dev.hardening.testing.FakeRequest;
import dev.hardening.testing.FakeTicker;
import dev.hardening.testing.SigningClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RequestSignaturesTest {

    private static final String SECRET = Vectors.SECRET;
    private static final Route ROUTE = Route.guarded("/ai/verify-proof").signed(SignatureScheme.PYTHON_JSON);

    private final FakeTicker ticker = new FakeTicker();
    private final long now = ticker.instant().getEpochSecond();

    private RequestSignatures room(SignatureSettings.Builder settings) {
        SignatureSettings built = settings.build();
        return new RequestSignatures(
                built,
                ReplayStore.inMemory(ticker, ticker, built.replayMaxEntries()),
                ticker,
                ticker,
                SecurityEventListener.none(),
                new Redactor());
    }

    private static SignatureSettings.Builder shared() {
        return SignatureSettings.builder().shared(Secret.ofUtf8("AI_AGENT_SECRET", SECRET));
    }

    private static String outcome(Authentication found) {
        if (found instanceof Authentication.Proved proved) {
            assertEquals(Proof.SIGNATURE, proved.caller().proof());
            return proved.caller().subject();
        }
        Authentication.Refused refused = (Authentication.Refused) found;
        return refused.refusal().status() + " " + refused.reason();
    }

    private static String decide(RequestSignatures room, Route route, FakeRequest request, byte[] body) {
        SignatureClaim claim = room.claim(new SignedTarget(request, request.path(), null), route);
        Authentication refused = claim.refused();
        return outcome(refused != null ? refused : claim.verify(body));
    }

    private static String send(RequestSignatures room, String body, String... signatures) {
        return send(room, ROUTE, body, signatures);
    }

    private static String send(RequestSignatures room, Route route, String body, String... signatures) {
        FakeRequest request = SigningClient.request("POST", "/ai/verify-proof");
        for (String signature : signatures) {
            request.line("X-AI-Signature", signature);
        }
        return decide(room, route, request, body.getBytes(StandardCharsets.UTF_8));
    }

    /** The canonical form of one agent's call. */
    private static String call(String agent, String time) {
        return "{\"action\": \"verify_proof\", \"agent_id\": \"" + agent + "\", \"timestamp\": " + time + "}";
    }

    private static String signed(String canonical) {
        return SigningClient.hex(SECRET, canonical);
    }

    @Test
    void H_41_the_request_of_the_guide_is_taken_when_age_does_not_count_and_refused_when_it_does() {
        JsonObject line = (JsonObject) Objects.requireNonNull(Vectors.object(Vectors.text("ai-signature-vectors.json"))
                        .array("vectors"))
                .elements()
                .get(0);
        String body = Vectors.string(line, "wire_body");
        String signature = Vectors.string(line, "signature_hex");
        assertEquals("my_agent_001", send(room(shared().unsafeAnyAge()), body, signature));
        assertEquals("401 signature too old", send(room(shared()), body, signature), "it is of 2009");
    }

    @Test
    void H1_every_signature_of_CPython_is_taken() {
        RequestSignatures room = room(SignatureSettings.builder()
                .shared(Secret.ofUtf8("k", Vectors.KEY))
                .unsafeAnyAge()
                .jsonMaxBytes(1 << 20));
        for (JsonObject line : Vectors.lines("python-json-vectors.jsonl")) {
            FakeRequest request =
                    SigningClient.request("POST", "/").line("X-AI-Signature", Vectors.string(line, "signature"));
            String outcome = decide(room, ROUTE, request, Vectors.body(line));
            assertTrue(!outcome.startsWith("40"), Vectors.string(line, "id") + ": " + outcome);
        }
    }

    @Test
    void H2_no_body_that_must_be_refused_is_taken_with_the_signature_of_CPython() {
        RequestSignatures room = room(SignatureSettings.builder()
                .shared(Secret.ofUtf8("k", Vectors.KEY))
                .unsafeAnyAge()
                .jsonMaxBytes(1 << 20));
        int signed = 0;
        for (JsonObject line : Vectors.lines("python-json-reject.jsonl")) {
            String signature = Vectors.stringOrNull(line, "signature");
            signed += signature == null ? 0 : 1;
            FakeRequest request = SigningClient.request("POST", "/")
                    .line("X-AI-Signature", signature == null ? "0".repeat(64) : signature);
            assertEquals(
                    "401 signature body not canonical",
                    decide(room, ROUTE, request, Vectors.body(line)),
                    Vectors.string(line, "id"));
        }
        assertTrue(signed >= 20, "many have a signature that CPython takes: " + signed);
    }

    @Test
    void H3_every_other_spelling_of_a_signature_gets_the_one_answer() {
        RequestSignatures room = room(shared());
        String body = call("a", now + ".0");
        String good = signed(body);
        String[][] attempts = {
            {},
            {""},
            {good.toUpperCase(java.util.Locale.ROOT)},
            {" " + good},
            {good + " "},
            {good + "\n"},
            {"0x" + good},
            {good.substring(1)},
            {good + "0"},
            {good.substring(0, 63) + "g"},
            {good.substring(0, 63) + "\u00e9"},
            {good.substring(0, 63) + "\uff11"},
            {good, good},
            {good, "wrong"},
            {good + "," + good},
            {"zz"},
            {SigningClient.base64(SigningClient.mac(SECRET, body))},
            {"sha256=" + good},
            {"t=" + now + ",n=x,v1=" + good},
            {signed(body + " ")},
            {signed("")},
            {"0".repeat(64)},
            {SigningClient.hex(SECRET + "0", body)},
        };
        Set<Object> answers = new HashSet<>();
        for (String[] attempt : attempts) {
            FakeRequest request =
                    SigningClient.request("POST", "/ai/verify-proof").lines("X-AI-Signature", List.of(attempt));
            SignatureClaim claim = room.claim(new SignedTarget(request, "/", null), ROUTE);
            Authentication found = claim.refused();
            if (found == null) {
                found = claim.verify(body.getBytes(StandardCharsets.UTF_8));
            }
            answers.add(((Authentication.Refused) found).refusal());
        }
        assertEquals(Set.of(room.refusal()), answers);
        assertEquals("a", send(room, body, good), "and none of them was remembered");
    }

    @Test
    void H8_a_secret_of_hex_digits_counts_as_the_text_that_it_is() {
        RequestSignatures room = room(shared());
        String body = call("a", now + "");
        byte[] decoded = java.util.HexFormat.of().parseHex(SECRET);
        String wrong = SigningClient.hex(new String(decoded, StandardCharsets.ISO_8859_1), body);
        assertEquals("401 signature wrong signature", send(room, body, wrong));
        assertEquals("a", send(room, body, signed(body)));
    }

    @Test
    void H7_no_flipped_bit_of_body_or_signature_is_taken() {
        RequestSignatures room = room(shared().unsafeAnyAge());
        String body = call("a", now + ".5");
        String good = signed(body);
        byte[] bytes = body.getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < bytes.length * 8; i++) {
            byte[] changed = bytes.clone();
            changed[i / 8] ^= (byte) (1 << i % 8);
            FakeRequest request = SigningClient.request("POST", "/").line("X-AI-Signature", good);
            assertTrue(decide(room, ROUTE, request, changed).startsWith("401 "), "bit " + i);
        }
        for (int i = 0; i < good.length(); i++) {
            char other = good.charAt(i) == '0' ? '1' : '0';
            String changed = good.substring(0, i) + other + good.substring(i + 1);
            assertEquals("401 signature wrong signature", send(room, body, changed));
        }
        assertEquals("a", send(room, body, good));
    }

    @ParameterizedTest
    @CsvSource({
        "-300, a",
        "-301, 401 signature too old",
        "60, a",
        "61, 401 signature in the future",
        "-100000000, 401 signature too old",
        "100000000, 401 signature in the future",
    })
    void H5_a_signature_counts_from_60_seconds_ahead_to_300_behind(long offset, String expected) {
        for (String fraction : List.of("", ".0")) {
            String body = call("a", (now + offset) + fraction);
            assertEquals(expected, send(room(shared()), body, signed(body)));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1e300, 401 signature in the future",
        "-1, 401 signature too old",
        "-0.0, 401 signature too old",
        "0, 401 signature too old",
        "1e+300, 401 signature in the future",
        "null, 401 signature no time",
        "true, 401 signature no time",
        "[], 401 signature no time",
        "{}, 401 signature no time",
    })
    void H5_what_is_no_time_of_now_is_refused(String time, String expected) {
        String canonical = call("a", time.equals("1e300") ? "1e+300" : time);
        assertEquals(expected, send(room(shared()), call("a", time), signed(canonical)));
    }

    @Test
    void H5_a_time_that_is_text_or_missing_or_beyond_every_double_is_none() {
        for (String time : List.of("\"" + now + "\"", "1" + "0".repeat(400), "\"\"")) {
            String body = call("a", time);
            assertEquals("401 signature no time", send(room(shared()), body, signed(body)));
        }
        String without = "{\"agent_id\": \"a\"}";
        assertEquals("401 signature no time", send(room(shared()), without, signed(without)));
        assertEquals("a", send(room(shared().unsafeAnyAge()), without, signed(without)));
    }

    @Test
    void H4_the_same_value_is_taken_once_however_it_is_written() {
        RequestSignatures room = room(shared());
        String body = call("a", now + ".0");
        assertEquals("a", send(room, body, signed(body)));
        assertEquals("401 signature replayed", send(room, body, signed(body)));
        String other = "{ \"timestamp\":" + now + ".00,\n\"agent_id\":\"\\u0061\",\"action\":\"verify_proof\"}";
        assertEquals("401 signature replayed", send(room, other, signed(body)));
        String later = call("a", now + ".25");
        assertEquals("a", send(room, later, signed(later)), "another time is another message");
    }

    @Test
    void H4_a_signature_is_remembered_for_as_long_as_it_could_be_taken_again() {
        RequestSignatures room = room(shared());
        String body = call("a", (now + 60) + "");
        assertEquals("a", send(room, body, signed(body)));
        ticker.advance(Duration.ofMinutes(6));
        assertEquals("401 signature replayed", send(room, body, signed(body)), "its last second");
        ticker.advance(Duration.ofSeconds(1));
        assertEquals("401 signature too old", send(room, body, signed(body)));
    }

    @Test
    void H4_without_a_bound_on_age_the_window_says_how_long() {
        RequestSignatures room = room(shared().unsafeAnyAge().replayWindow(Duration.ofSeconds(10)));
        String body = "{\"agent_id\": \"a\"}";
        assertEquals("a", send(room, body, signed(body)));
        ticker.advance(Duration.ofSeconds(10));
        assertEquals("401 signature replayed", send(room, body, signed(body)));
        ticker.advance(Duration.ofMillis(1));
        assertEquals("a", send(room, body, signed(body)));
        RequestSignatures forgetful = room(shared().unsafeAnyAge());
        assertEquals("a", send(forgetful, body, signed(body)));
        assertEquals("a", send(forgetful, body, signed(body)), "as the settings warn");
    }

    @Test
    void H4_of_16_at_once_exactly_one_is_taken() throws Exception {
        RequestSignatures room = room(shared());
        String body = call("a", now + "");
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            List<Callable<String>> calls = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                calls.add(() -> send(room, body, signed(body)));
            }
            int taken = 0;
            for (Future<String> each : threads.invokeAll(calls)) {
                taken += each.get().equals("a") ? 1 : 0;
            }
            assertEquals(1, taken);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void nothing_is_remembered_before_the_signature_is_right() {
        RequestSignatures room = room(shared().replayMaxEntries(1_000));
        for (int i = 0; i < 5_000; i++) {
            String forged = call("a" + i, now + "");
            assertEquals("401 signature wrong signature", send(room, forged, "0".repeat(64)));
        }
        String body = call("a", now + "");
        assertEquals("a", send(room, body, signed(body)));
    }

    @Test
    void a_full_store_refuses_what_it_cannot_remember_with_503() {
        RequestSignatures room = room(shared().replayMaxEntries(1_000));
        for (int i = 0; i < 1_000; i++) {
            String body = call("a" + i, now + "");
            assertEquals("a" + i, send(room, body, signed(body)));
        }
        String body = call("late", now + "");
        assertEquals("503 signatures cannot be remembered", send(room, body, signed(body)));
        String first = call("a0", now + "");
        assertEquals("401 signature replayed", send(room, first, signed(first)), "nothing was pushed out");
        ticker.advance(Duration.ofSeconds(361));
        String after = call("after", (now + 361) + "");
        assertEquals("after", send(room, after, signed(after)));
    }

    @Test
    void an_agent_with_a_secret_of_its_own_cannot_be_spoken_for() {
        String own = "b".repeat(64);
        RequestSignatures room = room(shared().agent("robot", Secret.ofUtf8("own", own)));
        String robot = call("robot", now + "");
        String other = call("other", now + "");
        assertEquals("401 signature wrong signature", send(room, robot, signed(robot)), "by the shared secret");
        assertEquals(
                "401 signature wrong signature", send(room, other, SigningClient.hex(own, other)), "for another one");
        String nobody = "{\"timestamp\": " + now + "}";
        assertEquals("401 signature wrong signature", send(room, nobody, SigningClient.hex(own, nobody)), "for nobody");
        assertEquals("robot", send(room, robot, SigningClient.hex(own, robot)));
        assertEquals("other", send(room, other, signed(other)));
    }

    @Test
    void without_a_shared_secret_only_the_named_agents_are_known() {
        String own = "b".repeat(64);
        RequestSignatures room = room(SignatureSettings.builder().agent("robot", Secret.ofUtf8("own", own)));
        String other = call("other", now + "");
        assertEquals("401 signature wrong signature", send(room, other, SigningClient.hex(own, other)));
        String robot = call("robot", now + "");
        assertEquals("robot", send(room, robot, SigningClient.hex(own, robot)));
        RequestSignatures none = room(SignatureSettings.builder());
        assertEquals("401 signature wrong signature", send(none, robot, SigningClient.hex(own, robot)));
    }

    @Test
    void an_older_secret_counts_as_long_as_it_is_named() {
        String old = "c".repeat(64);
        KeyRing ring = KeyRing.of(Secret.ofUtf8("new", SECRET), List.of(Secret.ofUtf8("old", old)));
        RequestSignatures room = room(SignatureSettings.builder().shared(ring));
        String body = call("a", now + "");
        assertEquals("a", send(room, body, SigningClient.hex(old, body)));
        assertEquals("a", send(room, body, signed(body)), "another key is another signature");
        assertEquals("401 signature replayed", send(room, body, SigningClient.hex(old, body)));
        assertEquals("401 signature wrong signature", send(room(shared()), body, SigningClient.hex(old, body)));
    }

    @Test
    void H6_a_body_counts_on_the_route_of_its_action_only() {
        Route route = ROUTE.signedAction("verify_proof");
        Route share = ROUTE.signedAction("create_share_link");
        RequestSignatures room = room(shared());
        String body = call("a", now + ".0");
        assertEquals("401 signature wrong action", send(room, share, body, signed(body)));
        assertEquals("401 signature replayed", send(room, route, body, signed(body)), "it was right once");
        String next = call("a", now + ".5");
        assertEquals("a", send(room, route, next, signed(next)));
        String without = "{\"agent_id\": \"a\", \"timestamp\": " + now + "}";
        assertEquals("401 signature wrong action", send(room, route, without, signed(without)));
    }

    @Test
    void H_49_a_member_named_signature_is_a_member_like_any_other() {
        String body = "{\"agent_id\": \"a\", \"signature\": \"x\", \"timestamp\": " + now + "}";
        assertEquals("a", send(room(shared()), body, signed(body)));
    }

    @Test
    void an_agent_that_no_log_could_name_goes_by_the_name_of_its_secret() {
        for (String agent : List.of("", " ", "x".repeat(101), "a\\u0000b", "a\\nb", "\\u2028", "\\ud83d")) {
            String body = call(agent, now + "");
            assertEquals("AI_AGENT_SECRET", send(room(shared()), body, signed(body)), agent);
        }
        String number = "{\"agent_id\": 7, \"timestamp\": " + now + "}";
        assertEquals("AI_AGENT_SECRET", send(room(shared()), number, signed(number)));
    }

    @Test
    void a_body_is_refused_for_its_size_before_it_is_looked_at() {
        RequestSignatures room = room(shared().jsonMaxBytes(1024));
        FakeRequest request = SigningClient.request("POST", "/").line("X-AI-Signature", "0".repeat(64));
        SignatureClaim claim = room.claim(new SignedTarget(request, "/", null), ROUTE);
        assertNull(claim.refused());
        assertEquals(1024, claim.maxBody());
        assertEquals("413 signature body too large", outcome(claim.verify(null)));
        assertEquals("413 signature body too large", outcome(claim.verify(new byte[1025])));
        assertEquals("401 signature body not canonical", outcome(claim.verify(new byte[1024])));
    }

    @Test
    void a_body_without_a_form_is_a_bad_request_where_the_settings_say_so() {
        RequestSignatures room = room(shared().malformedBadRequest());
        assertEquals("400 signature body not canonical", send(room, "[]", "0".repeat(64)));
        assertEquals("401 signature missing", send(room, "[]"));
        assertEquals("401 signature malformed", send(room, "[]", "zz"));
        assertEquals("401 signature wrong signature", send(room, "{}", "0".repeat(64)));
    }

    @Test
    void an_agent_that_is_proved_is_told_the_field_of_the_wrong_action_where_the_settings_say_so() {
        RequestSignatures room = room(shared().unsafeAnyAge().malformedBadRequest());
        Route share = ROUTE.signedAction("create_share_link");
        for (String action : List.of("\"verify_proof\"", "\"Create Share!\"", "7", "null")) {
            String body = "{\"action\": " + action + ", \"agent_id\": \"a\"}";
            FakeRequest request = SigningClient.request("POST", "/").line("X-AI-Signature", signed(body));
            Authentication.Refused refused =
                    (Authentication.Refused) room.claim(new SignedTarget(request, "/", null), share)
                            .verify(body.getBytes(StandardCharsets.UTF_8));
            assertEquals("signature wrong action", refused.reason());
            assertEquals(400, refused.refusal().status());
            assertEquals("/action", refused.refusal().violations().get(0).pointer());
            assertEquals(
                    "The field action must be create_share_link.",
                    refused.refusal().detail());
            assertEquals("401 signature wrong signature", send(room, share, body, signed(body + " ")));
        }
    }

    @ParameterizedTest
    @EnumSource(SignatureScheme.class)
    void H10_a_route_takes_no_other_scheme_than_its_own(SignatureScheme own) {
        Route route = Route.guarded("/x").signed(own);
        byte[] body = call("a", now + "").getBytes(StandardCharsets.US_ASCII);
        FakeRequest python = SigningClient.request("POST", "/x")
                .line("X-AI-Signature", signed(new String(body, StandardCharsets.US_ASCII)));
        FakeRequest raw = SigningClient.request("POST", "/x")
                .line("X-AI-Signature", SigningClient.rawBody(SECRET, "POST", "/x", now, SigningClient.NONCE, body));
        boolean pythonTaken = !decide(room(shared()), route, python, body).startsWith("401");
        boolean rawTaken = !decide(room(shared()), route, raw, body).startsWith("401");
        assertEquals(own == SignatureScheme.PYTHON_JSON, pythonTaken);
        assertEquals(own == SignatureScheme.RAW_BODY, rawTaken);
        Route both = Route.guarded("/x").signed(SignatureScheme.PYTHON_JSON, SignatureScheme.RAW_BODY);
        assertEquals("a", decide(room(shared()), both, python, body));
        assertEquals("AI_AGENT_SECRET", decide(room(shared()), both, raw, body));
    }

    @Test
    void refusals_tell_clients_nothing() {
        RequestSignatures room = room(shared());
        Set<Object> texts = new HashSet<>();
        for (SignatureFault fault : SignatureFault.values()) {
            Authentication.Refused refused = room.refused(fault);
            assertEquals(fault.text(), refused.reason());
            if (fault != SignatureFault.BODY_TOO_LARGE) {
                assertSame(room.refusal(), refused.refusal());
            }
            texts.add(refused.reason());
        }
        assertEquals(SignatureFault.values().length, texts.size());
        assertEquals(RefusalCode.AUTHENTICATION_REQUIRED, room.refusal().code());
    }

    private static String half(String header) {
        return header.substring(header.indexOf("v1="));
    }

    @Test
    void what_is_signed_with_two_secrets_of_one_owner_is_taken_once_whatever_is_left_out_the_second_time() {
        String older = "1c863b8b2e8fadddb66261372de979abb46083bf8707a37bce81d69d499cf8aa";
        KeyRing ring = KeyRing.of(Secret.ofUtf8("new", SECRET), List.of(Secret.ofUtf8("old", older)));
        Route route = Route.guarded("/x").signed(SignatureScheme.RAW_BODY);
        byte[] body = "pay 100".getBytes(StandardCharsets.US_ASCII);
        String byNew = SigningClient.rawBody(SECRET, "POST", "/x", now, SigningClient.NONCE, body);
        String byOld = SigningClient.rawBody(older, "POST", "/x", now, SigningClient.NONCE, body);
        List<String> spellings = List.of(byNew, byOld, byNew + "," + half(byOld), byOld + "," + half(byNew));
        for (String first : spellings) {
            RequestSignatures room = room(SignatureSettings.builder().agent("robot", ring));
            assertEquals(
                    "robot",
                    decide(room, route, SigningClient.request("POST", "/x").line("X-AI-Signature", first), body));
            for (String second : spellings) {
                FakeRequest again = SigningClient.request("POST", "/x").line("X-AI-Signature", second);
                assertEquals("401 signature replayed", decide(room, route, again, body), first + " " + second);
            }
        }
    }

    @Test
    void what_two_agents_have_signed_together_proves_neither() {
        String other = "1c863b8b2e8fadddb66261372de979abb46083bf8707a37bce81d69d499cf8aa";
        RequestSignatures room = room(shared().agent("robot", Secret.ofUtf8("r", other)));
        Route route = Route.guarded("/x").signed(SignatureScheme.RAW_BODY);
        String byShared = SigningClient.rawBody(SECRET, "POST", "/x", now, SigningClient.NONCE, new byte[0]);
        String byRobot = SigningClient.rawBody(other, "POST", "/x", now, SigningClient.NONCE, new byte[0]);
        for (String both : List.of(byShared + "," + half(byRobot), byRobot + "," + half(byShared))) {
            FakeRequest request = SigningClient.request("POST", "/x").line("X-AI-Signature", both);
            assertEquals("401 signature wrong signature", decide(room, route, request, new byte[0]));
        }
    }

    @Test
    void a_clock_that_steps_ahead_and_back_does_not_make_a_signature_good_again() {
        RequestSignatures room = room(shared());
        String body = call("a", now + ".5");
        assertEquals("a", send(room, body, signed(body)));
        ticker.setWallClock(ticker.instant().plusSeconds(3_600));
        for (int i = 0; i < 10; i++) {
            String meanwhile = call("b" + i, (now + 3_600) + ".5");
            assertEquals("b" + i, send(room, meanwhile, signed(meanwhile)));
        }
        ticker.setWallClock(ticker.instant().minusSeconds(3_600));
        assertEquals("401 signature replayed", send(room, body, signed(body)));
    }

    @Test
    void whoever_knows_the_shared_secret_may_not_go_by_a_name_that_reads_like_that_of_an_agent_with_its_own() {
        String other = "1c863b8b2e8fadddb66261372de979abb46083bf8707a37bce81d69d499cf8aa";
        RequestSignatures room = room(shared().agent("Robot_1", Secret.ofUtf8("r", other)));
        for (String name : List.of(
                "robot_1",
                "ROBOT_1",
                "Robot_1 ",
                " Robot_1",
                "\\u3000Robot_1\\u00a0",
                "Robot\\u200b_1",
                "\\uff32obot_1",
                "Robot_1\\u202e",
                "Robot_1\\u0000",
                "Robot_1\\ufe0f",
                "Robot_1" + " ".repeat(5_000),
                "Robot_1" + "\\u200d".repeat(500))) {
            String body = call(name, now + ".5");
            assertEquals("401 signature look alike", send(room, body, signed(body)), name);
        }
        String exactly = call("Robot_1", now + ".5");
        assertEquals("401 signature wrong signature", send(room, exactly, signed(exactly)));
        assertEquals("Robot_1", send(room, exactly, SigningClient.hex(other, exactly)));
        for (String name : List.of("robot1", "robot-1", "robot_11", "r\\u00f4bot_1")) {
            String body = call(name, now + ".5");
            assertEquals(name.replace("\\u00f4", "\u00f4"), send(room, body, signed(body)), "another name");
        }
    }

    @Test
    void a_name_with_characters_that_nobody_sees_reaches_no_log() {
        RequestSignatures room = room(shared());
        for (String name : List.of("a\\u202eb", "a\\u200b", "\\ufeffa", "a\\u0007", "a\\udb40\\udc41")) {
            String body = call(name, now + ".5");
            assertEquals("AI_AGENT_SECRET", send(room, body, signed(body)), name);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json|a",
                "application/json; charset=utf-8|a",
                "application/json;charset=UTF-8|a",
                "application/json; charset=\"utf-8\" ; v=1|a",
                "text/plain|a",
                "application/json; charset=Shift_JIS|401 signature other charset",
                "application/json; CHARSET=utf-16|401 signature other charset",
                "application/json; charset=|401 signature other charset",
                "application/json; charset|401 signature other charset",
                "application/json; charset*=utf-8''Shift_JIS|401 signature other charset",
                "application/json; charset = Shift_JIS|401 signature other charset",
                "application/json; charset=utf-8; charset=Shift_JIS|401 signature other charset",
                "application/json; charset=Shift_JIS; charset=utf-8|401 signature other charset",
                "application/json; charset=utf-8, text/plain; charset=Shift_JIS|401 signature other charset",
                "application/json; charset=\"utf-8|401 signature other charset",
            })
    void nobody_may_say_in_the_type_that_signed_JSON_is_in_another_charset(String type, String expected) {
        String body = call("a", now + ".5");
        FakeRequest request = SigningClient.request("POST", "/")
                .line("X-AI-Signature", signed(body))
                .line("Content-Type", type);
        assertEquals(expected, decide(room(shared()), ROUTE, request, body.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void of_two_types_nobody_knows_which_one_counts() {
        String body = call("a", now + ".5");
        FakeRequest request = SigningClient.request("POST", "/")
                .line("X-AI-Signature", signed(body))
                .lines("Content-Type", List.of("application/json", "application/json; charset=Shift_JIS"));
        assertEquals(
                "401 signature other charset",
                decide(room(shared()), ROUTE, request, body.getBytes(StandardCharsets.UTF_8)));
    }
}
