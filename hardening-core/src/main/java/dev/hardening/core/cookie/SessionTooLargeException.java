package dev.hardening.core.cookie;

import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.decision.RefusalSource;

/**
 * A caller has so many roles and tenants that no browser would keep the cookie of the session. Nothing has begun then. Where a
 * handler lets it pass, the request is answered with {@code SESSION_TOO_LARGE}; whoever keeps the accounts can mend it.
 */
public final class SessionTooLargeException extends IllegalArgumentException implements RefusalSource {

    private static final long serialVersionUID = 1L;
    private static final Refusal REFUSAL =
            Refusal.of(RefusalCode.SESSION_TOO_LARGE).build();

    SessionTooLargeException(IllegalArgumentException cause) {
        super("the caller has too many roles and tenants for a session: " + cause.getMessage(), cause);
    }

    @Override
    public Refusal refusal() {
        return REFUSAL;
    }
}
