package dev.hardening.core.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hardening.testing.HandMadeToken;
import dev.hardening.testing.IssuerKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class JwkSetTest {

    private static final IssuerKey RSA = IssuerKey.make("RS256", "k1");

    private static JwkSet read(String... keys) throws IOException {
        return JwkSet.read(("{\"keys\":[" + String.join(",", keys) + "]}").getBytes(StandardCharsets.UTF_8));
    }

    private static int usable(String key, TokenAlgorithm algorithm) throws IOException {
        IssuerKey other = IssuerKey.make("EdDSA", "other");
        return read(other.jwk(), key).candidates("k1", algorithm).size();
    }

    @Test
    void a_key_serves_what_it_says_and_without_a_word_what_its_kind_can() throws Exception {
        String bare = RSA.jwk().replace(",\"alg\":\"RS256\"", "").replace(",\"use\":\"sig\"", "");
        assertEquals(1, usable(RSA.jwk(), TokenAlgorithm.RS256));
        assertEquals(0, usable(RSA.jwk(), TokenAlgorithm.PS256));
        assertEquals(1, usable(bare, TokenAlgorithm.RS256));
        assertEquals(1, usable(bare, TokenAlgorithm.PS256));
        assertEquals(0, usable(bare, TokenAlgorithm.ES256));
    }

    @Test
    void keys_for_something_else_are_passed_over() throws Exception {
        String jwk = RSA.jwk();
        assertEquals(0, usable(jwk.replace("\"sig\"", "\"enc\""), TokenAlgorithm.RS256));
        assertEquals(0, usable(jwk.replace("\"sig\"", "5"), TokenAlgorithm.RS256));
        assertEquals(0, usable(jwk.replace("\"use\":\"sig\"", "\"key_ops\":[\"encrypt\"]"), TokenAlgorithm.RS256));
        assertEquals(1, usable(jwk.replace("\"use\":\"sig\"", "\"key_ops\":[\"verify\"]"), TokenAlgorithm.RS256));
        assertEquals(0, usable(jwk.replace("\"RS256\"", "\"RSA-OAEP\""), TokenAlgorithm.RS256));
        assertEquals(0, usable(jwk.replace("\"RSA\"", "\"XYZ\""), TokenAlgorithm.RS256));
    }

    @Test
    void weak_and_broken_keys_are_passed_over() throws Exception {
        assertEquals(0, usable(IssuerKey.rsa(1024, "k1").jwk(), TokenAlgorithm.RS256));
        assertEquals(0, usable(RSA.jwk().replace("\"AQAB\"", "\"AQ\""), TokenAlgorithm.RS256), "exponent 1");
        assertEquals(0, usable(RSA.jwk().replace("\"AQAB\"", "\"Ag\""), TokenAlgorithm.RS256), "exponent 2");
        assertEquals(0, usable(RSA.jwk().replace("\"AQAB\"", "\"AQ==\""), TokenAlgorithm.RS256), "padding");
        String zeros = HandMadeToken.base64(new byte[32]);
        String notOnCurve =
                "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"k1\",\"x\":\"" + zeros + "\",\"y\":\"" + zeros + "\"}";
        assertEquals(0, usable(notOnCurve, TokenAlgorithm.ES256));
        String huge = HandMadeToken.base64(new byte[] {-1, -1, -1, -1}).repeat(10);
        assertEquals(0, usable(notOnCurve.replace(zeros, huge), TokenAlgorithm.ES256));
        byte[] ones = new byte[32];
        Arrays.fill(ones, (byte) -1);
        String notAPoint =
                "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"k1\",\"x\":\"" + HandMadeToken.base64(ones) + "\"}";
        assertEquals(0, usable(notAPoint, TokenAlgorithm.EDDSA));
    }

    @Test
    void a_token_without_kid_is_tried_against_three_keys_at_most() throws Exception {
        String[] keys = new String[5];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = RSA.renamed("k" + i).jwk();
        }
        JwkSet set = read(keys);
        assertEquals(3, set.candidates(null, TokenAlgorithm.RS256).size());
        assertEquals(1, set.candidates("k4", TokenAlgorithm.RS256).size());
    }

    @Test
    void what_is_no_set_is_refused() {
        for (String bad : new String[] {
            "",
            "[]",
            "{}",
            "{\"keys\":{}}",
            "{\"keys\":[]}",
            "{\"keys\":[[]]}",
            "{\"keys\":[],\"keys\":[]}",
            "\ufeff{}",
            "{\"keys\":[" + "{},".repeat(64) + "{}]}",
            "{\"keys\":" + "[".repeat(1000) + "]".repeat(1000) + "}",
            "{\"keys\":[{\"kid\":\"" + "a".repeat(60_000) + "\"}]}"
        }) {
            assertThrows(IOException.class, () -> JwkSet.read(bad.getBytes(StandardCharsets.UTF_8)));
        }
    }
}
