package dev.hardening.core.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.json.JsonLimits;
import dev.hardening.core.json.JsonObject;
import dev.hardening.core.json.JsonReader;
import dev.hardening.core.net.IpAddress;
import dev.hardening.core.secret.KeyRing;
import dev.hardening.core.secret.Redactor;
import dev.hardening.core.secret.Secret;
import dev.hardening.core.time.Ticker;
import dev.hardening.testing.FakeTicker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuditTrailTest {

    private static final JsonReader JSON = JsonReader.of(JsonLimits.defaults());
    private static final String CANARY = "canary-Zk3vT8qLw0aXnY5rBcPd2hJ7mQ9s";

    private final FakeTicker ticker = new FakeTicker();

    @TempDir
    private Path directory;

    private AuditTrail inMemory(AuditSettings.Builder settings, Redactor redactor) throws IOException {
        return AuditTrail.open(settings.inMemory().build(), ticker, ticker, redactor);
    }

    private AuditTrail inMemory() throws IOException {
        return inMemory(AuditSettings.builder(), new Redactor());
    }

    private static JsonObject json(AuditRecord record) throws Exception {
        byte[] body = AuditLine.body("c", 1, record, null);
        return JSON.readObject(new String(body, StandardCharsets.UTF_8) + "}");
    }

    private static AuditRecord only(AuditTrail trail) {
        List<AuditRecord> all = trail.newest(AuditQuery.newest(10));
        assertEquals(1, all.size(), all::toString);
        return all.get(0);
    }

    @Test
    void H_16_a_record_has_every_field() throws Exception {
        try (AuditTrail trail = inMemory()) {
            trail.record(AuditRecord.of(AuditRecord.CALL, "verify_proof")
                    .actor("agent-7")
                    .credential("signature")
                    .session("session-id")
                    .result(AuditResult.DENIED)
                    .cause("signature_fail")
                    .reason("AUTHENTICATION_REQUIRED")
                    .detail("signature too old")
                    .status(401)
                    .took(Duration.ofNanos(12_345_678))
                    .requestId("r-1")
                    .tenant("demo")
                    .route("/ai/verify-proof")
                    .client(IpAddress.parse("192.0.2.77"))
                    .field("document_id", "d-1")
                    .build());

            JsonObject json = json(only(trail));

            assertEquals(
                    "{\"chain\":\"c\",\"seq\":1,\"timestamp\":\"2026-01-01T00:00:00.000Z\",\"event\":\"call\","
                            + "\"action\":\"verify_proof\",\"actor\":\"agent-7\",\"proof\":\"signature\",\"session\":\""
                            + SessionHash.of("session-id")
                            + "\",\"result\":\"denied\",\"cause\":\"signature_fail\","
                            + "\"reason\":\"AUTHENTICATION_REQUIRED\",\"detail\":\"signature too old\",\"status\":401,"
                            + "\"duration_ms\":12.345,\"request_id\":\"r-1\",\"tenant_id\":\"demo\","
                            + "\"route\":\"/ai/verify-proof\",\"client_ip\":\"192.0.2.77\","
                            + "\"fields\":{\"document_id\":\"d-1\"}}",
                    text(json));
            assertEquals(16, SessionHash.of("session-id").length());
        }
    }

    private static String text(JsonObject json) {
        StringBuilder out = new StringBuilder();
        dev.hardening.core.json.JsonWriter.to(out).value(json);
        return out.toString();
    }

    @Test
    void C_51_the_names_of_the_contract_are_always_there() throws Exception {
        JsonObject json = json(AuditRecord.of("x", "y").build());

        for (String name : List.of("timestamp", "actor", "action", "result", "request_id")) {
            assertTrue(json.has(name), name);
        }
        assertEquals("anonymous", json.string("actor"));
        assertEquals("success", json.string("result"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\nb",
                "a\r\nb",
                "a\u001b[31mred",
                "a\u0000b",
                "a\u0085b",
                "a\u2028b",
                "a\u202eb",
                "\"},{\"result\":\"success",
                "\ud800",
                "\u009b2J",
                "a\\",
                "\t"
            })
    void A2_whatever_a_text_holds_a_line_is_one_line_of_plain_json(String evil) throws Exception {
        AuditRecord record = AuditRecord.of(evil, evil)
                .actor(evil)
                .reason(evil)
                .cause(evil)
                .detail(evil)
                .credential(evil)
                .requestId(evil)
                .tenant(evil)
                .route(evil)
                .field(evil, evil)
                .build();
        TrailFile file = new TrailFile(directory.resolve("audit.log"), AuditSettings.builder());
        try (AuditTrail trail = file.open()) {
            trail.record(record);
            trail.work();
        }

        List<String> lines = file.lines();
        assertEquals(3, lines.size());
        for (int c : lines.get(1).chars().toArray()) {
            assertTrue(c >= 0x20 && c != 0x7f && !(c >= 0x80 && c < 0xa0) && c != 0x2028 && c != 0x202e, "char " + c);
        }
        JsonObject read = JSON.readObject(lines.get(1));
        assertEquals(evil.replace("\ud800", "\ufffd"), read.string("actor"));
        assertEquals("success", read.string("result"));
        assertTrue(AuditVerifier.plain().verify(file.path).isIntact());
    }

    @Test
    void A4_a_secret_that_is_known_or_looks_like_one_is_masked() throws Exception {
        Redactor redactor = new Redactor(List.of(Secret.ofUtf8("KEY", CANARY)));
        try (AuditTrail trail = inMemory(AuditSettings.builder(), redactor)) {
            trail.record(AuditRecord.of(AuditRecord.CALL, "GET " + CANARY)
                    .actor(CANARY)
                    .detail("with " + CANARY)
                    .reason("because of " + CANARY)
                    .tenant(CANARY)
                    .field("named " + CANARY, "x")
                    .field("key", CANARY)
                    .field("header", "Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl")
                    .build());

            String text = text(json(only(trail)));
            assertTrue(text.contains("\"named "), text);
            assertFalse(text.contains(CANARY) || text.contains("c2lnbmF0dXJl"), text);
        }
    }

    @Test
    void what_is_cut_is_cut_between_characters() throws Exception {
        AuditRecord record = AuditRecord.of("x", "a".repeat(AuditRecord.LONGEST - 2) + "\ud83d\ude00\ud83d\ude00")
                .build();

        assertEquals(
                "a".repeat(AuditRecord.LONGEST - 2) + "\ufffd…", json(record).string("action"));
        assertEquals("\ud83d\ude00", AuditRecord.of("x", "\ud83d\ude00").build().action());
    }

    @Test
    void texts_and_fields_have_an_end() throws Exception {
        AuditRecord.Builder record = AuditRecord.of("x", "a".repeat(5_000)).actor("b".repeat(5_000));
        for (int i = 0; i < 100; i++) {
            record.field("name-" + i, "\u0000".repeat(5_000));
        }
        AuditRecord built = record.build();
        assertEquals(AuditRecord.LONGEST, built.action().length());
        assertEquals(AuditRecord.MOST_FIELDS, built.fields().size());

        AuditRecord.Builder worst = AuditRecord.of("\u0000".repeat(999), "\u0000".repeat(999))
                .actor("\u0000".repeat(999))
                .reason("\u0000".repeat(999))
                .cause("\u0000".repeat(999))
                .detail("\u0000".repeat(999))
                .requestId("\u0000".repeat(999))
                .tenant("\u0000".repeat(999))
                .route("\u0000".repeat(999))
                .credential("\u0000".repeat(999));
        for (int i = 0; i < 16; i++) {
            worst.field(i + "\u0000".repeat(999), "\u0000".repeat(999));
        }
        assertTrue(AuditLine.body("c", 1, worst.build(), null).length < AuditLine.LONGEST - 1_000);
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.77, 192.0.2.0",
        "::ffff:192.0.2.77, 192.0.2.0",
        "2001:db8:1:2:3:4:5:6, 2001:db8:1::",
    })
    void addresses_are_cut_to_their_network_where_that_is_asked_for(String address, String cut) throws IOException {
        AuditRecord record =
                AuditRecord.of("x", "y").client(IpAddress.parse(address)).build();
        try (AuditTrail whole = inMemory();
                AuditTrail part = inMemory(AuditSettings.builder().truncateAddresses(true), new Redactor())) {
            whole.record(record);
            part.record(record);
            assertEquals(IpAddress.parse(address), only(whole).client());
            assertEquals(IpAddress.parse(cut), only(part).client());
        }
    }

    @ParameterizedTest
    @EnumSource
    void A1_each_event_is_recorded_once_under_a_name_of_the_vocabulary(SecurityEventType type) throws Exception {
        SecurityEvent event = SecurityEvent.of(type)
                .code(RefusalCode.PERMISSION_DENIED)
                .client(IpAddress.parse("192.0.2.1"))
                .method("POST")
                .path("/secret-path/42")
                .route("/secret-path/{id}")
                .subject("alice")
                .tenant("demo")
                .requestId("r-9")
                .detail("a fixed text")
                .build();
        try (AuditTrail trail = inMemory()) {
            trail.on(event);

            AuditRecord record = only(trail);
            assertTrue(
                    record.event()
                            .matches(
                                    "(authn|authz|excess|input|malicious|session|sys|secret|apikey|signature)_[a-z_]+"),
                    record.event());
            assertEquals("POST /secret-path/{id}", record.action());
            assertEquals("alice", record.actor());
            assertEquals("demo", record.tenant());
            assertEquals("r-9", record.requestId());
            assertEquals("PERMISSION_DENIED", record.reason());
            boolean isFine = !type.isWarning() || type == SecurityEventType.HEALTH_CHANGED;
            assertEquals(isFine, record.result() == AuditResult.SUCCESS);
            assertFalse(text(json(record)).contains("42"), "no path as a client sent it");

            trail.on(event.asPartOfCall());
            assertEquals(1, trail.newest(AuditQuery.newest(10)).size());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "AUTHENTICATION_SUCCEEDED, , , authn_login_success",
        "AUTHENTICATION_FAILED, LOGIN_FAILED, , authn_login_fail",
        "AUTHENTICATION_FAILED, AUTHENTICATION_REQUIRED, api_key, apikey_auth_fail",
        "AUTHENTICATION_FAILED, AUTHENTICATION_REQUIRED, signature, signature_fail",
        "AUTHENTICATION_FAILED, TOKEN_EXPIRED, token, authn_token_fail",
        "AUTHENTICATION_FAILED, , cookie, authn_session_fail",
        "AUTHENTICATION_FAILED, AUTHENTICATION_REQUIRED, , authn_fail",
        "LOGIN_LOCKED, LOGIN_LOCKED, , authn_login_lock",
        "TOKEN_REUSED, , , authn_token_reuse",
        "SESSION_STARTED, , , session_created",
        "SESSION_ENDED, , , session_expired",
        "ACCESS_DENIED, PERMISSION_DENIED, , authz_fail",
        "RATE_LIMITED, RATE_LIMIT_EXCEEDED, , excess_rate_limit_exceeded",
        "INPUT_REFUSED, INPUT_INVALID, , input_validation_fail",
        "CROSS_ORIGIN_REFUSED, CROSS_SITE_REQUEST, , malicious_csrf",
        "CROSS_ORIGIN_REFUSED, CORS_NOT_ALLOWED, , malicious_cors",
        "SECRET_RELOADED, , , secret_reloaded",
        "SECRET_REJECTED, , , secret_rejected",
        "FLAG_CHANGED, , , authz_admin",
    })
    void names_are_those_of_the_vocabulary(SecurityEventType type, RefusalCode code, String credential, String name) {
        assertEquals(
                name,
                AuditVocabulary.name(
                        SecurityEvent.of(type).code(code).credential(credential).build()));
    }

    @Test
    void a_method_that_a_client_has_made_up_is_no_part_of_a_name() throws IOException {
        try (AuditTrail trail = inMemory()) {
            trail.on(SecurityEvent.of(SecurityEventType.REQUEST_REFUSED)
                    .method("X\u001b[2J")
                    .path("/a")
                    .build());
            assertEquals("OTHER (no route)", only(trail).action());
        }
    }

    @Test
    void what_no_request_has_done_the_service_did() throws IOException {
        try (AuditTrail trail = inMemory()) {
            trail.on(SecurityEvent.of(SecurityEventType.HEALTH_CHANGED)
                    .detail("x")
                    .build());
            assertEquals("system", only(trail).actor());
            assertEquals("service", only(trail).action());
            assertNull(only(trail).requestId());
        }
    }

    @Test
    void E_47_a_query_tells_only_what_it_asks_for_the_newest_first() throws IOException {
        try (AuditTrail trail = inMemory(AuditSettings.builder().ringSize(50), new Redactor())) {
            for (int i = 0; i < 60; i++) {
                trail.record(AuditRecord.of(i % 5 == 0 ? "authz_admin" : AuditRecord.CALL, "act-" + i % 2)
                        .tenant("t-" + i % 3)
                        .actor("u-" + i % 4)
                        .route("/r/" + i % 2)
                        .requestId("r-" + i)
                        .build());
                ticker.advance(Duration.ofSeconds(1));
            }
            AuditQuery all = AuditQuery.newest(1_000);
            assertEquals(50, trail.newest(all).size(), "as many as are kept");
            assertEquals("r-59", trail.newest(all).get(0).requestId());
            assertEquals("r-10", trail.newest(all).get(49).requestId());
            assertEquals(2, trail.newest(AuditQuery.newest(2)).size());
            for (AuditRecord record :
                    trail.newest(all.tenant("t-1").actor("u-2").route("/r/0").action("act-0"))) {
                assertEquals("t-1u-2/r/0", record.tenant() + record.actor() + record.route());
            }
            assertEquals(5, trail.newest(all.tenant("t-1").actor("u-2")).size(), "10, 22, 34, 46 and 58");
            assertEquals(0, trail.newest(all.tenant("t-9")).size());
            assertEquals(40, trail.newest(all.callsOnly()).size());
            assertEquals(
                    List.of("r-21", "r-20"),
                    trail
                            .newest(all.between(FakeTicker.START.plusSeconds(20), FakeTicker.START.plusSeconds(22)))
                            .stream()
                            .map(AuditRecord::requestId)
                            .toList());
        }
        assertThrows(IllegalArgumentException.class, () -> AuditQuery.newest(0));
    }

    @Test
    void sixteen_threads_lose_nothing_and_write_a_chain() throws Exception {
        int threads = 16;
        int each = 300;
        Path path = directory.resolve("audit.log");
        AuditSettings settings =
                AuditSettings.builder().file(path).secret(TrailFile.SECRET).build();
        List<Thread> all = new ArrayList<>();
        try (AuditTrail trail = AuditTrail.open(settings, Ticker.system(), InstantSource.system(), new Redactor())) {
            CountDownLatch start = new CountDownLatch(1);
            for (int t = 0; t < threads; t++) {
                int number = t;
                Thread thread = new Thread(() -> {
                    try {
                        start.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    for (int i = 0; i < each; i++) {
                        trail.record(TrailFile.call(number + "-" + i));
                    }
                });
                thread.start();
                all.add(thread);
            }
            start.countDown();
            for (Thread thread : all) {
                thread.join();
            }
        }
        Set<String> ids = new HashSet<>();
        for (String line : Files.readAllLines(path)) {
            ids.add(TrailFile.field(line, "request_id"));
        }
        assertEquals(threads * each + 1, ids.size(), "and the null of the trail's own");
        AuditVerdict verdict =
                AuditVerifier.keyedBy(KeyRing.of(TrailFile.SECRET)).verify(path);
        assertTrue(verdict.isIntact() && verdict.isEnded(), verdict::toString);
        assertEquals(threads * each + 2, verdict.records());
    }
}
