package dev.hardening.core.input;

import dev.hardening.core.json.JsonNull;
import dev.hardening.core.json.JsonValue;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fields of an input that obeys its {@link ObjectRules}, cleaned as they say. Read-only; safe for use by many
 * threads.
 *
 * <p>Every accessor takes the name of a declared field and throws {@link IllegalArgumentException} for another name, or
 * when the field's rule is of another kind: both are mistakes of the app that any test of it finds. The accessors
 * without a fallback throw {@link IllegalStateException} when the field is absent or null, which no required field is.
 */
public final class Fields {

    private final ObjectRules rules;
    private final @Nullable Object[] values;

    Fields(ObjectRules rules, @Nullable Object[] values) {
        this.rules = rules;
        this.values = values;
    }

    /** Tells whether the field was sent with a value other than null. */
    public boolean has(String name) {
        Object value = values[rules.place(name)];
        return value != null && value != JsonNull.NULL;
    }

    /** Tells whether the field was sent and is null. */
    public boolean isNull(String name) {
        return values[rules.place(name)] == JsonNull.NULL;
    }

    /** Returns the text. */
    public String text(String name) {
        return present(name, String.class);
    }

    /** Returns the text, or the fallback when the field is absent or null. */
    public String text(String name, String fallback) {
        return has(name) ? text(name) : fallback;
    }

    /** Returns the whole number. */
    public long integer(String name) {
        return present(name, Long.class);
    }

    /** Returns the whole number, or the fallback when the field is absent or null. */
    public long integer(String name, long fallback) {
        return has(name) ? integer(name) : fallback;
    }

    /** Returns the number, exactly as it was sent. */
    public BigDecimal number(String name) {
        return present(name, BigDecimal.class);
    }

    /** Returns the number, or the fallback when the field is absent or null. */
    public BigDecimal number(String name, BigDecimal fallback) {
        return has(name) ? number(name) : fallback;
    }

    /** Returns the truth value. */
    public boolean bool(String name) {
        return present(name, Boolean.class);
    }

    /** Returns the truth value, or the fallback when the field is absent or null. */
    public boolean bool(String name, boolean fallback) {
        return has(name) ? bool(name) : fallback;
    }

    /** Returns the fields of the object. */
    public Fields object(String name) {
        return present(name, Fields.class);
    }

    /** Returns the value of a field whose rule takes any JSON. */
    public JsonValue json(String name) {
        return present(name, JsonValue.class);
    }

    /** Returns the texts of a list, unmodifiable; none when the field is absent or null. */
    public List<String> texts(String name) {
        return list(name, String.class);
    }

    /** Returns the whole numbers of a list, unmodifiable; none when the field is absent or null. */
    public List<Long> integers(String name) {
        return list(name, Long.class);
    }

    /** Returns the numbers of a list, unmodifiable; none when the field is absent or null. */
    public List<BigDecimal> numbers(String name) {
        return list(name, BigDecimal.class);
    }

    /** Returns the objects of a list, unmodifiable; none when the field is absent or null. */
    public List<Fields> objects(String name) {
        return list(name, Fields.class);
    }

    private <T> T present(String name, Class<T> type) {
        Object value = values[rules.place(name)];
        if (value == null || value == JsonNull.NULL) {
            throw new IllegalStateException("the field " + name + " was not sent; ask has() or give a fallback");
        }
        if (!type.isInstance(value)) {
            throw otherKind(name);
        }
        return type.cast(value);
    }

    private <T> List<T> list(String name, Class<T> type) {
        if (!has(name)) {
            return List.of();
        }
        List<?> list = present(name, List.class);
        if (!list.isEmpty() && !type.isInstance(list.get(0))) {
            throw otherKind(name);
        }
        @SuppressWarnings("unchecked") // one rule made all elements, and the first one is of the type
        List<T> typed = (List<T>) list;
        return typed;
    }

    private static IllegalArgumentException otherKind(String name) {
        return new IllegalArgumentException("the field " + name + " is of another kind");
    }

    /** Tells how many fields there are and nothing of their values, which may be secrets. */
    @Override
    public String toString() {
        return "Fields[" + values.length + " declared]";
    }
}
