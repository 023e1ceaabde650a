package dev.hardening.examples.honestly;

import dev.hardening.examples.app.Launcher;
import dev.hardening.examples.app.RunningApp;
import dev.hardening.testing.SigningClient;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The example in this process, and what its clients send. */
final class Honestly implements AutoCloseable {

    static final String JWT_SECRET = "0e4e97a4d2f2cf1b2f0b4c1b7d2a86a95e13d8f6b07c41d2937ae5fd8b6c3012";
    static final String AGENT_SECRET = "6c863b8b2e8fadddb66261372de979abb46083bf8707a37bce81d69d499cf81f";
    static final String DATABASE_PASSWORD = "Tr0ub4dor-9x";
    static final String PASSWORD = "correct horse battery staple";
    static final String HASH = "$2b$10$N9qo8uLOickgx2ZMRZoMyehtJ/whDdsI.d1w/JqKiOrDw8pCT0JLG";
    static final String JSON = "Content-Type: application/json";
    static final String PROOF = "{\"proof_data\": \"...\", \"proof_type\": \"age_proof\"}";
    static final String DOCUMENT = "{\"document_id\": \"doc-1\"}";
    static final String BUNDLE = "/vault/share/abcdefgh/bundle";

    private final RunningApp app;

    private Honestly(RunningApp app) {
        this.app = app;
    }

    /** The variables that the guide requires, and nothing else. */
    static Map<String, String> required() {
        return new HashMap<>(Map.of(
                "ENVIRONMENT",
                "production",
                "JWT_SECRET",
                JWT_SECRET,
                "AI_AGENT_SECRET",
                AGENT_SECRET,
                "NEO4J_PASS",
                DATABASE_PASSWORD));
    }

    /** Starts the app; what the test gives comes on top of what the guide requires. */
    static Honestly start(String... namesAndValues) throws Exception {
        Map<String, String> values = required();
        values.putAll(Map.of("PORT", "0", "LOG_LEVEL", "fatal", "EXAMPLE_TEST_HOOKS", "true"));
        // With the cost of the user's hash: with the default of 12 each log-in would hash three to five times as long.
        values.putAll(Map.of("EXAMPLE_USERS", "alice:" + HASH + ":user:demo", "BCRYPT_COST", "10"));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return new Honestly(Launcher.start(new HonestlyApp(), values));
    }

    int port() {
        return app.port();
    }

    Response get(String path, String... headers) {
        return RawHttp.get(app.port(), path, headers);
    }

    Response post(String path, String body, String... headers) {
        return RawHttp.request(app.port(), "POST", path, body, headers);
    }

    /** Sends a body with the signature of its canonical form, which is the body itself. */
    Response signed(String path, String canonical) {
        return signed(path, canonical, canonical);
    }

    Response signed(String path, String body, String canonical) {
        return post(path, body, JSON, signature(canonical));
    }

    Response verify(String agent) {
        return signed("/ai/verify-proof", call(agent, "verify_proof", PROOF, "1234567890.0"));
    }

    static String signature(String canonical) {
        return "X-AI-Signature: " + SigningClient.hex(AGENT_SECRET, canonical);
    }

    /** A call as Python writes it sorted; texts stand there in the spelling of JSON, with their quotes. */
    static String call(String agent, String action, String parameters, String timestamp) {
        return "{\"action\": \"" + action + "\", \"agent_id\": \"" + agent + "\", \"parameters\": " + parameters
                + ", \"timestamp\": " + timestamp + "}";
    }

    Response login() {
        return post("/auth/login", "{\"username\":\"alice\",\"password\":\"" + PASSWORD + "\"}", JSON);
    }

    Response refresh(String token) {
        return post("/auth/refresh", "{\"refresh_token\":\"" + token + "\"}", JSON);
    }

    static String bearer(String token) {
        return "Authorization: Bearer " + token;
    }

    static String member(Response response, String name) {
        Matcher found = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(response.text());
        if (!found.find()) {
            throw new IllegalStateException(name + " is not in " + response);
        }
        return found.group(1);
    }

    @Override
    public void close() {
        app.close();
    }
}
