package dev.hardening.core.ipaccess;

import dev.hardening.core.decision.Decision;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.net.CidrSet;
import dev.hardening.core.net.IpAddress;
import dev.hardening.core.request.Route;

/** Decides whether a client's address is served. It allocates nothing. Immutable and safe for use by many threads. */
public final class IpAccess {

    private static final Refusal NOT_ALLOWED =
            Refusal.of(RefusalCode.ADDRESS_NOT_ALLOWED).build();

    private final IpAccessSettings settings;

    private IpAccess(IpAccessSettings settings) {
        this.settings = settings;
    }

    /** Returns a decider with these settings. */
    public static IpAccess of(IpAccessSettings settings) {
        return new IpAccess(settings);
    }

    /** Returns the settings. */
    public IpAccessSettings settings() {
        return settings;
    }

    /**
     * Decides about an address: the deny-list counts first, then the route's own networks, then the allow-list.
     *
     * @param client the resolved address of the client
     * @param route the route that covers the request
     */
    public Decision decide(IpAddress client, Route route) {
        if (settings.deny().contains(client)) {
            return NOT_ALLOWED;
        }
        CidrSet own = route.networks();
        CidrSet allowed = own != null ? own : settings.allow();
        return allowed == null || allowed.contains(client) ? Decision.allowed() : NOT_ALLOWED;
    }
}
