package dev.hardening.core.json;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Appends compact JSON to a {@link StringBuilder}: one line, valid whatever the text holds (see {@link JsonText} for
 * what is escaped). It allocates nothing beyond what the builder needs to grow.
 *
 * <p>A call that does not fit, such as a value without a name inside an object, throws {@link IllegalStateException}: a
 * bug in the calling code, never caused by the values. Repeated names are not looked for. Not safe for use by many
 * threads; {@link #reset()} makes an instance ready for the next text.
 */
public final class JsonWriter {

    private static final byte VALUE = 0;
    private static final byte DONE = 1;
    private static final byte FIRST_ELEMENT = 2;
    private static final byte NEXT_ELEMENT = 3;
    private static final byte FIRST_NAME = 4;
    private static final byte NEXT_NAME = 5;
    private static final byte MEMBER_VALUE = 6;

    private final StringBuilder out;
    private final boolean htmlSafe;

    /** What may come next, for the text itself and for each open container. */
    private byte[] states = new byte[8];

    private int depth;

    private JsonWriter(StringBuilder out, boolean htmlSafe) {
        this.out = Objects.requireNonNull(out, "out");
        this.htmlSafe = htmlSafe;
    }

    /** Returns a writer that appends to this builder. */
    public static JsonWriter to(StringBuilder out) {
        return new JsonWriter(out, false);
    }

    /**
     * Returns a writer that also escapes {@code < > & '}, so that its output may stand in HTML: in text, in a script
     * element, in a single-quoted attribute.
     */
    public static JsonWriter htmlSafe(StringBuilder out) {
        return new JsonWriter(out, true);
    }

    /** Forgets what was written, so that a new text can begin. What stands in the builder stays. */
    public JsonWriter reset() {
        depth = 0;
        states[0] = VALUE;
        return this;
    }

    /** Tells whether exactly one whole value was written since the start or the last {@link #reset()}. */
    public boolean isComplete() {
        return depth == 0 && states[0] == DONE;
    }

    /** Opens an object. */
    public JsonWriter beginObject() {
        beforeValue();
        out.append('{');
        return open(FIRST_NAME);
    }

    /** Closes the innermost container, which must be an object with no name left without its value. */
    public JsonWriter endObject() {
        return close(FIRST_NAME, '}');
    }

    /** Opens an array. */
    public JsonWriter beginArray() {
        beforeValue();
        out.append('[');
        return open(FIRST_ELEMENT);
    }

    /** Closes the innermost container, which must be an array. */
    public JsonWriter endArray() {
        return close(FIRST_ELEMENT, ']');
    }

    /** Writes a member's name; its value must follow. */
    public JsonWriter name(CharSequence name) {
        byte state = states[depth];
        if (state == NEXT_NAME) {
            out.append(',');
        } else if (state != FIRST_NAME) {
            throw new IllegalStateException("a name does not fit here");
        }
        JsonText.quote(name, out, htmlSafe);
        out.append(':');
        states[depth] = MEMBER_VALUE;
        return this;
    }

    /** Writes a string, or {@code null} for null. */
    public JsonWriter value(@Nullable CharSequence text) {
        if (text == null) {
            return nullValue();
        }
        beforeValue();
        JsonText.quote(text, out, htmlSafe);
        return this;
    }

    /** Writes an integer. */
    public JsonWriter value(long number) {
        beforeValue();
        out.append(number);
        return this;
    }

    /** Writes a number as {@link Double#toString(double)} spells it, or {@code null} when it is not finite. */
    public JsonWriter value(double number) {
        if (!Double.isFinite(number)) {
            return nullValue();
        }
        beforeValue();
        out.append(number);
        return this;
    }

    /** Writes {@code true} or {@code false}. */
    public JsonWriter value(boolean bool) {
        beforeValue();
        out.append(bool);
        return this;
    }

    /** Writes {@code null}. */
    public JsonWriter nullValue() {
        beforeValue();
        out.append("null");
        return this;
    }

    /** Writes a value with all it holds, numbers as they are spelled. */
    public JsonWriter value(JsonValue value) {
        if (value instanceof JsonString string) {
            return value(string.value());
        } else if (value instanceof JsonNumber number) {
            beforeValue();
            out.append(number.lexeme());
            return this;
        } else if (value instanceof JsonBoolean bool) {
            return value(bool.value());
        } else if (value instanceof JsonObject object) {
            beginObject();
            for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
                name(member.getKey()).value(member.getValue());
            }
            return endObject();
        } else if (value instanceof JsonArray array) {
            beginArray();
            for (JsonValue element : array.elements()) {
                value(element);
            }
            return endArray();
        }
        return nullValue();
    }

    private void beforeValue() {
        switch (states[depth]) {
            case VALUE -> states[depth] = DONE;
            case FIRST_ELEMENT -> states[depth] = NEXT_ELEMENT;
            case NEXT_ELEMENT -> out.append(',');
            case MEMBER_VALUE -> states[depth] = NEXT_NAME;
            default -> throw new IllegalStateException("a value does not fit here");
        }
    }

    private JsonWriter open(byte first) {
        if (depth == JsonLimits.HIGHEST_DEPTH) {
            throw new IllegalStateException("nested deeper than " + JsonLimits.HIGHEST_DEPTH);
        }
        if (++depth == states.length) {
            states = Arrays.copyOf(states, depth * 2);
        }
        states[depth] = first;
        return this;
    }

    private JsonWriter close(byte first, char bracket) {
        byte state = states[depth];
        if (state != first && state != first + 1) {
            throw new IllegalStateException("'" + bracket + "' does not fit here");
        }
        depth--;
        out.append(bracket);
        return this;
    }
}
