package dev.hardening.testing;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** A key of an external issuer that a test plays, made with the JDK alone. */
public final class IssuerKey {

    private final String algorithm;
    private final String kid;
    private final @Nullable KeyPair pair;
    private final @Nullable String raw;

    private IssuerKey(String algorithm, String kid, @Nullable KeyPair pair, @Nullable String raw) {
        this.algorithm = algorithm;
        this.kid = kid;
        this.pair = pair;
        this.raw = raw;
    }

    /** Makes a key for RS256, PS256, ES256 or EdDSA. */
    public static IssuerKey make(String algorithm, String kid) {
        try {
            KeyPairGenerator generator = switch (algorithm) {
                case "RS256", "PS256" -> KeyPairGenerator.getInstance("RSA");
                case "ES256" -> KeyPairGenerator.getInstance("EC");
                case "EdDSA" -> KeyPairGenerator.getInstance("Ed25519");
                default -> throw new IllegalArgumentException(algorithm);
            };
            if (algorithm.endsWith("S256") && !algorithm.equals("ES256")) {
                generator.initialize(2048);
            } else if (algorithm.equals("ES256")) {
                generator.initialize(new ECGenParameterSpec("secp256r1"));
            }
            return new IssuerKey(algorithm, kid, generator.generateKeyPair(), null);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Makes an RSA key of a size. */
    public static IssuerKey rsa(int bits, String kid) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return new IssuerKey("RS256", kid, generator.generateKeyPair(), null);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns what stands in a key set without being a key that could sign. */
    public static IssuerKey raw(String json) {
        return new IssuerKey("", "", null, json);
    }

    /** Returns the same key under another name. */
    public IssuerKey renamed(String other) {
        return new IssuerKey(algorithm, other, pair, raw);
    }

    private KeyPair pair() {
        if (pair == null) {
            throw new IllegalStateException("not a key");
        }
        return pair;
    }

    /** Returns the public key as X.509 has it. */
    public byte[] encoded() {
        return pair().getPublic().getEncoded();
    }

    /** Returns the public key as PEM text. */
    public String pem() {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(encoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    /** Returns the member of a key set. */
    public String jwk() {
        if (raw != null) {
            return raw;
        }
        return "{" + material() + ",\"kid\":\"" + kid + "\",\"use\":\"sig\",\"alg\":\"" + algorithm + "\"}";
    }

    private String material() {
        if (pair().getPublic() instanceof RSAPublicKey rsa) {
            return "\"kty\":\"RSA\",\"n\":\""
                    + number(rsa.getModulus(), (rsa.getModulus().bitLength() + 7) / 8) + "\",\"e\":\"AQAB\"";
        }
        if (pair().getPublic() instanceof ECPublicKey ec) {
            return "\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\""
                    + number(ec.getW().getAffineX(), 32) + "\",\"y\":\""
                    + number(ec.getW().getAffineY(), 32) + "\"";
        }
        byte[] x509 = ((EdECPublicKey) pair().getPublic()).getEncoded();
        byte[] point = Arrays.copyOfRange(x509, x509.length - 32, x509.length);
        return "\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" + HandMadeToken.base64(point) + "\"";
    }

    /** Signs claims; an empty type leaves {@code typ} out. */
    public String sign(String type, String claims) {
        return signAs(algorithm, type, claims);
    }

    /** Signs claims with this key's own algorithm and names another one. */
    public String signAs(String named, String type, String claims) {
        String typ = type.isEmpty() ? "" : "\"typ\":\"" + type + "\",";
        String header = "{" + typ + "\"alg\":\"" + named + "\",\"kid\":\"" + kid + "\"}";
        String input = HandMadeToken.base64(header) + "." + HandMadeToken.base64(claims);
        try {
            Signature signature = engine();
            signature.initSign(pair().getPrivate());
            signature.update(input.getBytes(StandardCharsets.US_ASCII));
            return input + "." + HandMadeToken.base64(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Signature engine() throws GeneralSecurityException {
        return switch (algorithm) {
            case "RS256" -> Signature.getInstance("SHA256withRSA");
            case "PS256" -> {
                Signature pss = Signature.getInstance("RSASSA-PSS");
                pss.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
                yield pss;
            }
            case "ES256" -> Signature.getInstance("SHA256withECDSAinP1363Format");
            default -> Signature.getInstance("Ed25519");
        };
    }

    private static String number(BigInteger value, int size) {
        byte[] bytes = value.toByteArray();
        byte[] out = new byte[size];
        int length = Math.min(size, bytes.length);
        System.arraycopy(bytes, bytes.length - length, out, size - length, length);
        return HandMadeToken.base64(out);
    }
}
