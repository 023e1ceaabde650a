package dev.hardening.servlet.transport;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.net.HostPort;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.transport.TransportDecision;
import dev.hardening.core.transport.TransportPolicy;
import dev.hardening.core.transport.TransportSettings;
import dev.hardening.servlet.support.Exchange;
import dev.hardening.servlet.support.ExchangeResponse;
import dev.hardening.servlet.support.Next;
import dev.hardening.servlet.support.RequestContext;
import dev.hardening.servlet.support.RoomFilter;
import dev.hardening.servlet.support.Services;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;

/** Refuses requests for hosts that are not served, and sends http to https. */
public final class TransportFilter extends RoomFilter<TransportPolicy> {

    /** Makes a filter that reads its settings when the container starts it. */
    public TransportFilter() {}

    /** Makes a filter with these settings. */
    public TransportFilter(TransportSettings settings, Services services) {
        super(TransportPolicy.of(settings), services);
    }

    @Override
    protected TransportPolicy read(SettingReader reader, Services shared) {
        return TransportPolicy.of(TransportSettings.read(reader));
    }

    @Override
    protected void apply(TransportPolicy room, Exchange exchange, Next next) throws IOException, ServletException {
        Enforcement enforcement = room.settings().enforcement();
        if (enforcement == Enforcement.OFF) {
            next.proceed();
            return;
        }
        TransportDecision decision = decide(room, exchange);
        String location = decision.location();
        Refusal refusal = decision.refusal();
        if (refusal != null) {
            exchange.refuse(refusal, SecurityEventType.REQUEST_REFUSED, enforcement, next);
        } else if (location == null) {
            next.proceed();
        } else if (enforcement == Enforcement.SHADOW) {
            exchange.publish(exchange.event(SecurityEventType.REQUEST_REFUSED)
                    .code(RefusalCode.HTTPS_REQUIRED)
                    .shadow(true)
                    .build());
            next.proceed();
        } else {
            exchange.publish(exchange.event(SecurityEventType.REQUEST_REFUSED)
                    .code(RefusalCode.HTTPS_REQUIRED)
                    .build());
            redirect(exchange.response(), decision.status(), location);
        }
    }

    private static TransportDecision decide(TransportPolicy room, Exchange exchange) {
        RequestContext context = exchange.context();
        boolean exempt = context.route().isAnyTransport();
        boolean secure = context.isSecure();
        boolean repeated = exchange.isRepeated("Host");
        String authority = exchange.authority();
        HostPort host = context.isResolved() && !repeated ? context.host() : TransportPolicy.host(authority, repeated);
        boolean missing = host == null && authority == null;
        TransportDecision decision =
                room.onHost(host, missing, secure, context.route().isAnyHost());
        if (host == null || exempt || !decision.isAllowed() || !room.needsHttps(secure, context.isSchemeReported())) {
            return decision;
        }
        // A route for any host answers under it, but sends nobody there.
        TransportDecision listed = room.onHost(host, false, secure, false);
        if (!listed.isAllowed()) {
            return listed;
        }
        HttpServletRequest request = exchange.request();
        return room.toHttps(exchange.method(), host, request.getRequestURI(), request.getQueryString());
    }

    private static void redirect(ExchangeResponse response, int status, String location) throws IOException {
        response.setStatus(status);
        response.put("Location", location);
        // A cache that does not tell schemes apart would send https clients round in circles.
        response.put("Cache-Control", "no-store");
        response.setContentLength(0);
        response.flushBuffer();
    }
}
