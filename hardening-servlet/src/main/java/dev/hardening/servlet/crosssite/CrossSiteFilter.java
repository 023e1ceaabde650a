package dev.hardening.servlet.crosssite;

import dev.hardening.core.crosssite.CrossSitePolicy;
import dev.hardening.core.crosssite.CrossSiteSettings;
import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.net.HostPort;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.servlet.support.Exchange;
import dev.hardening.servlet.support.Next;
import dev.hardening.servlet.support.RequestContext;
import dev.hardening.servlet.support.RoomFilter;
import dev.hardening.servlet.support.Services;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Refuses what pages of other sites make browsers send. Exempt are the routes that
 * {@linkplain dev.hardening.core.request.Route#unsafeAllowCrossSite() say so}.
 */
public final class CrossSiteFilter extends RoomFilter<CrossSitePolicy> {

    private final Predicate<Exchange> exempt;

    /** Makes a filter that reads its settings when the container starts it. */
    public CrossSiteFilter() {
        this.exempt = exchange -> false;
    }

    /** Makes a filter with these settings. */
    public CrossSiteFilter(CrossSiteSettings settings, Services services) {
        this(settings, exchange -> false, services);
    }

    /**
     * Makes a filter with these settings.
     *
     * @param exempt tells which requests another filter answers that takes them from every site, such as the reports
     *     that browsers send on their own
     */
    public CrossSiteFilter(CrossSiteSettings settings, Predicate<Exchange> exempt, Services services) {
        super(CrossSitePolicy.of(settings), services);
        this.exempt = exempt;
    }

    @Override
    protected CrossSitePolicy read(SettingReader reader, Services shared) {
        return CrossSitePolicy.of(CrossSiteSettings.read(reader));
    }

    @Override
    protected void apply(CrossSitePolicy room, Exchange exchange, Next next) throws IOException, ServletException {
        Enforcement enforcement = room.settings().enforcement();
        if (enforcement == Enforcement.OFF || !CrossSitePolicy.isUnsafe(exchange)) {
            next.proceed();
            return;
        }
        RequestContext context = exchange.context();
        if (room.decide(exchange, context.route().crossSite(), context.isSecure(), host(exchange))
                        instanceof Refusal refusal
                && !exempt.test(exchange)) {
            exchange.refuse(refusal, SecurityEventType.CROSS_ORIGIN_REFUSED, enforcement, next);
        } else {
            next.proceed();
        }
    }

    private static @Nullable HostPort host(Exchange exchange) {
        if (exchange.isRepeated("Host")) {
            return null;
        }
        RequestContext context = exchange.context();
        if (context.isResolved()) {
            return context.host();
        }
        String authority = exchange.authority();
        return authority == null ? null : HostPort.tryParse(authority);
    }
}
