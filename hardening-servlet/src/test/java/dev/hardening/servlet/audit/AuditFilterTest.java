package dev.hardening.servlet.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.apikey.ApiKeySettings;
import dev.hardening.core.audit.AuditFailurePolicy;
import dev.hardening.core.audit.AuditQuery;
import dev.hardening.core.audit.AuditRecord;
import dev.hardening.core.audit.AuditSettings;
import dev.hardening.core.audit.AuditTrail;
import dev.hardening.core.audit.AuditVerifier;
import dev.hardening.core.correlation.CorrelationSettings;
import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.json.JsonLimits;
import dev.hardening.core.json.JsonObject;
import dev.hardening.core.json.JsonReader;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.core.secret.Redactor;
import dev.hardening.core.secret.Secret;
import dev.hardening.core.time.Ticker;
import dev.hardening.servlet.apikey.ApiKeyFilter;
import dev.hardening.servlet.correlation.CorrelationFilter;
import dev.hardening.servlet.support.Exchange;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.Eventually;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.NamedEndings;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AuditFilterTest {

    private static final String SECRET = "Zk3vT8qLw0aXnY5rBcPd2hJ7";
    private static final String KEY = "X-API-Key: " + SECRET;

    private static final Routes ROUTES = Routes.builder()
            .add(Route.open("/open"))
            .add(Route.open("/login").audited("log in"))
            .add(Route.guarded("/items/{id}"))
            .add(Route.guarded("/prove").audited("verify_proof"))
            .build();

    @TempDir
    private Path directory;

    private static AuditTrail trail(AuditSettings.Builder settings) throws IOException {
        return AuditTrail.open(settings.inMemory().build(), Ticker.system(), InstantSource.system(), new Redactor());
    }

    private static TestApp app(AuditTrail trail, Enforcement keys) {
        Services services = Services.builder().routes(ROUTES).build().alsoTelling(trail);
        ApiKeySettings.Builder settings = ApiKeySettings.builder().key("client-a", Secret.ofUtf8("k", SECRET));
        if (keys == Enforcement.SHADOW) {
            settings.shadow();
        }
        return TestApp.create()
                .filter(
                        new CorrelationFilter(CorrelationSettings.builder().build(), services),
                        setup -> setup.everyDispatch())
                .filter(new AuditFilter(trail, services), setup -> setup.everyDispatch())
                .filter(new ApiKeyFilter(settings.build(), services), setup -> setup.everyDispatch());
    }

    private static List<AuditRecord> all(AuditTrail trail) {
        return trail.newest(AuditQuery.newest(1_000));
    }

    /** Sends one request and returns its one record. */
    private static AuditRecord recordOf(
            TestContainer server, AuditTrail trail, String method, String target, String... headers) {
        int before = all(trail).size();
        try {
            RawHttp.request(server.port(), method, target, "", headers);
        } catch (java.io.UncheckedIOException cutOff) {
            assertEquals("/cut", target, cutOff::toString);
        }
        Eventually.until(() -> all(trail).size() > before);
        assertEquals(before + 1, all(trail).size(), () -> all(trail).toString());
        return all(trail).get(0);
    }

    @ParameterizedTest
    @EnumSource
    void H_06_makes_one_record_whichever_way_a_call_ends(Container container) throws Exception {
        AuditTrail trail = trail(AuditSettings.builder());
        try (TestContainer server = NamedEndings.install(app(trail, Enforcement.ENFORCE), "/items/1")
                .servlet("/items/*", (request, response) -> response.getWriter().print("ok"))
                .servlet("/forbidden", (request, response) -> response.setStatus(403))
                .servlet("/moved", (request, response) -> response.sendRedirect("/items/1"))
                .servlet(
                        "/refused",
                        (request, response) -> Exchange.of(request)
                                .refuse(
                                        Refusal.of(RefusalCode.INPUT_INVALID).build(),
                                        SecurityEventType.INPUT_REFUSED,
                                        Enforcement.ENFORCE,
                                        () -> {}))
                .start(container)) {
            AuditRecord ok = recordOf(server, trail, "POST", "/items/7?token=abc", KEY, "X-Request-ID: r-1");
            assertEquals("call success 200 POST /items/{id} client-a", told(ok));
            assertEquals("r-1", ok.requestId());
            assertEquals("api_key", ok.credential());
            assertEquals("127.0.0.1", String.valueOf(ok.client()));
            assertTrue(ok.nanos() > 0 && ok.cause() == null && ok.reason() == null);

            String[][] table = {
                {"/gone", "failure 410"},
                {"/forbidden", "denied 403"},
                {"/moved", "success 302"},
                {"/throws", "failure 500"},
                {"/cut", "failure 200"},
                {"/refused", "denied 400"},
                {"/forward", "success 200"},
                {"/include", "success 200"},
                {"/async", "success 202"},
                {"/async-dispatch", "success 203"},
                {"/async-timeout", "failure 500"},
                {"/nowhere", "failure 404"},
            };
            for (String[] row : table) {
                assertEquals(
                        "call " + row[1] + " GET (no route) client-a",
                        told(recordOf(server, trail, "GET", row[0], KEY)),
                        row[0]);
            }
        }
    }

    private static String told(AuditRecord record) {
        return record.event() + " " + record.result().word() + " " + record.status() + " " + record.action() + " "
                + record.actor();
    }

    @ParameterizedTest
    @EnumSource
    void C_51_H_06_a_refused_call_is_recorded_once_with_what_was_wrong(Container container) throws Exception {
        AuditTrail trail = trail(AuditSettings.builder());
        try (TestContainer server = app(trail, Enforcement.ENFORCE).start(container)) {
            AuditRecord wrong = recordOf(server, trail, "GET", "/items/1", "X-API-Key: wrong-" + SECRET);
            assertEquals("call denied 401 GET /items/{id} anonymous", told(wrong));
            assertEquals("apikey_auth_fail", wrong.cause());
            assertEquals("api_key", wrong.credential());
            assertEquals("AUTHENTICATION_REQUIRED", wrong.reason());

            AuditRecord none = recordOf(server, trail, "GET", "/items/1");
            assertEquals("authn_fail", none.cause());
            assertNull(none.credential());

            assertEquals(
                    "call denied 401 OTHER (no route) anonymous",
                    told(recordOf(server, trail, "BREW", "/unknown/%C3%A9?x=y")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void in_shadow_mode_a_call_tells_what_would_have_been_and_how_it_ended(Container container) throws Exception {
        AuditTrail trail = trail(AuditSettings.builder());
        try (TestContainer server = app(trail, Enforcement.SHADOW)
                .servlet("/items/*", (request, response) -> response.setStatus(204))
                .start(container)) {
            AuditRecord watched = recordOf(server, trail, "GET", "/items/1");
            assertEquals("call success 204 GET /items/{id} anonymous", told(watched));
            assertTrue(watched.isShadow());
            assertEquals("authn_fail", watched.cause());
        }
    }

    @ParameterizedTest
    @EnumSource
    void open_routes_leave_records_where_that_is_said_and_events_of_their_own_elsewhere(Container container)
            throws Exception {
        AuditTrail trail = trail(AuditSettings.builder());
        TestApp.Handler handler = (request, response) -> {
            AuditNotes.of(request)
                    .action("renamed")
                    .field("document_id", "d-1\n")
                    .reason("NOT_TOLD_OF_SUCCESS");
            response.getWriter().print("ok");
        };
        try (TestContainer server = app(trail, Enforcement.ENFORCE)
                .servlet("/open", handler)
                .servlet("/login", (request, response) -> response.setStatus(204))
                .servlet("/prove", handler)
                .start(container)) {
            assertEquals(200, RawHttp.get(server.port(), "/open").status());
            assertEquals("call success 204 log in anonymous", told(recordOf(server, trail, "POST", "/login")));
            AuditRecord proof = recordOf(server, trail, "POST", "/prove", KEY);
            assertEquals("call success 200 renamed client-a", told(proof));
            assertEquals("d-1\n", proof.fields().get("document_id"));
            assertNull(proof.reason());
            assertEquals("call denied 401 verify_proof anonymous", told(recordOf(server, trail, "POST", "/prove")));

            AuditRecord event = recordOf(server, trail, "GET", "/open", "X-API-Key: wrong");
            assertEquals("apikey_auth_fail denied -1 GET /open anonymous", told(event));
            assertEquals("/open", event.route());
        }
    }

    @ParameterizedTest
    @EnumSource
    void C_51_alone_from_a_web_xml_it_writes_a_file_that_verifies(Container container) throws Exception {
        Path file = directory.resolve("made").resolve(container + ".log");
        Services services = Services.builder().routes(ROUTES).build();
        TestApp app = TestApp.create()
                .onStartup(context -> context.setAttribute(Services.ATTRIBUTE, services))
                .filter(new AuditFilter(), setup -> setup.initParam("AUDIT_LOG_FILE", file.toString()))
                .servlet(
                        "/items/*",
                        (request, response) -> Exchange.of(request)
                                .publish(Exchange.of(request)
                                        .event(SecurityEventType.SESSION_STARTED)
                                        .subject("alice")
                                        .build()));
        try (TestContainer server = app.start(container)) {
            for (int i = 0; i < 5; i++) {
                assertEquals(200, RawHttp.get(server.port(), "/items/" + i).status());
            }
            assertEquals(404, RawHttp.get(server.port(), "/open").status());
        }
        List<String> lines = Files.readAllLines(file);
        JsonReader json = JsonReader.of(JsonLimits.defaults());
        List<String> events = new ArrayList<>();
        for (String line : lines) {
            JsonObject object = json.readObject(line);
            events.add(object.string("event"));
            for (String name : List.of("timestamp", "actor", "action", "result", "request_id")) {
                assertTrue(object.has(name), line);
            }
        }
        assertEquals("sys_startup", events.get(0));
        assertEquals("sys_shutdown", events.get(events.size() - 1));
        assertEquals(12, lines.size(), lines::toString);
        assertEquals(5, events.stream().filter("call"::equals).count());
        assertEquals(5, events.stream().filter("session_created"::equals).count());
        assertTrue(AuditVerifier.plain().verify(file).isEnded());
    }

    @ParameterizedTest
    @EnumSource
    void a_file_that_cannot_be_used_keeps_the_filter_from_its_start(Container container) throws Exception {
        Path other = Files.writeString(directory.resolve("other"), "something else\n");
        TestApp app = TestApp.create()
                .filter(new AuditFilter(), setup -> setup.initParam("AUDIT_LOG_FILE", other.toString()));
        Exception refused =
                assertThrows(Exception.class, () -> app.start(container).close());
        StringBuilder text = new StringBuilder();
        for (Throwable cause = refused; cause != null; cause = cause.getCause()) {
            text.append(cause);
        }
        assertTrue(text.toString().contains("AUDIT_LOG_FILE"), text::toString);
        assertEquals("something else\n", Files.readString(other));
    }

    @Test
    void A5_a_trail_that_blocks_refuses_what_could_not_be_recorded_until_it_can() throws Exception {
        Path folder = directory.resolve("full");
        AuditTrail trail = trail(AuditSettings.builder()
                .file(folder.resolve("audit.log"))
                .maxBytes(65_536)
                .failurePolicy(AuditFailurePolicy.BLOCK));
        try (TestContainer server = app(trail, Enforcement.ENFORCE)
                .servlet("/items/*", (request, response) -> response.setStatus(204))
                .servlet("/open", (request, response) -> response.setStatus(204))
                .start(Container.JETTY)) {
            assertEquals(204, RawHttp.get(server.port(), "/items/1", KEY).status());
            // The next file cannot begin, because something else stands where its directory is to be.
            Files.delete(folder.resolve("audit.log"));
            Files.delete(folder);
            Files.writeString(folder, "in the way");
            for (int i = 0; i < 300; i++) {
                trail.record(AuditRecord.of("x", "y".repeat(200))
                        .field("f", "z".repeat(200))
                        .build());
            }
            Eventually.until(() -> trail.counts().failing());

            Response refused = RawHttp.get(server.port(), "/items/1", KEY);
            assertEquals(503, refused.status());
            assertNotNull(refused.header("Retry-After"));
            assertEquals(204, RawHttp.get(server.port(), "/open").status());
            assertThrows(IOException.class, trail::check);

            Files.delete(folder);
            Eventually.until(() -> !trail.counts().failing());
            Eventually.until(() -> trail.counts().waiting() == 0);
            assertEquals(204, RawHttp.get(server.port(), "/items/1", KEY).status());
        }
        List<String> lines = Files.readAllLines(folder.resolve("audit.log"));
        assertTrue(
                lines.stream().anyMatch(line -> line.contains("\"status\":503") && line.contains("STORE_UNAVAILABLE")));
        assertTrue(lines.get(0).contains("sys_audit_continued"), lines.get(0));
        assertTrue(AuditVerifier.plain().verify(folder.resolve("audit.log")).isEnded());
    }

    @ParameterizedTest
    @EnumSource
    void H_06_sixteen_clients_at_once_leave_one_record_each(Container container) throws Exception {
        AuditTrail trail = trail(AuditSettings.builder());
        try (TestContainer server = app(trail, Enforcement.ENFORCE)
                .servlet("/items/*", (request, response) -> response.setStatus(204))
                .start(container)) {
            List<Thread> clients = new ArrayList<>();
            for (int client = 0; client < 16; client++) {
                int number = client;
                Thread thread = new Thread(() -> {
                    for (int i = 0; i < 5; i++) {
                        String id = "X-Request-ID: r-" + number + "-" + i;
                        RawHttp.get(server.port(), "/items/1", id, i % 2 == 0 ? KEY : "X-API-Key: wrong");
                    }
                });
                thread.start();
                clients.add(thread);
            }
            for (Thread client : clients) {
                client.join();
            }
            Eventually.until(() -> all(trail).size() >= 80);
        }
        Set<String> ids = new TreeSet<>();
        all(trail).forEach(record -> ids.add(Objects.requireNonNull(record.requestId())));
        assertEquals(80, ids.size());
        assertEquals(80, all(trail).size());
        assertEquals(32, all(trail).stream().filter(r -> r.status() == 401).count());
    }

    @ParameterizedTest
    @EnumSource
    void H_20_the_newest_calls_are_answered_within_bounds(Container container) throws Exception {
        AuditTrail trail = trail(AuditSettings.builder().ringSize(1_500));
        AuditInteractions newest = new AuditInteractions();
        Services services = Services.builder().routes(ROUTES).build();
        for (int i = 0; i < 1_200; i++) {
            trail.record(AuditRecord.of(AuditRecord.CALL, "act-" + i % 2)
                    .actor("agent\n" + i % 3)
                    .tenant("t-" + i % 2)
                    .result(
                            i % 4 == 0
                                    ? dev.hardening.core.audit.AuditResult.DENIED
                                    : dev.hardening.core.audit.AuditResult.SUCCESS)
                    .requestId("r-" + i)
                    .nanos(1_500_000)
                    .build());
        }
        trail.record(AuditRecord.of("session_created", "no call").build());
        try (TestContainer server = TestApp.create()
                .filter(new CorrelationFilter(CorrelationSettings.builder().build(), services))
                .filter(new AuditFilter(trail, services))
                .servlet("/open", newest::answer)
                .start(container)) {
            JsonObject two = answer(server, "?limit=2");
            assertEquals(2, two.integer("total"));
            String text = RawHttp.get(server.port(), "/open?limit=2").text();
            assertTrue(
                    text.startsWith(
                            "{\"interactions\":[{\"agent_id\":\"agent\\n2\",\"action\":\"act-1\",\"success\":true,"
                                    + "\"timestamp\":\""),
                    text);
            assertTrue(text.contains("\"duration_ms\":1.5,"), text);
            assertTrue(text.indexOf("\"r-1199\"") < text.indexOf("\"r-1198\""), text);
            assertFalse(text.contains("no call"), text);
            assertTrue(text.contains("\"client_ip\":null"), text);
            assertEquals(100, answer(server, "").integer("total"));
            assertEquals(1_000, answer(server, "?limit=1000000000").integer("total"));
            assertEquals(1_000, answer(server, "?limit=1001&").integer("total"));
            assertEquals(600, answer(server, "?limit=1000&tenant=t-1").integer("total"));
            assertEquals(
                    200,
                    answer(server, "?limit=1000&agent_id=agent%0A1&action=act-1")
                            .integer("total"));
            assertEquals(0, answer(server, "?tenant=other").integer("total"));
            assertEquals(0, answer(server, "?from=2999-01-01T00:00:00Z").integer("total"));
            assertEquals(100, answer(server, "?until=2999-01-01T00:00:00Z").integer("total"));
            for (String bad : List.of(
                    "limit=-1",
                    "limit=0",
                    "limit=abc",
                    "limit=",
                    "limit=1.5",
                    "limit=%2B1",
                    "limit=1&limit=2",
                    "limit=00000000000000000001",
                    "limit=9999999999999999999",
                    "limit=\u0661",
                    "from=yesterday",
                    "limit=%zz")) {
                assertEquals(400, RawHttp.get(server.port(), "/open?" + bad).status(), bad);
            }
        }
    }

    private static JsonObject answer(TestContainer server, String query) throws Exception {
        Response response = RawHttp.get(server.port(), "/open" + query);
        assertEquals(200, response.status(), response::toString);
        assertEquals("no-store", response.header("Cache-Control"));
        return JsonReader.of(JsonLimits.builder()
                        .maxBytes(4 << 20)
                        .maxValues(1 << 20)
                        .build())
                .readObject(response.body());
    }
}
