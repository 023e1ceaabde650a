package dev.hardening.examples.quickstart;

import dev.hardening.core.identity.Proof;
import dev.hardening.core.ratelimit.RateLimit;
import dev.hardening.core.ratelimit.RateLimitRule;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.core.request.SignatureScheme;
import java.time.Duration;

/** Who may call what. */
final class QuickstartRoutes {

    static final String VERIFY_PROOF = "/ai/verify-proof";

    static final RateLimitRule LIMITED =
            RateLimitRule.of(RateLimit.slidingWindow("limited", 5, Duration.ofSeconds(10)));

    /** Without a secret of agents nobody could call their route, so it is not there. */
    static final Routes PLAIN = plain().build();

    static final Routes WITH_AGENTS = plain().add(Route.guarded(VERIFY_PROOF)
                    .methods("POST")
                    .provedBy(Proof.SIGNATURE)
                    .signed(SignatureScheme.PYTHON_JSON)
                    .signedAction("verify_proof"))
            .build();

    private QuickstartRoutes() {}

    private static Routes.Builder plain() {
        return Routes.builder()
                .add(Route.open("/"))
                .add(Route.open("/quickstart.css").unlimited())
                .add(Route.open("/page"))
                .add(Route.open("/whoami"))
                .add(Route.open("/boom"))
                .add(Route.open("/sink"))
                .add(Route.open("/check"))
                .add(Route.open("/too-slow").deadline(Duration.ofMillis(500)).slowAfter(Duration.ofSeconds(5)))
                .add(Route.open("/limited").limitedBy("limited"))
                .add(Route.guarded("/api/items").provedBy(Proof.API_KEY).maxBody(16 * 1024))
                .add(Route.open("/login"))
                .add(Route.open("/session"))
                .add(Route.guarded("/logout").provedBy(Proof.COOKIE).sameOriginOnly())
                .add(Route.open("/api/auth/login"))
                .add(Route.open("/api/auth/refresh"))
                .add(Route.guarded("/api/auth/logout").provedBy(Proof.TOKEN))
                .add(Route.guarded("/api/me").provedBy(Proof.TOKEN))
                .add(Route.open("/__test/**").unlimited())
                .add(Route.open("/**"));
    }
}
