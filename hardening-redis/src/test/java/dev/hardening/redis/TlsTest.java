package dev.hardening.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hardening.core.decision.StoreUnavailableException;
import dev.hardening.core.distributed.DistributedSettings;
import dev.hardening.testing.FreePort;
import dev.hardening.testing.TestCertificate;
import dev.hardening.testing.redis.RedisServer;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With {@code rediss} the server's certificate is one that this Java trusts, and of the host that the URL names. */
class TlsTest {

    private static final String TRUST_STORE = "javax.net.ssl.trustStore";
    private static final String PASSWORD = "of-no-use";

    @TempDir
    private Path directory;

    private RedisServer server;
    private FreePort port;

    @BeforeEach
    void start() throws Exception {
        Instant now = Instant.now();
        TestCertificate certificate = TestCertificate.of(TestCertificate.key("RSA-2048"))
                .valid(now.minusSeconds(86_400), now.plusSeconds(86_400))
                .build();
        Path pem = Files.writeString(directory.resolve("server.pem"), certificate.pem());
        Path key = Files.writeString(directory.resolve("server.key"), certificate.keyPem());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", certificate.certificate());
        try (OutputStream out = Files.newOutputStream(directory.resolve("trusted.p12"))) {
            trusted.store(out, PASSWORD.toCharArray());
        }
        port = FreePort.take();
        server = RedisServer.start(
                "--tls-port", Integer.toString(port.number()),
                "--tls-cert-file", pem.toString(),
                "--tls-key-file", key.toString(),
                "--tls-auth-clients", "no",
                "--requirepass", "s3cret");
    }

    @AfterEach
    void stop() {
        server.close();
        port.close();
        System.clearProperty(TRUST_STORE);
        System.clearProperty(TRUST_STORE + "Password");
    }

    private RedisStores stores(String host) {
        return RedisStores.builder(DistributedSettings.builder()
                        .url("rediss://:s3cret@" + host + ":" + port.number())
                        .timeout(Duration.ofSeconds(10))
                        .build())
                .events(event -> {})
                .build();
    }

    private void trust() {
        System.setProperty(TRUST_STORE, directory.resolve("trusted.p12").toString());
        System.setProperty(TRUST_STORE + "Password", PASSWORD);
    }

    @Test
    void a_server_that_is_trusted_answers() {
        trust();
        try (RedisStores stores = stores("localhost")) {
            assertEquals("answers", stores.check());
        }
    }

    @Test
    void one_that_nobody_vouches_for_is_asked_nothing() {
        try (RedisStores stores = stores("localhost")) {
            assertThrows(StoreUnavailableException.class, stores::check);
        }
    }

    @Test
    void one_with_the_certificate_of_another_host_is_asked_nothing() {
        trust();
        try (RedisStores stores = stores("127.0.0.1")) {
            assertThrows(StoreUnavailableException.class, stores::check);
        }
    }
}
