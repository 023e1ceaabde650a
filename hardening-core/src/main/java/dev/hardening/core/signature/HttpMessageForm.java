package dev.hardening.core.signature;

import dev.hardening.core.request.RequestFacts;
import dev.hardening.core.request.SignatureScheme;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP message signature (RFC 9421) by HMAC-SHA256 that is tagged {@value #TAG}. It covers method, path and query, and
 * the digest and the type of a body; further header fields may be covered, other derived components may not.
 */
final class HttpMessageForm implements SignatureForm {

    static final String TAG = "hardening-v1";

    private static final int LONGEST = 4096;
    private static final int LONGEST_TEXT = 256;
    private static final List<String> ALWAYS = List.of("@method", "@path", "@query");
    private static final List<String> WITH_BODY = List.of("content-digest", "content-type");

    private final SignedTarget target;
    private final SignatureInput input;
    private final byte[] given;
    private final String agent;
    private final String nonce;
    private final Double created;

    private HttpMessageForm(SignedTarget target, SignatureInput input, byte[] given) throws Unsigned {
        this.target = target;
        this.input = input;
        this.given = given;
        this.agent = required(input.string("keyid"));
        this.nonce = required(input.string("nonce"));
        Double second = input.seconds("created");
        String algorithm = input.string("alg");
        if (second == null
                || !Numbers.isNonce(nonce)
                || (algorithm != null && !algorithm.equals("hmac-sha256"))
                || !input.components().containsAll(ALWAYS)) {
            throw StructuredText.malformed();
        }
        this.created = second;
    }

    private static String required(@Nullable String text) throws Unsigned {
        if (text == null || text.isEmpty() || text.length() > LONGEST_TEXT) {
            throw StructuredText.malformed();
        }
        return text;
    }

    static SignatureForm read(SignedTarget target) throws Unsigned {
        String inputs = field(target.facts(), "Signature-Input");
        String signatures = field(target.facts(), "Signature");
        if (inputs == null || signatures == null) {
            throw Unsigned.because(SignatureFault.MISSING);
        }
        if (inputs.length() > LONGEST || signatures.length() > LONGEST) {
            throw StructuredText.malformed();
        }
        SignatureInput input = SignatureInput.find(inputs, TAG);
        return new HttpMessageForm(target, input, bytes(signatures, input.label()));
    }

    private static byte[] bytes(String signatures, String label) throws Unsigned {
        StructuredText in = new StructuredText(signatures);
        Set<String> labels = new HashSet<>();
        byte[] found = new byte[0];
        do {
            String name = in.key();
            in.expect('=');
            in.startStrictly();
            byte[] bytes = in.bytes();
            boolean bare = SignatureInput.parameters(in).isEmpty();
            boolean ours = name.equals(label);
            if (!labels.add(name) || (ours && !(bare && in.isStrict()))) {
                throw StructuredText.malformed();
            }
            found = ours ? bytes : found;
        } while (in.isFollowed());
        if (found.length != AgentKey.SIZE) {
            throw StructuredText.malformed();
        }
        return found;
    }

    /** Returns a field as RFC 9421 section 2.1 combines its lines, or null. */
    private static @Nullable String field(RequestFacts facts, String name) {
        List<String> lines = facts.headers(name);
        return lines.isEmpty()
                ? null
                : String.join(", ", lines.stream().map(String::strip).toList());
    }

    @Override
    public SignatureScheme scheme() {
        return SignatureScheme.HTTP_MESSAGE;
    }

    @Override
    public Signed verify(byte[] body, AgentKeys keys) throws Unsigned {
        if (body.length > 0 && !input.components().containsAll(WITH_BODY)) {
            throw StructuredText.malformed();
        }
        if (input.components().contains("content-digest")) {
            checkDigest(body);
        }
        AgentKeys.Match match = keys.find(agent, base().getBytes(StandardCharsets.UTF_8), List.of(given));
        return new Signed(
                AgentNames.isName(agent) ? agent : match.key().agent(),
                match.key().agent(),
                nonce,
                created,
                input.seconds("expires"),
                null);
    }

    /** Every digest that counts must be right, and there must be one. */
    private void checkDigest(byte[] body) throws Unsigned {
        String field = field(target.facts(), "Content-Digest");
        if (field == null || field.length() > LONGEST) {
            throw StructuredText.malformed();
        }
        StructuredText in = new StructuredText(field);
        Set<String> names = new HashSet<>();
        boolean checked = false;
        do {
            String name = in.key();
            in.expect('=');
            in.startStrictly();
            byte[] stated = in.bytes();
            BodyDigest digest = BodyDigest.named(name);
            if (!names.add(name) || !in.isStrict()) {
                throw StructuredText.malformed();
            }
            if (digest != null && !MessageDigest.isEqual(digest.of(body), stated)) {
                throw Unsigned.because(SignatureFault.WRONG_DIGEST);
            }
            checked |= digest != null;
        } while (in.isFollowed());
        if (!checked) {
            throw Unsigned.because(SignatureFault.WRONG_DIGEST);
        }
    }

    /** RFC 9421 section 2.5. */
    private String base() throws Unsigned {
        StringBuilder base = new StringBuilder(256);
        for (String component : input.components()) {
            base.append('"')
                    .append(component)
                    .append("\": ")
                    .append(value(component))
                    .append('\n');
        }
        return base.append("\"@signature-params\": ").append(input.text()).toString();
    }

    private String value(String component) throws Unsigned {
        String value = switch (component) {
            case "@method" -> target.facts().method();
            case "@path" -> target.path().isEmpty() ? "/" : target.path();
            case "@query" -> "?" + (target.query() == null ? "" : target.query());
            default -> isFieldName(component) ? field(target.facts(), component) : null;
        };
        if (value == null || value.indexOf('\n') >= 0) {
            throw StructuredText.malformed();
        }
        return value;
    }

    private static boolean isFieldName(String component) {
        return !component.isEmpty()
                && component.equals(component.toLowerCase(Locale.ROOT))
                && component
                        .chars()
                        .allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_');
    }
}
