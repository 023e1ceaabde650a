package dev.hardening.core.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.util.Base64URL;
import dev.hardening.core.json.JsonWriter;
import dev.hardening.core.secret.Base64Url;
import dev.hardening.core.secret.DerivedKey;
import dev.hardening.core.secret.Secret;
import java.nio.charset.StandardCharsets;

/** One HS256 key and the {@code kid} that names it. Safe for use by many threads. */
final class HmacKey {

    private static final JWSHeader HS256 = new JWSHeader(JWSAlgorithm.HS256);
    private static final String KEY_ID = "hardening/jwt/v1";

    private final String kid;
    private final MACSigner signer;
    private final MACVerifier verifier;

    HmacKey(Secret secret) {
        this.kid = DerivedKey.of(secret, KEY_ID).id();
        this.signer = secret.exposeBytes(HmacKey::signer);
        this.verifier = secret.exposeBytes(HmacKey::verifier);
    }

    String kid() {
        return kid;
    }

    String sign(String type, CharSequence claims) {
        StringBuilder header = new StringBuilder(64);
        JsonWriter.to(header)
                .beginObject()
                .name("alg")
                .value("HS256")
                .name("typ")
                .value(type)
                .name("kid")
                .value(kid)
                .endObject();
        String input = encode(header) + "." + encode(claims);
        try {
            return input + "." + signer.sign(HS256, input.getBytes(StandardCharsets.US_ASCII));
        } catch (JOSEException e) {
            throw new IllegalStateException("this runtime cannot sign with HS256", e);
        }
    }

    boolean verifies(byte[] input, byte[] signature) {
        try {
            return verifier.verify(HS256, input, Base64URL.encode(signature));
        } catch (JOSEException e) {
            throw new IllegalStateException("this runtime cannot verify HS256", e);
        }
    }

    @Override
    public String toString() {
        return "HmacKey[" + kid + "]";
    }

    private static String encode(CharSequence text) {
        return Base64Url.encode(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static MACSigner signer(byte[] key) {
        try {
            return new MACSigner(key.clone());
        } catch (JOSEException e) {
            throw new IllegalArgumentException("a key for HS256 has 32 bytes or more (RFC 7518 section 3.2)", e);
        }
    }

    private static MACVerifier verifier(byte[] key) {
        try {
            return new MACVerifier(key.clone());
        } catch (JOSEException e) {
            throw new IllegalArgumentException("not a key for HS256", e);
        }
    }
}
