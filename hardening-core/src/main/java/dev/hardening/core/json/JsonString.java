package dev.hardening.core.json;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A JSON string, its escapes resolved. The value is UTF-16 as Java has it; it holds a lone surrogate only where
 * {@link JsonLimits.Builder#unsafeKeepLoneSurrogates()} or the calling code let one in.
 */
public final class JsonString implements JsonValue {

    private final String value;

    private JsonString(String value) {
        this.value = Objects.requireNonNull(value, "value");
    }

    /** Returns a JSON string with this value, not escaped yet. */
    public static JsonString of(String value) {
        return new JsonString(value);
    }

    /** Returns the characters. */
    public String value() {
        return value;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JsonString that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return "JsonString[" + value.length() + " characters]";
    }
}
