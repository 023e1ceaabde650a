package dev.hardening.examples.votivebackend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.examples.Child;
import dev.hardening.testing.Eventually;
import dev.hardening.testing.TestCertificate;
import dev.hardening.testing.TlsClient;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The backend of guide 000 in a process of its own, as an operator starts it, looks at it and ends it. */
@Timeout(180)
class BackendProcessTest {

    private static final String LIVE = "/health/live";

    @TempDir
    private Path directory;

    private final StubService stub;

    BackendProcessTest() throws Exception {
        stub = new StubService();
    }

    @AfterEach
    void close() {
        stub.close();
    }

    private Child start(Map<String, String> more) {
        Map<String, String> values = Backend.required(stub.url());
        values.putAll(more);
        return Child.start(directory, "votive-backend", values);
    }

    private static String access(Child app, String id) {
        return app.output()
                .lines()
                .filter(line -> line.contains(id) && line.contains("duration_ms"))
                .findFirst()
                .orElse("");
    }

    @Test
    void V_01_V_06_V_11_V_53_without_what_it_needs_it_ends_with_1_one_report_and_no_port() {
        try (Child app = start(Map.of(
                "ANTHROPIC_API_KEY",
                "",
                "CORS_ORIGIN",
                " ",
                "PROMPT_SERVICE_URL",
                "http://user:shibboleth@[",
                "CIRCUIT_BREAKER_ERROR_THRESHOLD",
                "0"))) {
            assertEquals(1, app.exitCode());
            for (String name : new String[] {
                "ANTHROPIC_API_KEY", "CORS_ORIGIN", "PROMPT_SERVICE_URL", "CIRCUIT_BREAKER_ERROR_THRESHOLD"
            }) {
                assertTrue(app.output().contains(name), app.output());
            }
            assertFalse(app.output().contains("shibboleth"), app.output());
            assertThrows(UncheckedIOException.class, () -> RawHttp.get(app.port(), LIVE));
            assertEquals(0, stub.checks());
        }
    }

    @Test
    void V_05_the_guides_own_files_are_found_beside_the_working_directory() throws Exception {
        TestCertificate pair = TestCertificate.of(TestCertificate.key("EC-secp256r1"))
                .valid(TestCertificate.BEGIN, TestCertificate.BEGIN.plus(Duration.ofDays(36_500)))
                .build();
        Path certificates = Files.createDirectories(directory.resolve("certs"));
        Files.writeString(certificates.resolve("localhost+2-key.pem"), pair.keyPem());
        Files.writeString(certificates.resolve("localhost+2.pem"), pair.pem());
        try (Child app = start(Map.of("HTTPS_ENABLED", ""))) {
            app.lines("\"started\"");
            try (SSLSocket socket = new TlsClient().connect(app.port())) {
                assertEquals(1, TlsClient.serial(socket));
            }
            assertFalse(app.output().contains("WARN"), app.output());
        }
    }

    @Test
    void V_05_development_without_files_says_that_it_speaks_plain_http() {
        try (Child app = start(Map.of("HTTPS_ENABLED", "", "NODE_ENV", "development"))) {
            app.ready(LIVE);
            assertEquals(200, RawHttp.get(app.port(), LIVE).status());
            for (String name : new String[] {"HTTPS_KEY_PATH", "HTTPS_CERT_PATH"}) {
                String line = app.lines(name).get(0);
                assertTrue(line.contains("\"level\":\"WARN\"") && line.contains("plain http"), line);
            }
        }
    }

    @Test
    void V_48_a_call_that_is_in_flight_finishes_while_the_service_ends_and_then_it_exits_with_0() {
        stub.does(StubService.HANGS);
        try (Child app = start(Map.of())) {
            app.ready(LIVE);
            RawHttp running =
                    RawHttp.connect(app.port()).send(RawHttp.message("GET", "/api/v1/prompts/SLOW", "", false));
            Eventually.until(() -> stub.count() == 1);
            app.terminate();
            app.lines("\"stopping\"");
            Eventually.until(() -> RawHttp.get(app.port(), "/health/ready").status() == 503);
            Response refused = RawHttp.get(app.port(), "/api/v1/prompts/NEW");
            assertEquals(503, refused.status());
            assertTrue(refused.text().contains("SHUTTING_DOWN"), refused.text());
            assertTrue(Backend.retryAfter(refused) >= 1);
            stub.release();
            Response finished = running.read();
            assertEquals(200, finished.status(), finished::toString);
            assertTrue(finished.text().contains("SLOW v1"), finished.text());
            assertEquals(0, app.exitCode());
            assertEquals(1, stub.count());
        }
    }

    @Test
    void a_call_that_hangs_for_longer_than_the_grace_does_not_keep_the_process() {
        stub.does(StubService.HANGS);
        try (Child app = start(Map.of("SHUTDOWN_GRACE_MS", "100"))) {
            app.ready(LIVE);
            RawHttp running =
                    RawHttp.connect(app.port()).send(RawHttp.message("GET", "/api/v1/prompts/SLOW", "", false));
            Eventually.until(() -> stub.count() == 1);
            app.terminate();
            assertEquals(0, app.exitCode());
            running.close();
        }
    }

    @Test
    void V_44_opening_is_a_warning_with_the_name_and_no_answer_is_an_error() {
        stub.does(StubService.FAILS);
        try (Child app = start(Map.of("CIRCUIT_BREAKER_VOLUME_THRESHOLD", "1", "RATE_LIMIT_MAX_REQUESTS", "1000"))) {
            app.ready(LIVE);
            Response failed = RawHttp.get(app.port(), "/api/v1/prompts/A", "X-Request-ID: row-V-44");
            assertEquals(503, failed.status());
            String opened = app.lines("BREAKER_OPENED").get(0);
            assertTrue(opened.contains("\"level\":\"WARN\""), opened);
            assertTrue(opened.contains(" open") && opened.contains("prompt-service"), opened);
            String access = Eventually.await(() -> access(app, "row-V-44"), line -> !line.isEmpty());
            String errorId = failed.text().replaceFirst(".*\"error_id\":\"([0-9a-f]+)\".*", "$1");
            assertTrue(access.contains(errorId), access);
            for (int i = 0; i < 100; i++) {
                RawHttp.get(app.port(), "/api/v1/prompts/B");
            }
            app.output().lines().forEach(line -> assertTrue(line.startsWith("{\"timestamp\":\"2"), line));
            assertFalse(app.output().contains("ERROR"), app.output());
            long told = app.output()
                    .lines()
                    .filter(line -> line.contains("DEPENDENCY_FAILED"))
                    .count();
            assertTrue(told >= 1 && told < 100, told + " lines");
        }
    }

    @Test
    void V_09_V_11_the_level_is_followed_and_no_secret_is_printed() {
        try (Child app = start(Map.of(
                "LOG_LEVEL", "debug", "PROMPT_SERVICE_URL", "http://user:shibboleth@127.0.0.1:" + stub.port()))) {
            app.ready(LIVE);
            assertEquals(200, RawHttp.get(app.port(), "/api/v1/prompts/A").status());
            stub.does(StubService.FAILS);
            RawHttp.get(app.port(), "/api/v1/prompts/B");
            assertTrue(app.lines("\"level\":\"DEBUG\"").size() > 1);
            app.lines("did not give a prompt");
            for (String secret : new String[] {"shibboleth", Backend.KEY, "dXNlcjpzaGlib"}) {
                assertFalse(app.output().contains(secret), app.output());
            }
        }
    }

    @Test
    void V_09_at_error_there_are_no_access_lines() {
        try (Child app = start(Map.of("LOG_LEVEL", "error"))) {
            app.ready(LIVE);
            assertEquals(200, RawHttp.get(app.port(), "/api/v1/prompts/A").status());
            assertFalse(app.output().contains("INFO"), app.output());
        }
    }
}
