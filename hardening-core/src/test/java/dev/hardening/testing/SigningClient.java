package dev.hardening.testing;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What a client does that signs requests: nothing of it is shared with the code under test. No state. */
public final class SigningClient {

    /** A nonce of 16 bytes. */
    public static final String NONCE = "0Zl3bqYJ1yq7oZ0cJm3e5A";

    private SigningClient() {}

    /** Returns the HMAC-SHA256 of a text under the UTF-8 bytes of a key. */
    public static byte[] mac(String key, String message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return mac.doFinal(message.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the same in lower-case hex: the signature of a canonical form. */
    public static String hex(String key, String message) {
        return HexFormat.of().formatHex(mac(key, message));
    }

    /** Returns a digest of a body. */
    public static byte[] digest(String algorithm, byte[] body) {
        try {
            return MessageDigest.getInstance(algorithm).digest(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the header value for a body that is signed as it is. */
    public static String rawBody(String key, String method, String target, long time, String nonce, byte[] body) {
        String digest = HexFormat.of().formatHex(digest("SHA-256", body));
        String message = String.join("\n", "HARDENING-HMAC-V1", method, target, Long.toString(time), nonce, digest);
        return "t=" + time + ",n=" + nonce + ",v1=" + hex(key, message);
    }

    /** Returns the facts of a request that a test makes up. */
    public static FakeRequest request(String method, String path) {
        return FakeRequest.from("192.0.2.1").target(method, path);
    }

    /** Returns the bytes in base64. */
    public static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
