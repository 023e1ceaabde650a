package dev.hardening.core.tls;

import static dev.hardening.testing.TestCertificate.BEGIN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.testing.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a start says about the files, in production and in development. */
class TlsSettingsTest {

    private static final TestCertificate GOOD = TestCertificate.serial(7);
    private static final TestCertificate OTHER = TestCertificate.serial(8);
    private static final TestCertificate WEAK =
            TestCertificate.of(GOOD.keys()).signature("SHA1withECDSA").build();
    private static final Instant END = BEGIN.plus(Duration.ofDays(365));
    private static final Instant NOW = BEGIN.plus(Duration.ofDays(100));

    @TempDir
    private Path directory;

    private Instant now = NOW;
    private TlsSettings defaults = TlsSettings.builder().build();
    private List<String> problems = new ArrayList<>();
    private String report = "";

    private TlsSettings read(Map<String, String> values, String mode) {
        Map<String, String> all = new HashMap<>(values);
        all.put("NODE_ENV", mode);
        SettingReader reader = SettingReader.of(SettingSource.environment(all));
        TlsSettings settings = TlsSettings.read(reader, defaults, () -> now);
        problems = new ArrayList<>();
        reader.finish().problems().forEach(problem -> {
            problems.add(problem.severity() + " " + problem.name() + " " + problem.code());
            report += problem + "\n";
        });
        return settings;
    }

    private Map<String, String> files(String key, String certificates) throws IOException {
        return Map.of(
                "HTTPS_ENABLED",
                "true",
                "HTTPS_KEY_PATH",
                Files.writeString(directory.resolve("key.pem"), key).toString(),
                "HTTPS_CERT_PATH",
                Files.writeString(directory.resolve("chain.pem"), certificates).toString());
    }

    @ParameterizedTest
    @CsvSource({"production", "development"})
    void is_off_by_default_and_looks_at_no_file(String mode) {
        assertFalse(read(Map.of(), mode).isEnabled());
        assertFalse(read(Map.of("HTTPS_KEY_PATH", "/none", "HTTPS_CERT_PATH", "/none"), mode)
                .isEnabled());
        assertEquals(List.of(), problems);
    }

    @ParameterizedTest
    @CsvSource({"production", "development"})
    void takes_a_good_pair(String mode) throws IOException {
        TlsSettings settings = read(files(GOOD.keyPem(), GOOD.pem()), mode);
        assertTrue(settings.isEnabled());
        assertEquals(mode.equals("development"), settings.takesFaultyCertificates());
        assertEquals(directory.resolve("key.pem"), settings.keyFile().orElseThrow());
        assertEquals(directory.resolve("chain.pem"), settings.certificateFile().orElseThrow());
        assertEquals(List.of(), problems);
    }

    static Stream<Arguments> faults() {
        String key = GOOD.keyPem();
        String chain = GOOD.pem();
        return Stream.of(
                // What production refuses and development only tells of.
                Arguments.of(key, chain, END.plusSeconds(1), "REFUSE HTTPS_CERT_PATH CERTIFICATE_EXPIRED", true),
                Arguments.of(
                        key, chain, BEGIN.minusSeconds(1), "REFUSE HTTPS_CERT_PATH CERTIFICATE_NOT_YET_VALID", true),
                Arguments.of(key, chain + OTHER.pem(), NOW, "REFUSE HTTPS_CERT_PATH CERTIFICATE_CHAIN_BROKEN", true),
                Arguments.of(key, WEAK.pem(), NOW, "REFUSE HTTPS_CERT_PATH CERTIFICATE_WEAK", true),
                Arguments.of(key, chain, END.minusSeconds(1), "WARN HTTPS_CERT_PATH CERTIFICATE_EXPIRES_SOON", true),
                // What no server can run with.
                Arguments.of(key, OTHER.pem(), NOW, "REFUSE HTTPS_KEY_PATH PAIR_MISMATCHED", false),
                Arguments.of(key, OTHER.pem() + chain, NOW, "REFUSE HTTPS_CERT_PATH CERTIFICATE_CHAIN_BROKEN", false),
                Arguments.of("", chain, NOW, "REFUSE HTTPS_KEY_PATH FILE_UNUSABLE", false),
                Arguments.of(key, "", NOW, "REFUSE HTTPS_CERT_PATH FILE_UNUSABLE", false),
                Arguments.of(key, key, NOW, "REFUSE HTTPS_CERT_PATH FILE_UNUSABLE", false));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void judges_what_the_files_hold(String key, String chain, Instant when, String problem, boolean usable)
            throws IOException {
        now = when;
        read(files(key, chain), "production");
        assertEquals(List.of(problem), problems);

        TlsSettings settings = read(files(key, chain), "development");
        assertEquals(List.of(usable ? problem.replace("REFUSE", "WARN") : problem), problems);
        assertEquals(usable, settings.isEnabled());
        assertEquals(usable, settings.takesFaultyCertificates());
    }

    static Stream<Arguments> lost() {
        return Stream.of(
                Arguments.of("gone", "chain.pem", List.of("HTTPS_KEY_PATH")),
                Arguments.of("key.pem", "gone", List.of("HTTPS_CERT_PATH")),
                Arguments.of("gone", "gone", List.of("HTTPS_KEY_PATH", "HTTPS_CERT_PATH")),
                Arguments.of(".", "chain.pem", List.of("HTTPS_KEY_PATH")),
                Arguments.of("large", "chain.pem", List.of("HTTPS_KEY_PATH")),
                Arguments.of("/dev/zero", "chain.pem", List.of("HTTPS_KEY_PATH")));
    }

    @ParameterizedTest
    @MethodSource("lost")
    void without_its_files_only_development_starts_and_speaks_plain_http(String key, String chain, List<String> names)
            throws IOException {
        files(GOOD.keyPem(), GOOD.pem());
        Files.writeString(directory.resolve("large"), GOOD.keyPem() + " ".repeat(64 * 1024));
        Map<String, String> values = Map.of(
                "HTTPS_ENABLED", "true",
                "HTTPS_KEY_PATH", directory.resolve(key).toString(),
                "HTTPS_CERT_PATH", directory.resolve(chain).toString());

        assertFalse(read(values, "production").isEnabled());
        assertEquals(
                names.stream().map(name -> "REFUSE " + name + " FILE_UNUSABLE").toList(), problems);
        assertFalse(read(values, "development").isEnabled());
        assertEquals(
                names.stream().map(name -> "WARN " + name + " FILE_UNUSABLE").toList(), problems);
        assertTrue(report.contains("plain http"), report);
        assertFalse(report.contains(directory.toString()), report);
    }

    @ParameterizedTest
    @CsvSource({"production", "development"})
    void both_paths_are_asked_for(String mode) {
        assertFalse(read(Map.of("HTTPS_ENABLED", "true"), mode).isEnabled());
        assertEquals(List.of("REFUSE HTTPS_KEY_PATH MISSING", "REFUSE HTTPS_CERT_PATH MISSING"), problems);
    }

    @ParameterizedTest
    @CsvSource({"1, true", "YES, true", "on, true", "True, true", "0, false", "No, false", "OFF, false"})
    void V_04_booleans_have_many_spellings(String text, boolean enabled) throws IOException {
        Map<String, String> values = new HashMap<>(files(GOOD.keyPem(), GOOD.pem()));
        values.put("HTTPS_ENABLED", text);
        assertEquals(enabled, read(values, "production").isEnabled());
        assertEquals(List.of(), problems);
    }

    @Test
    void V_04_other_words_are_refused() {
        read(Map.of("HTTPS_ENABLED", "maybe"), "production");
        assertEquals(List.of("REFUSE HTTPS_ENABLED UNKNOWN_WORD"), problems);
    }

    @Test
    void an_app_may_have_defaults_that_each_variable_replaces() throws IOException {
        Map<String, String> files = files(GOOD.keyPem(), GOOD.pem());
        Path key = directory.resolve("key.pem");
        Path chain = directory.resolve("chain.pem");
        defaults = TlsSettings.builder().files(key, chain).build();
        assertEquals(key, read(Map.of(), "production").keyFile().orElseThrow());
        assertFalse(read(Map.of("HTTPS_ENABLED", "false"), "production").isEnabled());
        assertEquals(List.of(), problems);

        defaults = TlsSettings.builder().files(directory.resolve("gone"), chain).build();
        read(Map.of(), "production");
        assertEquals(List.of("REFUSE HTTPS_KEY_PATH FILE_UNUSABLE"), problems);
        Map<String, String> keyOnly = Map.of("HTTPS_KEY_PATH", String.valueOf(files.get("HTTPS_KEY_PATH")));
        assertEquals(chain, read(keyOnly, "production").certificateFile().orElseThrow());
        assertEquals(List.of(), problems);
    }

    @Test
    void says_whether_it_is_on_and_nothing_of_the_files() throws IOException {
        assertEquals("plain http", TlsSettings.builder().build().summary());
        TlsSettings settings = read(files(GOOD.keyPem(), GOOD.pem()), "production");
        assertTrue(settings.toString().contains("TLS 1.2 and 1.3"));
        assertFalse(settings.toString().contains("key.pem"));
    }
}
