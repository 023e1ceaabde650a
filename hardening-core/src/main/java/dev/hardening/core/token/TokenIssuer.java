package dev.hardening.core.token;

import dev.hardening.core.identity.Identity;
import dev.hardening.core.json.JsonWriter;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;

/**
 * Signs the service's own tokens, with HS256 and the primary key of the moment. Equal arguments give equal tokens as long
 * as the key is the same. Safe for use by many threads.
 */
public final class TokenIssuer {

    private final TokenSettings settings;
    private final TokenKeys keys;

    /** Makes an issuer that signs with the given keys. */
    public TokenIssuer(TokenSettings settings, TokenKeys keys) {
        this.settings = settings;
        this.keys = keys;
    }

    /**
     * Makes an access token that lives from {@code now}, cut to whole seconds, as long as the settings say.
     *
     * @param who whom it proves: subject, tenants and roles are taken from it, its session is not
     * @param session the session ({@code sid}) that it belongs to
     * @param id its own id ({@code jti}), which no other token has
     * @throws IllegalArgumentException when no verifier would take the token: a name, a role or a tenant is blank, has
     *     more than 256 characters or one that is no text, there are more than 64 roles or 64 tenants, or all of it
     *     makes more than 8 KiB
     */
    public String access(Identity who, String session, String id, Instant now) {
        requireTexts(Set.of(who.subject()), "the name of an account");
        requireTexts(who.tenants(), "a tenant of an account");
        requireTexts(who.roles(), "a role of an account");
        long issued = now.getEpochSecond();
        StringBuilder claims = new StringBuilder(256);
        JsonWriter json = JsonWriter.to(claims).beginObject();
        begin(json, "access", settings.audience());
        json.name("sub").value(who.subject());
        json.name("iat").value(issued);
        json.name("exp").value(issued + settings.accessTtl().toSeconds());
        json.name("jti").value(id).name("sid").value(session);
        if (who.tenant() != null) {
            json.name(settings.profile().tenantClaim()).value(who.tenant());
        }
        if (who.tenants().size() > (who.tenant() == null ? 0 : 1)) {
            strings(json.name("tenants"), who.tenants());
        }
        strings(json.name("roles"), who.roles());
        json.endObject();
        String token = keys.access().primary().sign(settings.profile().accessType(), claims);
        if (token.length() > CompactToken.LONGEST) {
            throw new IllegalArgumentException("the roles and tenants of an account make a token of more than "
                    + CompactToken.LONGEST + " bytes; give it fewer or shorter ones");
        }
        return token;
    }

    /**
     * Makes a refresh token. Times are cut to whole seconds.
     *
     * @param family the family ({@code fam}), which is the session of the access tokens
     * @param generation how many tokens of the family came before
     * @param id its own id ({@code jti})
     */
    public String refresh(String subject, String family, int generation, String id, Instant issued, Instant expires) {
        StringBuilder claims = new StringBuilder(256);
        JsonWriter json = JsonWriter.to(claims).beginObject();
        begin(json, "refresh", settings.refreshAudience());
        json.name("sub").value(subject);
        json.name("iat").value(issued.getEpochSecond());
        json.name("exp").value(expires.getEpochSecond());
        json.name("jti").value(id).name("fam").value(family).name("gen").value(generation);
        json.endObject();
        return keys.refresh().primary().sign(settings.profile().refreshType(), claims);
    }

    private void begin(JsonWriter json, String kind, String audience) {
        if (!settings.issuer().isEmpty()) {
            json.name("iss").value(settings.issuer());
        }
        if (!audience.isEmpty()) {
            json.name("aud").value(audience);
        }
        if (settings.profile() == TokenProfile.PLAIN) {
            json.name("type").value(kind);
        }
    }

    private static void requireTexts(Set<String> texts, String what) {
        if (texts.size() > Claims.MOST_TEXTS) {
            throw new IllegalArgumentException(
                    what + " is one of more than " + Claims.MOST_TEXTS + ", which no token takes; give it fewer");
        }
        if (!texts.stream().allMatch(Claims::isText)) {
            throw new IllegalArgumentException(what + " is blank, has more than " + Claims.LONGEST_TEXT
                    + " characters or one that is no text, so no token takes it");
        }
    }

    private static void strings(JsonWriter json, Iterable<String> values) {
        json.beginArray();
        TreeSet<String> sorted = new TreeSet<>();
        values.forEach(sorted::add);
        sorted.forEach(json::value);
        json.endArray();
    }
}
