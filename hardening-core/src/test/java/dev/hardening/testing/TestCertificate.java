package dev.hardening.testing;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/** A certificate with its key, made for one test: any span, any signature, any issuer. Immutable. */
public final class TestCertificate {

    /** When certificates begin unless told otherwise; they last for a year. */
    public static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final Map<String, String> ALGORITHMS = Map.of(
            "SHA256withRSA", "300d06092a864886f70d01010b0500",
            "SHA1withRSA", "300d06092a864886f70d0101050500",
            "MD5withRSA", "300d06092a864886f70d0101040500",
            "SHA256withECDSA", "300a06082a8648ce3d040302",
            "SHA1withECDSA", "300906072a8648ce3d0401",
            "Ed25519", "300506032b6570");

    private final KeyPair keys;
    private final X509Certificate certificate;

    private TestCertificate(KeyPair keys, X509Certificate certificate) {
        this.keys = keys;
        this.certificate = certificate;
    }

    /** Makes a key: {@code RSA-2048}, {@code EC-secp256r1}, {@code Ed25519} and the like. */
    public static KeyPair key(String kind) {
        try {
            String[] parts = kind.split("-", 2);
            KeyPairGenerator generator = KeyPairGenerator.getInstance(parts[0]);
            if (parts[0].equals("RSA")) {
                generator.initialize(Integer.parseInt(parts[1]));
            } else if (parts[0].equals("EC")) {
                generator.initialize(new ECGenParameterSpec(parts[1]));
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(kind, e);
        }
    }

    /** Starts a self-signed certificate for a key. */
    public static Builder of(KeyPair keys) {
        return new Builder(keys);
    }

    /** Returns a self-signed certificate for a new key on P-256. */
    public static TestCertificate serial(int number) {
        return of(key("EC-secp256r1")).serial(number).build();
    }

    /** Returns the key. */
    public KeyPair keys() {
        return keys;
    }

    /** Returns the certificate. */
    public X509Certificate certificate() {
        return certificate;
    }

    /** Returns the certificate as PEM. */
    public String pem() {
        try {
            return pem("CERTIFICATE", certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the private key as PEM, PKCS#8. */
    public String keyPem() {
        return pem("PRIVATE KEY", keys.getPrivate().getEncoded());
    }

    /** Returns a block of PEM. */
    public static String pem(String label, byte[] der) {
        byte[] line = "\n".getBytes(StandardCharsets.US_ASCII);
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, line).encodeToString(der) + "\n-----END " + label + "-----\n";
    }

    /** Collects what the certificate says. */
    public static final class Builder {
        private final KeyPair keys;
        private String subject = "CN=localhost";
        private int serial = 1;
        private Instant begin = BEGIN;
        private Instant end = BEGIN.plus(Duration.ofDays(365));
        private String algorithm = "";
        private @Nullable TestCertificate issuer;

        private Builder(KeyPair keys) {
            this.keys = keys;
        }

        /** Replaces the subject. */
        public Builder subject(String name) {
            this.subject = name;
            return this;
        }

        /** Replaces the serial number, 1. */
        public Builder serial(int number) {
            this.serial = number;
            return this;
        }

        /** Replaces the span, whole seconds. */
        public Builder valid(Instant from, Instant until) {
            this.begin = from;
            this.end = until;
            return this;
        }

        /** Replaces the algorithm of the signature, SHA-256 with the issuer's kind of key. */
        public Builder signature(String name) {
            this.algorithm = name;
            return this;
        }

        /** Names who signs, in place of the certificate's own key. */
        public Builder issuedBy(TestCertificate other) {
            this.issuer = other;
            return this;
        }

        /** Returns the certificate. */
        public TestCertificate build() {
            try {
                KeyPair signer = issuer == null ? keys : issuer.keys;
                String name = algorithm.isEmpty() ? algorithmOf(signer) : algorithm;
                byte[] identifier = HexFormat.of().parseHex(Objects.requireNonNull(ALGORITHMS.get(name), name));
                X500Principal own = new X500Principal(subject);
                X500Principal signedBy = issuer == null ? own : issuer.certificate.getSubjectX500Principal();
                byte[] body = element(
                        0x30,
                        element(0xA0, element(0x02, new byte[] {2})),
                        element(0x02, BigInteger.valueOf(serial).toByteArray()),
                        identifier,
                        signedBy.getEncoded(),
                        element(0x30, time(begin), time(end)),
                        own.getEncoded(),
                        keys.getPublic().getEncoded());
                Signature signature = Signature.getInstance(name);
                signature.initSign(signer.getPrivate());
                signature.update(body);
                byte[] der = element(0x30, body, identifier, element(0x03, new byte[1], signature.sign()));
                return new TestCertificate(keys, (X509Certificate)
                        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der)));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        private static String algorithmOf(KeyPair signer) {
            return switch (signer.getPrivate().getAlgorithm()) {
                case "RSA" -> "SHA256withRSA";
                case "EC" -> "SHA256withECDSA";
                default -> "Ed25519";
            };
        }

        private static byte[] time(Instant instant) {
            return element(0x18, TIME.format(instant).getBytes(StandardCharsets.US_ASCII));
        }

        private static byte[] element(int tag, byte[]... parts) {
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            for (byte[] part : parts) {
                content.writeBytes(part);
            }
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.write(tag);
            int length = content.size();
            if (length >= 0x100) {
                all.write(0x82);
                all.write(length >> 8);
            } else if (length >= 0x80) {
                all.write(0x81);
            }
            all.write(length);
            all.writeBytes(content.toByteArray());
            return all.toByteArray();
        }
    }
}
