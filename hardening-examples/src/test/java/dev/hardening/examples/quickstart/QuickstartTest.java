package dev.hardening.examples.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The quickstart on both servers, each client with an address of its own. */
class QuickstartTest {

    private static final String KEY = "X-API-Key: 9fXw2+Lq0aVm7tRbZk3PdcYs1oJhGu5E";
    private static final Map<ServerKind, RunningApp> APPS = new EnumMap<>(ServerKind.class);
    private static final AtomicInteger CLIENTS = new AtomicInteger();

    @BeforeAll
    static void start() throws Exception {
        for (ServerKind kind : ServerKind.values()) {
            APPS.put(kind, Launcher.start(new QuickstartApp(), values(kind)));
        }
    }

    private static Map<String, String> values(ServerKind kind) {
        Map<String, String> values = new HashMap<>(Map.of("PORT", "0", "NODE_ENV", "test", "LOG_LEVEL", "fatal"));
        values.putAll(Map.of("SERVER", kind.name(), "API_KEYS", KEY.substring(11), "TRUSTED_PROXIES", "127.0.0.1/32"));
        return values;
    }

    @AfterAll
    static void stop() {
        APPS.values().forEach(RunningApp::close);
        APPS.clear();
    }

    @ParameterizedTest
    @EnumSource(ServerKind.class)
    void the_start_page_shows_what_is_on_under_a_strict_policy(ServerKind kind) {
        Response page = get(kind, "/");

        String policy = Objects.toString(page.header("Content-Security-Policy"));
        assertEquals(200, page.status());
        assertFalse(policy.contains("unsafe"), policy);
        assertTrue(page.text().contains("ratelimit") && page.text().contains("limited 5 in 10000 ms"), page::toString);
        assertTrue(page.text().contains("<script nonce=\"" + nonce(page) + "\">"));
        assertFalse(page.text().contains("style=")
                || page.text().contains("onclick")
                || page.text().contains("@NONCE@"));
        assertFalse(page.text().contains(KEY.substring(11)), "a configured key is not shown");
        Response style = get(kind, "/quickstart.css");
        assertEquals(200, style.status());
        assertTrue(Objects.toString(style.header("Content-Type")).startsWith("text/css"));
    }

    @ParameterizedTest
    @EnumSource(ServerKind.class)
    void the_numbers_are_served_to_this_machine_and_offered_on_the_start_page(ServerKind kind) {
        int port = Objects.requireNonNull(APPS.get(kind)).port();
        assertTrue(get(kind, "/").text().contains("data-path=\"/metrics\""));
        assertEquals(200, RawHttp.get(port, "/metrics").status());
        assertEquals(
                403, RawHttp.get(port, "/metrics", "X-Forwarded-For: 192.0.2.1").status());
        assertTrue(RawHttp.get(port, "/metrics").text().contains("\nhttp_requests_total{endpoint=\"/\","));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ENABLE_METRICS", "FEATURE_PROMETHEUS_METRICS"})
    void the_numbers_can_be_switched_off_by_either_name(String name) throws Exception {
        Map<String, String> values = values(ServerKind.JETTY);
        values.put(name, "0");
        try (RunningApp off = Launcher.start(new QuickstartApp(), values)) {
            assertEquals(404, RawHttp.get(off.port(), "/metrics").status());
        }
    }

    @ParameterizedTest
    @EnumSource(ServerKind.class)
    void the_page_has_a_new_nonce_each_time(ServerKind kind) {
        Response first = get(kind, "/page");
        Response second = get(kind, "/page");

        assertTrue(first.text().contains("nonce=\"" + nonce(first) + "\""));
        assertNotEquals(nonce(first), nonce(second));
    }

    @ParameterizedTest
    @EnumSource(ServerKind.class)
    void items_need_a_key_and_json(ServerKind kind) {
        assertEquals(401, get(kind, "/api/items").status());
        assertEquals(200, get(kind, "/api/items", KEY).status());
        assertEquals(
                401,
                post(kind, "/api/items", "{\"name\":\"a\"}", "Content-Type: application/json")
                        .status());
        assertEquals(
                201,
                post(kind, "/api/items", "{\"name\":\"a\\u003cb\"}", "Content-Type: application/json", KEY)
                        .status());
        assertTrue(get(kind, "/api/items", KEY).text().contains("a<b"));
        assertEquals(
                400,
                post(kind, "/api/items", "{\"name\":1}", "Content-Type: application/json", KEY)
                        .status());
        assertEquals(
                400,
                post(kind, "/api/items", "{", "Content-Type: application/json", KEY)
                        .status());
        assertEquals(415, post(kind, "/api/items", "name=a", KEY).status());
        assertEquals(
                415,
                post(kind, "/api/items", "{}", "Content-Type: application/json;charset=utf-16", KEY)
                        .status());
        assertEquals(
                413,
                post(
                                kind,
                                "/api/items",
                                "{\"name\":\"" + "a".repeat(20_000) + "\"}",
                                "Content-Type: application/json",
                                KEY)
                        .status());
    }

    @ParameterizedTest
    @EnumSource(ServerKind.class)
    void limited_admits_five(ServerKind kind) {
        String client = "X-Forwarded-For: 203.0.113.7";
        for (int i = 0; i < 5; i++) {
            assertEquals(200, RawHttp.get(port(kind), "/limited", client).status());
        }
        Response refused = RawHttp.get(port(kind), "/limited", client);

        assertEquals(429, refused.status());
        int seconds = Integer.parseInt(Objects.toString(refused.header("Retry-After")));
        assertTrue(seconds >= 1 && seconds <= 10, refused::toString);
        assertEquals("application/json", refused.header("Content-Type"));
    }

    @ParameterizedTest
    @EnumSource(ServerKind.class)
    void a_failure_leaks_nothing(ServerKind kind) {
        Response failed = get(kind, "/boom");

        assertEquals(500, failed.status());
        assertEquals("nosniff", failed.header("X-Content-Type-Options"));
        assertNotNull(failed.header("X-Error-ID"));
        for (String inner : List.of("secret", "SELECT", "Exception", "srv", "jetty", "tomcat")) {
            assertFalse(failed.text().contains(inner), failed::toString);
        }
    }

    static Stream<Arguments> paths() {
        return Stream.of(ServerKind.values())
                .flatMap(kind -> Stream.of("/health", "/health/live", "/health/ready", "/monitoring/live")
                        .map(path -> Arguments.of(kind, path)));
    }

    @ParameterizedTest
    @MethodSource("paths")
    void probes_are_never_limited(ServerKind kind, String path) {
        for (int i = 0; i < 110; i++) {
            Response report = RawHttp.get(port(kind), path);
            assertEquals(200, report.status());
            assertTrue(report.text().contains("\"status\":\"healthy\""));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /nowhere, 404",
        "POST, /nowhere, 404",
        "POST, /page, 405",
        "GET, /sink, 405",
        "PATCH, /api/items, 405",
        "GET, /__test/whoami, 404"
    })
    void unknown_paths_and_methods(String method, String path, int status) {
        for (ServerKind kind : ServerKind.values()) {
            Response response = RawHttp.request(port(kind), method, path, "", KEY, client());
            assertEquals(status, response.status(), kind + " " + path);
            assertEquals("application/json", response.header("Content-Type"));
        }
    }

    @ParameterizedTest
    @EnumSource(ServerKind.class)
    void tells_who_calls_and_reads_bodies(ServerKind kind) {
        String known = RawHttp.get(port(kind), "/whoami", "X-Forwarded-For: 203.0.113.5", "X-Forwarded-Proto: https")
                .text();

        assertEquals("{\"ip\":\"203.0.113.5\",\"scheme\":\"https\",\"host\":\"localhost\"}", known);
        assertEquals(
                "{\"bytes\":70000}", post(kind, "/sink", "x".repeat(70_000)).text());
    }

    @Test
    void catches_all_when_told_to() throws Exception {
        Map<String, String> values = values(ServerKind.JETTY);
        values.put("EXAMPLE_CATCH_ALL", "true");
        values.put("HTTPS_REDIRECT", "off");
        try (RunningApp app = Launcher.start(new QuickstartApp(), values)) {
            assertEquals("{}", RawHttp.get(app.port(), "/any/thing").text());
            assertEquals("{}", RawHttp.request(app.port(), "DELETE", "/any", "").text());
            assertEquals(401, RawHttp.get(app.port(), "/api/items").status());
            assertEquals(-1, app.redirectPort());
            assertEquals("", app.greeting());
        }
    }

    @Test
    void production_needs_a_key_of_its_own() throws Exception {
        Map<String, String> values = new HashMap<>(values(ServerKind.JETTY));
        values.put("NODE_ENV", "production");
        try (RunningApp app = Launcher.start(new QuickstartApp(), values)) {
            assertNull(RawHttp.get(app.port(), "/").header("Server"));
            assertEquals("", app.greeting());
        }
    }

    private static String nonce(Response page) {
        return Objects.toString(page.header("Content-Security-Policy")).replaceFirst(".*?'nonce-([^']+)'.*", "$1");
    }

    private static Response get(ServerKind kind, String path, String... headers) {
        return RawHttp.get(port(kind), path, with(headers));
    }

    private static Response post(ServerKind kind, String path, String body, String... headers) {
        return RawHttp.request(port(kind), "POST", path, body, with(headers));
    }

    private static String[] with(String... headers) {
        return Stream.concat(Stream.of(headers), Stream.of(client())).toArray(String[]::new);
    }

    private static String client() {
        return "X-Forwarded-For: 198.51.100." + CLIENTS.incrementAndGet() % 250;
    }

    private static int port(ServerKind kind) {
        return Objects.requireNonNull(APPS.get(kind)).port();
    }
}
