package dev.hardening.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.HardeningSettings;
import dev.hardening.core.audit.AuditQuery;
import dev.hardening.core.audit.AuditRecord;
import dev.hardening.core.audit.AuditSettings;
import dev.hardening.core.audit.AuditTrail;
import dev.hardening.core.audit.AuditVerifier;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.identity.RevocationStore;
import dev.hardening.core.json.JsonLimits;
import dev.hardening.core.json.JsonObject;
import dev.hardening.core.json.JsonReader;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.core.secret.Redactor;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.core.time.Ticker;
import dev.hardening.core.token.Tokens;
import dev.hardening.servlet.support.Exchange;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.Eventually;
import dev.hardening.testing.FakeTicker;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The audit trail in the one order: whatever refuses a call, there is one record of it. */
class AuditPipelineTest {

    private static final String KEY = "Zk3vT8qLw0aXnY5rBcPd2hJ7";
    private static final String CANARY = "hunter2-canary";

    @TempDir
    private Path directory;

    private static HardeningSettings settings(Path file, String... more) {
        Map<String, String> all = new HashMap<>(Map.of(
                "NODE_ENV", "production",
                "API_KEYS", KEY,
                "BODY_MAX_BYTES", "2048",
                "RATE_LIMIT_MAX", "8",
                "RATE_LIMIT_WINDOW_MS", "60000",
                "AUDIT_LOG_FILE", file.toString()));
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        SettingReader reader = SettingReader.of(SettingSource.environment(all));
        HardeningSettings settings = HardeningSettings.builder()
                .routes(Routes.builder()
                        .add(Route.open("/open"))
                        .add(Route.guarded("/items/{id}"))
                        .build())
                .read(reader);
        reader.finish().throwIfRefused();
        return settings;
    }

    @ParameterizedTest
    @EnumSource
    void C_51_each_guarded_call_leaves_one_line_wherever_it_ends(Container container) throws Exception {
        Path file = directory.resolve(container + ".log");
        TestApp app = TestApp.create()
                .filter(HardeningFilter.builder(settings(file)).build(), setup -> setup.everyDispatch())
                .servlet("/items/*", (request, response) -> {
                    Exchange exchange = Exchange.of(request);
                    exchange.publish(exchange.event(SecurityEventType.SESSION_STARTED)
                            .subject("alice")
                            .build());
                    response.getOutputStream().print(request.getInputStream().readAllBytes().length);
                })
                .servlet("/open", (request, response) -> response.setStatus(204));
        String key = "X-API-Key: " + KEY;
        try (TestContainer server = app.start(container)) {
            call(server, "GET", "/items/1?password=" + CANARY, "", "r1", key, "Cookie: session=" + CANARY);
            call(server, "GET", "/items/1", "", "r2", "X-API-Key: " + CANARY);
            call(server, "GET", "/items/1", "", "r3", "Authorization: Bearer " + CANARY);
            call(server, "POST", "/items/1", "x".repeat(3_000), "r4", key);
            call(server, "GET", "/items/..%2e/" + CANARY + "\\", "", "r5", key);
            call(
                    server,
                    "GET",
                    "/items/1",
                    "",
                    "r6",
                    key,
                    "Sec-Fetch-Site: cross-site",
                    "Origin: https://evil.example");
            call(
                    server,
                    "POST",
                    "/items/1",
                    "",
                    "r7",
                    key,
                    "Sec-Fetch-Site: cross-site",
                    "Origin: https://evil.example");
            call(server, "GET", "/open", "", "r8");
            for (int i = 0; i < 12; i++) {
                call(server, "GET", "/items/2", "", "many-" + i, key);
            }
            awaitLine(file, "\"many-11\"");
        }
        List<String> calls = new ArrayList<>();
        int sessions = 0;
        JsonReader reader = JsonReader.of(JsonLimits.defaults());
        for (String line : Files.readAllLines(file)) {
            assertFalse(line.contains(CANARY) || line.contains(KEY), line);
            JsonObject json = reader.readObject(line);
            if ("session_created".equals(json.string("event"))) {
                sessions++;
            } else if ("call".equals(json.string("event"))) {
                calls.add(json.string("request_id") + " " + json.string("result") + " " + json.integer("status") + " "
                        + json.string("cause"));
            }
        }
        assertTrue(calls.contains("r1 success 200 null"), calls::toString);
        assertTrue(calls.contains("r2 denied 401 apikey_auth_fail"), calls::toString);
        assertTrue(calls.contains("r3 denied 401 authn_fail"), calls::toString);
        assertTrue(calls.contains("r4 denied 413 input_validation_fail"), calls::toString);
        assertTrue(calls.contains("r7 denied 403 malicious_csrf"), calls::toString);
        assertTrue(calls.stream().noneMatch(call -> call.startsWith("r8")), calls::toString);
        assertEquals(12, calls.stream().filter(call -> call.startsWith("many")).count());
        assertTrue(calls.contains("many-11 denied 429 excess_rate_limit_exceeded"), calls::toString);
        long ids = calls.stream()
                .map(call -> call.substring(0, call.indexOf(' ')))
                .distinct()
                .count();
        assertEquals(calls.size(), ids, "one record a call: " + calls);
        assertEquals(calls.stream().filter(call -> call.contains("success")).count(), sessions);
        assertTrue(AuditVerifier.plain().verify(file).isEnded());
    }

    private static void call(
            TestContainer server, String method, String target, String body, String id, String... headers) {
        String[] all = new String[headers.length + 1];
        all[0] = "X-Request-ID: " + id;
        System.arraycopy(headers, 0, all, 1, headers.length);
        Response response = RawHttp.request(server.port(), method, target, body, all);
        assertNotNull(response.statusLine());
    }

    @Test
    void an_application_gives_its_own_trail_and_hears_events_once() throws Exception {
        FakeTicker ticker = new FakeTicker();
        AuditTrail trail = AuditTrail.open(AuditSettings.builder().inMemory().build(), ticker, ticker, new Redactor());
        Services services =
                Services.builder().ticker(ticker).clock(ticker).build().alsoTelling(trail);
        TestApp app = TestApp.create()
                .filter(HardeningFilter.builder(settings(directory.resolve("unused")))
                        .services(services)
                        .audit(trail)
                        .build());
        try (TestContainer server = app.start(Container.JETTY)) {
            assertEquals(
                    401, RawHttp.get(server.port(), "/open", "X-API-Key: wrong").status());
        }
        List<AuditRecord> told = trail.newest(AuditQuery.newest(10).action("GET /open"));
        assertEquals(1, told.size(), told::toString);
        assertFalse(Files.exists(directory.resolve("unused")));
    }

    @Test
    void a_trail_that_cannot_be_written_keeps_the_filter_from_its_start() throws Exception {
        Path other = Files.writeString(directory.resolve("other"), "something else\n");
        HardeningFilterBuilder builder = HardeningFilter.builder(settings(other));
        UncheckedIOException refused = assertThrows(UncheckedIOException.class, builder::build);
        assertTrue(String.valueOf(refused.getMessage()).contains("AUDIT_LOG_FILE"), refused::toString);
        assertTrue(String.valueOf(refused.getMessage()).startsWith("HRD-"), refused::toString);
    }

    /** A client may have its answer before the call is over and recorded, and a server that ends waits for no record. */
    private static void awaitLine(Path file, String word) {
        Eventually.until(() -> lines(file, word) > 0);
    }

    private static long lines(Path file, String word) {
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> line.contains(word))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void preflights_leave_no_lines_and_the_calls_behind_them_do(Container container) throws Exception {
        Path file = directory.resolve(container + "-preflights.log");
        TestApp app = TestApp.create()
                .filter(HardeningFilter.builder(
                                settings(file, "AUDIT_FLOOD_RECORDS", "5", "CORS_ORIGINS", "https://app.example"))
                        .build());
        String origin = "Origin: https://app.example";
        String asked = "Access-Control-Request-Method: GET";
        try (TestContainer server = app.start(container)) {
            for (int i = 0; i < 60; i++) {
                assertEquals(
                        204,
                        RawHttp.request(server.port(), "OPTIONS", "/items/1", "", origin, asked)
                                .status());
            }
            RawHttp.request(server.port(), "OPTIONS", "/items/1", "", "Origin: https://evil.example", asked);
            awaitLine(file, "malicious_cors");
            RawHttp.get(server.port(), "/items/1", origin);
            awaitLine(file, "\"action\":\"GET /items/{id}\"");
        }
        assertEquals(0, lines(file, "\"success\",\"status\""));
        assertEquals(1, lines(file, "malicious_cors"), "one that is refused is told");
        assertEquals(1, lines(file, "\"action\":\"GET /items/{id}\""));
    }

    @ParameterizedTest
    @EnumSource
    void redirects_to_https_are_no_successes_and_do_not_fill_the_trail(Container container) throws Exception {
        Path file = directory.resolve(container + "-redirects.log");
        AtomicInteger over = new AtomicInteger();
        TestApp app = TestApp.create()
                .filter((request, response, chain) -> {
                    chain.doFilter(request, response);
                    over.incrementAndGet();
                })
                .filter(HardeningFilter.builder(settings(file, "AUDIT_FLOOD_RECORDS", "5", "HTTPS_REDIRECT", "always"))
                        .build());
        try (TestContainer server = app.start(container)) {
            for (int i = 0; i < 60; i++) {
                assertEquals(301, RawHttp.get(server.port(), "/nowhere/" + i).status());
            }
            // A client may have its answer before the call is over and recorded, and a server that ends waits for no
            // record.
            Eventually.until(() -> over.get() == 60);
        }
        assertEquals(0, lines(file, "\"success\",\"status\""));
        assertEquals(5, lines(file, "\"status\":301"));
        assertEquals(6, lines(file, "\"reason\":\"HTTPS_REQUIRED\""));
        assertEquals(1, lines(file, "\"count\":"));
    }

    @Test
    void a_build_that_fails_lets_go_of_the_file() {
        HardeningSettings settings = settings(
                directory.resolve("again.log"),
                "JWT_SECRET",
                "1517ccfd516a46ad1c5e5240dc5923bae013c5fce6135bc65f5f01088068d3af",
                "JWT_ISSUER",
                "https://api.example",
                "JWT_AUDIENCE",
                "api");
        Tokens tokens = Tokens.builder(settings.tokens())
                .time(Ticker.system(), InstantSource.system())
                .revocation(RevocationStore.inMemory(InstantSource.system(), 10))
                .build();
        HardeningFilterBuilder wrong = HardeningFilter.builder(settings)
                .tokens(tokens)
                .revocations(RevocationStore.inMemory(InstantSource.system(), 10));
        assertThrows(IllegalArgumentException.class, wrong::build);
        HardeningFilter.builder(settings).build().destroy();
    }
}
