package dev.hardening.core.ratelimit;

/** Where on a request's way limits are asked. */
public enum RateLimitStage {
    /** All rules at once, for a filter that stands alone: by identity where one is proved by then. */
    ALL,
    /** The rules by address and by header, before anybody looks at a credential, so that guessing costs permits. */
    BEFORE_AUTHENTICATION,
    /** The rules by identity, of callers who have proved it, so that nobody can use up another one's limit. */
    AFTER_AUTHENTICATION;

    boolean asks(RateLimitBy by) {
        return this == ALL || by.needsProof() == (this == AFTER_AUTHENTICATION);
    }
}
