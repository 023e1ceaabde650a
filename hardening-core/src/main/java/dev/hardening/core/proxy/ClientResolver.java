package dev.hardening.core.proxy;

import dev.hardening.core.net.CidrSet;
import dev.hardening.core.request.RequestFacts;

/**
 * Decides who the client of a request is. When the peer is not a trusted proxy, the client is the peer, the scheme is
 * the connection's and the host is the one that the request names, whatever else the request says. When it is one, the
 * chosen {@link ForwardedFamily} is read from right to left until an address is not a trusted proxy's: that is the
 * client.
 *
 * <p>Immutable and safe for use by many threads. It reads no other state than the request and asks no DNS.
 */
public final class ClientResolver {

    private final CidrSet trusted;
    private final Forwarding forwarding;
    private final HostMemo hosts = new HostMemo();

    private ClientResolver(ProxySettings settings) {
        this.trusted = settings.trusted();
        this.forwarding = settings.family() == ForwardedFamily.FORWARDED
                ? new Rfc7239Forwarding(settings, hosts)
                : new XForwarding(settings, hosts);
    }

    /** Returns the resolver of the settings. */
    public static ClientResolver of(ProxySettings settings) {
        return new ClientResolver(settings);
    }

    /** Returns the request's origin; never throws, whatever the request holds. */
    public ClientOrigin resolve(RequestFacts facts) {
        if (trusted.contains(facts.peer())) {
            return forwarding.resolve(facts);
        }
        return ClientOrigin.direct(facts, hosts.parse(facts.authority()));
    }
}
