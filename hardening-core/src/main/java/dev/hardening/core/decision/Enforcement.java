package dev.hardening.core.decision;

import java.util.Locale;

/** Whether a room that refuses acts on its decisions. */
public enum Enforcement {
    /** A refused request ends. */
    ENFORCE,
    /** A refused request is counted and logged and goes on: the way to try a rule out. */
    SHADOW,
    /** The room does not ask. */
    OFF;

    /** Returns the word for the posture report: {@code enforced}, {@code shadow} or {@code off}. */
    public String summary() {
        return this == ENFORCE ? "enforced" : name().toLowerCase(Locale.ROOT);
    }
}
