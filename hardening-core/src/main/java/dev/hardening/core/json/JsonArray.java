package dev.hardening.core.json;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A JSON array. */
public final class JsonArray implements JsonValue {

    private final List<JsonValue> elements;

    private JsonArray(List<? extends JsonValue> elements) {
        this.elements = List.copyOf(elements);
    }

    /** Returns an array of these elements, copied. */
    public static JsonArray of(List<? extends JsonValue> elements) {
        return new JsonArray(elements);
    }

    /** Returns the elements, unmodifiable. */
    public List<JsonValue> elements() {
        return elements;
    }

    /** Returns how many elements there are. */
    public int size() {
        return elements.size();
    }

    /** Returns the element at this index, or {@code null} when there is none. */
    public @Nullable JsonValue get(int index) {
        return index >= 0 && index < elements.size() ? elements.get(index) : null;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JsonArray that && elements.equals(that.elements);
    }

    @Override
    public int hashCode() {
        return elements.hashCode();
    }

    @Override
    public String toString() {
        return "JsonArray[" + elements.size() + " elements]";
    }
}
