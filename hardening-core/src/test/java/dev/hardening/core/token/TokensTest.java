package dev.hardening.core.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.decision.StoreUnavailableException;
import dev.hardening.core.identity.Authentication;
import dev.hardening.core.identity.RevocationStore;
import dev.hardening.core.secret.KeyRing;
import dev.hardening.core.secret.Secret;
import dev.hardening.testing.FakeRequest;
import dev.hardening.testing.FakeTicker;
import dev.hardening.testing.TokenAttacks;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {

    private final FakeTicker time = new FakeTicker();
    private final TokenSettings settings = TokenSettings.builder()
            .keys(KeyRing.of(Secret.ofUtf8("JWT_SECRET", TokenAttacks.SECRET)))
            .issuer(TokenAttacks.ISSUER)
            .build();
    private final Store store = new Store();
    private final Tokens tokens =
            Tokens.builder(settings).time(time, time).revocation(store).build();
    private final String good = TokenAttacks.good(time.instant());

    /** Answers as told and counts the questions. */
    private static final class Store implements RevocationStore {
        private final List<String> questions = new ArrayList<>();
        private boolean revoked;
        private boolean down;

        @Override
        public void revokeToken(String tokenId, Instant until) {}

        @Override
        public void revokeSession(String session, Instant until) {}

        @Override
        public void revokeSubject(String subject, Instant moment, Instant until) {}

        @Override
        public boolean isRevoked(@Nullable String tokenId, @Nullable String session, String subject, Instant issuedAt) {
            questions.add(tokenId + " " + session + " " + subject + " " + issuedAt);
            if (down) {
                throw new StoreUnavailableException("down");
            }
            return revoked;
        }
    }

    private Authentication present(String... authorization) {
        return tokens.authenticate(FakeRequest.from("192.0.2.1").lines("Authorization", List.of(authorization)));
    }

    private static Refusal refusal(Authentication authentication) {
        return assertInstanceOf(Authentication.Refused.class, authentication).refusal();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer ", "bearer ", "BEARER ", "bEaReR "})
    void the_scheme_is_written_in_any_case(String scheme) {
        assertInstanceOf(Authentication.Proved.class, present(scheme + good));
    }

    @Test
    void other_schemes_are_no_tokens() {
        for (String other :
                List.of("", "Basic YWxpY2U6eA==", "ApiKey " + good, "BearerX " + good, "Bearer-x " + good)) {
            assertSame(Authentication.NONE, present(other), other);
        }
        assertSame(Authentication.NONE, present());
        assertSame(Authentication.NONE, present("Basic x", "Digest y"));
    }

    @Test
    void a_bearer_field_that_is_not_one_token_is_refused() {
        for (String bad : List.of(
                "Bearer",
                "Bearer ",
                "Bearer  " + good,
                "Bearer\t" + good,
                "Bearer," + good,
                "Bearer " + good + " ",
                "Bearer=" + good,
                "Bearer \u00e9")) {
            assertEquals(RefusalCode.TOKEN_INVALID, refusal(present(bad)).code(), bad);
        }
        assertEquals(
                RefusalCode.TOKEN_INVALID,
                refusal(present("Bearer " + good, "Bearer " + good)).code());
        assertEquals(
                RefusalCode.TOKEN_INVALID,
                refusal(present("Bearer " + good, "Basic x")).code());
        assertEquals(
                RefusalCode.TOKEN_INVALID,
                refusal(present("Basic x", "Bearer " + good)).code());
    }

    /** Who sends one means to prove somebody, so nobody must count as nobody, on open routes either. */
    @Test
    void a_token_without_its_scheme_is_refused_and_not_overlooked() {
        for (String bare : List.of(good, "Bearer" + good, good + "x", "a.b.c", "..", good.replace('.', ':') + "..")) {
            assertEquals(RefusalCode.TOKEN_INVALID, refusal(present(bare)).code(), bare);
        }
        assertEquals(
                RefusalCode.TOKEN_INVALID, refusal(present("Basic x", good)).code());
        for (String other : List.of("Basic a.b.c", "Basic", "a.b", "a.b.c.d", "hk_live_abcdefgh")) {
            assertSame(Authentication.NONE, present(other), other);
        }
    }

    @Test
    void an_expired_token_is_told_apart_so_that_the_client_refreshes() {
        time.advance(Duration.ofSeconds(930));
        Refusal refusal = refusal(present("Bearer " + good));
        assertEquals(RefusalCode.TOKEN_EXPIRED, refusal.code());
        assertEquals(
                "Bearer realm=\"api\", error=\"invalid_token\", error_description=\"expired\"",
                refusal.fields().get(0).value());
        assertEquals("Bearer realm=\"api\"", tokens.missing().fields().get(0).value());
    }

    @Test
    void the_store_is_asked_once_for_each_good_token_and_never_for_a_bad_one() {
        assertInstanceOf(Authentication.Proved.class, present("Bearer " + good));
        assertInstanceOf(Authentication.Proved.class, present("Bearer " + good));
        Refusal unused = refusal(present("Bearer " + good + "A"));
        String question = "t1 s1 alice " + FakeTicker.START;
        assertEquals(List.of(question, question), store.questions);
    }

    @Test
    void a_revocation_acts_on_a_token_that_was_seen_before() {
        assertInstanceOf(Authentication.Proved.class, present("Bearer " + good));
        store.revoked = true;
        assertEquals(
                RefusalCode.TOKEN_INVALID, refusal(present("Bearer " + good)).code());
        assertEquals(1, tokens.refused(TokenFault.REVOKED));
    }

    @Test
    void expiry_acts_on_a_token_that_was_seen_before_to_the_millisecond() {
        assertInstanceOf(Authentication.Proved.class, present("Bearer " + good));
        time.advance(Duration.ofMillis(929_999));
        assertInstanceOf(Authentication.Proved.class, present("Bearer " + good));
        time.advance(Duration.ofMillis(1));
        assertEquals(
                RefusalCode.TOKEN_EXPIRED, refusal(present("Bearer " + good)).code());
    }

    @Test
    void a_wall_clock_that_is_set_back_makes_a_seen_token_be_checked_again() {
        assertInstanceOf(Authentication.Proved.class, present("Bearer " + good));
        time.setWallClock(FakeTicker.START.minusSeconds(3600));
        assertEquals(
                RefusalCode.TOKEN_INVALID, refusal(present("Bearer " + good)).code());
        assertEquals(1, tokens.refused(TokenFault.FUTURE));
    }

    @Test
    void a_store_that_is_down_lets_nothing_pass() {
        store.down = true;
        Refusal refusal = refusal(present("Bearer " + good));
        assertEquals(RefusalCode.STORE_UNAVAILABLE, refusal.code());
        assertEquals(503, refusal.status());
        assertEquals(Duration.ofSeconds(1), refusal.retryAfter());
        store.down = false;
        assertInstanceOf(Authentication.Proved.class, present("Bearer " + good));
    }

    @Test
    void neither_key_nor_issuer_is_no_room_unless_it_is_off() {
        TokenSettings none = TokenSettings.builder().build();
        assertEquals(false, none.isOn());
        assertThrows(IllegalArgumentException.class, () -> Tokens.builder(none).build());
        TokenSettings off = TokenSettings.builder().unsafeOff().build();
        try (Tokens room = Tokens.builder(off).build()) {
            assertThrows(IllegalStateException.class, room::keys);
        }
    }
}
