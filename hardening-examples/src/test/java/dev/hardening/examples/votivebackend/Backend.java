package dev.hardening.examples.votivebackend;

import dev.hardening.examples.app.Launcher;
import dev.hardening.examples.app.RunningApp;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** The example in this process, with a stub behind it, and the requests that tests send. */
final class Backend implements AutoCloseable {

    static final String JSON = "Content-Type: application/json";
    static final String KEY = "sk-ant-api03-7c1f0e5d9c3a482e61d7f40a95c8e23b";
    static final String ORIGIN = "https://app.example.org";

    private final RunningApp app;

    private Backend(RunningApp app) {
        this.app = app;
    }

    /** What production requires, without TLS. */
    static Map<String, String> required(String service) {
        return new HashMap<>(Map.of(
                "NODE_ENV",
                "production",
                "ANTHROPIC_API_KEY",
                KEY,
                "CORS_ORIGIN",
                ORIGIN,
                "PROMPT_SERVICE_URL",
                service,
                "HTTPS_ENABLED",
                "false"));
    }

    /** Starts the app on any port, with wide limits; what the test gives comes on top. */
    static Backend start(StubService stub, String... namesAndValues) throws Exception {
        Map<String, String> values = required(stub.url());
        values.putAll(Map.of("PORT", "0", "LOG_LEVEL", "fatal", "EXAMPLE_TEST_HOOKS", "true"));
        values.putAll(Map.of("RATE_LIMIT_MAX_REQUESTS", "100000", "CLAUDE_RATE_LIMIT_MAX_REQUESTS", "100000"));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        values.values().removeIf(String::isEmpty);
        return new Backend(Launcher.start(new VotiveBackendApp(), values));
    }

    int port() {
        return app.port();
    }

    Response get(String path, String... headers) {
        return RawHttp.get(app.port(), path, headers);
    }

    Response prompt(String key, String... headers) {
        return get("/api/v1/prompts/" + key, headers);
    }

    Response analyze(String key) {
        return RawHttp.request(app.port(), "POST", "/api/v1/claude/analyze", "{\"key\":\"" + key + "\"}", JSON);
    }

    /** Returns what {@code X-Cache} says. */
    static String cache(Response response) {
        return Objects.toString(response.header("X-Cache"));
    }

    static int retryAfter(Response response) {
        return Integer.parseInt(Objects.toString(response.header("Retry-After")));
    }

    @Override
    public void close() {
        app.close();
    }
}
