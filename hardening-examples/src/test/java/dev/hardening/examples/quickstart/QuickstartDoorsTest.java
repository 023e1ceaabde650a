package dev.hardening.examples.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.examples.app.Launcher;
import dev.hardening.examples.app.RunningApp;
import dev.hardening.examples.server.ServerKind;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the quickstart refuses at its doors, and what passes, on both servers. */
class QuickstartDoorsTest {

    private static final String KEY = "X-API-Key: 9fXw2+Lq0aVm7tRbZk3PdcYs1oJhGu5E";
    private static final String JSON = "Content-Type: application/json";
    private static final String FORM = "Content-Type: application/x-www-form-urlencoded";
    private static final String PARTNER = "https://partner.example";
    private static final Map<ServerKind, RunningApp> APPS = new EnumMap<>(ServerKind.class);

    @BeforeAll
    static void start() throws Exception {
        for (ServerKind kind : ServerKind.values()) {
            APPS.put(kind, start(kind, Map.of("ALLOWED_ORIGINS", PARTNER, "TRUSTED_PROXIES", "127.0.0.1")));
        }
    }

    private static RunningApp start(ServerKind kind, Map<String, String> more) throws Exception {
        Map<String, String> values = new HashMap<>(Map.of("PORT", "0", "NODE_ENV", "test", "LOG_LEVEL", "fatal"));
        values.putAll(Map.of("SERVER", kind.name(), "API_KEYS", KEY.substring(11), "RATE_LIMIT_MAX", "100000"));
        values.putAll(more);
        return Launcher.start(new QuickstartApp(), values);
    }

    @AfterAll
    static void stop() {
        APPS.values().forEach(RunningApp::close);
        APPS.clear();
    }

    private record Row(int status, String code, String method, String path, String body, List<String> headers) {}

    private static Row row(int status, String code, String method, String path, String body, String... headers) {
        return new Row(status, code, method, path, body, List.of(headers));
    }

    static Stream<Arguments> rows() {
        String large = "x".repeat(1_200_000);
        List<Row> rows = List.of(
                row(200, "ok", "POST", "/check", "{\"text\":\"money=5 and a < b\"}", JSON),
                row(400, "ACTIVE_CONTENT", "POST", "/check", "{\"text\":\"<img src=x onerror=alert(1)>\"}", JSON),
                row(400, "ACTIVE_CONTENT", "POST", "/check", "{\"text\":\"\\u003cscript>\"}", JSON),
                row(400, "ACTIVE_CONTENT", "GET", "/whoami?a=%3Cscript%3E", ""),
                row(400, "INPUT_INVALID", "POST", "/check", "{\"text\":7}", JSON),
                row(400, "INPUT_INVALID", "POST", "/check", "{}", JSON),
                row(400, "JSON_MALFORMED", "POST", "/check", "{", JSON),
                row(400, "JSON_TOO_COMPLEX", "POST", "/check", "[".repeat(10_000), JSON),
                row(415, "CONTENT_TYPE_UNSUPPORTED", "POST", "/check", "{}", "Content-Type: text/plain"),
                row(405, "METHOD_NOT_ALLOWED", "GET", "/check", ""),
                row(413, "1048576", "POST", "/sink", large, "Content-Type: text/plain"),
                row(
                        413,
                        "1048576",
                        "POST",
                        "/sink",
                        "124F80\r\n" + large + "\r\n0\r\n\r\n",
                        "Transfer-Encoding: chunked"),
                row(413, "16384", "POST", "/api/items", "x".repeat(20_000), JSON, KEY),
                row(415, "BODY_CODING_UNSUPPORTED", "POST", "/sink", "x", "Content-Encoding: gzip"),
                row(411, "LENGTH_REQUIRED", "POST", "/sink", "0\r\n\r\n", FORM, "Transfer-Encoding: chunked"),
                row(200, "\"bytes\":7", "POST", "/sink", "a=1&b=2", FORM),
                row(200, "\"bytes\":7", "POST", "/sink", "{\"a\":1}", JSON),
                row(200, "\"bytes\":900000", "POST", "/sink", "x".repeat(900_000)),
                row(400, "PATH_AMBIGUOUS", "GET", "/whoami;v=1", ""),
                row(400, "", "GET", "//whoami", ""),
                row(400, "", "GET", "/%2e%2e/whoami", ""),
                row(400, "QUERY_MALFORMED", "GET", "/whoami?a=%zz", ""),
                row(405, "METHOD_NOT_ALLOWED", "PURGE", "/whoami", ""),
                row(414, "TARGET_TOO_LONG", "GET", "/whoami?" + "a".repeat(9_000), ""),
                row(431, "HEADERS_TOO_LARGE", "GET", "/whoami", "", "X-Long: " + "a".repeat(9_000)),
                row(503, "REQUEST_TIMEOUT", "GET", "/too-slow", ""),
                row(403, "CROSS_SITE_REQUEST", "POST", "/sink", "x", "Sec-Fetch-Site: cross-site"),
                row(403, "CROSS_SITE_REQUEST", "POST", "/sink", "x", "Origin: https://evil.example"),
                row(200, "bytes", "POST", "/sink", "x", "Sec-Fetch-Site: cross-site", "Origin: " + PARTNER),
                row(200, "bytes", "POST", "/sink", "x", "Sec-Fetch-Site: same-origin"));
        return Stream.of(ServerKind.values()).flatMap(kind -> rows.stream().map(row -> Arguments.of(kind, row)));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void every_door_answers_as_it_says(ServerKind kind, Row row) {
        Response response = RawHttp.request(
                port(kind), row.method(), row.path(), row.body(), row.headers().toArray(String[]::new));

        assertEquals(row.status(), response.status(), response::toString);
        assertTrue(response.text().contains(row.code()), response::toString);
        assertEquals("application/json", response.header("Content-Type"));
        assertEquals(List.of("nosniff"), response.values("X-Content-Type-Options"));
        assertEquals(row.status() >= 500, response.text().contains("error_id"), response::toString);
    }

    @ParameterizedTest
    @EnumSource
    void pages_of_allowed_origins_may_read_with_credentials(ServerKind kind) {
        Response preflight = RawHttp.request(
                port(kind),
                "OPTIONS",
                "/api/items",
                "",
                "Origin: " + PARTNER,
                "Access-Control-Request-Method: POST",
                "Access-Control-Request-Headers: content-type,x-api-key");
        assertEquals(204, preflight.status());
        assertEquals(PARTNER, preflight.header("Access-Control-Allow-Origin"));
        assertEquals("true", preflight.header("Access-Control-Allow-Credentials"));
        String methods = Objects.toString(preflight.header("Access-Control-Allow-Methods"));
        assertTrue(methods.contains("GET") && methods.contains("POST") && !methods.contains("DELETE"), methods);
        String fields = Objects.toString(preflight.header("Access-Control-Allow-Headers"));
        assertTrue(fields.contains("content-type") && fields.contains("x-api-key"), fields);

        Response items = RawHttp.get(port(kind), "/api/items", KEY, "Origin: " + PARTNER);
        assertEquals(PARTNER, items.header("Access-Control-Allow-Origin"));
        Response other = RawHttp.get(port(kind), "/api/items", KEY, "Origin: https://evil.example");
        assertNull(other.header("Access-Control-Allow-Origin"));
        assertTrue(Objects.toString(other.header("Vary")).contains("Origin"));
    }

    @ParameterizedTest
    @EnumSource
    void every_door_can_be_set_by_its_common_name(ServerKind kind) throws Exception {
        Map<String, String> values =
                new HashMap<>(Map.of("IP_ALLOWLIST", "10.0.0.0/8", "TRUSTED_PROXIES", "127.0.0.1"));
        values.putAll(Map.of("BODY_MAX_BYTES", "100", "REQUEST_TIMEOUT_MS", "300", "EXAMPLE_TEST_HOOKS", "true"));
        values.putAll(Map.of("FIREWALL_METHODS", "GET,POST", "INPUT_ACTIVE_CONTENT", "off"));
        try (RunningApp app = start(kind, values)) {
            String listed = "X-Forwarded-For: 10.1.2.3";
            assertEquals(403, RawHttp.get(app.port(), "/whoami").status());
            assertEquals(200, RawHttp.get(app.port(), "/health").status());
            assertEquals(
                    200,
                    RawHttp.get(app.port(), "/whoami?a=%3Cscript%3E", listed).status());
            assertEquals(
                    413,
                    RawHttp.request(app.port(), "POST", "/sink", "x".repeat(101), listed)
                            .status());
            assertEquals(
                    405,
                    RawHttp.request(app.port(), "PUT", "/sink", "x", listed).status());
            Response late = RawHttp.get(app.port(), "/__test/sleep?ms=60000", listed);
            assertTrue(late.status() == 503 && late.text().contains("REQUEST_TIMEOUT"), late::toString);
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_start_page_lists_every_room_and_has_a_button_for_each_door(ServerKind kind) {
        String page = RawHttp.get(port(kind), "/").text();

        for (String room : List.of("firewall", "ipaccess", "cors", "crosssite", "bodylimit", "deadline", "input")) {
            assertTrue(page.contains("<th scope=\"row\">" + room + "</th>"), room);
        }
        for (String path : List.of("/whoami;v=1", "/sink", "/check", "/too-slow")) {
            assertTrue(page.contains("data-path=\"" + path + "\""), path);
        }
        assertFalse(page.contains("style=") || page.contains("@"), "no inline style, and nothing left to fill in");
    }

    private static int port(ServerKind kind) {
        return Objects.requireNonNull(APPS.get(kind)).port();
    }
}
