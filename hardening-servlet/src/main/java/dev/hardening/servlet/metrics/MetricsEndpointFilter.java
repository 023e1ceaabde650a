package dev.hardening.servlet.metrics;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.metrics.Metrics;
import dev.hardening.core.metrics.MetricsPage;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.servlet.support.Exchange;
import dev.hardening.servlet.support.ExchangeResponse;
import dev.hardening.servlet.support.Next;
import dev.hardening.servlet.support.RoomFilter;
import dev.hardening.servlet.support.Services;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Serves the numbers to the networks that may read them, and lets every other request pass. It stands behind what finds
 * out the client's address and before what throttles, drains or asks for a credential. Its {@link Metrics} are closed with
 * it. Safe for use by many threads.
 */
public final class MetricsEndpointFilter extends RoomFilter<Metrics> {

    private static final Refusal METHOD_NOT_ALLOWED = Refusal.of(RefusalCode.METHOD_NOT_ALLOWED)
            .field("Allow", "GET, HEAD")
            .build();

    private @Nullable Metrics given;

    /** Makes a filter for a {@code web.xml}, which shares its metrics under {@link MetricsFilter#ATTRIBUTE}. */
    public MetricsEndpointFilter() {}

    /** Makes a filter by code, with the metrics of the {@link MetricsFilter}. */
    public MetricsEndpointFilter(Metrics metrics, Services services) {
        super(metrics, services);
    }

    @Override
    public void init(FilterConfig config) throws ServletException {
        given = MetricsFilter.found(config);
        super.init(config);
        config.getServletContext().setAttribute(MetricsFilter.ATTRIBUTE, ready());
    }

    @Override
    protected Metrics read(SettingReader reader, Services shared) {
        return MetricsFilter.read(given, reader, shared);
    }

    @Override
    protected void apply(Metrics metrics, Exchange exchange, Next next) throws IOException, ServletException {
        MetricsPage page = metrics.page(exchange.path());
        if (page == null) {
            next.proceed();
        } else if (metrics.decide(page, exchange.context().client()) instanceof Refusal refusal) {
            exchange.refuse(refusal, SecurityEventType.ADDRESS_REFUSED, Enforcement.ENFORCE, next);
        } else if (exchange.method().equals("GET") || exchange.method().equals("HEAD")) {
            answer(metrics, page, exchange);
        } else {
            exchange.refuse(METHOD_NOT_ALLOWED, SecurityEventType.REQUEST_REFUSED, Enforcement.ENFORCE, next);
        }
    }

    private static void answer(Metrics metrics, MetricsPage page, Exchange exchange) throws IOException {
        byte[] body = metrics.text(page).getBytes(StandardCharsets.UTF_8);
        ExchangeResponse response = exchange.response();
        response.setStatus(200);
        response.put("Cache-Control", "no-store");
        response.setContentType(page.mediaType());
        response.setContentLength(body.length);
        if (!exchange.method().equals("HEAD")) {
            response.getOutputStream().write(body);
        }
    }
}
