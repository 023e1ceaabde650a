package dev.hardening.core.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.net.IpAddress;
import dev.hardening.core.secret.Redactor;
import dev.hardening.testing.FakeTicker;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A flood hides nothing but its own kind. */
class FloodGateTest {

    private final FakeTicker ticker = new FakeTicker();

    private AuditTrail trail(int told) throws IOException {
        AuditSettings settings = AuditSettings.builder()
                .inMemory()
                .ringSize(10_000)
                .floodRecords(told)
                .build();
        return AuditTrail.open(settings, ticker, ticker, new Redactor());
    }

    private static void flood(AuditTrail trail, int kinds, int each) {
        for (int kind = 0; kind < kinds; kind++) {
            for (int i = 0; i < each; i++) {
                trail.on(SecurityEvent.of(SecurityEventType.RATE_LIMITED)
                        .client(IpAddress.parse("10." + (kind >> 8) + "." + (kind & 255) + ".1"))
                        .method("GET")
                        .route("/r")
                        .build());
            }
        }
    }

    private static AuditRecord.Builder denied(String action, String actor) {
        return AuditRecord.of(AuditRecord.CALL, action).actor(actor).result(AuditResult.DENIED);
    }

    private List<AuditRecord> afterwards(AuditTrail trail, AuditQuery query) {
        ticker.advance(Duration.ofMinutes(2));
        trail.record(AuditRecord.of("x", "tick").actor("ticker").build());
        return trail.newest(query);
    }

    private static AuditQuery of(String actor) {
        return AuditQuery.newest(10_000).actor(actor);
    }

    @Test
    void a_flood_of_others_does_not_take_what_one_record_says() throws IOException {
        AuditTrail trail = trail(100);
        flood(trail, 10, 200);
        trail.record(AuditRecord.of("authz_admin", "export users")
                .actor("mallory")
                .result(AuditResult.DENIED)
                .requestId("r-important")
                .field("document_id", "d-7")
                .build());
        List<AuditRecord> told = afterwards(trail, of("mallory"));
        assertEquals(1, told.size(), told::toString);
        assertEquals("r-important", told.get(0).requestId());
        assertEquals("d-7", told.get(0).fields().get("document_id"));
    }

    @ParameterizedTest
    @EnumSource(
            value = SecurityEventType.class,
            names = {"TOKEN_REUSED", "LOGIN_LOCKED", "SECRET_REJECTED", "ACCESS_DENIED"})
    void a_flood_of_strangers_does_not_hide_who_was_denied(SecurityEventType type) throws IOException {
        AuditTrail trail = trail(1);
        flood(trail, FloodGate.MOST_KINDS, 1);
        trail.on(SecurityEvent.of(type).subject("alice").method("POST").build());
        assertEquals(1, afterwards(trail, of("alice")).size());
    }

    @Test
    void names_that_strangers_only_claim_take_no_room_of_proved_ones() throws IOException {
        AuditTrail trail = trail(1);
        for (int i = 0; i <= FloodGate.MOST_KINDS; i++) {
            trail.on(SecurityEvent.of(SecurityEventType.AUTHENTICATION_FAILED)
                    .subject("claimed-" + i)
                    .method("POST")
                    .build());
        }
        trail.record(denied("GET /r", "alice").build());
        assertEquals(1, afterwards(trail, of("alice")).size());
    }

    @Test
    void the_first_of_a_kind_is_told_at_once_whatever_came_before() throws IOException {
        AuditTrail trail = trail(1);
        for (int kind = 0; kind < 20; kind++) {
            trail.record(denied("GET /" + kind, "mallory").build());
            trail.record(denied("GET /" + kind, "mallory").build());
        }
        trail.record(denied("GET /late", "mallory").requestId("r-late").build());
        assertEquals("r-late", trail.newest(of("mallory")).get(0).requestId());
    }

    @Test
    void one_record_that_was_held_alone_is_told_as_it_is() throws IOException {
        AuditTrail trail = trail(1);
        trail.record(denied("GET /r", "mallory").requestId("r-1").build());
        ticker.advance(Duration.ofSeconds(7));
        trail.record(denied("GET /r", "mallory").requestId("r-2").status(403).build());
        List<AuditRecord> told = afterwards(trail, of("mallory"));
        assertEquals(2, told.size());
        assertEquals("r-2", told.get(0).requestId());
        assertEquals(403, told.get(0).status());
        assertEquals(1, told.get(0).count());
        assertEquals(FakeTicker.START.plusSeconds(7), told.get(0).time());
    }

    @Test
    void a_sum_names_the_tenant_of_all_and_no_tenant_where_they_differ() throws IOException {
        AuditTrail trail = trail(1);
        for (String tenant : List.of("a", "acme", "globex")) {
            trail.record(
                    denied("GET /several", "mallory").tenant(tenant).route("/r").build());
            trail.record(denied("GET /one", "mallory")
                    .tenant("acme")
                    .credential("token")
                    .build());
        }
        List<AuditRecord> several = afterwards(trail, of("mallory").action("GET /several"));
        assertEquals(2, several.get(0).count());
        assertNull(several.get(0).tenant());
        assertEquals("/r", several.get(0).route());
        AuditRecord one = trail.newest(of("mallory").action("GET /one")).get(0);
        assertEquals(2, one.count());
        assertEquals("acme", one.tenant());
        assertEquals("token", one.credential());
    }

    @Test
    void successes_of_nobody_are_bounded_and_those_of_named_actors_are_all_told() throws IOException {
        AuditTrail trail = trail(5);
        for (int i = 0; i < 500; i++) {
            trail.record(AuditRecord.of(AuditRecord.CALL, "GET /r").status(200).build());
            trail.record(AuditRecord.of(AuditRecord.CALL, "GET /r")
                    .actor("alice")
                    .status(200)
                    .build());
        }
        assertEquals(5, trail.newest(of(AuditRecord.ANONYMOUS)).size());
        assertEquals(500, trail.newest(of("alice")).size());
        List<AuditRecord> all = afterwards(trail, of(AuditRecord.ANONYMOUS));
        assertEquals(495, all.get(0).count());
        assertEquals(AuditResult.SUCCESS, all.get(0).result());
    }

    @Test
    void events_that_an_application_makes_up_without_end_are_bounded_too() throws IOException {
        AuditTrail trail = trail(2);
        for (int i = 0; i < 5_000; i++) {
            trail.record(AuditRecord.of("made-up-" + i % 100, "act-" + i)
                    .actor("mallory")
                    .result(AuditResult.DENIED)
                    .build());
        }
        trail.record(denied("GET /r", "alice").requestId("r-1").build());
        assertTrue(trail.newest(AuditQuery.newest(10_000)).size() < 5_000);
    }
}
