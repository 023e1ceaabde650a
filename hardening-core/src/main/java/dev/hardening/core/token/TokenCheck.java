package dev.hardening.core.token;

import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Chooses who checks an access token, before any signature is looked at: HS256 is the service's own, everything else the
 * external issuer's, and no key ever serves both.
 */
final class TokenCheck {

    private final InstantSource clock;
    private final @Nullable TokenKeys keys;
    private final @Nullable TokenVerifier own;
    private final @Nullable ExternalVerifier external;
    private final VerifiedCache cache;

    TokenCheck(
            TokenSettings settings, @Nullable TokenKeys keys, @Nullable KeySetCache externalKeys, InstantSource clock) {
        this.clock = clock;
        this.keys = keys;
        this.own = keys == null ? null : new TokenVerifier(settings, keys, clock);
        if (keys == null) {
            PublicKeyVerifier.load();
        } else {
            Object unused = keys.access();
        }
        ExternalIssuer issuer = settings.externalIssuer();
        this.external = issuer == null || externalKeys == null
                ? null
                : new ExternalVerifier(issuer, externalKeys, clock, settings.skew());
        this.cache = new VerifiedCache(settings.skew());
    }

    /**
     * Checks all but revocation.
     *
     * @throws dev.hardening.core.decision.StoreUnavailableException when the external issuer's keys cannot be had
     */
    Verified<AccessToken> access(String compact) {
        Instant now = clock.instant();
        VerifiedCache.Entry known = cache.find(compact, now);
        if (known != null && known.keys() == current(known.keys())) {
            return new Verified.Good<>(known.token());
        }
        CompactToken token = CompactToken.parse(compact);
        if (token == null) {
            return new Verified.Bad<>(TokenFault.MALFORMED);
        }
        TokenAlgorithm algorithm = TokenAlgorithm.of(token.algorithm());
        if (algorithm != null) {
            return external == null
                    ? new Verified.Bad<>(TokenFault.ALGORITHM)
                    : external(external, algorithm, compact, token, now);
        }
        if (own == null || keys == null) {
            return new Verified.Bad<>(TokenFault.ALGORITHM);
        }
        HmacKeys with = keys.access();
        return kept(compact, with, own.access(token, with), now);
    }

    private @Nullable Object current(Object with) {
        if (with instanceof HmacKeys) {
            return keys == null ? null : keys.access();
        }
        return external == null ? null : external.keysNow();
    }

    private Verified<AccessToken> external(
            ExternalVerifier verifier, TokenAlgorithm algorithm, String compact, CompactToken token, Instant now) {
        TokenFault fault = verifier.precheck(token, algorithm);
        if (fault != null) {
            return new Verified.Bad<>(fault);
        }
        JwkSet with = verifier.keysFor(token);
        return kept(compact, with, verifier.access(token, algorithm, with), now);
    }

    private Verified<AccessToken> kept(String compact, Object with, Verified<AccessToken> verified, Instant now) {
        if (verified instanceof Verified.Good<AccessToken> good) {
            cache.put(compact, with, good.token(), now);
        }
        return verified;
    }
}
