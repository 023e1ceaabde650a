package dev.hardening.core.proxy;

import dev.hardening.core.net.CidrSet;
import dev.hardening.core.net.HostPort;
import dev.hardening.core.net.IpAddress;
import dev.hardening.core.request.RequestFacts;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code X-Forwarded-For} and its siblings. Each proxy adds one value at the right of each field, so the value of
 * a sibling that belongs to the client's address is the one that stands as far from the right. Where a sibling has fewer
 * values, because the proxies replace it, they must agree.
 */
final class XForwarding implements Forwarding {

    private final CidrSet trusted;
    private final int maxHops;
    private final boolean believesHost;
    private final HostMemo hosts;

    XForwarding(ProxySettings settings, HostMemo hosts) {
        this.trusted = settings.trusted();
        this.maxHops = settings.maxHops();
        this.believesHost = settings.believesHost();
        this.hosts = hosts;
    }

    @Override
    public ClientOrigin resolve(RequestFacts facts) {
        IpAddress client = facts.peer();
        int hops = 0;
        boolean malformed = false;
        if (facts.header("X-Forwarded-For") != null) {
            Elements elements = Elements.of(facts, "X-Forwarded-For");
            while (trusted.contains(client) && elements.previous()) {
                IpAddress next =
                        hops == maxHops ? null : Node.address(elements.text(), elements.from(), elements.to(), false);
                if (next == null) {
                    boolean unnamed = hops < maxHops && Node.isUnnamed(elements.text(), elements.from(), elements.to());
                    hops += unnamed ? 1 : 0;
                    malformed = !unnamed;
                    break;
                }
                client = next;
                hops++;
            }
        }
        // Without a hop the peer is the client, and the last value of each sibling is the peer's word.
        return origin(facts, client, Math.max(1, hops), malformed);
    }

    private ClientOrigin origin(RequestFacts facts, IpAddress client, int hop, boolean alreadyMalformed) {
        String proto = valueOf(facts, "X-Forwarded-Proto", hop);
        String scheme = proto == null ? null : Scheme.parse(proto);
        String named = believesHost ? valueOf(facts, "X-Forwarded-Host", hop) : null;
        HostPort host = hosts.parse(named == null ? facts.authority() : named);
        boolean malformed = alreadyMalformed || (proto != null && scheme == null) || (named != null && host == null);
        String port = host == null || host.hasPort() ? null : valueOf(facts, "X-Forwarded-Port", hop);
        if (host != null && port != null) {
            HostPort complete = hosts.parse(host + ":" + port);
            int usual = Scheme.defaultPort(scheme == null ? Scheme.ofConnection(facts) : scheme);
            malformed |= complete == null;
            host = complete == null || complete.portOr(usual) == usual ? host : complete;
        }
        return ClientOrigin.reported(facts, client, scheme, host, malformed);
    }

    /** The value that belongs to the hop, 1 being the last; null when there is no field, "" when the values disagree. */
    private static @Nullable String valueOf(RequestFacts facts, String name, int hop) {
        if (facts.header(name) == null) {
            return null;
        }
        Elements elements = Elements.of(facts, name);
        String last = null;
        boolean agree = true;
        for (int at = 1; elements.previous(); at++) {
            if (at == hop) {
                return elements.element();
            }
            String value = elements.element();
            agree &= last == null || last.equals(value);
            last = value;
        }
        return agree ? last : "";
    }
}
