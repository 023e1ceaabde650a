package dev.hardening.servlet.metrics;

import dev.hardening.core.identity.Identity;
import dev.hardening.core.metrics.Metrics;
import dev.hardening.core.metrics.MetricsSettings;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.time.Ticker;
import dev.hardening.servlet.support.AnsweredStatus;
import dev.hardening.servlet.support.CompletionListener;
import dev.hardening.servlet.support.Exchange;
import dev.hardening.servlet.support.ExchangeResponse;
import dev.hardening.servlet.support.HeaderWriter;
import dev.hardening.servlet.support.Next;
import dev.hardening.servlet.support.RequestContext;
import dev.hardening.servlet.support.RoomFilter;
import dev.hardening.servlet.support.Services;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Counts each request once when it is over, whichever way it ended, and says in {@code X-Response-Time} how many seconds
 * the answer took until the application began to write it, where the settings want that. It stands before everything that
 * refuses. Its {@link Metrics} are closed with it. Safe for use by many threads.
 */
public final class MetricsFilter extends RoomFilter<Metrics> {

    /**
     * The name of the context attribute that filters of a {@code web.xml} share: an application may put its own
     * {@link Metrics} there before they are started, otherwise the first one does.
     */
    public static final String ATTRIBUTE = Metrics.class.getName();

    private static final String RESPONSE_TIME = "X-Response-Time";
    private static final int NANOS_OF_MICRO = 1000;
    private static final int MICRO_DIGITS = 6;

    private final CompletionListener count = (exchange, nanos, failure) -> count(ready(), exchange, nanos, failure);
    private @Nullable Metrics given;

    /** Makes a filter for a {@code web.xml}, with settings from the init-params and the environment. */
    public MetricsFilter() {}

    /** Makes a filter by code; the numbers are shown by a {@link MetricsEndpointFilter} with the same metrics. */
    public MetricsFilter(Metrics metrics, Services services) {
        super(metrics, services);
    }

    @Override
    public void init(FilterConfig config) throws ServletException {
        given = found(config);
        super.init(config);
        config.getServletContext().setAttribute(ATTRIBUTE, ready());
    }

    static @Nullable Metrics found(FilterConfig config) {
        return config.getServletContext().getAttribute(ATTRIBUTE) instanceof Metrics metrics ? metrics : null;
    }

    static Metrics read(@Nullable Metrics given, SettingReader reader, Services shared) {
        return given != null ? given : Metrics.of(MetricsSettings.read(reader), shared.ticker());
    }

    @Override
    protected Metrics read(SettingReader reader, Services shared) {
        return read(given, reader, shared);
    }

    @Override
    protected void apply(Metrics metrics, Exchange exchange, Next next) throws IOException, ServletException {
        if (metrics.isOn()) {
            metrics.begun();
            exchange.whenComplete(count);
        }
        if (metrics.settings().isResponseTime()) {
            timed(exchange, next);
        } else {
            next.proceed();
        }
    }

    private static void count(Metrics metrics, Exchange exchange, long nanos, @Nullable Throwable failure) {
        RequestContext context = exchange.context();
        Identity caller = context.identity();
        metrics.completed(
                context.route(),
                exchange.method(),
                AnsweredStatus.of(exchange, failure),
                context.tenantIdIfKnown(),
                caller == null ? null : caller.proof(),
                nanos);
    }

    private static void timed(Exchange exchange, Next next) throws IOException, ServletException {
        Ticker ticker = exchange.services().ticker();
        long start = ticker.nanos();
        ExchangeResponse response = exchange.response();
        HeaderWriter field = answer -> answer.put(RESPONSE_TIME, seconds(ticker.nanos() - start));
        response.beforeOutput(field);
        next.proceed();
        if (!response.isCommitted() && !response.isWithheld() && !exchange.isAsyncOpen()) {
            field.writeTo(response);
        }
    }

    private static String seconds(long nanos) {
        return BigDecimal.valueOf(nanos / NANOS_OF_MICRO, MICRO_DIGITS).toPlainString();
    }
}
