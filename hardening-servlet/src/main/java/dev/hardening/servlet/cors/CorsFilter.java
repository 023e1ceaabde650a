package dev.hardening.servlet.cors;

import dev.hardening.core.cors.CorsDecision;
import dev.hardening.core.cors.CorsPolicy;
import dev.hardening.core.cors.CorsSettings;
import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.servlet.support.Exchange;
import dev.hardening.servlet.support.ExchangeResponse;
import dev.hardening.servlet.support.Next;
import dev.hardening.servlet.support.RoomFilter;
import dev.hardening.servlet.support.Services;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Answers preflights, tells browsers which pages may read an answer, and refuses WebSockets of origins that are not
 * allowed. In shadow mode it only publishes what it would refuse: it writes no field and answers nothing, so that an
 * application's own CORS stays in charge.
 */
public final class CorsFilter extends RoomFilter<CorsPolicy> {

    /** One writer for each decision that allows no origin, of which there are a few. */
    private final Map<CorsDecision, CorsWriter> withoutOrigin = new ConcurrentHashMap<>();

    /** Makes a filter that reads its settings when the container starts it. */
    public CorsFilter() {}

    /** Makes a filter with these settings. */
    public CorsFilter(CorsSettings settings, Services services) {
        super(CorsPolicy.of(settings), services);
    }

    @Override
    protected CorsPolicy read(SettingReader reader, Services shared) {
        return CorsPolicy.of(CorsSettings.read(reader));
    }

    @Override
    protected void apply(CorsPolicy room, Exchange exchange, Next next) throws IOException, ServletException {
        Enforcement enforcement = room.settings().enforcement();
        if (enforcement == Enforcement.OFF) {
            next.proceed();
            return;
        }
        CorsDecision decision = room.decide(exchange);
        ExchangeResponse response = exchange.response();
        boolean acts = enforcement == Enforcement.ENFORCE;
        if (acts) {
            response.keep(writer(decision, exchange));
        }
        Refusal refusal = decision.refusal();
        if (refusal != null) {
            exchange.refuse(refusal, SecurityEventType.CROSS_ORIGIN_REFUSED, enforcement, next);
        } else if (acts && decision.isPreflight()) {
            exchange.context().preflightAnswered();
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        } else {
            next.proceed();
        }
    }

    private CorsWriter writer(CorsDecision decision, Exchange exchange) {
        String allowed = decision.allowedOrigin(exchange.header("Origin"));
        if (allowed != null) {
            return new CorsWriter(decision, allowed);
        }
        CorsWriter writer = withoutOrigin.get(decision);
        if (writer == null) {
            writer = new CorsWriter(decision, null);
            withoutOrigin.put(decision, writer);
        }
        return writer;
    }
}
