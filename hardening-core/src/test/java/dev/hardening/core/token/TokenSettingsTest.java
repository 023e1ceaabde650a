package dev.hardening.core.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.identity.Identity;
import dev.hardening.core.identity.Proof;
import dev.hardening.core.secret.KeyRing;
import dev.hardening.core.secret.Secret;
import dev.hardening.core.secret.SecretRule;
import dev.hardening.core.secret.SecretUnit;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingReport;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.testing.FakeTicker;
import dev.hardening.testing.HandMadeToken;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenSettingsTest {

    private static final String SECRET = "3f9a1c7e5b2d8046a9e1f3c5b7d90284e6a8c0f2143657b9d1e3f5a7092b4c6d";
    private static final String OTHER = "8c2e4a6f0b1d3957e9a7c5f3d1b0284695e7f1a3c5d7092b4e6f8a1c3d5b7f90";

    private final Map<String, String> values = new HashMap<>(Map.of("JWT_ISSUER", "https://api.example.org"));

    private record Read(TokenSettings settings, SettingReport report) {
        List<ProblemCode> refusals() {
            return report.refusals().stream().map(Problem::code).distinct().toList();
        }

        List<ProblemCode> warnings() {
            return report.warnings().stream().map(Problem::code).distinct().toList();
        }
    }

    private Read read(TokenSettingsBuilder chosen, String... namesAndValues) {
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        SettingReader reader = SettingReader.of(SettingSource.environment(values));
        TokenSettings settings = TokenSettings.read(reader, chosen);
        return new Read(settings, reader.finish());
    }

    private Read read(String... namesAndValues) {
        return read(TokenSettings.builder(), namesAndValues);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-27, '', ''",
        "2026-08-29, '', ''",
        "2026-08-28, '', SECRET_OLD",
        "2020-02-29, '', SECRET_OLD",
        "2026-11-20, 7, ''",
        "2026-11-19, 7, SECRET_OLD",
        "2026-11-28, '', ''",
        "2026-11-29, '', OUT_OF_RANGE",
        "2026-13-01, '', MALFORMED",
        "yesterday, '', MALFORMED",
        "27.11.2026, '', MALFORMED",
    })
    void a_key_that_was_not_replaced_for_too_long_is_told_at_every_start(String day, String most, String code) {
        TokenSettingsBuilder chosen = TokenSettings.builder().clock(() -> Instant.parse("2026-11-27T23:59:59Z"));
        Read read = read(chosen, "JWT_SECRET", SECRET, "JWT_SECRET_ROTATED_AT", day, "SECRET_MAX_AGE_DAYS", most);

        boolean refuses = !code.isEmpty() && !code.equals("SECRET_OLD");
        assertEquals(refuses ? List.of(ProblemCode.valueOf(code)) : List.of(), read.refusals());
        assertEquals(code.equals("SECRET_OLD") ? List.of(ProblemCode.SECRET_OLD) : List.of(), read.warnings());
        assertTrue(read.settings().hasKeys());
    }

    @Test
    void without_secret_and_issuer_the_room_is_off_and_nothing_is_wrong() {
        values.clear();
        Read read = read();
        assertFalse(read.settings.isOn() || read.settings.hasKeys());
        assertEquals(List.of(), read.report.problems());
        assertEquals("off: no JWT_SECRET and no OIDC_ISSUER", read.settings.summary());
    }

    @Test
    void a_secret_and_an_issuer_are_enough_and_the_defaults_are_the_documented_ones() {
        Read read = read("JWT_SECRET", SECRET);
        assertEquals(List.of(), read.report.problems());
        TokenSettings settings = read.settings;
        assertTrue(settings.isOn());
        assertEquals(Duration.ofMinutes(15), settings.accessTtl());
        assertEquals(Duration.ofDays(7), settings.refreshTtl());
        assertEquals(Duration.ofSeconds(10), settings.refreshGrace());
        assertEquals(Duration.ofDays(30), settings.familyLife());
        assertEquals(Duration.ofSeconds(30), settings.skew());
        assertEquals("https://api.example.org", settings.audience());
        assertEquals(TokenProfile.STANDARD, settings.profile());
        assertEquals("enforced, HS256 with 1 keys, access 900 s, refresh 604800 s", settings.summary());
    }

    @Test
    void the_standard_profile_asks_for_an_issuer_and_the_plain_one_does_not() {
        values.clear();
        assertEquals(List.of(ProblemCode.MISSING), read("JWT_SECRET", SECRET).refusals());
        Read plain = read(TokenSettings.builder().profile(TokenProfile.PLAIN));
        assertEquals(List.of(), plain.report.problems());
        assertTrue(plain.settings.summary().contains("plain profile: one key signs both kinds"));
    }

    @ParameterizedTest
    @CsvSource({"JWT_SECRET, JWT_SECRET_KEY", "JWT_SECRET_KEY, JWT_SECRET"})
    void a_missing_secret_is_asked_for_by_the_chosen_name_and_taken_under_both(String name, String other) {
        TokenSettingsBuilder chosen =
                TokenSettings.builder().secretName(name).requireSecret().profile(TokenProfile.PLAIN);
        assertEquals(
                List.of(name),
                read(chosen).report.problems().stream().map(Problem::name).toList());
        for (String given : List.of(name, other)) {
            Read read = read(TokenSettings.builder().secretName(name).requireSecret(), given, SECRET);
            assertEquals(List.of(), read.report.problems());
            assertTrue(read.settings.hasKeys());
            values.remove(given);
        }
        assertThrows(
                IllegalArgumentException.class, () -> TokenSettings.builder().secretName("SECRET"));
    }

    @ParameterizedTest
    @CsvSource({
        "JWT_ACCESS_TTL_MIN, 15, 900",
        "JWT_ACCESS_TTL_MIN, 1, 60",
        "JWT_ACCESS_EXPIRY, 3600, 3600",
        "JWT_ACCESS_EXPIRY, 60, 60",
        "JWT_ACCESS_EXPIRY, 900, 900"
    })
    void E_04_H_28_the_access_life_has_two_names(String name, String value, long seconds) {
        Read read = read("JWT_SECRET", SECRET, name, value);
        assertEquals(List.of(), read.report.problems());
        assertEquals(Duration.ofSeconds(seconds), read.settings.accessTtl());
        TokenKeys keys = TokenKeys.of(read.settings, new FakeTicker());
        String token = new TokenIssuer(read.settings, keys)
                .access(Identity.provedBy(Proof.TOKEN, "a").build(), "s", "t", FakeTicker.START);
        long start = FakeTicker.START.getEpochSecond();
        assertTrue(HandMadeToken.part(token, 1).contains("\"iat\":" + start + ",\"exp\":" + (start + seconds)));
    }

    @ParameterizedTest
    @CsvSource({
        "JWT_REFRESH_TTL_DAYS, 7, 604800",
        "JWT_REFRESH_TTL_DAYS, 1, 86400",
        "JWT_REFRESH_EXPIRY, 604800, 604800"
    })
    void E_05_H_29_the_refresh_life_has_two_names(String name, String value, long seconds) {
        Read read = read("JWT_SECRET", SECRET, name, value);
        assertEquals(List.of(), read.report.problems());
        assertEquals(Duration.ofSeconds(seconds), read.settings.refreshTtl());
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "JWT_ACCESS_TTL_MIN=15;JWT_ACCESS_EXPIRY=900, -, -",
                "JWT_ACCESS_TTL_MIN=15;JWT_ACCESS_EXPIRY=3600, NAMES_DISAGREE, -",
                "JWT_REFRESH_TTL_DAYS=7;JWT_REFRESH_EXPIRY=604800, -, -",
                "JWT_REFRESH_TTL_DAYS=7;JWT_REFRESH_EXPIRY=604801, NAMES_DISAGREE, -",
                "JWT_ACCESS_TTL_MIN=0, OUT_OF_RANGE, -",
                "JWT_ACCESS_TTL_MIN=x, MALFORMED, -",
                "JWT_ACCESS_TTL_MIN=60, -, -",
                "JWT_ACCESS_TTL_MIN=61, -, LOOSENED",
                "JWT_ACCESS_TTL_MIN=1440, -, LOOSENED",
                "JWT_ACCESS_TTL_MIN=1441, OUT_OF_RANGE, -",
                "JWT_ACCESS_EXPIRY=86401, OUT_OF_RANGE, -",
                "JWT_ACCESS_EXPIRY=59, -, LOOSENED",
                "JWT_ACCESS_EXPIRY=-1, MALFORMED, -",
                "JWT_REFRESH_EXPIRY=900, CONTRADICTION, -",
                "JWT_REFRESH_EXPIRY=901, -, -",
                "JWT_REFRESH_TTL_DAYS=30, -, -",
                "JWT_REFRESH_TTL_DAYS=31, -, IGNORED",
                "JWT_REFRESH_TTL_DAYS=366, OUT_OF_RANGE, -",
                "JWT_REFRESH_GRACE_SECONDS=0, -, -",
                "JWT_REFRESH_GRACE_SECONDS=60, -, -",
                "JWT_REFRESH_GRACE_SECONDS=61, OUT_OF_RANGE, -",
                "JWT_SESSIONS_MAX=0, OUT_OF_RANGE, -",
                "JWT_SESSIONS_MAX=1, -, -",
                "JWT_SESSIONS_MAX=1000, -, -",
                "JWT_SESSIONS_MAX=1001, OUT_OF_RANGE, -",
                "JWT_CLOCK_SKEW_SECONDS=61, OUT_OF_RANGE, -",
                "JWT_ISSUER=with blank, MALFORMED|MISSING, -",
                "JWT_SECRET_KEY=" + SECRET + ", -, -",
                "JWT_SECRET_KEY=" + OTHER + ", NAMES_DISAGREE, -",
                "JWT_REFRESH_SECRET=" + OTHER + ", -, -",
                "JWT_REFRESH_SECRET=" + SECRET + ", SECRET_SHARED, -",
                "JWT_REFRESH_SECRET_PREVIOUS=" + OTHER + ", CONTRADICTION, -",
                "JWT_REFRESH_SECRET=" + OTHER + ";JWT_REFRESH_SECRET_PREVIOUS=" + SECRET + ", SECRET_SHARED, -",
                "JWT_REFRESH_SECRET=" + OTHER + ";JWT_REFRESH_SECRET_PREVIOUS=short, SECRET_SHORT, -",
                "JWT_SECRET_PREVIOUS=" + OTHER + ", -, -",
                "JWT_SECRET_PREVIOUS=short, SECRET_SHORT, -",
                "TOKEN_MODE=shadow, -, LOOSENED",
                "TOKEN_MODE=off, -, AUTHENTICATION_OFF",
                "TOKEN_MODE=maybe, UNKNOWN_WORD, -",
                "OIDC_ISSUER=https://idp.example.org, MISSING, -",
                "OIDC_ISSUER=https://idp.example.org;OIDC_AUDIENCE=api, -, -",
                "OIDC_ISSUER=http://idp.example.org;OIDC_AUDIENCE=api, MALFORMED, -",
                "OIDC_ISSUER=http://127.0.0.1:8080;OIDC_AUDIENCE=api, MALFORMED, -",
                "OIDC_ISSUER=http://127.0.0.1:8080;OIDC_AUDIENCE=api;NODE_ENV=development, -, -",
                "OIDC_ISSUER=http://10.0.0.1;OIDC_AUDIENCE=api;NODE_ENV=development, MALFORMED, -",
                "OIDC_ISSUER=https://api.example.org;OIDC_AUDIENCE=api, CONTRADICTION, -",
                "OIDC_ISSUER=https://u:p@idp.example.org;OIDC_AUDIENCE=api, MALFORMED, -",
                "OIDC_ISSUER=https://idp.example.org;OIDC_AUDIENCE=api;OIDC_JWKS_URL=file:///keys, MALFORMED, -",
                "OIDC_ISSUER=https://idp.example.org?p=x;OIDC_AUDIENCE=api, MALFORMED, -",
                "OIDC_ISSUER=https://idp.example.org?;OIDC_AUDIENCE=api, MALFORMED, -",
                "OIDC_ISSUER=https://idp.example.org#x;OIDC_AUDIENCE=api, MALFORMED, -",
                "OIDC_ISSUER=https://idp.example.org;OIDC_AUDIENCE=api;OIDC_JWKS_URL=https://idp.example.org/keys?p=b2c_1, -, -",
                "OIDC_ISSUER=https://idp.example.org;OIDC_AUDIENCE=api;OIDC_JWKS_URL=https://idp.example.org/keys#x, MALFORMED, -",
                "OIDC_ISSUER=https://idp.example.org;OIDC_AUDIENCE=api;OIDC_JWKS_URL=https://u@idp.example.org/keys, MALFORMED, -",
                "OIDC_JWKS_URL=https://idp.example.org/keys, -, IGNORED",
            })
    void every_rule_about_values(String environment, String refusals, String warnings) {
        values.put("JWT_SECRET", SECRET);
        for (String pair : environment.split(";", -1)) {
            int equals = pair.indexOf('=');
            values.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        Read read = read();
        assertEquals(codes(refusals), read.refusals(), read.report.toString());
        assertEquals(codes(warnings), read.warnings(), read.report.toString());
        assertFalse(read.report.toString().contains(SECRET)
                || read.report.toString().contains(OTHER));
    }

    @Test
    void E_22_a_refresh_token_of_the_key_before_is_good_until_that_key_is_taken_away() {
        String third = "1d7f2b9c4e6a80537b5d9f1e3c2a4860f8e6d4c2b0a19375e7c5a3f1d9b78206";
        TokenSettingsBuilder plain = TokenSettings.builder().profile(TokenProfile.PLAIN);
        TokenSettings before = read(plain, "JWT_SECRET", SECRET, "JWT_REFRESH_SECRET", OTHER).settings;
        FakeTicker time = new FakeTicker();
        Instant now = time.instant();
        String token = new TokenIssuer(before, TokenKeys.of(before, time))
                .refresh("alice", "s1", 0, "r1", now, now.plusSeconds(60));
        for (boolean kept : new boolean[] {true, false}) {
            values.clear();
            if (kept) {
                values.put("JWT_REFRESH_SECRET_PREVIOUS", OTHER);
            }
            Read read = read(
                    TokenSettings.builder().profile(TokenProfile.PLAIN),
                    "JWT_SECRET",
                    SECRET,
                    "JWT_REFRESH_SECRET",
                    third);
            assertFalse(read.report.isRefused(), read.report::toString);
            TokenKeys keys = TokenKeys.of(read.settings, time);
            assertEquals(
                    kept,
                    new TokenVerifier(read.settings, keys, time).refresh(token) instanceof Verified.Good<RefreshToken>);
        }
    }

    private static List<ProblemCode> codes(String text) {
        return text == null
                ? List.of()
                : Arrays.stream(text.split("\\|")).map(ProblemCode::valueOf).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"production", "development", "test"})
    void X_08_E_03_thirty_one_bytes_refuse_in_every_mode_and_thirty_two_start(String mode) {
        String key = "Zk3vT8qLw0aXnY5rBcPd2hJ7mQ9sUe4G";
        Read shorter = read("NODE_ENV", mode, "JWT_SECRET_KEY", key.substring(1));
        assertTrue(shorter.report.isRefused());
        assertTrue(shorter.report.refusals().toString().contains("32"));
        assertFalse(read("JWT_SECRET_KEY", key).report.isRefused());
    }

    @Test
    void H_25_an_application_declares_the_rule_of_its_guide() {
        SecretRule hex = SecretRule.signing().toBuilder()
                .minimum(32, SecretUnit.HEX_BYTES)
                .build();
        assertFalse(read(TokenSettings.builder().secretRule(hex), "JWT_SECRET", SECRET)
                .report
                .isRefused());
        Read half = read(TokenSettings.builder().secretRule(hex), "JWT_SECRET", SECRET.substring(32));
        assertEquals(List.of(ProblemCode.SECRET_SHORT), half.refusals());
        assertTrue(read(TokenSettings.builder().secretRule(hex), "JWT_SECRET", "<32-byte-hex-random>")
                .report
                .isRefused());
        Read base64 = read(
                TokenSettings.builder().secretRule(hex), "JWT_SECRET", "q7Jx0mW3vZ9bT5nK1rL8yF4sD6gH2pAeUcXiOoQwNfE=");
        assertFalse(base64.report.isRefused());
        assertTrue(base64.warnings().contains(ProblemCode.MALFORMED));
    }

    @Test
    void an_application_says_whether_it_needs_a_secret() {
        assertEquals(
                List.of(ProblemCode.MISSING),
                read(TokenSettings.builder().requireSecret()).refusals());
        assertEquals(
                List.of(ProblemCode.MISSING),
                read(TokenSettings.builder().requireOrGenerateSecret()).refusals());
        Read generated = read(TokenSettings.builder().requireOrGenerateSecret(), "NODE_ENV", "development");
        assertTrue(generated.settings.hasKeys());
        assertEquals(List.of(ProblemCode.GENERATED), generated.warnings());
    }

    @Test
    void what_an_application_has_chosen_stands_unless_the_environment_says_otherwise() {
        TokenSettingsBuilder chosen = TokenSettings.builder().accessTtl(Duration.ofHours(1));
        assertEquals(
                Duration.ofHours(1), read(chosen, "JWT_SECRET", SECRET).settings.accessTtl());
        assertEquals(
                Duration.ofMinutes(5),
                read(chosen, "JWT_ACCESS_TTL_MIN", "5").settings.accessTtl());
    }

    @Test
    void the_refresh_key_is_derived_in_the_standard_profile_and_the_same_in_the_plain_one() {
        Secret key = Secret.ofUtf8("JWT_SECRET", SECRET);
        TokenSettings standard = TokenSettings.builder()
                .keys(KeyRing.of(key))
                .issuer("https://api.example.org")
                .build();
        TokenSettings plain = TokenSettings.builder()
                .profile(TokenProfile.PLAIN)
                .keys(KeyRing.of(key))
                .build();
        assertNotEquals(key, standard.refreshKeys().current());
        assertEquals(32, standard.refreshKeys().current().length());
        assertEquals(key, plain.refreshKeys().current());
    }

    @Test
    void the_builder_holds_the_rules_too() {
        TokenSettingsBuilder builder = TokenSettings.builder();
        assertThrows(IllegalArgumentException.class, () -> builder.accessTtl(Duration.ofHours(25)));
        assertThrows(IllegalArgumentException.class, () -> builder.accessTtl(Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> builder.refreshGrace(Duration.ofSeconds(61)));
        assertThrows(IllegalArgumentException.class, () -> builder.issuer("a b"));
        builder.keys(KeyRing.of(Secret.ofUtf8("k", "x".repeat(31))));
        InvalidSettingsException invalid = assertThrows(InvalidSettingsException.class, builder::build);
        assertEquals(
                List.of(ProblemCode.SECRET_SHORT, ProblemCode.MISSING),
                invalid.problems().stream().map(Problem::code).toList());
    }

    @Test
    void files_hold_the_secrets_as_well(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("jwt"), SECRET + "\n");
        Path previous = Files.writeString(folder.resolve("previous"), OTHER + "\n");
        Read read = read("JWT_SECRET_FILE", file.toString(), "JWT_SECRET_PREVIOUS_FILE", previous.toString());
        assertEquals(List.of(), read.report.problems());
        assertEquals(2, read.settings.keys().all().size());
        assertNotNull(read.settings.keyFile());
    }

    @Test
    void the_mode_is_what_it_says() {
        values.put("JWT_SECRET", SECRET);
        assertEquals(Enforcement.SHADOW, read("TOKEN_MODE", "shadow").settings.enforcement());
        Read off = read("TOKEN_MODE", "off");
        assertEquals(Enforcement.OFF, off.settings.enforcement());
        assertFalse(off.settings.isOn());
    }
}
