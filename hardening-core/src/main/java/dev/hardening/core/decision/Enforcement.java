package dev.hardening.core.decision;

/** Whether a room that refuses acts on its decisions. */
public enum Enforcement {
    /** A refused request ends. */
    ENFORCE,
    /** A refused request is counted and logged and goes on: the way to try a rule out. */
    SHADOW,
    /** The room does not ask. */
    OFF
}
