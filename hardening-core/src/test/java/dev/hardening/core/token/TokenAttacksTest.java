package dev.hardening.core.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.decision.ResponseField;
import dev.hardening.core.identity.Authentication;
import dev.hardening.core.secret.KeyRing;
import dev.hardening.core.secret.Secret;
import dev.hardening.testing.FakeRequest;
import dev.hardening.testing.FakeTicker;
import dev.hardening.testing.TokenAttacks;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TokenAttacksTest {

    private final FakeTicker time = new FakeTicker();
    private final TokenSettings settings = TokenSettings.builder()
            .keys(KeyRing.of(Secret.ofUtf8("JWT_SECRET", TokenAttacks.SECRET)))
            .issuer(TokenAttacks.ISSUER)
            .build();
    private final Tokens tokens = Tokens.builder(settings).time(time, time).build();

    private Authentication present(String... authorization) {
        return tokens.authenticate(FakeRequest.from("192.0.2.1").lines("Authorization", List.of(authorization)));
    }

    private Map<String, String> attacks() {
        Instant now = time.instant();
        String refresh =
                new TokenIssuer(settings, tokens.keys()).refresh("alice", "s1", 0, "t2", now, now.plusSeconds(3600));
        return TokenAttacks.all(now, refresh);
    }

    @Test
    void the_token_that_all_attacks_start_from_is_good() {
        Authentication.Proved proved =
                assertInstanceOf(Authentication.Proved.class, present("Bearer " + TokenAttacks.good(time.instant())));
        assertEquals("alice", proved.caller().subject());
        assertEquals("s1", proved.caller().session());
    }

    @Test
    void every_attack_gets_one_and_the_same_refusal() {
        Map<String, String> attacks = attacks();
        assertTrue(attacks.size() >= 130, "attacks: " + attacks.size());
        attacks.forEach((name, authorization) -> {
            Authentication.Refused refused =
                    assertInstanceOf(Authentication.Refused.class, present(authorization), name);
            Refusal refusal = refused.refusal();
            assertEquals(RefusalCode.TOKEN_INVALID, refusal.code(), name);
            assertEquals(
                    List.of(new ResponseField("WWW-Authenticate", "Bearer realm=\"api\", error=\"invalid_token\"")),
                    refusal.fields(),
                    name);
        });
    }

    @Test
    void an_attack_is_refused_again_after_the_good_token_was_seen() {
        Authentication unused = present("Bearer " + TokenAttacks.good(time.instant()));
        attacks()
                .forEach((name, authorization) ->
                        assertInstanceOf(Authentication.Refused.class, present(authorization), name));
    }

    @Test
    void the_reason_is_counted_and_not_told() {
        long before = tokens.refused(TokenFault.AUDIENCE);
        String attack = attacks().get("aud of another service");
        assertNotNull(attack);
        Authentication unused = present(attack);
        assertEquals(before + 1, tokens.refused(TokenFault.AUDIENCE));
    }
}
