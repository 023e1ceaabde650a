package dev.hardening.core.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.Decision;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.decision.StoreUnavailableException;
import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.identity.Account;
import dev.hardening.core.identity.RevocationStore;
import dev.hardening.core.secret.KeyRing;
import dev.hardening.core.secret.Secret;
import dev.hardening.testing.FakeTicker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;

/** What {@link TokenService#endAll} ends, and what it must leave alone. */
class EndOfEverythingTest {

    private static final Secret KEY = Secret.ofUtf8("JWT_SECRET", "kX2vT8qLw0aXnY5rBcPd2hJ7mZ4sG9eF");
    private static final Secret OTHER = Secret.ofUtf8("JWT_REFRESH_SECRET", "7hQz1LmVb9Rk3TtYwE5uJx8NcPd0sAfG");

    private final FakeTicker ticker = new FakeTicker();
    private final RevocationStore revocations = RevocationStore.inMemory(ticker, 1_000);
    private final Account alice = Account.named("alice").role("user").build();

    private static TokenSettingsBuilder settings() {
        return TokenSettings.builder().keys(KeyRing.of(KEY)).issuer("https://api.example.org");
    }

    private TokenService service(TokenSettings settings, TokenKeys keys, RefreshFamilyStore families) {
        return TokenService.builder(
                        settings, new TokenIssuer(settings, keys), new TokenVerifier(settings, keys, ticker))
                .families(families)
                .revocations(revocations)
                .accounts(name -> alice)
                .clock(ticker)
                .build();
    }

    private static TokenPair granted(TokenResult result) {
        return assertInstanceOf(TokenResult.Granted.class, result).pair();
    }

    @Test
    void a_refresh_that_is_answered_meanwhile_gives_nothing_that_outlives_it() {
        TokenSettings settings = settings().build();
        TokenKeys keys = TokenKeys.of(settings, ticker);
        RefreshFamilyStore families = RefreshFamilyStore.inMemory(10);
        TokenService thief = service(settings, keys, families);
        String refresh = granted(thief.issue(alice, SecurityEvent::of)).refresh();
        ticker.advance(Duration.ofMinutes(1));
        List<String> stolen = new ArrayList<>();
        RefreshFamilyStore slow = endingAll(families, subject -> {
            ticker.advance(Duration.ofSeconds(1));
            stolen.add(granted(thief.refresh(refresh, SecurityEvent::of)).access());
            return families.revokeAll(subject);
        });
        assertEquals(Decision.allowed(), service(settings, keys, slow).endAll("alice", SecurityEvent::of));
        Tokens room = Tokens.builder(settings)
                .time(ticker, ticker)
                .keys(keys)
                .revocation(revocations)
                .build();
        assertEquals(new Verified.Bad<>(TokenFault.REVOKED), room.verify(stolen.get(0)));
    }

    @Test
    void tokens_end_also_where_the_store_of_families_does_not_answer() {
        TokenSettings settings = settings().build();
        TokenKeys keys = TokenKeys.of(settings, ticker);
        RefreshFamilyStore families = endingAll(RefreshFamilyStore.inMemory(10), subject -> {
            throw new StoreUnavailableException("it is away");
        });
        TokenService service = service(settings, keys, families);
        TokenPair pair = granted(service.issue(alice, SecurityEvent::of));
        Tokens room = Tokens.builder(settings)
                .time(ticker, ticker)
                .keys(keys)
                .revocation(revocations)
                .build();
        assertInstanceOf(Verified.Good.class, room.verify(pair.access()));
        assertFalse(service.endAll("alice", SecurityEvent::of).isAllowed(), "who asked must ask again");
        assertEquals(new Verified.Bad<>(TokenFault.REVOKED), room.verify(pair.access()));
        ticker.advance(Duration.ofSeconds(5));
        assertInstanceOf(TokenResult.Refused.class, service.refresh(pair.refresh(), SecurityEvent::of));
    }

    private static RefreshFamilyStore endingAll(RefreshFamilyStore families, ToIntFunction<String> all) {
        return new RefreshFamilyStore() {
            @Override
            public List<RefreshFamily> begin(RefreshFamily family, int mostOfSubject) {
                return families.begin(family, mostOfSubject);
            }

            @Override
            public boolean create(RefreshFamily family) {
                return families.create(family);
            }

            @Override
            public Rotation rotate(String family, int generation, Instant now, Duration grace, Instant idleExpiry) {
                return families.rotate(family, generation, now, grace, idleExpiry);
            }

            @Override
            public boolean revoke(String family) {
                return families.revoke(family);
            }

            @Override
            public int revokeAll(String subject) {
                return all.applyAsInt(subject);
            }
        };
    }

    @Test
    void it_is_remembered_as_long_as_sessions_of_other_rooms_live() {
        TokenSettings settings = settings()
                .familyLife(Duration.ofDays(1))
                .refreshTtl(Duration.ofHours(12))
                .build();
        TokenKeys keys = TokenKeys.of(settings, ticker);
        Instant before = ticker.instant();
        ticker.advance(Duration.ofSeconds(2));
        Decision unused =
                service(settings, keys, RefreshFamilyStore.inMemory(10)).endAll("alice", SecurityEvent::of);
        ticker.advance(Duration.ofDays(30));
        assertEquals(true, revocations.isRevoked(null, "another session", "alice", before));
    }

    @Test
    void what_is_issued_in_the_same_second_lives_though_clocks_may_not_differ() {
        TokenSettings settings = settings().skew(Duration.ZERO).build();
        TokenKeys keys = TokenKeys.of(settings, ticker);
        TokenService service = service(settings, keys, RefreshFamilyStore.inMemory(10));
        Decision unused = service.endAll("alice", SecurityEvent::of);
        String access = granted(service.issue(alice, SecurityEvent::of)).access();
        assertInstanceOf(Verified.Good.class, new TokenVerifier(settings, keys, ticker).access(access));
    }

    @Test
    void what_was_issued_between_two_ends_in_one_second_is_ended_by_the_second_one() {
        TokenSettings settings = settings().build();
        TokenKeys keys = TokenKeys.of(settings, ticker);
        TokenService service = service(settings, keys, RefreshFamilyStore.inMemory(10));
        Tokens room = Tokens.builder(settings)
                .time(ticker, ticker)
                .keys(keys)
                .revocation(revocations)
                .build();
        assertTrue(service.endAll("alice", SecurityEvent::of).isAllowed());
        String thief = granted(service.issue(alice, SecurityEvent::of)).access();
        ticker.advance(Duration.ofMillis(400));
        assertTrue(service.endAll("alice", SecurityEvent::of).isAllowed());
        String owner = granted(service.issue(alice, SecurityEvent::of)).access();
        ticker.advance(Duration.ofSeconds(5));
        assertEquals(new Verified.Bad<>(TokenFault.REVOKED), room.verify(thief));
        assertInstanceOf(Verified.Good.class, room.verify(owner));
    }

    @Test
    void a_revoked_key_signs_nothing_and_fails_nothing() {
        TokenSettings settings = settings().build();
        TokenKeys keys = TokenKeys.of(settings, ticker);
        TokenService service = service(settings, keys, RefreshFamilyStore.inMemory(10));
        keys.revoke(KEY);
        TokenResult.Refused refused =
                assertInstanceOf(TokenResult.Refused.class, service.issue(alice, SecurityEvent::of));
        assertEquals(RefusalCode.STORE_UNAVAILABLE, refused.refusal().code());
    }

    @Test
    void a_key_for_refresh_tokens_is_long_and_of_its_own() {
        TokenKeys keys = TokenKeys.of(settings().refreshKeys(KeyRing.of(OTHER)).build(), ticker);
        assertThrows(
                IllegalArgumentException.class,
                () -> keys.rotateRefreshTo(Secret.ofUtf8("JWT_REFRESH_SECRET", "short")));
        assertThrows(IllegalArgumentException.class, () -> keys.rotateRefreshTo(KEY));
    }
}
