package dev.hardening.examples.valor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.examples.app.RunningApp;
import dev.hardening.examples.server.ServerKind;
import dev.hardening.testing.HandMadeToken;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Guide 001's users and tokens. */
class ValorTokensTest {

    private static final String HEADER = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";

    private static RunningApp app;

    @BeforeAll
    static void start() throws Exception {
        app = Valor.start(Map.of("RATE_LIMIT_MAX", "100000"));
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    private static String claims(String more, long seconds) {
        long now = Instant.now().getEpochSecond();
        return "{\"sub\":\"bob\",\"jti\":\"j-" + System.nanoTime() + "\",\"iat\":" + (now - 60) + ",\"exp\":"
                + (now + seconds) + more + "}";
    }

    private static String access(String more, long seconds) {
        return HandMadeToken.hs256(Valor.JWT_SECRET, HEADER, claims(",\"type\":\"access\"" + more, seconds));
    }

    @ParameterizedTest
    @EnumSource
    void X_34_X_51_a_change_needs_a_token_of_the_tenant(ServerKind kind) throws Exception {
        try (RunningApp other = Valor.start(Map.of("SERVER", kind.name()))) {
            Response anonymous = Valor.post(other, "/api/runs", "{\"name\":\"r\"}", Valor.DEMO);
            assertEquals(401, anonymous.status());
            assertTrue(String.valueOf(anonymous.header("WWW-Authenticate")).startsWith("Bearer"));
            String token = Valor.member(Valor.login(other), "access_token");
            assertEquals(201, Valor.addRun(other, token, Valor.DEMO).status());
            assertTrue(RawHttp.get(other.port(), "/api/runs", Valor.DEMO).text().contains("[\"r\"]"));
            assertTrue(RawHttp.get(other.port(), "/api/runs", "X-Tenant-ID: x")
                    .text()
                    .contains("[]"));
            assertEquals(403, Valor.addRun(other, token, "X-Tenant-ID: other").status());
            assertEquals(400, Valor.addRun(other, token).status());
        }
    }

    @Test
    void X_35_who_shows_a_token_reads_his_own_tenant_only() {
        String token = "Authorization: Bearer " + Valor.member(Valor.login(app), "access_token");
        assertEquals(
                200, RawHttp.get(app.port(), "/api/notes/A", Valor.DEMO, token).status());
        assertEquals(
                403,
                RawHttp.get(app.port(), "/api/notes/A", "X-Tenant-ID: other", token)
                        .status());
        assertEquals(
                401,
                RawHttp.get(app.port(), "/api/notes/A", Valor.DEMO, "Authorization: Bearer x")
                        .status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "{}", "{\"name\":1}", "{\"name\":\" \"}", "{\"name\":\"<script>\"}"})
    void a_bad_body_is_400(String body) {
        String token = access(",\"tenant\":\"demo\"", 60);
        String[] headers = {Valor.DEMO, "Authorization: Bearer " + token};
        assertEquals(400, Valor.post(app, "/api/runs", body, headers).status());
        assertEquals(
                415,
                RawHttp.request(app.port(), "POST", "/api/runs", "name=x", headers)
                        .status());
    }

    @Test
    void X_08_X_34_a_token_of_another_maker_with_the_same_secret_is_good() {
        String token = access(",\"tenant\":\"demo\",\"roles\":[\"user\"]", 60);
        assertEquals(201, Valor.addRun(app, token, Valor.DEMO).status());
        String whoami = RawHttp.get(app.port(), "/__test/whoami", "Authorization: Bearer " + token)
                .text();
        assertTrue(whoami.contains("\"user\":\"bob\""), whoami);
        assertEquals(403, Valor.addRun(app, access("", 60), Valor.DEMO).status(), "no tenant claim, no tenant");
    }

    static Stream<String> badTokens() {
        String claims = claims(",\"type\":\"access\",\"tenant\":\"demo\"", 60);
        String none = HandMadeToken.base64("{\"alg\":\"none\"}") + "." + HandMadeToken.base64(claims) + ".";
        String input = HandMadeToken.base64("{\"alg\":\"HS512\"}") + "." + HandMadeToken.base64(claims);
        return Stream.of(
                none,
                HandMadeToken.mac(
                        "HmacSHA512", Valor.JWT_SECRET.getBytes(java.nio.charset.StandardCharsets.UTF_8), input),
                HandMadeToken.hs256(Valor.SECRET, HEADER, claims),
                HandMadeToken.hs256(Valor.JWT_SECRET, HEADER, claims).replaceFirst("\\.[^.]*$", "."),
                access(",\"tenant\":\"demo\"", -1),
                access(",\"tenant\":\"demo\",\"nbf\":99999999999", 60),
                HandMadeToken.hs256(Valor.JWT_SECRET, HEADER, claims(",\"type\":\"refresh\",\"tenant\":\"demo\"", 60)),
                HandMadeToken.hs256(Valor.JWT_SECRET, HEADER, claims(",\"tenant\":\"demo\"", 60)),
                HandMadeToken.hs256(
                        Valor.JWT_SECRET, HEADER, "{\"sub\":\"bob\",\"type\":\"access\",\"tenant\":\"demo\"}"),
                "x.y.z",
                "");
    }

    @ParameterizedTest
    @MethodSource("badTokens")
    void X_34_every_bad_token_is_401(String token) {
        Response refused = Valor.addRun(app, token, Valor.DEMO);
        assertEquals(401, refused.status(), refused::toString);
        assertTrue(String.valueOf(refused.header("WWW-Authenticate")).startsWith("Bearer"));
    }

    @Test
    void X_33_bcrypt_hashes_of_three_kinds_count_and_73_bytes_never() throws Exception {
        String users = "a:%s:user:demo;b:%s:user:demo;y:%s:user:demo"
                .formatted(Valor.HASH.replace("$2b", "$2a"), Valor.HASH, Valor.HASH.replace("$2b", "$2y"));
        try (RunningApp other = Valor.start(Map.of("EXAMPLE_USERS", users, "BCRYPT_COST", "12"))) {
            for (String name : List.of("a", "b", "y")) {
                String body = Valor.LOGIN.replace("alice", name);
                Response good = Valor.post(other, "/api/auth/login", body);
                assertEquals(200, good.status(), name);
                assertTrue(good.text().contains("\"refresh_token\":\""));
                String claims = HandMadeToken.part(Valor.member(good, "access_token"), 1);
                for (String claim :
                        List.of("\"sub\":\"" + name + "\"", "\"tenant\":\"demo\"", "\"roles\":[\"user\"]")) {
                    assertTrue(claims.contains(claim), claims);
                }
                assertTrue(HandMadeToken.part(Valor.member(good, "access_token"), 0)
                        .contains("\"kid\""));
            }
            String longer = Valor.PASSWORD + "x".repeat(73 - Valor.PASSWORD.length());
            // Ids that are made up may have any digits.
            Response refused = Valor.post(
                    other,
                    "/api/auth/login",
                    Valor.LOGIN.replace(Valor.PASSWORD, longer),
                    "X-Request-ID: same",
                    RawHttp.SAME_TRACE);
            assertEquals(401, refused.status());
            assertFalse(refused.text().contains("72"), refused::toString);
        }
    }

    @Test
    void unknown_users_and_wrong_passwords_get_the_same_answer_and_the_fifth_locks() throws Exception {
        try (RunningApp other = Valor.start(Map.of())) {
            for (String name : List.of("alice", "nobody")) {
                String wrong = "{\"username\":\"" + name + "\",\"password\":\"wrong\"}";
                for (int i = 0; i < 5; i++) {
                    Response refused =
                            Valor.post(other, "/api/auth/login", wrong, "X-Request-ID: same", RawHttp.SAME_TRACE);
                    assertEquals(401, refused.status());
                    assertEquals(
                            "{\"error\":\"The name or the password is not right.\",\"code\":\"LOGIN_FAILED\",\"request_id\":\"same\",\"trace_id\":\"4bf92f3577b34da6a3ce929d0e0e4736\"}",
                            refused.text());
                }
                Response locked = Valor.post(other, "/api/auth/login", Valor.LOGIN.replace("alice", name));
                assertEquals(429, locked.status());
                assertTrue(Integer.parseInt(String.valueOf(locked.header("Retry-After"))) > 800);
            }
            assertEquals(
                    200,
                    Valor.post(other, "/api/auth/login", Valor.LOGIN.replace("alice", "root"))
                            .status());
        }
    }

    @ParameterizedTest
    @EnumSource
    void X_53_a_spent_refresh_token_ends_its_family(ServerKind kind) throws Exception {
        try (RunningApp other = Valor.start(Map.of("SERVER", kind.name()))) {
            Response first = Valor.login(other);
            String spent = Valor.member(first, "refresh_token");
            Response second = Valor.refresh(other, spent);
            assertEquals(200, second.status());
            String newest = Valor.member(second, "refresh_token");
            assertNotEquals(spent, newest);

            assertEquals(401, Valor.refresh(other, spent).status());
            assertEquals(401, Valor.refresh(other, newest).status());
            assertEquals(
                    401,
                    Valor.addRun(other, Valor.member(second, "access_token"), Valor.DEMO)
                            .status());
            assertEquals(
                    200,
                    Valor.refresh(other, Valor.member(Valor.login(other), "refresh_token"))
                            .status());
            assertEquals(
                    401,
                    Valor.refresh(other, Valor.member(first, "access_token")).status());
        }
    }

    @Test
    void X_53_a_grace_may_be_given() throws Exception {
        try (RunningApp other = Valor.start(Map.of("JWT_REFRESH_GRACE_SECONDS", "30"))) {
            String token = Valor.member(Valor.login(other), "refresh_token");
            assertEquals(200, Valor.refresh(other, token).status());
            assertEquals(200, Valor.refresh(other, token).status());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void X_54_a_log_out_ends_both_tokens(boolean withRefresh) {
        Response pair = Valor.login(app);
        String access = Valor.member(pair, "access_token");
        String refresh = Valor.member(pair, "refresh_token");
        String bearer = "Authorization: Bearer " + access;
        String body = withRefresh ? "{\"refresh_token\":\"" + refresh + "\"}" : "";
        Response out = withRefresh
                ? Valor.post(app, "/api/auth/logout", body, bearer)
                : RawHttp.request(app.port(), "POST", "/api/auth/logout", "", bearer);
        assertEquals(204, out.status(), out::toString);
        assertEquals(401, Valor.addRun(app, access, Valor.DEMO).status());
        assertEquals(401, Valor.refresh(app, refresh).status());
        assertEquals(401, Valor.post(app, "/api/auth/logout", "{}").status());
    }

    @Test
    void X_54_a_token_of_another_maker_is_ended_too() {
        String token = access(",\"tenant\":\"demo\"", 600);
        assertEquals(201, Valor.addRun(app, token, Valor.DEMO).status());
        assertEquals(
                204,
                RawHttp.request(app.port(), "POST", "/api/auth/logout", "", "Authorization: Bearer " + token)
                        .status());
        assertEquals(401, Valor.addRun(app, token, Valor.DEMO).status());
    }
}
