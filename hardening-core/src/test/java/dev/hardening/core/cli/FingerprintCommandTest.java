package dev.hardening.core.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.HardeningSettings;
import dev.hardening.core.posture.ConfigFingerprint;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FingerprintCommandTest {

    private static final String ONE = "Zk3vT8qLw0aXnY5rBcPd2hJ7mQ9sUe4G";
    private static final String OTHER = "Qm7xW2nRt5vKz8bJc4dLf6gHs3pYa9Ue";
    private static final String KEY = "FINGERPRINT_KEY=Tb6cV9mXe2rWq5yNu8iKo1pLa4sDf7Gh;";

    @TempDir
    private Path folder;

    private CommandLine run(String lines, String... options) throws IOException {
        Path file = Files.writeString(folder.resolve("x.env"), lines.replace(";", "\n"));
        Object[] words = new Object[3 + options.length];
        words[0] = "fingerprint";
        words[1] = "--env-file";
        words[2] = file;
        System.arraycopy(options, 0, words, 3, options.length);
        return CommandLine.run(words).exits(0).hides(ONE, OTHER, "hunter2", "Tb6cV9mX");
    }

    private String of(String lines) throws IOException {
        return run(lines).out().lines().findFirst().orElseThrow();
    }

    @Test
    void E_54_the_same_settings_have_the_same_fingerprint_and_it_is_none_of_their_values() throws IOException {
        String lines = KEY + "JWT_SECRET=" + ONE + ";RATE_LIMIT_MAX=7;DATABASE_URL=postgres://u:hunter2@db/x";
        assertEquals(of(lines), of(lines));
        assertTrue(of(lines).matches("fingerprint [0-9a-f]{32}"), of(lines));
        run(lines).says("keyed by FINGERPRINT_KEY", " JWT_SECRET\n", " DATABASE_URL\n");
    }

    @ParameterizedTest
    @CsvSource({
        "RATE_LIMIT_MAX=7, RATE_LIMIT_MAX=8",
        "RATE_LIMIT_MAX=7, RATE_LIMIT_MAX=seven",
        "RATE_LIMIT_MAX=six, RATE_LIMIT_MAX=seven",
        "RATE_LIMIT_MAX=7, RATE_LIMIT_WINDOW_MS=7000",
        "NODE_ENV=production, NODE_ENV=development",
        "ALLOWED_ORIGINS=https://a.example, ALLOWED_ORIGINS=https://b.example",
        "TRUSTED_PROXIES=10.0.0.0/8, TRUSTED_PROXIES=10.0.0.0/16",
        "SESSION_SECRET=@, SESSION_SECRET=%",
        "API_KEYS=@, API_KEYS=%",
        "'API_KEYS=@', 'API_KEYS=@,%'",
        "API_KEY_1=@, API_KEY_2=@",
        "JWT_SECRET_PREVIOUS=@, JWT_SECRET_PREVIOUS=%",
        "FLAG_READ_ONLY=true, FLAG_READ_ONLY=false",
        "DATABASE_URL=postgres://u:p@db/x, DATABASE_URL=postgres://u:q@db/x",
        "SOMETHING=1, SOMETHING=2",
        "SOMETHING=1, SOMETHINGS=1",
        "SOMETHING=1, B=2"
    })
    void E_54_one_change_makes_another_fingerprint(String before, String after) throws IOException {
        String base = KEY + "JWT_SECRET=" + ONE.replace('Z', 'Y') + ";A=1;";
        assertNotEquals(
                of(base + before.replace("@", ONE).replace("%", OTHER)),
                of(base + after.replace("@", ONE).replace("%", OTHER)));
    }

    /** These rooms stand beside the front desk, and a process' environment counts by the names that are read. */
    @ParameterizedTest
    @CsvSource({
        "OIDC_CLIENT_SECRET, Zk39vQw81LmPx7Tn2Rb5, Zk39vQw81LmPx7Tn2Rb6",
        "OIDC_CALLBACK_PATH, /a, /b",
        "OIDC_CLIENT_ID, a, b",
        "OIDC_SCOPES, email, profile",
        "HTTPS_ENABLED, true, false",
        "HTTPS_KEY_PATH, /a, /b",
        "HTTPS_CERT_PATH, /a, /b"
    })
    void E_54_log_ins_at_an_issuer_and_certificates_count_without_a_file(String name, String one, String other) {
        assertNotEquals(ofProcess(name, one), ofProcess(name, other));
        assertEquals(ofProcess(name, one), ofProcess(name, one));
    }

    private static String ofProcess(String name, String value) {
        Map<String, String> values =
                Map.of("FINGERPRINT_KEY", "Tb6cV9mXe2rWq5yNu8iKo1pLa4sDf7Gh", "HOSTNAME", value, name, value);
        return FingerprintCommand.of(SettingSource.environment(values), false).text();
    }

    @Test
    void what_is_written_out_there_and_is_the_default_is_the_same() throws IOException {
        assertEquals(of(KEY + "HTTPS_ENABLED=false"), of(KEY + "HTTPS_ENABLED=no;OIDC_CALLBACK_PATH=/auth/callback"));
    }

    @ParameterizedTest
    @CsvSource({
        "RATE_LIMIT_MAX=7, RATE_LIMIT_MAX_REQUESTS=7",
        "RATE_LIMIT_MAX=7, RATE_LIMIT_MAX=007",
        "RATE_LIMIT_MAX=100, A=1",
        "LOG_JSON=yes, LOG_JSON=TRUE",
        "JWT_ACCESS_TTL_MIN=10, JWT_ACCESS_EXPIRY=600",
        "NODE_ENV=production, FLASK_ENV=production",
        "JWT_SECRET=@, JWT_SECRET_KEY=@"
    })
    void what_means_the_same_has_the_same_fingerprint(String one, String other) throws IOException {
        String base = KEY + "A=1;";
        assertEquals(of(base + one.replace("@", ONE)), of(base + other.replace("@", ONE)));
    }

    @Test
    void a_secret_counts_the_same_in_a_file_and_in_the_environment() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), ONE + "\n");
        assertEquals(of(KEY + "JWT_SECRET=" + ONE), of(KEY + "JWT_SECRET_FILE=" + secret));
        assertEquals(of(KEY + "DATABASE_URL=" + ONE), of(KEY + "DATABASE_URL_FILE=" + secret));
        assertNotEquals(of(KEY + "PID_FILE=/run/a.pid"), of(KEY + "PID_FILE=/run/b.pid"));
    }

    @Test
    void tags_show_which_setting_differs() throws IOException {
        String before = run(KEY + "A=1;RATE_LIMIT_MAX=7;JWT_SECRET=" + ONE).out();
        String after = run(KEY + "A=1;RATE_LIMIT_MAX=7;JWT_SECRET=" + OTHER).out();
        assertEquals(
                java.util.Set.of("JWT_SECRET"),
                before.lines()
                        .filter(line -> line.startsWith("  ") && after.lines().noneMatch(line::equals))
                        .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                        .collect(java.util.stream.Collectors.toSet()));
    }

    /** Who has the fingerprint but not the key must not be able to try values of a weak secret. */
    @Test
    void secrets_are_keyed_by_the_strong_ones_or_left_out() throws IOException {
        String weak = "SMTP_PASSWORD=hunter2;";
        run(weak).says("keyed by nothing", "left out SMTP_PASSWORD", "set FINGERPRINT_KEY");
        assertEquals(of(weak), of("SMTP_PASSWORD=hunter3"));
        run("FINGERPRINT_KEY=changeme;" + weak).says("keyed by nothing");
        run("JWT_SECRET=correct horse battery staple and some more words;" + weak)
                .says("keyed by nothing");
        run("DATABASE_URL=postgres://u:pw@host.example.org:5432/database;" + weak)
                .says("keyed by nothing");
        String strong = "JWT_SECRET=" + ONE + ";";
        run(strong + weak).says("keyed by the machine-made secrets");
        assertNotEquals(of(strong + weak), of(strong + "SMTP_PASSWORD=hunter3"));
        assertNotEquals(tag(strong + weak, "SMTP_PASSWORD"), tag("JWT_SECRET=" + OTHER + ";" + weak, "SMTP_PASSWORD"));
        assertNotEquals(tag(KEY + weak, "SMTP_PASSWORD"), tag(strong + weak, "SMTP_PASSWORD"));
    }

    private String tag(String lines, String name) throws IOException {
        return run(lines)
                .out()
                .lines()
                .filter(line -> line.endsWith(" " + name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void says_the_same_as_json() throws IOException {
        String text = of(KEY + "A=1").substring("fingerprint ".length());
        run(KEY + "A=1", "--json")
                .says("{\"fingerprint\":\"" + text + "\",\"keyedBy\":\"FINGERPRINT_KEY\",\"leftOut\":[],\"tags\":{");
    }

    @Test
    void a_running_service_computes_the_same_as_the_command() throws IOException {
        Map<String, String> values = new TreeMap<>(Map.of(
                "JWT_SECRET", ONE, "RATE_LIMIT_MAX", "7", "FINGERPRINT_KEY", "Tb6cV9mXe2rWq5yNu8iKo1pLa4sDf7Gh"));
        SettingReader reader = SettingReader.of(SettingSource.environment(values));
        HardeningSettings unused = HardeningSettings.builder().read(reader);
        ConfigFingerprint fingerprint = ConfigFingerprint.of(reader);
        assertEquals(of(KEY + "JWT_SECRET=" + ONE + ";RATE_LIMIT_MAX=7"), "fingerprint " + fingerprint);
        assertEquals(fingerprint.text(), fingerprint.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"fingerprint a", "fingerprint --env-file", "fingerprint --secret x"})
    void a_misspelt_command_is_told(String words) {
        CommandLine.run((Object[]) words.split(" ", -1)).exits(2).says("usage: fingerprint");
    }

    @Test
    void without_a_file_it_reads_the_environment_and_a_missing_file_is_refused() {
        CommandLine.run("fingerprint").exits(0).says("fingerprint ");
        CommandLine.run("fingerprint", "--env-file", folder.resolve("none")).exits(1);
    }
}
