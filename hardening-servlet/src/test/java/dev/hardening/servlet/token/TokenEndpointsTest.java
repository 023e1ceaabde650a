package dev.hardening.servlet.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.decision.StoreUnavailableException;
import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.identity.Account;
import dev.hardening.core.identity.LoginAttempt;
import dev.hardening.core.identity.LoginResult;
import dev.hardening.core.identity.RevocationStore;
import dev.hardening.core.json.JsonException;
import dev.hardening.core.json.JsonLimits;
import dev.hardening.core.json.JsonObject;
import dev.hardening.core.json.JsonReader;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.core.secret.KeyRing;
import dev.hardening.core.secret.Secret;
import dev.hardening.core.token.RefreshFamilyStore;
import dev.hardening.core.token.TokenIssuer;
import dev.hardening.core.token.TokenKeys;
import dev.hardening.core.token.TokenService;
import dev.hardening.core.token.TokenSettings;
import dev.hardening.core.token.TokenVerifier;
import dev.hardening.core.token.Tokens;
import dev.hardening.servlet.support.DeviceCookie;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.FakeTicker;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.ResolvingFilter;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TokenEndpointsTest {

    private static final Secret KEY = Secret.ofUtf8("JWT_SECRET", "kX2vT8qLw0aXnY5rBcPd2hJ7mZ4sG9eF");
    private static final String JSON = "Content-Type: application/json";
    private static final String PASSWORD = "correct horse";

    private final FakeTicker ticker = new FakeTicker();
    private final List<SecurityEvent> events = new CopyOnWriteArrayList<>();
    private final Map<String, Account> users = new ConcurrentHashMap<>(Map.of(
            "alice",
                    Account.named("alice")
                            .tenant("demo")
                            .role("user")
                            .role("editor")
                            .build(),
            "bob", Account.named("bob").build()));
    private final List<LoginAttempt> attempts = new CopyOnWriteArrayList<>();
    private final Services services = Services.builder()
            .clock(ticker)
            .events(events::add)
            .routes(Routes.builder()
                    .add(Route.open("/auth/login"))
                    .add(Route.open("/auth/refresh"))
                    .add(Route.open("/open/**"))
                    .build())
            .build();

    private Duration grace = Duration.ofSeconds(10);
    private RefreshFamilyStore families = RefreshFamilyStore.inMemory(100);
    private RevocationStore revocations = RevocationStore.inMemory(ticker, 100);

    private TestContainer start(Container container) throws Exception {
        TokenSettings settings = TokenSettings.builder()
                .keys(KeyRing.of(KEY))
                .issuer("https://api.example.org")
                .refreshGrace(grace)
                .build();
        TokenKeys keys = TokenKeys.of(settings, ticker);
        Tokens tokens = Tokens.builder(settings)
                .keys(keys)
                .time(ticker, ticker)
                .revocation(revocations)
                .build();
        TokenService service = TokenService.builder(
                        settings, new TokenIssuer(settings, keys), new TokenVerifier(settings, keys, ticker))
                .families(families)
                .revocations(revocations)
                .accounts(users::get)
                .clock(ticker)
                .events(events::add)
                .build();
        TokenEndpoints endpoints = TokenEndpoints.of(service, this::attempt).deviceCookie("known", Duration.ofDays(30));
        return TestApp.create()
                .filter(new ResolvingFilter(services))
                .filter(new TokenFilter(tokens, services), setup -> setup.everyDispatch())
                .servlet("/auth/login", endpoints.login()::service)
                .servlet("/auth/refresh", endpoints.refresh()::service)
                .servlet("/auth/logout", endpoints.logout()::service)
                .servlet("/auth/me", endpoints.me()::service)
                .servlet("/open/me", endpoints.me()::service)
                .servlet("/open/logout", endpoints.logout()::service)
                .start(container);
    }

    private LoginResult attempt(LoginAttempt attempt) {
        attempts.add(attempt);
        switch (attempt.name()) {
            case "down" -> throw new StoreUnavailableException("down");
            case "locked" -> {
                tell(attempt, SecurityEventType.LOGIN_LOCKED, RefusalCode.LOGIN_LOCKED);
                return new LoginResult.Refused(Refusal.of(RefusalCode.LOGIN_LOCKED)
                        .retryAfter(Duration.ofSeconds(77))
                        .build());
            }
            default -> {
                Account account = users.get(attempt.name());
                if (account != null && Arrays.equals(attempt.password(), PASSWORD.toCharArray())) {
                    return new LoginResult.Accepted(account, attempt.device() == null ? "device-1" : null);
                }
                tell(attempt, SecurityEventType.AUTHENTICATION_FAILED, RefusalCode.LOGIN_FAILED);
                return new LoginResult.Refused(
                        Refusal.of(RefusalCode.LOGIN_FAILED).build());
            }
        }
    }

    private void tell(LoginAttempt attempt, SecurityEventType type, RefusalCode code) {
        events.add(attempt.about().apply(type).code(code).build());
    }

    /** A pair of tokens as a client keeps it. */
    private record Pair(String access, String refresh) {
        static Pair of(RawHttp.Response response) {
            assertEquals(200, response.status(), response.toString());
            assertEquals("no-store", response.header("Cache-Control"));
            JsonObject json = json(response);
            assertEquals("Bearer", json.string("token_type"));
            assertEquals(900, json.integer("expires_in"));
            return new Pair(text(json, "access_token"), text(json, "refresh_token"));
        }

        String bearer() {
            return "Authorization: Bearer " + access;
        }
    }

    private static JsonObject json(RawHttp.Response response) {
        try {
            assertTrue(String.valueOf(response.header("Content-Type")).contains("json"), response.toString());
            return JsonReader.of(JsonLimits.defaults()).readObject(response.body());
        } catch (JsonException e) {
            throw new AssertionError(response.toString(), e);
        }
    }

    private static String text(JsonObject json, String name) {
        String text = json.string(name);
        assertNotNull(text, name);
        return text;
    }

    private static RawHttp.Response post(TestContainer server, String path, String body, String... headers) {
        String[] all = Arrays.copyOf(headers, headers.length + 1);
        all[headers.length] = JSON;
        return RawHttp.request(server.port(), "POST", path, body, all);
    }

    private static RawHttp.Response login(TestContainer server, String name, String password, String... headers) {
        String body = "{\"username\":\"" + name + "\",\"password\":\"" + password + "\"}";
        return post(server, "/auth/login", body, headers);
    }

    private static Pair login(TestContainer server) {
        return Pair.of(login(server, "alice", PASSWORD));
    }

    private static RawHttp.Response refresh(TestContainer server, String token) {
        return post(server, "/auth/refresh", "{\"refresh_token\":\"" + token + "\"}");
    }

    private static RawHttp.Response me(TestContainer server, Pair pair) {
        return RawHttp.get(server.port(), "/auth/me", pair.bearer());
    }

    private static void assertCode(int status, String code, RawHttp.Response response) {
        assertEquals(status, response.status(), response.toString());
        assertEquals(code, json(response).string("code"), response.toString());
        assertEquals("no-store", response.header("Cache-Control"));
        if (status == 401) {
            assertTrue(String.valueOf(response.header("WWW-Authenticate")).startsWith("Bearer"), response.toString());
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void H_01_X_53_log_in_me_refresh_and_a_spent_token_ends_it_all(Container container) throws Exception {
        try (TestContainer server = start(container)) {
            Pair first = login(server);
            RawHttp.Response me = me(server, first);
            assertEquals(200, me.status());
            assertEquals("{\"username\":\"alice\",\"tenant\":\"demo\",\"roles\":[\"editor\",\"user\"]}", me.text());
            assertEquals("no-store", me.header("Cache-Control"));

            ticker.advance(Duration.ofMinutes(10));
            Pair second = Pair.of(refresh(server, first.refresh()));
            assertNotEquals(first.refresh(), second.refresh());
            assertNotEquals(first.access(), second.access());
            assertEquals(200, me(server, second).status());
            assertEquals(200, me(server, first).status(), "an access token lives its time");

            ticker.advance(Duration.ofMinutes(4));
            assertCode(401, "TOKEN_INVALID", refresh(server, first.refresh()));
            assertCode(401, "TOKEN_INVALID", refresh(server, second.refresh()));
            assertCode(401, "TOKEN_INVALID", me(server, second));
            assertCode(401, "TOKEN_INVALID", me(server, first));
            SecurityEvent reused = events.stream()
                    .filter(event -> event.type() == SecurityEventType.TOKEN_REUSED)
                    .findFirst()
                    .orElseThrow();
            assertEquals("alice", reused.subject());
            assertEquals("/auth/refresh", reused.path());
            assertEquals("127.0.0.1", String.valueOf(reused.client()));
            assertEquals(200, me(server, login(server)).status(), "a new log-in is a new session");
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void X_54_a_log_out_ends_access_and_refresh_at_once(Container container) throws Exception {
        try (TestContainer server = start(container)) {
            Pair other = login(server);
            for (boolean withRefresh : new boolean[] {true, false}) {
                Pair pair = login(server);
                String body = withRefresh ? "{\"refresh_token\":\"" + pair.refresh() + "\"}" : "";
                RawHttp.Response answer = withRefresh
                        ? post(server, "/auth/logout", body, pair.bearer())
                        : RawHttp.request(server.port(), "POST", "/auth/logout", body, pair.bearer());
                assertEquals(204, answer.status(), answer.toString());
                assertEquals("no-store", answer.header("Cache-Control"));
                assertCode(401, "TOKEN_INVALID", me(server, pair));
                assertCode(401, "TOKEN_INVALID", refresh(server, pair.refresh()));
                assertCode(401, "AUTHENTICATION_REQUIRED", post(server, "/open/logout", body));
            }
            Pair bob = Pair.of(login(server, "bob", PASSWORD));
            Pair mine = login(server);
            assertEquals(
                    204,
                    post(server, "/auth/logout", "{\"refresh_token\":\"" + bob.refresh() + "\"}", mine.bearer())
                            .status());
            assertEquals(200, me(server, bob).status());
            Pair.of(refresh(server, bob.refresh()));
            assertEquals(200, me(server, other).status());
            Pair.of(refresh(server, other.refresh()));
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void of_sixteen_refreshes_at_once_one_rotates_and_all_get_the_same_token(Container container) throws Exception {
        try (TestContainer server = start(container)) {
            Pair first = login(server);
            Set<String> refreshes = new HashSet<>();
            for (RawHttp.Response answer : sixteen(server, first)) {
                refreshes.add(Pair.of(answer).refresh());
            }
            assertEquals(1, refreshes.size(), "one successor");
            Pair next = Pair.of(refresh(server, refreshes.iterator().next()));
            assertEquals(200, me(server, next).status());
            assertEquals(0, count(SecurityEventType.TOKEN_REUSED));
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void without_grace_of_sixteen_refreshes_one_rotates_and_the_session_dies(Container container) throws Exception {
        grace = Duration.ZERO;
        try (TestContainer server = start(container)) {
            Pair first = login(server);
            List<Pair> granted = new ArrayList<>();
            for (RawHttp.Response answer : sixteen(server, first)) {
                if (answer.status() == 200) {
                    granted.add(Pair.of(answer));
                } else {
                    assertCode(401, "TOKEN_INVALID", answer);
                }
            }
            assertEquals(1, granted.size());
            assertEquals(1, count(SecurityEventType.TOKEN_REUSED));
            assertCode(401, "TOKEN_INVALID", refresh(server, granted.get(0).refresh()));
            assertCode(401, "TOKEN_INVALID", me(server, granted.get(0)));
            assertCode(401, "TOKEN_INVALID", me(server, first));
        }
    }

    private static List<RawHttp.Response> sixteen(TestContainer server, Pair pair) throws Exception {
        int threads = 16;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CyclicBarrier start = new CyclicBarrier(threads);
            List<Future<RawHttp.Response>> answers = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                answers.add(pool.submit(() -> {
                    start.await();
                    return refresh(server, pair.refresh());
                }));
            }
            List<RawHttp.Response> all = new ArrayList<>();
            for (Future<RawHttp.Response> answer : answers) {
                all.add(answer.get());
            }
            return all;
        } finally {
            pool.shutdownNow();
        }
    }

    private long count(SecurityEventType type) {
        return events.stream().filter(event -> event.type() == type).count();
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void an_account_that_exists_and_one_that_does_not_get_the_same_bytes(Container container) throws Exception {
        try (TestContainer server = start(container)) {
            Set<String> answers = new HashSet<>();
            for (String name : List.of("alice", "nobody", "", "\\u0000", "x".repeat(2000), "\\ud83d\\ude00")) {
                RawHttp.Response answer = login(server, name, "wrong");
                assertCode(401, "LOGIN_FAILED", answer);
                answers.add(answer.toString().replaceAll("(?m)^Date: .*$", ""));
            }
            assertEquals(1, answers.size(), answers.toString());
            assertEquals("x".repeat(2000), attempts.get(4).name());
            assertEquals("\u0000", attempts.get(3).name());
            SecurityEvent failed = events.get(0);
            assertEquals(SecurityEventType.AUTHENTICATION_FAILED, failed.type());
            assertEquals(RefusalCode.LOGIN_FAILED, failed.code());
            assertNull(failed.subject(), "people type passwords into the field for the name");
            assertEquals("/auth/login", failed.path());
            assertEquals(6, events.size(), "each attempt is told once, by whoever decides it");
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void the_log_in_service_decides_and_its_password_is_wiped(Container container) throws Exception {
        try (TestContainer server = start(container)) {
            RawHttp.Response locked = login(server, "locked", PASSWORD);
            assertCode(429, "LOGIN_LOCKED", locked);
            assertEquals("77", locked.header("Retry-After"));
            assertNull(locked.header("WWW-Authenticate"));
            RawHttp.Response down = login(server, "down", PASSWORD);
            assertCode(503, "STORE_UNAVAILABLE", down);
            assertEquals("1", down.header("Retry-After"));
            assertEquals(SecurityEventType.STORE_FAILED, events.get(1).type());
            assertEquals("/auth/login", events.get(1).path());
            assertEquals(SecurityEventType.LOGIN_LOCKED, events.get(0).type());
            assertEquals(2, events.size());
            login(server);
            assertEquals(3, attempts.size());
            for (LoginAttempt attempt : attempts) {
                assertEquals("127.0.0.1", attempt.client().toString());
                assertEquals("\0".repeat(PASSWORD.length()), new String(attempt.password()));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void wrong_requests_are_refused_by_code_and_never_reach_the_services(Container container) throws Exception {
        String good = "{\"username\":\"alice\",\"password\":\"" + PASSWORD + "\"}";
        String form = "Content-Type: application/x-www-form-urlencoded";
        String[][] cases = {
            {"400", "JSON_MALFORMED", "POST", "", JSON},
            {"400", "JSON_MALFORMED", "POST", "{", JSON},
            {"400", "JSON_MALFORMED", "POST", "[]", JSON},
            {"400", "JSON_MALFORMED", "POST", "null", JSON},
            {"400", "JSON_MALFORMED", "POST", "\"x\"", JSON},
            {"400", "JSON_MALFORMED", "POST", good + "x", JSON},
            {"400", "JSON_MALFORMED", "POST", "\u00ef\u00bb\u00bf" + good, JSON},
            {"400", "JSON_MALFORMED", "POST", "{\"username\":\"a\\ud800\",\"password\":\"x\"}", JSON},
            {"400", "JSON_MALFORMED", "POST", "{\"username\":\"\u00ff\",\"password\":\"x\"}", JSON},
            {"400", "JSON_MALFORMED", "POST", "{\"password\":\"a\",\"password\":\"b\",\"username\":\"c\"}", JSON},
            {"400", "JSON_MALFORMED", "POST", "{\"pass\\u0077ord\":\"a\",\"password\":\"b\"}", JSON},
            {"400", "JSON_TOO_COMPLEX", "POST", "{\"a\":" + "[".repeat(4000) + "]".repeat(4000) + "}", JSON},
            {"400", "INPUT_INVALID", "POST", "{}", JSON},
            {"400", "INPUT_INVALID", "POST", "{\"username\":\"alice\"}", JSON},
            {"400", "INPUT_INVALID", "POST", "{\"username\":1,\"password\":\"x\"}", JSON},
            {"400", "INPUT_INVALID", "POST", "{\"username\":\"a\",\"password\":null}", JSON},
            {"400", "INPUT_INVALID", "POST", "{\"username\":\"a\",\"password\":[\"x\"]}", JSON},
            {"400", "INPUT_INVALID", "POST", "{\"username\":{\"$ne\":null},\"password\":{\"$ne\":null}}", JSON},
            {"413", "BODY_TOO_LARGE", "POST", "{\"username\":\"" + "x".repeat(9000) + "\"}", JSON},
            {"415", "CONTENT_TYPE_UNSUPPORTED", "POST", good, "Accept: x"},
            {"415", "CONTENT_TYPE_UNSUPPORTED", "POST", good, "Content-Type: text/plain"},
            {"415", "CONTENT_TYPE_UNSUPPORTED", "POST", good, "Content-Type: application/jsonp"},
            {"415", "CONTENT_TYPE_UNSUPPORTED", "POST", good, "Content-Type: application/json; charset=utf-16"},
            {"415", "CONTENT_TYPE_UNSUPPORTED", "POST", good, "Content-Type: application/json, text/plain"},
            {"415", "CONTENT_TYPE_UNSUPPORTED", "POST", "username=alice&password=correct+horse", form},
            {"415", "BODY_CODING_UNSUPPORTED", "POST", good, JSON, "Content-Encoding: gzip"},
            {"405", "METHOD_NOT_ALLOWED", "GET", "", JSON},
            {"405", "METHOD_NOT_ALLOWED", "PUT", good, JSON},
            {"405", "METHOD_NOT_ALLOWED", "DELETE", "", JSON},
            {"405", "METHOD_NOT_ALLOWED", "OPTIONS", "", JSON},
            {"405", "METHOD_NOT_ALLOWED", "post", good, JSON},
        };
        try (TestContainer server = start(container)) {
            String query = "?username=alice&password=correct+horse&refresh_token=x";
            for (String[] one : cases) {
                String[] headers = Arrays.copyOfRange(one, 4, one.length);
                for (String path : List.of("/auth/login", "/auth/login" + query)) {
                    RawHttp.Response answer = RawHttp.request(server.port(), one[2], path, one[3], headers);
                    String where = String.join(" ", List.of(one).subList(0, 3)) + " "
                            + one[3].substring(0, Math.min(60, one[3].length())) + " " + Arrays.toString(headers);
                    assertEquals(Integer.parseInt(one[0]), answer.status(), where + "\n" + answer);
                    assertEquals(one[1], json(answer).string("code"), where);
                    assertFalse(answer.text().contains("alice") || answer.text().contains("horse"), where);
                    assertEquals("405".equals(one[0]) ? "POST" : null, answer.header("Allow"));
                }
            }
            assertEquals(List.of(), attempts);
            assertEquals(Set.of(SecurityEventType.INPUT_REFUSED, SecurityEventType.REQUEST_REFUSED), types());
        }
    }

    private Set<SecurityEventType> types() {
        Set<SecurityEventType> types = new HashSet<>();
        events.forEach(event -> types.add(event.type()));
        return types;
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void unknown_members_and_a_stated_charset_do_no_harm(Container container) throws Exception {
        try (TestContainer server = start(container)) {
            String body = "{\"username\":\"alice\",\"password\":\"" + PASSWORD + "\",\"remember\":{\"me\":[true]}}";
            for (String type : List.of(
                    "application/json",
                    "Application/JSON",
                    "application/json;charset=UTF-8",
                    "application/json; charset=\"utf-8\"",
                    "application/json;")) {
                Pair.of(RawHttp.request(server.port(), "POST", "/auth/login", body, "Content-Type: " + type));
            }
            RawHttp.Response chunked = RawHttp.request(
                    server.port(),
                    "POST",
                    "/auth/login",
                    Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n",
                    JSON,
                    "Transfer-Encoding: chunked");
            Pair.of(chunked);
            String large = "{\"username\":\"" + "x".repeat(20_000) + "\"}";
            assertCode(
                    413,
                    "BODY_TOO_LARGE",
                    RawHttp.request(
                            server.port(),
                            "POST",
                            "/auth/login",
                            Integer.toHexString(large.length()) + "\r\n" + large + "\r\n0\r\n\r\n",
                            JSON,
                            "Transfer-Encoding: chunked"));
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void a_bad_refresh_token_or_body_is_coded_at_every_endpoint(Container container) throws Exception {
        try (TestContainer server = start(container)) {
            Pair pair = login(server);
            for (String bad :
                    List.of("", "x", "a.b.c", pair.access(), pair.refresh() + "A", "x".repeat(8000), "\\u0000")) {
                assertCode(401, "TOKEN_INVALID", refresh(server, bad));
            }
            for (String body : List.of("{}", "{\"refresh_token\":1}", "{\"refresh_token\":null}")) {
                assertCode(400, "INPUT_INVALID", post(server, "/auth/refresh", body));
            }
            assertCode(413, "BODY_TOO_LARGE", refresh(server, "x".repeat(8192)));
            for (String body : List.of("{\"refresh_token\":1}", "{\"refresh_token\":null}")) {
                assertCode(400, "INPUT_INVALID", post(server, "/auth/logout", body, pair.bearer()));
            }
            assertCode(400, "JSON_MALFORMED", post(server, "/auth/logout", "[", pair.bearer()));
            assertCode(
                    415,
                    "CONTENT_TYPE_UNSUPPORTED",
                    RawHttp.request(server.port(), "POST", "/auth/logout", "refresh_token=x", pair.bearer()));
            assertCode(405, "METHOD_NOT_ALLOWED", RawHttp.get(server.port(), "/auth/logout", pair.bearer()));
            RawHttp.Response method = post(server, "/auth/me", "{}", pair.bearer());
            assertCode(405, "METHOD_NOT_ALLOWED", method);
            assertEquals("GET, HEAD", method.header("Allow"));
            assertEquals(200, me(server, pair).status(), "none of that ended anything");
            RawHttp.Response head = RawHttp.request(server.port(), "HEAD", "/auth/me", "", pair.bearer());
            assertEquals(200, head.status());
            assertEquals("", head.text());
            ticker.advance(Duration.ofDays(8));
            assertCode(401, "TOKEN_EXPIRED", refresh(server, pair.refresh()));
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void an_expired_token_beside_a_good_refresh_is_refused_and_uses_nothing_up(Container container) throws Exception {
        try (TestContainer server = start(container)) {
            Pair pair = login(server);
            ticker.advance(Duration.ofHours(1));
            String body = "{\"refresh_token\":\"" + pair.refresh() + "\"}";
            for (int i = 0; i < 3; i++) {
                assertCode(401, "TOKEN_EXPIRED", post(server, "/auth/refresh", body, pair.bearer()));
            }
            assertEquals(
                    200, me(server, Pair.of(refresh(server, pair.refresh()))).status());
            assertEquals(0, count(SecurityEventType.TOKEN_REUSED));
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void on_open_routes_too_nobody_is_nobody(Container container) throws Exception {
        try (TestContainer server = start(container)) {
            assertCode(401, "AUTHENTICATION_REQUIRED", RawHttp.get(server.port(), "/open/me"));
            assertCode(401, "AUTHENTICATION_REQUIRED", RawHttp.get(server.port(), "/auth/me"));
            Pair pair = login(server);
            for (String field : List.of("Basic YTpi", "Bearer", "Bearerx", "")) {
                RawHttp.Response answer = post(server, "/open/logout", "{}", "Authorization: " + field);
                assertEquals(401, answer.status(), field);
            }
            assertEquals(
                    401,
                    post(server, "/open/logout", "{}", pair.bearer(), pair.bearer())
                            .status());
            assertEquals(200, me(server, pair).status());
            assertEquals(
                    204,
                    post(server, "/open/logout", "{}", "Authorization: bEARER " + pair.access())
                            .status());
            assertEquals(401, me(server, pair).status());
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void stores_that_are_full_are_a_refusal_to_come_back(Container container) throws Exception {
        families = RefreshFamilyStore.inMemory(1);
        revocations = RevocationStore.inMemory(ticker, 1);
        try (TestContainer server = start(container)) {
            Pair pair = login(server);
            RawHttp.Response full = login(server, "bob", PASSWORD);
            assertCode(503, "STORE_UNAVAILABLE", full);
            assertEquals("1", full.header("Retry-After"));
            assertNull(full.header("Set-Cookie"));
            assertTrue(types().contains(SecurityEventType.STORE_FAILED));
            assertEquals(200, me(server, pair).status());
            revocations.revokeToken("somebody", ticker.instant().plusSeconds(3600));
            RawHttp.Response logout = post(server, "/auth/logout", "{}", pair.bearer());
            assertCode(503, "STORE_UNAVAILABLE", logout);
            assertEquals("1", logout.header("Retry-After"));
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void a_device_that_the_log_in_service_gives_becomes_a_cookie_and_comes_back(Container container) throws Exception {
        try (TestContainer server = start(container)) {
            RawHttp.Response first = login(server, "alice", PASSWORD);
            assertEquals(
                    List.of("known=device-1; Path=/; Max-Age=2592000; HttpOnly; SameSite=Strict"),
                    first.values("Set-Cookie"));
            RawHttp.Response second = login(server, "alice", PASSWORD, "Cookie: other=x; known=device-1");
            assertNull(second.header("Set-Cookie"));
            login(server, "alice", PASSWORD, "Cookie: known=device-1; known=device-2");
            login(server, "alice", PASSWORD, "Cookie: Known=device-1");
            login(server, "alice", PASSWORD, "Cookie: known=" + "x".repeat(5000));
            // Read as browsers write it: a quote opens nothing, an escape undoes nothing, another line is no other
            // cookie.
            login(server, "alice", PASSWORD, "Cookie: a=\"; known=device-1; b=\"");
            login(server, "alice", PASSWORD, "Cookie: known=\"device-1\"");
            login(server, "alice", PASSWORD, "Cookie: known=device-1", "Cookie: known=device-2");
            login(server, "alice", PASSWORD, "Cookie: __Host-known=device-1");
            assertEquals(
                    Arrays.asList(null, "device-1", null, null, null, "device-1", "\"device-1\"", null, null),
                    attempts.stream().map(LoginAttempt::device).toList());
            assertNull(login(server, "alice", "wrong").header("Set-Cookie"));
            attempts.clear();
            String https = "Test-Scheme: https";
            assertEquals(
                    "__Host-known=device-1; Path=/; Max-Age=2592000; Secure; HttpOnly; SameSite=Strict",
                    login(server, "alice", PASSWORD, https).header("Set-Cookie"));
            login(server, "alice", PASSWORD, https, "Cookie: known=planted; __Host-known=device-1");
            login(server, "alice", PASSWORD, https, "Cookie: known=planted");
            assertEquals(
                    Arrays.asList(null, "device-1", null),
                    attempts.stream().map(LoginAttempt::device).toList());
        }
    }

    @Test
    void a_device_cookie_has_a_name_that_is_a_token_and_a_life_that_browsers_keep() {
        for (String name :
                List.of("", "__Host-", "__Secure-known", "__host-known", "a b", "a=b", "a;b", "\u00e4", "a\r\nb")) {
            assertThrows(IllegalArgumentException.class, () -> new DeviceCookie(name, Duration.ofDays(1)), name);
        }
        for (Duration life : List.of(Duration.ZERO, Duration.ofDays(401), Duration.ofSeconds(-1))) {
            assertThrows(IllegalArgumentException.class, () -> new DeviceCookie("known", life));
        }
        assertNotNull(new DeviceCookie("__Host-known", Duration.ofDays(400)));
    }
}
