package dev.hardening.core.token;

import dev.hardening.core.identity.Identity;
import dev.hardening.core.json.JsonArray;
import dev.hardening.core.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Checks ID tokens (OpenID Connect Core section 3.1.3.7) with the keys and the signatures of {@link ExternalVerifier}, and
 * claims of their own. Safe for use by many threads.
 */
final class IdTokenVerifier {

    private static final Duration SKEW = Duration.ofSeconds(30);

    private final ExternalIssuer issuer;
    private final ExternalVerifier verifier;
    private final InstantSource clock;

    /** Checks tokens of this issuer, whose audience is the client. */
    IdTokenVerifier(ExternalIssuer issuer, KeySetCache keys, InstantSource clock) {
        this.issuer = issuer;
        this.verifier = new ExternalVerifier(issuer, keys, clock, SKEW);
        this.clock = clock;
    }

    /**
     * Returns whom the token proves.
     *
     * @param nonce of the log-in that it must belong to
     * @throws dev.hardening.core.decision.StoreUnavailableException when the issuer's keys cannot be had
     */
    Verified<Identity> verify(String compact, String nonce) {
        CompactToken token = CompactToken.parse(compact);
        if (token == null) {
            return new Verified.Bad<>(TokenFault.MALFORMED);
        }
        TokenAlgorithm algorithm = TokenAlgorithm.of(token.algorithm());
        TokenFault fault = algorithm == null ? TokenFault.ALGORITHM : verifier.precheck(token, algorithm);
        JsonObject members = token.claims();
        if (algorithm == null || fault != null || members == null) {
            return new Verified.Bad<>(fault == null ? TokenFault.MALFORMED : fault);
        }
        fault = verifier.signatureFault(token, algorithm, verifier.keysFor(token));
        return fault == null ? checkClaims(members, nonce) : new Verified.Bad<>(fault);
    }

    private Verified<Identity> checkClaims(JsonObject members, String nonce) {
        Claims claims = new Claims(members, true);
        claims.requireAudience(issuer.audience(), true);
        boolean hasOthers = members.get("aud") instanceof JsonArray all && all.size() > 1;
        if (hasOthers || claims.has("azp")) {
            claims.requireText("azp", issuer.audience(), TokenFault.AUDIENCE);
        }
        claims.require(OidcTransaction.same(nonce, claims.requiredText("nonce")), TokenFault.KIND);
        // Access tokens of Cognito and Keycloak say here what they are.
        ExternalVerifier.requireAbsentOr(claims, "token_use", "id");
        ExternalVerifier.requireAbsentOr(claims, "typ", "ID");
        Identity caller = verifier.caller(claims).build();
        Claims.Span unused = claims.times(clock.instant(), SKEW, TokenSettings.LONGEST_ACCESS, true);
        TokenFault fault = claims.fault();
        return fault == null ? new Verified.Good<>(caller) : new Verified.Bad<>(fault);
    }
}
