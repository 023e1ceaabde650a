package dev.hardening.core.tls;

import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Setting;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A private key and its certificates from two PEM files (RFC 7468): the key as PKCS#8, as PKCS#1 (RSA) or as SEC 1
 * (EC), not encrypted. Immutable.
 */
public final class PemKeyStore {

    private static final Logger LOG = LoggerFactory.getLogger(PemKeyStore.class);
    private static final int LARGEST = 1 << 20;
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "Ed25519");

    private final PrivateKey key;
    private final List<Certificate> chain;

    private PemKeyStore(PrivateKey key, List<Certificate> chain) {
        this.key = key;
        this.chain = chain;
    }

    /**
     * Reads both files.
     *
     * @throws InvalidSettingsException naming the variable whose file cannot be used, or both when the key is not the
     *     first certificate's
     */
    public static PemKeyStore read(Path keyFile, Path certificateFile) {
        String keyText = text(keyFile, TlsSettings.HTTPS_KEY_PATH);
        String certificateText = text(certificateFile, TlsSettings.HTTPS_CERT_PATH);
        PrivateKey key = key(keyText);
        List<Certificate> chain = certificates(certificateText);
        if (!belong(key, chain.get(0).getPublicKey())) {
            throw TlsSettings.unusable(
                    TlsSettings.HTTPS_KEY_PATH,
                    "does not hold the key of the certificate in HTTPS_CERT_PATH",
                    "name the key that the certificate was made for, the server's own certificate first");
        }
        return new PemKeyStore(key, chain);
    }

    private static String text(Path file, Setting<Path> setting) {
        try {
            if (Files.isRegularFile(file) && Files.size(file) <= LARGEST) {
                return Files.readString(file, StandardCharsets.ISO_8859_1);
            }
        } catch (IOException e) {
            throw unreadable(setting);
        }
        throw unreadable(setting);
    }

    private static InvalidSettingsException unreadable(Setting<Path> setting) {
        return TlsSettings.unusable(setting, "names a file that cannot be read", "name a readable PEM file");
    }

    private static PrivateKey key(String pem) {
        byte[] pkcs8 = block(pem, "PRIVATE KEY");
        byte[] rsa = block(pem, "RSA PRIVATE KEY");
        byte[] ec = block(pem, "EC PRIVATE KEY");
        if (pkcs8 == null && rsa != null) {
            pkcs8 = Der.pkcs8OfRsa(rsa);
        } else if (pkcs8 == null && ec != null) {
            pkcs8 = Der.pkcs8OfEc(ec);
        }
        if (pkcs8 != null) {
            for (String algorithm : ALGORITHMS) {
                try {
                    return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
                } catch (InvalidKeySpecException e) {
                    LOG.trace("The key is not one of {}", algorithm, e);
                } catch (GeneralSecurityException e) {
                    throw new IllegalStateException("this Java knows no " + algorithm, e);
                }
            }
        }
        throw TlsSettings.unusable(
                TlsSettings.HTTPS_KEY_PATH,
                "holds no private key that can be read: RSA, EC or Ed25519, PEM, not encrypted",
                "write it with openssl pkcs8 -topk8 -nocrypt");
    }

    private static List<Certificate> certificates(String pem) {
        try {
            byte[] bytes = pem.getBytes(StandardCharsets.ISO_8859_1);
            List<Certificate> chain = List.copyOf(
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(bytes)));
            if (!chain.isEmpty()) {
                return chain;
            }
        } catch (GeneralSecurityException e) {
            throw noCertificate();
        }
        throw noCertificate();
    }

    private static InvalidSettingsException noCertificate() {
        return TlsSettings.unusable(
                TlsSettings.HTTPS_CERT_PATH,
                "holds no certificate that can be read",
                "name a PEM file with the server's certificate first");
    }

    private static byte @Nullable [] block(String pem, String label) {
        String begin = "-----BEGIN " + label + "-----";
        int start = pem.indexOf(begin);
        int end = pem.indexOf("-----END " + label + "-----");
        // Header fields inside of a block mean that it is encrypted.
        if (start < 0 || end < start || pem.substring(start, end).indexOf(':') >= 0) {
            return null;
        }
        try {
            return Base64.getMimeDecoder().decode(pem.substring(start + begin.length(), end));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static boolean belong(PrivateKey key, PublicKey certified) {
        try {
            String algorithm = switch (key.getAlgorithm()) {
                case "RSA" -> "SHA256withRSA";
                case "EC" -> "SHA256withECDSA";
                default -> "Ed25519";
            };
            byte[] probe = algorithm.getBytes(StandardCharsets.US_ASCII);
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(probe);
            byte[] signed = signature.sign();
            signature.initVerify(certified);
            signature.update(probe);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** Returns both as a key store of Java's, without a password. */
    public KeyStore keyStore() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("server", key, new char[0], chain.toArray(Certificate[]::new));
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("a key store cannot be made in memory", e);
        }
    }
}
