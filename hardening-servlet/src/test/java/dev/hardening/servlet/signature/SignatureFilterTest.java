package dev.hardening.servlet.signature;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.HardeningSettings;
import dev.hardening.core.apikey.ApiKeySettings;
import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.identity.Proof;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.core.request.SignatureScheme;
import dev.hardening.core.secret.Secret;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.core.signature.ReplayStore;
import dev.hardening.core.signature.SignatureSettings;
import dev.hardening.servlet.HardeningFilter;
import dev.hardening.servlet.apikey.ApiKeyFilter;
import dev.hardening.servlet.support.AuthenticationFilter;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.SigningClient;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import jakarta.servlet.Filter;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
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
    void a_filter_named_by_web_xml_remembers_where_the_application_says(Container container) throws Exception {
        Set<String> remembered = ConcurrentHashMap.newKeySet();
        ReplayStore store = (key, until) -> remembered.add(key);
        TestApp app = SignedApp.paths(TestApp.create()
                .onStartup(context -> {
                    context.setAttribute(Services.ATTRIBUTE, signed.services);
                    context.setAttribute(ReplayStore.class.getName(), store);
                })
                .filter(
                        new SignatureFilter(),
                        setup -> setup.initParam("NODE_ENV", "test").initParam("AI_AGENT_SECRET", SignedApp.SECRET)));
        String body = signed.call("a");
        String value = "X-AI-Signature: " + SigningClient.hex(SignedApp.SECRET, body);
        try (TestContainer server = app.start(container)) {
            assertEquals(
                    200,
                    RawHttp.request(server.port(), "POST", "/ai/stream", body, value)
                            .status());
        }
        assertEquals(1, remembered.size());
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

    private static final String KEY = "x9Kq2mZ7vR4tB1nW8pL5sD3fG6hJ0cYa";

    private TestContainer beside(Container container, ApiKeySettings.Builder keys, Enforcement signatures)
            throws Exception {
        ApiKeyFilter key = new ApiKeyFilter(keys.build(), signed.services);
        SignatureFilter signature =
                new SignatureFilter(SignedApp.settings().enforcement(signatures).build(), signed.services);
        AuthenticationFilter.together(List.of(key, signature));
        return SignedApp.paths(TestApp.create().filter(key).filter(signature)).start(container);
    }

    private static ApiKeySettings.Builder keys() {
        return ApiKeySettings.builder().key("k", Secret.ofUtf8("k", KEY));
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void watching_signatures_lets_pass_beside_API_keys_where_no_key_counts(Container container) throws Exception {
        String body = signed.call("a");
        try (TestContainer server = beside(container, keys(), Enforcement.SHADOW)) {
            assertEquals(
                    "nobody x",
                    RawHttp.request(server.port(), "POST", "/ai/stream", "x").text());
            assertEquals(
                    "SIGNATURE a " + body,
                    RawHttp.request(server.port(), "POST", "/ai/stream", body, SignedApp.signature(body))
                            .text());
            assertEquals(401, status(server, "/guarded"), "keys still guard what takes them");
            assertEquals(401, status(server, "/keyed"));
            assertEquals(401, status(server, "/bound"), "a key would do here, so nobody gets in without one");
        }
    }

    private static int status(TestContainer server, String path) {
        return RawHttp.request(server.port(), "POST", path, "x").status();
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void watching_API_keys_lets_pass_what_is_signed_and_nothing_else(Container container) throws Exception {
        String body = signed.call("a");
        try (TestContainer server = beside(container, keys().shadow(), Enforcement.ENFORCE)) {
            assertEquals(
                    "nobody " + body,
                    RawHttp.request(server.port(), "POST", "/keyed", body, SignedApp.signature(body))
                            .text());
            assertEquals(401, status(server, "/keyed"), "not signed");
            assertEquals(401, status(server, "/bound"));
        }
    }

    private HardeningSettings environment(Routes routes, Map<String, String> more) {
        Map<String, String> values = new HashMap<>(more);
        values.put("NODE_ENV", "test");
        values.put("AI_AGENT_SECRET", SignedApp.SECRET);
        SettingReader reader = SettingReader.of(SettingSource.environment(values));
        HardeningSettings settings = HardeningSettings.builder().routes(routes).read(reader);
        reader.finish().throwIfRefused();
        return settings;
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void watching_by_the_environment_lets_pass_too(Container container) throws Exception {
        Routes routes = Routes.builder()
                .add(Route.guarded("/ai/{call}")
                        .provedBy(Proof.SIGNATURE)
                        .signed(SignatureScheme.PYTHON_JSON)
                        .signedAction("verify_proof"))
                .build();
        HardeningSettings settings = environment(routes, Map.of("SIGNATURE_MODE", "shadow", "API_KEYS", KEY));
        HardeningFilter filter = HardeningFilter.builder(settings).build();
        try (TestContainer server =
                SignedApp.paths(TestApp.create().filter(filter)).start(container)) {
            assertEquals(
                    "nobody {}",
                    RawHttp.request(server.port(), "POST", "/ai/stream", "{}").text());
            assertEquals(401, status(server, "/guarded"));
        }
    }

    /** Reads a body and shows it to the rest, as filters do that log or cache bodies. */
    private static Filter showing(boolean asText) {
        return (request, response, chain) -> {
            byte[] body = asText
                    ? request.getReader().lines().collect(Collectors.joining()).getBytes(StandardCharsets.ISO_8859_1)
                    : request.getInputStream().readAllBytes();
            chain.doFilter(new ShownBody((HttpServletRequest) request, body), response);
        };
    }

    private static final class ShownBody extends HttpServletRequestWrapper {
        private final byte[] body;

        ShownBody(HttpServletRequest request, byte[] body) {
            super(request);
            this.body = body;
        }

        @Override
        public ServletInputStream getInputStream() {
            InputStream in = new ByteArrayInputStream(body);
            return new ServletInputStream() {
                @Override
                public int read() throws IOException {
                    return in.read();
                }

                @Override
                public int read(byte[] target, int offset, int length) throws IOException {
                    return in.read(target, offset, length);
                }

                @Override
                public boolean isFinished() {
                    return false;
                }

                @Override
                public boolean isReady() {
                    return true;
                }

                @Override
                public void setReadListener(ReadListener listener) {
                    throw new IllegalStateException("not asynchronous");
                }
            };
        }
    }

    private String raw(String method, String nonce, String body) {
        return "X-AI-Signature: "
                + SigningClient.rawBody(
                        SignedApp.SECRET,
                        method,
                        "/raw/x",
                        signed.now,
                        nonce.repeat(22),
                        body.getBytes(StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void a_body_that_a_filter_before_has_read_is_not_verified_in_its_place(Container container) throws Exception {
        Routes routes = Routes.builder()
                .add(Route.guarded("/raw/**").signed(SignatureScheme.RAW_BODY))
                .build();
        for (String mode : List.of("stream enforce", "text enforce", "stream off", "text off")) {
            signed.events.clear();
            String bounded = mode.substring(mode.indexOf(' ') + 1);
            HardeningFilter filter = HardeningFilter.builder(environment(routes, Map.of("BODY_MODE", bounded)))
                    .beforeAuthentication(showing(mode.startsWith("text")))
                    .services(signed.services)
                    .build();
            try (TestContainer server =
                    SignedApp.paths(TestApp.create().filter(filter)).start(container)) {
                // The agent has signed an empty request; whoever holds it adds a body.
                RawHttp.Response added =
                        RawHttp.request(server.port(), "POST", "/raw/x", "amount=1000000", raw("POST", "a", ""));
                assertEquals(401, added.status(), added.text());
                assertEquals("signature body read before", signed.events.get(0).detail());
                RawHttp.Response chunks =
                        RawHttp.exchange(server.port(), chunked("/raw/x", raw("POST", "b", ""), "amount=1000000", 5));
                assertEquals(401, chunks.status(), chunks.text());
                assertEquals("signature body read before", signed.events.get(1).detail());
                assertEquals(
                        401,
                        RawHttp.request(server.port(), "POST", "/raw/x", "x", raw("POST", "c", "x"))
                                .status(),
                        "nobody knows what the filter shows");
                String nothing = "SIGNATURE AI_AGENT_SECRET ";
                assertEquals(
                        nothing,
                        RawHttp.get(server.port(), "/raw/x", raw("GET", "d", ""))
                                .text());
                assertEquals(
                        nothing,
                        RawHttp.request(server.port(), "POST", "/raw/x", "", raw("POST", "e", ""))
                                .text(),
                        "where there is none, none can be another one");
                assertEquals(2 + 1, signed.events.size(), signed.events.toString());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void a_filter_that_only_asks_for_a_parameter_has_not_taken_the_body(Container container) throws Exception {
        Routes routes = Routes.builder()
                .add(Route.guarded("/raw/**").signed(SignatureScheme.RAW_BODY))
                .build();
        for (String mode : List.of("enforce", "off")) {
            HardeningFilter filter = HardeningFilter.builder(environment(routes, Map.of("BODY_MODE", mode)))
                    .beforeAuthentication((request, response, chain) -> {
                        request.setAttribute("a", request.getParameter("a"));
                        chain.doFilter(request, response);
                    })
                    .services(signed.services)
                    .build();
            try (TestContainer server =
                    SignedApp.paths(TestApp.create().filter(filter)).start(container)) {
                String form = "Content-Type: application/x-www-form-urlencoded";
                assertEquals(
                        "SIGNATURE AI_AGENT_SECRET a=1",
                        RawHttp.request(server.port(), "POST", "/raw/x", "a=1", form, raw("POST", "a", "a=1"))
                                .text(),
                        mode);
                assertEquals(
                        401,
                        RawHttp.request(server.port(), "POST", "/raw/x", "a=2", form, raw("POST", "b", "a=1"))
                                .status());
                assertEquals(
                        401,
                        RawHttp.request(server.port(), "POST", "/raw/x", "a=2", form, raw("POST", "c", ""))
                                .status(),
                        "the form was added to an empty request");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void what_is_signed_as_JSON_is_not_read_in_another_charset_that_the_unsigned_type_names(Container container)
            throws Exception {
        // A stranger wrote the note, and a parser that stops at the object's end would not see its scope.
        String canonical = "{\"agent_id\": \"a\", \"note\": \"\\u3043\\\"}\", \"scope\": \"read\", \"timestamp\": "
                + signed.now + ".5}";
        String body = canonical.replace("\\u3043", "\u3043");
        String wire = new String(body.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        try (TestContainer server = start(container)) {
            RawHttp.Response other = RawHttp.request(
                    server.port(),
                    "POST",
                    "/ai/reader",
                    wire,
                    "Content-Type: application/json; charset=Shift_JIS",
                    SignedApp.signature(canonical));
            assertEquals(401, other.status(), other.text());
            assertEquals("signature other charset", signed.events.get(0).detail());
            assertEquals(
                    "SIGNATURE a " + body,
                    RawHttp.request(
                                    server.port(),
                                    "POST",
                                    "/ai/reader",
                                    wire,
                                    "Content-Type: application/json; charset=utf-8",
                                    SignedApp.signature(canonical))
                            .text());
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void a_message_signature_of_a_proxy_may_stand_beside_ours(Container container) throws Exception {
        try (TestContainer server = start(container)) {
            String[][] others = {
                {"(\"@query-param\";name=\"a\" \"@query-param\";name=\"b\");created=1;keyid=\"p\"", ":AAAA:"},
                {"( \"@method\"  \"@path\" ); created=1", ":AAAA:;v=1"},
            };
            for (String[] other : others) {
                String input = "(\"@method\" \"@path\" \"@query\");created=" + signed.now + ";nonce=\""
                        + SigningClient.NONCE + other[0].length() + "\";keyid=\"a\";tag=\"hardening-v1\"";
                String base = "\"@method\": GET\n\"@path\": /http/x\n\"@query\": ?\n\"@signature-params\": " + input;
                RawHttp.Response answer = RawHttp.get(
                        server.port(),
                        "/http/x",
                        "Signature-Input: proxy=" + other[0] + ", ours=" + input,
                        "Signature: proxy=" + other[1] + ", ours=:"
                                + SigningClient.base64(SigningClient.mac(SignedApp.SECRET, base)) + ":");
                assertEquals("SIGNATURE a ", answer.text(), other[0]);
            }
        }
    }

    @Test
    void a_filter_by_code_without_a_signed_route_is_not_made() {
        SignatureSettings on = SignedApp.settings().build();
        assertThrows(IllegalArgumentException.class, () -> new SignatureFilter(on, Services.standard()));
        SignatureSettings off =
                SignedApp.settings().enforcement(Enforcement.OFF).build();
        assertDoesNotThrow(() -> new SignatureFilter(off, Services.standard()), "it asks for nothing");
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void a_filter_by_web_xml_without_a_signed_route_does_not_start(Container container) {
        TestApp app = SignedApp.paths(TestApp.create()
                .filter(
                        new SignatureFilter(),
                        setup -> setup.initParam("NODE_ENV", "test").initParam("AI_AGENT_SECRET", SignedApp.SECRET)));
        Exception none = assertThrows(Exception.class, () -> app.start(container));
        assertTrue(none.toString().contains("HRD-1401"), none.toString());
    }
}
