package dev.hardening.core.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.settings.SettingSource;
import dev.hardening.testing.FakeTicker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerifyCommandTest {

    private static final String STRONG = "Zk3vT8qLw0aXnY5rBcPd2hJ7mQ9sUe4G";

    private final FakeTicker time = new FakeTicker();

    @TempDir
    private Path folder;

    private Path checklist(String text) throws IOException {
        return Files.writeString(folder.resolve("list.checklist"), text);
    }

    /** The line of the one item. */
    private String item(@Nullable WebProbe probe, Map<String, String> values, String check) throws Exception {
        Checklist list = Checklist.parse(List.of("[item]", check));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int code = VerifyCommand.run(
                list,
                new Subject(probe, SettingSource.environment(values), time),
                false,
                new PrintStream(out, true, StandardCharsets.UTF_8));
        String text = out.toString(StandardCharsets.UTF_8);
        assertEquals(text.startsWith("FAIL") ? 1 : 0, code, text);
        return text.lines()
                .limit(2)
                .map(String::strip)
                .reduce((a, b) -> a + ": " + b)
                .orElseThrow();
    }

    private String status(@Nullable WebProbe probe, Map<String, String> values, String check) throws Exception {
        String line = item(probe, values, check);
        return line.substring(0, line.indexOf(' '));
    }

    private static WebProbe probe(Loopback service) throws Exception {
        return WebProbe.of(service.url());
    }

    private static Map<String, String> values(String lines) {
        Map<String, String> values = new java.util.TreeMap<>();
        for (String line : lines.isEmpty() ? new String[0] : lines.split(";", -1)) {
            values.put(
                    line.substring(0, line.indexOf('=')),
                    line.substring(line.indexOf('=') + 1).replace("STRONG", STRONG));
        }
        return values;
    }

    @Test
    void X_30_a_certificate_that_nobody_vouches_for_fails() throws Exception {
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        SelfSigned certificate =
                SelfSigned.forAddress(127, 0, 0, 1, now.minusSeconds(60), Instant.parse("2099-01-01T00:00:00Z"));
        try (Loopback service = Loopback.https(certificate.server()).on("/", 200, "hello")) {
            CommandLine.run("verify", "--checklist", checklist("[HTTPS]\ntls\n"), "--url", service.url())
                    .exits(1)
                    .says("FAIL    HTTPS", "the certificate is not trusted");
        }
    }

    @Test
    void X_30_the_days_of_a_trusted_certificate_are_counted() throws Exception {
        Instant now = time.instant();
        SelfSigned certificate = SelfSigned.forAddress(
                127, 0, 0, 1, Instant.parse("2000-01-01T00:00:00Z"), Instant.parse("2099-01-01T00:00:00Z"));
        long left = Duration.between(now, Instant.parse("2099-01-01T00:00:00Z")).toDays();
        try (Loopback service = Loopback.https(certificate.server()).on("/", 200, "hello")) {
            WebProbe probe = WebProbe.of(service.url(), certificate.trust(), WebProbe.WHOLE);
            assertEquals(
                    "PASS    item: the certificate is trusted and has " + left + " days left",
                    item(probe, Map.of(), "tls 14"));
            time.setWallClock(Instant.parse("2098-12-25T00:00:00Z"));
            assertEquals("FAIL", status(probe, Map.of(), "tls"));
            assertEquals("PASS", status(probe, Map.of(), "tls 7"));
        }
    }

    @Test
    void X_30_a_certificate_that_has_expired_or_is_for_another_host_fails() throws Exception {
        Instant past = Instant.parse("2001-01-01T00:00:00Z");
        SelfSigned expired = SelfSigned.forAddress(127, 0, 0, 1, past.minusSeconds(60), past);
        SelfSigned other = SelfSigned.forAddress(127, 0, 0, 9, past, Instant.parse("2099-01-01T00:00:00Z"));
        for (SelfSigned certificate : List.of(expired, other)) {
            try (Loopback service = Loopback.https(certificate.server()).on("/", 200, "hello")) {
                WebProbe probe = WebProbe.of(service.url(), certificate.trust(), WebProbe.WHOLE);
                String line = item(probe, Map.of(), "tls");
                assertTrue(line.startsWith("FAIL    item: the certificate "), line);
            }
        }
    }

    @Test
    void X_30_plain_http_is_no_https() throws Exception {
        try (Loopback service = Loopback.http().on("/", 200, "hello")) {
            assertEquals("FAIL    item: the URL is plain http", item(probe(service), Map.of(), "tls"));
            WebProbe tls =
                    WebProbe.of(service.url().replace("http:", "https:"), SSLContext.getDefault(), WebProbe.WHOLE);
            assertEquals("FAIL", status(tls, Map.of(), "tls"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "status GET /health 200, PASS",
        "status GET /health 204, FAIL",
        "'status POST /runs 401,403', PASS",
        "status GET /runs 200, FAIL",
        "header X-Frame-Options DENY, PASS",
        "header x-frame-options deny, PASS",
        "header X-Frame-Options SAMEORIGIN, FAIL",
        "header X-Frame-Options, PASS",
        "header Strict-Transport-Security, FAIL",
        "no-header Server, PASS",
        "no-header X-Frame-Options, FAIL",
        "closed /metrics, FAIL",
        "closed /runs, PASS",
        "closed /nowhere, PASS",
        "cors-closed /health, PASS",
        "cors-closed /open, FAIL",
        "cors-closed /echo, FAIL",
        "limit-announced /health, FAIL",
        "limit-announced /limited, PASS",
        "scripts-safe /, PASS",
        "scripts-safe /inline, FAIL",
        "scripts-safe /eval, FAIL",
        "scripts-safe /health, FAIL",
        "scripts-by-nonce /, FAIL",
        "scripts-by-nonce /fixed, FAIL",
        "scripts-by-nonce /nonce, PASS"
    })
    void X_55_each_check_of_a_service_tells_good_from_bad(String check, String expected) throws Exception {
        AtomicInteger nonce = new AtomicInteger();
        try (Loopback service = Loopback.http()
                .on(
                        "/",
                        404,
                        "",
                        "X-Frame-Options",
                        "DENY",
                        "Content-Security-Policy",
                        "default-src 'self'; style-src 'unsafe-inline'")
                .on("/health", 200, "ok")
                .on("/runs", 401, "")
                .on("/metrics", 200, "up 1")
                .on("/open", 200, "", "Access-Control-Allow-Origin", "*")
                .on("/echo", exchange -> {
                    exchange.getResponseHeaders()
                            .add(
                                    "Access-Control-Allow-Origin",
                                    exchange.getRequestHeaders().getFirst("Origin"));
                    Loopback.send(exchange, 200, "");
                })
                .on("/limited", 200, "", "X-RateLimit-Limit", "100")
                .on("/inline", 200, "", "Content-Security-Policy", "script-src 'self' 'unsafe-inline'")
                .on("/eval", 200, "", "Content-Security-Policy", "default-src 'self' 'unsafe-eval'")
                .on("/fixed", 200, "", "Content-Security-Policy", "script-src 'nonce-always'")
                .on("/nonce", exchange -> {
                    exchange.getResponseHeaders()
                            .add("Content-Security-Policy", "script-src 'nonce-" + nonce.incrementAndGet() + "'");
                    Loopback.send(exchange, 200, "");
                })) {
            assertEquals(expected, status(probe(service), Map.of(), check), check);
        }
    }

    @Test
    void X_55_a_limit_is_reached_or_it_is_none() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (Loopback service = Loopback.http()
                .on("/free", 200, "")
                .on("/rude", 429, "")
                .on("/limited", exchange -> {
                    boolean over = asked.incrementAndGet() > 3;
                    if (over) {
                        exchange.getResponseHeaders().add("Retry-After", "60");
                    }
                    Loopback.send(exchange, over ? 429 : 200, "");
                })) {
            assertEquals(
                    "PASS    item: request 4 to /limited is refused, with Retry-After",
                    item(probe(service), Map.of(), "limit-reached /limited 10"));
            assertEquals("FAIL", status(probe(service), Map.of(), "limit-reached /free 5"));
            assertEquals("FAIL", status(probe(service), Map.of(), "limit-reached /rude 5"));
            assertEquals(5, service.asked().stream().filter("GET /free"::equals).count());
        }
    }

    @Test
    void X_55_ports_beside_the_service_lead_to_https_or_are_closed() throws Exception {
        int free;
        try (Loopback service = Loopback.http().on("/", 200, "");
                Loopback redirect = Loopback.http().on("/", 301, "", "Location", "https://127.0.0.1/");
                Loopback elsewhere = Loopback.http().on("/", 301, "", "Location", "http://127.0.0.1/")) {
            assertEquals("PASS", status(probe(service), Map.of(), "https-only " + redirect.port()));
            assertEquals("FAIL", status(probe(service), Map.of(), "https-only " + elsewhere.port()));
            assertEquals("FAIL", status(probe(service), Map.of(), "https-only " + service.port()));
            assertEquals("FAIL", status(probe(service), Map.of(), "port-closed " + redirect.port()));
            free = elsewhere.port();
        }
        WebProbe probe = WebProbe.of("http://127.0.0.1");
        assertEquals("PASS", status(probe, Map.of(), "port-closed " + free));
        assertEquals("FAIL", status(probe, Map.of(), "https-only " + free));
    }

    @ParameterizedTest
    @CsvSource({
        "settings-accepted, API_KEYS=STRONG, PASS",
        "settings-accepted, RATE_LIMIT_MAX=many, FAIL",
        "strong-secret JWT_SECRET, JWT_SECRET=STRONG, PASS",
        "strong-secret JWT_SECRET, JWT_SECRET=short, FAIL",
        "strong-secret JWT_SECRET, JWT_SECRET=change-me-change-me-change-me-change-me, FAIL",
        "strong-secret JWT_SECRET, '', FAIL",
        "strong-secret JWT_SECRET, JWT_SECRET_FILE=/nowhere/at/all, FAIL",
        "strong-secret JWT_SECRET|JWT_SECRET_KEY, JWT_SECRET_KEY=STRONG, PASS",
        "set CORS_ORIGINS|ALLOWED_ORIGINS, ALLOWED_ORIGINS=https://a.example, PASS",
        "set CORS_ORIGINS, CORS_ORIGINS= , FAIL",
        "set JWT_SECRET, JWT_SECRET_FILE=/run/x, PASS",
        "is LOG_JSON true, LOG_JSON=TRUE, PASS",
        "is LOG_JSON true, LOG_JSON=false, FAIL",
        "is LOG_JSON true, '', FAIL",
        "is-not CORS_ORIGINS *, CORS_ORIGINS=*, FAIL",
        "is-not CORS_ORIGINS *, '', PASS",
        "manual somebody looks, '', MANUAL"
    })
    void E_29_each_check_of_the_settings_tells_good_from_bad(String check, String lines, String expected)
            throws Exception {
        assertEquals(expected, status(null, values(lines), check), check + " " + lines);
    }

    @ParameterizedTest
    @CsvSource({
        "LOGIN_BRUTE_MAX_ATTEMPTS=5, PASS",
        "LOGIN_BRUTE_MAX_ATTEMPTS=100000, FAIL",
        "LOGIN_BRUTE_MAX_ATTEMPTS=500, FAIL",
        "LOGIN_BRUTE_MAX_ATTEMPTS=five, FAIL",
        "A=1, MANUAL"
    })
    void E_34_thresholds_that_make_no_sense_fail(String lines, String expected) throws Exception {
        assertEquals(expected, status(null, values(lines), "tuned LOGIN_BRUTE_MAX_ATTEMPTS"));
    }

    @Test
    void E_34_a_lock_below_a_tenth_of_the_window_fails() throws Exception {
        String line = item(
                null, values("LOGIN_BRUTE_WINDOW_MS=900000;LOGIN_BRUTE_LOCK_MS=1000"), "tuned LOGIN_BRUTE_LOCK_MS");
        assertTrue(line.startsWith("FAIL    item: HRD-1013 LOGIN_BRUTE_LOCK_MS"), line);
    }

    @ParameterizedTest
    @CsvSource({"0, PASS", "89, PASS", "90, PASS", "91, FAIL", "-1, PASS", "-2, FAIL", "4000, FAIL"})
    void E_36_a_backup_counts_for_as_long_as_its_test_is_recent(int ago, String expected) throws Exception {
        LocalDate day = LocalDate.ofInstant(time.instant(), ZoneOffset.UTC).minusDays(ago);
        String line = item(null, values("BACKUP_TESTED_AT=" + day), "done-within 90 BACKUP_TESTED_AT");
        assertTrue(line.startsWith(expected + " ") && line.contains(day.toString()), line);
    }

    @ParameterizedTest
    @CsvSource({"'', MANUAL", "BACKUP_TESTED_AT=yesterday, FAIL", "BACKUP_TESTED_AT=2026-13-01, FAIL"})
    void E_36_without_a_day_a_person_has_to_tell(String lines, String expected) throws Exception {
        assertEquals(expected, status(null, values(lines), "done-within 90 BACKUP_TESTED_AT"));
    }

    @Test
    void E_29_whoever_looks_tells_whether_he_is_root() throws Exception {
        boolean root = "0".equals(String.valueOf(Files.getAttribute(Path.of("/proc/self"), "unix:uid")));
        assertEquals(root ? "FAIL" : "PASS", status(null, Map.of(), "not-root"));
        assertEquals("MANUAL", status(null, values("ALLOW_ROOT=true"), "not-root"));
    }

    @Test
    void E_29_secrets_are_in_no_file_of_the_working_tree() throws Exception {
        Path tree = Files.createDirectories(folder.resolve("tree/src"));
        Files.writeString(tree.resolve("A.java"), "nothing to see");
        Map<String, String> values = values("JWT_SECRET=STRONG;DATABASE_URL=postgres://u:hunter2hunter2@db/x");
        String check = "absent-from " + folder.resolve("tree");
        assertEquals("PASS", status(null, values, check));
        Files.createDirectories(folder.resolve("tree/.git"));
        Files.writeString(folder.resolve("tree/.git/config"), STRONG);
        assertEquals("PASS", status(null, values, check));
        Files.writeString(tree.resolve("notes.txt"), "x hunter2hunter2 y");
        String line = item(null, values, check);
        assertEquals("FAIL    item: DATABASE_URL (password) stands in src/notes.txt", line);
        assertEquals("MANUAL", status(null, Map.of(), check));
        assertEquals("FAIL", status(null, values, "absent-from " + folder.resolve("nowhere")));
    }

    @Test
    void X_55_the_worst_check_decides_about_an_item_and_a_failure_about_the_whole() throws Exception {
        Path list = checklist("""
                # two items
                [All is well]
                is A 1
                set A
                [Somebody must look]
                set A
                manual look
                [Bad]
                manual look
                set B
                set A
                """);
        Path env = Files.writeString(folder.resolve("x.env"), "A=1\n");
        CommandLine.run("verify", "--checklist", list, "--env-file", env)
                .exits(1)
                .says(
                        "PASS    All is well\n",
                        "MANUAL  Somebody must look\n",
                        "FAIL    Bad\n",
                        "          B is not set\n")
                .says("1 PASS, 1 MANUAL, 1 FAIL");
        CommandLine json = CommandLine.run("verify", "--json", "--checklist", list, "--env-file", env)
                .exits(1);
        assertTrue(json.out().startsWith("[{\"item\":\"All is well\",\"status\":\"PASS\",\"checks\":["), json.out());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]\nset A",
                "[a",
                "[a]",
                "[a]\n[b]\nset A",
                "set A",
                "[a]\nsett A",
                "[a]\nset",
                "[a]\nset A B",
                "[a]\nset A-B",
                "[a]\nis A",
                "[a]\nstatus GET /a",
                "[a]\nstatus get /a 200",
                "[a]\nstatus GET a 200",
                "[a]\nstatus GET /a ok",
                "[a]\nstatus GET /a 200 300",
                "[a]\nstatus CONNECT /a 200",
                "[a]\nheader",
                "[a]\nheader A:b",
                "[a]\ntls soon",
                "[a]\ntls 1 2",
                "[a]\ntls 999999999999",
                "[a]\nport-closed 0",
                "[a]\nport-closed 65536",
                "[a]\nlimit-reached /a 2001",
                "[a]\nclosed http://elsewhere/",
                "[a]\ndone-within 90",
                "[a]\ndone-within 0 A",
                "[a]\nnot-root now",
                "[a]\nmanual",
                "[a]\nabsent-from"
            })
    void a_misspelt_checklist_is_told_and_asks_nothing(String text) throws IOException {
        try (Loopback service = Loopback.http().on("/", 200, "")) {
            CommandLine.run("verify", "--checklist", checklist(text), "--url", service.url())
                    .exits(2);
            assertEquals(List.of(), service.asked());
        }
    }

    @Test
    void a_list_that_asks_a_service_needs_one() throws IOException {
        CommandLine.run("verify", "--checklist", checklist("[a]\ntls\n"))
                .exits(2)
                .says("--url is missing");
        CommandLine.run("verify", "--url", "http://127.0.0.1").exits(2).says("--checklist is missing");
        CommandLine.run("verify", "--checklist", folder.resolve("none"))
                .exits(2)
                .says("cannot be read");
        CommandLine.run("verify", "--checklist", checklist("[a]\nset A\n"), "--env-file", folder.resolve("none"))
                .exits(1);
    }

    @Test
    void no_value_of_a_setting_is_in_what_it_prints() throws Exception {
        Map<String, String> values = values("JWT_SECRET=STRONG;SMTP_PASSWORD=hunter2;LOGIN_BRUTE_MAX_ATTEMPTS=hunter3");
        List<String> lines = new ArrayList<>();
        for (String check : List.of(
                "settings-accepted",
                "strong-secret JWT_SECRET",
                "strong-secret SMTP_PASSWORD",
                "set SMTP_PASSWORD",
                "is SMTP_PASSWORD x",
                "tuned LOGIN_BRUTE_MAX_ATTEMPTS",
                "done-within 9 SMTP_PASSWORD",
                "absent-from " + folder)) {
            lines.add(item(null, values, check));
        }
        String all = String.join("\n", lines);
        assertTrue(!all.contains(STRONG) && !all.contains("hunter"), all);
    }
}
