package dev.hardening.core.token;

import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.identity.Proof;
import java.time.Duration;

/** The answers to a refresh token that gives nothing (RFC 6750 section 3). */
final class TokenRefusals {

    private static final String CHALLENGE = Proof.TOKEN.challenge() + ", error=\"invalid_token\"";

    static final Refusal INVALID = Refusal.of(RefusalCode.TOKEN_INVALID)
            .field("WWW-Authenticate", CHALLENGE)
            .build();
    static final Refusal EXPIRED = Refusal.of(RefusalCode.TOKEN_EXPIRED)
            .detail("The refresh token has expired; log in again.")
            .field("WWW-Authenticate", CHALLENGE)
            .build();
    static final Refusal UNDECIDED = Refusal.of(RefusalCode.STORE_UNAVAILABLE)
            .retryAfter(Duration.ofSeconds(1))
            .build();

    private TokenRefusals() {}

    static Refusal of(TokenFault fault) {
        return switch (fault) {
            case EXPIRED -> EXPIRED;
            case UNDECIDED -> UNDECIDED;
            default -> INVALID;
        };
    }
}
