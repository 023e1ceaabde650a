package dev.hardening.servlet.token;

import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.decision.Violation;
import dev.hardening.core.json.JsonException;
import dev.hardening.core.json.JsonLimits;
import dev.hardening.core.json.JsonObject;
import dev.hardening.core.json.JsonReader;
import dev.hardening.core.json.JsonString;
import dev.hardening.core.json.JsonValue;
import dev.hardening.servlet.support.Exchange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The members of a small JSON body that holds credentials, or why there are none. Credentials are read from nowhere
 * else: query strings and forms end in logs. Immutable.
 */
final class CredentialBody {

    /** How many bytes a body may have. */
    static final int MOST_BYTES = 8192;

    private static final JsonReader READER = JsonReader.of(JsonLimits.builder()
            .maxBytes(MOST_BYTES)
            .maxDepth(8)
            .maxMembers(32)
            .maxValues(128)
            .maxStringLength(MOST_BYTES)
            .build());
    private static final String TYPE = "application/json";
    private static final CredentialBody NOTHING = new CredentialBody(null, null);
    private static final Refusal OTHER_TYPE = Refusal.of(RefusalCode.CONTENT_TYPE_UNSUPPORTED)
            .detail("Send Content-Type: application/json, in UTF-8.")
            .field("Accept", TYPE)
            .build();
    private static final Refusal CODED = Refusal.of(RefusalCode.BODY_CODING_UNSUPPORTED)
            .field("Accept-Encoding", "identity")
            .build();
    private static final Refusal TOO_LARGE = Refusal.of(RefusalCode.BODY_TOO_LARGE)
            .detail("The body may have at most " + MOST_BYTES + " bytes.")
            .build();

    private final @Nullable JsonObject object;
    private final @Nullable Refusal refusal;

    private CredentialBody(@Nullable JsonObject object, @Nullable Refusal refusal) {
        this.object = object;
        this.refusal = refusal;
    }

    /** Reads a body that must be there. */
    static CredentialBody read(Exchange exchange) throws IOException {
        if (!isJson(exchange)) {
            return new CredentialBody(null, OTHER_TYPE);
        }
        String coding = exchange.request().getHeader("Content-Encoding");
        if (coding != null && !coding.strip().equalsIgnoreCase("identity")) {
            return new CredentialBody(null, CODED);
        }
        byte[] bytes = exchange.request().getContentLengthLong() > MOST_BYTES ? null : exchange.bodyBytes(MOST_BYTES);
        if (bytes == null) {
            return new CredentialBody(null, TOO_LARGE);
        }
        try {
            return new CredentialBody(READER.readObject(bytes), null);
        } catch (JsonException e) {
            return new CredentialBody(null, refusal(e));
        }
    }

    /** Reads a body that may be missing: one of no bytes needs no type. */
    static CredentialBody readIfSent(Exchange exchange) throws IOException {
        boolean sent = exchange.request().getContentLengthLong() > 0 || exchange.header("Transfer-Encoding") != null;
        if (!sent && exchange.header("Content-Type") == null) {
            return NOTHING;
        }
        if (isJson(exchange)) {
            byte[] bytes = exchange.bodyBytes(MOST_BYTES);
            if (bytes != null && bytes.length == 0) {
                return NOTHING;
            }
        }
        return read(exchange);
    }

    /** Returns why the body, or one of these members, is not good; null when all is. */
    @Nullable
    Refusal refusal(String... required) {
        if (refusal != null) {
            return refusal;
        }
        List<Violation> violations = new ArrayList<>();
        for (String name : required) {
            JsonValue value = object == null ? null : object.get(name);
            if (value == null) {
                violations.add(new Violation("/" + name, "REQUIRED", "This field is required."));
            } else if (!(value instanceof JsonString)) {
                violations.add(new Violation("/" + name, "WRONG_TYPE", "This field is a text."));
            }
        }
        return violations.isEmpty()
                ? null
                : Refusal.of(RefusalCode.INPUT_INVALID).violations(violations).build();
    }

    /** Tells whether there is such a member, of whatever type. */
    boolean has(String name) {
        return object != null && object.has(name);
    }

    /** Returns the text of a member that {@link #refusal} found nothing wrong with. */
    String text(String name) {
        String text = object == null ? null : object.string(name);
        if (text == null) {
            throw new IllegalStateException("check a member before it is read");
        }
        return text;
    }

    /** RFC 8259 section 11: JSON has no parameters, but clients state the one charset that it can have. */
    private static boolean isJson(Exchange exchange) {
        String type = exchange.only("Content-Type");
        if (type == null) {
            return false;
        }
        int semicolon = type.indexOf(';');
        String media = semicolon < 0 ? type : type.substring(0, semicolon);
        if (!media.strip().equalsIgnoreCase(TYPE)) {
            return false;
        }
        String parameters =
                semicolon < 0 ? "" : type.substring(semicolon + 1).strip().toLowerCase(Locale.ROOT);
        return parameters.isEmpty() || parameters.equals("charset=utf-8") || parameters.equals("charset=\"utf-8\"");
    }

    private static Refusal refusal(JsonException e) {
        return switch (e.reason()) {
            case TOO_LARGE -> TOO_LARGE;
            case TOO_DEEP, TOO_MANY_VALUES, TOO_MANY_MEMBERS, STRING_TOO_LONG, NUMBER_TOO_LONG ->
                Refusal.of(RefusalCode.JSON_TOO_COMPLEX)
                        .detail(e.getMessage() + ".")
                        .build();
            default ->
                Refusal.of(RefusalCode.JSON_MALFORMED)
                        .detail(e.getMessage() + ".")
                        .build();
        };
    }

    /** Says nothing of what is in it. */
    @Override
    public String toString() {
        return "CredentialBody[" + (refusal == null ? "read" : refusal.code()) + "]";
    }
}
