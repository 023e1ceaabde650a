package dev.hardening.core.tls;

import dev.hardening.core.secret.SecretFile;
import dev.hardening.core.secret.SecretFileException;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.Setting;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A private key and its certificates from two PEM files (RFC 7468), or from one that holds both. The key is RSA, EC or
 * Ed25519, as PKCS#8, as PKCS#1 (RSA) or as SEC 1 (EC), and not encrypted; the server's own certificate stands first,
 * each one that follows has issued the one before it. Files have at most 64 KiB and 16 certificates. Immutable.
 */
public final class PemKeyStore {

    private static final int MOST_CERTIFICATES = 16;
    private static final Set<String> LABELS = Set.of("CERTIFICATE", "X509 CERTIFICATE");

    private final PrivateKey key;
    private final List<X509Certificate> chain;

    private PemKeyStore(PrivateKey key, List<X509Certificate> chain) {
        this.key = key;
        this.chain = chain;
    }

    /**
     * Reads both files. Whether the certificates are valid now is not looked at.
     *
     * @throws InvalidSettingsException with every problem: which file cannot be used, or that the key is not the first
     *     certificate's. It holds nothing of the files.
     */
    public static PemKeyStore read(Path keyFile, Path certificateFile) {
        List<Problem> problems = new ArrayList<>();
        Optional<PrivateKey> key = from(keyFile, TlsSettings.HTTPS_KEY_PATH, PrivateKeys::read, problems);
        Optional<List<X509Certificate>> chain =
                from(certificateFile, TlsSettings.HTTPS_CERT_PATH, PemKeyStore::certificates, problems);
        if (!problems.isEmpty()) {
            throw new InvalidSettingsException(problems);
        }
        return of(key.orElseThrow(), chain.orElseThrow());
    }

    private static <T> Optional<T> from(
            Path file, Setting<Path> setting, Function<byte[], T> parser, List<Problem> problems) {
        byte[] content = {};
        try {
            content = SecretFile.readBytes(file);
            return Optional.of(parser.apply(content));
        } catch (SecretFileException e) {
            problems.add(unreadable(setting));
        } catch (InvalidSettingsException e) {
            problems.addAll(e.problems());
        } finally {
            Arrays.fill(content, (byte) 0);
        }
        return Optional.empty();
    }

    static Problem unreadable(Setting<Path> setting) {
        return Problem.refuse(
                ProblemCode.FILE_UNUSABLE,
                setting.name(),
                "names a file that cannot be read",
                "name a PEM file of at most 64 KiB that this process may read");
    }

    /**
     * Returns the pair that two files hold.
     *
     * @throws InvalidSettingsException when they hold none
     */
    static PemKeyStore parse(byte[] keyFile, byte[] certificateFile) {
        return of(PrivateKeys.read(keyFile), certificates(certificateFile));
    }

    private static PemKeyStore of(PrivateKey key, List<X509Certificate> chain) {
        if (PrivateKeys.belong(key, chain.get(0).getPublicKey())) {
            return new PemKeyStore(key, chain);
        }
        if (chain.stream().anyMatch(later -> PrivateKeys.belong(key, later.getPublicKey()))) {
            throw new InvalidSettingsException(Problem.refuse(
                    ProblemCode.CERTIFICATE_CHAIN_BROKEN,
                    TlsSettings.HTTPS_CERT_PATH.name(),
                    "has other certificates before the one of the key",
                    CertificateRules.ORDER));
        }
        throw new InvalidSettingsException(Problem.refuse(
                ProblemCode.PAIR_MISMATCHED,
                TlsSettings.HTTPS_KEY_PATH.name(),
                "does not hold the key of the certificate in " + TlsSettings.HTTPS_CERT_PATH.name(),
                "name the key that the certificate was made for, and its certificate"));
    }

    private static List<X509Certificate> certificates(byte[] file) {
        List<X509Certificate> chain = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (PemBlock block : PemBlock.all(file)) {
                if (LABELS.contains(block.label()) && block.der() != null) {
                    ByteArrayInputStream in = new ByteArrayInputStream(block.der());
                    chain.add((X509Certificate) factory.generateCertificate(in));
                    if (in.available() > 0) {
                        throw new IllegalArgumentException("something follows a certificate in its block");
                    }
                }
            }
        } catch (GeneralSecurityException | RuntimeException e) {
            throw refusedChain("holds a certificate that cannot be read, or a block that is damaged");
        }
        if (chain.isEmpty() || chain.size() > MOST_CERTIFICATES) {
            throw refusedChain(chain.isEmpty() ? "holds no certificate" : "holds more than 16 certificates");
        }
        return List.copyOf(chain);
    }

    private static InvalidSettingsException refusedChain(String message) {
        return new InvalidSettingsException(Problem.refuse(
                ProblemCode.FILE_UNUSABLE, TlsSettings.HTTPS_CERT_PATH.name(), message, CertificateRules.ORDER));
    }

    PrivateKey key() {
        return key;
    }

    /** Returns the certificates, the server's own first. */
    public List<X509Certificate> chain() {
        return chain;
    }

    /**
     * Returns how many whole days are left until the first certificate of the chain ends, below zero once one has. A
     * self-signed certificate behind others does not count, because clients do not look at it.
     */
    public long daysLeft(Instant now) {
        return CertificateRules.daysLeft(chain, now);
    }

    /** Returns both as a key store of Java's, under the alias {@code server} and without a password. */
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

    /** Returns the kind of the key and how many certificates there are. */
    @Override
    public String toString() {
        return "PemKeyStore[" + key.getAlgorithm() + ", " + chain.size() + " certificates]";
    }
}
