package dev.hardening.examples.envchecklist;

import static dev.hardening.examples.envchecklist.Checklist.OLD_SECRET;
import static dev.hardening.examples.envchecklist.Checklist.PASSWORD;
import static dev.hardening.examples.envchecklist.Checklist.SECRET;
import static dev.hardening.examples.envchecklist.Checklist.bearer;
import static dev.hardening.examples.envchecklist.Checklist.header;
import static dev.hardening.examples.envchecklist.Checklist.member;
import static dev.hardening.examples.envchecklist.Checklist.seconds;
import static dev.hardening.examples.envchecklist.Checklist.signed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.examples.server.ServerKind;
import dev.hardening.testing.Eventually;
import dev.hardening.testing.HandMadeToken;
import dev.hardening.testing.servlet.RawHttp.Response;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Guide 002, who somebody is: log-in, tokens of both kinds, keys that change, roles, and too many guesses. */
class LoginContractTest {

    private static final String ME = "/api/me";
    private static final Map<ServerKind, Checklist> APPS = new EnumMap<>(ServerKind.class);

    @BeforeAll
    static void start() throws Exception {
        for (ServerKind kind : ServerKind.values()) {
            APPS.put(kind, Checklist.start(kind, "JWT_SECRET_PREVIOUS", OLD_SECRET, "RATE_LIMIT_MAX", "10000"));
        }
    }

    @AfterAll
    static void stop() {
        APPS.values().forEach(Checklist::close);
        APPS.clear();
    }

    private static Checklist app(ServerKind kind) {
        return Objects.requireNonNull(APPS.get(kind));
    }

    private static Checklist app() {
        return app(ServerKind.JETTY);
    }

    @ParameterizedTest
    @EnumSource
    void E_03_E_04_E_05_a_log_in_gives_two_tokens_of_the_guides_lives(ServerKind kind) {
        Response response = app(kind).login("alice", PASSWORD);

        assertEquals(200, response.status(), response::toString);
        String access = member(response, "access_token");
        String refresh = member(response, "refresh_token");
        assertEquals(900, seconds(access, "exp") - seconds(access, "iat"));
        assertEquals(604_800, seconds(refresh, "exp") - seconds(refresh, "iat"));
        assertTrue(HandMadeToken.part(access, 0).contains("\"kid\":\""));
        for (String part : new String[] {"\"type\":\"access\"", "\"tenant\":\"demo\"", "\"roles\":[\"user\"]"}) {
            assertTrue(HandMadeToken.part(access, 1).contains(part), part);
        }
        Response me = app(kind).get(ME, bearer(access));
        assertEquals(200, me.status());
        assertTrue(me.text().contains("\"alice\""), me::toString);
    }

    @Test
    void E_04_E_05_the_lives_come_from_the_environment() throws Exception {
        // With the default cost, so that the hash of the log-in is one to replace.
        try (Checklist app =
                Checklist.start("JWT_ACCESS_TTL_MIN", "1", "JWT_REFRESH_TTL_DAYS", "2", "BCRYPT_COST", "12")) {
            Response response = app.login("alice", PASSWORD);
            String access = member(response, "access_token");
            String refresh = member(response, "refresh_token");
            assertEquals(60, seconds(access, "exp") - seconds(access, "iat"));
            assertEquals(172_800, seconds(refresh, "exp") - seconds(refresh, "iat"));
        }
    }

    static Stream<Arguments> badTokens() {
        long now = System.currentTimeMillis() / 1000;
        String header = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
        String expired = "{\"sub\":\"alice\",\"type\":\"access\",\"jti\":\"x\",\"iat\":" + (now - 60) + ",\"exp\":"
                + (now - 1) + "}";
        String good = signed(SECRET, "alice", "access", "");
        return Stream.of(
                Arguments.of("E_63 a refresh token", signed(SECRET, "alice", "refresh", "")),
                Arguments.of("E_63 of no kind", signed(SECRET, "alice", "", "")),
                Arguments.of("E_22 an unknown key", signed("x".repeat(64), "alice", "access", "")),
                Arguments.of("expired", HandMadeToken.hs256(SECRET, header, expired)),
                Arguments.of("another signature", good.substring(0, good.length() - 6) + "AAAAAA"),
                Arguments.of("none", HandMadeToken.base64("{\"alg\":\"none\"}") + "." + good.split("\\.", -1)[1] + "."),
                Arguments.of("rubbish", "rubbish"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badTokens")
    void E_63_E_22_a_bad_token_is_401_with_a_challenge(String what, String token) {
        for (String path : new String[] {ME, "/api/items"}) {
            Response response = app().get(path, bearer(token));
            assertEquals(401, response.status(), what);
            assertTrue(header(response, "WWW-Authenticate").startsWith("Bearer"), response::toString);
            assertTrue(header(response, "Content-Type").startsWith("application/json"), response::toString);
        }
    }

    @ParameterizedTest
    @EnumSource
    void E_63_an_access_token_does_not_refresh(ServerKind kind) {
        String access = app(kind).tokenOf("alice");
        assertEquals(
                401,
                app(kind)
                        .post("/api/auth/refresh", "{\"refresh_token\":\"" + access + "\"}")
                        .status());
    }

    @ParameterizedTest
    @EnumSource
    void a_spent_refresh_token_ends_its_family_and_a_log_out_both_tokens(ServerKind kind) {
        Response first = app(kind).login("alice", PASSWORD);
        String spent = "{\"refresh_token\":\"" + member(first, "refresh_token") + "\"}";
        Response second = app(kind).post("/api/auth/refresh", spent);
        assertEquals(200, second.status(), second::toString);
        String next = "{\"refresh_token\":\"" + member(second, "refresh_token") + "\"}";
        assertEquals(401, app(kind).post("/api/auth/refresh", spent).status());
        assertEquals(401, app(kind).post("/api/auth/refresh", next).status());

        Response third = app(kind).login("alice", PASSWORD);
        String access = member(third, "access_token");
        String refresh = "{\"refresh_token\":\"" + member(third, "refresh_token") + "\"}";
        assertEquals(401, app(kind).post("/api/auth/logout", refresh).status());
        Response out = app(kind).post("/api/auth/logout", refresh, bearer(access));
        assertEquals(2, out.status() / 100, out::toString);
        assertEquals(401, app(kind).get(ME, bearer(access)).status());
        assertEquals(401, app(kind).post("/api/auth/refresh", refresh).status());
    }

    @Test
    void E_22_a_token_of_the_previous_key_counts_and_new_ones_carry_the_new_keys_name() throws Exception {
        String old;
        String kid;
        try (Checklist before = Checklist.start("JWT_SECRET", OLD_SECRET)) {
            old = before.tokenOf("alice");
            kid = HandMadeToken.part(old, 0);
        }
        assertEquals(200, app().get(ME, bearer(old)).status());
        assertNotEquals(kid, HandMadeToken.part(app().tokenOf("alice"), 0));
        try (Checklist after = Checklist.start()) {
            assertEquals(401, after.get(ME, bearer(old)).status());
        }
    }

    @Test
    void a_token_signed_elsewhere_with_the_same_key_is_good() {
        Response me = app().get(ME, bearer(signed(SECRET, "carol", "access", "")));
        assertEquals(200, me.status(), me::toString);
        assertTrue(me.text().contains("carol"));
    }

    @ParameterizedTest
    @EnumSource
    void E_60_roles_decide_and_strangers_are_asked_who_they_are(ServerKind kind) {
        String flags = "/api/admin/flags";
        assertEquals(401, app(kind).get(flags).status());
        assertEquals(
                403, app(kind).get(flags, bearer(app(kind).tokenOf("alice"))).status());
        assertEquals(
                403,
                app(kind).get(flags, bearer(signed(SECRET, "x", "access", ""))).status());
        String root = bearer(app(kind).tokenOf("root"));
        assertEquals(200, app(kind).get(flags, root).status());
        String elsewhere = signed(SECRET, "x", "access", ",\"roles\":[\"user\",\"admin\"]");
        assertEquals(200, app(kind).get(flags, bearer(elsewhere)).status());
        // By default nothing under the prefix is for others, whether it exists or not.
        assertEquals(401, app(kind).get("/api/admin/other").status());
        assertEquals(
                403,
                app(kind)
                        .get("/api/admin/other", bearer(app(kind).tokenOf("alice")))
                        .status());
        assertEquals(404, app(kind).get("/api/admin/other", root).status());
    }

    @ParameterizedTest
    @EnumSource
    void E_08_the_attempt_after_five_failures_is_429_for_known_and_unknown_names_alike(ServerKind kind)
            throws Exception {
        try (Checklist app = Checklist.start(kind)) {
            for (String name : new String[] {"alice", "nobody"}) {
                for (int i = 0; i < 5; i++) {
                    Response wrong = app.login(name, "wrong");
                    assertEquals(401, wrong.status(), name);
                    assertTrue(header(wrong, "WWW-Authenticate").startsWith("Bearer"), wrong::toString);
                }
                Response locked = app.login(name, PASSWORD);
                assertEquals(429, locked.status(), name);
                int wait = Integer.parseInt(header(locked, "Retry-After"));
                assertTrue(wait > 890 && wait <= 900, locked::toString);
            }
            assertEquals(200, app.login("bob", PASSWORD).status());
        }
    }

    @Test
    void E_08_E_09_E_10_E_34_thresholds_come_from_the_environment_and_a_lock_lifts_by_itself() throws Exception {
        try (Checklist app = Checklist.start(
                "LOGIN_BRUTE_MAX_ATTEMPTS",
                "2",
                "LOGIN_BRUTE_WINDOW_MS",
                "60000",
                "LOGIN_BRUTE_LOCK_MS",
                "3000",
                "RATE_LIMIT_MAX",
                "10000")) {
            assertEquals(401, app.login("alice", "wrong").status());
            assertEquals(200, app.login("alice", PASSWORD).status(), "a success forgets the failures");
            assertEquals(401, app.login("alice", "wrong").status());
            assertEquals(401, app.login("alice", "wrong").status());
            long locked = System.nanoTime();
            Response refused = app.login("alice", PASSWORD);
            assertEquals(429, refused.status());
            assertTrue(Integer.parseInt(header(refused, "Retry-After")) <= 3, refused::toString);
            // Asking all the while does not make it longer.
            Eventually.until(() -> app.login("alice", PASSWORD).status() == 200);
            long took = (System.nanoTime() - locked) / 1_000_000;
            assertTrue(took > 2_500 && took < 9_000, took + " ms");
        }
    }

    @Test
    void E_09_failures_older_than_the_window_do_not_count() throws Exception {
        try (Checklist app = Checklist.start("LOGIN_BRUTE_MAX_ATTEMPTS", "2", "LOGIN_BRUTE_WINDOW_MS", "1")) {
            for (int i = 0; i < 6; i++) {
                assertEquals(401, app.login("alice", "wrong").status());
            }
        }
    }

    @Test
    void a_password_beyond_72_bytes_and_a_bad_body_are_no_log_in() {
        assertEquals(401, app().login("bob", PASSWORD + "x".repeat(60)).status());
        assertEquals(
                400, app().post("/api/auth/login", "{\"username\":\"bob\"}").status());
        assertEquals(400, app().post("/api/auth/login", "{").status());
        assertEquals(405, app().get("/api/auth/login").status());
    }
}
