package dev.hardening.core.tls;

import static dev.hardening.testing.TestCertificate.BEGIN;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.secret.ReloadingFile.Outcome;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.testing.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which pair is in use while the files change. */
class TlsKeysTest {

    private static final TestCertificate ONE = TestCertificate.serial(1);
    private static final TestCertificate TWO = TestCertificate.serial(2);
    private static final TestCertificate THREE = TestCertificate.serial(3);
    private static final Instant END = BEGIN.plus(Duration.ofDays(365));

    @TempDir
    private Path directory;

    private Path key;
    private Path chain;
    private Instant now = BEGIN.plus(Duration.ofDays(100));
    private final List<String> events = new ArrayList<>();

    @BeforeEach
    void write_the_first_pair() throws IOException {
        key = directory.resolve("key.pem");
        chain = directory.resolve("chain.pem");
        write(ONE);
    }

    private void write(TestCertificate pair) throws IOException {
        Files.writeString(key, pair.keyPem());
        Files.writeString(chain, pair.pem());
    }

    private TlsKeys open() {
        return TlsKeys.open(TlsSettings.builder().files(key, chain).build(), () -> now, this::hear);
    }

    private void hear(SecurityEvent event) {
        events.add(event.type() + " " + event.detail());
        assertEquals("HTTPS_KEY_PATH, HTTPS_CERT_PATH", event.subject());
    }

    private static int serial(TlsKeys keys) {
        return keys.chain().get(0).getSerialNumber().intValueExact();
    }

    @Test
    void a_new_pair_is_in_use_at_the_second_look() throws IOException {
        try (TlsKeys keys = open()) {
            assertEquals(Outcome.UNCHANGED, keys.poll());
            write(TWO);
            assertEquals(Outcome.SEEN_ONCE, keys.poll());
            assertEquals(1, serial(keys));
            assertEquals(Outcome.ACCEPTED, keys.poll());
            assertEquals(2, serial(keys));
            assertEquals(List.of("SECRET_RELOADED "), events);
        }
    }

    /** Whichever file comes first, and however long the other one takes. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 5})
    void the_files_may_change_one_after_the_other(int looksBetween) throws IOException {
        for (boolean keyFirst : new boolean[] {true, false}) {
            write(ONE);
            events.clear();
            try (TlsKeys keys = open()) {
                Files.writeString(keyFirst ? key : chain, keyFirst ? TWO.keyPem() : TWO.pem());
                for (int i = 0; i < looksBetween; i++) {
                    keys.poll();
                    assertEquals(1, serial(keys));
                }
                write(TWO);
                keys.poll();
                assertEquals(Outcome.ACCEPTED, keys.poll());
                assertEquals(2, serial(keys));
                assertEquals(
                        looksBetween < 2
                                ? List.of("SECRET_RELOADED ")
                                : List.of("SECRET_REJECTED MISMATCHED", "SECRET_RELOADED "),
                        events);
            }
        }
    }

    static Stream<Arguments> rejected() {
        TestCertificate expired = TestCertificate.of(TWO.keys())
                .valid(BEGIN, BEGIN.plusSeconds(1))
                .build();
        TestCertificate weak =
                TestCertificate.of(TWO.keys()).signature("SHA1withECDSA").build();
        return Stream.of(
                Arguments.of(TWO.keyPem().substring(0, 100), TWO.pem(), "UNUSABLE"),
                Arguments.of(TWO.keyPem(), TWO.pem().substring(0, 200), "UNUSABLE"),
                Arguments.of("", "", "UNUSABLE"),
                Arguments.of(TWO.keyPem(), null, "MISSING"),
                Arguments.of(null, TWO.pem(), "MISSING"),
                Arguments.of(TWO.keyPem() + " ".repeat(64 * 1024), TWO.pem(), "TOO_LARGE"),
                Arguments.of(TWO.keyPem(), THREE.pem(), "MISMATCHED"),
                Arguments.of(TWO.keyPem(), TWO.pem() + THREE.pem(), "MISMATCHED"),
                Arguments.of(TWO.keyPem(), THREE.pem() + TWO.pem(), "MISMATCHED"),
                Arguments.of(TWO.keyPem(), expired.pem(), "EXPIRED"),
                Arguments.of(TWO.keyPem(), weak.pem(), "WEAK"));
    }

    @ParameterizedTest
    @MethodSource("rejected")
    void a_faulty_pair_is_rejected_once_and_the_old_one_stays(
            @Nullable String keyText, @Nullable String chainText, String reason) throws IOException {
        try (TlsKeys keys = open()) {
            replace(key, keyText);
            replace(chain, chainText);
            for (int i = 0; i < 6; i++) {
                keys.poll();
            }
            assertEquals(1, serial(keys));
            assertEquals(List.of("SECRET_REJECTED " + reason), events);

            write(THREE);
            keys.poll();
            keys.poll();
            assertEquals(3, serial(keys));
        }
    }

    private static void replace(Path file, @Nullable String text) throws IOException {
        if (text == null) {
            Files.delete(file);
        } else {
            Files.writeString(file, text);
        }
    }

    @Test
    void a_pair_that_is_not_valid_yet_is_taken_when_it_is() throws IOException {
        Instant later = now.plusSeconds(3600);
        try (TlsKeys keys = open()) {
            write(TestCertificate.of(TWO.keys()).serial(2).valid(later, END).build());
            for (int i = 0; i < 6; i++) {
                keys.poll();
            }
            assertEquals(1, serial(keys));
            now = later.minusMillis(1);
            assertEquals(Outcome.UNCHANGED, keys.poll());
            now = later;
            assertEquals(Outcome.ACCEPTED, keys.poll());
            assertEquals(2, serial(keys));
            assertEquals(List.of("SECRET_REJECTED NOT_YET_VALID", "SECRET_RELOADED "), events);
        }
    }

    @Test
    void what_no_waiting_heals_is_told_rather_than_what_waiting_does() throws IOException {
        try (TlsKeys keys = open()) {
            write(TestCertificate.of(TWO.keys())
                    .valid(now.plusSeconds(60), END)
                    .signature("SHA1withECDSA")
                    .build());
            keys.poll();
            keys.poll();
            assertEquals(List.of("SECRET_REJECTED WEAK"), events);
        }
    }

    @Test
    void links_that_are_swapped_are_followed() throws IOException {
        Path[] versions = {directory.resolve("..1"), directory.resolve("..2")};
        TestCertificate[] pairs = {ONE, TWO};
        for (int i = 0; i < 2; i++) {
            Files.createDirectory(versions[i]);
            Files.writeString(versions[i].resolve("tls.key"), pairs[i].keyPem());
            Files.writeString(versions[i].resolve("tls.crt"), pairs[i].pem());
        }
        Path data = Files.createSymbolicLink(directory.resolve("..data"), versions[0].getFileName());
        key = Files.createSymbolicLink(directory.resolve("tls.key"), Path.of("..data/tls.key"));
        chain = Files.createSymbolicLink(directory.resolve("tls.crt"), Path.of("..data/tls.crt"));
        try (TlsKeys keys = open()) {
            Path next = Files.createSymbolicLink(directory.resolve("..next"), versions[1].getFileName());
            Files.move(next, data, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            keys.poll();
            assertEquals(Outcome.ACCEPTED, keys.poll());
            assertEquals(2, serial(keys));
            assertEquals(List.of("SECRET_RELOADED "), events);
        }
    }

    /** What certbot does: each file is a link of its own, swapped one after the other. */
    @Test
    void two_links_that_are_swapped_one_by_one_are_followed() throws IOException {
        TestCertificate[] pairs = {ONE, TWO};
        for (int i = 0; i < 2; i++) {
            Files.writeString(directory.resolve("privkey" + i), pairs[i].keyPem());
            Files.writeString(directory.resolve("fullchain" + i), pairs[i].pem());
        }
        key = Files.createSymbolicLink(directory.resolve("privkey"), Path.of("privkey0"));
        chain = Files.createSymbolicLink(directory.resolve("fullchain"), Path.of("fullchain0"));
        try (TlsKeys keys = open()) {
            for (Path link : List.of(key, chain)) {
                keys.poll();
                Files.delete(link);
                keys.poll();
                Files.createSymbolicLink(link, Path.of(link.getFileName() + "1"));
            }
            keys.poll();
            assertEquals(Outcome.ACCEPTED, keys.poll());
            assertEquals(2, serial(keys));
        }
    }

    @Test
    void one_file_may_hold_both() throws IOException {
        chain = key;
        Files.writeString(key, ONE.pem() + ONE.keyPem());
        try (TlsKeys keys = open()) {
            Files.writeString(key, TWO.keyPem() + TWO.pem());
            keys.poll();
            keys.poll();
            assertEquals(2, serial(keys));
        }
    }

    @Test
    void days_left_follow_the_clock_and_the_pair() throws IOException {
        try (TlsKeys keys = open()) {
            assertEquals(265, keys.daysLeft());
            assertFalse(keys.expiresSoon());
            now = END.minus(Duration.ofDays(14));
            assertFalse(keys.expiresSoon());
            now = now.plusSeconds(1);
            assertEquals(13, keys.daysLeft());
            assertTrue(keys.expiresSoon());
            now = END.plusSeconds(1);
            assertEquals(-1, keys.daysLeft());
            assertEquals(Outcome.UNCHANGED, keys.poll());
            assertEquals(1, serial(keys), "an expired pair is better than none");

            write(TestCertificate.of(TWO.keys())
                    .serial(2)
                    .valid(BEGIN, END.plus(Duration.ofDays(90)))
                    .build());
            keys.poll();
            keys.poll();
            assertEquals(89, keys.daysLeft());
        }
    }

    @Test
    void a_start_refuses_faults_that_the_settings_do_not_allow() throws IOException {
        now = END.plusSeconds(1);
        InvalidSettingsException refused = assertThrows(InvalidSettingsException.class, this::open);
        assertEquals(
                List.of(ProblemCode.CERTIFICATE_EXPIRED),
                refused.problems().stream().map(problem -> problem.code()).toList());

        TlsSettings loose = TlsSettings.builder()
                .files(key, chain)
                .unsafeFaultyCertificates(true)
                .build();
        try (TlsKeys keys = TlsKeys.open(loose, () -> now, this::hear)) {
            assertEquals(1, serial(keys));
            write(TWO);
            keys.poll();
            assertEquals(Outcome.REJECTED, keys.poll());
            assertEquals(List.of("SECRET_REJECTED EXPIRED"), events);
        }
        Files.delete(key);
        assertThrows(InvalidSettingsException.class, () -> TlsKeys.open(loose, () -> now, this::hear));
        TlsSettings off = TlsSettings.builder().build();
        assertThrows(IllegalStateException.class, () -> TlsKeys.open(off, () -> now, this::hear));
    }

    /** A handshake asks for the alias first: what it gets afterwards must belong to it, whatever happens between. */
    @Test
    void key_and_certificates_of_one_alias_stay_together_through_a_change() throws IOException {
        try (TlsKeys keys = open()) {
            X509ExtendedKeyManager manager = keys.keyManager();
            String before = manager.chooseEngineServerAlias("EC", null, null);
            write(TWO);
            keys.poll();
            keys.poll();
            assertEquals(ONE.keys().getPrivate(), manager.getPrivateKey(before));
            assertEquals(ONE.certificate(), manager.getCertificateChain(before)[0]);
            String after = manager.chooseServerAlias("EC", null, null);
            assertNotEquals(before, after);
            assertEquals(TWO.keys().getPrivate(), manager.getPrivateKey(after));
            assertArrayEquals(new String[] {after}, manager.getServerAliases("EC", null));

            write(THREE);
            keys.poll();
            keys.poll();
            assertNull(manager.getPrivateKey(before), "the pair before the last one is forgotten");
            assertNull(manager.getCertificateChain(before));
            assertEquals(TWO.keys().getPrivate(), manager.getPrivateKey(after));
            assertNull(manager.chooseEngineServerAlias("RSA", null, null));
            assertNull(manager.getServerAliases("RSA", null));
            assertNull(manager.chooseClientAlias(new String[] {"EC"}, null, null));
            assertNull(manager.chooseEngineClientAlias(new String[] {"EC"}, null, null));
            assertNull(manager.getClientAliases("EC", null));
        }
    }

    @Test
    void engines_are_a_servers_and_speak_nothing_older_than_1_2() {
        try (TlsKeys keys = open()) {
            for (SSLEngine engine : List.of(
                    keys.sslContext().createSSLEngine(), keys.sslContext().createSSLEngine("localhost", 1))) {
                assertFalse(engine.getUseClientMode());
                assertArrayEquals(new String[] {"TLSv1.3", "TLSv1.2"}, engine.getEnabledProtocols());
            }
            String[] both = {"TLSv1.3", "TLSv1.2"};
            assertArrayEquals(both, keys.sslContext().getDefaultSSLParameters().getProtocols());
            assertArrayEquals(
                    both, keys.sslContext().getSupportedSSLParameters().getProtocols());
            assertThrows(IllegalStateException.class, () -> keys.sslContext().init(null, null, null));
        }
    }

    @Test
    void the_context_stays_the_same_object_and_its_sessions_do_not() throws IOException {
        try (TlsKeys keys = open()) {
            Object context = keys.sslContext();
            Object sessions = keys.sslContext().getServerSessionContext();
            assertSame(sessions, keys.sslContext().getServerSessionContext());
            write(TWO);
            keys.poll();
            keys.poll();
            assertSame(context, keys.sslContext());
            assertFalse(sessions == keys.sslContext().getServerSessionContext());
        }
    }

    @Test
    void nothing_runs_after_close() {
        Set<Thread> before = reloaders();
        TlsKeys keys = TlsKeys.follow(TlsSettings.builder().files(key, chain).build(), () -> now, this::hear);
        Set<Thread> running = reloaders();
        running.removeAll(before);
        assertEquals(1, running.size());
        Thread thread = running.iterator().next();
        assertTrue(thread.isDaemon());
        keys.close();
        assertFalse(thread.isAlive());
        keys.close();
        assertEquals(1, serial(keys));
    }

    private static Set<Thread> reloaders() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("hardening-secret-reloader"))
                .collect(Collectors.toSet());
    }
}
