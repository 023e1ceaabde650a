package dev.hardening.core.password;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingReport;
import dev.hardening.core.settings.SettingSource;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordSettingsTest {

    private record Read(PasswordSettings settings, SettingReport report) {}

    private static Read read(String... namesAndValues) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        SettingReader reader = SettingReader.of(SettingSource.environment(values));
        PasswordSettings settings = PasswordSettings.read(reader);
        return new Read(settings, reader.finish());
    }

    @Test
    void X_33_is_bcrypt_of_cost_12_for_8_characters_to_72_bytes_unless_told_otherwise() {
        Read read = read();
        assertFalse(read.report().isRefused());
        assertEquals(
                "bcrypt of cost 12, new ones of 8 characters to 72 bytes, "
                        + Runtime.getRuntime().availableProcessors() + " hashed at a time",
                read.settings().summary());
        assertEquals(
                PasswordSettings.builder().build().summary(), read.settings().summary());
        assertEquals(Duration.ofSeconds(5), read.settings().maxWait());
        assertTrue(read.settings().toString().contains("bcrypt"));
    }

    @ParameterizedTest
    @CsvSource({
        "3, production, true", "4, production, true", "9, production, true", "10, production, false",
                "15, production, false",
        "16, production, true", "31, production, true", "4, test, false", "9, development, false", "3, test, true",
        "12.0, production, true", "-12, production, true"
    })
    void X_33_bcrypt_s_cost_is_10_to_15_and_outside_production_4_to_15(String cost, String mode, boolean refused) {
        Read read = read("BCRYPT_COST", cost, "NODE_ENV", mode);
        assertEquals(
                refused,
                read.report().isRefused(),
                () -> read.report().problems().toString());
        if (!refused) {
            assertEquals(Integer.parseInt(cost), read.settings().bcryptCost());
        }
    }

    @ParameterizedTest
    @CsvSource({"bcrypt, 72", "bcrypt-sha256, 1024", "argon2id, 1024", "pbkdf2, 1024", "PBKDF2, 1024"})
    void reads_each_kind_of_hash_with_its_own_longest_password(String word, int bytes) {
        Read read = read("PASSWORD_HASH", word);
        assertFalse(read.report().isRefused());
        assertEquals(bytes, read.settings().maxBytes());
        assertTrue(read.settings().hash().id().startsWith(word.toLowerCase(java.util.Locale.ROOT)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"md5", "plain", "noop", "bcrypt,argon2id", "scrypt"})
    void refuses_what_is_no_hash_of_passwords(String word) {
        assertTrue(read("PASSWORD_HASH", word).report().isRefused());
    }

    @Test
    void refuses_to_let_bcrypt_by_itself_take_what_it_would_not_look_at() {
        Read read = read("PASSWORD_MAX_BYTES", "73");
        assertTrue(read.report().isRefused());
        Problem problem = read.report().problems().get(0);
        assertTrue(problem.cure().contains("bcrypt-sha256"), problem.toString());
        assertFalse(read("PASSWORD_MAX_BYTES", "73", "PASSWORD_HASH", "bcrypt-sha256")
                .report()
                .isRefused());
        assertTrue(read("PASSWORD_MAX_BYTES", "63").report().isRefused());
        assertThrows(
                InvalidSettingsException.class,
                () -> PasswordSettings.builder().maxBytes(73).build());
    }

    @Test
    void warns_of_short_passwords_and_of_nothing_else() {
        assertEquals(1, read("PASSWORD_MIN_CHARS", "7").report().problems().size());
        assertFalse(read("PASSWORD_MIN_CHARS", "7").report().isRefused());
        assertEquals(0, read("PASSWORD_MIN_CHARS", "15").report().problems().size());
    }

    @ParameterizedTest
    @CsvSource({
        "PASSWORD_CONCURRENCY, 0", "PASSWORD_CONCURRENCY, 1025", "PASSWORD_WAITING, -1", "PASSWORD_WAITING, 10001",
        "PASSWORD_MAX_WAIT_MS, 0", "PASSWORD_MAX_WAIT_MS, 60001", "PASSWORD_MIN_CHARS, 0", "PASSWORD_MIN_CHARS, 65",
        "PASSWORD_MAX_BYTES, 4097"
    })
    void keeps_each_number_within_its_range(String name, String value) {
        Read read = read(name, value, "PASSWORD_HASH", "pbkdf2");
        assertTrue(read.report().isRefused());
        assertTrue(read.report().problems().get(0).toString().contains(name));
    }

    @Test
    void the_builder_keeps_the_same_ranges() {
        PasswordSettings.Builder builder = PasswordSettings.builder();
        assertThrows(InvalidSettingsException.class, () -> builder.bcryptCost(16));
        assertThrows(InvalidSettingsException.class, () -> builder.bcryptCost(3));
        assertThrows(InvalidSettingsException.class, () -> builder.concurrency(0));
        assertThrows(InvalidSettingsException.class, () -> builder.waiting(-1));
        assertThrows(InvalidSettingsException.class, () -> builder.minChars(65));
        assertThrows(InvalidSettingsException.class, () -> builder.maxWait(Duration.ZERO));
        PasswordSettings read =
                read("PASSWORD_CONCURRENCY", "3", "PASSWORD_WAITING", "0").settings();
        assertEquals(3, read.concurrency());
        assertEquals(0, read.waiting());
    }
}
