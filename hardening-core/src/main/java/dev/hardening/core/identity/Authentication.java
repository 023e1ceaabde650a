package dev.hardening.core.identity;

import dev.hardening.core.decision.Refusal;

/** What a room makes of the credential that a request presents. */
public sealed interface Authentication {

    /** Nobody is proved and nothing is wrong: the request has no such credential. */
    Authentication NONE = new None();

    /** The credential is good and proves this caller. */
    record Proved(Identity caller) implements Authentication {}

    /**
     * The credential is not good, or cannot be checked now; the request must not go on as if it had none.
     *
     * @param reason a fixed text for the event, which the client never sees; possibly empty
     */
    record Refused(Refusal refusal, String reason) implements Authentication {
        /** Refuses without a reason that events tell. */
        public Refused(Refusal refusal) {
            this(refusal, "");
        }
    }

    /** See {@link #NONE}. */
    final class None implements Authentication {
        private None() {}
    }
}
