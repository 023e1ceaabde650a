package dev.hardening.core.token;

import dev.hardening.core.identity.Identity;
import dev.hardening.core.identity.Proof;
import dev.hardening.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks the service's own tokens: the form, then the signature by HS256, then every claim, and the time at last. Whether
 * a token was revoked is asked elsewhere. Never throws for anything that a client can send. Safe for use by many threads.
 */
public final class TokenVerifier {

    private static final String HS256 = "HS256";

    private final TokenSettings settings;
    private final TokenKeys keys;
    private final InstantSource clock;
    private final boolean standard;

    /** Makes a verifier of tokens that these keys sign. */
    public TokenVerifier(TokenSettings settings, TokenKeys keys, InstantSource clock) {
        this.settings = settings;
        this.keys = keys;
        this.clock = clock;
        this.standard = settings.profile() == TokenProfile.STANDARD;
    }

    /** Checks what is meant to be an access token. */
    public Verified<AccessToken> access(String compact) {
        CompactToken token = CompactToken.parse(compact);
        return token == null ? bad(TokenFault.MALFORMED) : access(token, keys.access());
    }

    /** Checks what is meant to be a refresh token; whether it is the newest of its family is asked elsewhere. */
    public Verified<RefreshToken> refresh(String compact) {
        CompactToken token = CompactToken.parse(compact);
        return token == null ? bad(TokenFault.MALFORMED) : refresh(token);
    }

    Verified<AccessToken> access(CompactToken token, HmacKeys active) {
        TokenFault fault = checkSigned(token, settings.profile().accessType(), active);
        JsonObject members = fault == null ? token.claims() : null;
        if (members == null) {
            return bad(fault == null ? TokenFault.MALFORMED : fault);
        }
        Claims claims = new Claims(members, false);
        checkParties(claims, "access", settings.audience());
        String subject = claims.requiredText("sub");
        String id = standard ? claims.requiredText("jti") : claims.text("jti");
        String session = standard ? claims.requiredText("sid") : claims.text("sid");
        Identity.Builder caller = Identity.provedBy(Proof.TOKEN, subject);
        if (session != null) {
            caller.session(session);
        }
        String tenant = claims.text(settings.profile().tenantClaim());
        if (tenant != null) {
            caller.tenant(tenant);
        }
        claims.texts("tenants").forEach(caller::alsoTenant);
        claims.texts("roles").forEach(caller::role);
        Claims.Span span = claims.times(now(), settings.skew(), settings.longestAccess(), standard);
        TokenFault found = claims.fault();
        return found != null
                ? bad(found)
                : new Verified.Good<>(new AccessToken(caller.build(), id, span.issued(), span.expires()));
    }

    private Verified<RefreshToken> refresh(CompactToken token) {
        TokenFault fault = checkSigned(token, settings.profile().refreshType(), keys.refresh());
        JsonObject members = fault == null ? token.claims() : null;
        if (members == null) {
            return bad(fault == null ? TokenFault.MALFORMED : fault);
        }
        Claims claims = new Claims(members, false);
        checkParties(claims, "refresh", settings.refreshAudience());
        String subject = claims.requiredText("sub");
        String id = claims.requiredText("jti");
        // A token of another maker begins a family of its own.
        boolean foreign = !standard && !members.has("fam") && !members.has("gen");
        String family = foreign ? id : claims.requiredText("fam");
        int generation = foreign ? 0 : claims.requiredCount("gen");
        Duration longest = settings.longestRefresh();
        Claims.Span span = claims.times(now(), settings.skew(), longest, true);
        TokenFault found = claims.fault();
        return found != null
                ? bad(found)
                : new Verified.Good<>(new RefreshToken(subject, family, generation, id, span.issued(), span.expires()));
    }

    private Instant now() {
        return clock.instant();
    }

    /** Returns what is wrong up to the signature, or null. */
    private @Nullable TokenFault checkSigned(CompactToken token, String type, HmacKeys active) {
        if (!token.hasPlainHeader()) {
            return TokenFault.HEADER;
        }
        if (!token.algorithm().equals(HS256)) {
            return TokenFault.ALGORITHM;
        }
        boolean typed = token.type().equals(type) || (!standard && token.type().isEmpty());
        if (!typed) {
            return TokenFault.KIND;
        }
        List<HmacKey> candidates = candidates(token.kid(), active);
        if (candidates.isEmpty()) {
            return TokenFault.KEY_UNKNOWN;
        }
        byte[] input = token.input();
        boolean good = false;
        for (HmacKey key : candidates) {
            good |= key.verifies(input, token.signature());
        }
        return good ? null : TokenFault.SIGNATURE;
    }

    private static List<HmacKey> candidates(@Nullable String kid, HmacKeys active) {
        if (kid == null) {
            List<HmacKey> all = active.all();
            return all.subList(0, Math.min(all.size(), HmacKeys.MOST_WITHOUT_KID));
        }
        HmacKey key = active.find(kid);
        return key == null ? List.of() : List.of(key);
    }

    private void checkParties(Claims claims, String kind, String audience) {
        if (!standard) {
            claims.requireText("type", kind, TokenFault.KIND);
        }
        if (!settings.issuer().isEmpty()) {
            claims.requireText("iss", settings.issuer(), TokenFault.ISSUER);
        } else if (settings.externalIssuer() != null) {
            claims.requireOther("iss", settings.externalIssuer().issuer(), TokenFault.ISSUER);
        }
        if (!audience.isEmpty()) {
            claims.requireAudience(audience, !standard);
        }
    }

    private static <T> Verified<T> bad(TokenFault fault) {
        return new Verified.Bad<>(fault);
    }
}
