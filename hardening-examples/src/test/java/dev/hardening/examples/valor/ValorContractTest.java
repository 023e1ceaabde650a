package dev.hardening.examples.valor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.examples.app.RunningApp;
import dev.hardening.examples.server.ServerKind;
import dev.hardening.testing.Eventually;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Guide 001 over HTTP: tenants, the proxy, limits, headers, health. */
class ValorContractTest {

    private static final String POLICY =
            "default-src 'self'; connect-src 'self' https://api.your-domain.tld; img-src 'self' data:;"
                    + " script-src 'self'; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'";
    private static final String FRONT = "https://your-frontend-domain.tld";
    private static final Map<String, String> UNLIMITED = Map.of("RATE_LIMIT_MAX", "100000");

    private static RunningApp app;

    @BeforeAll
    static void start() throws Exception {
        app = Valor.start(UNLIMITED);
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    private static Response get(String path, String... headers) {
        return RawHttp.get(app.port(), path, headers);
    }

    static Stream<String> reads() {
        return Stream.of(
                "/api/runs",
                "/api/scenarios",
                "/api/financial-data/AAPL",
                "/api/lbo/runs",
                "/api/ma/runs",
                "/api/notes/BRK.B");
    }

    @ParameterizedTest
    @MethodSource("reads")
    void X_35_X_51_reads_need_the_tenants_header_and_nothing_else(String path) {
        Response without = get(path);
        assertEquals(400, without.status());
        assertTrue(without.text().contains("X-Tenant-ID"));
        assertEquals("application/json", without.header("Content-Type"));
        Response demo = get(path, Valor.DEMO);
        assertEquals(200, demo.status(), demo::toString);
        assertTrue(demo.text().contains("\"tenant\":\"demo\""));
        assertEquals(200, get(path, "X-Tenant-ID: " + "a".repeat(64)).status());
        for (String bad : List.of("a b", "../x", "x".repeat(200), "x".repeat(65), "", "d\u00e9mo", "a,b", "demo;")) {
            assertEquals(400, get(path, "X-Tenant-ID: " + bad).status(), bad);
        }
        assertEquals(400, get(path, Valor.DEMO, Valor.DEMO).status());
        assertEquals(400, get(path + "?tenant=demo", "Cookie: X-Tenant-ID=demo").status());
        assertEquals(
                200, RawHttp.request(app.port(), "HEAD", path, "", Valor.DEMO).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/api/health", "/api/websocket/status"})
    void X_36_X_50_X_58_public_paths_need_neither_tenant_nor_token(String path) {
        assertEquals(200, get(path).status());
        assertEquals(200, get(path, "X-Tenant-ID: a b").status());
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /nowhere, 404",
        "GET, /health, 404",
        "GET, /api/runs/, 404",
        "GET, /api/runs/1, 404",
        "GET, /api/financial-data, 404",
        "GET, /api/financial-data/, 404",
        "GET, /api/financial-data/a/b, 404",
        "GET, /api/financial-data/%3Cb%3E, 404",
        "GET, /api/notes/a/b, 404",
        "DELETE, /api/runs, 405",
        "POST, /api/scenarios, 405",
        "POST, /api/notes/AAPL, 405",
        "GET, /api/auth/login, 405",
        "POST, /api/health, 405"
    })
    void unknown_paths_are_404_and_other_methods_405(String method, String path, int status) {
        Response response = RawHttp.request(app.port(), method, path, "", Valor.DEMO);
        assertEquals(status, response.status(), response::toString);
        assertEquals("application/json", response.header("Content-Type"));
        assertEquals(status == 405, response.header("Allow") != null);
    }

    static Stream<Response> allKinds() {
        return Stream.of(
                get("/"),
                get("/api/health", "X-Forwarded-Proto: http"),
                get("/api/runs"),
                Valor.post(app, "/api/runs", "{}", Valor.DEMO),
                get("/nowhere"),
                RawHttp.request(app.port(), "POST", "/__test/sink", "x".repeat(1_100_000)),
                get("/__test/boom?leak=x"),
                get("/x/%2e%2e/"),
                RawHttp.exchange(app.port(), "NONSENSE\r\n\r\n"));
    }

    @ParameterizedTest
    @MethodSource("allKinds")
    void X_20_X_21_X_22_X_23_X_24_X_25_every_answer_carries_the_exact_headers(Response response) {
        assertEquals(List.of("DENY"), response.values("X-Frame-Options"));
        assertEquals(List.of("nosniff"), response.values("X-Content-Type-Options"));
        assertNull(response.header("Server"));
        assertEquals(1, response.values("X-Request-ID").size());
        assertFalse(response.toString().contains("Jetty"));
        if (response.values("Referrer-Policy").equals(List.of("no-referrer"))) {
            assertEquals(400, response.status(), "only what the server refuses itself has its own set");
            return;
        }
        assertEquals(List.of("strict-origin-when-cross-origin"), response.values("Referrer-Policy"));
        assertEquals(List.of("geolocation=(), microphone=(), camera=()"), response.values("Permissions-Policy"));
        assertEquals(List.of(POLICY), response.values("Content-Security-Policy"));
    }

    @Test
    void X_19_hsts_is_sent_to_those_who_use_https() {
        assertEquals(
                List.of("max-age=31536000; includeSubDomains; preload"),
                get("/", "X-Forwarded-Proto: https").values("Strict-Transport-Security"));
        assertNull(get("/").header("Strict-Transport-Security"));
    }

    @Test
    void X_26_the_root_is_a_page() {
        Response page = get("/");
        assertTrue(String.valueOf(page.header("Content-Type")).startsWith("text/html"));
        assertTrue(page.text().startsWith("<!doctype html>"));
    }

    @ParameterizedTest
    @EnumSource
    void X_24_X_31_a_policy_in_folded_lines_is_one_header(ServerKind kind) throws Exception {
        String folded =
                "\n    default-src 'self';\r\n    script-src 'self' https://cdn.example;\n\n    frame-ancestors 'none';\n";
        try (RunningApp other = Valor.start(Map.of("CSP", folded, "SERVER", kind.name()))) {
            Response response = RawHttp.get(other.port(), "/");
            assertEquals(1, response.values("Content-Security-Policy").size());
            String policy = String.valueOf(response.header("Content-Security-Policy"));
            assertEquals(
                    "default-src 'self'; script-src 'self' https://cdn.example; frame-ancestors 'none'",
                    policy.replaceAll(";$", ""));
        }
    }

    @ParameterizedTest
    @EnumSource
    void X_18_X_29_behind_the_proxy_the_forwarded_facts_count(ServerKind kind) throws Exception {
        Map<String, String> hosts = Map.of("ALLOWED_HOSTS", "your-domain.tld", "SERVER", kind.name());
        try (RunningApp other = Valor.start(hosts)) {
            int port = other.port();
            String host = "Host: your-domain.tld";
            Response redirect = RawHttp.get(port, "/api/health?x=1", "X-Forwarded-Proto: http", host);
            assertEquals(301, redirect.status());
            assertEquals("https://your-domain.tld/api/health?x=1", redirect.header("Location"));
            assertEquals(
                    421,
                    RawHttp.get(port, "/", "X-Forwarded-Proto: http", "Host: evil.example")
                            .status());
            assertEquals(421, RawHttp.get(port, "/", "Host: evil.example").status());
            assertEquals(400, RawHttp.get(port, "/", "Host: a b").status());
            assertEquals(200, RawHttp.get(port, "/", host).status());
            assertEquals(200, RawHttp.get(port, "/api/health").status(), "probes call by address");
            String whoami = RawHttp.get(
                            port,
                            "/__test/whoami",
                            host,
                            "X-Forwarded-Proto: https",
                            "X-Forwarded-For: 127.0.0.1, 203.0.113.9")
                    .text();
            assertTrue(whoami.contains("\"client_ip\":\"203.0.113.9\""), whoami);
            assertTrue(whoami.contains("\"scheme\":\"https\""), whoami);
        }
    }

    @Test
    void X_18_an_untrusted_peer_is_not_believed() throws Exception {
        try (RunningApp other = Valor.start(Map.of("TRUSTED_PROXIES", "192.0.2.1"))) {
            String whoami = RawHttp.get(
                            other.port(), "/__test/whoami", "X-Forwarded-Proto: http", "X-Forwarded-For: 203.0.113.9")
                    .text();
            assertTrue(whoami.contains("\"client_ip\":\"127.0.0.1\""), whoami);
        }
    }

    @Test
    void X_17_X_32_only_the_front_end_may_read() throws Exception {
        assertNull(get("/", "Origin: " + FRONT).header("Access-Control-Allow-Origin"));
        try (RunningApp other = Valor.start(Map.of("CORS_ORIGINS", FRONT))) {
            assertEquals(
                    FRONT, RawHttp.get(other.port(), "/", "Origin: " + FRONT).header("Access-Control-Allow-Origin"));
            for (String origin : List.of(
                    FRONT + ".evil.io", "null", "https://x" + FRONT.substring(8), "http://" + FRONT.substring(8))) {
                assertNull(RawHttp.get(other.port(), "/", "Origin: " + origin).header("Access-Control-Allow-Origin"));
            }
            Response preflight = RawHttp.request(
                    other.port(),
                    "OPTIONS",
                    "/api/runs",
                    "",
                    "Origin: " + FRONT,
                    "Access-Control-Request-Method: POST",
                    "Access-Control-Request-Headers: authorization, content-type, x-tenant-id");
            assertEquals(FRONT, preflight.header("Access-Control-Allow-Origin"));
            String fields = String.valueOf(preflight.header("Access-Control-Allow-Headers"));
            assertTrue(fields.contains("authorization") && fields.contains("x-tenant-id"), preflight::toString);
            Response post = Valor.addRun(other, "x", Valor.DEMO, "Origin: " + FRONT, "Sec-Fetch-Site: cross-site");
            assertEquals(401, post.status(), "the front end gets as far as the token");
        }
    }

    @ParameterizedTest
    @EnumSource
    void X_37_X_38_X_39_each_limit_counts_for_itself_and_health_for_none(ServerKind kind) throws Exception {
        try (RunningApp other = Valor.start(Map.of("RATE_LIMIT_MAX", "5", "SERVER", kind.name()))) {
            int port = other.port();
            for (int i = 0; i < 30; i++) {
                assertEquals(
                        200,
                        RawHttp.get(port, "/api/financial-data/AAPL", Valor.DEMO)
                                .status());
            }
            Response refused = RawHttp.get(port, "/api/financial-data/MSFT", Valor.DEMO);
            assertEquals(429, refused.status());
            assertTrue(String.valueOf(refused.header("Retry-After")).matches("[1-9][0-9]?"), refused::toString);
            for (int status : new int[] {200, 200, 200, 200, 200, 429}) {
                assertEquals(status, RawHttp.get(port, "/api/runs", Valor.DEMO).status());
            }
            for (int i = 0; i < 300; i++) {
                assertEquals(200, RawHttp.get(port, "/api/health").status());
            }
            assertEquals(200, RawHttp.get(port, "/__test/whoami").status());
            assertEquals(
                    200,
                    RawHttp.get(port, "/api/runs", Valor.DEMO, "X-Forwarded-For: 203.0.113.9")
                            .status());
        }
    }

    @Test
    void X_38_X_39_the_defaults_are_a_hundred_and_the_own_limit_has_its_variables() throws Exception {
        Map<String, String> financial =
                Map.of("FINANCIAL_DATA_RATE_LIMIT_MAX_REQUESTS", "2", "FINANCIAL_DATA_RATE_LIMIT_WINDOW_MS", "50000");
        try (RunningApp other = Valor.start(financial)) {
            for (int status : new int[] {200, 200, 429}) {
                assertEquals(
                        status,
                        RawHttp.get(other.port(), "/api/financial-data/A", Valor.DEMO)
                                .status());
            }
            for (int i = 0; i < 100; i++) {
                assertEquals(
                        200,
                        RawHttp.get(other.port(), "/api/ma/runs", Valor.DEMO).status());
            }
            assertEquals(
                    429, RawHttp.get(other.port(), "/api/lbo/runs", Valor.DEMO).status());
        }
    }

    @Test
    void X_48_readiness_follows_the_database_and_health_does_not() throws Exception {
        ServerSocket port = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        String url = "postgresql://user:pass@127.0.0.1:" + port.getLocalPort() + "/valor_ivx";
        try (RunningApp other = Valor.start(Map.of("DATABASE_URL", url))) {
            try (port) {
                Response ready = RawHttp.get(other.port(), "/api/readiness");
                assertEquals(200, ready.status(), ready::toString);
                assertTrue(ready.text().contains("\"status\":\"healthy\""));
                assertTrue(ready.text().contains("\"database\":{\"status\":\"healthy\""), ready::toString);
            }
            Eventually.until(() -> RawHttp.get(other.port(), "/api/readiness").status() == 503);
            Response down = RawHttp.get(other.port(), "/api/readiness");
            assertTrue(down.text().contains("\"status\":\"unhealthy\""), down::toString);
            assertFalse(down.text().contains("127.0.0.1"), down::toString);
            Response health = RawHttp.get(other.port(), "/api/health");
            assertEquals(200, health.status());
            assertTrue(health.text().contains("\"status\":\"healthy\""));
        }
    }

    @Test
    void X_49_a_rolling_restart_by_readiness_loses_nothing() throws Exception {
        ServerSocket database = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        String url = "postgresql://127.0.0.1:" + database.getLocalPort() + "/x";
        Map<String, String> values = Map.of("DATABASE_URL", url, "RATE_LIMIT_MAX", "100000", "ENABLE_METRICS", "1");
        try (database;
                RunningApp stays = Valor.start(values);
                RunningApp goes = Valor.start(values)) {
            RawHttp running =
                    RawHttp.connect(goes.port()).send(RawHttp.message("GET", "/__test/sleep?ms=5000", "", false));
            // It and the question for it: a request that has not begun when the service ends is refused.
            Eventually.until(() -> RawHttp.get(goes.port(), "/metrics").text().contains("http_requests_in_progress 2"));
            assertEquals(200, RawHttp.get(goes.port(), "/api/readiness").status());
            Thread end = new Thread(goes::close, "end");
            end.start();
            Eventually.until(() -> RawHttp.get(goes.port(), "/api/readiness").status() == 503);
            for (int i = 0; i < 50; i++) {
                assertEquals(
                        200, RawHttp.get(stays.port(), "/api/runs", Valor.DEMO).status());
            }
            assertEquals(200, running.read().status());
            end.join();
        }
    }
}
