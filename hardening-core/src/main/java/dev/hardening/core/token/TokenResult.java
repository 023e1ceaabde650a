package dev.hardening.core.token;

import dev.hardening.core.decision.Refusal;

/** What {@link TokenService} makes of a log-in or a refresh. */
public sealed interface TokenResult {

    /** The client gets these tokens. */
    record Granted(TokenPair pair) implements TokenResult {}

    /** The client gets nothing. */
    record Refused(Refusal refusal) implements TokenResult {}
}
