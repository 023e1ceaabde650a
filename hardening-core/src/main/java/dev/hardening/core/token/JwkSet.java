package dev.hardening.core.token;

import dev.hardening.core.json.JsonArray;
import dev.hardening.core.json.JsonException;
import dev.hardening.core.json.JsonLimits;
import dev.hardening.core.json.JsonObject;
import dev.hardening.core.json.JsonReader;
import dev.hardening.core.json.JsonString;
import dev.hardening.core.json.JsonValue;
import dev.hardening.core.secret.Base64Url;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys that an issuer signs with at one moment (RFC 7517 section 5). Immutable.
 *
 * <p>The set is refused as a whole when two keys share a {@code kid}, or when it holds a symmetric or a private key:
 * then nobody knows which key is meant, or everybody knows the key. Keys for encryption and of unknown kinds are passed
 * over, as the RFC asks.
 */
final class JwkSet {

    private static final int MOST_KEYS = 64;
    private static final JsonReader DOCUMENT = JsonReader.of(
            JsonLimits.builder().maxBytes(KeySetSource.LARGEST).maxDepth(6).build());

    private final List<Key> keys;

    private JwkSet(List<Key> keys) {
        this.keys = keys;
    }

    static JwkSet read(byte[] document) throws IOException {
        JsonObject set;
        try {
            set = DOCUMENT.readObject(document);
        } catch (JsonException e) {
            throw new IOException("the key set is not JSON", e);
        }
        JsonArray members = set.array("keys");
        if (members == null || members.size() > MOST_KEYS) {
            throw new IOException("the key set has no list of keys, or too many");
        }
        List<Key> keys = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (JsonValue member : members.elements()) {
            if (!(member instanceof JsonObject jwk)) {
                throw new IOException("the key set holds what is no key");
            }
            String kid = jwk.string("kid");
            if (kid != null && !names.add(kid)) {
                throw new IOException("two keys of the set have one kid");
            }
            if ("oct".equals(jwk.string("kty")) || jwk.has("k") || jwk.has("d")) {
                throw new IOException("the key set holds a secret key");
            }
            Map<TokenAlgorithm, PublicKeyVerifier> verifiers = isForSignatures(jwk) ? verifiers(jwk) : Map.of();
            if (!verifiers.isEmpty()) {
                keys.add(new Key(kid, verifiers));
            }
        }
        if (keys.isEmpty()) {
            throw new IOException("the key set holds no key that can be used");
        }
        return new JwkSet(List.copyOf(keys));
    }

    /** Returns the keys that may have signed a token with this {@code kid}; without one, the first three that fit. */
    List<PublicKeyVerifier> candidates(@Nullable String kid, TokenAlgorithm algorithm) {
        List<PublicKeyVerifier> found = new ArrayList<>(1);
        for (Key key : keys) {
            PublicKeyVerifier verifier = key.verifiers.get(algorithm);
            boolean named = kid == null || kid.equals(key.kid);
            if (verifier != null && named && found.size() < HmacKeys.MOST_WITHOUT_KID) {
                found.add(verifier);
            }
        }
        return found;
    }

    boolean knows(@Nullable String kid) {
        return kid == null || keys.stream().anyMatch(key -> kid.equals(key.kid));
    }

    private static boolean isForSignatures(JsonObject jwk) {
        JsonValue use = jwk.get("use");
        JsonValue operations = jwk.get("key_ops");
        boolean usable =
                use == null || (use instanceof JsonString text && text.value().equals("sig"));
        boolean verifies = operations == null
                || (operations instanceof JsonArray list && list.elements().contains(JsonString.of("verify")));
        return usable && verifies;
    }

    private static Map<TokenAlgorithm, PublicKeyVerifier> verifiers(JsonObject jwk) {
        Map<TokenAlgorithm, PublicKeyVerifier> verifiers = new EnumMap<>(TokenAlgorithm.class);
        for (TokenAlgorithm algorithm : TokenAlgorithm.values()) {
            boolean meant = !jwk.has("alg") || algorithm.label().equals(jwk.string("alg"));
            PublicKeyVerifier verifier = meant ? verifier(algorithm, jwk) : null;
            if (verifier != null) {
                verifiers.put(algorithm, verifier);
            }
        }
        return verifiers;
    }

    private static @Nullable PublicKeyVerifier verifier(TokenAlgorithm algorithm, JsonObject jwk) {
        String type = jwk.string("kty");
        String curve = jwk.string("crv");
        byte[] x = bytes(jwk, "x");
        return switch (algorithm) {
            case RS256, PS256 -> {
                byte[] n = bytes(jwk, "n");
                byte[] e = bytes(jwk, "e");
                yield "RSA".equals(type) && n != null && e != null ? PublicKeyVerifier.rsa(algorithm, n, e) : null;
            }
            case ES256 -> {
                byte[] y = bytes(jwk, "y");
                boolean p256 = "EC".equals(type) && "P-256".equals(curve);
                yield p256 && x != null && y != null ? PublicKeyVerifier.p256(x, y) : null;
            }
            case EDDSA ->
                "OKP".equals(type) && "Ed25519".equals(curve) && x != null ? PublicKeyVerifier.ed25519(x) : null;
        };
    }

    private static byte @Nullable [] bytes(JsonObject jwk, String name) {
        String text = jwk.string(name);
        return text == null ? null : Base64Url.decode(text);
    }

    private record Key(@Nullable String kid, Map<TokenAlgorithm, PublicKeyVerifier> verifiers) {}
}
