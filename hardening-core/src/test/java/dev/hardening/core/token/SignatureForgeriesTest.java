package dev.hardening.core.token;

import static dev.hardening.testing.HandMadeToken.base64;
import static dev.hardening.testing.HandMadeToken.hs256;
import static dev.hardening.testing.HandMadeToken.mac;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.identity.Authentication;
import dev.hardening.core.secret.KeyRing;
import dev.hardening.core.secret.Secret;
import dev.hardening.testing.FakeRequest;
import dev.hardening.testing.FakeTicker;
import dev.hardening.testing.IssuerKey;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The classes of Wycheproof's vectors for JSON web signatures and for HMAC, ECDSA, RSA and EdDSA as far as tokens reach
 * them, made by hand: forgeries beside those of {@code TokenAttacks}. Each one is refused with 401.
 */
class SignatureForgeriesTest {

    private static final String IDP = "https://idp.example.org";
    private static final String SECRET = "Zk3vT8qLw0aXnY5rBcPd2hJ7mQ9sUe4G";
    private static final String HEADER = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
    private static final long NOW = FakeTicker.START.getEpochSecond();

    /** The orders of P-256 and of Ed25519. */
    private static final BigInteger N =
            new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

    private static final BigInteger L =
            BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

    private static final String SHA_256 = "3031300d060960864801650304020105000420";

    private static final KeyPair RAW = rsa();
    private static final IssuerKey RS256 = IssuerKey.make("RS256", "rs");
    private static final IssuerKey PS256 = IssuerKey.make("PS256", "ps");
    private static final IssuerKey ES256 = IssuerKey.make("ES256", "es");
    private static final IssuerKey EDDSA = IssuerKey.make("EdDSA", "ed");
    private static final List<IssuerKey> KEYS = List.of(RS256, PS256, ES256, EDDSA, IssuerKey.raw(jwk(RAW)));
    private final FakeTicker time = new FakeTicker();
    private final Tokens tokens = room(SECRET);
    private final Map<String, String> forgeries = new LinkedHashMap<>();

    private static KeyPair rsa() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String jwk(KeyPair pair) {
        byte[] modulus = fixed(((RSAPublicKey) pair.getPublic()).getModulus(), 256);
        return "{\"kty\":\"RSA\",\"n\":\"" + base64(modulus)
                + "\",\"e\":\"AQAB\",\"kid\":\"raw\",\"use\":\"sig\",\"alg\":\"RS256\"}";
    }

    private Tokens room(String secret) {
        String set = String.join(",", KEYS.stream().map(IssuerKey::jwk).toList());
        return Tokens.builder(TokenSettings.builder()
                        .profile(TokenProfile.PLAIN)
                        .keys(KeyRing.of(Secret.ofUtf8("JWT_SECRET", secret)))
                        .externalIssuer(ExternalIssuer.of(IDP, "api").build())
                        .build())
                .time(time, time)
                .keySetSource(() -> ("{\"keys\":[" + set + "]}").getBytes(StandardCharsets.UTF_8))
                .build();
    }

    @AfterEach
    void close() {
        tokens.close();
    }

    private static String own() {
        return "{\"sub\":\"alice\",\"type\":\"access\",\"exp\":" + (NOW + 900) + "}";
    }

    private static String foreign() {
        return "{\"iss\":\"" + IDP + "\",\"aud\":\"api\",\"sub\":\"alice\",\"iat\":" + NOW + ",\"exp\":" + (NOW + 900)
                + ",\"jti\":\"j1\"}";
    }

    private static Authentication present(Tokens room, String token) {
        return room.authenticate(FakeRequest.from("192.0.2.1").lines("Authorization", List.of("Bearer " + token)));
    }

    private void add(String name, String token) {
        assertEquals(null, forgeries.put(name, token), name);
    }

    private void assertAllRefused(int least) {
        assertTrue(forgeries.size() >= least, "forgeries: " + forgeries.size());
        forgeries.forEach((name, token) -> {
            Authentication.Refused refused =
                    assertInstanceOf(Authentication.Refused.class, present(tokens, token), name);
            assertEquals(RefusalCode.TOKEN_INVALID, refused.refusal().code(), name);
            assertEquals(401, refused.refusal().status(), name);
        });
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String input(String token) {
        return token.substring(0, token.lastIndexOf('.'));
    }

    private static byte[] signature(String token) {
        return Base64.getUrlDecoder().decode(token.substring(token.lastIndexOf('.') + 1));
    }

    private static byte[] flipped(byte[] bytes, int bit) {
        byte[] other = bytes.clone();
        other[bit / 8] ^= (byte) (1 << (bit % 8));
        return other;
    }

    private static byte[] fixed(BigInteger value, int size) {
        byte[] given = value.toByteArray();
        byte[] out = new byte[size];
        int length = Math.min(size, given.length);
        System.arraycopy(given, given.length - length, out, size - length, length);
        return out;
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    @Test
    void what_the_forgeries_start_from_is_good() throws Exception {
        for (String good : List.of(
                hs256(SECRET, HEADER, own()),
                RS256.sign("JWT", foreign()),
                PS256.sign("JWT", foreign()),
                ES256.sign("JWT", foreign()),
                EDDSA.sign("JWT", foreign()),
                padded(HexFormat.of().parseHex(SHA_256), "01", (byte) 0xff))) {
            assertInstanceOf(Authentication.Proved.class, present(tokens, good), good);
        }
    }

    @Test
    void a_tag_of_any_other_length_or_with_any_bit_changed_is_refused() {
        String good = hs256(SECRET, HEADER, own());
        byte[] tag = signature(good);
        for (int length = 0; length < 32; length++) {
            add("the first " + length + " bytes", input(good) + "." + base64(Arrays.copyOf(tag, length)));
        }
        for (int length = 1; length < 32; length++) {
            add("the last " + length + " bytes", input(good) + "." + base64(Arrays.copyOfRange(tag, 32 - length, 32)));
        }
        for (int bit = 0; bit < 256; bit++) {
            add("bit " + bit, input(good) + "." + base64(flipped(tag, bit)));
        }
        for (int length : List.of(33, 48, 64, 512)) {
            add("zeros behind, " + length, input(good) + "." + base64(Arrays.copyOf(tag, length)));
        }
        add("a zero before", input(good) + "." + base64(joined(new byte[1], tag)));
        add("twice", input(good) + "." + base64(joined(tag, tag)));
        add("ones", input(good) + "." + base64(flippedAll(new byte[32])));
        add("all bits changed", input(good) + "." + base64(flippedAll(tag)));
        add("in hex", input(good) + "." + HexFormat.of().formatHex(tag));
        assertAllRefused(320);
    }

    private static byte[] flippedAll(byte[] bytes) {
        byte[] other = bytes.clone();
        for (int i = 0; i < other.length; i++) {
            other[i] = (byte) ~other[i];
        }
        return other;
    }

    @Test
    void a_tag_by_another_key_or_hash_is_refused() throws Exception {
        String input = base64(HEADER) + "." + base64(own());
        for (int size : List.of(1, 16, 32, 64, 65, 128)) {
            add(size + " zeros", mac("HmacSHA256", new byte[size], input));
            add(size + " ones", mac("HmacSHA256", flippedAll(new byte[size]), input));
        }
        for (int bit = 0; bit < 256; bit += 7) {
            add("key with bit " + bit, mac("HmacSHA256", flipped(bytes(SECRET), bit), input));
        }
        add("the key's beginning", mac("HmacSHA256", bytes(SECRET.substring(0, 31)), input));
        add("the key and more", mac("HmacSHA256", bytes(SECRET + "G"), input));
        add("the key with a line feed", mac("HmacSHA256", bytes(SECRET + "\n"), input));
        add("the key in lower case", mac("HmacSHA256", bytes(SECRET.toLowerCase(java.util.Locale.ROOT)), input));
        add(
                "the key's hash",
                mac("HmacSHA256", MessageDigest.getInstance("SHA-256").digest(bytes(SECRET)), input));
        add("the key decoded", mac("HmacSHA256", Base64.getDecoder().decode(SECRET), input));
        add("the key encoded", mac("HmacSHA256", bytes(base64(SECRET)), input));
        for (String hash : List.of("HmacSHA1", "HmacMD5", "HmacSHA224", "HmacSHA384", "HmacSHA512", "HmacSHA512/256")) {
            String token = mac(hash, bytes(SECRET), input);
            add(hash, token);
            add(hash + " cut or filled", input + "." + base64(Arrays.copyOf(signature(token), 32)));
        }
        add(
                "a plain hash",
                input + "." + base64(MessageDigest.getInstance("SHA-256").digest(bytes(SECRET + input))));
        assertAllRefused(60);
    }

    /** HMAC hashes keys that are longer than a block, and fills shorter ones with zeros. */
    @Test
    void a_key_longer_than_a_block_counts_whole() {
        String longest = SECRET + "qX2cV9bN4mK7jH1gF6dS3aP8oI5uY0tR" + "eW2zQ9xC4vB7nM1lK6jH3gF8dS5aP0oI" + "uY2t";
        try (Tokens room = room(longest)) {
            assertInstanceOf(Authentication.Proved.class, present(room, hs256(longest, HEADER, own())));
            for (int length : List.of(32, 63, 64, 65, 99)) {
                assertInstanceOf(
                        Authentication.Refused.class,
                        present(room, hs256(longest.substring(0, length), HEADER, own())),
                        "the first " + length);
            }
            assertInstanceOf(Authentication.Refused.class, present(room, hs256(longest + "x", HEADER, own())));
        }
    }

    @Test
    void a_public_key_is_no_secret_in_whatever_form() {
        for (IssuerKey key : List.of(RS256, PS256, ES256, EDDSA)) {
            String kid = key.jwk().replaceFirst(".*\"kid\":\"(..)\".*", "$1");
            List<byte[]> forms = List.of(
                    key.encoded(),
                    bytes(key.pem()),
                    bytes(key.pem().strip()),
                    bytes(key.pem().replace("\n", "\r\n")),
                    bytes(key.pem().replaceAll("-----[A-Z ]+-----|\n", "")),
                    bytes(key.jwk()),
                    bytes(base64(key.encoded())),
                    Arrays.copyOfRange(key.encoded(), key.encoded().length - 32, key.encoded().length));
            int form = 0;
            for (byte[] secret : forms) {
                form++;
                for (String claims : List.of(own(), foreign())) {
                    String where = kid + " form " + form + " of " + (claims.equals(own()) ? "own" : "issuer");
                    add(where, hs256(secret, HEADER, claims));
                    add(where + " with kid", hs256(secret, HEADER.replace("{", "{\"kid\":\"" + kid + "\","), claims));
                }
            }
        }
        assertAllRefused(128);
    }

    @Test
    void another_algorithm_than_the_keys_own_is_refused() {
        List<String> names = List.of(
                "HS256",
                "HS384",
                "HS512",
                "RS256",
                "RS384",
                "RS512",
                "PS256",
                "PS384",
                "PS512",
                "ES256",
                "ES384",
                "ES512",
                "ES256K",
                "EdDSA",
                "Ed25519",
                "Ed448",
                "none",
                "RS1",
                "RSA1_5",
                "dir",
                "A256KW",
                "rs256",
                "SHA256withRSA",
                "\\u0052S256\\u0000",
                "\\uff32S256",
                "");
        for (IssuerKey key : List.of(RS256, PS256, ES256, EDDSA)) {
            String kid = key.jwk().replaceFirst(".*\"kid\":\"(..)\".*", "$1");
            String own = key.jwk().replaceFirst(".*\"alg\":\"([^\"]+)\".*", "$1");
            for (String name : names) {
                if (!name.equals(own)) {
                    add(kid + " as " + name, key.signAs(name, "JWT", foreign()));
                }
            }
        }
        add("a good signature under another's kid", ES256.renamed("rs").sign("JWT", foreign()));
        add("an algorithm spelt with escapes", header("{\"alg\":\"\\u006eone\",\"typ\":\"JWT\"}"));
        add("none spelt with escapes, unsigned", input(header("{\"alg\":\"n\\u006fne\",\"typ\":\"JWT\"}")) + ".");
        add("an algorithm with NUL", header("{\"alg\":\"HS256\\u0000\",\"typ\":\"JWT\"}"));
        add("wide letters", header("{\"alg\":\"\\uff28\\uff33256\",\"typ\":\"JWT\"}"));
        add("the name with escapes and other case", header("{\"\\u0041LG\":\"HS256\",\"typ\":\"JWT\"}"));
        assertAllRefused(100);
    }

    /** Signed with the right secret over exactly this header. */
    private static String header(String json) {
        return hs256(SECRET, json, own());
    }

    @Test
    void a_header_that_says_more_or_twice_is_refused() {
        add("alg twice alike", header("{\"alg\":\"HS256\",\"alg\":\"HS256\",\"typ\":\"JWT\"}"));
        add("alg twice, once with an escape", header("{\"\\u0061lg\":\"none\",\"alg\":\"HS256\",\"typ\":\"JWT\"}"));
        add("alg twice, then with an escape", header("{\"alg\":\"HS256\",\"a\\u006cg\":\"none\",\"typ\":\"JWT\"}"));
        add("typ twice", header("{\"alg\":\"HS256\",\"typ\":\"JWT\",\"typ\":\"JWT\"}"));
        add("kid twice", header("{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"a\",\"kid\":\"b\"}"));
        add("an empty name", header("{\"alg\":\"HS256\",\"typ\":\"JWT\",\"\":1}"));
        for (String more : List.of(
                "\"b64\":false",
                "\"crit\":[\"b64\"],\"b64\":true",
                "\"crit\":[\"exp\"],\"exp\":1",
                "\"crit\":[\"alg\"]",
                "\"crit\":[\"typ\",\"typ\"]",
                "\"crit\":\"b64\"",
                "\"crit\":null",
                "\"crit\":[1]",
                "\"cty\":\"JWT\"",
                "\"enc\":\"A256GCM\"",
                "\"epk\":{}",
                "\"iv\":\"AA\"",
                "\"p2c\":1",
                "\"x5t#S256\":\"AA\"",
                "\"nonce\":\"a\"",
                "\"url\":\"https://idp.example.org\"")) {
            add(more, header("{\"alg\":\"HS256\",\"typ\":\"JWT\"," + more + "}"));
        }
        for (String odd : List.of(
                "",
                "null",
                "\"HS256\"",
                "{}",
                "{}" + HEADER,
                HEADER + " x",
                HEADER + HEADER,
                "[" + HEADER + "]",
                "\ufeff" + HEADER,
                HEADER.replace("\"alg\"", "alg"),
                HEADER.replace('"', '\''),
                HEADER.replace("}", ",}"),
                HEADER.replace("}", ""))) {
            add("header " + odd, header(odd));
        }
        add("nested: the claims are a token", hs256(SECRET, HEADER, hs256(SECRET, HEADER, own())));
        add("nested: named so", hs256(SECRET, HEADER.replace("}", ",\"cty\":\"JWT\"}"), hs256(SECRET, HEADER, own())));
        add("nested: a token in quotes", hs256(SECRET, HEADER, "\"" + hs256(SECRET, HEADER, own()) + "\""));
        String detached = hs256(SECRET, HEADER, own());
        String[] parts = detached.split("\\.", -1);
        add("detached", parts[0] + ".." + parts[2]);
        String unencoded = base64("{\"alg\":\"HS256\",\"b64\":false,\"crit\":[\"b64\"]}");
        String raw = mac("HmacSHA256", bytes(SECRET), unencoded + "." + own());
        add("claims that are not encoded", raw);
        add("claims that are not encoded, detached", unencoded + ".." + raw.substring(raw.lastIndexOf('.') + 1));
        add(
                "general serialisation",
                "{\"payload\":\"" + parts[1] + "\",\"signatures\":[{\"protected\":\"" + parts[0] + "\",\"signature\":\""
                        + parts[2] + "\"}]}");
        assertAllRefused(40);
    }

    /** Signed over the very characters that are wrong, so that the signature itself is right. */
    @Test
    void a_part_that_is_not_canonical_base64url_is_refused_though_its_signature_is_right() {
        String head = base64(HEADER);
        String body = base64(own() + " ".repeat((own().length() + 2) % 3));
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        for (String part : List.of("header", "claims")) {
            String text = part.equals("header") ? head : body;
            for (String space : List.of(" ", "\t", "\n", "\r\n", "\u000b", "\u00a0", "\u0000", "%20", "\\n")) {
                String shown = part + " " + base64(space);
                addSigned(shown + " inside", part, text.substring(0, 8) + space + text.substring(8), head, body);
                addSigned(shown + " before", part, space + text, head, body);
                addSigned(shown + " behind", part, text + space, head, body);
            }
            for (String pad : List.of("=", "==", "===", "=A", "%3D")) {
                addSigned(part + " with " + pad, part, text + pad, head, body);
            }
            addSigned(
                    part + " with a digit more", part, text + "A".repeat(1 + (4 - text.length() % 4) % 4), head, body);
            for (String odd : List.of("+", "/", "!", "*", ".", "~", ",", "\u00e9", "\uff21")) {
                addSigned(part + " with " + odd, part, text.substring(0, 4) + odd + text.substring(5), head, body);
            }
        }
        // Two of the three lengths leave bits unused.
        for (String claims : List.of(own(), own() + " ", own() + "  ")) {
            String text = base64(claims);
            if (text.length() % 4 != 0) {
                char last = text.charAt(text.length() - 1);
                String twin = text.substring(0, text.length() - 1) + alphabet.charAt(alphabet.indexOf(last) + 1);
                addSigned("unused bits, length " + text.length(), "claims", twin, head, body);
            }
        }
        assertAllRefused(80);
    }

    private void addSigned(String name, String part, String text, String head, String body) {
        String input = part.equals("header") ? text + "." + body : head + "." + text;
        add(name, mac("HmacSHA256", bytes(SECRET), input));
    }

    @Test
    void an_ecdsa_signature_of_other_numbers_or_in_another_form_is_refused() {
        String good = ES256.sign("JWT", foreign());
        byte[] signature = signature(good);
        byte[] r = Arrays.copyOf(signature, 32);
        byte[] s = Arrays.copyOfRange(signature, 32, 64);
        BigInteger numberR = new BigInteger(1, r);
        BigInteger numberS = new BigInteger(1, s);
        Map<String, byte[]> all = new LinkedHashMap<>();
        all.put("s and r swapped", joined(s, r));
        all.put("r = 0", joined(new byte[32], s));
        all.put("s = 0", joined(r, new byte[32]));
        for (BigInteger edge : List.of(
                BigInteger.ONE,
                BigInteger.TWO,
                N,
                N.subtract(BigInteger.ONE),
                N.add(BigInteger.ONE),
                N.shiftRight(1))) {
            for (BigInteger other : List.of(BigInteger.ZERO, BigInteger.ONE, N, N.subtract(BigInteger.ONE))) {
                all.put("r = " + edge + ", s = " + other, joined(fixed(edge, 32), fixed(other, 32)));
            }
            all.put("s = " + edge, joined(r, fixed(edge, 32)));
            all.put("r = " + edge, joined(fixed(edge, 32), s));
        }
        all.put("all ones", flippedAll(new byte[64]));
        all.put("r + n", joined(fixed(numberR.add(N), 33), fixed(numberS, 33)));
        all.put("s + n", joined(fixed(numberR, 33), fixed(numberS.add(N), 33)));
        all.put("n - r", joined(fixed(N.subtract(numberR), 32), s));
        all.put("r - n, negative", joined(fixed(numberR.subtract(N), 32), s));
        all.put("numbers of 33 bytes", joined(new byte[1], r, new byte[1], s));
        all.put("numbers of 48 bytes", joined(fixed(numberR, 48), fixed(numberS, 48)));
        all.put("DER", der(numberR, numberS));
        all.put("DER filled to 64", Arrays.copyOf(der(numberR, numberS), 64));
        all.put("DER behind", joined(signature, der(numberR, numberS)));
        all.put("r alone", r);
        all.put("63 bytes", Arrays.copyOf(signature, 63));
        all.put("65 bytes", Arrays.copyOf(signature, 65));
        all.put("no byte", new byte[0]);
        all.put("little endian", joined(reversed(r), reversed(s)));
        all.forEach((name, bytes) -> add(name, input(good) + "." + base64(bytes)));
        for (int bit = 0; bit < 512; bit += 5) {
            add("bit " + bit, input(good) + "." + base64(flipped(signature, bit)));
        }
        assertAllRefused(150);
    }

    private static byte[] der(BigInteger r, BigInteger s) {
        byte[] one = r.toByteArray();
        byte[] two = s.toByteArray();
        byte[] body = joined(new byte[] {2, (byte) one.length}, one, new byte[] {2, (byte) two.length}, two);
        return joined(new byte[] {0x30, (byte) body.length}, body);
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] out = new byte[bytes.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = bytes[out.length - 1 - i];
        }
        return out;
    }

    @Test
    void an_edwards_signature_that_was_changed_is_refused() {
        String good = EDDSA.sign("JWT", foreign());
        byte[] signature = signature(good);
        byte[] point = Arrays.copyOf(signature, 32);
        BigInteger scalar = new BigInteger(1, reversed(Arrays.copyOfRange(signature, 32, 64)));
        for (int times = 1; times < 9; times++) {
            BigInteger more = scalar.add(L.multiply(BigInteger.valueOf(times)));
            add("S + " + times + " L", input(good) + "." + base64(joined(point, reversed(fixed(more, 32)))));
        }
        add("S = 0", input(good) + "." + base64(joined(point, new byte[32])));
        add("R = 0", input(good) + "." + base64(joined(new byte[32], Arrays.copyOfRange(signature, 32, 64))));
        add("R neutral, S = 0", input(good) + "." + base64(joined(new byte[] {1}, new byte[63])));
        add("63 bytes", input(good) + "." + base64(Arrays.copyOf(signature, 63)));
        add("65 bytes", input(good) + "." + base64(Arrays.copyOf(signature, 65)));
        add("swapped", input(good) + "." + base64(joined(Arrays.copyOfRange(signature, 32, 64), point)));
        for (int bit = 0; bit < 512; bit += 5) {
            add("bit " + bit, input(good) + "." + base64(flipped(signature, bit)));
        }
        assertAllRefused(110);
    }

    @Test
    void an_rsa_signature_that_was_changed_or_padded_otherwise_is_refused() throws Exception {
        for (IssuerKey key : List.of(RS256, PS256)) {
            String good = key.sign("JWT", foreign());
            String name = key == RS256 ? "PKCS1 " : "PSS ";
            byte[] signature = signature(good);
            add(name + "zeros", input(good) + "." + base64(new byte[256]));
            add(name + "one", input(good) + "." + base64(fixed(BigInteger.ONE, 256)));
            add(name + "ones", input(good) + "." + base64(flippedAll(new byte[256])));
            add(name + "short", input(good) + "." + base64(Arrays.copyOf(signature, 255)));
            add(name + "a zero behind", input(good) + "." + base64(Arrays.copyOf(signature, 257)));
            add(name + "a zero before", input(good) + "." + base64(joined(new byte[1], signature)));
            add(name + "little endian", input(good) + "." + base64(reversed(signature)));
            for (int bit = 0; bit < 2048; bit += 61) {
                add(name + "bit " + bit, input(good) + "." + base64(flipped(signature, bit)));
            }
        }
        BigInteger modulus = ((RSAPublicKey) RAW.getPublic()).getModulus();
        String good = padded(HexFormat.of().parseHex(SHA_256), "01", (byte) 0xff);
        BigInteger number = new BigInteger(1, signature(good));
        add("the modulus", input(good) + "." + base64(fixed(modulus, 256)));
        add("plus the modulus", input(good) + "." + base64(fixed(number.add(modulus), 257)));
        add("the negative", input(good) + "." + base64(fixed(modulus.subtract(number), 256)));
        Map<String, String> infos = Map.of(
                "SHA-1", "3021300906052b0e03021a05000414",
                "SHA-384", "3041300d060960864801650304020205000430",
                "SHA-512", "3051300d060960864801650304020305000440",
                "a length in two bytes", "308131300d060960864801650304020105000420",
                "no information at all", "",
                "a wrong tag", "3131300d060960864801650304020105000420",
                "parameters of another kind", "3031300d060960864801650304020106000420");
        infos.forEach((name, info) -> add(name, padded(HexFormat.of().parseHex(info), "01", (byte) 0xff)));
        add("padding of type 0", padded(HexFormat.of().parseHex(SHA_256), "00", (byte) 0xff));
        add("padding of type 2", padded(HexFormat.of().parseHex(SHA_256), "02", (byte) 0xff));
        add("padding of zeros", padded(HexFormat.of().parseHex(SHA_256), "01", (byte) 0));
        add("padding of other bytes", padded(HexFormat.of().parseHex(SHA_256), "01", (byte) 0xfe));
        add("room for junk behind the hash", shifted());
        assertAllRefused(90);
    }

    private String rawInput() {
        return base64("{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"raw\"}") + "." + base64(foreign());
    }

    private String power(byte[] encoded) {
        RSAPrivateKey key = (RSAPrivateKey) RAW.getPrivate();
        BigInteger signed = new BigInteger(1, encoded).modPow(key.getPrivateExponent(), key.getModulus());
        return rawInput() + "." + base64(fixed(signed, 256));
    }

    private byte[] hash() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes(rawInput()));
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** 0, the type, filling, 0, the information about the hash, and the hash (RFC 8017 section 9.2). */
    private String padded(byte[] info, String type, byte filling) {
        byte[] tail = joined(new byte[1], info, hash());
        byte[] encoded = new byte[256];
        Arrays.fill(encoded, filling);
        encoded[0] = 0;
        encoded[1] = HexFormat.of().parseHex(type)[0];
        System.arraycopy(tail, 0, encoded, 256 - tail.length, tail.length);
        return power(encoded);
    }

    /** The hash right behind eight bytes of padding: what follows is free, so that a cube root would do for e = 3. */
    private String shifted() {
        byte[] head = joined(
                new byte[] {0, 1},
                flippedAll(new byte[8]),
                new byte[1],
                HexFormat.of().parseHex(SHA_256),
                hash());
        return power(Arrays.copyOf(head, 256));
    }
}
