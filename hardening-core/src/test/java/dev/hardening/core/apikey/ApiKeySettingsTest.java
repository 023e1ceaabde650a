package dev.hardening.core.apikey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.event.SecurityEventListener;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingReport;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.testing.FakeTicker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeySettingsTest {

    private final Map<String, String> values = new HashMap<>();

    private record Read(ApiKeySettings settings, SettingReport report) {
        List<ProblemCode> codes() {
            return report.problems().stream().map(Problem::code).toList();
        }

        boolean accepts(String key) {
            FakeTicker clock = new FakeTicker();
            try (ApiKeys keys = new ApiKeys(settings, clock, clock, SecurityEventListener.none())) {
                return keys.authenticate(FakeRequest.with(settings.header(), key)) != null;
            }
        }
    }

    private Read read() {
        SettingReader reader = SettingReader.of(SettingSource.environment(values));
        ApiKeySettings settings = ApiKeySettings.read(reader);
        return new Read(settings, reader.finish());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", " , ", ",,,"})
    void C_10_C_46_production_without_a_key_refuses_and_names_the_way_out(String list) {
        values.put("API_KEYS", list);
        Read read = read();
        assertTrue(read.report().isRefused());
        String text = read.report().problems().get(0).toString();
        assertTrue(text.contains("API_KEYS") && text.contains("DEVELOPMENT_MODE"), text);
    }

    @Test
    void C_11_the_placeholder_of_the_quick_start_works_and_is_warned_of() {
        values.put("API_KEYS", "your-secure-key-here");
        Read read = read();
        assertFalse(read.report().isRefused());
        assertTrue(read.codes().contains(ProblemCode.SECRET_PLACEHOLDER));
        assertTrue(read.accepts("your-secure-key-here"));
    }

    @Test
    void C_13_C_14_development_mode_opens_the_door_loudly() {
        values.put("DEVELOPMENT_MODE", "yes");
        values.put("API_KEYS", "Zk3vT8qLw0aXnY5rBcPd2hJ7");
        Read read = read();
        assertFalse(read.report().isRefused());
        assertEquals(Enforcement.OFF, read.settings().enforcement());
        assertEquals(List.of(ProblemCode.AUTHENTICATION_OFF, ProblemCode.IGNORED), read.codes());
        assertTrue(read.report().problems().toString().contains("DEVELOPMENT_MODE"));
        assertTrue(read.report().problems().get(1).message().contains("ignored"));
    }

    @Test
    void a_development_mode_by_another_name_does_not_open_the_door() {
        values.put("NODE_ENV", "development");
        assertEquals(List.of(ProblemCode.NO_KEYS), read().codes());
    }

    @Test
    void C_15_C_16_C_17_lists_and_numbered_keys_add_up() {
        values.put("API_KEYS", " Zk3vT8qLw0aXnY5rBcPd2hJ7, ,m1Gf6sKu9eQj4xVzHtNo8bWi ,, Zk3vT8qLw0aXnY5rBcPd2hJ7");
        values.put("API_KEY_1", "p7Dd2yRc5mTk0uLs8vAe3wZf");
        values.put("API_KEY_BILLING", "c4Hn9jXg1oVb6iQt7rYl2kMa");
        Read read = read();
        assertEquals(List.of(), read.codes());
        assertEquals(
                List.of("API_KEYS[1]", "API_KEYS[2]", "API_KEY_1", "API_KEY_BILLING"),
                read.settings().labels());
        for (String key : List.of(
                "Zk3vT8qLw0aXnY5rBcPd2hJ7",
                "m1Gf6sKu9eQj4xVzHtNo8bWi",
                "p7Dd2yRc5mTk0uLs8vAe3wZf",
                "c4Hn9jXg1oVb6iQt7rYl2kMa")) {
            assertTrue(read.accepts(key));
        }
        assertFalse(read.accepts(""));
        assertFalse(read.accepts(" Zk3vT8qLw0aXnY5rBcPd2hJ7"));
    }

    @Test
    void C_18_keys_below_16_characters_are_warned_of_by_name_and_work() {
        values.put("API_KEYS", "client-key-1,admin-key-2,service-key-3");
        Read read = read();
        assertFalse(read.report().isRefused());
        String text = read.report().problems().toString();
        assertTrue(text.contains("API_KEYS[1]") && text.contains("16"), text);
        assertFalse(text.contains("client-key-1"));
        assertTrue(read.accepts("service-key-3"));
        values.put("API_KEYS", "k7Wq2mZx9Lp4Vt8s");
        assertEquals(List.of(), read().codes());
    }

    @Test
    void C_19_base64_keys_work_as_they_are() {
        values.put("API_KEYS", "q3Zx8+Lw/0aTnV5rKcYb2hJ7sMdGfPeU1oBi4tQyHnE=");
        Read read = read();
        assertEquals(List.of(), read.codes());
        assertTrue(read.accepts("q3Zx8+Lw/0aTnV5rKcYb2hJ7sMdGfPeU1oBi4tQyHnE="));
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "90", "hk_", "fifteen-letters"})
    void a_short_word_behind_a_label_is_no_key(String value) {
        values.put("API_KEYS", "Zk3vT8qLw0aXnY5rBcPd2hJ7");
        values.put("API_KEY_ENABLED", value);
        Read read = read();
        assertEquals(List.of(ProblemCode.SECRET_SHORT), read.codes());
        assertTrue(read.report().isRefused());
        assertTrue(read.report().problems().toString().contains("API_KEY_ENABLED"));
        assertFalse(read.accepts(value));
        values.put("NODE_ENV", "test");
        Read elsewhere = read();
        assertFalse(elsewhere.report().isRefused());
        assertFalse(elsewhere.accepts(value));
        values.put("API_KEY_1", value);
        assertTrue(read().accepts(value), "a number says that it is a key");
    }

    @Test
    void keys_come_from_files_by_line_or_comma(@TempDir Path folder) throws IOException {
        values.put(
                "API_KEYS_FILE",
                Files.writeString(folder.resolve("keys"), "Zk3vT8qLw0aXnY5rBcPd2hJ7\nm1Gf6sKu9eQj4xVzHtNo8bWi,x\n")
                        .toString());
        values.put(
                "API_KEY_7_FILE",
                Files.writeString(folder.resolve("one"), "p7Dd2yRc5mTk0uLs8vAe3wZf\n")
                        .toString());
        Read read = read();
        assertFalse(read.report().isRefused());
        assertEquals(List.of("API_KEY_7"), read.settings().labels());
        assertTrue(read.accepts("Zk3vT8qLw0aXnY5rBcPd2hJ7"));
        assertTrue(read.accepts("m1Gf6sKu9eQj4xVzHtNo8bWi"));
        assertTrue(read.accepts("p7Dd2yRc5mTk0uLs8vAe3wZf"));
    }

    @Test
    void AK6_a_list_and_a_file_together_are_refused_naming_both(@TempDir Path folder) throws IOException {
        values.put("API_KEYS", "Zk3vT8qLw0aXnY5rBcPd2hJ7");
        values.put(
                "API_KEYS_FILE", Files.writeString(folder.resolve("keys"), "x").toString());
        Read read = read();
        assertTrue(read.codes().contains(ProblemCode.VALUE_AND_FILE));
        assertTrue(read.report().problems().toString().contains("API_KEYS, API_KEYS_FILE"));
    }

    @Test
    void a_file_that_is_missing_or_empty_refuses(@TempDir Path folder) throws IOException {
        for (Path file : List.of(folder.resolve("none"), Files.writeString(folder.resolve("empty"), ""), folder)) {
            values.put("API_KEYS_FILE", file.toString());
            Read read = read();
            assertEquals(List.of(ProblemCode.FILE_UNUSABLE), read.codes());
            String told = read.report().problems().toString();
            assertFalse(told.contains(file.toString()), told);
        }
    }

    @Test
    void an_entry_that_no_header_can_carry_refuses_without_naming_it() {
        values.put("API_KEY_1", "has a blank inside of it");
        Read read = read();
        assertTrue(read.report().isRefused());
        assertFalse(read.report().problems().toString().contains("blank inside"));
    }

    @Test
    void the_header_may_have_another_name_but_must_be_one() {
        values.put("API_KEYS", "Zk3vT8qLw0aXnY5rBcPd2hJ7");
        values.put("API_KEY_HEADER", "X-Admin-Key");
        assertEquals("X-Admin-Key", read().settings().header());
        assertTrue(read().accepts("Zk3vT8qLw0aXnY5rBcPd2hJ7"));
        values.put("API_KEY_HEADER", "X Admin: Key");
        assertEquals(List.of(ProblemCode.MALFORMED), read().codes());
    }

    @Test
    void watching_and_switching_off_are_loud() {
        values.put("API_KEY_MODE", "shadow");
        values.put("API_KEYS", "Zk3vT8qLw0aXnY5rBcPd2hJ7");
        assertEquals(List.of(ProblemCode.LOOSENED), read().codes());
        values.put("API_KEY_MODE", "off");
        assertEquals(List.of(ProblemCode.AUTHENTICATION_OFF), read().codes());
        assertEquals(Enforcement.OFF, read().settings().enforcement());
    }

    @Test
    void no_summary_shows_a_key() {
        values.put("API_KEYS", "Zk3vT8qLw0aXnY5rBcPd2hJ7");
        ApiKeySettings settings = read().settings();
        assertEquals("1 API keys in X-API-Key", settings.summary());
        assertFalse(settings.toString().contains("Zk3v"));
        assertNotNull(settings.labels());
        assertNull(settings.file());
    }
}
