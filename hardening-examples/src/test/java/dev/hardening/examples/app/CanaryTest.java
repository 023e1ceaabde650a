package dev.hardening.examples.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import dev.hardening.core.json.JsonLimits;
import dev.hardening.core.json.JsonReader;
import dev.hardening.core.password.PasswordEncoding;
import dev.hardening.core.password.PasswordSettings;
import dev.hardening.core.password.Passwords;
import dev.hardening.examples.quickstart.QuickstartApp;
import dev.hardening.examples.server.ServerKind;
import dev.hardening.testing.FakeCollector;
import dev.hardening.testing.SigningClient;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** Every secret that the quickstart is given or sent is known here, and none may come out of it. */
class CanaryTest {

    private static final long SEED = 20_260_711L;
    private static final String JSON = "Content-Type: application/json";
    private static final String OWN_PAGE = "Sec-Fetch-Site: same-origin";
    private static final String CONTROL = "no-secret-at-all-4711";
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /** So much of a secret is enough to find it, should the rest be cut off or masked. */
    private static final int TRACE = 12;

    private final Random random = new Random(SEED);
    private final Map<String, String> canaries = new LinkedHashMap<>();
    private final Map<String, String> outputs = new LinkedHashMap<>();
    private final Map<Integer, Integer> statuses = new HashMap<>();
    private int clients;
    private int port;

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        ((LoggerContext) LoggerFactory.getILoggerFactory()).reset();
    }

    /**
     * Without the shape of any credential; and the names beside many of them say nothing of secrets, either. So whoever
     * masks what looks like one does not hide that it was told.
     */
    private String canary(String name) {
        String text = random.ints(43, 0, ALPHABET.length())
                .mapToObj(i -> ALPHABET.substring(i, i + 1))
                .collect(Collectors.joining());
        return known(name, text);
    }

    private String known(String name, String secret) {
        assertTrue(secret.length() >= TRACE, name);
        canaries.put(name, secret);
        return secret;
    }

    /** What stands before the first dot is the same in every token. */
    private String token(String name, String token) {
        String[] parts = token.split("\\.", -1);
        for (int i = 1; i < parts.length; i++) {
            if (parts[i].length() >= TRACE) {
                known(name + " part " + i, parts[i]);
            }
        }
        return token;
    }

    private Response ask(String method, String target, String body, String... headers) {
        String client = "X-Forwarded-For: 198.51.100." + ++clients;
        boolean named = Stream.of(headers).anyMatch(header -> header.startsWith("X-Forwarded-For:"));
        String[] lines = named
                ? headers
                : Stream.concat(Stream.of(headers), Stream.of(client)).toArray(String[]::new);
        return told(method + " " + target, RawHttp.request(port, method, target, body, lines));
    }

    private Response told(String request, Response answer) {
        statuses.merge(answer.status(), 1, Integer::sum);
        if (answer.status() >= 400) {
            outputs.put("answer " + outputs.size() + " to " + request, answer.toString());
        }
        return answer;
    }

    private static String field(Response answer, String name) throws Exception {
        assertEquals(200, answer.status(), answer::toString);
        String value = JsonReader.of(JsonLimits.builder().build())
                .readObject(answer.body())
                .string(name);
        return Objects.requireNonNull(value, answer::toString);
    }

    private static String login(String user, String password) {
        return "{\"username\":\"" + user + "\",\"password\":\"" + password + "\"}";
    }

    private Map<String, String> environment(ServerKind kind, boolean json, String collector) {
        String hash = ((PasswordEncoding.Encoded)
                        new Passwords(PasswordSettings.builder().bcryptCost(10).build())
                                .encode(canary("right password").toCharArray()))
                .text();
        known("hash of the password", hash.substring(hash.lastIndexOf('$') + 1));
        Map<String, String> values = new HashMap<>(Map.of("PORT", "0", "NODE_ENV", "test", "SERVER", kind.name()));
        values.putAll(Map.of("LOG_JSON", Boolean.toString(json), "LOG_FILE", file("app.log")));
        values.putAll(Map.of("AUDIT_LOG_FILE", file("audit.log"), "AUDIT_ANCHOR_FILE", file("anchors.log")));
        values.putAll(Map.of("METRICS_JSON_PATH", "/monitoring/metrics", "TRUSTED_PROXIES", "127.0.0.1/32"));
        values.putAll(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", collector, "BCRYPT_COST", "10"));
        values.put("OTEL_EXPORTER_OTLP_HEADERS", "authorization=Bearer%20" + canary("key of the collector"));
        values.put("EXAMPLE_USERS", "alice:" + hash + ":user:demo");
        for (String name : List.of(
                "API_KEYS", "JWT_SECRET", "SESSION_SECRET", "AI_AGENT_SECRET", "AUDIT_SECRET", "LOGIN_BRUTE_SECRET")) {
            values.put(name, canary(name));
        }
        return values;
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }

    @ParameterizedTest
    @CsvSource({"JETTY, true", "TOMCAT, false"})
    void no_secret_comes_out_in_log_audit_numbers_spans_or_refusals(ServerKind kind, boolean json) throws Exception {
        try (FakeCollector collector = new FakeCollector()) {
            try (RunningApp app = Launcher.start(new QuickstartApp(), environment(kind, json, collector.url()))) {
                quietly();
                port = app.port();
                outputs.put("greeting", app.greeting());
                keys();
                logins();
                tokens();
                sessions();
                agents();
                inputs();
                malformed();
                pages();
            }
            StringBuilder spans = new StringBuilder();
            while (collector.waiting() > 0) {
                spans.append(collector.next().body()).append('\n');
            }
            outputs.put("spans", spans.toString());
        }
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                outputs.put(Objects.toString(file.getFileName()), Files.readString(file, StandardCharsets.UTF_8));
            }
        }
        theyWereListenedTo();
        assertEquals(List.of(), leaks());
    }

    /** The file has all of it. */
    private static void quietly() {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        List<Appender<ILoggingEvent>> appenders = new ArrayList<>();
        root.iteratorForAppenders().forEachRemaining(appenders::add);
        for (Appender<ILoggingEvent> appender : appenders) {
            if (appender instanceof ConsoleAppender) {
                root.detachAppender(appender);
            }
        }
    }

    private List<String> leaks() {
        List<String> leaks = new ArrayList<>();
        outputs.forEach((output, text) -> canaries.forEach((name, secret) -> {
            int at = text.indexOf(secret.substring(0, TRACE));
            if (at < 0) {
                at = text.indexOf(secret.substring(secret.length() - TRACE));
            }
            if (at >= 0) {
                String around = text.substring(Math.max(0, at - 300), Math.min(text.length(), at + 100));
                leaks.add(name + " in " + output + ": …" + around);
            }
        }));
        return leaks;
    }

    /** A test that looks into empty files finds nothing. */
    private void theyWereListenedTo() {
        for (int status : new int[] {200, 400, 401, 403, 404, 405, 413, 415, 429, 500}) {
            assertTrue(statuses.containsKey(status), status + " of " + statuses);
        }
        int requests = statuses.values().stream().mapToInt(Integer::intValue).sum();
        assertTrue(requests >= 60, requests + " requests");
        assertTrue(canaries.size() > 50, canaries.size() + " canaries");
        for (String output : List.of("app.log", "audit.log")) {
            String text = outputs.getOrDefault(output, "");
            assertTrue(text.contains(CONTROL), output);
        }
        assertTrue(outputs.getOrDefault("app.log", "").contains("a failure in /srv/app/quickstart"));
        assertTrue(outputs.getOrDefault("anchors.log", "").length() > 100, "anchors");
        assertTrue(outputs.getOrDefault("spans", "").contains("/api/items"), "spans");
        assertTrue(outputs.getOrDefault("/metrics", "").contains("endpoint=\"/api/items\""), "/metrics");
        assertTrue(outputs.getOrDefault("/monitoring/metrics", "").contains("/api/items"), "/monitoring/metrics");
    }

    private void keys() {
        String key = "X-API-Key: " + canaries.get("API_KEYS");
        ask("GET", "/api/items?q=" + canary("query of a good key"), "", key);
        Response refused =
                ask("GET", "/api/items", "", "X-API-Key: " + canary("wrong key"), "X-Request-ID: " + CONTROL);
        assertEquals(401, refused.status());
        ask("GET", "/api/items?api_key=" + canary("key in the query"), "");
        ask("GET", "/api/items", "", "Authorization: ApiKey " + canary("key in Authorization"));
        ask("GET", "/api/items", "", key, "X-API-Key: " + canary("second key"));
        String basic = canary("password in Basic");
        String coded = Base64.getEncoder().encodeToString(("bob:" + basic).getBytes(StandardCharsets.UTF_8));
        ask("GET", "/api/items", "", "Authorization: Basic " + known("coded Basic", coded));
        ask("GET", "/whoami", "", "Authorization: Basic " + canary("Basic without a code"));
        ask("GET", "/whoami", "", "Authorization: " + canary("Authorization of no scheme"));
        ask("GET", "/whoami", "", "Proxy-Authorization: Basic " + canary("Proxy-Authorization"));
        ask("POST", "/api/items", "{\"name\":\"" + canary("name in a body") + "\"}", JSON, key);
        ask("POST", "/api/items", "{\"name\":\"" + canary("body without a key") + "\"}", JSON);
        ask("POST", "/api/items", "{\"" + canary("field nobody knows") + "\":1,\"name\":1}", JSON, key);
        ask("POST", "/api/items", "{\"name\":\"" + canary("body of another type") + "\"}", "Content-Type: text/x", key);
        ask("POST", "/api/items", "{\"name\":\"" + canary("large body").repeat(1_000) + "\"}", JSON, key);
        ask("POST", "/api/items", "{\"name\":\"" + canary("body without an end"), JSON, key);
        ask("PATCH", "/api/items?q=" + canary("query of a wrong method"), "", key);
    }

    private void logins() throws Exception {
        for (String path : List.of("/login", "/api/auth/login")) {
            for (int i = 0; i < 7; i++) {
                String from = "X-Forwarded-For: 203.0.113." + path.length();
                ask("POST", path, login("mallory", canary("wrong password " + i + " at " + path)), JSON, from);
            }
            ask("POST", path, login("alice", canary("wrong password of alice at " + path)), JSON);
            String name = canary("password as user name at " + path);
            ask("POST", path, login(name, canary("password behind a password at " + path)), JSON);
            ask("POST", path, "{\"username\":\"alice\",\"pasword\":\"" + canary("misspelt at " + path) + "\"}", JSON);
            ask("POST", path, "username=alice&password=" + canary("form at " + path), JSON);
            ask("POST", path + "?password=" + canary("password in the query of " + path), "{}", JSON);
            ask("POST", path, login("alice", canary("from elsewhere at " + path)), JSON, "Sec-Fetch-Site: cross-site");
        }
    }

    private void tokens() throws Exception {
        String right = Objects.requireNonNull(canaries.get("right password"));
        Response login = ask("POST", "/api/auth/login", login("alice", right), JSON);
        String access = token("access token", field(login, "access_token"));
        String refresh = token("refresh token", field(login, "refresh_token"));
        assertEquals(
                200,
                ask("GET", "/api/me", "", "Authorization: Bearer " + access).status());
        assertEquals(
                500,
                ask(
                                "GET",
                                "/boom?q=" + canary("query of a failure"),
                                "",
                                "Authorization: Bearer " + access,
                                "Cookie: session=" + canary("cookie of a failure"))
                        .status());
        ask("GET", "/api/me", "", "Authorization: Bearer " + access + "x");
        ask("GET", "/api/me", "", "Authorization: Bearer " + canary("bearer that is no token"));
        String[] parts = access.split("\\.", -1);
        ask("GET", "/api/me", "", "Authorization: Bearer " + parts[0] + "." + parts[1] + "." + canary("signature"));
        ask("GET", "/api/me", "", "Authorization: Bearer " + parts[0] + "." + canary("claims") + "." + parts[2]);
        ask("GET", "/api/me", "", "Authorization: Bearer " + canary("a token") + " " + canary("and another"));
        ask("GET", "/api/me?access_token=" + canary("token in the query"), "");
        String body = "{\"refresh_token\":\"" + refresh + "\"}";
        Response renewed = ask("POST", "/api/auth/refresh", body, JSON);
        token("second access token", field(renewed, "access_token"));
        String second = token("second refresh token", field(renewed, "refresh_token"));
        Response third = ask("POST", "/api/auth/refresh", body.replace(refresh, second), JSON);
        token("third refresh token", field(third, "refresh_token"));
        assertEquals(401, ask("POST", "/api/auth/refresh", body, JSON).status(), "used before");
        ask("POST", "/api/auth/refresh", "{\"refresh_token\":\"" + canary("no refresh token") + "\"}", JSON);
        ask("POST", "/api/auth/logout", "", "Authorization: Bearer " + access);
    }

    private void sessions() {
        String right = Objects.requireNonNull(canaries.get("right password"));
        Response login = ask("POST", "/login", login("alice", right), JSON);
        assertEquals(200, login.status(), login::toString);
        List<String> cookies = new ArrayList<>();
        for (String set : login.values("Set-Cookie")) {
            String cookie = set.substring(0, set.indexOf(';'));
            cookies.add(cookie);
            token("cookie " + cookie.substring(0, cookie.indexOf('=')), cookie.substring(cookie.indexOf('=') + 1));
        }
        assertFalse(cookies.isEmpty());
        String sent = "Cookie: " + String.join("; ", cookies);
        ask("GET", "/session", "", sent);
        ask("POST", "/logout", "", sent);
        ask("POST", "/logout", "", "Cookie: session=1." + canary("cookie nobody signed"), OWN_PAGE);
        ask("POST", "/logout", "", "Cookie: " + canary("cookie without a name"), OWN_PAGE);
        ask(
                "POST",
                "/login",
                login("alice", canary("password beside a device")),
                JSON,
                "Cookie: device=" + canary("device nobody signed"));
        ask("GET", "/boom", "", sent);
        ask("POST", "/logout", "", sent, OWN_PAGE);
        ask("POST", "/logout", "", sent, OWN_PAGE);
    }

    private void agents() {
        String secret = Objects.requireNonNull(canaries.get("AI_AGENT_SECRET"));
        String body = "{\"action\": \"verify_proof\", \"agent_id\": \"me\", \"parameters\": {\"proof_data\": \""
                + canary("proof") + "\"}, \"timestamp\": 1234567890.0}";
        String signature = "X-AI-Signature: " + known("signature of an agent", SigningClient.hex(secret, body));
        Response taken = ask("POST", "/ai/verify-proof", body, JSON, signature);
        assertEquals(200, taken.status(), taken::toString);
        ask("POST", "/ai/verify-proof", body, JSON, signature);
        ask("POST", "/ai/verify-proof", body.replace("me", "you"), JSON, signature);
        ask(
                "POST",
                "/ai/verify-proof",
                body,
                JSON,
                "X-AI-Signature: " + known("wrong signature", SigningClient.hex(canary("key of somebody else"), body)));
        ask("POST", "/ai/verify-proof", body, JSON, "X-AI-Signature: " + canary("signature without hex"));
        ask("POST", "/ai/verify-proof", body, JSON);
        ask("POST", "/ai/verify-proof", "[\"" + canary("proof in a list") + "\"]", JSON, signature);
    }

    private void inputs() {
        String client = "X-Forwarded-For: 203.0.113.200";
        for (int i = 0; i < 6; i++) {
            ask("GET", "/limited?q=" + canary("query of limited " + i), "", client);
        }
        ask("GET", "/nowhere?password=" + canary("query of nothing"), "");
        ask("GET", "/whoami?q=" + canary("query with a zero") + "%00", "");
        ask("GET", "/whoami?token=" + canary("query that is badly coded") + "%zz", "");
        ask("GET", "/whoami?" + canary("query without a name"), "");
        ask("GET", "/whoami?" + ("token=" + canary("long query") + "&").repeat(400), "");
        ask("GET", "/..%2f/whoami?q=" + canary("query of a doubtful path"), "");
        ask("GET", "/whoami", "", "X-Forwarded-For: " + canary("no address"));
        ask("GET", "/whoami", "", "Forwarded: for=" + canary("no address in Forwarded") + ";host=x");
        ask(
                "GET",
                "/boom",
                "",
                "Referer: https://u:" + canary("password in Referer") + "@localhost/?token="
                        + canary("query of Referer"));
        ask("GET", "/boom", "", "baggage: token=" + canary("baggage"), "X-CSRF-Token: " + canary("token of a form"));
        ask("POST", "/check", "{\"text\":\"<script>" + canary("active content") + "</script>\"}", JSON);
        ask("POST", "/check", "{\"text\":\"a\",\"text\":\"" + canary("field there twice") + "\"}", JSON);
        ask("POST", "/check", "{\"text\":" + canary("word that is no JSON") + "}", JSON);
        ask("GET", "/metrics?q=" + canary("query of the numbers"), "");
        ask("GET", "/monitoring/metrics?token=" + canary("query of the numbers as JSON"), "");
    }

    /** What no filter sees, because the server refuses it before. */
    private void malformed() {
        for (String message : List.of(
                "GET /whoami?q=" + canary("query of no HTTP") + " HTTP/9.9\r\nHost: localhost\r\n\r\n",
                "GET /whoami HTTP/1.1\r\nHost: localhost\r\nAuthorization Bearer " + canary("no colon") + "\r\n\r\n",
                "GET /whoami HTTP/1.1\r\nHost: localhost\r\nX-API-Key: a\0" + canary("zero in a key") + "\r\n\r\n",
                "GET /whoami HTTP/1.1\r\nHost: local host\r\nX-API-Key: " + canary("bad host") + "\r\n\r\n",
                "GET /whoami HTTP/1.1\r\nHost: u:" + canary("user of a host") + "@localhost\r\n\r\n",
                "POST /sink HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\nCookie: session=" + canary("bad length")
                        + "\r\n\r\n",
                "POST /sink HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + canary("no size of a chunk") + "\r\n\r\n",
                "GET /whoami HTTP/1.1\r\nHost: localhost\r\nX-API-Key: "
                        + canary("long key").repeat(1_000) + "\r\n\r\n")) {
            told(message.substring(0, 12), RawHttp.exchange(port, message));
        }
    }

    private void pages() {
        for (String path : List.of("/", "/whoami", "/health", "/metrics", "/monitoring/metrics")) {
            Response page = RawHttp.get(port, path);
            assertEquals(200, page.status(), path);
            outputs.put(path, page.toString());
        }
    }

    /** Weak ones are refused, and so is much else beside them: it is all told without one value. */
    @Test
    void a_refused_start_tells_no_secret() throws Exception {
        Map<String, String> values = new HashMap<>(Map.of("PORT", "0", "NODE_ENV", "production"));
        values.put("EXAMPLE_USERS", "alice:" + canary("no hash"));
        values.put("TRUSTED_PROXIES", canary("no network"));
        values.put("OTEL_EXPORTER_OTLP_ENDPOINT", "https://u:" + canary("password of the collector") + "@collector");
        values.put("OTEL_EXPORTER_OTLP_HEADERS", canary("header without a value"));
        values.put("API_KEYS_FILE", canary("key in place of a file"));
        values.put("SESSION_SECRET_FILE", canary("secret in place of a file"));
        for (String name : List.of("JWT_SECRET", "AI_AGENT_SECRET", "AUDIT_SECRET", "LOGIN_BRUTE_SECRET")) {
            values.put(name, known(name, canary("start of " + name).substring(0, TRACE)));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8)) {
            assertEquals(1, Launcher.run(new QuickstartApp(), values, print, print));
        }
        String told = out.toString(StandardCharsets.UTF_8);
        outputs.put("refusal", told);
        TreeSet<String> missing = new TreeSet<>(values.keySet());
        missing.removeIf(told::contains);
        missing.removeAll(List.of("PORT", "NODE_ENV"));
        assertEquals(List.of(), leaks());
        assertEquals(new TreeSet<String>(), missing, told);
    }
}
