package dev.hardening.core.cookie;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.decision.StoreUnavailableException;
import dev.hardening.core.identity.Account;
import dev.hardening.core.identity.Authentication;
import dev.hardening.core.identity.Identity;
import dev.hardening.core.identity.Proof;
import dev.hardening.core.identity.RevocationStore;
import dev.hardening.core.secret.Secret;
import dev.hardening.testing.Allocations;
import dev.hardening.testing.FakeRequest;
import dev.hardening.testing.FakeRevocations;
import dev.hardening.testing.FakeTicker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionsTest {

    private static final Secret FIRST = Secret.ofUtf8("SESSION_SECRET", "b71f0e5d9c3a482e61d7f40a95c8e23b");
    private static final Secret SECOND = Secret.ofUtf8("SESSION_SECRET", "0c94d1e7a2f85b36c0d4e9f17a6b8253");
    private static final Account ALICE = Account.named("alice")
            .tenant("demo")
            .alsoTenant("other")
            .role("admin")
            .role("user")
            .build();

    private final FakeTicker clock = new FakeTicker();
    private final FakeRevocations revocations = new FakeRevocations();
    private final Sessions sessions = sessions(CookieSettings.builder().key(FIRST));

    private Sessions sessions(CookieSettings.Builder settings) {
        return new Sessions(settings.build(), revocations, clock);
    }

    private static FakeRequest with(String... setCookies) {
        FakeRequest request = FakeRequest.from("192.0.2.1");
        for (String setCookie : setCookies) {
            request.line("Cookie", setCookie.substring(0, setCookie.indexOf(';')));
        }
        return request;
    }

    private SessionReading read(Sessions room, String... setCookies) {
        return room.read(with(setCookies), true);
    }

    private static void assertFault(CookieFault fault, SessionReading reading) {
        assertEquals(fault, reading.fault());
        assertSame(Authentication.NONE, reading.authentication());
        assertNull(reading.session());
        assertFalse(reading.isRenewable());
    }

    private static Identity proved(SessionReading reading) {
        assertNull(reading.fault());
        return assertInstanceOf(Authentication.Proved.class, reading.authentication())
                .caller();
    }

    @Test
    void a_cookie_brings_back_the_whole_account() {
        Session begun = sessions.start(ALICE);
        Identity caller = proved(read(sessions, sessions.setCookie(begun, true)));
        assertEquals(Proof.COOKIE, caller.proof());
        assertEquals("alice", caller.subject());
        assertEquals("demo", caller.tenant());
        assertEquals(Set.of("demo", "other"), caller.tenants());
        assertEquals(Set.of("admin", "user"), caller.roles());
        assertEquals(begun.id(), caller.session());
    }

    @Test
    void a_caller_of_another_issuer_stays_one() {
        Identity external = Identity.provedBy(Proof.TOKEN, "alice")
                .issuer("https://idp.example.org")
                .build();
        Identity caller = proved(read(sessions, sessions.setCookie(sessions.start(external), true)));
        assertEquals("https://idp.example.org", caller.issuer());
        assertEquals("Identity[COOKIE, alice of https://idp.example.org]", caller.toString());
        assertNull(proved(read(sessions, sessions.setCookie(sessions.start(ALICE), true)))
                .issuer());
    }

    @Test
    void an_account_with_nothing_but_a_name_of_any_characters_comes_back_too() {
        for (String name : List.of("a", "\u00e4\u4e2d\ud83d\ude00", "\"; Path=/evil", "a\nb", "{}")) {
            Session begun = sessions.start(Account.named(name).build());
            Identity caller = proved(read(sessions, sessions.setCookie(begun, true)));
            assertEquals(name, caller.subject());
            assertNull(caller.tenant());
            assertTrue(caller.tenants().isEmpty() && caller.roles().isEmpty());
        }
    }

    @Test
    void C7_the_text_of_the_header_field_is_exactly_this() {
        String text = sessions.setCookie(sessions.start(ALICE), true);
        assertTrue(text.startsWith("__Host-session=1."), text);
        assertEquals("; Max-Age=86400; Path=/; Secure; HttpOnly; SameSite=Strict", text.substring(text.indexOf(';')));
        assertEquals(
                "__Host-session=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Strict", sessions.clearedCookie(true));
        // Over plain http in production a browser does not keep it, which is meant.
        assertEquals(sessions.clearedCookie(true), sessions.clearedCookie(false));
        Sessions lax = sessions(CookieSettings.builder()
                .key(FIRST)
                .name("admin_session")
                .sameSite(SameSite.LAX)
                .lifetime(Duration.ofMinutes(5)));
        String other = lax.setCookie(lax.start(ALICE), true);
        assertTrue(other.startsWith("admin_session=1."), other);
        assertEquals("; Max-Age=300; Path=/; Secure; HttpOnly; SameSite=Lax", other.substring(other.indexOf(';')));
    }

    @Test
    void V_36_over_plain_http_in_development_the_cookie_has_neither_prefix_nor_secure() {
        Sessions development = sessions(CookieSettings.builder().key(FIRST).unsafeOverPlainHttp());
        String text = development.setCookie(development.start(ALICE), false);
        assertTrue(text.startsWith("session=1."), text);
        assertEquals("; Max-Age=86400; Path=/; HttpOnly; SameSite=Strict", text.substring(text.indexOf(';')));
        assertEquals("alice", proved(development.read(with(text), false)).subject());
        assertSame(SessionReading.NONE, development.read(with(text), true));
        assertTrue(development.setCookie(development.start(ALICE), true).startsWith("__Host-session=1."));
    }

    @Test
    void S7_a_session_ends_on_the_server_whatever_the_browser_keeps() {
        String cookie = sessions.setCookie(sessions.start(ALICE), true);
        clock.advance(Duration.ofHours(24).minusSeconds(1));
        assertEquals("alice", proved(read(sessions, cookie)).subject());
        clock.advance(Duration.ofSeconds(1));
        assertFault(CookieFault.EXPIRED, read(sessions, cookie));
    }

    @Test
    void a_shorter_lifetime_counts_for_the_cookies_that_are_out() {
        String cookie = sessions.setCookie(sessions.start(ALICE), true);
        Sessions shorter = sessions(CookieSettings.builder().key(FIRST).lifetime(Duration.ofHours(1)));
        clock.advance(Duration.ofMinutes(59));
        Session session = read(shorter, cookie).session();
        assertEquals(FakeTicker.START.plusSeconds(3600), session == null ? null : session.expires());
        clock.advance(Duration.ofMinutes(1));
        assertFault(CookieFault.EXPIRED, read(shorter, cookie));
        assertEquals("alice", proved(read(sessions, cookie)).subject());
    }

    @Test
    void S7_no_two_sessions_are_alike_and_ids_hold_128_random_bits() {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            String id = sessions.start(ALICE).id();
            assertEquals(16, java.util.Base64.getUrlDecoder().decode(id).length);
            ids.add(id);
        }
        assertEquals(1000, ids.size());
    }

    @Test
    void C8_a_log_out_makes_every_copy_worthless_and_no_other_session() {
        Session ended = sessions.start(ALICE);
        String copy = sessions.setCookie(ended, true);
        String other = sessions.setCookie(sessions.start(ALICE), true);
        sessions.end(ended);
        assertFault(CookieFault.REVOKED, read(sessions, copy));
        assertEquals("alice", proved(read(sessions, other)).subject());
        assertFault(CookieFault.REVOKED, read(sessions, sessions.setCookie(ended, true)));
    }

    @Test
    void everything_that_a_subject_was_given_can_be_ended_at_once() {
        String before = sessions.setCookie(sessions.start(ALICE), true);
        revocations.revokeSubject("alice", clock.instant(), clock.instant().plusSeconds(86_400));
        assertFault(CookieFault.REVOKED, read(sessions, before));
        clock.advance(Duration.ofSeconds(1));
        String after = sessions.setCookie(sessions.start(ALICE), true);
        assertEquals("alice", proved(read(sessions, after)).subject());
    }

    @Test
    void C9_a_caller_who_is_proved_already_gets_a_new_id() {
        Session first = sessions.start(ALICE);
        Session second = sessions.start(first.caller());
        assertNotEquals(first.id(), second.id());
        assertEquals(first.caller().roles(), second.caller().roles());
        Identity other =
                Identity.provedBy(Proof.API_KEY, "API_KEYS[1]").role("user").build();
        assertEquals(Proof.COOKIE, sessions.start(other).caller().proof());
    }

    @Test
    void C5_a_cookie_of_an_old_key_is_signed_anew_and_lives_no_longer() {
        String old = sessions.setCookie(sessions.start(ALICE), true);
        clock.advance(Duration.ofHours(1));
        Sessions rotated = sessions(CookieSettings.builder().key(SECOND).previous(List.of(FIRST)));
        SessionReading reading = read(rotated, old);
        assertTrue(reading.isRenewable());
        Session session = reading.session();
        assertTrue(session != null);
        String renewed = rotated.setCookie(session, true);
        assertTrue(renewed.contains("; Max-Age=82800; "), renewed);
        Sessions dropped = sessions(CookieSettings.builder().key(SECOND));
        assertEquals(session.id(), proved(read(dropped, renewed)).session());
        assertFalse(read(dropped, renewed).isRenewable());
        assertFault(CookieFault.KEY_UNKNOWN, read(dropped, old));
        clock.advance(Duration.ofHours(23));
        assertFault(CookieFault.EXPIRED, read(dropped, renewed));
    }

    @Test
    void two_cookies_of_the_name_are_none_even_when_both_are_good() {
        String cookie = sessions.setCookie(sessions.start(ALICE), true);
        assertFault(CookieFault.DOUBLED, read(sessions, cookie, cookie));
        assertFault(CookieFault.DOUBLED, read(sessions, "__Host-session=x;", cookie));
        assertEquals("alice", proved(read(sessions, "session=x;", cookie)).subject());
        assertEquals(1 + 1, revocations.questions(), "once at the log-in and once for the good one");
    }

    @Test
    void V_37_a_changed_a_foreign_and_a_constant_value_prove_nobody() {
        String cookie = sessions.setCookie(sessions.start(ALICE), true);
        int end = cookie.indexOf(';') - 2;
        char other = cookie.charAt(end) == 'A' ? 'B' : 'A';
        assertFault(CookieFault.FORGED, read(sessions, cookie.substring(0, end) + other + cookie.substring(end + 1)));
        Sessions foreign = sessions(CookieSettings.builder().key(SECOND));
        assertFault(CookieFault.KEY_UNKNOWN, read(sessions, foreign.setCookie(foreign.start(ALICE), true)));
        assertFault(CookieFault.MALFORMED, read(sessions, "__Host-session=authenticated;"));
        assertFault(CookieFault.MALFORMED, read(sessions, "__Host-session=;"));
        assertSame(SessionReading.NONE, read(sessions));
        assertEquals(2, revocations.questions(), "at the two log-ins: it is asked about good cookies only");
    }

    @Test
    void what_the_same_key_signed_for_something_else_is_no_session() {
        SignedCookies codec = new SignedCookies(dev.hardening.core.secret.KeyRing.of(FIRST), "hardening/cookie/v1");
        for (String payload : List.of(
                "",
                "alice",
                "[]",
                "{}",
                "{\"sid\":\"x\"}",
                "{\"sid\":1,\"sub\":\"a\"}",
                "{\"sid\":\"x\",\"sub\":\" \"}",
                "{\"sub\":\"alice\"}")) {
            String value = codec.sign(
                    "__Host-session",
                    FakeTicker.START,
                    FakeTicker.START.plusSeconds(60),
                    payload.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            assertFault(CookieFault.MALFORMED, read(sessions, "__Host-session=" + value + ";"));
        }
    }

    @Test
    void a_store_that_cannot_answer_lets_nobody_pass_and_a_log_out_fails_loudly() {
        Session session = sessions.start(ALICE);
        String cookie = sessions.setCookie(session, true);
        revocations.down(true);
        SessionReading undecided = read(sessions, cookie);
        Authentication.Refused refused = assertInstanceOf(Authentication.Refused.class, undecided.authentication());
        assertEquals(RefusalCode.STORE_UNAVAILABLE, refused.refusal().code());
        assertEquals(
                session.id(),
                String.valueOf(
                        undecided.session() == null ? null : undecided.session().id()));
        assertThrows(StoreUnavailableException.class, () -> sessions.end(session));
        revocations.down(false);
        assertEquals("alice", proved(read(sessions, cookie)).subject());
    }

    /** Ends all that alice has, as a change of her password does. */
    private void endAll() {
        Instant now = clock.instant();
        revocations.revokeSubject("alice", revocations.secondToBear("alice", now), now.plus(Duration.ofDays(31)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 500, 999})
    void a_session_that_begins_in_the_second_in_which_all_others_ended_lives_and_no_older_one_does(int millis) {
        clock.advance(Duration.ofMillis(millis));
        List<String> older = new ArrayList<>();
        for (int i = 0; i < RevocationStore.MOST_ENDS_IN_A_SECOND; i++) {
            older.add(sessions.setCookie(sessions.start(ALICE), true));
            endAll();
            for (String cookie : older) {
                assertFault(CookieFault.REVOKED, read(sessions, cookie));
            }
            assertEquals(
                    "alice",
                    proved(read(sessions, sessions.setCookie(sessions.start(ALICE), true)))
                            .subject());
        }
        older.add(sessions.setCookie(sessions.start(ALICE), true));
        endAll();
        older.add(sessions.setCookie(sessions.start(ALICE), true));
        clock.advance(Duration.ofSeconds(10));
        for (String cookie : older) {
            assertFault(CookieFault.REVOKED, read(sessions, cookie));
        }
        assertEquals(
                "bob",
                proved(read(
                                sessions,
                                sessions.setCookie(
                                        sessions.start(Account.named("bob").build()), true)))
                        .subject());
    }

    @Test
    void in_whatever_order_sessions_begin_and_all_are_ended_only_those_live_that_begin_after_the_last_end() {
        Random random = new Random(20_261_127);
        for (int round = 0; round < 200; round++) {
            List<String> before = new ArrayList<>();
            List<String> since = new ArrayList<>();
            int ends = 0;
            clock.advance(Duration.ofMinutes(1).plusMillis(random.nextInt(1000)));
            for (int i = 0; i < 12; i++) {
                clock.advance(Duration.ofMillis(random.nextInt(300)));
                if (random.nextInt(3) == 0 && ends++ < 3) {
                    endAll();
                    before.addAll(since);
                    since.clear();
                } else {
                    since.add(sessions.setCookie(sessions.start(ALICE), true));
                }
            }
            for (String cookie : before) {
                assertFault(CookieFault.REVOKED, read(sessions, cookie));
            }
            for (String cookie : since) {
                assertEquals("alice", proved(read(sessions, cookie)).subject(), "round " + round + ", seed 20261127");
            }
        }
    }

    @Test
    void while_the_store_is_down_no_session_begins_that_might_be_dead() {
        revocations.down(true);
        assertThrows(StoreUnavailableException.class, () -> sessions.start(ALICE));
    }

    @Test
    void without_a_secret_the_room_is_off() {
        String cookie = sessions.setCookie(sessions.start(ALICE), true);
        Sessions off = sessions(CookieSettings.builder());
        assertSame(SessionReading.NONE, read(off, cookie));
        assertThrows(IllegalStateException.class, () -> off.start(ALICE));
    }

    @Test
    void an_account_with_too_many_roles_for_a_cookie_fails_at_the_log_in() {
        Account.Builder many = Account.named("alice");
        for (int i = 0; i < 400; i++) {
            many.role("role-number-" + i);
        }
        Session session = sessions.start(many.build());
        assertThrows(IllegalArgumentException.class, () -> sessions.setCookie(session, true));
    }

    @Test
    void no_text_shows_a_session_id_or_a_secret() {
        Session session = sessions.start(ALICE);
        assertFalse(session.toString().contains(session.id()));
        assertFalse(sessions.settings().toString().contains("b71f0e5d"));
        assertEquals("Session[alice, until 2026-01-02T00:00:00Z]", session.toString());
        assertEquals(
                "401 Cookie realm=\"session\"",
                sessions.missing().status() + " "
                        + sessions.missing().fields().get(0).value());
    }

    @Test
    void a_request_without_cookies_costs_next_to_nothing() {
        FakeRequest request = FakeRequest.from("192.0.2.1").line("Accept", "*/*");
        Runnable calls = () -> {
            for (int i = 0; i < 10_000; i++) {
                assertSame(SessionReading.NONE, sessions.read(request, true));
            }
        };
        calls.run();
        assertTrue(Allocations.least(calls) / 10_000 <= 24);
    }

    @Test
    void the_whole_lifetime_is_told_whatever_fraction_of_a_second_it_is() {
        clock.advance(Duration.ofMillis(999));
        String text = sessions.setCookie(sessions.start(ALICE), true);
        assertTrue(text.contains("; Max-Age=86400; "), text);
    }

    @Test
    void a_caller_of_whom_no_cookie_could_tell_is_refused_with_a_code() {
        Identity.Builder many = Identity.provedBy(Proof.TOKEN, "alice");
        for (int i = 0; i < 60; i++) {
            many.role("r".repeat(58) + (10 + i));
        }
        Session begun = sessions.start(many.build());
        SessionTooLargeException refused =
                assertThrows(SessionTooLargeException.class, () -> sessions.setCookie(begun, true));
        assertEquals(RefusalCode.SESSION_TOO_LARGE, refused.refusal().code());
        assertEquals(403, refused.refusal().status());
    }
}
