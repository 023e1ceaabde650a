package dev.hardening.testing;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Compact tokens made by hand, so that no library's good manners keep a test from being rude. */
public final class HandMadeToken {

    private HandMadeToken() {}

    /** Returns a token with exactly these header and claims, signed with HS256. */
    public static String hs256(byte[] key, String header, String claims) {
        return mac("HmacSHA256", key, base64(header) + "." + base64(claims));
    }

    /** Returns a token with exactly these header and claims, signed with HS256 and the bytes of a text. */
    public static String hs256(String key, String header, String claims) {
        return hs256(key.getBytes(StandardCharsets.UTF_8), header, claims);
    }

    /** Returns what is signed, a dot, and its MAC. */
    public static String mac(String algorithm, byte[] key, String input) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key, algorithm));
            return input + "." + base64(mac.doFinal(input.getBytes(StandardCharsets.ISO_8859_1)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns base64url without padding of the UTF-8 bytes. */
    public static String base64(String text) {
        return base64(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns base64url without padding. */
    public static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Returns one of the three parts as text. */
    public static String part(String compact, int number) {
        return new String(Base64.getUrlDecoder().decode(compact.split("\\.", -1)[number]), StandardCharsets.UTF_8);
    }
}
