package dev.hardening.examples.votiveprompt;

import static dev.hardening.examples.votiveprompt.PromptClient.KEY;
import static dev.hardening.examples.votiveprompt.PromptClient.add;
import static dev.hardening.examples.votiveprompt.PromptClient.login;
import static dev.hardening.examples.votiveprompt.PromptClient.prompt;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.examples.app.RunningApp;
import dev.hardening.examples.server.ServerKind;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the service of guide 000 takes, and from which origins, on both servers. */
class PromptInputTest {

    private static final Map<ServerKind, RunningApp> APPS = new EnumMap<>(ServerKind.class);

    @TempDir
    private static Path directory = Path.of("");

    @BeforeAll
    static void start() throws Exception {
        for (ServerKind kind : ServerKind.values()) {
            APPS.put(kind, PromptClient.start(directory, kind, Map.of()));
        }
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
    void V_33_a_content_has_50000_characters(ServerKind kind) {
        assertEquals(
                201, add(app(kind), prompt("LONG", "a".repeat(50_000)), KEY).status());
        assertEquals(
                400, add(app(kind), prompt("LONG", "a".repeat(50_001)), KEY).status());
        assertEquals(
                201,
                add(app(kind), prompt("LONG", "\u20ac".repeat(50_000)), KEY).status());
        assertEquals(
                201,
                add(app(kind), prompt("LONG", "\uD83D\uDE00".repeat(25_000)), KEY)
                        .status());
        assertEquals(
                400,
                add(app(kind), prompt("LONG", "\uD83D\uDE00".repeat(25_000) + "a"), KEY)
                        .status());
        assertTrue(RawHttp.get(app(kind).port(), "/api/prompts", KEY)
                .text()
                .contains("\uD83D\uDE00".repeat(25_000) + "\""));
        assertEquals(201, add(app(kind), prompt("LONG", "short again"), KEY).status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "<ScRiPt src=//x>",
                "<svg/onload=x>",
                "<img src=x onerror=alert(1)>",
                "java\tscript:alert(1)",
                "javascript:alert(1)",
                "data:text/html,<b>",
                "<iframe src=x>",
                "<object data=x>",
                "<embed src=x>",
                "&#60;script&#62;",
                "%3Cscript%3E",
                "<p style='width:expression(alert(1))'>"
            })
    void V_34_what_a_browser_could_run_is_400(String content) {
        for (ServerKind kind : ServerKind.values()) {
            Response refused = add(app(kind), prompt("XSS", content), KEY);
            assertEquals(400, refused.status(), content);
            assertFalse(refused.text().contains(content));
        }
    }

    @ParameterizedTest
    @EnumSource
    void V_34_escapes_hide_nothing_and_prose_passes(ServerKind kind) {
        String escaped = "{\"key\":\"XSS\",\"content\":\"\\u003cscript\\u003e\"}";
        assertEquals(400, add(app(kind), escaped, KEY).status());
        for (String prose : new String[] {
            "money=5 and condition = true", "if a < b and c > d, say so", "Use **JavaScript: the good parts**\n\n- one"
        }) {
            assertEquals(201, add(app(kind), prompt("PROSE", prose), KEY).status(), prose);
            assertTrue(RawHttp.get(app(kind).port(), "/api/prompts", KEY).text().contains("\"PROSE\""));
        }
    }

    @ParameterizedTest
    @EnumSource
    void V_35_a_key_is_upper_snake_case(ServerKind kind) {
        for (String good : new String[] {"IDENTITY_ANALYSIS", "A", "A1_", "K".repeat(100)}) {
            assertEquals(201, add(app(kind), prompt(good, "x"), KEY).status(), good);
        }
        for (String bad :
                new String[] {"identity", "2KEY", "KEY-1", "", "_A", "A B", "A\n", "\u00c4", "K".repeat(101)}) {
            assertEquals(400, add(app(kind), prompt(bad, "x"), KEY).status(), bad);
        }
        assertEquals(400, add(app(kind), "{\"key\":\"A\"}", KEY).status());
        assertEquals(
                400, add(app(kind), "{\"key\":\"A\",\"content\":\" \"}", KEY).status());
        assertEquals(
                400,
                add(app(kind), "{\"key\":\"A\",\"content\":\"x\",\"contnet\":\"y\"}", KEY)
                        .status());
        assertEquals(
                401, add(app(kind), "{\"key\":\"a\",\"content\":\"x\"}").status(), "no body is read for a stranger");
    }

    private static List<Response> ofOrigin(RunningApp app, String origin) {
        List<Response> answers = new ArrayList<>();
        String line = "Origin: " + origin;
        answers.add(RawHttp.get(app.port(), "/api/prompts", KEY, line));
        answers.add(RawHttp.get(app.port(), "/api/prompts", line));
        answers.add(RawHttp.request(
                app.port(),
                "OPTIONS",
                "/api/prompts",
                "",
                line,
                "Access-Control-Request-Method: POST",
                "Access-Control-Request-Headers: content-type,x-admin-key"));
        return answers;
    }

    @ParameterizedTest
    @EnumSource
    void V_20_each_of_the_origins_is_answered_and_no_other(ServerKind kind) {
        for (String origin : new String[] {"https://admin.example.org", "https://b.example.org"}) {
            for (Response answer : ofOrigin(app(kind), origin)) {
                assertEquals(origin, answer.header("Access-Control-Allow-Origin"));
                assertEquals("true", answer.header("Access-Control-Allow-Credentials"));
                assertTrue(answer.values("Vary").toString().contains("Origin"));
            }
            assertEquals(
                    201,
                    add(app(kind), prompt("CORS", "x"), KEY, "Origin: " + origin)
                            .status());
        }
        for (String origin : new String[] {"https://c.example.org", "https://admin.example.org.evil.io", "null"}) {
            for (Response answer : ofOrigin(app(kind), origin)) {
                assertNull(answer.header("Access-Control-Allow-Origin"), origin);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void every_answer_has_the_headers(ServerKind kind) {
        for (Response answer : List.of(
                RawHttp.get(app(kind).port(), "/api/prompts", KEY),
                RawHttp.get(app(kind).port(), "/api/prompts"),
                RawHttp.get(app(kind).port(), "/nowhere"),
                login(app(kind), "wrong"),
                add(app(kind), "{", KEY))) {
            assertEquals(List.of("nosniff"), answer.values("X-Content-Type-Options"));
            assertEquals(1, answer.values("X-Request-ID").size());
            assertNull(answer.header("Server"));
            assertEquals("application/json", answer.header("Content-Type"));
            assertNotEquals("", answer.text());
        }
    }
}
