package dev.hardening.core.json;

import dev.hardening.core.json.JsonException.Reason;
import java.nio.CharBuffer;
import java.util.Objects;

/**
 * Decides whether an input is exactly one JSON value of RFC 8259 within some {@link JsonLimits}, and reads it.
 *
 * <p>Bytes must be UTF-8 without a byte order mark. White space around the value is allowed, anything else is not: no
 * comments, trailing commas, single quotes, NaN, Infinity, leading zeros or plus signs, raw control characters in
 * strings, repeated names, half surrogate pairs. The time is linear in the input, except that names of one object cost
 * its logarithm more when they were chosen to have one hash code.
 *
 * <p>Every refusal is a {@link JsonException}; no input whatever causes another exception or a
 * {@link StackOverflowError}. A reader is immutable and safe for use by many threads.
 */
public final class JsonReader {

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final JsonLimits limits;

    private JsonReader(JsonLimits limits) {
        this.limits = Objects.requireNonNull(limits, "limits");
    }

    /** Returns a reader that keeps to these limits. */
    public static JsonReader of(JsonLimits limits) {
        return new JsonReader(limits);
    }

    /** Returns the limits. */
    public JsonLimits limits() {
        return limits;
    }

    /**
     * Reads the one value that these UTF-8 bytes are.
     *
     * @throws JsonException if they are none, or beyond a limit; its offset counts bytes
     */
    public JsonValue read(byte[] bytes) throws JsonException {
        if (bytes.length > limits.maxBytes()) {
            throw new JsonException(Reason.TOO_LARGE, limits.maxBytes(), "byte");
        }
        CharBuffer text = Utf8.decode(bytes);
        return read(text.array(), text.limit(), true);
    }

    /**
     * Reads the one value that this text is. The text may change while it is read, but not to any harm: it is copied
     * first.
     *
     * @throws JsonException if it is none, or beyond a limit; its offset counts UTF-16 units
     */
    public JsonValue read(CharSequence text) throws JsonException {
        int length = text.length();
        if (length > limits.maxBytes()) {
            throw new JsonException(Reason.TOO_LARGE, limits.maxBytes(), "character");
        }
        char[] copy = text.toString().toCharArray();
        if (Utf8.length(copy, 0, copy.length) > limits.maxBytes()) {
            throw new JsonException(Reason.TOO_LARGE, copy.length, "character");
        }
        return read(copy, copy.length, false);
    }

    /**
     * Reads the one object that these UTF-8 bytes are.
     *
     * @throws JsonException as {@link #read(byte[])} does, and with {@link Reason#NOT_AN_OBJECT} for any other value
     */
    public JsonObject readObject(byte[] bytes) throws JsonException {
        return object(read(bytes), "byte");
    }

    /**
     * Reads the one object that this text is.
     *
     * @throws JsonException as {@link #read(CharSequence)} does, and with {@link Reason#NOT_AN_OBJECT} for any other
     *     value
     */
    public JsonObject readObject(CharSequence text) throws JsonException {
        return object(read(text), "character");
    }

    private JsonValue read(char[] text, int length, boolean fromBytes) throws JsonException {
        if (length > 0 && text[0] == BYTE_ORDER_MARK) {
            throw new JsonException(Reason.BYTE_ORDER_MARK, 0, fromBytes ? "byte" : "character");
        }
        return new TreeBuilder(new JsonTokenizer(text, length, limits, fromBytes), limits).build();
    }

    private static JsonObject object(JsonValue value, String unit) throws JsonException {
        if (value instanceof JsonObject object) {
            return object;
        }
        throw new JsonException(Reason.NOT_AN_OBJECT, 0, unit);
    }
}
