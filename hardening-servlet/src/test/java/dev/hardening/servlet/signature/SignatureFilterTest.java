package dev.hardening.servlet.signature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.apikey.ApiKeySettings;
import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.secret.Secret;
import dev.hardening.core.signature.ReplayStore;
import dev.hardening.core.signature.SignatureSettings;
import dev.hardening.servlet.apikey.ApiKeyFilter;
import dev.hardening.servlet.support.AuthenticationFilter;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.SigningClient;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SignatureFilterTest {

    private static final String JSON = "Content-Type: application/json";
    private static final List<String> WAYS =
            List.of("stream", "reader", "bytewise", "thread", "forward", "listener", "unread");

    private final SignedApp signed = new SignedApp();

    private TestContainer start(Container container) throws Exception {
        return signed.app(SignedApp.settings()).start(container);
    }

    private static String chunked(String path, String signature, String body, int size) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        StringBuilder message = new StringBuilder("POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + JSON
                + "\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n" + signature + "\r\n\r\n");
        for (int at = 0; at < bytes.length; at += size) {
            int length = Math.min(size, bytes.length - at);
            message.append(Integer.toHexString(length)).append("\r\n");
            message.append(new String(bytes, at, length, StandardCharsets.ISO_8859_1))
                    .append("\r\n");
        }
        return message.append("0\r\n\r\n").toString();
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void H11_a_signed_body_is_read_again_in_every_way_with_its_length_and_in_chunks(Container container)
            throws Exception {
        try (TestContainer server = start(container)) {
            for (String way : WAYS) {
                String agent = way + "\\u00e9";
                String name = way + "\u00e9";
                String canonical = signed.call(agent);
                String sent = canonical.replace("\\u00e9", "\u00e9").replace(", ", ",\t");
                String wire = new String(sent.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
                String expected = "SIGNATURE " + name + " " + (way.equals("unread") ? "" : sent);
                RawHttp.Response answer = RawHttp.request(
                        server.port(), "POST", "/ai/" + way, wire, JSON, SignedApp.signature(canonical));
                assertEquals(200, answer.status(), way + answer);
                assertEquals(expected, answer.text());
                String second = signed.call(agent + "2");
                String body = second.replace("\\u00e9", "\u00e9");
                RawHttp.Response chunks =
                        RawHttp.exchange(server.port(), chunked("/ai/" + way, SignedApp.signature(second), body, 5));
                assertEquals("SIGNATURE " + name + "2 " + (way.equals("unread") ? "" : body), chunks.text(), way);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void H3_every_bad_signature_gets_one_answer_and_the_reason_stands_in_the_event(Container container)
            throws Exception {
        String body = signed.call("a");
        String good = SigningClient.hex(SignedApp.SECRET, body);
        String[][] attempts = {
            {},
            {"X-AI-Signature:"},
            {"X-AI-Signature: " + good.toUpperCase(Locale.ROOT)},
            {"X-AI-Signature: " + good, "X-AI-Signature: " + good},
            {"X-AI-Signature: " + good, "x-ai-signature: wrong"},
            {"X-AI-Signature: " + good.substring(1)},
            {"X-AI-Signature: " + good.substring(1) + "g"},
            {"X-AI-Signature: " + good.substring(1) + "\u00e9"},
            {"X-AI-Signature: " + good.substring(1) + " 0"},
            {"X-AI-Signature: " + "0".repeat(64)},
            {"X-AI-Signature: t=1,n=" + SigningClient.NONCE + ",v1=" + good},
            {"X-Signature: " + good},
            {"Cookie: X-AI-Signature=" + good},
        };
        try (TestContainer server = start(container)) {
            Set<String> answers = new TreeSet<>();
            for (String[] headers : attempts) {
                answers.add(told(RawHttp.request(server.port(), "POST", "/ai/stream", body, headers)));
            }
            String old = body.replace(".5}", "0.5}");
            answers.add(told(RawHttp.request(server.port(), "POST", "/ai/stream", old, SignedApp.signature(old))));
            for (String bad : List.of("[]", "{\"a\":1,\"a\":2}", "{\"n\": NaN}", "x", "\u00ff\u00fe{}")) {
                answers.add(told(RawHttp.request(
                        server.port(), "POST", "/ai/stream", bad, "X-AI-Signature: " + "0".repeat(64))));
            }
            answers.add(told(RawHttp.request(server.port(), "POST", "/ai/stream", "", "X-AI-Signature: " + good)));
            assertEquals(
                    200,
                    RawHttp.request(server.port(), "POST", "/ai/stream", body, "X-AI-Signature:  " + good + "\t")
                            .status(),
                    "white space around a field belongs to no field");
            answers.add(told(RawHttp.request(server.port(), "POST", "/ai/stream", body, SignedApp.signature(body))));
            assertEquals(1, answers.size(), answers.toString());
            String answer = answers.iterator().next();
            assertTrue(answer.startsWith("401 Signature realm=\"api\" application/problem+json no-store {"), answer);
            Set<String> reasons = new TreeSet<>(
                    signed.events.stream().map(SecurityEvent::detail).toList());
            assertEquals(
                    Set.of(
                            "signature missing",
                            "signature malformed",
                            "signature wrong signature",
                            "signature in the future",
                            "signature body not canonical",
                            "signature replayed"),
                    reasons);
            assertTrue(
                    signed.events.stream().allMatch(event -> event.type() == SecurityEventType.AUTHENTICATION_FAILED));
            assertFalse(signed.events.toString().contains(good));
        }
    }

    private static String told(RawHttp.Response answer) {
        return answer.status() + " " + answer.header("WWW-Authenticate") + " " + answer.header("Content-Type") + " "
                + answer.header("Cache-Control") + " " + answer.text();
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void H4_of_16_replays_at_once_exactly_one_is_taken(Container container) throws Exception {
        String body = signed.call("a");
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try (TestContainer server = start(container)) {
            CyclicBarrier together = new CyclicBarrier(16);
            List<Callable<Integer>> calls = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                calls.add(() -> {
                    together.await();
                    return RawHttp.request(server.port(), "POST", "/ai/stream", body, SignedApp.signature(body))
                            .status();
                });
            }
            List<Integer> statuses = new ArrayList<>();
            for (Future<Integer> each : threads.invokeAll(calls)) {
                statuses.add(each.get());
            }
            assertEquals(1, statuses.stream().filter(status -> status == 200).count(), statuses.toString());
            assertEquals(15, statuses.stream().filter(status -> status == 401).count(), statuses.toString());
        } finally {
            threads.shutdownNow();
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void a_body_that_is_too_large_is_answered_413_whether_its_length_is_known_or_not(Container container)
            throws Exception {
        try (TestContainer server =
                signed.app(SignedApp.settings().jsonMaxBytes(2048)).start(container)) {
            String fits = "{\"agent_id\": \"a\", \"pad\": \"" + "x".repeat(2048 - 68) + "\", \"timestamp\": "
                    + signed.now + ".5}";
            String exactly = fits.replace("xx\"", "x".repeat(2 + 2048 - fits.length()) + "\"");
            assertEquals(2048, exactly.length());
            String larger = exactly.replace("xx\"", "xxx\"");
            String[] headers = {JSON, "X-AI-Signature: " + SigningClient.hex(SignedApp.SECRET, larger)};
            assertEquals(
                    413,
                    RawHttp.request(server.port(), "POST", "/ai/stream", larger, headers)
                            .status());
            assertEquals(
                    413,
                    RawHttp.exchange(server.port(), chunked("/ai/stream", SignedApp.signature(larger), larger, 100))
                            .status());
            assertEquals(
                    413,
                    RawHttp.request(server.port(), "POST", "/ai/stream", "x".repeat(1 << 20), headers)
                            .status());
            assertEquals(
                    401,
                    RawHttp.request(server.port(), "POST", "/ai/stream", larger).status(),
                    "the header comes first");
            assertEquals("signature body too large", signed.events.get(0).detail());
            RawHttp.Response taken =
                    RawHttp.exchange(server.port(), chunked("/ai/stream", SignedApp.signature(exactly), exactly, 100));
            assertEquals("SIGNATURE a " + exactly, taken.text());
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void only_signed_routes_ask_for_signatures_and_each_one_for_its_scheme(Container container) throws Exception {
        String body = signed.call("a");
        String python = SignedApp.signature(body);
        try (TestContainer server = start(container)) {
            assertEquals(
                    "nobody x",
                    RawHttp.request(server.port(), "POST", "/open", "x", "X-AI-Signature: zz")
                            .text());
            assertEquals(
                    401,
                    RawHttp.request(server.port(), "POST", "/guarded", body, python)
                            .status());
            assertEquals(
                    401,
                    RawHttp.request(server.port(), "POST", "/raw/x", body, python)
                            .status(),
                    "H10");
            assertEquals(
                    401,
                    RawHttp.request(server.port(), "POST", "/http/x", body, python)
                            .status());
            assertEquals(
                    "SIGNATURE a " + body,
                    RawHttp.request(server.port(), "POST", "/bound", body, python)
                            .text());
            String share =
                    "{\"action\": \"create_share_link\", \"agent_id\": \"a\", \"timestamp\": " + signed.now + "}";
            assertEquals(
                    401,
                    RawHttp.request(server.port(), "POST", "/bound", share, SignedApp.signature(share))
                            .status(),
                    "H6");
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void C_49_a_raw_body_is_signed_with_its_method_and_its_target_as_sent(Container container) throws Exception {
        byte[] body = {0, 1, (byte) 0xFF, '\n'};
        String text = new String(body, StandardCharsets.ISO_8859_1);
        String target = "/raw/%61;p=1?x=1&y=%20a&&";
        try (TestContainer server = start(container)) {
            String header = "X-AI-Signature: "
                    + SigningClient.rawBody(SignedApp.SECRET, "PUT", target, signed.now, SigningClient.NONCE, body);
            assertEquals(
                    401,
                    RawHttp.request(server.port(), "POST", target, text, header).status(),
                    "another method");
            assertEquals(
                    401,
                    RawHttp.request(server.port(), "PUT", target + "&", text, header)
                            .status());
            assertEquals(
                    401,
                    RawHttp.request(server.port(), "PUT", target.replace("%61", "a"), text, header)
                            .status());
            assertEquals(
                    401,
                    RawHttp.request(server.port(), "PUT", target, text + "x", header)
                            .status());
            assertEquals(
                    200,
                    RawHttp.request(server.port(), "PUT", target, text, header).status());
            assertEquals(
                    401,
                    RawHttp.request(server.port(), "PUT", target, text, header).status(),
                    "again");
            String get = "X-AI-Signature: "
                    + SigningClient.rawBody(SignedApp.SECRET, "GET", "/raw/x", signed.now, "b".repeat(22), new byte[0]);
            assertEquals(
                    "SIGNATURE AI_AGENT_SECRET ",
                    RawHttp.get(server.port(), "/raw/x", get).text());
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void an_HTTP_message_signature_covers_what_was_sent(Container container) throws Exception {
        String body = "hello";
        String digest = "sha-256=:"
                + SigningClient.base64(SigningClient.digest("SHA-256", body.getBytes(StandardCharsets.US_ASCII))) + ":";
        String input = "(\"@method\" \"@path\" \"@query\" \"content-digest\" \"content-type\");created=" + signed.now
                + ";nonce=\"" + SigningClient.NONCE + "\";keyid=\"agent-1\";tag=\"hardening-v1\"";
        String base = "\"@method\": POST\n\"@path\": /http/%61\n\"@query\": ?q=%20\n\"content-digest\": " + digest
                + "\n\"content-type\": text/plain\n\"@signature-params\": " + input;
        String[] headers = {
            "Content-Type: text/plain",
            "Content-Digest: " + digest,
            "Signature-Input: sig=" + input,
            "Signature: sig=:" + SigningClient.base64(SigningClient.mac(SignedApp.SECRET, base)) + ":"
        };
        try (TestContainer server = start(container)) {
            assertEquals(
                    401,
                    RawHttp.request(server.port(), "POST", "/http/%61?q=%20", "hellO", headers)
                            .status());
            assertEquals(
                    401,
                    RawHttp.request(server.port(), "POST", "/http/a?q=%20", body, headers)
                            .status());
            assertEquals(
                    401,
                    RawHttp.request(server.port(), "POST", "/http/%61", body, headers)
                            .status());
            RawHttp.Response taken = RawHttp.request(server.port(), "POST", "/http/%61?q=%20", body, headers);
            assertEquals("SIGNATURE agent-1 hello", taken.text());
            assertEquals(
                    401,
                    RawHttp.request(server.port(), "POST", "/http/%61?q=%20", body, headers)
                            .status());
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void a_route_may_ask_for_a_key_and_a_signature(Container container) throws Exception {
        String key = "Zk3vT8qLw0aXnY5rBcPd2hJ7";
        ApiKeyFilter keys = new ApiKeyFilter(
                ApiKeySettings.builder()
                        .key("client-a", Secret.ofUtf8("k", key))
                        .build(),
                signed.services);
        SignatureFilter signatures = new SignatureFilter(SignedApp.settings().build(), signed.services);
        AuthenticationFilter.together(List.of(keys, signatures));
        String body = signed.call("a");
        try (TestContainer server = SignedApp.paths(
                        TestApp.create().filter(keys).filter(signatures))
                .start(container)) {
            assertEquals(
                    401,
                    RawHttp.request(server.port(), "POST", "/keyed", body, "X-API-Key: " + key)
                            .status());
            String other = signed.call("b");
            assertEquals(
                    401,
                    RawHttp.request(server.port(), "POST", "/keyed", other, SignedApp.signature(other))
                            .status(),
                    "a signature is no key");
            assertEquals(
                    "API_KEY client-a " + body,
                    RawHttp.request(
                                    server.port(),
                                    "POST",
                                    "/keyed",
                                    body,
                                    "X-API-Key: " + key,
                                    SignedApp.signature(body))
                            .text());
            String third = signed.call("c");
            assertEquals(
                    "SIGNATURE c " + third,
                    RawHttp.request(server.port(), "POST", "/ai/stream", third, SignedApp.signature(third))
                            .text(),
                    "needs no key");
            assertEquals(
                    401,
                    RawHttp.request(server.port(), "POST", "/guarded", third, SignedApp.signature(third))
                            .status());
            assertEquals(
                    "API_KEY client-a x",
                    RawHttp.request(server.port(), "POST", "/guarded", "x", "X-API-Key: " + key)
                            .text());
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void beside_other_filters_unsigned_routes_are_their_affair(Container container) throws Exception {
        SignatureFilter signatures = new SignatureFilter(SignedApp.settings().build(), signed.services);
        ApiKeyFilter off = new ApiKeyFilter(ApiKeySettings.builder().unsafeOff().build(), signed.services);
        AuthenticationFilter.together(List.of(off, signatures));
        try (TestContainer server =
                SignedApp.paths(TestApp.create().filter(off).filter(signatures)).start(container)) {
            assertEquals(
                    "nobody x",
                    RawHttp.request(server.port(), "POST", "/guarded", "x").text(),
                    "as without it");
            assertEquals(
                    401,
                    RawHttp.request(server.port(), "POST", "/ai/stream", "x").status());
            assertEquals(
                    401, RawHttp.request(server.port(), "POST", "/keyed", "x").status());
        }
        SignatureFilter others = new SignatureFilter(SignedApp.settings().build(), signed.services);
        ApiKeyFilter shadow = new ApiKeyFilter(
                ApiKeySettings.builder()
                        .key("k", Secret.ofUtf8("k", "x".repeat(32)))
                        .shadow()
                        .build(),
                signed.services);
        AuthenticationFilter.together(List.of(shadow, others));
        try (TestContainer server =
                SignedApp.paths(TestApp.create().filter(shadow).filter(others)).start(container)) {
            assertEquals(
                    "nobody x",
                    RawHttp.request(server.port(), "POST", "/guarded", "x").text(),
                    "only watched");
            assertEquals(
                    401,
                    RawHttp.request(server.port(), "POST", "/ai/stream", "x").status());
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void watching_lets_everything_pass_and_says_what_it_would_refuse_and_off_does_not_look(Container container)
            throws Exception {
        try (TestContainer server =
                signed.app(SignedApp.settings().enforcement(Enforcement.SHADOW)).start(container)) {
            assertEquals(
                    "nobody x",
                    RawHttp.request(server.port(), "POST", "/ai/stream", "x", "X-AI-Signature: " + "0".repeat(64))
                            .text());
            assertTrue(signed.events.get(0).isShadow());
            assertEquals("signature body not canonical", signed.events.get(0).detail());
            String body = signed.call("a");
            assertEquals(
                    "SIGNATURE a " + body,
                    RawHttp.request(server.port(), "POST", "/ai/stream", body, SignedApp.signature(body))
                            .text());
            String large = "y".repeat(70_000);
            assertEquals(
                    "nobody " + large,
                    RawHttp.exchange(
                                    server.port(),
                                    chunked("/ai/stream", "X-AI-Signature: " + "0".repeat(64), large, 1000))
                            .text());
        }
        signed.events.clear();
        try (TestContainer server =
                signed.app(SignedApp.settings().enforcement(Enforcement.OFF)).start(container)) {
            assertEquals(
                    "nobody x",
                    RawHttp.request(server.port(), "POST", "/ai/stream", "x").text());
            assertEquals(List.of(), signed.events);
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void what_cannot_be_remembered_is_answered_503(Container container) throws Exception {
        ReplayStore full = (key, until) -> {
            throw new dev.hardening.core.decision.StoreUnavailableException("full");
        };
        SignatureFilter filter = new SignatureFilter(SignedApp.settings().build(), full, signed.services);
        String body = signed.call("a");
        try (TestContainer server =
                SignedApp.paths(TestApp.create().filter(filter)).start(container)) {
            RawHttp.Response answer =
                    RawHttp.request(server.port(), "POST", "/ai/stream", body, SignedApp.signature(body));
            assertEquals(503, answer.status());
            assertEquals("5", answer.header("Retry-After"));
            assertEquals(SecurityEventType.STORE_FAILED, signed.events.get(0).type());
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void a_filter_named_by_web_xml_reads_its_init_params_and_needs_a_secret(Container container) throws Exception {
        TestApp good = SignedApp.paths(TestApp.create()
                .onStartup(context -> context.setAttribute(Services.ATTRIBUTE, signed.services))
                .filter(
                        new SignatureFilter(),
                        setup -> setup.initParam("NODE_ENV", "test")
                                .initParam("AI_AGENT_SECRET", SignedApp.SECRET)
                                .initParam("SIGNATURE_HEADER", "X-Sig")));
        String body = signed.call("a");
        String value = SigningClient.hex(SignedApp.SECRET, body);
        try (TestContainer server = good.start(container)) {
            assertEquals(
                    401,
                    RawHttp.request(server.port(), "POST", "/ai/stream", body, "X-AI-Signature: " + value)
                            .status());
            assertEquals(
                    "SIGNATURE a " + body,
                    RawHttp.request(server.port(), "POST", "/ai/stream", body, "X-Sig: " + value)
                            .text());
        }
        TestApp without = SignedApp.paths(TestApp.create().filter(new SignatureFilter()));
        Exception none = assertThrows(Exception.class, () -> without.start(container));
        assertTrue(none.toString().contains("HRD-1001"), none.toString());
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void without_any_secret_signed_routes_serve_nobody(Container container) throws Exception {
        try (TestContainer server = signed.app(SignatureSettings.builder()).start(container)) {
            String body = signed.call("a");
            assertEquals(
                    401,
                    RawHttp.request(server.port(), "POST", "/ai/stream", body, SignedApp.signature(body))
                            .status());
        }
    }
}
