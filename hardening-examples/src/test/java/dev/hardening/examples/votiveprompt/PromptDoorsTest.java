package dev.hardening.examples.votiveprompt;

import static dev.hardening.examples.votiveprompt.PromptClient.ADMIN;
import static dev.hardening.examples.votiveprompt.PromptClient.JSON;
import static dev.hardening.examples.votiveprompt.PromptClient.KEY;
import static dev.hardening.examples.votiveprompt.PromptClient.SESSION;
import static dev.hardening.examples.votiveprompt.PromptClient.add;
import static dev.hardening.examples.votiveprompt.PromptClient.cookie;
import static dev.hardening.examples.votiveprompt.PromptClient.login;
import static dev.hardening.examples.votiveprompt.PromptClient.prompt;
import static dev.hardening.examples.votiveprompt.PromptClient.status;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.examples.app.RunningApp;
import dev.hardening.examples.server.ServerKind;
import dev.hardening.testing.Eventually;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Who gets in to the service of guide 000, on both servers. */
class PromptDoorsTest {

    private static final Map<ServerKind, RunningApp> APPS = new EnumMap<>(ServerKind.class);

    @TempDir
    private static Path directory = Path.of("");

    @BeforeAll
    static void start() throws Exception {
        for (ServerKind kind : ServerKind.values()) {
            APPS.put(kind, start(kind, Map.of("LOGIN_BRUTE_MAX_ATTEMPTS", "1000", "LOGIN_BRUTE_IP_MAX", "1000")));
        }
    }

    private static RunningApp start(ServerKind kind, Map<String, String> more) throws Exception {
        return PromptClient.start(directory, kind, more);
    }

    @AfterAll
    static void stop() {
        APPS.values().forEach(RunningApp::close);
        APPS.clear();
    }

    private static RunningApp app(ServerKind kind) {
        return Objects.requireNonNull(APPS.get(kind));
    }

    @ParameterizedTest
    @EnumSource
    void V_36_a_log_in_sets_one_cookie_that_scripts_and_other_sites_cannot_use(ServerKind kind) {
        Response response = login(app(kind), ADMIN);
        assertEquals(200, response.status());
        assertEquals(1, response.values("Set-Cookie").size());
        String set = String.valueOf(response.header("Set-Cookie"));
        assertTrue(set.startsWith("admin_session="), set);
        assertEquals("; Max-Age=86400; Path=/; Secure; HttpOnly; SameSite=Strict", set.substring(set.indexOf(';')));
        assertEquals("no-store", response.header("Cache-Control"));
        assertEquals(200, status(app(kind), "/api/auth/verify", cookie(response)));
        assertEquals(200, status(app(kind), "/api/prompts", cookie(response)));
    }

    @ParameterizedTest
    @EnumSource
    void V_36_V_23_in_development_the_cookie_works_over_plain_http(ServerKind kind) throws Exception {
        try (RunningApp app = start(kind, Map.of("NODE_ENV", "development", "SESSION_SECRET", ""))) {
            Response response = login(app, ADMIN);
            String set = String.valueOf(response.header("Set-Cookie"));
            assertFalse(set.contains("Secure"), set);
            assertTrue(set.contains("HttpOnly") && set.contains("SameSite=Strict"), set);
            assertEquals(200, status(app, "/api/auth/verify", cookie(response)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void V_24_without_a_key_nobody_is_the_administrator(ServerKind kind) throws Exception {
        for (String development : new String[] {"false", "true"}) {
            Map<String, String> secretOnly =
                    Map.of("NODE_ENV", "development", "ADMIN_API_KEY", "", "DEVELOPMENT_MODE", development);
            try (RunningApp app = start(kind, secretOnly)) {
                for (String key : new String[] {ADMIN, SESSION, ""}) {
                    assertEquals(401, login(app, key).status());
                    assertEquals(401, status(app, "/api/prompts", "X-Admin-Key: " + key));
                }
                assertEquals(401, status(app, "/api/prompts"));
                assertEquals(401, status(app, "/api/auth/verify"));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void V_37_a_cookie_is_worthless_when_any_character_is_another(ServerKind kind) {
        String good = cookie(login(app(kind), ADMIN));
        int start = good.indexOf('=') + 1;
        try (RawHttp connection = RawHttp.connect(app(kind).port())) {
            for (int i = start; i < good.length(); i++) {
                String bad = good.substring(0, i) + (good.charAt(i) == 'x' ? 'y' : 'x') + good.substring(i + 1);
                connection.send(RawHttp.message("GET", "/api/auth/verify", "", true, bad));
                assertEquals(401, connection.read().status(), bad);
            }
        }
        assertEquals(200, status(app(kind), "/api/auth/verify", good));
        assertEquals(401, status(app(kind), "/api/auth/verify", good, good), "twice");
        assertEquals(401, status(app(kind), "/api/auth/verify", "Cookie: admin_session="));
    }

    @ParameterizedTest
    @EnumSource
    void V_37_a_cookie_that_another_secret_signed_is_worthless(ServerKind kind) throws Exception {
        String other = "0f" + SESSION.substring(2);
        try (RunningApp app = start(kind, Map.of("SESSION_SECRET", other))) {
            String foreign = cookie(login(app, ADMIN));
            assertEquals(200, status(app, "/api/prompts", foreign));
            assertEquals(401, status(app(kind), "/api/prompts", foreign));
        }
        // The secret that signed before is good for what it has signed.
        try (RunningApp app = start(kind, Map.of("SESSION_SECRET", other, "SESSION_SECRET_PREVIOUS", SESSION))) {
            assertEquals(200, status(app, "/api/prompts", cookie(login(app(kind), ADMIN))));
        }
    }

    @ParameterizedTest
    @EnumSource
    void V_37_a_log_out_ends_the_session_on_the_server_too(ServerKind kind) {
        String session = cookie(login(app(kind), ADMIN));
        String another = cookie(login(app(kind), ADMIN));
        Response out = RawHttp.request(app(kind).port(), "POST", "/api/auth/logout", "", session);
        assertEquals(204, out.status());
        assertTrue(String.valueOf(out.header("Set-Cookie")).startsWith("admin_session=; Max-Age=0; "));
        assertEquals(401, status(app(kind), "/api/prompts", session));
        assertEquals(200, status(app(kind), "/api/prompts", another));
        assertEquals(
                204,
                RawHttp.request(app(kind).port(), "POST", "/api/auth/logout", "", session)
                        .status(),
                "again");
        String renewed = cookie(login(app(kind), ADMIN, another));
        assertEquals(401, status(app(kind), "/api/prompts", another), "a new log-in ends the session before");
        assertEquals(200, status(app(kind), "/api/prompts", renewed));
    }

    @ParameterizedTest
    @EnumSource
    void V_38_the_key_opens_without_a_cookie_and_whatever_is_nearly_one_gets_one_answer(ServerKind kind) {
        assertEquals(200, status(app(kind), "/api/prompts", KEY));
        assertEquals(200, status(app(kind), "/api/auth/verify", KEY));
        assertEquals(201, add(app(kind), prompt("BY_KEY", "x"), KEY).status());
        Set<String> answers = new HashSet<>();
        for (String wrong : List.of(
                "",
                "x",
                ADMIN.substring(1),
                ADMIN.substring(0, 63),
                ADMIN + "0",
                ADMIN.toUpperCase(Locale.ROOT),
                SESSION)) {
            Response refused = RawHttp.get(
                    app(kind).port(),
                    "/api/prompts",
                    "X-Admin-Key: " + wrong,
                    "X-Request-ID: same",
                    RawHttp.SAME_TRACE);
            assertEquals(401, refused.status(), wrong);
            answers.add(refused.text() + refused.values("WWW-Authenticate"));
        }
        assertEquals(1, answers.size(), answers::toString);
        assertEquals(401, status(app(kind), "/api/prompts", KEY, KEY), "twice");
        assertEquals(401, status(app(kind), "/api/prompts", "X-API-Key: " + ADMIN));
        assertEquals(401, status(app(kind), "/api/prompts?X-Admin-Key=" + ADMIN));
    }

    @ParameterizedTest
    @EnumSource
    void V_38_a_wrong_key_beside_a_good_cookie_is_refused(ServerKind kind) {
        String session = cookie(login(app(kind), ADMIN));
        assertEquals(401, status(app(kind), "/api/prompts", session, "X-Admin-Key: wrong"));
        assertEquals(200, status(app(kind), "/api/prompts", session, KEY));
    }

    @ParameterizedTest
    @EnumSource
    void V_54_six_wrong_log_ins_are_429_on_the_sixth(ServerKind kind) throws Exception {
        try (RunningApp app = start(kind, Map.of("TRUSTED_PROXIES", "127.0.0.1"))) {
            String here = "X-Forwarded-For: 192.0.2.1";
            Set<String> answers = new HashSet<>();
            for (int i = 0; i < 5; i++) {
                Response wrong = login(app, "guess " + i, here, "X-Request-ID: same", RawHttp.SAME_TRACE);
                assertEquals(401, wrong.status());
                assertNull(wrong.header("Set-Cookie"));
                answers.add(wrong.text());
            }
            assertEquals(1, answers.size());
            for (String key : new String[] {"guess", ADMIN}) {
                Response locked = login(app, key, here);
                assertEquals(429, locked.status(), key);
                assertNull(locked.header("Set-Cookie"));
                int seconds = Integer.parseInt(String.valueOf(locked.header("Retry-After")));
                assertTrue(seconds > 0 && seconds <= 900, locked::toString);
            }
            assertEquals(200, login(app, ADMIN, "X-Forwarded-For: 192.0.2.2").status(), "another client");
            assertEquals(200, status(app, "/api/prompts", here, KEY), "the key itself is no guess");
            assertEquals(200, status(app, "/health", here));
        }
    }

    @Test
    void V_54_a_lock_of_its_own_length_lifts_by_itself() throws Exception {
        Map<String, String> brief = Map.of("LOGIN_BRUTE_MAX_ATTEMPTS", "1", "LOGIN_BRUTE_LOCK_MS", "1");
        try (RunningApp app = start(ServerKind.JETTY, brief)) {
            assertEquals(401, login(app, "wrong").status());
            Eventually.until(() -> login(app, ADMIN).status() == 200);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_log_in_is_json_with_one_text(ServerKind kind) {
        for (String body : new String[] {
            "",
            "{",
            "[]",
            "{}",
            "{\"apiKey\":7}",
            "{\"apiKey\":null}",
            "{\"key\":\"x\"}",
            "{\"apiKey\":[\"" + ADMIN + "\"]}"
        }) {
            Response response = RawHttp.request(app(kind).port(), "POST", "/api/auth/login", body, JSON);
            assertEquals(400, response.status(), body);
            assertNull(response.header("Set-Cookie"));
        }
        String form = "apiKey=" + ADMIN;
        assertEquals(
                415,
                RawHttp.request(app(kind).port(), "POST", "/api/auth/login", form)
                        .status());
        assertEquals(405, status(app(kind), "/api/auth/login"));
        assertEquals(405, status(app(kind), "/api/auth/logout"));
        assertEquals(404, status(app(kind), "/api/nowhere"));
        assertEquals(404, status(app(kind), "/__test/whoami"));
    }

    static Stream<List<String>> ofOtherSites() {
        return Stream.of(
                List.of("Origin: https://evil.example"),
                List.of("Origin: null"),
                List.of("Sec-Fetch-Site: cross-site"),
                List.of("Sec-Fetch-Site: same-site"),
                List.of("Sec-Fetch-Site: cross-site", "Origin: https://evil.example"));
    }

    @ParameterizedTest
    @MethodSource("ofOtherSites")
    void V_36_pages_of_other_sites_change_nothing_with_the_cookie_and_log_nobody_in(List<String> headers) {
        for (ServerKind kind : ServerKind.values()) {
            String session = cookie(login(app(kind), ADMIN));
            List<String> all = new ArrayList<>(headers);
            all.add(session);
            String[] lines = all.toArray(String[]::new);
            assertEquals(403, add(app(kind), prompt("CSRF", "x"), lines).status());
            assertEquals(403, login(app(kind), ADMIN, lines).status());
            assertEquals(
                    403,
                    RawHttp.request(app(kind).port(), "POST", "/api/auth/logout", "", lines)
                            .status());
            assertEquals(200, status(app(kind), "/api/prompts", session));
            assertEquals(
                    201,
                    add(app(kind), prompt("OWN", "x"), session, "Sec-Fetch-Site: same-origin")
                            .status());
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_bearer_token_opens_nothing_even_where_its_secret_is_set(ServerKind kind) throws Exception {
        try (RunningApp app = start(kind, Map.of("JWT_SECRET", SESSION.replace('f', '0')))) {
            assertEquals(401, status(app, "/api/prompts", "Authorization: Bearer " + ADMIN));
            assertEquals(401, status(app, "/api/prompts"));
            assertEquals(200, status(app, "/api/prompts", KEY));
        }
    }
}
