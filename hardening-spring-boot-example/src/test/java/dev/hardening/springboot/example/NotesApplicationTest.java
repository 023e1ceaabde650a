package dev.hardening.springboot.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.testing.servlet.RawHttp;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ConfigurableApplicationContext;

/** The application as it is started, over real HTTP. Each test is another client, behind a proxy that is trusted here. */
class NotesApplicationTest {

    private static final String KEY = "X+VUt880/6Xk+inAxWR9Jhkw6CxJSjcG0UwgPBk4aVM=";
    private static final String WITH_KEY = "X-API-Key: " + KEY;
    private static final String JSON = "Content-Type: application/json";

    private static ConfigurableApplicationContext application;
    private static int port;

    @BeforeAll
    static void start() {
        application = new SpringApplicationBuilder(NotesApplication.class)
                .initializers(context -> TestPropertyValues.of(
                                "API_KEYS=" + KEY, "TRUSTED_PROXIES=127.0.0.1", "RATE_LIMIT_MAX=10")
                        .applyTo(
                                context.getEnvironment(),
                                TestPropertyValues.Type.SYSTEM_ENVIRONMENT,
                                "test-systemEnvironment"))
                .run("--server.port=0", "--spring.main.banner-mode=off");
        port = application.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    private static String client(int number) {
        return "X-Forwarded-For: 198.51.100." + number;
    }

    @Test
    void answers_with_the_headers() {
        RawHttp.Response answer = RawHttp.get(port, "/", client(1));
        assertEquals(200, answer.status());
        assertEquals("nosniff", answer.header("X-Content-Type-Options"));
        assertEquals("DENY", answer.header("X-Frame-Options"));
        assertNotNull(answer.header("X-Request-Id"));
    }

    @Test
    void asks_for_a_key_and_takes_it() {
        assertEquals(401, RawHttp.get(port, "/api/notes", client(2)).status());
        assertEquals(
                401,
                RawHttp.get(port, "/api/notes", client(2), "X-API-Key: wrong").status());
        assertEquals(
                201,
                RawHttp.request(port, "POST", "/api/notes", "{\"text\":\"milk\"}", client(2), WITH_KEY, JSON)
                        .status());
        assertEquals(
                "[\"milk\"]",
                RawHttp.get(port, "/api/notes", client(2), WITH_KEY).text());
    }

    @Test
    void refuses_input_against_the_rules() {
        RawHttp.Response refused = RawHttp.request(
                port, "POST", "/api/notes", "{\"text\":\"<img src=x onerror=alert(1)>\"}", client(3), WITH_KEY, JSON);
        assertEquals(400, refused.status());
        assertTrue(refused.text().contains("\"pointer\":\"/text\""), refused.text());
        assertEquals(
                413,
                RawHttp.request(port, "POST", "/api/notes", "x".repeat(10_001), client(3), WITH_KEY, JSON)
                        .status());
    }

    @Test
    void limits_by_the_environment_and_not_by_the_file() {
        for (int i = 0; i < 10; i++) {
            assertEquals(200, RawHttp.get(port, "/", client(4)).status());
        }
        RawHttp.Response refused = RawHttp.get(port, "/", client(4));
        assertEquals(429, refused.status());
        assertNotNull(refused.header("Retry-After"));
    }

    @Test
    void answers_the_preflight_of_the_declared_origin_only() {
        String[] preflight = {"Origin: https://app.example.org", "Access-Control-Request-Method: POST", client(5)};
        RawHttp.Response allowed = RawHttp.request(port, "OPTIONS", "/api/notes", "", preflight);
        assertEquals("https://app.example.org", allowed.header("Access-Control-Allow-Origin"));
        preflight[0] = "Origin: https://evil.example.org";
        assertNull(RawHttp.request(port, "OPTIONS", "/api/notes", "", preflight).header("Access-Control-Allow-Origin"));
    }

    @Test
    void lets_nothing_of_a_failure_out() {
        RawHttp.Response failed = RawHttp.get(port, "/too-much", client(6));
        assertEquals(500, failed.status());
        assertFalse(failed.toString().contains("hunter2"));
    }

    @Test
    void is_in_the_health_and_the_meters_of_actuator_on_this_machine() {
        String health = RawHttp.get(port, "/actuator/health").text();
        assertTrue(health.contains("\"hardening\":{"), health);
        assertTrue(health.contains("\"dependencies\":{\"notes\":\"healthy\"}"), health);
        String meters = RawHttp.get(port, "/actuator/metrics").text();
        assertTrue(
                meters.contains("\"http_requests_total\"") && meters.contains("\"authenticated_requests_total\""),
                meters);
        assertEquals(403, RawHttp.get(port, "/actuator/health", client(7)).status());
        assertTrue(RawHttp.get(port, "/health", client(7)).text().contains("\"service\":\"notes\""));
    }

    @Test
    void does_not_start_without_a_key_and_says_what_to_do(@TempDir Path directory) throws Exception {
        File output = directory.resolve("output").toFile();
        ProcessBuilder java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        NotesApplication.class.getName(),
                        "--server.port=0",
                        "--hardening.cors-mode=perhaps")
                .redirectErrorStream(true)
                .redirectOutput(output);
        java.environment().keySet().removeIf(name -> name.startsWith("API_KEY"));
        Process process = java.start();
        boolean ended = process.waitFor(60, TimeUnit.SECONDS);
        process.destroyForcibly();
        String said = Files.readString(output.toPath(), StandardCharsets.UTF_8);
        assertTrue(ended, said);
        assertEquals(1, process.exitValue());
        assertTrue(said.contains("HRD-1107 API_KEYS: has no key"), said);
        assertTrue(said.contains("HRD-1004 CORS_MODE: "), said);
        assertTrue(said.contains("set by: \"hardening.cors-mode\" from property source \"commandLineArgs\""), said);
        assertFalse(said.contains("perhaps"), said);
    }
}
