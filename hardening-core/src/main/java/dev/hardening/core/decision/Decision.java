package dev.hardening.core.decision;

/** The answer of a room to one question about one request. Immutable. */
public sealed interface Decision permits Allowed, Refusal {

    /** Returns the decision to let the request go on. */
    static Decision allowed() {
        return Allowed.INSTANCE;
    }

    /** Tells whether the request may go on. */
    default boolean isAllowed() {
        return this == Allowed.INSTANCE;
    }
}
