package dev.hardening.core.proxy;

import dev.hardening.core.net.HostPort;
import dev.hardening.core.net.IpAddress;
import dev.hardening.core.request.RequestFacts;
import org.jspecify.annotations.Nullable;

/** Where a request comes from and what it asked for, as far as the connection and trusted proxies say so. Immutable. */
public final class ClientOrigin {

    private final IpAddress client;
    private final String scheme;
    private final boolean schemeReported;
    private final @Nullable HostPort host;
    private final boolean malformed;

    private ClientOrigin(
            IpAddress client, String scheme, boolean schemeReported, @Nullable HostPort host, boolean malformed) {
        this.client = client;
        this.scheme = scheme;
        this.schemeReported = schemeReported;
        this.host = host;
        this.malformed = malformed;
    }

    /** The origin as the connection alone tells it. */
    static ClientOrigin direct(RequestFacts facts, @Nullable HostPort host) {
        return new ClientOrigin(facts.peer(), Scheme.ofConnection(facts), false, host, false);
    }

    /** The origin as a trusted peer reports it; a null scheme is the connection's own. */
    static ClientOrigin reported(
            RequestFacts facts, IpAddress client, @Nullable String scheme, @Nullable HostPort host, boolean malformed) {
        return new ClientOrigin(
                client, scheme == null ? Scheme.ofConnection(facts) : scheme, scheme != null, host, malformed);
    }

    /** Returns the client's address: never one that somebody outside the trusted networks could choose. */
    public IpAddress client() {
        return client;
    }

    /** Returns {@code http} or {@code https}. */
    public String scheme() {
        return scheme;
    }

    /** Tells whether a trusted proxy named the scheme; otherwise it is that of the connection. */
    public boolean isSchemeReported() {
        return schemeReported;
    }

    /** Returns the host that the client asked for, or null when it named none or none that is valid. */
    public @Nullable HostPort host() {
        return host;
    }

    /** Tells whether a trusted proxy sent something that could not be read, so that a part of it was ignored. */
    public boolean isMalformed() {
        return malformed;
    }

    @Override
    public String toString() {
        return "ClientOrigin[" + client + ", " + scheme + "://" + (host == null ? "?" : host)
                + (malformed ? ", malformed" : "") + "]";
    }
}
