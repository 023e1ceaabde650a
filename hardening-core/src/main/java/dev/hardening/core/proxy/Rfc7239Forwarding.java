package dev.hardening.core.proxy;

import dev.hardening.core.net.CidrSet;
import dev.hardening.core.net.HostPort;
import dev.hardening.core.net.IpAddress;
import dev.hardening.core.request.RequestFacts;

/** Reads {@code Forwarded}. Scheme and host are those of the last well-formed element that the walk has met. */
final class Rfc7239Forwarding implements Forwarding {

    private final CidrSet trusted;
    private final int maxHops;
    private final boolean believesHost;
    private final HostMemo hosts;

    Rfc7239Forwarding(ProxySettings settings, HostMemo hosts) {
        this.trusted = settings.trusted();
        this.maxHops = settings.maxHops();
        this.believesHost = settings.believesHost();
        this.hosts = hosts;
    }

    @Override
    public ClientOrigin resolve(RequestFacts facts) {
        IpAddress client = facts.peer();
        ForwardedElement met = ForwardedElement.EMPTY;
        boolean malformed = false;
        if (facts.header("Forwarded") != null) {
            Elements elements = Elements.quoted(facts, "Forwarded");
            for (int hops = 0; trusted.contains(client) && elements.previous(); hops++) {
                ForwardedElement element = hops == maxHops
                        ? null
                        : ForwardedElement.parse(elements.text(), elements.from(), elements.to());
                if (element == null) {
                    malformed = true;
                    break;
                }
                met = element;
                IpAddress next = element.address();
                if (next == null) {
                    break;
                }
                client = next;
            }
        }
        return origin(facts, client, met, malformed);
    }

    private ClientOrigin origin(RequestFacts facts, IpAddress client, ForwardedElement met, boolean alreadyMalformed) {
        String proto = met.proto();
        String scheme = proto == null ? null : Scheme.parse(proto);
        String named = believesHost ? met.host() : null;
        HostPort host = hosts.parse(named == null ? facts.authority() : named);
        boolean malformed = alreadyMalformed || (proto != null && scheme == null) || (named != null && host == null);
        return ClientOrigin.reported(facts, client, scheme, host, malformed);
    }
}
