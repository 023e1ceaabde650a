package dev.hardening.core.headers;

/** Who has the last word about one field. */
public enum HeaderMode {
    /** Ours is on every answer, whatever the application sets. */
    SET,
    /** The application's value takes the place of ours. */
    IF_ABSENT,
    /** The field is not ours: the application or the proxy in front sets it, or nobody. */
    OFF
}
