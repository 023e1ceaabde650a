package dev.hardening.testing;

import static dev.hardening.testing.HandMadeToken.base64;
import static dev.hardening.testing.HandMadeToken.hs256;
import static dev.hardening.testing.HandMadeToken.mac;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;

/**
 * What is wrong with a bearer token, one attack a line, each as near to a good token as it can be: everything that is
 * not said to be wrong is right, and signed with the right key.
 */
public final class TokenAttacks {

    /** The issuer and the audience that the tokens are made for. */
    public static final String ISSUER = "https://api.example.org";

    /** The secret of the service. */
    public static final String SECRET = "Zk3vT8qLw0aXnY5rBcPd2hJ7mQ9sUe4G";

    private static final String HEADER = "{\"alg\":\"HS256\",\"typ\":\"at+jwt\"}";

    private final Map<String, String> attacks = new LinkedHashMap<>();
    private final long now;

    private TokenAttacks(Instant now) {
        this.now = now.getEpochSecond();
    }

    /** The attacker's own key. Made once, when an attack first needs it: that takes as long as hundreds of good tokens. */
    private static final class Attacker {
        static final KeyPair RSA = key();

        private static KeyPair key() {
            try {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
                generator.initialize(2048);
                return generator.generateKeyPair();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Returns a good access token of the standard profile, made by hand. */
    public static String good(Instant now) {
        return hs256(SECRET, HEADER, new TokenAttacks(now).claims(Map.of()));
    }

    /**
     * Returns the value of {@code Authorization} for each attack, by its name.
     *
     * @param refresh a good refresh token of the service
     */
    public static Map<String, String> all(Instant now, String refresh) {
        TokenAttacks table = new TokenAttacks(now);
        table.algorithms();
        table.signatures();
        table.parts();
        table.spelling();
        table.headers();
        table.kinds(refresh);
        table.times();
        table.texts();
        table.encodings();
        table.sizes();
        table.otherStructures();
        return table.attacks;
    }

    private void add(String name, String token) {
        if (attacks.put(name, "Bearer " + token) != null) {
            throw new IllegalStateException("twice: " + name);
        }
    }

    private void header(String name, String header) {
        add(name, hs256(SECRET, header, claims(Map.of())));
    }

    private void claim(String name, String claim, String json) {
        add(name, hs256(SECRET, HEADER, claims(Map.of(claim, json))));
    }

    private void payload(String name, String payload) {
        add(name, hs256(SECRET, HEADER, payload));
    }

    /** Returns good claims with some replaced; an empty text leaves one out. */
    private String claims(Map<String, String> replaced) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("iss", "\"" + ISSUER + "\"");
        all.put("aud", "\"" + ISSUER + "\"");
        all.put("sub", "\"alice\"");
        all.put("iat", Long.toString(now));
        all.put("exp", Long.toString(now + 900));
        all.put("jti", "\"t1\"");
        all.put("sid", "\"s1\"");
        all.put("roles", "[\"user\"]");
        all.putAll(replaced);
        List<String> members = new ArrayList<>();
        all.forEach((name, json) -> {
            if (!json.isEmpty()) {
                members.add("\"" + name + "\":" + json);
            }
        });
        return "{" + String.join(",", members) + "}";
    }

    private void algorithms() {
        for (String none : List.of("none", "None", "NONE", "nOnE")) {
            String input = base64("{\"alg\":\"" + none + "\",\"typ\":\"at+jwt\"}") + "." + base64(claims(Map.of()));
            add("alg " + none + " without signature", input + ".");
            add("alg " + none + " with signature", mac("HmacSHA256", bytes(SECRET), input));
        }
        header("alg missing", "{\"typ\":\"at+jwt\"}");
        header("alg null", "{\"alg\":null,\"typ\":\"at+jwt\"}");
        header("alg number", "{\"alg\":256,\"typ\":\"at+jwt\"}");
        header("alg list", "{\"alg\":[\"HS256\"],\"typ\":\"at+jwt\"}");
        header("alg lower case", "{\"alg\":\"hs256\",\"typ\":\"at+jwt\"}");
        header("alg with a blank", "{\"alg\":\"HS256 \",\"typ\":\"at+jwt\"}");
        header("alg empty", "{\"alg\":\"\",\"typ\":\"at+jwt\"}");
        for (String bits : List.of("384", "512")) {
            String input = base64("{\"alg\":\"HS" + bits + "\",\"typ\":\"at+jwt\"}") + "." + base64(claims(Map.of()));
            add("HS" + bits + " with the key for HS256", mac("HmacSHA" + bits, bytes(SECRET), input));
        }
        RSAPublicKey key = (RSAPublicKey) Attacker.RSA.getPublic();
        String pem = "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, bytes("\n")).encodeToString(key.getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
        String jwk = "{\"kty\":\"RSA\",\"n\":\"" + base64(key.getModulus().toByteArray()) + "\",\"e\":\"AQAB\"}";
        add("HS256 with the DER of a public key", hs256(key.getEncoded(), HEADER, claims(Map.of())));
        add("HS256 with the PEM of a public key", hs256(pem, HEADER, claims(Map.of())));
        add("HS256 with a public JWK", hs256(jwk, HEADER, claims(Map.of())));
        add("RS256 with a key of the attacker", signed("RS256", "SHA256withRSA"));
        add("ES256 with r = s = 0", unsigned("ES256") + "." + base64(new byte[64]));
        add("EdDSA with zeros", unsigned("EdDSA") + "." + base64(new byte[64]));
    }

    private String unsigned(String algorithm) {
        return base64("{\"alg\":\"" + algorithm + "\",\"typ\":\"at+jwt\"}") + "." + base64(claims(Map.of()));
    }

    private String signed(String algorithm, String name) {
        String input = unsigned(algorithm);
        try {
            Signature signature = Signature.getInstance(name);
            signature.initSign(Attacker.RSA.getPrivate());
            signature.update(bytes(input));
            return input + "." + base64(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void signatures() {
        String good = good(Instant.ofEpochSecond(now));
        String input = good.substring(0, good.lastIndexOf('.'));
        byte[] mac = Base64.getUrlDecoder().decode(good.substring(input.length() + 1));
        byte[] shorter = Arrays.copyOf(mac, 16);
        byte[] longer = Arrays.copyOf(mac, 33);
        byte[] flipped = mac.clone();
        flipped[31] ^= 1;
        add("signature empty", input + ".");
        add("signature truncated", input + "." + base64(shorter));
        add("signature extended", input + "." + base64(longer));
        add("signature with one bit changed", input + "." + base64(flipped));
        add("signature of zeros", input + "." + base64(new byte[32]));
        add("another secret", hs256("another-secret-of-another-environment", HEADER, claims(Map.of())));
        add("an empty secret", hs256(new byte[] {0}, HEADER, claims(Map.of())));
        add(
                "claims changed after signing",
                base64(HEADER) + "." + base64(claims(Map.of("sub", "\"root\""))) + good.substring(input.length()));
    }

    private void parts() {
        String good = good(Instant.ofEpochSecond(now));
        String[] parts = good.split("\\.", -1);
        add("no parts", "");
        add("one part", parts[0]);
        add("two parts", parts[0] + "." + parts[1]);
        add("four parts", good + "." + parts[2]);
        add("five parts", good + "." + parts[0] + "." + parts[1]);
        add("dots only", "..");
        add("an empty header", "." + parts[1] + "." + parts[2]);
        add("empty claims", parts[0] + ".." + parts[2]);
        add(
                "JSON serialisation",
                "{\"payload\":\"" + parts[1] + "\",\"protected\":\"" + parts[0] + "\",\"signature\":\"" + parts[2]
                        + "\"}");
    }

    private void spelling() {
        String good = good(Instant.ofEpochSecond(now));
        String[] parts = good.split("\\.", -1);
        char last = good.charAt(good.length() - 1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        char twin = alphabet.charAt(alphabet.indexOf(last) ^ 1);
        add("unused bits of the signature changed", good.substring(0, good.length() - 1) + twin);
        add("padding", good + "=");
        add("the other alphabet", good + "+//");
        add("junk behind the signature", good + "!*");
        add("a blank before the token", " " + good);
        add(
                "a blank inside the signature",
                good.substring(0, good.length() - 3) + " " + good.substring(good.length() - 3));
        add("a tab inside", parts[0] + ".\t" + parts[1] + "." + parts[2]);
        add("a quote around", "\"" + good + "\"");
        add("a letter beyond ASCII", good.substring(0, 40) + "\u00e9" + good.substring(41));
        add("two tokens in one field", good + ", Bearer " + good);
        add("a part of 4n+1 characters", parts[0] + "." + parts[1] + "." + parts[2] + "AA");
    }

    private void headers() {
        header("alg twice", "{\"alg\":\"none\",\"alg\":\"HS256\",\"typ\":\"at+jwt\"}");
        header("crit unknown", "{\"alg\":\"HS256\",\"typ\":\"at+jwt\",\"crit\":[\"x\"],\"x\":1}");
        header("crit empty", "{\"alg\":\"HS256\",\"typ\":\"at+jwt\",\"crit\":[]}");
        header("crit b64", "{\"alg\":\"HS256\",\"typ\":\"at+jwt\",\"crit\":[\"b64\"],\"b64\":false}");
        header("b64 alone", "{\"alg\":\"HS256\",\"typ\":\"at+jwt\",\"b64\":true}");
        header("zip", "{\"alg\":\"HS256\",\"typ\":\"at+jwt\",\"zip\":\"DEF\"}");
        header("jwk embedded", "{\"alg\":\"HS256\",\"typ\":\"at+jwt\",\"jwk\":{\"kty\":\"oct\",\"k\":\"AAAA\"}}");
        for (String name : List.of("jku", "x5u")) {
            header(name, "{\"alg\":\"HS256\",\"typ\":\"at+jwt\",\"" + name + "\":\"https://evil.example/keys\"}");
        }
        header("x5c", "{\"alg\":\"HS256\",\"typ\":\"at+jwt\",\"x5c\":[\"AAAA\"]}");
        header("x5t", "{\"alg\":\"HS256\",\"typ\":\"at+jwt\",\"x5t\":\"AAAA\"}");
        for (String kid : List.of("../../dev/null", "x' OR '1'='1", "unknown", "", "k".repeat(100_000))) {
            String shown = kid.length() > 20 ? "of 100 kB" : kid.isEmpty() ? "empty" : kid;
            header("kid " + shown, "{\"alg\":\"HS256\",\"typ\":\"at+jwt\",\"kid\":\"" + kid + "\"}");
        }
        header("kid number", "{\"alg\":\"HS256\",\"typ\":\"at+jwt\",\"kid\":1}");
        header("header is a list", "[\"HS256\"]");
        header("header with a comment", "{\"alg\":\"HS256\",/*x*/\"typ\":\"at+jwt\"}");
    }

    private void kinds(String refresh) {
        add("a refresh token as access token", refresh);
        for (String typ : List.of("rt+jwt", "JWT", "application/at+jwt", "AT+JWT", "at+jwt ", "")) {
            header("typ '" + typ + "'", "{\"alg\":\"HS256\",\"typ\":\"" + typ + "\"}");
        }
        header("typ missing", "{\"alg\":\"HS256\"}");
        header("typ number", "{\"alg\":\"HS256\",\"typ\":1}");
        claim("audience of refresh tokens", "aud", "\"" + ISSUER + "/refresh\"");
    }

    private void times() {
        claim("exp missing", "exp", "");
        for (String exp : List.of(
                "null",
                "\"" + (now + 900) + "\"",
                (now + 900) + ".5",
                "-1",
                "1e300",
                "9223372036854775808",
                "1e1000000000",
                (now + 900) + "000",
                "253402300799",
                "true",
                "[" + (now + 900) + "]")) {
            claim("exp " + exp.replace(Long.toString(now + 900), "T"), "exp", exp);
        }
        claim("exp before iat", "exp", Long.toString(now - 1));
        claim("nbf in the future", "nbf", Long.toString(now + 31));
        claim("nbf a text", "nbf", "\"0\"");
        claim("iat in the future", "iat", Long.toString(now + 31));
        claim("iat missing", "iat", "");
        claim("iat a text", "iat", "\"" + now + "\"");
        add("exp twice", hs256(SECRET, HEADER, "{\"exp\":1," + claims(Map.of()).substring(1)));
    }

    private void texts() {
        for (String name : List.of("iss", "aud", "sub", "jti", "sid")) {
            claim(name + " missing", name, "");
            claim(name + " number", name, "5");
            claim(name + " null", name, "null");
            claim(name + " empty", name, "\"\"");
        }
        claim("iss with a suffix", "iss", "\"" + ISSUER + ".evil\"");
        claim("iss with a slash", "iss", "\"" + ISSUER + "/\"");
        claim("iss in upper case", "iss", "\"HTTPS://api.example.org\"");
        claim("iss a list", "iss", "[\"" + ISSUER + "\"]");
        claim("aud a list of mixed types", "aud", "[\"" + ISSUER + "\",5]");
        claim("aud of another service", "aud", "\"https://other.example.org\"");
        claim("sub with a line feed", "sub", "\"alice\\nroot\"");
        claim("sub with NUL", "sub", "\"alice\\u0000\"");
        claim("sub of 1 kB", "sub", "\"" + "a".repeat(1024) + "\"");
        claim("sub half a surrogate pair", "sub", "\"\\ud800\"");
        claim("roles a text", "roles", "\"admin\"");
        claim("roles with a number", "roles", "[\"user\",1]");
        claim("tenant a number", "tid", "5");
        add(
                "sub twice",
                hs256(SECRET, HEADER, "{\"sub\":\"root\"," + claims(Map.of()).substring(1)));
    }

    private void encodings() {
        String claims = claims(Map.of());
        payload("claims with a byte order mark", "\ufeff" + claims);
        payload("claims a list", "[" + claims + "]");
        payload("claims a text", "\"alice\"");
        payload("claims not JSON", "alice");
        payload("claims NaN", claims.replace("[\"user\"]", "NaN"));
        payload("claims with a comment", "/*x*/" + claims);
        payload("claims with trailing data", claims + "{}");
        payload("claims with a trailing comma", claims.replace("]}", "],}"));
        payload("no claims", "{}");
        binary("claims in UTF-16", claims, StandardCharsets.UTF_16LE);
        binary("claims in Latin-1", claims.replace("alice", "alic\u00e9"), StandardCharsets.ISO_8859_1);
    }

    private void binary(String name, String claims, Charset charset) {
        String input = base64(HEADER) + "." + base64(claims.getBytes(charset));
        add(name, mac("HmacSHA256", bytes(SECRET), input));
    }

    private void sizes() {
        claim("1,000 deep", "x", "[".repeat(1000) + "]".repeat(1000));
        claim("100,000 deep", "x", "[".repeat(100_000) + "]".repeat(100_000));
        claim("a number of 1 MB", "x", "1".repeat(1 << 20));
        claim("5 MB", "x", "\"" + "a".repeat(5 << 20) + "\"");
        claim("more than 8 KiB", "x", "\"" + "a".repeat(8 * 1024) + "\"");
        claim("1,000 roles", "roles", "[" + "\"r\",".repeat(999) + "\"r\"]");
    }

    private void otherStructures() {
        String five = base64("{\"alg\":\"dir\",\"enc\":\"A256GCM\"}") + ".." + base64(new byte[12]) + "."
                + base64(claims(Map.of())) + "." + base64(new byte[16]);
        add("a JWE", five);
        add(
                "a JWE with PBES2",
                five.replace(
                        base64("{\"alg\":\"dir\",\"enc\":\"A256GCM\"}"),
                        base64(
                                "{\"alg\":\"PBES2-HS256+A128KW\",\"enc\":\"A256GCM\",\"p2c\":2147483647,\"p2s\":\"AAAA\"}")));
        Deflater deflater = new Deflater(9, true);
        deflater.setInput(new byte[1 << 20]);
        deflater.finish();
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        byte[] chunk = new byte[4096];
        while (!deflater.finished()) {
            bomb.write(chunk, 0, deflater.deflate(chunk));
        }
        deflater.end();
        String input =
                base64("{\"alg\":\"HS256\",\"typ\":\"at+jwt\",\"zip\":\"DEF\"}") + "." + base64(bomb.toByteArray());
        add("a zip bomb", mac("HmacSHA256", bytes(SECRET), input));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
