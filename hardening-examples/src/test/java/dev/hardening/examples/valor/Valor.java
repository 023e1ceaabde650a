package dev.hardening.examples.valor;

import dev.hardening.examples.app.Launcher;
import dev.hardening.examples.app.RunningApp;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the tests of this example share. */
final class Valor {

    static final String SECRET = "0e4e97a4d2f2cf1b2f0b4c1b7d2a86a95e13d8f6b07c41d2937ae5fd8b6c3012";
    static final String JWT_SECRET = "6c863b8b2e8fadddb66261372de979abb46083bf8707a37bce81d69d499cf81f";
    static final String PASSWORD = "correct horse battery staple";
    static final String HASH = "$2b$10$N9qo8uLOickgx2ZMRZoMyehtJ/whDdsI.d1w/JqKiOrDw8pCT0JLG";
    static final String USERS = "alice:" + HASH + ":user:demo;root:" + HASH.replace("$2b", "$2y") + ":admin:demo";
    static final String DEMO = "X-Tenant-ID: demo";
    static final String JSON = "Content-Type: application/json";
    static final String LOGIN = "{\"username\":\"alice\",\"password\":\"" + PASSWORD + "\"}";

    private Valor() {}

    /** The five variables of the guide's line for Docker, with real secrets. */
    static Map<String, String> dockerLine() {
        Map<String, String> values = new HashMap<>(Map.of("FLASK_ENV", "production"));
        values.put("DATABASE_URL", "postgresql://user:pass@127.0.0.1:1/valor_ivx");
        values.putAll(Map.of("SECRET_KEY", SECRET, "JWT_SECRET_KEY", JWT_SECRET));
        values.put("FEATURE_PROMETHEUS_METRICS", "true");
        return values;
    }

    static RunningApp start(Map<String, String> more) throws Exception {
        Map<String, String> values = dockerLine();
        values.putAll(Map.of("PORT", "0", "LOG_LEVEL", "fatal", "EXAMPLE_USERS", USERS, "EXAMPLE_TEST_HOOKS", "yes"));
        // The cost of the users' hashes: with the default of 12 each log-in would hash three to five times as long.
        values.put("BCRYPT_COST", "10");
        values.putAll(more);
        return Launcher.start(new ValorApp(), values);
    }

    static Response post(RunningApp app, String path, String body, String... headers) {
        String[] all = Stream.concat(Stream.of(JSON), Stream.of(headers)).toArray(String[]::new);
        return RawHttp.request(app.port(), "POST", path, body, all);
    }

    static Response login(RunningApp app) {
        return post(app, "/api/auth/login", LOGIN);
    }

    static Response refresh(RunningApp app, String token) {
        return post(app, "/api/auth/refresh", "{\"refresh_token\":\"" + token + "\"}");
    }

    static Response addRun(RunningApp app, String token, String... headers) {
        String[] all = Stream.concat(Stream.of("Authorization: Bearer " + token), Stream.of(headers))
                .toArray(String[]::new);
        return post(app, "/api/runs", "{\"name\":\"r\"}", all);
    }

    static String member(Response response, String name) {
        Matcher found = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(response.text());
        if (!found.find()) {
            throw new IllegalStateException(name + " is not in " + response);
        }
        return found.group(1);
    }
}
