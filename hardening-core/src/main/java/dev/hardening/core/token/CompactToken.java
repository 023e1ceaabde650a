package dev.hardening.core.token;

import dev.hardening.core.json.JsonException;
import dev.hardening.core.json.JsonLimits;
import dev.hardening.core.json.JsonObject;
import dev.hardening.core.json.JsonReader;
import dev.hardening.core.json.JsonString;
import dev.hardening.core.secret.Base64Url;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A compact token taken apart (RFC 7515 section 7.1) and nothing believed yet. The parser is strict so that one token has
 * one spelling and one meaning: whatever reads a token leniently lets its copies and forgeries look different to
 * different readers. It takes linear time, looks at no more than 8 KiB, and returns or refuses; it never throws. For one thread.
 */
final class CompactToken {

    /** The longest token, in characters, which are bytes. */
    static final int LONGEST = 8 * 1024;

    private static final int LONGEST_HEADER = 1024;
    private static final int LONGEST_KID = 128;
    private static final JsonReader HEADER = JsonReader.of(JsonLimits.builder()
            .maxBytes(LONGEST_HEADER)
            .maxDepth(1)
            .maxMembers(8)
            .maxValues(9)
            .maxStringLength(512)
            .build());
    private static final JsonReader CLAIMS = JsonReader.of(JsonLimits.builder()
            .maxBytes(LONGEST)
            .maxDepth(8)
            .maxMembers(128)
            .maxValues(1024)
            .maxStringLength(LONGEST)
            .build());

    /** Thumbprints of certificates (RFC 7515 section 4.1.7): external issuers write them, and nobody here reads them. */
    private static final Set<String> IGNORED = Set.of("x5t", "x5t#S256");

    private final String text;
    private final int inputEnd;
    private final byte[] signature;
    private final String algorithm;
    private final String type;
    private final @Nullable String kid;
    private final boolean plainHeader;
    private @Nullable JsonObject claims;

    private CompactToken(
            String text,
            int inputEnd,
            byte[] signature,
            String algorithm,
            String type,
            @Nullable String kid,
            boolean plainHeader) {
        this.text = text;
        this.inputEnd = inputEnd;
        this.signature = signature;
        this.algorithm = algorithm;
        this.type = type;
        this.kid = kid;
        this.plainHeader = plainHeader;
    }

    /** Takes a token apart, or returns null when it is not well-formed or its header says more than it may. */
    static @Nullable CompactToken parse(String text) {
        if (text.length() > LONGEST) {
            return null;
        }
        int first = text.indexOf('.');
        int second = text.indexOf('.', first + 1);
        if (first <= 0 || second <= first + 1 || second == text.length() - 1) {
            return null;
        }
        // A third dot is not in the alphabet, so decoding finds it.
        byte[] signature = Base64Url.decode(text, second + 1, text.length());
        if (signature == null) {
            return null;
        }
        JsonObject header = read(HEADER, text, 0, first);
        return header == null ? null : of(text, second, signature, header);
    }

    private static @Nullable CompactToken of(String text, int inputEnd, byte[] signature, JsonObject header) {
        String algorithm = null;
        String type = "";
        String kid = null;
        boolean plain = true;
        for (var member : header.members().entrySet()) {
            if (!(member.getValue() instanceof JsonString string)) {
                return null;
            }
            switch (member.getKey()) {
                case "alg" -> algorithm = string.value();
                case "typ" -> type = string.value();
                case "kid" -> kid = string.value();
                default -> {
                    if (!IGNORED.contains(member.getKey())) {
                        return null;
                    }
                    plain = false;
                }
            }
        }
        boolean emptyType = header.has("typ") && type.isEmpty();
        boolean longKid = kid != null && (kid.isEmpty() || kid.length() > LONGEST_KID);
        return algorithm == null || emptyType || longKid
                ? null
                : new CompactToken(text, inputEnd, signature, algorithm, type, kid, plain);
    }

    private static @Nullable JsonObject read(JsonReader reader, String text, int from, int to) {
        byte[] bytes = Base64Url.decode(text, from, to);
        if (bytes == null) {
            return null;
        }
        try {
            return reader.readObject(bytes);
        } catch (JsonException notStrictJson) {
            return null;
        }
    }

    /** Returns {@code alg}, as it was sent. */
    String algorithm() {
        return algorithm;
    }

    /** Returns {@code typ}, or an empty text when there is none. */
    String type() {
        return type;
    }

    @Nullable
    String kid() {
        return kid;
    }

    /** Tells whether the header holds {@code alg}, {@code typ} and {@code kid} only. */
    boolean hasPlainHeader() {
        return plainHeader;
    }

    /** Returns what was signed. */
    byte[] input() {
        return text.substring(0, inputEnd).getBytes(StandardCharsets.ISO_8859_1);
    }

    byte[] signature() {
        return signature;
    }

    /** Reads the claims, or returns null when they are not one strict JSON object. */
    @Nullable
    JsonObject claims() {
        if (claims == null) {
            claims = read(CLAIMS, text, text.indexOf('.') + 1, inputEnd);
        }
        return claims;
    }
}
