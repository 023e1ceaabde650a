package dev.hardening.core.signature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.event.SecurityEventListener;
import dev.hardening.core.identity.Authentication;
import dev.hardening.core.json.JsonObject;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.SignatureScheme;
import dev.hardening.core.secret.Redactor;
import dev.hardening.core.secret.Secret;
import dev.hardening.testing.FakeRequest;
import dev.hardening.testing.FakeTicker;
import dev.hardening.testing.SigningClient;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The schemes that sign more than the body, by their stored vectors and what can be done to them. */
class HttpVectorsTest {

    private static final long SIGNED = 1732181234;
    private static final Route RAW = Route.guarded("/**").signed(SignatureScheme.RAW_BODY);
    private static final Route HTTP = Route.guarded("/**").signed(SignatureScheme.HTTP_MESSAGE);

    private final FakeTicker ticker = FakeTicker.at(Instant.ofEpochSecond(SIGNED));

    private RequestSignatures room() {
        return new RequestSignatures(
                SignatureSettings.builder()
                        .shared(Secret.ofUtf8("SIGNING_SECRET", Vectors.KEY))
                        .agent("robot", Secret.ofUtf8("robot", "r".repeat(32)))
                        .build(),
                ReplayStore.inMemory(ticker, ticker, 1_000),
                ticker,
                ticker,
                SecurityEventListener.none(),
                new Redactor());
    }

    private static String decide(RequestSignatures room, Route route, SignedTarget target, byte[] body) {
        SignatureClaim claim = room.claim(target, route);
        Authentication found = claim.refused();
        if (found == null) {
            found = claim.verify(body);
        }
        return found instanceof Authentication.Proved proved
                ? proved.caller().subject()
                : ((Authentication.Refused) found).reason();
    }

    private static List<JsonObject> lines(String mode) {
        return Vectors.lines("http-signature-vectors.jsonl").stream()
                .filter(line -> Vectors.string(line, "mode").equals(mode))
                .toList();
    }

    private static SignedTarget raw(JsonObject line, UnaryOperator<String> header) {
        String[] target = Vectors.string(line, "target").split("\\?", 2);
        String value = Vectors.string(line, "header").substring("X-AI-Signature: ".length());
        FakeRequest request =
                SigningClient.request(Vectors.string(line, "method"), "/").line("X-AI-Signature", header.apply(value));
        return new SignedTarget(request, target[0], target.length == 1 ? null : target[1]);
    }

    @Test
    void every_signature_of_a_raw_body_is_taken_once() {
        List<JsonObject> lines = lines("raw-body");
        for (JsonObject line : lines) {
            RequestSignatures room = room();
            SignedTarget target = raw(line, header -> header);
            String note = Vectors.string(line, "note");
            assertEquals("AI_AGENT_SECRET", decide(room, RAW, target, Vectors.body(line)), note);
            assertEquals("signature replayed", decide(room, RAW, target, Vectors.body(line)), note);
        }
        assertEquals(10, lines.size());
    }

    @Test
    void a_signature_of_one_raw_body_is_good_for_no_other_line() {
        List<JsonObject> lines = lines("raw-body");
        for (JsonObject line : lines) {
            for (JsonObject other : lines) {
                // The header has time and nonce in it; what it was signed for beside them is what must be alike.
                if (!signedFor(line).equals(signedFor(other))) {
                    String header = Vectors.string(other, "header").substring("X-AI-Signature: ".length());
                    assertEquals(
                            "signature wrong signature",
                            decide(room(), RAW, raw(line, ignored -> header), Vectors.body(line)));
                }
            }
        }
    }

    private static List<String> signedFor(JsonObject line) {
        return List.of(
                Vectors.string(line, "method"), Vectors.string(line, "target"), Vectors.string(line, "body_b64"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                "t=1732181234",
                "t=%t,n=%n",
                "n=%n,v1=%v",
                "t=%t,v1=%v",
                "t=%t,n=%n,v1=%v,",
                ",t=%t,n=%n,v1=%v",
                "t=%t, n=%n, v1=%v",
                "t=%t;n=%n;v1=%v",
                "t=0%t,n=%n,v1=%v",
                "t=+%t,n=%n,v1=%v",
                "t=%t.0,n=%n,v1=%v",
                "t=,n=%n,v1=%v",
                "t=%t,n=,v1=%v",
                "t=%t,n=%n,v1=",
                "t=%t,t=%t,n=%n,v1=%v",
                "t=%t,n=%n,n=%n,v1=%v",
                "t=%t,n=%n,v2=%v",
                "t=%t,n=%n,v1=%v,v2=%v",
                "T=%t,N=%n,V1=%v",
                "t=%t,n=%n,v1=0x%v",
                "t=%t,n=%n,v1=%v0",
                "t=%t,n=short,v1=%v",
                "t=%t,n=%n=,v1=%v",
                "t=%t,n=%n\n,v1=%v",
                "t=%t,n=%n\u00e9,v1=%v",
                "t=\u0661732181234,n=%n,v1=%v",
                "t=%t,n=%n,v1=%v,v1=%v,v1=%v,v1=%v,v1=%v",
                "%v"
            })
    void another_spelling_of_the_header_is_malformed(String form) {
        JsonObject line = lines("raw-body").get(0);
        SignedTarget target = raw(line, header -> {
            String mac = header.substring(header.indexOf("v1=") + 3);
            return form.replace("%t", "" + SIGNED)
                    .replace("%n", SigningClient.NONCE)
                    .replace("%v", mac);
        });
        assertEquals("signature malformed", decide(room(), RAW, target, Vectors.body(line)));
    }

    @Test
    void a_client_may_sign_with_two_secrets_and_write_the_parts_in_any_order() {
        JsonObject line = lines("raw-body").get(0);
        SignedTarget target = raw(line, header -> {
            String[] parts = header.split(",", -1);
            return parts[2] + "," + parts[1] + ",v1=" + "0".repeat(64) + "," + parts[0];
        });
        assertEquals("AI_AGENT_SECRET", decide(room(), RAW, target, Vectors.body(line)));
    }

    @Test
    void C_49_a_nonce_is_good_once_for_each_secret_and_its_time_has_bounds() {
        RequestSignatures room = room();
        byte[] body = "{}".getBytes(StandardCharsets.US_ASCII);
        assertEquals("AI_AGENT_SECRET", send(room, Vectors.KEY, SIGNED, SigningClient.NONCE, body));
        assertEquals("signature replayed", send(room, Vectors.KEY, SIGNED + 1, SigningClient.NONCE, new byte[0]));
        assertEquals("robot", send(room, "r".repeat(32), SIGNED, SigningClient.NONCE, body));
        assertEquals("AI_AGENT_SECRET", send(room, Vectors.KEY, SIGNED - 300, "a".repeat(16), body));
        assertEquals("signature too old", send(room, Vectors.KEY, SIGNED - 301, "b".repeat(16), body));
        assertEquals("AI_AGENT_SECRET", send(room, Vectors.KEY, SIGNED + 60, "c".repeat(16), body));
        assertEquals("signature in the future", send(room, Vectors.KEY, SIGNED + 61, "d".repeat(16), body));
        assertEquals("signature too old", send(room, Vectors.KEY, 0, "e".repeat(16), body));
        assertEquals("signature in the future", send(room, Vectors.KEY, 999_999_999_999L, "f".repeat(16), body));
        assertEquals("AI_AGENT_SECRET", send(room, Vectors.KEY, SIGNED, "g".repeat(128), body));
        assertEquals("signature malformed", send(room, Vectors.KEY, SIGNED, "h".repeat(129), body));
        assertEquals("signature malformed", send(room, Vectors.KEY, SIGNED, "i".repeat(15), body));
        assertEquals("signature malformed", send(room, Vectors.KEY, 1_000_000_000_000L, "j".repeat(16), body));
    }

    private static String send(RequestSignatures room, String key, long time, String nonce, byte[] body) {
        FakeRequest request = SigningClient.request("POST", "/convert")
                .line("X-AI-Signature", SigningClient.rawBody(key, "POST", "/convert", time, nonce, body));
        return decide(room, RAW, new SignedTarget(request, "/convert", null), body);
    }

    private static SignedTarget http(JsonObject line) {
        return http(line, input -> input, signature -> signature, digest -> digest);
    }

    private static SignedTarget http(
            JsonObject line,
            UnaryOperator<String> input,
            UnaryOperator<String> signature,
            UnaryOperator<String> contentDigest) {
        FakeRequest request = SigningClient.request(Vectors.string(line, "method"), "/")
                .line("Signature-Input", input.apply(Vectors.string(line, "signature_input")))
                .line("Signature", signature.apply(Vectors.string(line, "signature")));
        String type = Vectors.stringOrNull(line, "content_type");
        String digest = Vectors.stringOrNull(line, "content_digest");
        if (type != null) {
            request.line("Content-Type", type);
        }
        if (digest != null) {
            request.line("Content-Digest", contentDigest.apply(digest));
        }
        String query = Vectors.string(line, "query");
        return new SignedTarget(request, Vectors.string(line, "path"), query.isEmpty() ? null : query);
    }

    @Test
    void every_HTTP_message_signature_is_taken_once_and_those_that_cover_too_little_are_not() {
        List<String> outcomes = new ArrayList<>();
        for (JsonObject line : lines("rfc9421")) {
            RequestSignatures room = room();
            boolean bad = Vectors.string(line, "note").startsWith("MUST be refused");
            String outcome = decide(room, HTTP, http(line), Vectors.body(line));
            outcomes.add(outcome);
            assertEquals(bad, outcome.equals("signature malformed"), Vectors.string(line, "note") + ": " + outcome);
            assertEquals(bad ? outcome : "signature replayed", decide(room, HTTP, http(line), Vectors.body(line)));
        }
        assertEquals(
                List.of("agent-1", "agent-1", "agent-1", "a\"g\\1", "signature malformed", "signature malformed"),
                outcomes);
    }

    @Test
    void a_digest_must_be_the_bodys() {
        JsonObject line = lines("rfc9421").get(0);
        byte[] other = "{\"a\": 2}".getBytes(StandardCharsets.US_ASCII);
        assertEquals("signature wrong digest", decide(room(), HTTP, http(line), other));
        String right = "sha-256=:" + SigningClient.base64(SigningClient.digest("SHA-256", other)) + ":";
        SignedTarget replaced = http(line, input -> input, signature -> signature, digest -> right);
        assertEquals("signature wrong signature", decide(room(), HTTP, replaced, other), "it is signed itself");
        for (String digest : List.of(
                "md5=:AAAA:",
                "",
                "sha-256=AAAA",
                "sha-256=:AA==:",
                "sha-256=:!!:",
                "sha-256=::",
                "sha-256=:" + SigningClient.base64(SigningClient.digest("SHA-256", Vectors.body(line))) + ":;a",
                "sha-256=:" + SigningClient.base64(SigningClient.digest("SHA-256", Vectors.body(line)))
                        + ":, sha-256=:AAAA:",
                "sha-256=:" + SigningClient.base64(SigningClient.digest("SHA-256", Vectors.body(line)))
                        + ":, sha-512=:AAAA:")) {
            SignedTarget target = http(line, input -> input, signature -> signature, ignored -> digest);
            String outcome = decide(room(), HTTP, target, Vectors.body(line));
            assertTrue(outcome.equals("signature malformed") || outcome.equals("signature wrong digest"), digest);
        }
    }

    /** Signs what the members of a request say, as another implementation would. */
    private static SignedTarget sign(
            String key,
            String components,
            String parameters,
            String base,
            @Nullable String digest,
            @Nullable String more) {
        String input = components + parameters;
        FakeRequest request = SigningClient.request("POST", "/x").line("Content-Type", "text/plain");
        if (digest != null) {
            request.line("Content-Digest", digest);
        }
        String signature = SigningClient.base64(SigningClient.mac(key, base + "\"@signature-params\": " + input));
        request.line("Signature-Input", (more == null ? "" : more) + "ours=" + input);
        request.line("Signature", "ours=:" + signature + ":" + (more == null ? "" : ", other=:AAAA:"));
        return new SignedTarget(request, "/x", null);
    }

    private static String parameters(String more) {
        return ";created=" + SIGNED + ";nonce=\"" + SigningClient.NONCE + "\";keyid=\"robot\"" + more;
    }

    private static final String TAG = ";tag=\"hardening-v1\"";
    private static final String EMPTY = "(\"@method\" \"@path\" \"@query\")";
    private static final String EMPTY_BASE = "\"@method\": POST\n\"@path\": /x\n\"@query\": ?\n";
    private static final String ROBOT = "r".repeat(32);

    @Test
    void a_digest_may_be_SHA_512_and_come_beside_others() {
        byte[] body = {1, 2, 3};
        String digest = "md5=:AAAA:, sha-512=:" + SigningClient.base64(SigningClient.digest("SHA-512", body)) + ":";
        String components = "(\"@method\" \"@path\" \"@query\" \"content-digest\" \"content-type\")";
        String base = EMPTY_BASE + "\"content-digest\": " + digest + "\n\"content-type\": text/plain\n";
        SignedTarget target = sign(ROBOT, components, parameters(TAG), base, digest, null);
        assertEquals("robot", decide(room(), HTTP, target, body));
        assertEquals("signature wrong digest", decide(room(), HTTP, target, new byte[] {1, 2}));
    }

    @Test
    void another_signature_may_stand_beside_ours_but_not_a_second_one_of_ours() {
        String other =
                "other=(\"@authority\" \"x\";sf;key=\"a\");created=1;alg=\"ed25519\";x=?0;y=1.5;z=tok/en;b=:AAAA:, ";
        assertEquals(
                "robot",
                decide(room(), HTTP, sign(ROBOT, EMPTY, parameters(TAG), EMPTY_BASE, null, other), new byte[0]));
        String second = "other=(\"@method\")" + TAG + ", ";
        assertEquals(
                "signature malformed",
                decide(room(), HTTP, sign(ROBOT, EMPTY, parameters(TAG), EMPTY_BASE, null, second), new byte[0]));
        String twice = "ours=(\"@method\"), ";
        assertEquals(
                "signature malformed",
                decide(room(), HTTP, sign(ROBOT, EMPTY, parameters(TAG), EMPTY_BASE, null, twice), new byte[0]));
    }

    @Test
    void what_the_parameters_say_counts() {
        assertEquals("robot", outcome(EMPTY, parameters(";alg=\"hmac-sha256\"" + TAG), EMPTY_BASE));
        assertEquals("robot", outcome(EMPTY, parameters(";expires=" + (SIGNED + 1) + TAG), EMPTY_BASE));
        assertEquals("signature too old", outcome(EMPTY, parameters(";expires=" + SIGNED + TAG), EMPTY_BASE));
        assertEquals("signature malformed", outcome(EMPTY, parameters(";expires=\"1\"" + TAG), EMPTY_BASE));
        assertEquals("signature malformed", outcome(EMPTY, parameters(";alg=\"rsa-v1_5-sha256\"" + TAG), EMPTY_BASE));
        assertEquals("signature missing", outcome(EMPTY, parameters(""), EMPTY_BASE), "no tag");
        assertEquals("signature missing", outcome(EMPTY, parameters(";tag=\"other\""), EMPTY_BASE));
        assertEquals("signature malformed", outcome(EMPTY, parameters(TAG + TAG), EMPTY_BASE));
        String created = ";created=" + SIGNED;
        String nonce = ";nonce=\"" + SigningClient.NONCE + "\"";
        String keyid = ";keyid=\"robot\"";
        assertEquals("robot", outcome(EMPTY, TAG + keyid + nonce + created, EMPTY_BASE), "in any order");
        for (String missing : List.of(
                created + nonce + TAG,
                created + keyid + TAG,
                nonce + keyid + TAG,
                created + nonce + ";keyid=robot" + TAG,
                created + nonce + ";keyid=\"\"" + TAG,
                created + ";nonce=\"short\"" + keyid + TAG,
                ";created=\"" + SIGNED + "\"" + nonce + keyid + TAG,
                ";created=" + SIGNED + ".5" + nonce + keyid + TAG,
                ";created=-1" + nonce + keyid + TAG,
                "; created=" + SIGNED + nonce + keyid + TAG)) {
            assertEquals("signature malformed", outcome(EMPTY, missing, EMPTY_BASE), missing);
        }
        assertEquals(
                "signature too old", outcome(EMPTY, ";created=" + (SIGNED - 301) + nonce + keyid + TAG, EMPTY_BASE));
    }

    private String outcome(String components, String parameters, String base) {
        return decide(room(), HTTP, sign(ROBOT, components, parameters, base, null, null), new byte[0]);
    }

    @Test
    void only_known_components_in_their_plain_form_are_taken() {
        String field = "(\"@method\" \"@path\" \"@query\" \"content-type\")";
        assertEquals("robot", outcome(field, parameters(TAG), EMPTY_BASE + "\"content-type\": text/plain\n"));
        for (String more : List.of(
                "\"@authority\"",
                "\"@target-uri\"",
                "\"@status\"",
                "\"missing\"",
                "\"Content-Type\"",
                "\"content-type\";sf",
                "\"content-type\";req",
                "\"@method\"",
                "\"\"",
                "\"a b\"",
                "\"a\\\\b\"",
                "token",
                "1",
                "\"open")) {
            assertEquals(
                    "signature malformed",
                    outcome("(\"@method\" \"@path\" \"@query\" " + more + ")", parameters(TAG), EMPTY_BASE),
                    more);
        }
        for (String form : List.of(
                "(\"@method\"  \"@path\" \"@query\")",
                "( \"@method\" \"@path\" \"@query\")",
                "(\"@method\" \"@path\" \"@query\" )",
                "(\"@method\",\"@path\",\"@query\")",
                "\"@method\" \"@path\" \"@query\"",
                "(\"@method\" \"@path\" \"@query\"",
                "()",
                "(\"@method\" \"@path\")",
                "(\"@path\" \"@query\")")) {
            assertEquals("signature malformed", outcome(form, parameters(TAG), EMPTY_BASE), form);
        }
        assertEquals(
                "robot",
                outcome(
                        "(\"@query\" \"@path\" \"@method\")",
                        parameters(TAG),
                        "\"@query\": ?\n\"@path\": /x\n\"@method\": POST\n"),
                "in any order");
    }

    @Test
    void a_body_needs_its_digest_and_its_type_covered() {
        byte[] body = {1};
        assertEquals(
                "signature malformed",
                decide(room(), HTTP, sign(ROBOT, EMPTY, parameters(TAG), EMPTY_BASE, null, null), body));
    }

    @Test
    void a_key_of_another_agent_proves_nothing() {
        assertEquals(
                "signature wrong signature",
                decide(room(), HTTP, sign(Vectors.KEY, EMPTY, parameters(TAG), EMPTY_BASE, null, null), new byte[0]));
    }

    @Test
    void header_fields_of_any_form_throw_nothing() {
        java.util.Random random = new java.util.Random(20240921);
        String[] bits = {
            "ours=",
            "(",
            ")",
            "\"",
            "@method",
            "@path",
            "@query",
            ";",
            "created",
            "=",
            ":",
            "AAAA",
            ",",
            " ",
            "1",
            "tag",
            "hardening-v1",
            "\\",
            "?1",
            "keyid",
            "nonce",
            "-",
            ".",
            "*",
            "\u00e9",
            "sha-256"
        };
        JsonObject line = lines("rfc9421").get(0);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder noise = new StringBuilder();
            for (int i = random.nextInt(20); i > 0; i--) {
                noise.append(bits[random.nextInt(bits.length)]);
            }
            String text = noise.toString();
            int which = random.nextInt(3);
            SignedTarget target = http(
                    line,
                    input -> which == 0 ? text : input,
                    s -> which == 1 ? text : s,
                    digest -> which == 2 ? text : digest);
            String outcome = Objects.requireNonNull(decide(room(), HTTP, target, Vectors.body(line)));
            assertTrue(outcome.startsWith("signature "), text);
        }
    }

    @Test
    void the_signatures_of_others_may_stand_in_any_spelling_that_RFC_8941_reads() {
        for (String other : List.of(
                "(\"@query-param\";name=\"a\" \"@query-param\";name=\"b\");created=1;keyid=\"p\"",
                "( \"@method\"  \"@path\" );created=1",
                "(\"@method\" );created=1",
                "(  )",
                "(\"@method\"); created=1;  keyid=\"p\"",
                "(\"@method\"; sf \"@path\"; a=1;a=2);created=1",
                "(\"@method\");created=1;created=2",
                "(\"@method\");tag=\"hardening-v1\";tag=\"other\"")) {
            assertEquals("robot", beside(other, ":AAAA:"), other);
        }
        for (String signature : List.of(":AAAA:;v=1", ":AAAA:; v; w=\"x\"", ":AA:", "::", ":AAB=:")) {
            assertEquals("robot", beside("(\"@method\");created=1", signature), signature);
        }
        for (String broken :
                List.of("(\"@method\"\"@path\")", "(\"a\" ;b)", "(\"a\"", "(\"a\") ;b", "(\t\"a\")", "()x")) {
            assertEquals("signature malformed", beside(broken, ":AAAA:"), broken);
        }
        for (String broken : List.of(":AA", "AAAA", ":*:", ":AAAA:;", ":AAAA: ;v=1")) {
            assertEquals("signature malformed", beside("(\"@method\")", broken), broken);
        }
    }

    private String beside(String input, String signature) {
        SignedTarget ours = sign(ROBOT, EMPTY, parameters(TAG), EMPTY_BASE, null, null);
        FakeRequest request = SigningClient.request("POST", "/")
                .line("Signature-Input", "other=" + input + ", " + ours.facts().header("Signature-Input"))
                .line("Signature", "other=" + signature + ", " + ours.facts().header("Signature"));
        return decide(room(), HTTP, new SignedTarget(request, ours.path(), ours.query()), new byte[0]);
    }

    @Test
    void our_own_signature_has_one_spelling() {
        for (String components : List.of(
                "( \"@method\" \"@path\" \"@query\")",
                "(\"@method\"  \"@path\" \"@query\")",
                "(\"@method\" \"@path\" \"@query\" )")) {
            assertEquals("signature malformed", outcome(components, parameters(TAG), EMPTY_BASE), components);
        }
        assertEquals("signature malformed", outcome(EMPTY, parameters("; x=1" + TAG), EMPTY_BASE));
        assertEquals("signature malformed", outcome(EMPTY, parameters(";x=:AAB=:" + TAG), EMPTY_BASE));
        assertEquals("signature malformed", outcome(EMPTY, parameters(";tag=\"x\"" + TAG), EMPTY_BASE));
        SignedTarget ours = sign(ROBOT, EMPTY, parameters(TAG), EMPTY_BASE, null, null);
        for (String change : List.of(";v=1", "; v", " ;v")) {
            FakeRequest request = SigningClient.request("POST", "/")
                    .line("Signature-Input", String.valueOf(ours.facts().header("Signature-Input")))
                    .line("Signature", ours.facts().header("Signature") + change);
            SignedTarget target = new SignedTarget(request, ours.path(), ours.query());
            assertEquals("signature malformed", decide(room(), HTTP, target, new byte[0]), change);
        }
    }
}
