package dev.hardening.examples.votivebackend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.testing.House;
import dev.hardening.testing.TestCertificate;
import dev.hardening.testing.TlsClient;
import dev.hardening.testing.servlet.RawHttp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The backend of guide 000 with TLS, which is on unless told otherwise (rows V-04 and V-05). */
@Timeout(120)
class BackendTlsTest {

    private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LATER = Instant.parse("2126-01-01T00:00:00Z");
    private static final TestCertificate RSA = made("RSA-2048");
    private static final TestCertificate EC = made("EC-secp256r1");

    @TempDir
    private Path directory;

    private final StubService stub;

    BackendTlsTest() throws Exception {
        stub = new StubService();
    }

    @AfterEach
    void close() {
        stub.close();
    }

    private static TestCertificate made(String kind) {
        return TestCertificate.of(TestCertificate.key(kind)).valid(FROM, LATER).build();
    }

    private Path key(String pem) throws IOException {
        return Files.writeString(directory.resolve("key.pem"), pem);
    }

    private Path chain(String pem) throws IOException {
        return Files.writeString(directory.resolve("chain.pem"), pem);
    }

    private static String openssl(String name) throws IOException {
        return Files.readString(
                House.root().resolve("hardening-core/src/test/resources/tls").resolve(name));
    }

    private void write(String pair) throws IOException {
        switch (pair) {
            case "rsa, PKCS#8" -> {
                key(RSA.keyPem());
                chain(RSA.pem());
            }
            case "rsa, PKCS#1" -> {
                key(openssl("rsa.p1.pem"));
                chain(openssl("rsa.crt.pem"));
            }
            case "ec, SEC 1" -> {
                key(openssl("ec.sec1.pem"));
                chain(openssl("ec.crt.pem"));
            }
            case "ec, chain" -> {
                TestCertificate leaf = TestCertificate.of(TestCertificate.key("EC-secp256r1"))
                        .subject("CN=leaf")
                        .valid(FROM, LATER)
                        .issuedBy(EC)
                        .build();
                key(leaf.keyPem());
                chain(leaf.pem() + EC.pem());
            }
            default -> throw new IllegalArgumentException(pair);
        }
    }

    /** As in production, but for HTTPS_ENABLED, which is not set, and what the test gives. */
    private Backend start(String... namesAndValues) throws Exception {
        Stream<String> files = Stream.of(
                "HTTPS_ENABLED",
                "",
                "HTTPS_KEY_PATH",
                directory.resolve("key.pem").toString(),
                "HTTPS_CERT_PATH",
                directory.resolve("chain.pem").toString());
        return Backend.start(
                stub, Stream.concat(files, Stream.of(namesAndValues)).toArray(String[]::new));
    }

    private List<String> refused(String... namesAndValues) {
        InvalidSettingsException refused = assertThrows(
                InvalidSettingsException.class, () -> start(namesAndValues).close());
        assertFalse(refused.toString().contains("PRIVATE KEY"));
        assertTrue(refused.problems().stream()
                .allMatch(problem -> problem.code().text().matches("HRD-[0-9]{4}")));
        return refused.problems().stream().map(problem -> problem.name()).toList();
    }

    private static String get(SSLSocket socket, String path) throws IOException {
        String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    /** Returns the status of an answer to plain http, 0 when the connection ends without one. */
    private static int plainStatus(int port) {
        try {
            return RawHttp.get(port, "/health/live").status();
        } catch (UncheckedIOException e) {
            return 0;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "jetty, 'rsa, PKCS#8', 1",
        "jetty, 'rsa, PKCS#1', 1",
        "jetty, 'ec, SEC 1', 1",
        "jetty, 'ec, chain', 2",
        "tomcat, 'rsa, PKCS#8', 1",
        "tomcat, 'ec, chain', 2"
    })
    void V_04_V_05_https_answers_and_plain_http_does_not(String server, String pair, int shown) throws Exception {
        write(pair);
        try (Backend app = start("SERVER", server)) {
            for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
                try (SSLSocket socket = new TlsClient().connect(app.port(), protocol)) {
                    assertEquals(shown, socket.getSession().getPeerCertificates().length);
                    String answer = get(socket, "/api/v1/prompts/GREETING");
                    assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
                    assertTrue(answer.contains("GREETING v1"), answer);
                    assertTrue(answer.contains("Strict-Transport-Security: "), answer);
                }
            }
            assertNotEquals(200, plainStatus(app.port()));
            assertEquals(1, stub.count());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "0", "no", "OFF"})
    void V_04_without_https_no_file_is_looked_at(String value) throws Exception {
        try (Backend app = start("HTTPS_ENABLED", value)) {
            assertEquals(200, app.prompt("A").status());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"maybe", "2", "yes!", "tru"})
    void V_04_what_is_no_boolean_is_refused(String value) throws Exception {
        write("rsa, PKCS#8");
        assertEquals(List.of("HTTPS_ENABLED"), refused("HTTPS_ENABLED", value));
    }

    @Test
    void V_05_production_refuses_to_start_without_its_files_and_names_each() throws Exception {
        assertEquals(List.of("HTTPS_KEY_PATH", "HTTPS_CERT_PATH"), refused());
        assertEquals(
                List.of("HTTPS_KEY_PATH", "HTTPS_CERT_PATH"),
                refused("HTTPS_ENABLED", "YES", "HTTPS_KEY_PATH", "", "HTTPS_CERT_PATH", ""),
                "the guide's own paths are where nothing is");
        chain(RSA.pem());
        assertEquals(List.of("HTTPS_KEY_PATH"), refused());
        key(RSA.keyPem());
        Files.delete(directory.resolve("chain.pem"));
        assertEquals(List.of("HTTPS_CERT_PATH"), refused());
    }

    @Test
    void V_05_a_key_of_another_certificate_is_refused_in_every_mode() throws Exception {
        for (TestCertificate other : List.of(made("RSA-2048"), EC)) {
            key(other.keyPem());
            chain(RSA.pem());
            for (String mode : List.of("production", "development")) {
                assertEquals(List.of("HTTPS_KEY_PATH"), refused("NODE_ENV", mode));
            }
        }
    }

    @Test
    void V_05_a_certificate_that_has_expired_or_is_none_is_refused_in_production() throws Exception {
        TestCertificate old = TestCertificate.of(RSA.keys())
                .valid(FROM.minus(Duration.ofDays(2)), FROM.minus(Duration.ofDays(1)))
                .build();
        key(RSA.keyPem());
        chain(old.pem());
        assertEquals(List.of("HTTPS_CERT_PATH"), refused());
        chain("nothing");
        assertEquals(List.of("HTTPS_CERT_PATH"), refused());
    }

    @ParameterizedTest
    @ValueSource(strings = {"jetty", "tomcat"})
    void V_05_development_without_its_files_speaks_plain_http(String server) throws Exception {
        try (Backend app = start("SERVER", server, "NODE_ENV", "development")) {
            assertEquals(200, app.prompt("A").status());
            assertThrows(IOException.class, () -> new TlsClient().connect(app.port()));
        }
    }

    @Test
    void V_05_strict_development_refuses_what_it_would_warn_of() {
        List<String> names = refused("NODE_ENV", "development", "HARDENING_STRICT", "true");
        assertTrue(names.containsAll(List.of("HTTPS_KEY_PATH", "HTTPS_CERT_PATH")), names.toString());
    }
}
