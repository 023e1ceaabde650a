package dev.hardening.examples.votiveprompt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.examples.Child;
import dev.hardening.testing.Eventually;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Guide 000's prompt service in production, in a process of its own, with its secrets in files as Docker gives them. */
class PromptContractTest {

    private static final String ADMIN = "6c863b8b2e8fadddb66261372de979abb46083bf8707a37bce81d69d499cf8a0";
    private static final String SESSION = "f2d81a260dea8a100dd517984e53c56a7523d96942a834b9cdc249bd4e8c7aa9";
    private static final String DATABASE = "7c1f0e5d9c3a482e61d7f40a95c8e23b";
    private static final String KEY = "X-Admin-Key: " + ADMIN;
    private static final String JSON = "Content-Type: application/json";

    @TempDir
    private Path directory;

    private Path data = Path.of("");
    private Map<String, String> values = Map.of();
    private Child app;

    @BeforeEach
    void start() throws IOException {
        Path secrets = Files.createDirectories(directory.resolve("secrets"));
        values = new HashMap<>(Map.of("NODE_ENV", "production", "CORS_ORIGINS", "https://admin.example.org"));
        values.putAll(Map.of("DATABASE_URL", "file:./data/prompts.db", "EXAMPLE_TEST_HOOKS", "true"));
        for (Map.Entry<String, String> secret : Map.of(
                        "ADMIN_API_KEY", ADMIN, "SESSION_SECRET", SESSION, "DATABASE_KEY", DATABASE)
                .entrySet()) {
            Path file = Files.writeString(secrets.resolve(secret.getKey()), secret.getValue() + "\n");
            values.put(secret.getKey() + "_FILE", file.toString());
        }
        data = directory.resolve("work").resolve("data").resolve("prompts.db");
        app = Child.start(directory, "votive-prompt", values).ready("/health");
    }

    @AfterEach
    void stop() {
        app.close();
    }

    private Response login(String key) {
        return RawHttp.request(app.port(), "POST", "/api/auth/login", "{\"apiKey\":\"" + key + "\"}", JSON);
    }

    private Response add(String content) {
        String body = "{\"key\":\"IDENTITY_ANALYSIS\",\"content\":\"" + content + "\"}";
        return RawHttp.request(app.port(), "POST", "/api/prompts", body, JSON, KEY);
    }

    @Test
    void V_27_V_28_V_39_V_40_prompts_survive_a_restart_encrypted_and_no_secret_is_told() throws IOException {
        assertEquals(200, login(ADMIN).status());
        assertEquals(201, add("shibboleth").status());
        assertFalse(Files.readString(data).contains("shibboleth"));
        Response failed = RawHttp.get(app.port(), "/__test/boom?leak=" + DATABASE, KEY, "X-Request-ID: row-V-40");
        assertEquals(500, failed.status());
        assertTrue(failed.text().contains("error_id"));
        assertEquals(401, login("guess-shibboleth").status());
        assertEquals(
                401,
                RawHttp.get(app.port(), "/api/prompts", "X-Admin-Key: guess-shibboleth")
                        .status());
        assertTrue(app.lines("row-V-40").toString().contains("/srv/app/secret.txt"));
        app.terminate();
        assertEquals(0, app.exitCode());
        for (String secret : List.of(ADMIN, SESSION, DATABASE, "guess-shibboleth")) {
            assertFalse(app.output().contains(secret) || failed.text().contains(secret), secret);
        }

        app = Child.start(directory, "votive-prompt", values).ready("/health");
        assertTrue(RawHttp.get(app.port(), "/api/prompts", KEY).text().contains("shibboleth"));
        app.terminate();
        assertEquals(0, app.exitCode());

        byte[] before = Files.readAllBytes(data);
        Files.writeString(directory.resolve("secrets").resolve("DATABASE_KEY"), "8c1f0e5d9c3a482e61d7f40a95c8e23b");
        app = Child.start(directory, "votive-prompt", values);
        assertEquals(1, app.exitCode());
        assertTrue(app.output().contains("DATABASE_KEY"), app.output());
        assertEquals(new String(before, StandardCharsets.UTF_8), Files.readString(data));
    }

    @Test
    void V_46_health_names_the_database_and_is_503_when_it_is_gone() throws IOException {
        Response good = RawHttp.get(app.port(), "/health");
        assertEquals(200, good.status());
        assertTrue(good.text().contains("\"status\":\"healthy\"") && good.text().contains("\"database\""));
        Path away = Files.move(data, data.resolveSibling("away"));
        Response bad = Eventually.await(() -> RawHttp.get(app.port(), "/health"), response -> response.status() == 503);
        assertTrue(bad.text().contains("\"status\":\"unhealthy\""), bad::toString);
        for (String inner : List.of("prompts.db", directory.toString(), DATABASE, ADMIN)) {
            assertFalse(bad.text().contains(inner), bad::toString);
        }
        Files.move(away, data);
        Eventually.until(() -> RawHttp.get(app.port(), "/health").status() == 200);
        assertEquals(200, RawHttp.get(app.port(), "/api/prompts", KEY).status());
        Path folder = data.resolveSibling(".").normalize();
        Path gone = Files.move(folder, folder.resolveSibling("gone"));
        Response refused = add("lost");
        assertEquals(503, refused.status());
        assertTrue(refused.text().contains("error_id") && refused.header("Retry-After") != null, refused::toString);
        Files.move(gone, folder);
        assertEquals(201, add("kept").status());
    }

    @Test
    void V_49_V_54_every_line_is_json_and_failed_log_ins_are_warnings_with_client_and_path() {
        for (int i = 0; i < 5; i++) {
            assertEquals(401, login("guess").status());
        }
        assertEquals(429, login("guess").status());
        for (int i = 0; i < 150; i++) {
            assertEquals(200, RawHttp.get(app.port(), "/health").status());
        }
        List<String> locked = app.lines("LOGIN_LOCKED");
        assertTrue(
                locked.stream()
                        .anyMatch(line -> line.contains("\"WARN\"")
                                && line.contains("127.0.0.1")
                                && line.contains("/api/auth/login")),
                locked::toString);
        assertFalse(app.output().contains("ERROR"));
        for (String line : app.output().lines().toList()) {
            assertTrue(
                    line.startsWith("{\"timestamp\":\"2") && line.contains("\"level\":\"") && line.endsWith("}"), line);
        }
    }
}
