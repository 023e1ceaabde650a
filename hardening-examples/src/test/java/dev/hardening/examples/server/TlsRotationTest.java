package dev.hardening.examples.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.tls.TlsKeys;
import dev.hardening.core.tls.TlsSettings;
import dev.hardening.examples.app.Launcher;
import dev.hardening.examples.app.RunningApp;
import dev.hardening.examples.quickstart.QuickstartApp;
import dev.hardening.testing.TestCertificate;
import dev.hardening.testing.TlsClient;
import dev.hardening.testing.servlet.RawHttp;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Both servers while their certificates are replaced. */
class TlsRotationTest {

    private static final TestCertificate ONE = TestCertificate.serial(1);
    private static final TestCertificate TWO = TestCertificate.serial(2);

    @TempDir
    private Path directory;

    private final List<SecurityEvent> events = new ArrayList<>();

    private TlsSettings write(TestCertificate pair) throws IOException {
        Path key = Files.writeString(directory.resolve("key.pem"), pair.keyPem());
        Path chain = Files.writeString(directory.resolve("chain.pem"), pair.pem());
        return TlsSettings.builder().files(key, chain).build();
    }

    private static WebApp app() {
        return WebApp.builder().servlet("/", new Hello()).build();
    }

    private static void assertServes(SSLSocket socket) throws IOException {
        socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        String status = reader.readLine();
        assertTrue(status != null && status.startsWith("HTTP/1.1 200"), status);
        for (String line = reader.readLine(); line != null && !line.isEmpty(); line = reader.readLine()) {
            assertFalse(line.isBlank());
        }
        char[] body = new char[5];
        assertEquals(5, reader.read(body));
    }

    @ParameterizedTest
    @CsvSource({"JETTY, TLSv1.3", "JETTY, TLSv1.2", "TOMCAT, TLSv1.3", "TOMCAT, TLSv1.2"})
    void new_connections_see_the_new_certificate_and_old_ones_go_on(ServerKind kind, String protocol) throws Exception {
        TlsSettings files = write(ONE);
        ServerSettings settings = ServerSettings.of(kind, "127.0.0.1", 0).tls(files, null);
        TlsClient client = new TlsClient();
        try (TlsKeys keys = TlsKeys.open(files, () -> TestCertificate.BEGIN, events::add);
                WebServer server = WebServer.start(settings, keys, app());
                SSLSocket before = client.connect(server.port(), protocol)) {
            assertServes(before);
            assertEquals(1, TlsClient.serial(before));

            Files.writeString(directory.resolve("key.pem"), "half");
            keys.poll();
            keys.poll();
            try (SSLSocket meanwhile = new TlsClient().connect(server.port(), protocol)) {
                assertServes(meanwhile);
                assertEquals(1, TlsClient.serial(meanwhile));
            }

            write(TWO);
            keys.poll();
            keys.poll();
            // The same client, which would like to resume its session, and one without a session.
            for (TlsClient next : List.of(client, new TlsClient())) {
                try (SSLSocket after = next.connect(server.port(), protocol)) {
                    assertServes(after);
                    assertEquals(2, TlsClient.serial(after));
                }
            }
            assertServes(before);
            assertEquals(1, TlsClient.serial(before));
            assertEquals(
                    List.of(SecurityEventType.SECRET_REJECTED, SecurityEventType.SECRET_RELOADED),
                    events.stream().map(SecurityEvent::type).toList());
        }
    }

    /** Without a change, sessions are resumed; otherwise the test above would show nothing. */
    @ParameterizedTest
    @EnumSource(ServerKind.class)
    void sessions_are_resumed_until_then(ServerKind kind) throws Exception {
        TlsSettings files = write(ONE);
        ServerSettings settings = ServerSettings.of(kind, "127.0.0.1", 0).tls(files, null);
        TlsClient client = new TlsClient();
        try (TlsKeys keys = TlsKeys.open(files, () -> TestCertificate.BEGIN, events::add);
                WebServer server = WebServer.start(settings, keys, app())) {
            long begun;
            try (SSLSocket first = client.connect(server.port(), "TLSv1.2")) {
                assertServes(first);
                begun = first.getSession().getCreationTime();
            }
            try (SSLSocket second = client.connect(server.port(), "TLSv1.2")) {
                assertServes(second);
                assertEquals(begun, second.getSession().getCreationTime());
            }
            write(TWO);
            keys.poll();
            keys.poll();
            try (SSLSocket third = client.connect(server.port(), "TLSv1.2")) {
                assertNotEquals(begun, third.getSession().getCreationTime());
            }
        }
    }

    private static Map<String, String> environment(ServerKind kind, String mode, Path directory) {
        Map<String, String> values = new HashMap<>(Map.of("PORT", "0", "SERVER", kind.name(), "LOG_LEVEL", "fatal"));
        values.put("NODE_ENV", mode);
        values.put("API_KEYS", "q7Zt4WmK9xVb2NcR8sLd5HfJ");
        values.put("HTTPS_ENABLED", "true");
        values.put("HTTPS_KEY_PATH", directory.resolve("key.pem").toString());
        values.put("HTTPS_CERT_PATH", directory.resolve("chain.pem").toString());
        return values;
    }

    private static Set<Thread> reloaders() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("hardening-secret-reloader"))
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @EnumSource(ServerKind.class)
    void an_example_follows_its_files_until_it_ends(ServerKind kind) throws Exception {
        Path files = WebServerTest.resource("ec.p8.pem");
        Files.copy(files, directory.resolve("key.pem"));
        Files.copy(WebServerTest.resource("ec.crt.pem"), directory.resolve("chain.pem"));
        Set<Thread> before = reloaders();
        Set<Thread> running;
        try (RunningApp app = Launcher.start(new QuickstartApp(), environment(kind, "test", directory));
                SSLSocket socket = new TlsClient().connect(app.port())) {
            assertTrue(socket.getSession().isValid());
            running = reloaders();
            running.removeAll(before);
            assertEquals(1, running.size());
        }
        running.forEach(thread -> assertFalse(thread.isAlive()));
    }

    @Test
    void V_05_without_its_files_only_development_starts_and_speaks_plain_http() throws Exception {
        InvalidSettingsException refused = assertThrows(
                InvalidSettingsException.class,
                () -> Launcher.start(new QuickstartApp(), environment(ServerKind.JETTY, "production", directory)));
        assertEquals(
                List.of("HTTPS_KEY_PATH", "HTTPS_CERT_PATH"),
                refused.problems().stream()
                        .map(problem -> problem.name())
                        .filter(name -> name.startsWith("HTTPS_"))
                        .toList());
        Map<String, String> development = environment(ServerKind.JETTY, "development", directory);
        development.put("HTTP_REDIRECT_PORT", "0");
        try (RunningApp app = Launcher.start(new QuickstartApp(), development)) {
            assertEquals(200, RawHttp.get(app.port(), "/health").status());
            assertEquals(-1, app.redirectPort());
        }
    }

    private static final class Hello extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setContentLength(5);
            response.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
        }
    }
}
