package dev.hardening.core.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.Decision;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.decision.StoreUnavailableException;
import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.identity.Account;
import dev.hardening.core.identity.Accounts;
import dev.hardening.core.identity.Identity;
import dev.hardening.core.identity.Proof;
import dev.hardening.core.identity.RevocationStore;
import dev.hardening.core.secret.KeyRing;
import dev.hardening.core.secret.Secret;
import dev.hardening.testing.FakeTicker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TokenServiceTest {

    private static final Secret KEY = Secret.ofUtf8("JWT_SECRET", "kX2vT8qLw0aXnY5rBcPd2hJ7mZ4sG9eF");

    private final FakeTicker ticker = new FakeTicker();
    private final List<SecurityEvent> events = new CopyOnWriteArrayList<>();
    private final Map<String, Account> users = new ConcurrentHashMap<>();
    private final Downable downable = new Downable();

    private TokenSettings settings = settings(TokenProfile.STANDARD);
    private RefreshFamilyStore families = RefreshFamilyStore.inMemory(1000);
    private RevocationStore revocations = RevocationStore.inMemory(ticker, 1000);
    private TokenVerifier verifier = verifier();
    private TokenService service = service();

    private static TokenSettings settings(TokenProfile profile) {
        return TokenSettings.builder()
                .profile(profile)
                .keys(KeyRing.of(KEY))
                .issuer("https://api.example.org")
                .build();
    }

    private TokenVerifier verifier() {
        return new TokenVerifier(settings, TokenKeys.of(settings, ticker), ticker);
    }

    private TokenService service() {
        TokenKeys keys = TokenKeys.of(settings, ticker);
        return TokenService.builder(settings, new TokenIssuer(settings, keys), verifier)
                .families(downable.families())
                .revocations(downable.revocations())
                .accounts(downable.accounts())
                .clock(ticker)
                .events(events::add)
                .build();
    }

    /** The three stores, each of which can be switched off. */
    private final class Downable {
        private boolean familiesDown;
        private boolean revocationsDown;
        private boolean accountsDown;

        private void check(boolean down) {
            if (down) {
                throw new StoreUnavailableException("down");
            }
        }

        Accounts accounts() {
            return name -> {
                check(accountsDown);
                return users.get(name);
            };
        }

        RefreshFamilyStore families() {
            return new RefreshFamilyStore() {
                @Override
                public List<RefreshFamily> begin(RefreshFamily family, int mostOfSubject) {
                    check(familiesDown);
                    return families.begin(family, mostOfSubject);
                }

                @Override
                public boolean create(RefreshFamily family) {
                    check(familiesDown);
                    return families.create(family);
                }

                @Override
                public Rotation rotate(String id, int generation, Instant now, Duration grace, Instant idle) {
                    check(familiesDown);
                    return families.rotate(id, generation, now, grace, idle);
                }

                @Override
                public boolean revoke(String family) {
                    check(familiesDown);
                    return families.revoke(family);
                }

                @Override
                public int revokeAll(String subject) {
                    check(familiesDown);
                    return families.revokeAll(subject);
                }
            };
        }

        RevocationStore revocations() {
            return new RevocationStore() {
                @Override
                public void revokeToken(String tokenId, Instant until) {
                    check(revocationsDown);
                    revocations.revokeToken(tokenId, until);
                }

                @Override
                public void revokeSession(String session, Instant until) {
                    check(revocationsDown);
                    revocations.revokeSession(session, until);
                }

                @Override
                public void revokeSubject(String subject, Instant moment, Instant until) {
                    check(revocationsDown);
                    revocations.revokeSubject(subject, moment, until);
                }

                @Override
                public boolean isRevoked(
                        @Nullable String tokenId, @Nullable String session, String subject, Instant issuedAt) {
                    check(revocationsDown);
                    return revocations.isRevoked(tokenId, session, subject, issuedAt);
                }
            };
        }
    }

    @BeforeEach
    void alice_and_bob_have_accounts() {
        users.put(
                "alice",
                Account.named("alice")
                        .tenant("demo")
                        .role("user")
                        .role("editor")
                        .build());
        users.put("bob", Account.named("bob").role("user").build());
    }

    private Account account(String name) {
        Account account = users.get(name);
        assertNotNull(account);
        return account;
    }

    private TokenPair login(String name) {
        return pair(service.issue(account(name), SecurityEvent::of));
    }

    private TokenResult refresh(String compact) {
        return service.refresh(compact, SecurityEvent::of);
    }

    private static TokenPair pair(TokenResult result) {
        return assertInstanceOf(TokenResult.Granted.class, result).pair();
    }

    private static Refusal refusal(TokenResult result) {
        return assertInstanceOf(TokenResult.Refused.class, result).refusal();
    }

    private AccessToken access(String compact) {
        if (verifier.access(compact) instanceof Verified.Good<AccessToken> good) {
            return good.token();
        }
        throw new AssertionError("no access token");
    }

    private RefreshToken token(String compact) {
        if (verifier.refresh(compact) instanceof Verified.Good<RefreshToken> good) {
            return good.token();
        }
        throw new AssertionError("no refresh token");
    }

    /** What the filter asks for each request. */
    private boolean isAlive(String compact) {
        AccessToken token = access(compact);
        return !revocations.isRevoked(token.id(), token.session(), token.subject(), token.issuedAt());
    }

    private void assertInvalid(TokenResult result) {
        Refusal refusal = refusal(result);
        assertEquals(RefusalCode.TOKEN_INVALID, refusal.code());
        assertEquals("WWW-Authenticate", refusal.fields().get(0).name());
    }

    private long count(SecurityEventType type) {
        return events.stream().filter(event -> event.type() == type).count();
    }

    @Test
    void H_01_a_log_in_gives_a_pair_that_says_who_it_is() {
        TokenPair pair = login("alice");
        AccessToken access = access(pair.access());
        RefreshToken refresh = token(pair.refresh());
        assertEquals("alice", access.subject());
        assertEquals("demo", access.tenant());
        assertEquals(Set.of("user", "editor"), access.roles());
        assertEquals(refresh.family(), access.session());
        assertEquals(0, refresh.generation());
        assertEquals(Duration.ofMinutes(15), pair.expiresIn());
        assertEquals(ticker.instant().plus(Duration.ofDays(7)), refresh.expires());
        assertTrue(isAlive(pair.access()));
        assertEquals(SecurityEventType.SESSION_STARTED, events.get(0).type());
        assertEquals("alice", events.get(0).subject());
        assertFalse(pair.toString().contains(pair.access().substring(0, 10)));
        assertFalse(pair.toString().contains(pair.refresh().substring(0, 10)));
    }

    @Test
    void every_log_in_is_a_session_of_its_own() {
        TokenPair one = login("alice");
        TokenPair other = login("alice");
        assertNotEquals(access(one.access()).session(), access(other.access()).session());
        assertNotEquals(access(one.access()).id(), access(other.access()).id());
        assertTrue(service.logout(access(one.access()), null, SecurityEvent::of).isAllowed());
        assertTrue(isAlive(other.access()));
        assertNotNull(pair(refresh(other.refresh())));
    }

    @Test
    void an_account_that_fits_in_no_token_begins_nothing_and_uses_nothing_up() {
        Account.Builder many = Account.named("alice");
        for (int i = 0; i <= 64; i++) {
            many.role("role-" + i);
        }
        String refresh = login("alice").refresh();
        Account before = account("alice");
        users.put("alice", many.build());
        families = RefreshFamilyStore.inMemory(1);
        Exception thrown = assertThrows(IllegalArgumentException.class, () -> login("alice"));
        assertTrue(String.valueOf(thrown.getMessage()).contains("more than 64"), thrown::getMessage);
        assertEquals(1, count(SecurityEventType.SESSION_STARTED), "the one of the log-in before");
        assertNotNull(login("bob"), "there is room for one family yet");
        families = RefreshFamilyStore.inMemory(1);
        families.create(family(token(refresh)));
        assertThrows(IllegalArgumentException.class, () -> refresh(refresh));
        users.put("alice", before);
        assertNotNull(pair(refresh(refresh)), "whoever lost the roles again goes on");
    }

    private RefreshFamily family(RefreshToken token) {
        Instant end = token.expires();
        return new RefreshFamily(token.family(), token.subject(), null, 0, token.issuedAt(), end, end, false);
    }

    @Test
    void X_53_a_used_refresh_token_ends_the_whole_session() {
        TokenPair first = login("alice");
        ticker.advance(Duration.ofMinutes(10));
        TokenPair second = pair(refresh(first.refresh()));
        ticker.advance(Duration.ofSeconds(10));
        assertTrue(isAlive(second.access()));
        assertInvalid(refresh(first.refresh()));
        assertInvalid(refresh(second.refresh()));
        assertFalse(isAlive(first.access()), "access tokens die too");
        assertFalse(isAlive(second.access()));
        assertEquals(1, count(SecurityEventType.TOKEN_REUSED));
        assertEquals(0, count(SecurityEventType.SESSION_ENDED));
    }

    @Test
    void S9_the_end_of_a_family_is_in_the_store_when_the_client_is_refused() {
        TokenPair first = login("alice");
        String family = token(first.refresh()).family();
        pair(refresh(first.refresh()));
        ticker.advance(Duration.ofSeconds(11));
        assertInvalid(refresh(first.refresh()));
        Rotation later = families.rotate(family, 1, ticker.instant(), Duration.ZERO, ticker.instant());
        assertEquals(Rotation.Outcome.REVOKED, later.outcome());
    }

    @ParameterizedTest
    @CsvSource({"0, true", "9999, true", "10000, false", "10001, false"})
    void a_lost_answer_is_given_again_to_the_letter_within_the_grace(long millis, boolean replayed) {
        TokenPair first = login("alice");
        ticker.advance(Duration.ofMillis(1234));
        TokenPair second = pair(refresh(first.refresh()));
        ticker.advance(Duration.ofMillis(millis));
        TokenResult again = refresh(first.refresh());
        if (replayed) {
            assertEquals(second.refresh(), pair(again).refresh());
            assertTrue(isAlive(pair(again).access()));
            assertEquals(
                    access(second.access()).session(),
                    access(pair(again).access()).session());
            assertNotNull(pair(refresh(second.refresh())), "the newest one is good as before");
        } else {
            assertInvalid(again);
            assertFalse(isAlive(second.access()));
        }
    }

    @Test
    void a_grandparent_ends_the_session_within_the_grace_too() {
        TokenPair first = login("alice");
        TokenPair second = pair(refresh(first.refresh()));
        TokenPair third = pair(refresh(second.refresh()));
        assertInvalid(refresh(first.refresh()));
        assertInvalid(refresh(third.refresh()));
        assertFalse(isAlive(third.access()));
    }

    @Test
    void S12_a_refresh_reads_the_account_again() {
        TokenPair first = login("alice");
        users.put("alice", Account.named("alice").tenant("other").role("user").build());
        AccessToken access = access(pair(refresh(first.refresh())).access());
        assertEquals(Set.of("user"), access.roles());
        assertEquals("other", access.tenant());
    }

    @Test
    void an_account_that_is_gone_ends_the_session_also_when_it_comes_back() {
        TokenPair first = login("alice");
        Account kept = account("alice");
        users.remove("alice");
        assertInvalid(refresh(first.refresh()));
        assertFalse(isAlive(first.access()));
        assertEquals(1, count(SecurityEventType.SESSION_ENDED));
        users.put("alice", kept);
        assertInvalid(refresh(first.refresh()));
        assertEquals(1, count(SecurityEventType.SESSION_ENDED));
    }

    @Test
    void X_54_a_log_out_ends_access_and_refresh_at_once_and_may_be_repeated() {
        TokenPair first = login("alice");
        TokenPair second = pair(refresh(first.refresh()));
        AccessToken access = access(second.access());
        for (int i = 0; i < 3; i++) {
            assertTrue(
                    service.logout(access, second.refresh(), SecurityEvent::of).isAllowed());
            assertFalse(isAlive(first.access()));
            assertFalse(isAlive(second.access()));
            assertInvalid(refresh(second.refresh()));
            assertInvalid(refresh(first.refresh()));
        }
        assertEquals(1, count(SecurityEventType.SESSION_ENDED));
        assertEquals(0, count(SecurityEventType.TOKEN_REUSED), "an ended session cannot be stolen");
    }

    @Test
    void a_log_out_without_the_refresh_token_ends_it_as_well() {
        TokenPair pair = login("alice");
        assertTrue(service.logout(pair.access(), null, SecurityEvent::of).isAllowed());
        assertInvalid(refresh(pair.refresh()));
        ticker.advance(Duration.ofDays(6));
        assertInvalid(refresh(pair.refresh()));
    }

    @Test
    void a_log_out_does_not_touch_the_sessions_of_others_nor_another_one_of_the_same_user() {
        TokenPair alice = login("alice");
        TokenPair elsewhere = login("alice");
        TokenPair bob = login("bob");
        AccessToken access = access(alice.access());
        assertTrue(service.logout(access, bob.refresh(), SecurityEvent::of).isAllowed());
        assertTrue(
                service.logout(access, elsewhere.refresh(), SecurityEvent::of).isAllowed());
        assertTrue(service.logout(access, alice.access(), SecurityEvent::of).isAllowed());
        assertTrue(service.logout(access, "nonsense", SecurityEvent::of).isAllowed());
        assertTrue(isAlive(bob.access()));
        assertTrue(isAlive(elsewhere.access()));
        pair(refresh(bob.refresh()));
        pair(refresh(elsewhere.refresh()));
    }

    @Test
    void a_log_out_takes_an_access_token_of_its_own_only() {
        TokenPair pair = login("alice");
        for (String bad : List.of(
                "", "x", pair.refresh(), pair.access() + "x", pair.access().replace('.', ','))) {
            Decision answer = service.logout(bad, pair.refresh(), SecurityEvent::of);
            assertEquals(
                    RefusalCode.TOKEN_INVALID,
                    assertInstanceOf(Refusal.class, answer).code());
        }
        assertTrue(isAlive(pair.access()));
        pair(refresh(pair.refresh()));
    }

    @Test
    void a_change_of_password_ends_everything_up_to_its_second_and_the_new_session_lives() {
        TokenPair one = login("alice");
        TokenPair two = login("alice");
        TokenPair bob = login("bob");
        ticker.advance(Duration.ofMillis(300));
        assertTrue(service.endAll("alice", SecurityEvent::of).isAllowed());
        for (TokenPair old : List.of(one, two)) {
            assertFalse(isAlive(old.access()));
            assertInvalid(refresh(old.refresh()));
        }
        assertTrue(isAlive(bob.access()));
        TokenPair fresh = login("alice");
        assertTrue(isAlive(fresh.access()));
        assertEquals(
                ticker.instant().getEpochSecond() + 1,
                access(fresh.access()).issuedAt().getEpochSecond());
        ticker.advance(Duration.ofSeconds(1));
        assertTrue(isAlive(pair(refresh(fresh.refresh())).access()));
        ticker.advance(Duration.ofDays(6));
        assertInvalid(refresh(one.refresh()));
    }

    @Test
    void what_is_no_refresh_token_is_refused_and_ends_nothing() {
        TokenPair pair = login("alice");
        for (String bad : List.of("", "x", "a.b.c", pair.access(), pair.refresh() + "A", " " + pair.refresh())) {
            assertInvalid(refresh(bad));
        }
        pair(refresh(pair.refresh()));
    }

    @Test
    void an_expired_refresh_token_says_so() {
        TokenPair pair = login("alice");
        ticker.advance(Duration.ofDays(7).plusMinutes(1));
        assertEquals(RefusalCode.TOKEN_EXPIRED, refusal(refresh(pair.refresh())).code());
    }

    @Test
    void within_the_skew_of_the_clocks_the_store_has_the_last_word_on_the_end() {
        TokenPair pair = login("alice");
        ticker.advance(Duration.ofDays(7));
        assertEquals(RefusalCode.TOKEN_EXPIRED, refusal(refresh(pair.refresh())).code());
    }

    @Test
    void a_sliding_session_stops_at_thirty_days() {
        Instant end = ticker.instant().plus(Duration.ofDays(30));
        TokenPair pair = login("alice");
        for (int day = 6; day < 30; day += 6) {
            ticker.advance(Duration.ofDays(6));
            pair = pair(refresh(pair.refresh()));
        }
        assertEquals(end, token(pair.refresh()).expires());
        ticker.advance(Duration.ofDays(6).plusMinutes(1));
        assertEquals(RefusalCode.TOKEN_EXPIRED, refusal(refresh(pair.refresh())).code());
    }

    @Test
    void a_forged_generation_of_a_known_family_ends_it() {
        TokenPair pair = login("alice");
        RefreshToken token = token(pair.refresh());
        Instant now = ticker.instant();
        TokenResult ahead = service.refresh(
                new RefreshToken("alice", token.family(), 5, "jti", now, token.expires()), now, SecurityEvent::of);
        assertInvalid(ahead);
        assertEquals(1, count(SecurityEventType.TOKEN_REUSED));
        assertInvalid(refresh(pair.refresh()));
    }

    @Test
    void a_family_of_another_user_gives_nothing_and_ends() {
        TokenPair pair = login("alice");
        RefreshToken token = token(pair.refresh());
        Instant now = ticker.instant();
        assertInvalid(service.refresh(
                new RefreshToken("bob", token.family(), 0, "jti", now, token.expires()), now, SecurityEvent::of));
        assertInvalid(refresh(pair.refresh()));
        assertFalse(isAlive(pair.access()));
    }

    /** Which store is down. */
    enum Down {
        FAMILIES,
        REVOCATIONS,
        ACCOUNTS
    }

    private void down(Down which, boolean isDown) {
        downable.familiesDown = which == Down.FAMILIES && isDown;
        downable.revocationsDown = which == Down.REVOCATIONS && isDown;
        downable.accountsDown = which == Down.ACCOUNTS && isDown;
    }

    @ParameterizedTest
    @EnumSource(Down.class)
    void a_store_that_is_down_is_a_refusal_to_come_back_and_nothing_is_lost(Down which) {
        TokenPair pair = login("alice");
        down(which, true);
        Refusal refused = refusal(refresh(pair.refresh()));
        assertEquals(RefusalCode.STORE_UNAVAILABLE, refused.code());
        assertEquals(503, refused.status());
        assertNotNull(refused.retryAfter());
        if (which != Down.ACCOUNTS) {
            assertEquals(
                    503,
                    refusal(service.issue(account("alice"), SecurityEvent::of)).status());
            assertFalse(service.logout(access(pair.access()), null, SecurityEvent::of)
                    .isAllowed());
            assertFalse(service.endAll("bob", SecurityEvent::of).isAllowed());
        }
        down(which, false);
        if (which == Down.ACCOUNTS) {
            pair(refresh(pair.refresh()));
        }
        assertTrue(which == Down.REVOCATIONS || isAlive(pair.access()), "the log-out can be tried again");
        assertTrue(
                service.logout(access(pair.access()), null, SecurityEvent::of).isAllowed());
        assertFalse(isAlive(pair.access()));
        assertInvalid(refresh(pair.refresh()));
    }

    @Test
    void access_tokens_that_a_reuse_could_not_end_die_with_the_next_try() {
        TokenPair first = login("alice");
        TokenPair second = pair(refresh(first.refresh()));
        ticker.advance(Duration.ofSeconds(11));
        RevocationStore real = revocations;
        revocations = new FullRevocations(real);
        assertEquals(
                RefusalCode.STORE_UNAVAILABLE, refusal(refresh(first.refresh())).code());
        assertEquals(1, count(SecurityEventType.TOKEN_REUSED));
        revocations = real;
        assertTrue(isAlive(second.access()));
        assertInvalid(refresh(second.refresh()));
        assertFalse(isAlive(second.access()));
    }

    /** A store that is full: it answers, and takes no more. */
    private record FullRevocations(RevocationStore full) implements RevocationStore {
        @Override
        public void revokeToken(String tokenId, Instant until) {
            throw new StoreUnavailableException("full");
        }

        @Override
        public void revokeSession(String session, Instant until) {
            throw new StoreUnavailableException("full");
        }

        @Override
        public void revokeSubject(String subject, Instant moment, Instant until) {
            throw new StoreUnavailableException("full");
        }

        @Override
        public boolean isRevoked(@Nullable String tokenId, @Nullable String session, String subject, Instant issuedAt) {
            return full.isRevoked(tokenId, session, subject, issuedAt);
        }

        @Override
        public void close() {}
    }

    @Test
    void a_full_store_of_families_lets_nobody_in_and_keeps_those_who_are() {
        families = RefreshFamilyStore.inMemory(1);
        service = service();
        TokenPair pair = login("alice");
        assertEquals(
                503, refusal(service.issue(account("bob"), SecurityEvent::of)).status());
        pair(refresh(pair.refresh()));
    }

    @Test
    void whoever_logs_in_again_and_again_fills_nothing_and_ends_the_session_that_was_used_the_longest_ago() {
        families = RefreshFamilyStore.inMemory(64);
        TokenPair phone = login("alice");
        TokenPair other = login("alice");
        for (int i = 0; i < 200; i++) {
            ticker.advance(Duration.ofMinutes(1));
            login("alice");
            phone = pair(refresh(phone.refresh()));
            assertNotNull(login("bob"), "there is always room for others");
        }
        assertTrue(isAlive(phone.access()), "what is used stays");
        assertInvalid(refresh(other.refresh()));
        assertEquals(
                170 + 168, count(SecurityEventType.SESSION_ENDED), "202 of alice's and 200 of bob's, 32 of each stay");
        assertTrue(events.stream()
                .filter(event -> event.type() == SecurityEventType.SESSION_ENDED)
                .allMatch(event -> event.detail().equals("newer ones took its place")));
    }

    @Test
    void the_access_tokens_of_a_session_end_with_it_when_a_newer_one_takes_its_place() {
        settings = TokenSettings.builder()
                .keys(KeyRing.of(KEY))
                .issuer("https://api.example.org")
                .mostSessions(1)
                .build();
        service = service();
        TokenPair first = login("alice");
        TokenPair bobs = login("bob");
        ticker.advance(Duration.ofMinutes(1));
        TokenPair second = login("alice");
        assertFalse(isAlive(first.access()));
        assertInvalid(refresh(first.refresh()));
        assertTrue(isAlive(second.access()));
        assertTrue(isAlive(bobs.access()));
        SecurityEvent ended = events.get(2);
        assertEquals(SecurityEventType.SESSION_ENDED, ended.type());
        assertEquals("alice", ended.subject());
        ticker.advance(Duration.ofMinutes(15).plusSeconds(30));
        assertEquals(TokenFault.EXPIRED, fault(first.access()), "it is never good again");
    }

    private @Nullable TokenFault fault(String access) {
        return verifier.access(access) instanceof Verified.Bad<AccessToken> bad ? bad.fault() : null;
    }

    @Test
    void events_tell_of_the_request_that_they_are_about() {
        service.issue(account("alice"), type -> SecurityEvent.of(type).requestId("request-1"));
        assertEquals("request-1", events.get(0).requestId());
    }

    @Test
    void a_service_without_its_stores_is_not_built() {
        TokenService.Builder builder =
                TokenService.builder(settings, new TokenIssuer(settings, TokenKeys.of(settings, ticker)), verifier);
        assertThrows(NullPointerException.class, builder::build);
        assertThrows(
                NullPointerException.class, () -> builder.families(families).build());
        assertThrows(
                NullPointerException.class,
                () -> builder.families(families).revocations(revocations).build());
        assertNotNull(builder.accounts(users::get).build());
    }

    /** Tokens of another maker: they have an id, and no family and no session. */
    private RefreshToken foreign(String subject, String id, Instant expires) {
        return new RefreshToken(subject, id, 0, id, ticker.instant(), expires);
    }

    private TokenResult refresh(RefreshToken token) {
        return service.refresh(token, ticker.instant(), SecurityEvent::of);
    }

    @Test
    void a_foreign_refresh_token_is_good_once() {
        RefreshToken foreign = foreign("alice", "their-id", ticker.instant().plus(Duration.ofDays(7)));
        TokenPair pair = pair(refresh(foreign));
        RefreshToken own = token(pair.refresh());
        assertEquals(1, own.generation());
        assertEquals(own.family(), access(pair.access()).session());
        assertEquals(foreign.expires(), own.expires(), "its session ends with it");
        assertEquals(pair.refresh(), pair(refresh(foreign)).refresh(), "within the grace");
        ticker.advance(Duration.ofSeconds(10));
        assertInvalid(refresh(foreign));
        assertEquals(1, count(SecurityEventType.TOKEN_REUSED));
        assertInvalid(refresh(pair.refresh()));
        assertFalse(isAlive(pair.access()));
        ticker.advance(Duration.ofDays(6));
        assertInvalid(refresh(foreign));
    }

    @Test
    void a_foreign_token_that_was_seen_is_never_taken_for_a_new_one_before_its_end() {
        Instant end = ticker.instant().plus(Duration.ofDays(20));
        RefreshToken reused = foreign("alice", "reused", end);
        RefreshToken used = foreign("alice", "used", end);
        pair(refresh(reused));
        pair(refresh(used));
        ticker.advance(Duration.between(ticker.instant(), end).minusMillis(1));
        login("bob");
        assertInvalid(refresh(reused));
        ticker.advance(Duration.ofMillis(1));
        login("bob");
        assertEquals(RefusalCode.TOKEN_EXPIRED, refusal(refresh(used)).code());
    }

    @Test
    void foreign_tokens_of_two_users_with_one_id_do_not_meet() {
        Instant end = ticker.instant().plus(Duration.ofDays(1));
        pair(refresh(foreign("alice", "1", end)));
        pair(refresh(foreign("bob", "1", end)));
        assertEquals(0, count(SecurityEventType.TOKEN_REUSED));
    }

    @Test
    void a_change_of_password_ends_foreign_refresh_tokens_that_were_never_seen() {
        RefreshToken foreign = foreign("alice", "their-id", ticker.instant().plus(Duration.ofDays(7)));
        ticker.advance(Duration.ofMinutes(1));
        assertTrue(service.endAll("alice", SecurityEvent::of).isAllowed());
        assertInvalid(refresh(foreign));
        ticker.advance(Duration.ofDays(6));
        assertInvalid(refresh(foreign));
    }

    private AccessToken foreignAccess(@Nullable String id, Instant issued) {
        Identity caller = Identity.provedBy(Proof.TOKEN, "alice").build();
        return new AccessToken(caller, id, issued, ticker.instant().plusSeconds(900));
    }

    private boolean isAlive(AccessToken token) {
        return !revocations.isRevoked(token.id(), token.session(), token.subject(), token.issuedAt());
    }

    @Test
    void a_foreign_access_token_is_ended_by_its_id() {
        AccessToken one = foreignAccess("one", ticker.instant());
        AccessToken two = foreignAccess("two", ticker.instant());
        assertTrue(service.logout(one, null, SecurityEvent::of).isAllowed());
        assertFalse(isAlive(one));
        assertTrue(isAlive(two));
        assertEquals(1, count(SecurityEventType.SESSION_ENDED));
    }

    @Test
    void a_foreign_access_token_without_an_id_takes_what_its_user_was_given_before_with_it() {
        AccessToken nameless = foreignAccess(null, ticker.instant());
        AccessToken earlier = foreignAccess("earlier", ticker.instant().minusSeconds(5));
        AccessToken later = foreignAccess("later", ticker.instant().plusSeconds(1));
        AccessToken undated = foreignAccess(null, Instant.EPOCH);
        assertTrue(service.logout(undated, null, SecurityEvent::of).isAllowed());
        assertFalse(isAlive(undated));
        assertTrue(isAlive(nameless));
        assertTrue(service.logout(nameless, null, SecurityEvent::of).isAllowed());
        assertFalse(isAlive(nameless));
        assertFalse(isAlive(earlier));
        assertTrue(isAlive(later));
    }
}
