package dev.hardening.core.input;

import dev.hardening.core.decision.Decision;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.json.JsonException;
import dev.hardening.core.json.JsonLimits;
import dev.hardening.core.json.JsonObject;
import dev.hardening.core.json.JsonReader;
import dev.hardening.core.json.JsonValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a body is JSON within limits, step by step as its parts become known: the content type and coding, the
 * stated length, the bytes. Immutable and safe for use by many threads.
 */
public final class JsonBodyRules {

    private static final Decision OTHER_TYPE = Refusal.of(RefusalCode.CONTENT_TYPE_UNSUPPORTED)
            .detail("Send Content-Type: application/json, in UTF-8.")
            .field("Accept", "application/json")
            .build();
    private static final Decision CODED = Refusal.of(RefusalCode.BODY_CODING_UNSUPPORTED)
            .field("Accept-Encoding", "identity")
            .build();

    private final JsonReader reader;
    private final Refusal tooLarge;

    private JsonBodyRules(JsonLimits limits) {
        this.reader = JsonReader.of(limits);
        this.tooLarge = Refusal.of(RefusalCode.BODY_TOO_LARGE)
                .detail("The body may have at most " + limits.maxBytes() + " bytes.")
                .build();
    }

    /** Returns rules that keep to these limits. */
    public static JsonBodyRules of(JsonLimits limits) {
        return new JsonBodyRules(limits);
    }

    /** Returns the limits. */
    public JsonLimits limits() {
        return reader.limits();
    }

    /**
     * Decides about a content type: {@code application/json} and {@code application/*+json} are taken, without a charset
     * or in UTF-8, with any other well-formed parameters. Anything else is refused with 415, whose field {@code Accept}
     * says what would be taken (RFC 9110 section 15.5.16).
     *
     * @param contentType the value of the field, or null when there is none or more than one
     */
    public Decision onContentType(@Nullable String contentType) {
        return JsonContentType.of(contentType) == JsonContentType.JSON ? Decision.allowed() : OTHER_TYPE;
    }

    /** Decides about a content coding: none and {@code identity} are taken, anything else is refused with 415. */
    public Decision onContentCoding(@Nullable String contentEncoding) {
        boolean plain = contentEncoding == null
                || contentEncoding.strip().toLowerCase(Locale.ROOT).equals("identity");
        return plain ? Decision.allowed() : CODED;
    }

    /** Decides about the length that a request states, before anything is read; a negative one is unknown. */
    public Decision onLength(long statedBytes) {
        return statedBytes > limits().maxBytes() ? tooLarge : Decision.allowed();
    }

    /**
     * Reads a body: 413 for more bytes than the limit, which the detail names, 400 for what is too deep, too many or too
     * long, and for what is no JSON. To tell that a body is too large, one byte more than the limit is enough.
     */
    public Checked<JsonValue> read(byte[] body) {
        try {
            return Checked.accepted(reader.read(body));
        } catch (JsonException refused) {
            return Checked.refused(refusal(refused));
        }
    }

    /** Reads a body as {@link #read(byte[])} does, and refuses any JSON that is no object. */
    public Checked<JsonObject> readObject(byte[] body) {
        try {
            return Checked.accepted(reader.readObject(body));
        } catch (JsonException refused) {
            return Checked.refused(refusal(refused));
        }
    }

    /** Reads a body as {@link #read(byte[])} does and checks its fields. */
    public Checked<Fields> read(byte[] body, ObjectRules rules) {
        return read(body).then(rules::check);
    }

    private Refusal refusal(JsonException refused) {
        JsonLimits limits = limits();
        return switch (refused.reason()) {
            case TOO_LARGE -> tooLarge;
            case TOO_DEEP -> complex(refused, limits.maxDepth(), "levels");
            case TOO_MANY_VALUES -> complex(refused, limits.maxValues(), "values");
            case TOO_MANY_MEMBERS -> complex(refused, limits.maxMembers(), "members");
            case STRING_TOO_LONG, NUMBER_TOO_LONG -> {
                boolean isText = refused.reason() == JsonException.Reason.STRING_TOO_LONG;
                yield complex(refused, isText ? limits.maxStringLength() : limits.maxNumberLength(), "characters");
            }
            case DUPLICATE_NAME,
                    INVALID_UTF8,
                    BYTE_ORDER_MARK,
                    LONE_SURROGATE,
                    INVALID_ESCAPE,
                    CONTROL_CHARACTER,
                    INVALID_NUMBER,
                    UNEXPECTED_CHARACTER,
                    UNEXPECTED_END,
                    TRAILING_CONTENT,
                    NOT_AN_OBJECT ->
                Refusal.of(RefusalCode.JSON_MALFORMED)
                        .detail(refused.getMessage() + ".")
                        .build();
        };
    }

    private static Refusal complex(JsonException refused, int limit, String unit) {
        return Refusal.of(RefusalCode.JSON_TOO_COMPLEX)
                .detail(refused.getMessage() + "; the limit is " + limit + " " + unit + ".")
                .build();
    }
}
