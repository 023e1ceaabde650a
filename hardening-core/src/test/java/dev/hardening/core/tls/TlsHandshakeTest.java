package dev.hardening.core.tls;

import static dev.hardening.testing.TestCertificate.BEGIN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hardening.core.event.SecurityEventListener;
import dev.hardening.testing.TestCertificate;
import dev.hardening.testing.TlsClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real handshakes with the context and with the key manager alone. */
class TlsHandshakeTest {

    @TempDir
    private Path directory;

    private Path key() {
        return directory.resolve("key.pem");
    }

    private Path chain() {
        return directory.resolve("chain.pem");
    }

    private TlsKeys open(TestCertificate pair) throws IOException {
        write(pair);
        return TlsKeys.open(
                TlsSettings.builder().files(key(), chain()).build(), () -> BEGIN, SecurityEventListener.none());
    }

    private void write(TestCertificate pair) throws IOException {
        Files.writeString(key(), pair.keyPem());
        Files.writeString(chain(), pair.pem());
    }

    private void rotate(TlsKeys keys, TestCertificate pair) throws IOException {
        write(pair);
        keys.poll();
        keys.poll();
    }

    /** Answers each byte with the same byte, on a thread a connection. */
    private static final class Echo implements AutoCloseable {
        private final SSLServerSocket server;
        private final ExecutorService threads = Executors.newCachedThreadPool();

        Echo(SSLContext context) throws IOException {
            server = (SSLServerSocket)
                    context.getServerSocketFactory().createServerSocket(0, 20, InetAddress.getLoopbackAddress());
            threads.execute(this::accept);
        }

        private void accept() {
            try {
                while (true) {
                    Socket socket = server.accept();
                    threads.execute(() -> echo(socket));
                }
            } catch (IOException | RejectedExecutionException e) {
                threads.shutdown();
            }
        }

        private static void echo(Socket socket) {
            try (socket) {
                for (int b = socket.getInputStream().read();
                        b >= 0;
                        b = socket.getInputStream().read()) {
                    socket.getOutputStream().write(b);
                }
            } catch (IOException e) {
                // The client has refused, or has gone.
                return;
            }
        }

        int port() {
            return server.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            server.close();
            threads.shutdownNow();
        }
    }

    private static void assertEchoes(SSLSocket socket) throws IOException {
        socket.getOutputStream().write(42);
        assertEquals(42, socket.getInputStream().read());
    }

    @ParameterizedTest
    @CsvSource({
        "EC-secp256r1, TLSv1.2",
        "EC-secp256r1, TLSv1.3",
        "RSA-2048, TLSv1.2",
        "RSA-2048, TLSv1.3",
        "Ed25519, TLSv1.3",
        "EC-secp384r1, TLSv1.3"
    })
    void serves_every_kind_of_key(String kind, String protocol) throws IOException {
        TestCertificate pair =
                TestCertificate.of(TestCertificate.key(kind)).serial(5).build();
        try (TlsKeys keys = open(pair);
                Echo echo = new Echo(keys.sslContext());
                SSLSocket socket = new TlsClient().connect(echo.port(), protocol)) {
            assertEchoes(socket);
            assertEquals(5, TlsClient.serial(socket));
            assertEquals(protocol, socket.getSession().getProtocol());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void new_connections_see_the_new_pair_and_old_ones_go_on(boolean context) throws Exception {
        try (TlsKeys keys = open(TestCertificate.serial(1));
                Echo echo = new Echo(context ? keys.sslContext() : own(keys));
                SSLSocket before = new TlsClient().connect(echo.port())) {
            assertEchoes(before);
            assertEquals(1, TlsClient.serial(before));

            rotate(keys, TestCertificate.serial(2));

            try (SSLSocket after = new TlsClient().connect(echo.port())) {
                assertEchoes(after);
                assertEquals(2, TlsClient.serial(after));
            }
            assertEchoes(before);
            assertEquals(1, TlsClient.serial(before));
        }
    }

    private static SSLContext own(TlsKeys keys) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(new KeyManager[] {keys.keyManager()}, null, null);
        return context;
    }

    @Test
    void the_kind_of_the_key_may_change() throws IOException {
        try (TlsKeys keys = open(TestCertificate.serial(1));
                Echo echo = new Echo(keys.sslContext())) {
            rotate(
                    keys,
                    TestCertificate.of(TestCertificate.key("RSA-2048"))
                            .serial(2)
                            .build());
            try (SSLSocket after = new TlsClient().connect(echo.port(), "TLSv1.2")) {
                assertEchoes(after);
                assertEquals(2, TlsClient.serial(after));
            }
        }
    }

    @Test
    void a_faulty_pair_disturbs_nobody() throws IOException {
        try (TlsKeys keys = open(TestCertificate.serial(1));
                Echo echo = new Echo(keys.sslContext())) {
            Files.writeString(key(), "-----BEGIN PRIVATE KEY-----\n");
            keys.poll();
            keys.poll();
            try (SSLSocket socket = new TlsClient().connect(echo.port())) {
                assertEchoes(socket);
                assertEquals(1, TlsClient.serial(socket));
            }
        }
    }

    /** Only where the platform lets clients offer them at all; the server refuses by its own list in any case. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1", "TLSv1.1"})
    void older_versions_are_refused(String protocol) throws IOException {
        try (TlsKeys keys = open(TestCertificate.serial(1));
                Echo echo = new Echo(keys.sslContext())) {
            assertThrows(IOException.class, () -> new TlsClient().connect(echo.port(), protocol));
        }
    }
}
