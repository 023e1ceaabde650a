package dev.hardening.examples.valor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.examples.Child;
import dev.hardening.testing.Eventually;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Guide 001 in a process of its own, as an operator starts it, looks at it and ends it. */
class ValorProcessTest {

    @TempDir
    private Path directory;

    private Child start(Map<String, String> more) {
        Map<String, String> values = Valor.dockerLine();
        values.putAll(more);
        return Child.start(directory, "valor", values);
    }

    @Test
    void X_10_X_46_X_47_X_59_the_guides_docker_line_starts_tells_sources_and_ends_in_order() {
        try (Child app = start(Map.of("EXAMPLE_TEST_HOOKS", "true"))) {
            app.ready("/api/health");
            assertEquals(200, RawHttp.get(app.port(), "/api/health").status());
            String sources = app.lines("SECRET_KEY (env)").get(0);
            assertTrue(sources.contains("JWT_SECRET_KEY (env)"), sources);
            assertTrue(sources.contains("the password in DATABASE_URL (env)"), sources);

            RawHttp running =
                    RawHttp.connect(app.port()).send(RawHttp.message("GET", "/__test/sleep?ms=2500", "", false));
            assertEquals(404, RawHttp.get(app.port(), "/nowhere").status());
            app.terminate();
            app.lines("\"stopping\"");
            Eventually.until(() -> RawHttp.get(app.port(), "/api/readiness").status() == 503);
            assertEquals(503, RawHttp.get(app.port(), "/").status());
            assertEquals(200, running.read().status());
            assertEquals(0, app.exitCode());
            for (String secret : List.of(Valor.SECRET, Valor.JWT_SECRET, "user:pass")) {
                assertFalse(app.output().contains(secret), app.output());
            }
        }
    }

    @Test
    void X_06_X_07_X_08_nothing_given_ends_soon_with_1_one_report_and_no_port() {
        Map<String, String> nothing = new HashMap<>();
        Valor.dockerLine().keySet().forEach(name -> nothing.put(name, ""));
        nothing.put("CORS_ORIGINS", "*");
        try (Child app = start(nothing)) {
            assertEquals(1, app.exitCode());
            for (String name : List.of("DATABASE_URL", "SECRET_KEY", "JWT_SECRET_KEY", "CORS_ORIGIN")) {
                assertTrue(app.output().contains("  " + name) || app.output().contains(" " + name), app.output());
            }
            assertTrue(
                    app.output().contains("JWT_SECRET_KEY is") || app.output().contains("JWT_SECRET_KEY:"),
                    app.output());
            assertThrows(UncheckedIOException.class, () -> RawHttp.get(app.port(), "/api/health"));
        }
    }

    @Test
    void X_15_X_16_X_40_lines_have_the_ids_of_request_and_tenant() {
        try (Child app = start(Map.of("EXAMPLE_USERS", Valor.USERS))) {
            app.ready("/api/health");
            Response shown =
                    RawHttp.get(app.port(), "/api/runs?token=shibboleth", Valor.DEMO, "X-Request-ID: row-X-40");
            assertEquals(200, shown.status(), shown::toString);
            String line = app.lines("row-X-40").get(0);
            for (String part : List.of(
                    "\"level\":\"INFO\"",
                    "\"request_id\":\"row-X-40\"",
                    "\"tenant_id\":\"demo\"",
                    "\"path\":\"/api/runs\"",
                    "\"status\":200",
                    "\"client_ip\":\"127.0.0.1\"")) {
                assertTrue(line.contains(part), line);
            }
            assertFalse(app.output().contains("shibboleth"));
            for (String bad : List.of("a b", "x".repeat(200), "")) {
                Response replaced = RawHttp.get(app.port(), "/", "X-Request-ID: " + bad);
                assertTrue(String.valueOf(replaced.header("X-Request-ID")).matches("[0-9a-f]{32}"), replaced::toString);
            }
            RawHttp.request(app.port(), "POST", "/api/auth/login", Valor.LOGIN, Valor.JSON, "X-Request-ID: row-X-33");
            app.lines("row-X-33");
            assertFalse(app.output().contains(Valor.PASSWORD), app.output());
            app.output().lines().forEach(text -> assertTrue(text.startsWith("{\"timestamp\":\"2"), text));
        }
    }

    @Test
    void X_15_text_lines_carry_the_level() {
        try (Child app = start(Map.of("LOG_JSON", "false"))) {
            app.ready("/api/health");
            assertFalse(app.lines("started").get(0).startsWith("{"));
            assertTrue(app.lines("started").get(0).contains("INFO"), app.output());
        }
    }
}
