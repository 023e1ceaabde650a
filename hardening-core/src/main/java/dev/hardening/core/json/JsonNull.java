package dev.hardening.core.json;

/** The JSON literal {@code null}, which is not the same as an absent member. */
public enum JsonNull implements JsonValue {
    /** The only instance. */
    NULL
}
