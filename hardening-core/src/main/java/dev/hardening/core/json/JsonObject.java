package dev.hardening.core.json;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object. Its members keep the order in which they were read; two objects are equal when they have equal members
 * in any order.
 *
 * <p>The typed getters answer {@code null} both for an absent member and for one of another kind. Code that has to tell
 * the two apart asks {@link #get(String)}.
 */
public final class JsonObject implements JsonValue {

    private final Map<String, JsonValue> members;

    private JsonObject(Map<String, JsonValue> members) {
        this.members = Collections.unmodifiableMap(members);
    }

    /** Returns an object with these members, copied in the map's order. */
    public static JsonObject of(Map<String, ? extends JsonValue> members) {
        Map<String, JsonValue> copy = new LinkedHashMap<>(members);
        if (copy.containsKey(null) || copy.containsValue(null)) {
            throw new NullPointerException("a member has no name or no value");
        }
        return adopt(copy);
    }

    /** Takes over a map that nobody else will write to. */
    static JsonObject adopt(Map<String, JsonValue> members) {
        return new JsonObject(members);
    }

    /** Returns the members in their order, unmodifiable. */
    public Map<String, JsonValue> members() {
        return members;
    }

    /** Returns how many members there are. */
    public int size() {
        return members.size();
    }

    /** Tells whether there is a member of this name, be it {@code null}. */
    public boolean has(String name) {
        return members.containsKey(name);
    }

    /** Returns the member of this name, or {@code null} when it is absent. */
    public @Nullable JsonValue get(String name) {
        return members.get(name);
    }

    /** Returns the characters of the member, or {@code null} when it is absent or no string. */
    public @Nullable String string(String name) {
        return members.get(name) instanceof JsonString string ? string.value() : null;
    }

    /** Returns the member, or {@code null} when it is absent or no number. */
    public @Nullable JsonNumber number(String name) {
        return members.get(name) instanceof JsonNumber number ? number : null;
    }

    /** Returns the member's value, or {@code null} when it is absent, no number or not exactly a {@code long}. */
    public @Nullable Long integer(String name) {
        return members.get(name) instanceof JsonNumber number ? number.asLong() : null;
    }

    /** Returns the member, or {@code null} when it is absent or neither {@code true} nor {@code false}. */
    public @Nullable JsonBoolean bool(String name) {
        return members.get(name) instanceof JsonBoolean bool ? bool : null;
    }

    /** Returns the member, or {@code null} when it is absent or no object. */
    public @Nullable JsonObject object(String name) {
        return members.get(name) instanceof JsonObject object ? object : null;
    }

    /** Returns the member, or {@code null} when it is absent or no array. */
    public @Nullable JsonArray array(String name) {
        return members.get(name) instanceof JsonArray array ? array : null;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JsonObject that && members.equals(that.members);
    }

    @Override
    public int hashCode() {
        return members.hashCode();
    }

    @Override
    public String toString() {
        return "JsonObject[" + members.size() + " members]";
    }
}
