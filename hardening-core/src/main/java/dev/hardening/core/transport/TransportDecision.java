package dev.hardening.core.transport;

import dev.hardening.core.decision.Refusal;
import org.jspecify.annotations.Nullable;

/** What becomes of a request: it goes on, is refused, or is sent somewhere else. Immutable. */
public final class TransportDecision {

    static final TransportDecision ALLOWED = new TransportDecision(null, 0, null);

    private final @Nullable Refusal refusal;
    private final int status;
    private final @Nullable String location;

    private TransportDecision(@Nullable Refusal refusal, int status, @Nullable String location) {
        this.refusal = refusal;
        this.status = status;
        this.location = location;
    }

    static TransportDecision refused(Refusal refusal) {
        return new TransportDecision(refusal, refusal.status(), null);
    }

    static TransportDecision redirected(int status, String location) {
        return new TransportDecision(null, status, location);
    }

    /** Tells whether the request goes on. */
    public boolean isAllowed() {
        return this == ALLOWED;
    }

    /** Returns the refusal, or null. */
    public @Nullable Refusal refusal() {
        return refusal;
    }

    /** Returns the absolute https address to go to, or null when the request is not redirected. */
    public @Nullable String location() {
        return location;
    }

    /** Returns the status of the answer, zero when the request goes on. */
    public int status() {
        return status;
    }

    @Override
    public String toString() {
        return isAllowed() ? "allowed" : refusal != null ? refusal.toString() : status + " " + location;
    }
}
