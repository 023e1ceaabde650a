package dev.hardening.examples.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.examples.app.Launcher;
import dev.hardening.examples.app.RunningApp;
import dev.hardening.examples.server.ServerKind;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Log-in to the quickstart, with a session cookie and with tokens, on both servers. */
class QuickstartLoginTest {

    private static final String ALICE = "{\"username\":\"alice\",\"password\":\"correct horse battery staple\"}";
    private static final String HASH = "$2b$10$N9qo8uLOickgx2ZMRZoMyehtJ/whDdsI.d1w/JqKiOrDw8pCT0JLG";
    private static final String JSON = "Content-Type: application/json";
    private static final String OWN_PAGE = "Sec-Fetch-Site: same-origin";
    private static final Map<ServerKind, RunningApp> APPS = new EnumMap<>(ServerKind.class);

    @BeforeAll
    static void start() throws Exception {
        for (ServerKind kind : ServerKind.values()) {
            APPS.put(
                    kind,
                    Launcher.start(
                            new QuickstartApp(),
                            Map.of(
                                    "PORT", "0",
                                    "SERVER", kind.name(),
                                    "LOG_LEVEL", "fatal",
                                    "BCRYPT_COST", "10",
                                    "LOGIN_BRUTE_SECRET",
                                            "6c863b8b2e8fadddb66261372de979abb46083bf8707a37bce81d69d499cf81f",
                                    "EXAMPLE_USERS", "alice:" + HASH + ":user:demo;carol:" + HASH + ":user:demo")));
        }
    }

    @AfterAll
    static void stop() {
        APPS.values().forEach(RunningApp::close);
        APPS.clear();
    }

    private static Response ask(ServerKind kind, String method, String path, String body, String... headers) {
        return RawHttp.request(Objects.requireNonNull(APPS.get(kind)).port(), method, path, body, headers);
    }

    @ParameterizedTest
    @EnumSource
    void a_session_begins_with_a_log_in_and_ends_with_a_log_out(ServerKind kind) {
        Response login = ask(kind, "POST", "/login", ALICE, JSON);
        assertEquals(200, login.status(), login::toString);
        String set = login.header("Set-Cookie");
        assertNotNull(set);
        assertTrue(set.startsWith("session=1."), set);
        assertTrue(set.endsWith("; Path=/; HttpOnly; SameSite=Strict"), set);

        String cookie = "Cookie: " + set.substring(0, set.indexOf(';'));
        Response session = ask(kind, "GET", "/session", "", cookie);
        assertEquals("{\"cookie\":\"" + cookie.substring(8) + "\"}", session.text());
        assertEquals("{\"cookie\":null}", ask(kind, "GET", "/session", "").text());

        assertEquals(403, ask(kind, "POST", "/logout", "", cookie).status(), "nothing says which page sends it");
        assertEquals(
                401, ask(kind, "POST", "/logout", "", cookie + "x", OWN_PAGE).status());
        assertEquals(204, ask(kind, "POST", "/logout", "", cookie, OWN_PAGE).status());
        assertEquals(401, ask(kind, "POST", "/logout", "", cookie, OWN_PAGE).status(), "a copy is worth nothing");
    }

    @ParameterizedTest
    @EnumSource
    void a_token_proves_who_it_was_given_to_until_the_log_out(ServerKind kind) {
        Response login = ask(kind, "POST", "/api/auth/login", ALICE, JSON);
        assertEquals(200, login.status(), login::toString);
        String[] quoted = login.text().split("\"", -1);
        assertEquals("access_token", quoted[1]);
        String bearer = "Authorization: Bearer " + quoted[3];

        Response me = ask(kind, "GET", "/api/me", "", bearer);
        assertEquals("{\"username\":\"alice\",\"tenant\":\"demo\",\"roles\":[\"user\"]}", me.text());
        assertEquals(401, ask(kind, "GET", "/api/me", "").status());
        assertEquals(401, ask(kind, "GET", "/whoami", "", bearer + "x").status(), "a bad token is not none");
        assertEquals(204, ask(kind, "POST", "/api/auth/logout", "", bearer).status());
        assertEquals(401, ask(kind, "GET", "/api/me", "", bearer).status());
    }

    @ParameterizedTest
    @EnumSource
    void guesses_lock_whoever_the_account_is(ServerKind kind) {
        String guess = "{\"username\":\"nobody\",\"password\":\"x\"}";
        for (int i = 0; i < 5; i++) {
            Response wrong = ask(kind, "POST", "/login", guess, JSON);
            assertEquals(401, wrong.status());
            assertTrue(wrong.text().contains("LOGIN_FAILED"), wrong::toString);
        }
        Response locked = ask(kind, "POST", "/login", guess, JSON);
        assertEquals(429, locked.status());
        assertEquals("900", locked.header("Retry-After"));
        assertEquals(200, ask(kind, "POST", "/login", ALICE, JSON).status(), "nobody else is locked out");
    }

    @ParameterizedTest
    @EnumSource
    void a_device_that_has_logged_in_gets_in_while_others_lock_the_account(ServerKind kind) {
        String carol = ALICE.replace("alice", "carol");
        List<String> set = ask(kind, "POST", "/login", carol, JSON).values("Set-Cookie");
        assertEquals(2, set.size(), set::toString);
        String device = "Cookie: " + set.get(1).substring(0, set.get(1).indexOf(';'));
        assertTrue(device.startsWith("Cookie: device="), device);
        String guess = "{\"username\":\"carol\",\"password\":\"x\"}";
        for (int i = 0; i < 5; i++) {
            assertEquals(401, ask(kind, "POST", "/login", guess, JSON).status());
        }
        assertEquals(429, ask(kind, "POST", "/login", carol, JSON).status());
        assertEquals(200, ask(kind, "POST", "/login", carol, JSON, device).status());
        assertEquals(
                200, ask(kind, "POST", "/api/auth/login", carol, JSON, device).status(), "by the other way as well");
        assertEquals(429, ask(kind, "POST", "/login", carol, JSON).status());
    }

    @ParameterizedTest
    @EnumSource
    void what_is_no_log_in_is_told_so(ServerKind kind) {
        assertEquals(400, ask(kind, "POST", "/login", "{", JSON).status());
        assertEquals(
                400,
                ask(kind, "POST", "/login", "{\"username\":\"alice\"}", JSON).status());
        assertEquals(
                415,
                ask(kind, "POST", "/login", ALICE, "Content-Type: text/plain").status());
        assertEquals(405, ask(kind, "GET", "/login", "").status());
        assertEquals(
                403,
                ask(kind, "POST", "/login", ALICE, JSON, "Sec-Fetch-Site: cross-site")
                        .status(),
                "another site logs nobody in");
    }
}
