package dev.hardening.core.json;

/**
 * The one way in which {@link JsonReader} refuses. The message may be shown to the client: it holds a fixed sentence and
 * an offset and nothing of the input.
 *
 * <p>It carries no stack trace, so that refusing a body is never dearer than reading it.
 */
public final class JsonException extends Exception {

    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final int offset;

    JsonException(Reason reason, int offset, String unit) {
        super(reason.sentence + " (at " + unit + " " + offset + ")", null, false, false);
        this.reason = reason;
        this.offset = offset;
    }

    /** Returns why the input was refused. */
    public Reason reason() {
        return reason;
    }

    /** Returns where: an index into the bytes when bytes were read, into the UTF-16 units when text was. */
    public int offset() {
        return offset;
    }

    /** Why an input is refused. The names are stable: they may stand in metrics and in problem bodies. */
    public enum Reason {
        /** The input is longer than {@link JsonLimits#maxBytes()}. */
        TOO_LARGE("JSON is too large"),
        /** Arrays and objects are nested deeper than {@link JsonLimits#maxDepth()}. */
        TOO_DEEP("JSON is nested too deep"),
        /** There are more values in all than {@link JsonLimits#maxValues()}. */
        TOO_MANY_VALUES("JSON has too many values"),
        /** One object has more members than {@link JsonLimits#maxMembers()}. */
        TOO_MANY_MEMBERS("JSON object has too many members"),
        /** A string or a name is longer than {@link JsonLimits#maxStringLength()}. */
        STRING_TOO_LONG("JSON string is too long"),
        /** A number is longer than {@link JsonLimits#maxNumberLength()}. */
        NUMBER_TOO_LONG("JSON number is too long"),
        /** One object names a member twice, compared after the escapes are resolved. */
        DUPLICATE_NAME("JSON object repeats a name"),
        /** The bytes are no UTF-8: malformed, truncated, overlong or an encoded surrogate. */
        INVALID_UTF8("JSON is not valid UTF-8"),
        /** The input begins with a byte order mark (RFC 8259 section 8.1). */
        BYTE_ORDER_MARK("JSON must not begin with a byte order mark"),
        /** A string holds half a surrogate pair, escaped or raw. */
        LONE_SURROGATE("JSON string holds half a surrogate pair"),
        /** A backslash is followed by something that RFC 8259 section 7 does not know. */
        INVALID_ESCAPE("JSON string holds an unknown escape"),
        /** A string holds a raw character below U+0020. */
        CONTROL_CHARACTER("JSON string holds an unescaped control character"),
        /** A number has a leading zero, or misses its digits. */
        INVALID_NUMBER("JSON number is malformed"),
        /** Something stands where the grammar allows nothing of the kind. */
        UNEXPECTED_CHARACTER("JSON is malformed"),
        /** The input ends before the value does. */
        UNEXPECTED_END("JSON ends too early"),
        /** Something follows the value. */
        TRAILING_CONTENT("JSON is followed by something else"),
        /** An object was asked for and the input is another value. */
        NOT_AN_OBJECT("JSON must be an object");

        private final String sentence;

        Reason(String sentence) {
            this.sentence = sentence;
        }
    }
}
