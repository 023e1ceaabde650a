package dev.hardening.core.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.util.Base64URL;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Checks signatures of one algorithm with one public key. Safe for use by many threads. */
interface PublicKeyVerifier {

    int LEAST_RSA_BITS = 2048;
    int MOST_RSA_BITS = 8192;
    int P256_BYTES = 32;
    int ED25519_BYTES = 32;
    int ED25519_SIGNATURE = 64;

    boolean verifies(byte[] input, byte[] signature);

    /** Needs the library now, so that an application that lacks it fails at its start and not at its first request. */
    static void load() {
        Objects.requireNonNull(JWSAlgorithm.RS256, "RS256");
    }

    /** Returns a verifier for an RSA key of 2048 to 8192 bits with an odd exponent of 32 bits at most, or null. */
    static @Nullable PublicKeyVerifier rsa(TokenAlgorithm algorithm, byte[] modulus, byte[] exponent) {
        BigInteger n = new BigInteger(1, modulus);
        BigInteger e = new BigInteger(1, exponent);
        boolean sized = n.bitLength() >= LEAST_RSA_BITS && n.bitLength() <= MOST_RSA_BITS && n.testBit(0);
        boolean odd = e.testBit(0) && e.bitLength() >= 2 && e.bitLength() <= 32;
        if (!sized || !odd) {
            return null;
        }
        try {
            PublicKey key = KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(n, e));
            return new Nimbus(new RSASSAVerifier((RSAPublicKey) key), algorithm);
        } catch (GeneralSecurityException notAKey) {
            return null;
        }
    }

    /** Returns a verifier for a point of the curve P-256, or null. */
    static @Nullable PublicKeyVerifier p256(byte[] x, byte[] y) {
        if (x.length != P256_BYTES || y.length != P256_BYTES) {
            return null;
        }
        try {
            ECKey key = new ECKey.Builder(Curve.P_256, Base64URL.encode(x), Base64URL.encode(y)).build();
            return new Nimbus(new ECDSAVerifier(key.toECPublicKey()), TokenAlgorithm.ES256);
        } catch (JOSEException | IllegalStateException | IllegalArgumentException notOnTheCurve) {
            return null;
        }
    }

    /** Returns a verifier for a point of Ed25519 (RFC 8032 section 5.1.2), or null. */
    static @Nullable PublicKeyVerifier ed25519(byte[] point) {
        if (point.length != ED25519_BYTES) {
            return null;
        }
        byte[] bigEndian = new byte[ED25519_BYTES];
        for (int i = 0; i < ED25519_BYTES; i++) {
            bigEndian[i] = point[ED25519_BYTES - 1 - i];
        }
        boolean xOdd = bigEndian[0] < 0;
        bigEndian[0] &= 0x7F;
        EdECPoint decoded = new EdECPoint(xOdd, new BigInteger(1, bigEndian));
        try {
            PublicKey key = KeyFactory.getInstance("Ed25519")
                    .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, decoded));
            Signature.getInstance("Ed25519").initVerify(key);
            return new Ed25519(key);
        } catch (GeneralSecurityException notAKey) {
            return null;
        }
    }

    /** RSA and ECDSA by the library, with the one algorithm that the key is for. */
    record Nimbus(JWSVerifier verifier, JWSHeader header) implements PublicKeyVerifier {

        Nimbus(JWSVerifier verifier, TokenAlgorithm algorithm) {
            this(verifier, new JWSHeader(JWSAlgorithm.parse(algorithm.label())));
        }

        @Override
        public boolean verifies(byte[] input, byte[] signature) {
            try {
                return verifier.verify(header, input, Base64URL.encode(signature));
            } catch (JOSEException notASignature) {
                return false;
            }
        }
    }

    /** Ed25519 by the JDK, because the library needs another one for it. */
    record Ed25519(PublicKey key) implements PublicKeyVerifier {

        @Override
        public boolean verifies(byte[] input, byte[] signature) {
            if (signature.length != ED25519_SIGNATURE) {
                return false;
            }
            try {
                Signature check = Signature.getInstance("Ed25519");
                check.initVerify(key);
                check.update(input);
                return check.verify(signature);
            } catch (SignatureException notASignature) {
                return false;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every Java runtime from 15 on has Ed25519", e);
            }
        }
    }
}
