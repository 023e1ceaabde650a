package dev.hardening.core.token;

import dev.hardening.core.identity.Identity;
import dev.hardening.core.identity.Proof;
import dev.hardening.core.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks access tokens of the external issuer. Safe for use by many threads. */
final class ExternalVerifier {

    /** What OpenID Connect puts into ID tokens and nobody puts into access tokens. */
    private static final List<String> OF_ID_TOKENS = List.of("nonce", "at_hash", "c_hash", "s_hash");

    private final ExternalIssuer issuer;
    private final KeySetCache keys;
    private final InstantSource clock;
    private final Duration skew;

    ExternalVerifier(ExternalIssuer issuer, KeySetCache keys, InstantSource clock, Duration skew) {
        this.issuer = issuer;
        this.keys = keys;
        this.clock = clock;
        this.skew = skew;
    }

    /** Returns the keys of this moment, which tell whether what was verified before still is. */
    JwkSet keysNow() {
        return keys.get();
    }

    /** Returns what keeps a token from ever counting, or null: no key is fetched for such a one. */
    @Nullable
    TokenFault precheck(CompactToken token, TokenAlgorithm algorithm) {
        if (!issuer.algorithms().contains(algorithm)) {
            return TokenFault.ALGORITHM;
        }
        if (!issuer.types().contains(token.type())) {
            return TokenFault.KIND;
        }
        JsonObject members = token.claims();
        if (members == null) {
            return TokenFault.MALFORMED;
        }
        return issuer.issuer().equals(members.string("iss")) ? null : TokenFault.ISSUER;
    }

    /** Returns the keys to check a token with, newer ones when it names a key that is not known yet. */
    JwkSet keysFor(CompactToken token) {
        JwkSet set = keys.get();
        return set.knows(token.kid()) ? set : keys.withUnknownKid(set);
    }

    /** Checks a token that passed {@link #precheck}. */
    Verified<AccessToken> access(CompactToken token, TokenAlgorithm algorithm, JwkSet set) {
        TokenFault fault = signatureFault(token, algorithm, set);
        JsonObject members = token.claims();
        return fault != null || members == null
                ? new Verified.Bad<>(fault == null ? TokenFault.MALFORMED : fault)
                : checkClaims(new Claims(members, true));
    }

    /** Returns null when one of these keys has signed the token. */
    @Nullable
    TokenFault signatureFault(CompactToken token, TokenAlgorithm algorithm, JwkSet set) {
        List<PublicKeyVerifier> candidates = set.candidates(token.kid(), algorithm);
        if (candidates.isEmpty()) {
            return TokenFault.KEY_UNKNOWN;
        }
        byte[] input = token.input();
        boolean signed = candidates.stream().anyMatch(key -> key.verifies(input, token.signature()));
        return signed ? null : TokenFault.SIGNATURE;
    }

    private Verified<AccessToken> checkClaims(Claims claims) {
        claims.requireAudience(issuer.audience(), true);
        OF_ID_TOKENS.forEach(name -> claims.require(!claims.has(name), TokenFault.KIND));
        requireAbsentOr(claims, "token_use", "access");
        requireAbsentOr(claims, "typ", "Bearer");
        issuer.requiredClaims().forEach(name -> claims.require(claims.has(name), TokenFault.KIND));
        Identity.Builder caller = caller(claims);
        String id = claims.text("jti");
        String session = claims.text("sid");
        if (session != null) {
            caller.session(session);
        }
        Claims.Span span = claims.times(clock.instant(), skew, TokenSettings.LONGEST_ACCESS, true);
        TokenFault fault = claims.fault();
        return fault != null
                ? new Verified.Bad<>(fault)
                : new Verified.Good<>(new AccessToken(caller.build(), id, span.issued(), span.expires()));
    }

    /** Returns whom the claims name, with the tenant and the roles that the issuer gives. */
    Identity.Builder caller(Claims claims) {
        Identity.Builder caller =
                Identity.provedBy(Proof.TOKEN, claims.requiredText("sub")).issuer(issuer.issuer());
        String tenant = claims.text(issuer.tenantClaim());
        if (tenant != null) {
            caller.tenant(tenant);
        }
        claims.texts(issuer.rolesClaim()).forEach(caller::role);
        return caller;
    }

    /** Keycloak writes the kind of a token into {@code typ}, Cognito into {@code token_use}. */
    static void requireAbsentOr(Claims claims, String name, String expected) {
        if (claims.has(name)) {
            claims.requireText(name, expected, TokenFault.KIND);
        }
    }
}
