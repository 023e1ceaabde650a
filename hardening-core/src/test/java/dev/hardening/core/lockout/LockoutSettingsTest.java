package dev.hardening.core.lockout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.secret.Secret;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingReport;
import dev.hardening.core.settings.SettingSource;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LockoutSettingsTest {

    private record Read(LockoutSettings settings, SettingReport report) {
        List<ProblemCode> codes() {
            return report.problems().stream().map(Problem::code).toList();
        }
    }

    private static Read read(String... namesAndValues) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        SettingReader reader = SettingReader.of(SettingSource.environment(values));
        LockoutSettings settings = LockoutSettings.read(reader);
        return new Read(settings, reader.finish());
    }

    @Test
    void E_08_E_09_E_10_is_five_failures_in_a_quarter_of_an_hour_for_a_quarter_of_an_hour() {
        LockoutSettings settings = read().settings();
        assertEquals(new AttemptLimit(5, Duration.ofMinutes(15), Duration.ofMinutes(15), false), settings.rule());
        assertEquals(50, settings.addressLimit().max());
        assertEquals(100, settings.accountLimit().max());
        assertTrue(settings.accountLimit().consecutive());
        assertEquals(LockoutKey.ACCOUNT_AND_ADDRESS, settings.key());
        assertEquals(429, settings.status());
        assertEquals(Duration.ofDays(30), settings.deviceLife());
        assertEquals(Enforcement.ENFORCE, settings.enforcement());
        assertEquals(
                "5 failures by account+ip in PT15M lock for PT15M, device cookies off, enforced", settings.summary());
        assertEquals(LockoutSettings.builder().build().toString(), settings.toString());
    }

    @Test
    void a_secret_that_the_application_has_signs_device_cookies_unless_there_is_one_of_their_own() {
        Secret fallback =
                Secret.ofUtf8("SECRET_KEY", "0e4e97a4d2f2cf1b2f0b4c1b7d2a86a95e13d8f6b07c41d2937ae5fd8b6c3012");
        String own = "6c863b8b2e8fadddb66261372de979abb46083bf8707a37bce81d69d499cf81f";
        SettingReader reader = SettingReader.of(SettingSource.environment(Map.of()));
        assertEquals(fallback, LockoutSettings.read(reader, fallback).secret());
        SettingReader both = SettingReader.of(SettingSource.environment(Map.of("LOGIN_BRUTE_SECRET", own)));
        assertEquals(
                Secret.ofUtf8("LOGIN_BRUTE_SECRET", own),
                LockoutSettings.read(both, fallback).secret());
    }

    @Test
    void reads_what_the_environment_says() {
        Read read = read(
                "LOGIN_BRUTE_MAX_ATTEMPTS", "3",
                "LOGIN_BRUTE_WINDOW_MS", "1500",
                "LOGIN_BRUTE_LOCK_MS", "2500",
                "LOGIN_BRUTE_KEY", "ACCOUNT",
                "LOGIN_BRUTE_IP_MAX", "7",
                "LOGIN_BRUTE_ACCOUNT_MAX", "9",
                "LOGIN_BRUTE_ENTRIES", "500",
                "LOGIN_DEVICE_DAYS", "90",
                "LOCKOUT_STATUS", "423",
                "LOCKOUT_MODE", "shadow",
                "LOGIN_BRUTE_SECRET", "6c863b8b2e8fadddb66261372de979abb46083bf8707a37bce81d69d499cf81f");
        LockoutSettings settings = read.settings();
        assertFalse(read.report().isRefused());
        assertEquals(new AttemptLimit(3, Duration.ofMillis(1500), Duration.ofMillis(2500), false), settings.rule());
        assertEquals(LockoutKey.ACCOUNT, settings.key());
        assertEquals(7, settings.addressLimit().max());
        assertEquals(9, settings.accountLimit().max());
        assertEquals(500, settings.entries());
        assertEquals(423, settings.status());
        assertEquals("3 failures by account in PT1.5S lock for PT2.5S, device cookies on, shadow", settings.summary());
        assertFalse(settings.toString().contains("6c86"));
    }

    @ParameterizedTest
    @CsvSource({
        "LOGIN_BRUTE_MAX_ATTEMPTS, 0",
        "LOGIN_BRUTE_MAX_ATTEMPTS, -5",
        "LOGIN_BRUTE_MAX_ATTEMPTS, 2147483648",
        "LOGIN_BRUTE_WINDOW_MS, 0",
        "LOGIN_BRUTE_WINDOW_MS, 86400001",
        "LOGIN_BRUTE_WINDOW_MS, 15m",
        "LOGIN_BRUTE_LOCK_MS, 0",
        "LOGIN_BRUTE_LOCK_MS, 86400001",
        "LOGIN_BRUTE_KEY, name",
        "LOGIN_BRUTE_IP_MAX, 0",
        "LOGIN_BRUTE_IP_MAX, 1001",
        "LOGIN_BRUTE_ACCOUNT_MAX, 0",
        "LOGIN_BRUTE_ENTRIES, 99",
        "LOGIN_DEVICE_DAYS, 0",
        "LOGIN_DEVICE_DAYS, 366",
        "LOCKOUT_STATUS, 200",
        "LOCKOUT_STATUS, 0429",
        "LOCKOUT_MODE, on",
        "LOGIN_BRUTE_SECRET, short"
    })
    void refuses_what_lies_outside_of_the_ranges(String name, String value) {
        Read read = read(name, value);
        assertTrue(read.report().isRefused());
        assertTrue(read.report().problems().get(0).name().contains(name));
        assertEquals(LockoutSettings.builder().build().rule(), read.settings().rule());
    }

    @ParameterizedTest
    @CsvSource({"999, 999", "1000, 1000", "1001, 1000", "100000, 1000", "2147483647, 1000"})
    void E_34_so_many_failures_that_nobody_counts_them_count_as_a_thousand(String value, int max) {
        LockoutSettings settings = read("LOGIN_BRUTE_MAX_ATTEMPTS", value).settings();
        assertEquals(max, settings.rule().max());
        assertEquals(max, settings.addressLimit().max());
        assertThrows(
                InvalidSettingsException.class, () -> LockoutSettings.builder().maxAttempts(AttemptLimit.HIGHEST + 1));
    }

    @ParameterizedTest
    @CsvSource({
        "LOGIN_BRUTE_MAX_ATTEMPTS, 100, false",
        "LOGIN_BRUTE_MAX_ATTEMPTS, 101, true",
        "LOGIN_BRUTE_MAX_ATTEMPTS, 1000, true",
        "LOGIN_BRUTE_MAX_ATTEMPTS, 1001, true",
        "LOGIN_BRUTE_MAX_ATTEMPTS, 100000, true",
        "LOGIN_BRUTE_MAX_ATTEMPTS, 2147483647, true",
        "LOGIN_BRUTE_LOCK_MS, 90000, false",
        "LOGIN_BRUTE_LOCK_MS, 89999, true"
    })
    void E_34_warns_of_thresholds_that_hardly_slow_anybody(String name, String value, boolean warned) {
        Read read = read(name, value);
        assertFalse(read.report().isRefused());
        assertEquals(warned ? List.of(ProblemCode.LOOSENED) : List.of(), read.codes());
    }

    @Test
    void a_wider_count_never_locks_before_the_narrow_one() {
        assertEquals(
                List.of(ProblemCode.CONTRADICTION),
                read("LOGIN_BRUTE_IP_MAX", "4").codes());
        assertEquals(
                List.of(ProblemCode.CONTRADICTION),
                read("LOGIN_BRUTE_ACCOUNT_MAX", "4").codes());
        assertEquals(List.of(), read("LOGIN_BRUTE_IP_MAX", "5").codes());
        LockoutSettings many = LockoutSettings.builder().maxAttempts(200).build();
        assertEquals(200, many.addressLimit().max());
        assertEquals(200, many.accountLimit().max());
        LockoutSettings.Builder builder =
                LockoutSettings.builder().maxAttempts(60).addressMax(59);
        assertThrows(InvalidSettingsException.class, builder::build);
    }

    @Test
    void what_was_built_does_not_change_with_its_builder() {
        LockoutSettings.Builder builder = LockoutSettings.builder();
        LockoutSettings built = builder.build();
        LockoutSettings.Builder unused = builder.maxAttempts(9);
        assertEquals(5, built.rule().max());
    }
}
