package dev.hardening.springboot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.servlet.HardeningFilter;
import dev.hardening.testing.servlet.RawHttp;
import jakarta.servlet.ServletContext;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.context.WebApplicationContext;

/** One application on a real port; every test is another client of it. */
class ServerTest {

    private static ConfigurableApplicationContext context;
    private static int port;

    @BeforeAll
    static void start() {
        context = Site.start(
                "RATE_LIMIT_MAX=3",
                "hardening.trusted-proxies=127.0.0.1",
                "hardening.cors-origins=https://app.example",
                "hardening.public-origins=http://localhost",
                "management.endpoints.web.exposure.include=health,metrics",
                "management.endpoint.health.show-components=always",
                "management.endpoint.health.show-details=always");
        port = Site.port(context);
    }

    @AfterAll
    static void stop() {
        context.close();
    }

    private static RawHttp.Response get(int client, String path, String... fields) {
        String[] all = new String[fields.length + 1];
        System.arraycopy(fields, 0, all, 0, fields.length);
        all[fields.length] = "X-Forwarded-For: 192.0.2." + client;
        return RawHttp.get(port, path, all);
    }

    @Test
    void the_container_has_one_filter_of_the_library() {
        ServletContext container = ((WebApplicationContext) context).getServletContext();
        assertNotNull(container);
        List<String> ours = container.getFilterRegistrations().values().stream()
                .filter(filter -> HardeningFilter.class.getName().equals(filter.getClassName()))
                .map(jakarta.servlet.Registration::getName)
                .toList();
        assertEquals(List.of("hardening"), ours);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/open", "/guarded", "/boom", "/later", "/nowhere"})
    void every_answer_has_the_headers_once(String path) {
        RawHttp.Response answer = get(1 + path.length(), path);
        assertEquals(List.of("nosniff"), answer.values("X-Content-Type-Options"), answer.toString());
        assertEquals(1, answer.values("X-Request-Id").size(), answer.toString());
    }

    @Test
    void asks_for_a_key_where_no_route_is_open() {
        RawHttp.Response refused = get(11, "/guarded");
        assertEquals(401, refused.status());
        assertEquals("application/problem+json", refused.header("Content-Type"));
        assertEquals("guarded", get(11, "/guarded", "X-API-Key: " + Keys.KEY).text());
        assertEquals("open", get(11, "/open").text());
    }

    @Test
    void limits_by_the_number_in_the_environment() {
        assertEquals(200, get(12, "/open").status());
        assertEquals(200, get(12, "/open").status());
        assertEquals(200, get(12, "/open").status());
        RawHttp.Response refused = get(12, "/open");
        assertEquals(429, refused.status());
        assertNotNull(refused.header("Retry-After"));
        assertEquals(200, get(13, "/open").status());
    }

    @Test
    void answers_an_asynchronous_request() {
        assertEquals("later", get(14, "/later").text());
    }

    @Test
    void lets_nothing_of_a_failure_out() {
        RawHttp.Response failed = get(15, "/boom");
        assertEquals(500, failed.status());
        assertFalse(failed.toString().contains("hunter2"), failed.toString());
        assertTrue(failed.text().contains("error_id"), failed.toString());
    }

    @Test
    void lets_the_pages_of_a_declared_origin_read() {
        assertEquals(
                "https://app.example",
                get(16, "/open", "Origin: https://app.example").header("Access-Control-Allow-Origin"));
        assertEquals(
                0,
                get(16, "/open", "Origin: https://evil.example")
                        .values("Access-Control-Allow-Origin")
                        .size());
    }

    @Test
    void is_in_the_health_of_actuator() {
        String health = get(17, "/actuator/health").text();
        assertTrue(
                health.contains(
                                "\"hardening\":{\"details\":{\"status\":\"healthy\",\"state\":\"ready\"},\"status\":\"UP\"}")
                        || health.contains(
                                "\"hardening\":{\"status\":\"UP\",\"details\":{\"status\":\"healthy\",\"state\":\"ready\"}}"),
                health);
    }

    @Test
    void counts_in_the_registry_of_actuator() {
        get(18, "/open");
        String meter = get(18, "/actuator/metrics/http_requests_total").text();
        assertTrue(meter.contains("\"statistic\":\"COUNT\""), meter);
        assertTrue(meter.contains("/open"), meter);
    }

    @Test
    void answers_the_librarys_own_probes() {
        assertEquals(200, get(19, "/health/live").status());
        assertEquals(200, get(19, "/health/ready").status());
    }
}
