package dev.hardening.core.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.identity.Identity;
import dev.hardening.core.identity.Proof;
import dev.hardening.core.secret.KeyRing;
import dev.hardening.core.secret.Secret;
import dev.hardening.testing.FakeTicker;
import dev.hardening.testing.HandMadeToken;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TokenVerifierTest {

    private static final String SECRET = "Zk3vT8qLw0aXnY5rBcPd2hJ7mQ9sUe4G";
    private static final long NOW = FakeTicker.START.getEpochSecond();

    private final FakeTicker time = new FakeTicker();
    private final Identity alice = Identity.provedBy(Proof.COOKIE, "alice")
            .tenant("acme")
            .alsoTenant("beta")
            .role("user")
            .role("admin")
            .session("another")
            .build();

    private static TokenSettingsBuilder of(TokenProfile profile) {
        TokenSettingsBuilder builder =
                TokenSettings.builder().profile(profile).keys(KeyRing.of(Secret.ofUtf8("JWT_SECRET", SECRET)));
        return profile == TokenProfile.STANDARD ? builder.issuer("https://api.example.org") : builder;
    }

    private record Pair(TokenIssuer issuer, TokenVerifier verifier) {}

    private Pair pair(TokenSettingsBuilder builder) {
        TokenSettings settings = builder.build();
        TokenKeys keys = TokenKeys.of(settings, time);
        return new Pair(new TokenIssuer(settings, keys), new TokenVerifier(settings, keys, time));
    }

    private static <T> @Nullable TokenFault fault(Verified<T> verified) {
        return verified instanceof Verified.Bad<T> bad ? bad.fault() : null;
    }

    private static <T> T token(Verified<T> verified) {
        if (verified instanceof Verified.Good<T> good) {
            return good.token();
        }
        throw new AssertionError(verified);
    }

    @ParameterizedTest
    @EnumSource(TokenProfile.class)
    void what_is_signed_is_what_is_verified(TokenProfile profile) {
        Pair pair = pair(of(profile));
        AccessToken token = token(pair.verifier.access(pair.issuer.access(alice, "s1", "t1", time.instant())));
        assertEquals("alice", token.subject());
        assertEquals("s1", token.session());
        assertEquals("t1", token.id());
        assertEquals("acme", token.tenant());
        assertEquals(Set.of("acme", "beta"), token.toIdentity().tenants());
        assertEquals(Set.of("user", "admin"), token.roles());
        assertEquals(Proof.TOKEN, token.toIdentity().proof());
        assertEquals(FakeTicker.START, token.issuedAt());
        assertEquals(FakeTicker.START.plusSeconds(900), token.expires());
    }

    @ParameterizedTest
    @EnumSource(TokenProfile.class)
    void no_token_is_signed_that_the_verifier_would_not_take(TokenProfile profile) {
        Pair pair = pair(of(profile));
        Random random = new Random(20_261_127);
        List<String> texts =
                List.of("", " ", "r", "\u00e9", "\ud83d\ude00", "\ud83d", "\"\\", "a\nb", "a\u2028b", "\u0085");
        int signed = 0;
        int refused = 0;
        for (int i = 0; i < 500; i++) {
            Identity.Builder who = Identity.provedBy(Proof.TOKEN, "alice" + text(random, texts))
                    .session("s1");
            who.tenant("acme" + text(random, texts));
            int tenants = random.nextInt(70);
            int roles = random.nextInt(70);
            int length = 1 + random.nextInt(random.nextBoolean() ? 60 : 260);
            for (int j = 0; j < Math.max(tenants, roles); j++) {
                String name = j + "x".repeat(length);
                if (j < tenants) {
                    who.alsoTenant(name);
                }
                if (j < roles) {
                    who.role(name + text(random, texts));
                }
            }
            Identity whole = who.build();
            String token;
            try {
                token = pair.issuer.access(whole, "s1", "t1", time.instant());
            } catch (IllegalArgumentException fitsInNone) {
                refused++;
                continue;
            }
            signed++;
            Identity read = token(pair.verifier.access(token)).toIdentity();
            assertEquals(whole.subject(), read.subject());
            assertEquals(whole.tenants(), read.tenants());
            assertEquals(whole.roles(), read.roles());
        }
        assertTrue(signed > 50 && refused > 50, signed + " signed, " + refused + " refused, seed 20261127");
    }

    private static String text(Random random, List<String> texts) {
        return random.nextInt(150) == 0 ? texts.get(random.nextInt(texts.size())) : "";
    }

    @ParameterizedTest
    @CsvSource({
        "64, 1, 0, true",
        "65, 1, 0, false",
        "1, 64, 0, true",
        "1, 65, 0, false",
        "1, 1, 256, true",
        "1, 1, 257, false"
    })
    void the_limits_of_a_token_are_exactly_these(int roles, int tenants, int name, boolean fits) {
        Pair pair = pair(of(TokenProfile.STANDARD));
        Identity.Builder who = Identity.provedBy(Proof.TOKEN, "n".repeat(Math.max(1, name)));
        for (int i = 0; i < roles; i++) {
            who.role("role-" + i);
        }
        for (int i = 0; i < tenants; i++) {
            who.alsoTenant("tenant-" + i);
        }
        if (fits) {
            assertEquals(
                    roles,
                    token(pair.verifier.access(pair.issuer.access(who.build(), "s1", "t1", time.instant())))
                            .roles()
                            .size());
        } else {
            assertThrows(
                    IllegalArgumentException.class, () -> pair.issuer.access(who.build(), "s1", "t1", time.instant()));
        }
    }

    @ParameterizedTest
    @EnumSource(TokenProfile.class)
    void the_two_kinds_never_stand_for_each_other(TokenProfile profile) {
        Pair pair = pair(of(profile));
        Instant now = time.instant();
        String refresh = pair.issuer.refresh("alice", "s1", 3, "r1", now, now.plusSeconds(604_800));
        String access = pair.issuer.access(alice, "s1", "t1", now);
        assertEquals(
                new RefreshToken("alice", "s1", 3, "r1", now, now.plusSeconds(604_800)),
                token(pair.verifier.refresh(refresh)));
        assertEquals(TokenFault.KIND, fault(pair.verifier.access(refresh)));
        assertEquals(TokenFault.KIND, fault(pair.verifier.refresh(access)));
    }

    @Test
    void the_header_cannot_talk_a_refresh_token_into_another_kind() {
        Pair pair = pair(of(TokenProfile.STANDARD));
        Instant now = time.instant();
        String refresh = pair.issuer.refresh("alice", "s1", 3, "r1", now, now.plusSeconds(604_800));
        String claims = HandMadeToken.part(refresh, 1);
        String header = "{\"alg\":\"HS256\",\"typ\":\"at+jwt\"}";
        // Signed with the access key, it would still be for another audience.
        assertEquals(TokenFault.AUDIENCE, fault(pair.verifier.access(HandMadeToken.hs256(SECRET, header, claims))));
        String typed = HandMadeToken.base64(header) + refresh.substring(refresh.indexOf('.'));
        assertEquals(TokenFault.SIGNATURE, fault(pair.verifier.access(typed)));
    }

    @ParameterizedTest
    @EnumSource(TokenProfile.class)
    void equal_arguments_give_equal_tokens_and_the_fraction_of_a_second_does_not_count(TokenProfile profile) {
        Pair pair = pair(of(profile));
        Instant now = time.instant();
        Instant later = now.plusMillis(999);
        assertEquals(pair.issuer.access(alice, "s1", "t1", now), pair.issuer.access(alice, "s1", "t1", later));
        assertEquals(
                pair.issuer.refresh("alice", "s1", 3, "r1", now, now.plusSeconds(60)),
                pair.issuer.refresh("alice", "s1", 3, "r1", later, later.plusSeconds(60)));
        assertFalse(pair.issuer
                .refresh("alice", "s1", 3, "r1", now, now.plusSeconds(60))
                .equals(pair.issuer.refresh("alice", "s1", 4, "r1", now, now.plusSeconds(60))));
    }

    @ParameterizedTest
    @CsvSource({"0,", "899999,", "929999,", "930000, EXPIRED", "86400000, EXPIRED"})
    void a_token_ends_with_its_time_and_the_skew_to_the_millisecond(long millis, @Nullable TokenFault expected) {
        Pair pair = pair(of(TokenProfile.STANDARD));
        String access = pair.issuer.access(alice, "s1", "t1", time.instant());
        Instant now = time.instant();
        String refresh = pair.issuer.refresh("alice", "s1", 3, "r1", now, now.plusSeconds(900));
        time.advance(Duration.ofMillis(millis));
        assertEquals(expected, fault(pair.verifier.access(access)));
        assertEquals(expected, fault(pair.verifier.refresh(refresh)));
    }

    @Test
    void a_token_without_skew_ends_with_its_second() {
        Pair pair = pair(of(TokenProfile.PLAIN).skew(Duration.ZERO));
        String access = pair.issuer.access(alice, "s1", "t1", time.instant());
        time.advance(Duration.ofMillis(899_999));
        assertNull(fault(pair.verifier.access(access)));
        time.advance(Duration.ofMillis(1));
        assertEquals(TokenFault.EXPIRED, fault(pair.verifier.access(access)));
    }

    @ParameterizedTest
    @CsvSource({
        "iat, 30,",
        "iat, 31, FUTURE",
        "nbf, 30,",
        "nbf, 31, FUTURE",
        "iat, 899,",
        "iat, -85500,",
        "iat, -85501, LIFETIME"
    })
    void a_token_begins_in_time(String claim, long offset, @Nullable TokenFault expected) {
        Pair pair = pair(of(TokenProfile.PLAIN));
        if (claim.equals("iat") && offset == 899) {
            time.advance(Duration.ofSeconds(899));
        }
        String claims = "{\"sub\":\"a\",\"type\":\"access\",\"exp\":" + (NOW + 900) + ",\"" + claim + "\":"
                + (NOW + offset) + "}";
        assertEquals(expected, fault(pair.verifier.access(HandMadeToken.hs256(SECRET, "{\"alg\":\"HS256\"}", claims))));
    }

    @Test
    void that_a_token_is_over_is_told_only_when_everything_else_is_good() {
        Pair pair = pair(of(TokenProfile.STANDARD).audience("api"));
        String access = pair.issuer.access(alice, "s1", "t1", time.instant());
        String claims = HandMadeToken.part(access, 1);
        String header = "{\"alg\":\"HS256\",\"typ\":\"at+jwt\"}";
        time.advance(Duration.ofHours(1));
        assertEquals(TokenFault.EXPIRED, fault(pair.verifier.access(access)));
        for (String[] change : new String[][] {
            {"\"api\"", "\"other\"", "AUDIENCE"},
            {"https://api.example.org", "https://evil.example.org", "ISSUER"},
            {"\"jti\":\"t1\",", "", "CLAIMS"},
            {"\"sub\":\"alice\"", "\"sub\":5", "CLAIMS"}
        }) {
            String changed = claims.replace(change[0], change[1]);
            assertEquals(
                    TokenFault.valueOf(change[2]),
                    fault(pair.verifier.access(HandMadeToken.hs256(SECRET, header, changed))),
                    change[0]);
        }
        assertEquals(
                TokenFault.SIGNATURE, fault(pair.verifier.access(HandMadeToken.hs256("k".repeat(32), header, claims))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'alg':'HS256'}|{'sub':'a','type':'access','jti':'j','iat':T,'exp':E,'tenant':'t','roles':['r']}|",
                "{'alg':'HS256','typ':'JWT'}|{'sub':'a','type':'access','jti':'j','iat':T,'exp':E}|",
                "{'typ':'JWT','alg':'HS256'}|{'exp':E,'type':'access','sub':'a'}|",
                "{'alg':'HS256','typ':'JWT'}|{'sub':'a','type':'access','iat':T,'exp':E,'iss':'x','aud':'y','extra':{'a':[1]}}|",
                "{'alg':'HS256','typ':'jwt'}|{'sub':'a','type':'access','iat':T,'exp':E}|KIND",
                "{'alg':'HS256','typ':'at+jwt'}|{'sub':'a','type':'access','iat':T,'exp':E}|KIND",
                "{'alg':'HS256'}|{'sub':'a','type':'refresh','iat':T,'exp':E}|KIND",
                "{'alg':'HS256'}|{'sub':'a','type':'Access','iat':T,'exp':E}|KIND",
                "{'alg':'HS256'}|{'sub':'a','type':['access'],'iat':T,'exp':E}|KIND",
                "{'alg':'HS256'}|{'sub':'a','iat':T,'exp':E}|KIND",
                "{'alg':'HS256'}|{'type':'access','iat':T,'exp':E}|CLAIMS",
                "{'alg':'HS256'}|{'sub':'a','type':'access','iat':T}|CLAIMS",
                "{'alg':'HS256'}|{'sub':'a','type':'access','jti':7,'exp':E}|CLAIMS",
                "{'alg':'HS256'}|{'sub':'a','type':'access','roles':'r','exp':E}|CLAIMS",
                "{'alg':'HS256','kid':'elsewhere'}|{'sub':'a','type':'access','iat':T,'exp':E}|KEY_UNKNOWN",
                "{'alg':'HS384'}|{'sub':'a','type':'access','iat':T,'exp':E}|ALGORITHM",
            })
    void E_63_the_plain_profile_takes_what_others_sign_and_only_of_the_right_kind(
            String header, String claims, @Nullable TokenFault expected) {
        String token = HandMadeToken.hs256(
                SECRET,
                header.replace('\'', '"'),
                claims.replace('\'', '"').replace(":T", ":" + NOW).replace(":E", ":" + (NOW + 900)));
        assertEquals(expected, fault(pair(of(TokenProfile.PLAIN)).verifier.access(token)));
    }

    @Test
    void a_plain_token_that_does_not_say_when_it_was_made_is_as_old_as_can_be() {
        String token = HandMadeToken.hs256(
                SECRET, "{\"alg\":\"HS256\"}", "{\"sub\":\"a\",\"type\":\"access\",\"exp\":" + (NOW + 900) + "}");
        assertEquals(
                Instant.EPOCH,
                token(pair(of(TokenProfile.PLAIN)).verifier.access(token)).issuedAt());
    }

    @Test
    void a_configured_audience_counts_in_the_plain_profile_also_within_a_list() {
        Pair pair = pair(of(TokenProfile.PLAIN).audience("api"));
        for (String[] row : new String[][] {
            {"\"api\"", "good"},
            {"[\"x\",\"api\"]", "good"},
            {"[\"x\"]", "bad"},
            {"[\"api\",1]", "bad"},
            {"\"x\"", "bad"}
        }) {
            String claims = "{\"sub\":\"a\",\"type\":\"access\",\"aud\":" + row[0] + ",\"exp\":" + (NOW + 900) + "}";
            TokenFault fault = fault(pair.verifier.access(HandMadeToken.hs256(SECRET, "{\"alg\":\"HS256\"}", claims)));
            assertEquals(row[1].equals("good"), fault == null, row[0]);
        }
    }

    @Test
    void one_bit_changed_anywhere_in_a_token_makes_it_bad() {
        Pair pair = pair(of(TokenProfile.STANDARD));
        String access = pair.issuer.access(alice, "s1", "t1", time.instant());
        for (int at = 0; at < access.length(); at++) {
            for (int bit = 0; bit < 7; bit++) {
                StringBuilder changed = new StringBuilder(access);
                changed.setCharAt(at, (char) (access.charAt(at) ^ 1 << bit));
                assertTrue(fault(pair.verifier.access(changed.toString())) != null, at + " bit " + bit);
            }
        }
    }

    @Test
    void no_token_and_no_key_is_told_by_any_text() {
        TokenSettings settings = of(TokenProfile.STANDARD).build();
        String said = settings
                + settings.summary()
                + TokenKeys.of(settings, time).access().primary();
        assertFalse(said.contains(SECRET), said);
    }
}
