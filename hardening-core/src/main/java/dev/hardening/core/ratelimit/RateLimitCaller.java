package dev.hardening.core.ratelimit;

import dev.hardening.core.identity.Identity;
import dev.hardening.core.net.IpAddress;
import dev.hardening.core.request.RequestFacts;
import org.jspecify.annotations.Nullable;

/** What is known of the one who makes a request, as far as limits ask for it. Immutable. */
public final class RateLimitCaller {

    private final IpAddress client;
    private final RequestFacts facts;
    private final @Nullable Identity identity;
    private final @Nullable String tenant;

    private RateLimitCaller(
            IpAddress client, RequestFacts facts, @Nullable Identity identity, @Nullable String tenant) {
        this.client = client;
        this.facts = facts;
        this.identity = identity;
        this.tenant = tenant;
    }

    /** Returns a caller who has proved nothing. The address is the client's, behind the proxies that are trusted. */
    public static RateLimitCaller of(IpAddress client, RequestFacts facts) {
        return new RateLimitCaller(client, facts, null, null);
    }

    /** Returns the same caller with what he has proved; each is null when nothing is proved. */
    public RateLimitCaller proved(@Nullable Identity newIdentity, @Nullable String newTenant) {
        boolean nothingNew = newIdentity == null && newTenant == null && identity == null && tenant == null;
        return nothingNew ? this : new RateLimitCaller(client, facts, newIdentity, newTenant);
    }

    IpAddress client() {
        return client;
    }

    RequestFacts facts() {
        return facts;
    }

    @Nullable
    Identity identity() {
        return identity;
    }

    @Nullable
    String tenant() {
        return tenant;
    }
}
