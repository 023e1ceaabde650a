package dev.hardening.core.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.secret.Secret;
import dev.hardening.core.secret.SecretRule;
import dev.hardening.core.secret.SecretWeakness;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {

    private static final String GOOD = "6c863b8b2e8fadddb66261372de979abb46083bf8707a37bce81d69d499cf8a0";
    private static final String OTHER = "f2d81a260dea8a100dd517984e53c56a7523d96942a834b9cdc249bd4e8c7aa9";
    private static final SecretSetting JWT =
            SecretSetting.of("JWT_SECRET", SecretRule.signing()).or("JWT_SECRET_KEY");
    private static final SecretSetting SESSION = SecretSetting.of("SESSION_SECRET", SecretRule.signing());

    private final Map<String, String> values = new HashMap<>(Map.of("NODE_ENV", "production"));

    private SettingReader reader() {
        return SettingReader.of(SettingSource.environment(values));
    }

    private static List<String> findings(SettingReader reader) {
        return reader.finish().problems().stream()
                .map(p -> p.severity() + " " + p.code() + " " + p.name())
                .toList();
    }

    private static String text(Optional<Secret> secret) {
        return secret.orElseThrow().exposeBytes(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    @Test
    void a_secret_is_taken_byte_for_byte() {
        values.put("JWT_SECRET", GOOD);
        SettingReader reader = reader();
        assertEquals(GOOD, text(reader.secrets().require(JWT)));
        assertEquals(List.of(), findings(reader));
    }

    @Test
    void a_file_holds_the_secret_and_one_line_feed_at_its_end_is_dropped(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("jwt"), GOOD + "\n");
        values.put("JWT_SECRET_FILE", file.toString());
        SettingReader reader = reader();
        assertEquals(GOOD, text(reader.secrets().require(JWT)));
        assertEquals(Optional.of(file), reader.secrets().file(JWT));
        assertEquals(List.of(), findings(reader));
    }

    @Test
    void value_and_file_together_are_refused_naming_both(@TempDir Path folder) throws IOException {
        values.put("JWT_SECRET", GOOD);
        values.put(
                "JWT_SECRET_FILE",
                Files.writeString(folder.resolve("jwt"), GOOD).toString());
        SettingReader reader = reader();
        assertEquals(Optional.empty(), reader.secrets().require(JWT));
        assertEquals(List.of("REFUSE VALUE_AND_FILE JWT_SECRET, JWT_SECRET_FILE"), findings(reader));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "a\nb", "\u0000", "\uFEFFabc"})
    void a_file_without_one_secret_is_refused(String content, @TempDir Path folder) throws IOException {
        values.put(
                "JWT_SECRET_FILE",
                Files.writeString(folder.resolve("jwt"), content).toString());
        SettingReader reader = reader();
        assertEquals(Optional.empty(), reader.secrets().require(JWT));
        assertEquals(List.of("REFUSE FILE_UNUSABLE JWT_SECRET_FILE"), findings(reader));
    }

    @Test
    void a_missing_file_is_refused(@TempDir Path folder) {
        values.put("JWT_SECRET_FILE", folder.resolve("none").toString());
        SettingReader reader = reader();
        assertEquals(Optional.empty(), reader.secrets().find(JWT));
        assertEquals(List.of("REFUSE FILE_UNUSABLE JWT_SECRET_FILE"), findings(reader));
    }

    @Test
    void a_required_secret_that_is_absent_is_refused_with_the_command_that_makes_one() {
        SettingReader reader = reader();
        assertEquals(Optional.empty(), reader.secrets().require(JWT));
        SettingReport report = reader.finish();
        assertEquals(ProblemCode.MISSING, report.problems().get(0).code());
        assertTrue(report.problems().get(0).cure().contains("openssl rand -hex 32"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"short", "your-session-secret-goes-here-please", "${JWT_SECRET_VALUE_OF_THE_DEPLOY}"})
    void a_weak_signing_secret_is_refused_in_production_and_warned_of_elsewhere(String weak) {
        values.put("JWT_SECRET", weak);
        SettingReader production = reader();
        assertTrue(production.secrets().find(JWT).isPresent());
        SettingReport refused = production.finish();
        assertTrue(refused.isRefused());
        assertFalse(refused.problems().toString().contains(weak));
        values.put("NODE_ENV", "development");
        SettingReader development = reader();
        assertTrue(development.secrets().find(JWT).isPresent());
        assertFalse(development.finish().isRefused());
    }

    @Test
    void two_names_for_one_secret_agree_or_are_refused() {
        values.put("JWT_SECRET", GOOD);
        values.put("JWT_SECRET_KEY", GOOD);
        SettingReader agreeing = reader();
        assertTrue(agreeing.secrets().find(JWT).isPresent());
        assertEquals(List.of(), findings(agreeing));
        values.put("JWT_SECRET_KEY", OTHER);
        SettingReader disagreeing = reader();
        assertTrue(disagreeing.secrets().find(JWT).isPresent());
        assertEquals(List.of("REFUSE NAMES_DISAGREE JWT_SECRET, JWT_SECRET_KEY"), findings(disagreeing));
    }

    @Test
    void one_secret_for_two_purposes_is_refused_in_production() {
        values.put("JWT_SECRET", GOOD);
        values.put("SESSION_SECRET", GOOD.toUpperCase(Locale.ROOT));
        SettingReader reader = reader();
        assertTrue(reader.secrets().find(JWT).isPresent());
        assertTrue(reader.secrets().find(SESSION).isPresent());
        SettingReport report = reader.finish();
        assertEquals(ProblemCode.SECRET_SHARED, report.refusals().get(0).code());
        assertTrue(report.refusals().get(0).name().contains("SESSION_SECRET"));
    }

    @Test
    void X_09_a_secret_from_elsewhere_than_the_environment_is_refused_in_production_only() {
        SettingSource initParams = SettingSource.of(Map.of("JWT_SECRET", GOOD));
        SettingReader production =
                SettingReader.of(SettingSource.environment(values).orElse(initParams));
        assertTrue(production.secrets().find(JWT).isPresent());
        assertEquals(List.of("REFUSE SECRET_MISPLACED JWT_SECRET"), findings(production));
        values.put("NODE_ENV", "test");
        SettingReader test = SettingReader.of(SettingSource.environment(values).orElse(initParams));
        assertTrue(test.secrets().find(JWT).isPresent());
        assertEquals(List.of(), findings(test));
    }

    @Test
    void development_makes_up_what_production_requires() {
        assertEquals(Optional.empty(), reader().secrets().requireOrGenerate(JWT));
        values.put("NODE_ENV", "development");
        SettingReader reader = reader();
        String first = text(reader.secrets().requireOrGenerate(JWT));
        assertEquals(64, first.length());
        assertEquals(List.of("WARN GENERATED JWT_SECRET"), findings(reader));
    }

    @Test
    void a_misspelt_secret_name_is_found_too() {
        values.put("JWT_SECRT", GOOD);
        SettingReader reader = reader();
        assertTrue(reader.secrets().find(JWT).isEmpty());
        assertEquals(List.of("WARN NAME_MISSPELT JWT_SECRT"), findings(reader));
    }

    @Test
    void a_weakness_that_a_setting_names_keeps_development_from_starting_too() {
        SecretRule rule = SecretRule.signing();
        SecretSetting strict = SecretSetting.of("A_SECRET", rule).refusingEverywhere(SecretWeakness.TOO_SHORT);
        String shorter = GOOD.substring(0, 31);
        values.put("A_SECRET", shorter);
        values.put("ALIAS", shorter);
        values.put("SESSION_SECRET", OTHER.substring(0, 31));
        values.put("NODE_ENV", "development");
        SettingReader reader = reader();
        assertEquals(shorter, text(reader.secrets().find(strict.or("ALIAS"))));
        assertEquals(
                OTHER.substring(0, 31), text(reader.secrets().find(SESSION.refusingEverywhere(SecretWeakness.EMPTY))));
        List<String> findings = findings(reader);
        assertTrue(findings.contains("REFUSE SECRET_SHORT A_SECRET"), findings::toString);
        assertTrue(findings.contains("WARN SECRET_SHORT SESSION_SECRET"), findings::toString);
        assertFalse(findings.contains("REFUSE SECRET_SHORT SESSION_SECRET"), findings::toString);
    }

    @Test
    void a_setting_makes_no_refusal_of_what_its_rule_warns_of() {
        SecretRule lenient = SecretRule.signing().warnOnly();
        values.put("A_SECRET", GOOD.substring(0, 31));
        SettingReader reader = reader();
        assertTrue(reader.secrets()
                .find(SecretSetting.of("A_SECRET", lenient).refusingEverywhere(SecretWeakness.TOO_SHORT))
                .isPresent());
        assertEquals(List.of("WARN SECRET_SHORT A_SECRET"), findings(reader));
    }
}
