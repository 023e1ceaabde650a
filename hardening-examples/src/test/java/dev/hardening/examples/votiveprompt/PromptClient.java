package dev.hardening.examples.votiveprompt;

import dev.hardening.core.json.JsonWriter;
import dev.hardening.examples.app.Launcher;
import dev.hardening.examples.app.RunningApp;
import dev.hardening.examples.server.ServerKind;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Starts the service in this process and speaks to it. */
final class PromptClient {

    static final String ADMIN = "6c863b8b2e8fadddb66261372de979abb46083bf8707a37bce81d69d499cf8a0";
    static final String SESSION = "f2d81a260dea8a100dd517984e53c56a7523d96942a834b9cdc249bd4e8c7aa9";
    static final String KEY = "X-Admin-Key: " + ADMIN;
    static final String JSON = "Content-Type: application/json";

    private PromptClient() {}

    static RunningApp start(Path directory, ServerKind kind, Map<String, String> more) throws Exception {
        Map<String, String> values = new HashMap<>(Map.of("PORT", "0", "SERVER", kind.name(), "LOG_LEVEL", "fatal"));
        values.putAll(Map.of("NODE_ENV", "production", "ADMIN_API_KEY", ADMIN, "SESSION_SECRET", SESSION));
        values.putAll(Map.of("DATABASE_KEY", "7c1f0e5d9c3a482e61d7f40a95c8e23b", "RATE_LIMIT_MAX", "100000"));
        values.putAll(Map.of(
                "CORS_ORIGINS",
                "https://admin.example.org, https://b.example.org",
                "DATABASE_URL",
                Files.createTempDirectory(directory, "db").resolve("prompts.db").toString()));
        values.putAll(more);
        return Launcher.start(new VotivePromptApp(), values);
    }

    static Response login(RunningApp app, String key, String... headers) {
        String[] all = Stream.concat(Stream.of(JSON), Stream.of(headers)).toArray(String[]::new);
        return RawHttp.request(app.port(), "POST", "/api/auth/login", "{\"apiKey\":\"" + key + "\"}", all);
    }

    /** Returns the line that a browser sends from now on. */
    static String cookie(Response loggedIn) {
        String set = Objects.requireNonNull(loggedIn.header("Set-Cookie"), loggedIn::toString);
        return "Cookie: " + set.substring(0, set.indexOf(';'));
    }

    static Response add(RunningApp app, String body, String... headers) {
        String[] all = Stream.concat(Stream.of(JSON), Stream.of(headers)).toArray(String[]::new);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return RawHttp.request(app.port(), "POST", "/api/prompts", new String(bytes, StandardCharsets.ISO_8859_1), all);
    }

    static String prompt(String key, String content) {
        StringBuilder text = new StringBuilder();
        JsonWriter.to(text)
                .beginObject()
                .name("key")
                .value(key)
                .name("content")
                .value(content)
                .endObject();
        return text.toString();
    }

    static int status(RunningApp app, String path, String... headers) {
        return RawHttp.get(app.port(), path, headers).status();
    }
}
