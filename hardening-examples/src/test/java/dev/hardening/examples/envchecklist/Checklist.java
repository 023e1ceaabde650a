package dev.hardening.examples.envchecklist;

import dev.hardening.examples.app.Launcher;
import dev.hardening.examples.app.RunningApp;
import dev.hardening.examples.server.ServerKind;
import dev.hardening.testing.HandMadeToken;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** The example in this process, with two users, a database that is a port, and the requests that tests send. */
final class Checklist implements AutoCloseable {

    static final String SECRET = "5d2b8e0f47a91c63d8f24b7e90a3c516f8e7d4c2b1a09f83e6d5c4b3a2918f70";
    static final String OLD_SECRET = "4102eee503cb0f7fefea9a32b652af57047502e00444e27ab5eeacff99e5dd31";
    static final String PASSWORD = "correct horse battery staple";
    static final String JSON = "Content-Type: application/json";

    private static final String HASH = "$2b$10$N9qo8uLOickgx2ZMRZoMyehtJ/whDdsI.d1w/JqKiOrDw8pCT0JLG";
    private static final AtomicInteger IDS = new AtomicInteger();

    private final ServerSocket database;
    private final RunningApp app;

    private Checklist(ServerSocket database, RunningApp app) {
        this.database = database;
        this.app = app;
    }

    /** Starts the app; what the test gives comes on top of what the guide requires. */
    static Checklist start(String... namesAndValues) throws Exception {
        return start(ServerKind.JETTY, namesAndValues);
    }

    static Checklist start(ServerKind kind, String... namesAndValues) throws Exception {
        ServerSocket database = database();
        Map<String, String> values = required(database);
        values.putAll(Map.of("PORT", "0", "SERVER", kind.name(), "LOG_LEVEL", "fatal", "EXAMPLE_TEST_HOOKS", "true"));
        // The cost of the users' hashes: with the default of 12 each log-in would hash three to five times as long.
        values.put("BCRYPT_COST", "10");
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        try {
            return new Checklist(database, Launcher.start(new EnvChecklistApp(), values));
        } catch (Exception e) {
            database.close();
            throw e;
        }
    }

    /** A port that takes connections, which is all that the example asks of a database. */
    static ServerSocket database() throws IOException {
        return new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
    }

    static Map<String, String> required(ServerSocket database) {
        return new HashMap<>(Map.of(
                "NODE_ENV",
                "production",
                "DATABASE_URL",
                "postgres://user:pass@127.0.0.1:" + database.getLocalPort() + "/db",
                "JWT_SECRET",
                SECRET,
                "EXAMPLE_USERS",
                "alice:" + HASH + ":user:demo;bob:" + HASH + ":user:demo;root:" + HASH + ":admin:demo"));
    }

    void stopDatabase() throws IOException {
        database.close();
    }

    int port() {
        return app.port();
    }

    Response get(String path, String... headers) {
        return RawHttp.get(app.port(), path, headers);
    }

    Response post(String path, String body, String... headers) {
        String[] all = Stream.concat(Stream.of(JSON), Stream.of(headers)).toArray(String[]::new);
        return RawHttp.request(app.port(), "POST", path, body, all);
    }

    Response login(String name, String password) {
        return post("/api/auth/login", "{\"username\":\"" + name + "\",\"password\":\"" + password + "\"}");
    }

    /** Returns the access token of a user. */
    String tokenOf(String name) {
        return member(login(name, PASSWORD), "access_token");
    }

    static String bearer(String token) {
        return "Authorization: Bearer " + token;
    }

    static String member(Response response, String name) {
        String text = response.text();
        int at = text.indexOf("\"" + name + "\":\"");
        if (at < 0) {
            throw new IllegalStateException("no " + name + " in " + response);
        }
        int from = at + name.length() + 4;
        return text.substring(from, text.indexOf('"', from));
    }

    /** A token as another maker signs it, with the same secret and the claims of the contract. */
    static String signed(String secret, String subject, String type, String more) {
        long now = Instant.now().getEpochSecond();
        return HandMadeToken.hs256(
                secret,
                "{\"alg\":\"HS256\",\"typ\":\"JWT\"}",
                "{\"sub\":\"" + subject + "\",\"type\":\"" + type + "\",\"jti\":\"t" + IDS.incrementAndGet()
                        + "\",\"iat\":" + now + ",\"exp\":" + (now + 300) + more + "}");
    }

    static long seconds(String token, String claim) {
        String claims = HandMadeToken.part(token, 1);
        return Long.parseLong(claims.replaceFirst(".*\"" + claim + "\":([0-9]+).*", "$1"));
    }

    static String header(Response response, String name) {
        return Objects.toString(response.header(name));
    }

    @Override
    public void close() {
        app.close();
        try {
            database.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
