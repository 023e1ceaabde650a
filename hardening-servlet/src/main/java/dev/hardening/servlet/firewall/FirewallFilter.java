package dev.hardening.servlet.firewall;

import dev.hardening.core.decision.Decision;
import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.firewall.FieldCheck;
import dev.hardening.core.firewall.Firewall;
import dev.hardening.core.firewall.FirewallSettings;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.servlet.support.Exchange;
import dev.hardening.servlet.support.Next;
import dev.hardening.servlet.support.RoomFilter;
import dev.hardening.servlet.support.Services;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Enumeration;

/** Refuses requests that are malformed, have more than one meaning, or are larger than they need to be. */
public final class FirewallFilter extends RoomFilter<Firewall> {

    /** Makes a filter that reads its settings when the container starts it. */
    public FirewallFilter() {}

    /** Makes a filter with these settings. */
    public FirewallFilter(FirewallSettings settings, Services services) {
        super(Firewall.of(settings), services);
    }

    @Override
    protected Firewall read(SettingReader reader, Services shared) {
        return Firewall.of(FirewallSettings.read(reader));
    }

    @Override
    protected void apply(Firewall room, Exchange exchange, Next next) throws IOException, ServletException {
        Enforcement enforcement = room.settings().enforcement();
        if (enforcement == Enforcement.OFF) {
            next.proceed();
            return;
        }
        HttpServletRequest request = exchange.request();
        Decision decision = room.onTarget(
                exchange.method(),
                request.getRequestURI(),
                exchange.isPathDecoded() ? exchange.path() : null,
                request.getQueryString(),
                exchange.context().route());
        if (decision.isAllowed()) {
            decision = fields(room.fields(), request);
        }
        if (decision instanceof Refusal refusal) {
            exchange.refuse(refusal, SecurityEventType.REQUEST_REFUSED, enforcement, next);
        } else {
            next.proceed();
        }
    }

    private static Decision fields(FieldCheck check, HttpServletRequest request) {
        Decision decision = Decision.allowed();
        Enumeration<String> names = request.getHeaderNames();
        while (names != null && names.hasMoreElements() && decision.isAllowed()) {
            String name = names.nextElement();
            Enumeration<String> values = request.getHeaders(name);
            boolean repeated = false;
            while (values != null && values.hasMoreElements() && decision.isAllowed()) {
                decision = check.line(name, values.nextElement(), repeated);
                repeated = true;
            }
        }
        return decision;
    }
}
