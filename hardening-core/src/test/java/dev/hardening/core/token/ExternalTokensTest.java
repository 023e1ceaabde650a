package dev.hardening.core.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.secret.KeyRing;
import dev.hardening.core.secret.Secret;
import dev.hardening.testing.FakeTicker;
import dev.hardening.testing.HandMadeToken;
import dev.hardening.testing.IssuerKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExternalTokensTest {

    private static final String IDP = "https://idp.example.org";
    private static final String SECRET = "Zk3vT8qLw0aXnY5rBcPd2hJ7mQ9sUe4G";
    private static final long NOW = FakeTicker.START.getEpochSecond();

    private final FakeTicker time = new FakeTicker();
    private final Source source = new Source();
    private final Tokens tokens = room(ExternalIssuer.of(IDP, "api"));

    /** An issuer whose keys a test sets. */
    private static final class Source implements KeySetSource {
        private List<IssuerKey> keys = List.of();
        private int fetches;
        private boolean down;

        @Override
        public byte[] fetch() throws IOException {
            fetches++;
            if (down) {
                throw new IOException("down");
            }
            return keys.stream()
                    .map(IssuerKey::jwk)
                    .collect(Collectors.joining(",", "{\"keys\":[", "]}"))
                    .getBytes(StandardCharsets.UTF_8);
        }
    }

    private Tokens room(ExternalIssuer.Builder issuer) {
        return Tokens.builder(TokenSettings.builder()
                        .profile(TokenProfile.PLAIN)
                        .keys(KeyRing.of(Secret.ofUtf8("JWT_SECRET", SECRET)))
                        .externalIssuer(issuer.build())
                        .build())
                .time(time, time)
                .keySetSource(source)
                .build();
    }

    @AfterEach
    void close() {
        tokens.close();
    }

    private static String claims(String... replaced) {
        String claims = "{\"iss\":\"" + IDP + "\",\"aud\":\"api\",\"sub\":\"alice\",\"iat\":" + NOW + ",\"exp\":"
                + (NOW + 900) + ",\"jti\":\"j1\",\"tenant\":\"acme\",\"roles\":[\"user\"]}";
        for (int i = 0; i < replaced.length; i += 2) {
            claims = claims.replace(replaced[i], replaced[i + 1]);
        }
        return claims;
    }

    private @Nullable TokenFault fault(Tokens room, String token) {
        return room.verify(token) instanceof Verified.Bad<AccessToken> bad ? bad.fault() : null;
    }

    private @Nullable TokenFault fault(String token) {
        return fault(tokens, token);
    }

    @ParameterizedTest
    @EnumSource(TokenAlgorithm.class)
    void E_57_every_algorithm_is_verified_and_a_changed_token_is_not(TokenAlgorithm algorithm) {
        IssuerKey key = IssuerKey.make(algorithm.label(), "k1");
        source.keys = List.of(key);
        String token = key.sign("JWT", claims());
        AccessToken good =
                assertInstanceOf(Verified.Good.class, tokens.verify(token)).token() instanceof AccessToken access
                        ? access
                        : null;
        assertEquals("alice", good == null ? null : good.subject());
        assertEquals(IDP, good == null ? null : good.toIdentity().issuer());
        assertEquals("acme", good == null ? null : good.tenant());
        assertEquals(Set.of("user"), good == null ? null : good.roles());
        String input = token.substring(0, token.lastIndexOf('.'));
        String signature = token.substring(input.length() + 1);
        assertEquals(
                TokenFault.SIGNATURE,
                fault(HandMadeToken.base64(HandMadeToken.part(token, 0)) + "."
                        + HandMadeToken.base64(claims("alice", "root")) + "." + signature));
        for (int size : new int[] {1, 32, 63, 64, 65, 255, 256, 257, 512}) {
            assertEquals(
                    TokenFault.SIGNATURE, fault(input + "." + HandMadeToken.base64(new byte[size])), "zeros " + size);
        }
        assertEquals(1, source.fetches);
    }

    @Test
    void the_algorithm_chooses_neither_key_nor_verifier() {
        IssuerKey rsa = IssuerKey.make("RS256", "k1");
        source.keys = List.of(rsa);
        String header = "{\"alg\":\"HS256\",\"kid\":\"k1\",\"typ\":\"JWT\"}";
        for (byte[] secret : List.of(
                rsa.encoded(),
                rsa.pem().getBytes(StandardCharsets.US_ASCII),
                rsa.jwk().getBytes(StandardCharsets.US_ASCII))) {
            String forged = HandMadeToken.hs256(secret, header, claims());
            assertEquals(TokenFault.KEY_UNKNOWN, fault(forged));
            String withoutKid = HandMadeToken.hs256(secret, "{\"alg\":\"HS256\"}", claims());
            assertEquals(TokenFault.SIGNATURE, fault(withoutKid));
        }
        assertEquals(TokenFault.KEY_UNKNOWN, fault(rsa.signAs("PS256", "JWT", claims())));
        assertEquals(TokenFault.ALGORITHM, fault(rsa.signAs("RS512", "JWT", claims())));
        assertEquals(TokenFault.ALGORITHM, fault(rsa.signAs("none", "JWT", claims())));
    }

    @Test
    void the_services_own_key_does_not_speak_for_the_issuer() {
        String claims = "{\"iss\":\"" + IDP + "\",\"sub\":\"alice\",\"type\":\"access\",\"iat\":" + NOW + ",\"exp\":"
                + (NOW + 900) + "}";
        assertEquals(TokenFault.ISSUER, fault(HandMadeToken.hs256(SECRET, "{\"alg\":\"HS256\"}", claims)));
        assertEquals(
                null,
                fault(HandMadeToken.hs256(SECRET, "{\"alg\":\"HS256\"}", claims.replace(IDP, "https://own.example"))));
        assertEquals(0, source.fetches);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "\"aud\":\"api\"|\"aud\":[\"x\",\"api\"]|-",
                "\"aud\":\"api\"|\"aud\":[\"x\"]|AUDIENCE",
                "\"aud\":\"api\"|\"aud\":\"other\"|AUDIENCE",
                "\"aud\":\"api\",||AUDIENCE",
                "https://idp.example.org|https://idp.example.org.evil|ISSUER",
                "https://idp.example.org|https://idp.example.org/|ISSUER",
                "\"jti\":\"j1\",||KIND",
                "\"jti\"|\"nonce\":\"n\",\"jti\"|KIND",
                "\"jti\"|\"at_hash\":\"n\",\"jti\"|KIND",
                "\"jti\"|\"token_use\":\"id\",\"jti\"|KIND",
                "\"jti\"|\"token_use\":\"access\",\"jti\"|-",
                "\"jti\"|\"typ\":\"ID\",\"jti\"|KIND",
                "\"jti\"|\"typ\":\"Bearer\",\"jti\"|-",
                "\"sub\":\"alice\",||CLAIMS",
                "\"iat\":|\"x\":|CLAIMS",
                "\"exp\":|\"x\":|CLAIMS",
                "\"iat\":|\"nbf\":99999999999,\"iat\":|FUTURE",
            })
    void every_claim_counts(String from, @Nullable String to, @Nullable TokenFault expected) {
        IssuerKey key = IssuerKey.make("ES256", "k1");
        source.keys = List.of(key);
        assertEquals(expected, fault(key.sign("JWT", claims(from, to == null ? "" : to))));
    }

    @Test
    void a_time_may_have_a_fraction_and_expiry_is_told_when_all_else_is_good() {
        IssuerKey key = IssuerKey.make("ES256", "k1");
        source.keys = List.of(key);
        String token = key.sign("JWT", claims("" + (NOW + 900), (NOW + 900) + ".75"));
        assertEquals(null, fault(token));
        time.advance(Duration.ofSeconds(930));
        assertEquals(TokenFault.EXPIRED, fault(token));
        assertEquals(TokenFault.AUDIENCE, fault(key.sign("JWT", claims("\"api\"", "\"x\""))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "JWT", "at+jwt", "application/at+jwt"})
    void types_that_issuers_write_are_taken_and_can_be_narrowed(String type) {
        IssuerKey key = IssuerKey.make("ES256", "k1");
        source.keys = List.of(key);
        assertEquals(null, fault(key.sign(type, claims())));
        assertEquals(TokenFault.KIND, fault(key.sign("dpop+jwt", claims())));
        try (Tokens strict = room(ExternalIssuer.of(IDP, "api").types("at+jwt"))) {
            assertEquals(type.equals("at+jwt") ? null : TokenFault.KIND, fault(strict, key.sign(type, claims())));
        }
    }

    @Test
    void algorithms_can_be_narrowed() {
        IssuerKey key = IssuerKey.make("ES256", "k1");
        source.keys = List.of(key);
        try (Tokens strict = room(ExternalIssuer.of(IDP, "api").algorithms(TokenAlgorithm.RS256))) {
            assertEquals(TokenFault.ALGORITHM, fault(strict, key.sign("JWT", claims())));
        }
        assertEquals(0, source.fetches);
    }

    @Test
    void a_flood_of_unknown_kids_is_one_fetch_in_thirty_seconds_and_good_tokens_go_on() {
        IssuerKey key = IssuerKey.make("ES256", "k1");
        source.keys = List.of(key);
        assertEquals(null, fault(key.sign("JWT", claims())));
        for (int i = 0; i < 1000; i++) {
            assertEquals(TokenFault.KEY_UNKNOWN, fault(key.renamed("flood" + i).sign("JWT", claims())));
        }
        assertEquals(2, source.fetches);
        assertEquals(null, fault(key.sign("JWT", claims())));
        time.advance(Duration.ofSeconds(30));
        assertEquals(TokenFault.KEY_UNKNOWN, fault(key.renamed("again").sign("JWT", claims())));
        assertEquals(3, source.fetches);
    }

    @Test
    void tokens_of_other_issuers_never_cause_a_fetch() {
        IssuerKey key = IssuerKey.make("ES256", "k1");
        for (int i = 0; i < 100; i++) {
            assertEquals(TokenFault.ISSUER, fault(key.sign("JWT", claims(IDP, "https://evil.example" + i))));
        }
        assertEquals(0, source.fetches);
    }

    @Test
    void a_new_key_counts_at_once_and_a_removed_one_within_five_minutes() {
        IssuerKey old = IssuerKey.make("ES256", "k1");
        IssuerKey next = IssuerKey.make("ES256", "k2");
        source.keys = List.of(old);
        String oldToken = old.sign("JWT", claims());
        assertEquals(null, fault(oldToken));
        source.keys = List.of(next);
        time.advance(Duration.ofMinutes(5).minusMillis(60_001));
        assertEquals(null, fault(oldToken));
        time.advance(Duration.ofMillis(60_001));
        assertEquals(TokenFault.KEY_UNKNOWN, fault(oldToken), "also where it was seen before");
        assertEquals(null, fault(next.sign("JWT", claims())));
        IssuerKey third = IssuerKey.make("ES256", "k3");
        source.keys = List.of(next, third);
        time.advance(Duration.ofSeconds(31));
        assertEquals(null, fault(third.sign("JWT", claims())));
    }

    @Test
    void an_issuer_that_is_down_is_survived_for_four_hours_and_asked_once_in_thirty_seconds() {
        IssuerKey key = IssuerKey.make("ES256", "k1");
        source.keys = List.of(key);
        String token = key.sign("JWT", claims("" + (NOW + 900), "" + (NOW + 6 * 3600)));
        assertEquals(null, fault(token));
        source.down = true;
        time.advance(Duration.ofHours(1));
        int before = source.fetches;
        for (int i = 0; i < 100; i++) {
            assertEquals(null, fault(token));
        }
        assertEquals(before + 1, source.fetches);
        time.advance(Duration.ofHours(3).minusSeconds(1));
        assertEquals(null, fault(token));
        time.advance(Duration.ofSeconds(31));
        assertEquals(TokenFault.UNDECIDED, fault(token));
        source.down = false;
        time.advance(Duration.ofSeconds(31));
        assertEquals(null, fault(token));
    }

    @Test
    void an_issuer_that_was_never_reached_decides_nothing_and_recovers() {
        IssuerKey key = IssuerKey.make("ES256", "k1");
        source.down = true;
        String token = key.sign("JWT", claims());
        for (int i = 0; i < 100; i++) {
            assertEquals(TokenFault.UNDECIDED, fault(token));
        }
        assertEquals(1, source.fetches);
        source.down = false;
        source.keys = List.of(key);
        time.advance(Duration.ofSeconds(5));
        assertEquals(null, fault(token));
    }

    @Test
    void own_tokens_go_on_while_the_issuer_is_down() {
        source.down = true;
        String claims = "{\"sub\":\"alice\",\"type\":\"access\",\"exp\":" + (NOW + 900) + "}";
        assertEquals(null, fault(HandMadeToken.hs256(SECRET, "{\"alg\":\"HS256\"}", claims)));
    }

    @Test
    void a_set_that_cannot_be_trusted_is_refused_and_the_one_before_stays() {
        IssuerKey good = IssuerKey.make("ES256", "k1");
        source.keys = List.of(good);
        assertEquals(null, fault(good.sign("JWT", claims())));
        List<List<IssuerKey>> bad = new ArrayList<>();
        bad.add(List.of(good, IssuerKey.make("ES256", "k1")));
        bad.add(List.of(good, IssuerKey.raw("{\"kty\":\"oct\",\"kid\":\"o\",\"k\":\"AAAA\"}")));
        bad.add(List.of(good, IssuerKey.raw("{\"kty\":\"EC\",\"kid\":\"o\",\"d\":\"AAAA\"}")));
        bad.add(List.of());
        bad.add(List.of(IssuerKey.raw("5")));
        for (List<IssuerKey> keys : bad) {
            source.keys = keys;
            time.advance(Duration.ofMinutes(6));
            assertEquals(
                    null,
                    fault(good.sign(
                            "JWT",
                            claims("\"iat\":" + NOW, "\"iat\":" + (NOW + 1), "" + (NOW + 900), "" + (NOW + 7200)))));
        }
        assertTrue(source.fetches > bad.size());
    }
}
