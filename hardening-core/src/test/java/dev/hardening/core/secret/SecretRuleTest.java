package dev.hardening.core.secret;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.secret.SecretFinding.Severity;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretRuleTest {

    private static final String HEX64 = "3f9a0c57d1e84b26a75f3e90c8d2b1466b8e02f4a9d7c35110fe84726bd95ac3";
    private static final String BASE64_44 = "pX2mJvQ8r+Lk0ZyT4sNe7GhB/wCdUa1FoVi5RjEtSqM=";

    @ParameterizedTest
    @ValueSource(strings = {HEX64, BASE64_44, "pX2mJvQ8r-Lk0ZyT4sNe7GhB_wCdUa1FoVi5RjEtSqM"})
    void signing_accepts_what_generators_write(String value) {
        assertEquals(List.of(), SecretRule.signing().check("K", value));
        assertEquals(List.of(), SecretRule.signing().check(Secret.ofUtf8("K", value)));
    }

    @Test
    void signing_asks_for_32_bytes() {
        List<SecretFinding> findings = SecretRule.signing().check("JWT_SECRET", BASE64_44.substring(0, 31));

        assertEquals(SecretWeakness.TOO_SHORT, findings.get(0).weakness());
        assertEquals(Severity.REFUSE, findings.get(0).severity());
        assertEquals("has 31 bytes, needs at least 32 bytes", findings.get(0).problem());
        assertTrue(findings.get(0).cure().contains("openssl rand -hex 32"));
        assertTrue(findings.get(0).toString().startsWith("JWT_SECRET has 31"));
        assertTrue(SecretRule.isAcceptable(SecretRule.signing().check("K", BASE64_44.substring(0, 32))));
    }

    @Test
    void units_count_characters_bytes_or_hex_bytes() {
        SecretRule chars =
                SecretRule.signing().toBuilder().minimum(32, SecretUnit.CHARS).build();
        SecretRule bytes = SecretRule.signing().toBuilder()
                .minimum(32, SecretUnit.UTF8_BYTES)
                .build();
        SecretRule hex = SecretRule.signing().toBuilder()
                .minimum(32, SecretUnit.HEX_BYTES)
                .build();
        String umlauts = "äKöZüQßWéPáXíVóMúNàLèB";

        assertEquals(22, umlauts.length());
        assertTrue(weaknesses(chars, umlauts).contains(SecretWeakness.TOO_SHORT));
        assertFalse(weaknesses(bytes, umlauts).contains(SecretWeakness.TOO_SHORT));

        String hex32 = HEX64.substring(0, 32);
        assertTrue(SecretRule.isAcceptable(bytes.check("K", hex32)));
        assertEquals(Set.of(SecretWeakness.FEW_RANDOM_BYTES), weaknesses(bytes, hex32));
        assertEquals(Set.of(SecretWeakness.TOO_SHORT), weaknesses(hex, hex32));
        assertTrue(hex.check("K", hex32).get(0).problem().contains("64 hex digits"));
        assertEquals(Set.of(SecretWeakness.TOO_SHORT), weaknesses(hex, HEX64.substring(1)));
        assertEquals(Set.of(), weaknesses(hex, HEX64));
        assertEquals(Set.of(), weaknesses(hex, HEX64.toUpperCase(java.util.Locale.ROOT)));
        assertEquals(Set.of(SecretWeakness.NOT_HEX), weaknesses(hex, BASE64_44));
        assertTrue(SecretRule.isAcceptable(hex.check("K", BASE64_44)));
    }

    @Test
    void signing_weighs_what_the_characters_can_carry() {
        assertTrue(weaknesses(SecretRule.signing(), "40827163950174628395716402893715")
                .contains(SecretWeakness.TOO_FEW_RANDOM_BYTES));
        assertEquals(
                Set.of(SecretWeakness.FEW_RANDOM_BYTES),
                weaknesses(SecretRule.signing(), "4082716395017462839571640289371550628193"));
        assertEquals(
                Set.of(SecretWeakness.FEW_RANDOM_BYTES), weaknesses(SecretRule.signing(), BASE64_44.substring(0, 32)));
    }

    @Test
    void signing_warns_of_random_uuids_and_refuses_the_others() {
        assertEquals(
                Set.of(SecretWeakness.UUID), weaknesses(SecretRule.signing(), "7d444840-9dc0-41d1-b245-5ffdce74fad2"));
        for (String uuid : new String[] {
            "00000000-0000-0000-0000-000000000000",
            "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
            "7d444840-9dc0-41d1-7245-5ffdce74fad2"
        }) {
            assertFalse(SecretRule.isAcceptable(SecretRule.signing().check("K", uuid)), uuid);
        }
    }

    @Test
    void signing_judges_binary_keys_by_their_bytes() {
        byte[] random = new byte[32];
        new java.util.Random(7).nextBytes(random);

        assertEquals(List.of(), SecretRule.signing().check(Secret.ofBytes("K", random)));
        assertFalse(SecretRule.isAcceptable(SecretRule.signing().check(Secret.ofBytes("K", new byte[32]))));
        byte[] counting = new byte[32];
        for (int i = 0; i < 32; i++) {
            counting[i] = (byte) (i + 200);
        }
        assertEquals(
                Set.of(SecretWeakness.SEQUENCE),
                SecretRule.signing().check(Secret.ofBytes("K", counting)).stream()
                        .map(SecretFinding::weakness)
                        .collect(Collectors.toSet()));
        byte[] text = "your-session-secret-your-session-secret".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        assertFalse(SecretRule.isAcceptable(SecretRule.signing().check(Secret.ofBytes("K", text))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"your-secure-key-here", "client-key-1", "admin-key-2", "service-key-3", "short", "client-key"})
    void api_keys_of_the_guides_start_with_a_warning(String value) {
        List<SecretFinding> findings = SecretRule.apiKey().check("API_KEYS[1]", value);

        assertTrue(SecretRule.isAcceptable(findings), findings.toString());
        assertFalse(findings.isEmpty());
    }

    @Test
    void api_keys_are_quiet_from_16_characters_on() {
        assertEquals(Set.of(SecretWeakness.TOO_SHORT), weaknesses(SecretRule.apiKey(), "pX2mJvQ8r+Lk0Zy"));
        assertEquals(Set.of(), weaknesses(SecretRule.apiKey(), "pX2mJvQ8r+Lk0ZyT"));
        assertEquals(Set.of(), weaknesses(SecretRule.apiKey(), BASE64_44));
        assertEquals(Set.of(), weaknesses(SecretRule.apiKey(), "7d444840-9dc0-41d1-b245-5ffdce74fad2"));
        assertTrue(SecretRule.apiKey().check("K", "short").get(0).toString().contains("16"));
        assertTrue(SecretRule.apiKey().check("K", "short").get(0).cure().contains("openssl rand -base64 32"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "two words of a key here", "schlüssel-pX2mJvQ8r", "pX2mJvQ8r\u0007Lk0ZyT4sNe"})
    void api_keys_that_no_header_can_carry_are_refused(String value) {
        assertFalse(SecretRule.isAcceptable(SecretRule.apiKey().check("K", value)));
    }

    @ParameterizedTest
    @CsvSource({
        "neo4j,refuse",
        "Neo4j,refuse",
        "test,refuse",
        "password,refuse",
        "Password1!,refuse",
        "admin123,refuse",
        "changeme,refuse",
        "change-me,refuse",
        "<strong-password>,refuse",
        "12345678,refuse",
        "pass,refuse",
        "p@ssw0rd,refuse",
        "...,refuse",
        "your-password,refuse",
        "${NEO4J_PASS},refuse",
        "Tr0ub4d,warn",
        "'\"quoted-value\"',warn",
        "my secret garden gate 77,good",
        "correct horse battery staple,good",
        "xK9#mv!2pQ,good"
    })
    void passwords_are_refused_when_well_known_and_never_judged_for_randomness(String value, String expected) {
        List<SecretFinding> findings = SecretRule.password().check("NEO4J_PASS", value);

        assertEquals(expected, verdict(findings), findings.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "sk-ant-...,warn",
        "your-api-key,warn",
        "<key>,warn",
        "sk-ant-xxxxxxxxxxxx,warn",
        "'',refuse",
        "' ',refuse",
        "sk-ant-api03-Jq7Xw2,good",
        "a,good",
        "aaaaaaaaaaaaaaaaaaaaaaaaaa,good"
    })
    void opaque_keys_only_have_to_be_there(String value, String expected) {
        assertEquals(expected, verdict(SecretRule.opaque().check("ANTHROPIC_API_KEY", value)));
    }

    @Test
    void development_warns_and_strict_refuses() {
        String weak = "your-session-secret-your-session-secret";

        assertEquals("warn", verdict(SecretRule.signing().warnOnly().check("K", weak)));
        assertEquals("refuse", verdict(SecretRule.apiKey().strict().check("K", "client-key-1")));
        assertEquals(
                SecretRule.signing().check("K", weak).size(),
                SecretRule.signing().warnOnly().check("K", weak).size());
    }

    @Test
    void a_rule_can_be_changed_without_changing_the_original() {
        SecretRule original = SecretRule.signing();
        SecretRule changed = original.toBuilder()
                .minimum(8, SecretUnit.CHARS)
                .command("keygen")
                .ignore(SecretWeakness.values())
                .warn(SecretWeakness.TOO_SHORT)
                .build();

        assertEquals(8, changed.minimum());
        assertEquals(SecretUnit.CHARS, changed.unit());
        assertEquals(32, original.minimum());
        assertEquals(SecretUnit.UTF8_BYTES, original.unit());
        assertEquals(List.of(), changed.check("K", "aaaaaaaa"));
        assertTrue(changed.check("K", "aaaaaaa").get(0).cure().contains("keygen"));
        assertThrows(IllegalArgumentException.class, () -> original.toBuilder().minimum(0, SecretUnit.CHARS));
    }

    @ParameterizedTest
    @EnumSource(SecretWeakness.class)
    void every_weakness_has_a_stable_name_and_a_cure(SecretWeakness weakness) {
        assertTrue(weakness.stableName().matches("[a-z][a-z0-9-]+[a-z0-9]"), weakness.stableName());
        String cure = weakness.cure("generate one");
        assertFalse(cure.isBlank());
        assertTrue(cure.contains("generate one") || cure.startsWith("remove the"), cure);
    }

    @Test
    void findings_never_have_the_value_in_them() {
        Set<SecretWeakness> seen = EnumSet.noneOf(SecretWeakness.class);
        for (String value : WeakSecrets.all()) {
            for (SecretFinding finding : SecretRule.signing().check("NAME", value)) {
                seen.add(finding.weakness());
                if (value.length() >= 8) {
                    assertFalse(
                            finding.toString().contains(value),
                            finding.weakness().stableName());
                }
            }
        }
        assertTrue(seen.size() >= 12, "the table of weak secrets shows " + seen);
    }

    private static String verdict(List<SecretFinding> findings) {
        return !SecretRule.isAcceptable(findings) ? "refuse" : findings.isEmpty() ? "good" : "warn";
    }

    private static Set<SecretWeakness> weaknesses(SecretRule rule, String value) {
        return rule.check("K", value).stream().map(SecretFinding::weakness).collect(Collectors.toSet());
    }
}
