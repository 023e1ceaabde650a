package dev.hardening.core.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.settings.InvalidSettingsException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
            Path file = Files.writeString(directory.resolve("key.pem"), pem(damaged, label));
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
        try {
            PemKeyStore.read(file, TlsFiles.resource("ec.crt.pem"));
        } catch (InvalidSettingsException e) {
            assertFalse(String.valueOf(e.getMessage()).contains("shibboleth"));
            assertFalse(String.valueOf(e.getMessage()).contains(directory.toString()));
        }
    }

    @Test
    void parameters_before_an_ec_key_do_no_harm() throws Exception {
        assertTrue(Files.readString(TlsFiles.resource("ec.sec1.pem")).startsWith("-----BEGIN EC PARAMETERS-----"));
        assertEquals("EC", key("ec.sec1.pem", "ec.crt.pem").getAlgorithm());
    }

    private static byte[] block(String pem, String label) {
        int start = pem.indexOf("-----BEGIN " + label + "-----") + label.length() + 16;
        return Base64.getMimeDecoder().decode(pem.substring(start, pem.indexOf("-----END " + label)));
    }

    private static String pem(byte[] der, String label) {
        String text = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n";
    }
}
