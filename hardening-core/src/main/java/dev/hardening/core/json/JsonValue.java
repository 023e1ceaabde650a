package dev.hardening.core.json;

/**
 * One JSON value (RFC 8259 section 3). All kinds are immutable, equal by content and safe for use by many threads.
 *
 * <p>{@code toString()} tells the kind and the size and never the content, since what a client sends may be a secret;
 * {@link #toJson()} is the one way to the text.
 */
public sealed interface JsonValue permits JsonArray, JsonBoolean, JsonNull, JsonNumber, JsonObject, JsonString {

    /**
     * Returns this value as compact JSON on one line, escaped as {@link JsonWriter} does.
     *
     * @throws IllegalStateException if values built by code are nested deeper than {@link JsonLimits#HIGHEST_DEPTH}
     */
    default String toJson() {
        StringBuilder text = new StringBuilder();
        JsonWriter.to(text).value(this);
        return text.toString();
    }
}
