package dev.hardening.servlet.support;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.identity.Authentication;
import dev.hardening.core.identity.Proof;
import jakarta.servlet.ServletException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Gives the answer to a request whose credential is missing or bad. No state. */
final class CredentialRefusal {

    private CredentialRefusal() {}

    /**
     * Publishes the refusal with its reason, which the client is not told, and answers; in shadow mode it only publishes.
     *
     * @param proof the kind of credential that was bad, or null where there was none
     * @param lingering the client may still be sending, so the answer waits for it
     */
    static void give(
            Authentication.Refused refused,
            @Nullable Proof proof,
            Exchange exchange,
            Enforcement enforcement,
            boolean lingering,
            Next next)
            throws IOException, ServletException {
        Refusal refusal = refused.refusal();
        boolean undecided = refusal.code() == RefusalCode.STORE_UNAVAILABLE;
        boolean shadow = enforcement == Enforcement.SHADOW;
        exchange.publish(
                exchange.event(undecided ? SecurityEventType.STORE_FAILED : SecurityEventType.AUTHENTICATION_FAILED)
                        .code(refusal.code())
                        .detail(refused.reason())
                        .credential(proof == null ? null : proof.label())
                        .shadow(shadow)
                        .build());
        Linger.Answer answer = () -> exchange.services().refusals().write(exchange, refusal);
        if (shadow) {
            next.proceed();
        } else if (lingering) {
            Linger.around(exchange, answer);
        } else {
            answer.give();
        }
    }
}
