package dev.hardening.core.tls;

import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Private keys in the forms that tools write. */
final class PrivateKeys {

    private static final Logger LOG = LoggerFactory.getLogger(PrivateKeys.class);
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "Ed25519");
    private static final String LABEL = "PRIVATE KEY";

    private PrivateKeys() {}

    /**
     * Returns the one private key of a PEM file: PKCS#8, PKCS#1 (RSA) or SEC 1 (EC), not encrypted.
     *
     * @throws InvalidSettingsException when there is none, more than one, or one that cannot be read
     */
    static PrivateKey read(byte[] file) {
        List<PemBlock> blocks;
        try {
            blocks = PemBlock.all(file).stream()
                    .filter(block -> block.label().endsWith(LABEL))
                    .toList();
        } catch (IllegalArgumentException e) {
            throw refused("is damaged: " + e.getMessage(), "write the file again, whole");
        }
        if (blocks.size() > 1) {
            throw refused("holds more than one private key", "leave the one of the certificate");
        }
        PemBlock block = blocks.isEmpty() ? null : blocks.get(0);
        if (block != null && (block.der() == null || block.label().startsWith("ENCRYPTED"))) {
            throw refused(
                    "holds a private key that is encrypted",
                    "decrypt it with openssl pkey -in old.pem -out new.pem, and let nobody else read the new file");
        }
        byte[] pkcs8 = block == null ? null : pkcs8(block);
        PrivateKey key = pkcs8 == null ? null : parse(pkcs8);
        if (key == null) {
            throw refused(
                    "holds no private key that can be read: RSA, EC or Ed25519, PEM",
                    "write it with openssl pkcs8 -topk8 -nocrypt -in old.pem -out new.pem");
        }
        return key;
    }

    private static byte @Nullable [] pkcs8(PemBlock block) {
        byte[] der = block.der();
        if (der == null) {
            return null;
        }
        return switch (block.label()) {
            case LABEL -> der;
            case "RSA PRIVATE KEY" -> Der.pkcs8OfRsa(der);
            case "EC PRIVATE KEY" -> Der.pkcs8OfEc(der);
            default -> null;
        };
    }

    private static @Nullable PrivateKey parse(byte[] pkcs8) {
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (GeneralSecurityException | RuntimeException e) {
                // Not the exception itself, which may repeat a part of the key.
                LOG.trace("The key is not one of {}: {}", algorithm, e.getClass());
            }
        }
        return null;
    }

    /** Tells whether what the key signs is verified by the certified one. */
    static boolean belong(PrivateKey key, PublicKey certified) {
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
        } catch (GeneralSecurityException | RuntimeException e) {
            // Numbers that make no key are found when it is used.
            LOG.trace("The key cannot be used: {}", e.getClass().toString());
            return false;
        }
    }

    private static InvalidSettingsException refused(String message, String cure) {
        return new InvalidSettingsException(
                Problem.refuse(ProblemCode.FILE_UNUSABLE, TlsSettings.HTTPS_KEY_PATH.name(), message, cure));
    }
}
