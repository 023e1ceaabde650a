package dev.hardening.core.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.testing.TestCertificate;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys in every form that tools write, and whatever else a file may hold. */
class PemKeyStoreTest {

    private static final long SEED = 20261121;
    private static final int ROUNDS = 120;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"rsa.p1.pem, rsa.p8.pem, rsa.crt.pem", "ec.sec1.pem, ec.p8.pem, ec.crt.pem"})
    void older_forms_give_the_same_key(String old, String current, String certificate) throws Exception {
        assertEquals(number(key(current, certificate)), number(key(old, certificate)));
    }

    /** The secret number of the key: its encodings may differ by what they repeat. */
    private static BigInteger number(Key key) {
        return key instanceof ECPrivateKey ec ? ec.getS() : ((RSAPrivateKey) key).getPrivateExponent();
    }

    private static Key key(String name, String certificate) throws Exception {
        return PemKeyStore.read(TlsFiles.resource(name), TlsFiles.resource(certificate))
                .keyStore()
                .getKey("server", new char[0]);
    }

    @ParameterizedTest
    @CsvSource({
        "rsa.p1.pem, RSA PRIVATE KEY, rsa.crt.pem",
        "rsa.p8.pem, PRIVATE KEY, rsa.crt.pem",
        "ec.sec1.pem, EC PRIVATE KEY, ec.crt.pem",
        "ec.p8.pem, PRIVATE KEY, ec.crt.pem"
    })
    void a_damaged_key_is_read_or_refused(String name, String label, String certificate) throws Exception {
        Random random = new Random(SEED);
        byte[] der = block(Files.readString(TlsFiles.resource(name)), label);
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] damaged = der.clone();
            // Most of the form is at the beginning.
            damaged[random.nextInt(Math.min(damaged.length, 80))] = (byte) random.nextInt();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            Path file = Files.writeString(directory.resolve("key.pem"), TestCertificate.pem(label, damaged));
            try {
                PemKeyStore.read(file, TlsFiles.resource(certificate));
            } catch (InvalidSettingsException e) {
                refused++;
                assertEquals("HTTPS_KEY_PATH", e.problems().get(0).name());
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + SEED + ", round " + round, e);
            }
        }
        assertTrue(refused > ROUNDS / 2, "refused " + refused);
    }

    @Test
    void a_report_shows_nothing_of_the_file() throws Exception {
        Path file = Files.writeString(directory.resolve("key.pem"), "shibboleth");
        InvalidSettingsException refused = assertThrows(
                InvalidSettingsException.class, () -> PemKeyStore.read(file, TlsFiles.resource("ec.crt.pem")));
        assertFalse(String.valueOf(refused.getMessage()).contains("shibboleth"));
        assertFalse(String.valueOf(refused.getMessage()).contains(directory.toString()));
    }

    @Test
    void parameters_before_an_ec_key_do_no_harm() throws Exception {
        assertTrue(Files.readString(TlsFiles.resource("ec.sec1.pem")).startsWith("-----BEGIN EC PARAMETERS-----"));
        assertEquals("EC", key("ec.sec1.pem", "ec.crt.pem").getAlgorithm());
    }

    static Stream<Arguments> forms() throws Exception {
        TestCertificate one = TestCertificate.serial(1);
        String key = one.keyPem();
        String chain = one.pem();
        String parameters = TestCertificate.pem("EC PARAMETERS", new byte[] {6, 1, 0});
        String sixteen = chain.repeat(16);
        return Stream.of(
                Arguments.of("as it is", key, chain),
                Arguments.of("line ends of Windows", key.replace("\n", "\r\n"), chain.replace("\n", "\r\n")),
                Arguments.of("no line end at the end", key.strip(), chain.strip()),
                Arguments.of("text around", "Bag Attributes: ä\n" + key + "end", "subject=x\n" + chain + "-----"),
                Arguments.of("another block before", parameters + key, parameters + chain),
                Arguments.of("both in each", chain + key, key + chain),
                Arguments.of("one line", oneLine(key), oneLine(chain)),
                Arguments.of("the old label", key, chain.replace("CERTIFICATE", "X509 CERTIFICATE")),
                Arguments.of("sixteen certificates", key, sixteen));
    }

    private static String oneLine(String pem) {
        String[] lines = pem.split("\n");
        return lines[0] + String.join("", List.of(lines).subList(1, lines.length));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forms")
    void takes_what_tools_write(String name, String key, String chain) throws Exception {
        assertEquals(1, read(key, chain).chain().get(0).getSerialNumber().intValueExact());
    }

    private PemKeyStore read(String key, String chain) throws Exception {
        return PemKeyStore.read(
                Files.writeString(directory.resolve("key.pem"), key),
                Files.writeString(directory.resolve("chain.pem"), chain));
    }

    static Stream<Arguments> refused() {
        TestCertificate one = TestCertificate.serial(1);
        String key = one.keyPem();
        String chain = one.pem();
        String headers = """
                -----BEGIN RSA PRIVATE KEY-----
                Proc-Type: 4,ENCRYPTED
                DEK-Info: AES-256-CBC,00

                AAAA
                -----END RSA PRIVATE KEY-----
                """;
        String locked = TestCertificate.pem("ENCRYPTED PRIVATE KEY", new byte[] {1});
        String foreign = TestCertificate.pem("OPENSSH PRIVATE KEY", new byte[] {1});
        return Stream.of(
                Arguments.of("no key", chain, chain, "HTTPS_KEY_PATH holds no private key"),
                Arguments.of("empty key", "", chain, "HTTPS_KEY_PATH holds no private key"),
                Arguments.of("ssh", foreign, chain, "HTTPS_KEY_PATH holds no private key"),
                Arguments.of(
                        "label of another", key.replace("PRIVATE", "EC PRIVATE"), chain, "HTTPS_KEY_PATH holds no"),
                Arguments.of("encrypted", locked, chain, "HTTPS_KEY_PATH holds a private key that is encrypted"),
                Arguments.of(
                        "encrypted of old", headers, chain, "HTTPS_KEY_PATH holds a private key that is encrypted"),
                Arguments.of("two keys", key + key, chain, "HTTPS_KEY_PATH holds more than one"),
                Arguments.of("cut off", key.substring(0, 80), chain, "HTTPS_KEY_PATH is damaged"),
                Arguments.of(
                        "footer of another", key.replace("END PRIV", "END EC PRIV"), chain, "HTTPS_KEY_PATH is dam"),
                Arguments.of("no Base64", key.replace("\nM", "\n*"), chain, "HTTPS_KEY_PATH is damaged"),
                Arguments.of("another key", TestCertificate.serial(2).keyPem(), chain, "HTTPS_KEY_PATH does not hold"),
                Arguments.of("no certificate", key, "", "HTTPS_CERT_PATH holds no certificate"),
                Arguments.of(
                        "cut off", key, chain + chain.substring(0, 90), "HTTPS_CERT_PATH holds a certificate that"),
                Arguments.of(
                        "not Base64", key, chain.replace("\nM", "\n*"), "HTTPS_CERT_PATH holds a certificate that"),
                Arguments.of(
                        "no DER", key, TestCertificate.pem("CERTIFICATE", new byte[9]), "HTTPS_CERT_PATH holds a cert"),
                Arguments.of("two in one", key, twoInOne(one), "HTTPS_CERT_PATH holds a certificate that"),
                Arguments.of("seventeen", key, chain.repeat(17), "HTTPS_CERT_PATH holds more than 16"),
                Arguments.of("own one last", key, TestCertificate.serial(2).pem() + chain, "HTTPS_CERT_PATH has other"),
                Arguments.of(
                        "all", "", "", "HTTPS_KEY_PATH holds no private key HTTPS_CERT_PATH holds no certificate"));
    }

    private static String twoInOne(TestCertificate one) {
        byte[] der = Base64.getMimeDecoder().decode(one.pem().replaceAll("-----.*-----", ""));
        byte[] twice = Arrays.copyOf(der, 2 * der.length);
        System.arraycopy(der, 0, twice, der.length, der.length);
        return TestCertificate.pem("CERTIFICATE", twice);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void says_what_is_wrong_with_which_file(String name, String key, String chain, String expected) {
        InvalidSettingsException refused = assertThrows(InvalidSettingsException.class, () -> read(key, chain));
        String[] words = expected.split(" (?=HTTPS_CERT_PATH)", -1);
        assertEquals(words.length, refused.problems().size());
        for (int i = 0; i < words.length; i++) {
            Problem problem = refused.problems().get(i);
            String said = problem.name() + " " + problem.message();
            assertTrue(said.startsWith(words[i]), said);
        }
    }

    @Test
    void an_encrypted_key_of_openssl_is_refused_with_a_cure() {
        InvalidSettingsException refused = assertThrows(
                InvalidSettingsException.class,
                () -> PemKeyStore.read(TlsFiles.resource("encrypted.pem"), TlsFiles.resource("rsa.crt.pem")));
        assertTrue(String.valueOf(refused.getMessage()).contains("openssl pkey"), refused::toString);
    }

    /** Whatever became of a file, there is a pair or the one exception, and it shows nothing of the file. */
    @ParameterizedTest
    @ValueSource(strings = {"RSA-2048", "EC-secp256r1", "Ed25519"})
    void damaged_text_is_read_or_refused(String kind) throws Exception {
        TestCertificate pair =
                TestCertificate.of(TestCertificate.key(kind)).serial(1).build();
        Random random = new Random(SEED);
        int refused = 0;
        for (int round = 0; round < 2 * ROUNDS; round++) {
            byte[] key = pair.keyPem().getBytes(StandardCharsets.US_ASCII);
            byte[] chain = (pair.pem() + pair.pem()).getBytes(StandardCharsets.US_ASCII);
            if (round % 2 == 0) {
                key = damaged(key, random);
            } else {
                chain = damaged(chain, random);
            }
            try {
                PemKeyStore read = PemKeyStore.parse(key, chain);
                CertificateRules.judge(read.chain(), TestCertificate.BEGIN);
            } catch (InvalidSettingsException e) {
                refused++;
                String shown = String.valueOf(e.getMessage());
                assertFalse(shown.contains(pair.keyPem().substring(40, 60)), shown);
                assertNull(e.getCause());
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + SEED + ", round " + round, e);
            }
        }
        assertTrue(refused > ROUNDS / 2, "seed " + SEED + ", refused " + refused);
    }

    private static byte[] damaged(byte[] file, Random random) {
        byte[] damaged = file.clone();
        int at = random.nextInt(file.length);
        switch (random.nextInt(4)) {
            case 0 -> damaged = Arrays.copyOf(damaged, at);
            case 1 -> damaged = Arrays.copyOfRange(damaged, at, file.length);
            case 2 -> damaged[at] = (byte) random.nextInt();
            default -> {
                int from = random.nextInt(file.length);
                int length = Math.min(random.nextInt(80), file.length - Math.max(at, from));
                System.arraycopy(file, from, damaged, at, length);
            }
        }
        return damaged;
    }

    @Test
    void says_nothing_of_the_key_when_printed() throws Exception {
        TestCertificate one = TestCertificate.serial(1);
        assertEquals(
                "PemKeyStore[EC, 1 certificates]", read(one.keyPem(), one.pem()).toString());
    }

    private static byte[] block(String pem, String label) {
        int start = pem.indexOf("-----BEGIN " + label + "-----") + label.length() + 16;
        return Base64.getMimeDecoder().decode(pem.substring(start, pem.indexOf("-----END " + label)));
    }

    /** One character decided whether a damaged certificate of the chain was refused or left out without a word. */
    @ParameterizedTest
    @ValueSource(strings = {":", "\u00fc", "!", "-", "="})
    void a_damaged_certificate_of_the_chain_is_refused_whatever_damaged_it(String damage) throws Exception {
        String leaf = Files.readString(TlsFiles.resource("ec.crt.pem"));
        Path file = Files.writeString(directory.resolve("chain.pem"), leaf + leaf.replaceFirst("\nM", "\n" + damage));
        assertThrows(InvalidSettingsException.class, () -> PemKeyStore.read(TlsFiles.resource("ec.p8.pem"), file));
    }
}
