package dev.hardening.examples.votiveprompt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.secret.Secret;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.core.settings.Severity;
import dev.hardening.examples.Child;
import dev.hardening.examples.app.StartReport;
import dev.hardening.testing.servlet.RawHttp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With which variables the service of guide 000 starts, and what it says about them. */
class PromptStartTest {

    private static final String ADMIN = "6c863b8b2e8fadddb66261372de979abb46083bf8707a37bce81d69d499cf8a0";
    private static final String SESSION = "f2d81a260dea8a100dd517984e53c56a7523d96942a834b9cdc249bd4e8c7aa9";
    private static final String DATABASE = "be6866637d618396f4474e15984ded5f7139ce0c4585ac4f62fbce7a32589b91";

    @TempDir
    private Path directory;

    private static Map<String, String> production() {
        return new HashMap<>(Map.of(
                "NODE_ENV",
                "production",
                "ADMIN_API_KEY",
                ADMIN,
                "SESSION_SECRET",
                SESSION,
                "DATABASE_KEY",
                DATABASE,
                "DATABASE_URL",
                "file:./data/prompts.db",
                "CORS_ORIGINS",
                "https://admin.example.org"));
    }

    /** Returns what is said, one line for each: severity, name, message and cure. */
    private static List<Problem> problems(Map<String, String> values) {
        return StartReport.problems(new VotivePromptApp(), values);
    }

    private static String refused(Map<String, String> values) {
        return names(values, Severity.REFUSE);
    }

    private static String names(Map<String, String> values, Severity severity) {
        return String.join("; ", StartReport.names(problems(values), severity));
    }

    @Test
    void V_16_V_17_V_18_V_19_V_26_what_the_guide_tells_to_set_is_enough_and_nothing_is_warned_of() {
        assertEquals(List.of(), problems(production()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ADMIN_API_KEY", "SESSION_SECRET", "DATABASE_KEY", "DATABASE_URL", "CORS_ORIGINS"})
    void V_16_V_17_V_18_V_19_V_20_V_25_V_55_production_needs_each_and_blank_is_missing(String name) {
        for (String nothing : new String[] {"", "  "}) {
            Map<String, String> values = production();
            values.put(name, nothing);
            assertEquals(name, refused(values));
            values.remove(name);
            assertEquals(name, refused(values));
        }
    }

    @Test
    void V_53_every_fault_is_in_one_report_and_no_secret() {
        Map<String, String> values = production();
        values.putAll(Map.of("ADMIN_API_KEY", "short-shibboleth", "DATABASE_URL", "ftp://x", "PORT", "70000"));
        values.remove("SESSION_SECRET");
        assertEquals("ADMIN_API_KEY; DATABASE_URL; PORT; SESSION_SECRET", refused(values));
        assertFalse(problems(values).toString().contains("shibboleth"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ADMIN_API_KEY", "SESSION_SECRET", "DATABASE_KEY"})
    void V_17_V_18_V_19_V_26_a_secret_has_32_characters_in_every_mode(String name) {
        for (String mode : new String[] {"production", "development", "test"}) {
            Map<String, String> values = production();
            values.put("NODE_ENV", mode);
            values.put(name, "7c1f0e5d9c3a482e61d7f40a95c8e23");
            assertEquals(name, refused(values), mode);
            String text = problems(values).toString();
            assertTrue(text.contains("32") && text.contains("openssl rand -hex 32"), text);
            values.put(name, "7c1f0e5d9c3a482e61d7f40a95c8e23b");
            assertEquals("", refused(values), mode);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"production", "development"})
    void V_53_sessions_that_are_switched_off_are_told_at_the_start_and_not_at_the_log_in(String mode) {
        Map<String, String> values = production();
        values.put("NODE_ENV", mode);
        values.put("COOKIE_MODE", "off");
        assertEquals("COOKIE_MODE", refused(values));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SESSION_SECRET", "DATABASE_KEY"})
    void V_17_V_19_length_is_all_that_is_demanded_what_can_be_guessed_is_warned_of(String name) {
        Map<String, String> values = production();
        values.put(name, "a".repeat(32));
        assertEquals("", refused(values));
        assertTrue(names(values, Severity.WARN).contains(name));
    }

    @ParameterizedTest
    @CsvSource({
        "SESSION_SECRET, your-session-secret-your-session-secret",
        "DATABASE_KEY, your-database-key-your-database-key",
        "DATABASE_KEY, <replace-with-a-32-character-database-key>"
    })
    void V_30_a_placeholder_is_refused_in_production(String name, String value) {
        Map<String, String> values = production();
        values.put(name, value);
        assertEquals(name, refused(values));
        assertTrue(problems(values).toString().contains("placeholder"));
        values.put("NODE_ENV", "development");
        assertEquals("", refused(values));
        assertTrue(names(values, Severity.WARN).contains(name));
    }

    @Test
    void V_30_a_placeholder_for_the_key_of_the_administrator_is_warned_of() {
        Map<String, String> values = production();
        values.put("ADMIN_API_KEY", "your-admin-api-key-your-admin-api-key");
        assertEquals("", refused(values));
        assertTrue(names(values, Severity.WARN).contains("ADMIN_API_KEY"));
        assertTrue(problems(values).toString().contains("placeholder"));
    }

    @Test
    void V_21_the_two_secrets_differ() {
        Map<String, String> values = production();
        values.put("SESSION_SECRET", ADMIN);
        String name = refused(values);
        assertTrue(name.contains("SESSION_SECRET") && name.contains("ADMIN_API_KEY"), name);
        assertFalse(problems(values).toString().contains(ADMIN));
        values.put("SESSION_SECRET", ADMIN.toUpperCase(Locale.ROOT));
        assertTrue(refused(values).contains("SESSION_SECRET"), "the same bytes in other digits");
        values.put("NODE_ENV", "development");
        assertEquals("", refused(values));
        assertTrue(names(values, Severity.WARN).contains("SESSION_SECRET"));
    }

    @Test
    void V_22_development_needs_one_of_two() {
        for (String mode : new String[] {"development", "test", ""}) {
            assertEquals("SESSION_SECRET, ADMIN_API_KEY", refused(Map.of("NODE_ENV", mode)));
        }
    }

    @Test
    void V_02_V_17_V_23_in_development_the_key_stands_in_for_the_secret_with_a_warning() {
        Map<String, String> one = Map.of("ADMIN_API_KEY", ADMIN);
        assertEquals("", refused(one));
        assertEquals("COOKIE_NAME; DATABASE_KEY; NODE_ENV; SESSION_SECRET", names(one, Severity.WARN));
    }

    @Test
    void V_24_in_development_the_secret_alone_is_enough() {
        Map<String, String> one = Map.of("NODE_ENV", "development", "SESSION_SECRET", SESSION);
        assertEquals("", refused(one));
        assertEquals("ADMIN_API_KEY; COOKIE_NAME; DATABASE_KEY", names(one, Severity.WARN));
    }

    @ParameterizedTest
    @CsvSource({
        "NODE_ENV=prodution, NODE_ENV",
        "PORT=abc, PORT",
        "PORT=70000, PORT",
        "LOG_LEVEL=loud, LOG_LEVEL",
        "CORS_ORIGINS=admin.example.org, CORS_ORIGINS",
        "NODE_ENV=production CORS_ORIGINS=*, 'CORS_ORIGINS; DATABASE_KEY; DATABASE_URL; SESSION_SECRET'",
        "CORS_ORIGINS=https://a.example CORS_ORIGIN=https://b.example, 'CORS_ORIGIN, CORS_ORIGINS'",
        "LOGIN_BRUTE_MAX_ATTEMPTS=0, LOGIN_BRUTE_MAX_ATTEMPTS",
        "ADMIN_API_KEY_FILE=/some/file, 'ADMIN_API_KEY, ADMIN_API_KEY_FILE'"
    })
    void V_02_V_03_V_09_V_20_V_29_what_is_wrong_is_named(String given, String names) {
        Map<String, String> values = new HashMap<>(Map.of("ADMIN_API_KEY", ADMIN));
        for (String pair : given.split(" ", -1)) {
            values.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
        }
        assertEquals(names, refused(values));
    }

    @Test
    void V_02_two_names_of_the_mode_agree() {
        Map<String, String> values = production();
        values.put("FLASK_ENV", "development");
        assertEquals("NODE_ENV, FLASK_ENV", refused(values));
    }

    @Test
    void V_20_every_origin_is_a_warning_in_development() {
        Map<String, String> values = Map.of("ADMIN_API_KEY", ADMIN, "CORS_ORIGINS", "*");
        assertEquals("", refused(values));
        assertTrue(names(values, Severity.WARN).contains("CORS_ORIGINS"));
    }

    private static Stream<String> places() {
        return Stream.of(
                "data/x.db => data/x.db",
                "./x.db => ./x.db",
                "/srv/x.db => /srv/x.db",
                "file:./x.db => ./x.db",
                "FILE:x.db => x.db",
                "file:/srv/x.db => /srv/x.db",
                "file:///srv/x.db => /srv/x.db",
                "postgres://host/x =>",
                "file://host/x.db =>",
                "file:x.db?mode=ro =>",
                "file:a%20b =>",
                "file: =>",
                "data/ =>");
    }

    @ParameterizedTest
    @MethodSource("places")
    void V_16_the_place_is_a_path_or_a_file_url(String row) {
        String[] parts = row.split(" ?=> ?", -1);
        Map<String, String> values = production();
        values.put("DATABASE_URL", parts[0]);
        assertEquals(parts[1].isEmpty() ? "DATABASE_URL" : "", refused(values));
        if (!parts[1].isEmpty()) {
            assertEquals(Path.of(parts[1]), PromptSettings.DATABASE.parse(parts[0]));
        }
    }

    @Test
    void V_56_two_services_live_beside_each_other() {
        assertEquals(List.of(), problems(production()));
        assertEquals("SESSION_SECRET, ADMIN_API_KEY", refused(Map.of()));
        assertEquals(List.of(), problems(production()));
    }

    @Test
    void names_of_other_guides_are_no_mistakes() {
        Map<String, String> values = production();
        values.putAll(Map.of("RATE_LIMIT_MAX", "50", "REQUEST_TIMEOUT_MS", "9000", "JWT_SECRET", "x"));
        values.putAll(Map.of("LOGIN_BRUTE_LOCK_MS", "900000", "LOG_LEVEL", "warn", "HTTPS_ENABLED", "false"));
        assertEquals(List.of(), problems(values));
        values.put("SESION_SECRET", "x");
        assertEquals("SESION_SECRET", names(values, Severity.WARN));
    }

    @Test
    void V_22_V_53_a_refused_start_ends_with_1_and_opens_no_port() {
        try (Child app = Child.start(directory, "votive-prompt", Map.of("LOG_LEVEL", "loud"))) {
            assertEquals(1, app.exitCode());
            for (String name : List.of("SESSION_SECRET", "ADMIN_API_KEY", "LOG_LEVEL")) {
                assertTrue(app.output().contains(name), app.output());
            }
            assertFalse(app.output().contains("\tat "), app.output());
            assertThrows(UncheckedIOException.class, () -> RawHttp.get(app.port(), "/health"));
        }
    }

    @Test
    void V_39_V_40_another_key_ends_with_1_and_tells_neither() throws IOException {
        Map<String, String> values = production();
        Path work = Files.createDirectories(directory.resolve("work").resolve("data"));
        PromptStore.open(work.resolve("prompts.db"), Secret.ofUtf8("DATABASE_KEY", DATABASE))
                .put("NAME", "content");
        byte[] before = Files.readAllBytes(work.resolve("prompts.db"));
        values.put("DATABASE_KEY", "8c1f0e5d9c3a482e61d7f40a95c8e23b");
        try (Child app = Child.start(directory, "votive-prompt", values)) {
            assertEquals(1, app.exitCode());
            assertTrue(app.output().contains("DATABASE_KEY"), app.output());
            assertFalse(app.output().contains("8c1f0e5d") || app.output().contains("\tat "), app.output());
        }
        assertArrayEquals(before, Files.readAllBytes(work.resolve("prompts.db")));
    }

    @Test
    void V_03_the_guide_has_its_own_port() {
        assertEquals(3002, VotivePromptApp.PORT);
        VotivePromptApp app = new VotivePromptApp();
        SettingReader reader = SettingReader.of(app.declare(SettingSource.environment(production())), app.modeRule());
        assertEquals(3002, app.read(reader).server().port());
    }
}
