package dev.hardening.core.flags;

import dev.hardening.core.decision.Decision;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.request.Route;

/**
 * Decides whether a request may change something: while {@link Flag#READ_ONLY} is on, only safe methods go on (RFC 9110
 * section 9.2.1), and routes that say otherwise. Safe for use by many threads; allocates nothing.
 */
public final class ReadOnly {

    private final Flags flags;
    private final Decision refused;

    private ReadOnly(Flags flags) {
        this.flags = flags;
        this.refused = Refusal.of(RefusalCode.READ_ONLY)
                .retryAfter(flags.settings().readOnlyRetryAfter())
                .build();
    }

    /** Returns a decision that asks these flags at each request. */
    public static ReadOnly of(Flags flags) {
        return new ReadOnly(flags);
    }

    /** Returns the flags. */
    public Flags flags() {
        return flags;
    }

    /** Decides about one request. */
    public Decision decide(String method, Route route) {
        boolean safe = switch (method) {
            case "GET", "HEAD", "OPTIONS", "TRACE" -> true;
            default -> false;
        };
        return safe || !flags.isOn(Flag.READ_ONLY) || route.isEvenWhenReadOnly() ? Decision.allowed() : refused;
    }
}
