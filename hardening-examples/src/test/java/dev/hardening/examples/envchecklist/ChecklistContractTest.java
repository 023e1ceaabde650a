package dev.hardening.examples.envchecklist;

import static dev.hardening.examples.envchecklist.Checklist.JSON;
import static dev.hardening.examples.envchecklist.Checklist.PASSWORD;
import static dev.hardening.examples.envchecklist.Checklist.SECRET;
import static dev.hardening.examples.envchecklist.Checklist.bearer;
import static dev.hardening.examples.envchecklist.Checklist.header;
import static dev.hardening.examples.envchecklist.Checklist.signed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.examples.server.ServerKind;
import dev.hardening.testing.Eventually;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Guide 002, what is served and under which limits, on both servers. */
class ChecklistContractTest {

    private static final String ITEMS = "/api/items";
    private static final String ITEM = "{\"name\":\"x\"}";
    private static final String ORIGIN = "https://app.example.com";
    private static final Map<ServerKind, Checklist> APPS = new EnumMap<>(ServerKind.class);

    @BeforeAll
    static void start() throws Exception {
        for (ServerKind kind : ServerKind.values()) {
            APPS.put(
                    kind,
                    Checklist.start(
                            kind,
                            "RATE_LIMIT_MAX",
                            "10000",
                            "ALLOWED_ORIGINS",
                            ORIGIN + ", https://b.example.com",
                            "REQUEST_TIMEOUT_MS",
                            "500",
                            "TRUSTED_PROXIES",
                            "127.0.0.1/32"));
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

    private static String token(String subject) {
        return bearer(signed(SECRET, subject, "access", ""));
    }

    private static String admin() {
        return bearer(signed(SECRET, "root", "access", ",\"roles\":[\"admin\"]"));
    }

    @ParameterizedTest
    @EnumSource
    void E_32_a_page_and_its_policy_agree_on_a_nonce_that_is_new_each_time(ServerKind kind) {
        String before = "";
        for (int i = 0; i < 2; i++) {
            Response page = app(kind).get("/");
            String policy = header(page, "Content-Security-Policy");
            String nonce = policy.replaceFirst(".*script-src 'nonce-([A-Za-z0-9_+/=-]+)'.*", "$1");
            assertEquals(200, page.status());
            assertTrue(header(page, "Content-Type").startsWith("text/html"));
            assertTrue(page.text().contains("<script nonce=\"" + nonce + "\">"), page::toString);
            assertEquals(2, page.text().split("<script", -1).length, "one script");
            assertTrue(nonce.length() >= 22, nonce);
            assertFalse(policy.contains("unsafe-"), policy);
            assertNotEquals(before, nonce);
            before = nonce;
        }
    }

    @ParameterizedTest
    @EnumSource
    void items_are_read_by_all_and_added_with_a_token(ServerKind kind) {
        assertEquals(200, app(kind).get(ITEMS).status());
        assertEquals(401, app(kind).post(ITEMS, ITEM).status());
        assertEquals(
                2, app(kind).post(ITEMS, "{\"name\":\"new-one\"}", token("x")).status() / 100);
        assertTrue(app(kind).get(ITEMS).text().contains("new-one"));
        assertEquals(400, app(kind).post(ITEMS, "{", token("x")).status());
        assertEquals(400, app(kind).post(ITEMS, "{}", token("x")).status());
        assertEquals(
                415,
                RawHttp.request(app(kind).port(), "POST", ITEMS, ITEM, "Content-Type: text/plain", token("x"))
                        .status());
        for (String method : List.of("PUT", "PATCH", "DELETE", "post")) {
            int status =
                    RawHttp.request(app(kind).port(), method, ITEMS, ITEM, JSON).status();
            assertEquals(405, status, method);
        }
        assertEquals(404, app(kind).get("/api/nowhere").status());
        assertEquals(404, app(kind).get("/metrics").status(), "E-14 off");
    }

    @ParameterizedTest
    @EnumSource
    void E_17_E_31_only_listed_origins_may_read(ServerKind kind) {
        Response allowed = app(kind).get(ITEMS, "Origin: " + ORIGIN);
        assertEquals(ORIGIN, header(allowed, "Access-Control-Allow-Origin"));
        assertTrue(header(allowed, "Vary").contains("Origin"));
        for (String other : List.of(ORIGIN + ".evil.io", "null", "https://c.example.com", "http://app.example.com")) {
            assertNull(app(kind).get(ITEMS, "Origin: " + other).header("Access-Control-Allow-Origin"), other);
        }
        Response preflight = RawHttp.request(
                app(kind).port(),
                "OPTIONS",
                ITEMS,
                "",
                "Origin: " + ORIGIN,
                "Access-Control-Request-Method: POST",
                "Access-Control-Request-Headers: authorization,content-type");
        assertEquals(2, preflight.status() / 100, preflight::toString);
        assertEquals(ORIGIN, header(preflight, "Access-Control-Allow-Origin"));
        String headers = header(preflight, "Access-Control-Allow-Headers").toLowerCase(java.util.Locale.ROOT);
        assertTrue(headers.contains("authorization") && headers.contains("content-type"), headers);
    }

    @Test
    void E_17_without_a_list_no_origin_may() throws Exception {
        try (Checklist app = Checklist.start()) {
            assertNull(app.get(ITEMS, "Origin: " + ORIGIN).header("Access-Control-Allow-Origin"));
        }
    }

    @Tag("alone")
    @ParameterizedTest
    @EnumSource
    void E_11_a_request_that_takes_too_long_is_503_in_time(ServerKind kind) {
        assertEquals(200, app(kind).get("/__test/sleep?ms=1").status()); // the first of a server takes longer
        long start = System.nanoTime();
        Response late = app(kind).get("/__test/sleep?ms=3000");
        assertTrue(System.nanoTime() - start < 1_000_000_000L);
        assertEquals(503, late.status());
        assertTrue(late.text().contains("REQUEST_TIMEOUT") && late.text().contains("error_id"), late::toString);
        assertEquals("nosniff", header(late, "X-Content-Type-Options"));
        assertEquals(200, app(kind).get(ITEMS).status());
    }

    @ParameterizedTest
    @EnumSource
    void E_38_https_that_a_trusted_proxy_reports_gets_hsts(ServerKind kind) {
        assertTrue(header(app(kind).get("/", "X-Forwarded-Proto: https"), "Strict-Transport-Security")
                .startsWith("max-age="));
        assertNull(app(kind).get(ITEMS).header("Strict-Transport-Security"));
    }

    @ParameterizedTest
    @EnumSource
    void a_failure_tells_an_id_and_nothing_else(ServerKind kind) {
        Response failed = app(kind).get("/__test/boom?leak=hush");
        assertEquals(500, failed.status());
        assertTrue(failed.text().contains("error_id"));
        for (String inner : List.of("secret.txt", "SELECT", "hush", "Exception")) {
            assertFalse(failed.text().contains(inner), failed::toString);
        }
    }

    @ParameterizedTest
    @EnumSource
    void E_06_each_user_has_a_limit_and_each_address_another(ServerKind kind) throws Exception {
        try (Checklist app = Checklist.start(kind, "RATE_LIMIT_MAX", "3")) {
            for (String who : List.of(token("alice"), token("bob"), "X-Nobody: yes")) {
                for (int i = 0; i < 3; i++) {
                    assertEquals(200, app.get(ITEMS, who).status(), who);
                }
                Response limited = app.get(ITEMS, who);
                assertEquals(429, limited.status());
                assertTrue(Integer.parseInt(header(limited, "Retry-After")) <= 60, limited::toString);
            }
            assertEquals(429, app.get(ITEMS, token("alice")).status(), "another token of the same user");
            assertEquals(429, app.login("alice", PASSWORD).status(), "log-ins count by address");
            for (String path : List.of("/health/live", "/health/ready", "/__test/whoami")) {
                for (int i = 0; i < 5; i++) {
                    assertEquals(200, app.get(path).status(), path);
                }
            }
        }
    }

    @Test
    void E_07_a_window_slides() throws Exception {
        try (Checklist app = Checklist.start("RATE_LIMIT_MAX", "2", "RATE_LIMIT_WINDOW_MS", "1500")) {
            assertEquals(200, app.get(ITEMS).status());
            assertEquals(200, app.get(ITEMS).status());
            assertEquals(429, app.get(ITEMS).status());
            Eventually.until(() -> app.get(ITEMS).status() == 200);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', '', 404, false, default",
        "FLAG_NEW_DASHBOARD_WIDGETS, true, 200, true, env",
        "FLAG_NEW_DASHBOARD_WIDGETS, ON, 200, true, env",
        "FLAG_NEW_DASHBOARD_WIDGETS, false, 404, false, env",
    })
    void E_15_E_16_a_flag_opens_a_feature_and_the_list_tells_why(
            String name, String value, int status, boolean on, String source) throws Exception {
        String[] values = name.isEmpty() ? new String[0] : new String[] {name, value};
        try (Checklist app = Checklist.start(values)) {
            assertEquals(status, app.get("/api/widgets").status());
            String list = app.get("/api/admin/flags", admin()).text();
            String state = "{\"value\":" + on + ",\"source\":\"" + source + "\"}";
            assertTrue(list.contains("\"newDashboardWidgets\":" + state), list);
            assertTrue(list.contains("\"experimentalCaching\":{\"value\":false,\"source\":\"default\"}"), list);
        }
    }

    @Test
    void E_15_the_other_flag_is_listed_too() throws Exception {
        try (Checklist app = Checklist.start("FLAG_EXPERIMENTAL_CACHING", "1")) {
            String list = app.get("/api/admin/flags", admin()).text();
            assertTrue(list.contains("\"experimentalCaching\":{\"value\":true,\"source\":\"env\"}"), list);
        }
    }

    @ParameterizedTest
    @CsvSource({"FLAG_READ_ONLY, JETTY", "READ_ONLY_MODE, TOMCAT"})
    void E_48_read_only_stops_changes_and_nothing_else(String name, ServerKind kind) throws Exception {
        try (Checklist app = Checklist.start(kind, name, "true")) {
            for (String method : List.of("POST", "PUT", "PATCH", "DELETE")) {
                Response stopped = RawHttp.request(app.port(), method, ITEMS, ITEM, JSON, token("x"));
                assertEquals(503, stopped.status(), method);
                assertTrue(Integer.parseInt(header(stopped, "Retry-After")) > 0, stopped::toString);
            }
            assertEquals(200, app.get(ITEMS).status());
            assertEquals(200, app.login("alice", PASSWORD).status());
            Response ready = app.get("/health/ready");
            assertEquals(200, ready.status());
            assertTrue(ready.text().contains("read-only"), ready::toString);
        }
    }

    @Test
    void E_39_E_40_a_warming_service_is_alive_and_not_ready() throws Exception {
        try (Checklist app = Checklist.start("EXAMPLE_WARMUP_MS", "1500")) {
            assertEquals(503, app.get("/health/ready").status());
            assertEquals(200, app.get("/health/live").status());
            assertEquals(200, app.get(ITEMS).status());
            Eventually.until(() -> app.get("/health/ready").status() == 200);
        }
    }

    @Test
    void E_39_without_its_database_the_service_is_alive_and_not_ready() throws Exception {
        try (Checklist app = Checklist.start()) {
            Response ready = app.get("/health/ready");
            assertEquals(200, ready.status());
            assertTrue(ready.text().contains("\"database\"") && ready.text().contains("\"healthy\""), ready::toString);
            app.stopDatabase();
            long start = System.nanoTime();
            Eventually.until(() -> app.get("/health/ready").status() == 503);
            assertTrue(System.nanoTime() - start < 5_000_000_000L, "a change shows within five seconds");
            assertTrue(app.get("/health/ready").text().contains("\"unhealthy\""));
            assertEquals(200, app.get("/health/live").status());
        }
    }
}
