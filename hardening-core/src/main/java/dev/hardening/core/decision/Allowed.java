package dev.hardening.core.decision;

/** The one way to be allowed; it carries nothing, so there is one instance. */
enum Allowed implements Decision {
    INSTANCE
}
