package dev.hardening.servlet.support;

import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.event.TracePlace;
import dev.hardening.core.event.TracedSpan;
import dev.hardening.core.identity.Identity;
import dev.hardening.core.net.HostPort;
import dev.hardening.core.net.IpAddress;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import jakarta.servlet.ServletRequest;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the filters have found out about one request. Every fact is set once; reading one that no filter has set fails
 * and names the filter to add. Belongs to one request, whose dispatches follow one another.
 */
public final class RequestContext {

    private final IpAddress peer;
    private final boolean peerSecure;
    private final Route route;
    private @Nullable IpAddress client;
    private @Nullable String scheme;
    private @Nullable HostPort host;
    private volatile boolean originSet;
    private volatile boolean schemeReported;
    private volatile boolean assumed;
    private @Nullable String requestId;
    private @Nullable TracePlace trace;
    private @Nullable String tracestate;
    private @Nullable TracedSpan span;
    private @Nullable Identity identity;
    private @Nullable String tenantId;
    private @Nullable String errorId;
    private volatile @Nullable KeptEvents kept;
    private volatile boolean preflight;

    RequestContext(IpAddress peer, boolean peerSecure, Route route) {
        this.peer = peer;
        this.peerSecure = peerSecure;
        this.route = route;
    }

    /**
     * Returns the context of a request.
     *
     * @throws IllegalStateException when no filter of this library has seen the request
     */
    public static RequestContext of(ServletRequest request) {
        return Exchange.of(request).context();
    }

    /**
     * Returns the client's address. Without a {@code ProxyFilter} no forwarded header is believed, so it is the peer's.
     */
    public IpAddress client() {
        IpAddress known = client;
        return known != null ? known : assume(peer);
    }

    /** Returns the scheme that the client used, {@code http} or {@code https}. */
    public String scheme() {
        String known = scheme;
        return known != null ? known : assume(peerSecure ? "https" : "http");
    }

    /** Tells whether the client used https, as far as a trusted peer or the connection itself says so. */
    public boolean isSecure() {
        return scheme().equals("https");
    }

    /** Tells whether a trusted proxy said which scheme the client used; otherwise it is the connection's own. */
    public boolean isSchemeReported() {
        return schemeReported;
    }

    /** Returns the host that the client asked for, or null when it named none that is valid. */
    public @Nullable HostPort host() {
        if (!originSet) {
            throw new IllegalStateException("the host is not resolved yet; add ProxyFilter before this filter");
        }
        return host;
    }

    /** Tells whether a filter has resolved the client. */
    public boolean isResolved() {
        return originSet;
    }

    /** Returns the address at the other end of the connection. */
    public IpAddress peer() {
        return peer;
    }

    /** Returns the route that covers the request. */
    public Route route() {
        return route;
    }

    /** Returns the template of the route, or null where no route covers the path, or nobody is served. */
    public @Nullable String routeTemplate() {
        return route == Routes.UNKNOWN || route.isClosed()
                ? null
                : route.pattern().template();
    }

    /** Returns the request's id. */
    public String requestId() {
        String known = requestId;
        if (known == null) {
            throw new IllegalStateException("the request has no id yet; add CorrelationFilter before this filter");
        }
        return known;
    }

    /** Returns the request's id, or null when no filter gives one. */
    public @Nullable String requestIdIfKnown() {
        return requestId;
    }

    /** Returns the id of the trace that the request belongs to, or null when no filter gives one. */
    public @Nullable String traceIdIfKnown() {
        TracePlace known = trace;
        return known == null ? null : known.traceId();
    }

    /** Returns the tenant that the request is for, or else the one that the caller's proof names, or null. */
    public @Nullable String tenantIdIfKnown() {
        if (tenantId != null) {
            return tenantId;
        }
        return identity == null ? null : identity.tenant();
    }

    /** Returns the id that the client was told for a failure, or null when there was none. */
    public @Nullable String errorIdIfKnown() {
        return errorId;
    }

    /**
     * Returns the value of {@code traceparent} to send with calls to other services (W3C Trace Context): this request's
     * own span in the trace that it belongs to.
     */
    public String traceparent() {
        TracePlace known = trace;
        if (known == null) {
            throw new IllegalStateException("the request has no trace yet; add CorrelationFilter before this filter");
        }
        return known.traceparent();
    }

    /** Returns what goes on as {@code tracestate} with calls to other services, or null for nothing. */
    public @Nullable String tracestate() {
        return tracestate;
    }

    /**
     * Puts the fields of the trace on a call to another service, in one line: {@code context.propagateTo(call::header)}.
     *
     * @param field takes a name and a value: {@code traceparent}, and {@code tracestate} when there is one
     */
    public void propagateTo(BiConsumer<String, String> field) {
        field.accept("traceparent", traceparent());
        String state = tracestate;
        if (state != null) {
            field.accept("tracestate", state);
        }
    }

    /** Returns the span that a tracer of the application's has begun for the request, or null. */
    public @Nullable TracedSpan span() {
        return span;
    }

    /** Returns the proved caller, or null when nothing is proved. */
    public @Nullable Identity identity() {
        return identity;
    }

    /**
     * Sets where the request comes from, when no proxy reported the scheme.
     *
     * @throws IllegalStateException when it is set already, or when a filter before has taken the peer for the client
     */
    public void resolved(IpAddress clientAddress, String clientScheme, @Nullable HostPort requestedHost) {
        resolved(clientAddress, clientScheme, requestedHost, false);
    }

    /**
     * Sets where the request comes from.
     *
     * @param reported whether a trusted proxy named the scheme
     * @throws IllegalStateException when it is set already, or when a filter before has taken the peer for the client
     */
    public void resolved(
            IpAddress clientAddress, String clientScheme, @Nullable HostPort requestedHost, boolean reported) {
        if (originSet) {
            throw new IllegalStateException("the client is resolved already; register one ProxyFilter only");
        }
        if (assumed) {
            throw new IllegalStateException("a filter has read the client before; register ProxyFilter first");
        }
        this.client = clientAddress;
        this.scheme = clientScheme;
        this.host = requestedHost;
        this.schemeReported = reported;
        this.originSet = true;
    }

    /**
     * Sets the id of the request and its place in a trace. Throws {@link IllegalStateException} when they are set.
     */
    public void correlated(String request, TracePlace place) {
        if (requestId != null) {
            throw new IllegalStateException("the request has an id already; register one CorrelationFilter only");
        }
        this.requestId = request;
        this.trace = place;
    }

    /**
     * Adds what goes along with the ids.
     *
     * @param state what goes on as {@code tracestate}, or null
     * @param traced the span that a tracer of the application's has begun, or null
     */
    public void traced(@Nullable String state, @Nullable TracedSpan traced) {
        this.tracestate = state;
        this.span = traced;
    }

    /** Sets the proved caller. Throws {@link IllegalStateException} when one is proved already. */
    public void proved(Identity caller) {
        if (identity != null) {
            throw new IllegalStateException("the caller is proved already");
        }
        this.identity = caller;
    }

    /** Sets the tenant that the request is for. Throws {@link IllegalStateException} when it is set. */
    public void forTenant(String tenant) {
        if (tenantId != null) {
            throw new IllegalStateException("the tenant is set already");
        }
        this.tenantId = tenant;
    }

    /** Sets the id of the request's failure; of several failures the last one is what the client was told. */
    public void failedAs(String id) {
        this.errorId = id;
    }

    /**
     * Keeps events of these types about this request from now on, and marks them as parts of a call: whoever asks for that
     * makes a record of the whole request. The first sixteen are kept.
     */
    public void keepEvents(Predicate<SecurityEventType> told) {
        kept = new KeptEvents(told);
    }

    /** Returns the events that were kept so far, in their order. */
    public List<SecurityEvent> keptEvents() {
        KeptEvents events = kept;
        return events == null ? List.of() : events.list();
    }

    /** Notes that a preflight was answered: a browser's question before a call, which asks the application for nothing. */
    public void preflightAnswered() {
        preflight = true;
    }

    /** Tells whether a room has answered the request as a preflight. */
    public boolean isPreflightAnswered() {
        return preflight;
    }

    SecurityEvent noted(SecurityEvent event) {
        KeptEvents events = kept;
        return events == null ? event : events.keep(event);
    }

    private <T> T assume(T value) {
        assumed = true;
        return value;
    }
}
