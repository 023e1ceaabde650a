package dev.hardening.servlet.correlation;

import dev.hardening.core.correlation.Correlation;
import dev.hardening.core.correlation.CorrelationIds;
import dev.hardening.core.correlation.CorrelationSettings;
import dev.hardening.core.event.TracedSpan;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.servlet.support.Exchange;
import dev.hardening.servlet.support.ExchangeResponse;
import dev.hardening.servlet.support.HeaderWriter;
import dev.hardening.servlet.support.Next;
import dev.hardening.servlet.support.RequestContext;
import dev.hardening.servlet.support.RoomFilter;
import dev.hardening.servlet.support.Services;
import jakarta.servlet.ServletException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Gives each request its id and its place in a trace: in the request's context, in the answer's header fields, and in
 * the MDC of SLF4J as {@value #REQUEST_ID} and {@value #TRACE_ID} while the request's own thread works on it. In a
 * later dispatch that the filter is mapped to, the same ids are in the MDC again. What stood there before is put back at
 * the end, so a thread that goes back to its pool carries nothing away.
 *
 * <p>When the request is over, its one span is told to {@link Services#spans()}, if it is recorded. With a
 * {@link Services#tracer()} the span is that tracer's, and the current one of each thread in a dispatch. Refuses nothing.
 * Safe for use by many threads.
 */
public final class CorrelationFilter extends RoomFilter<Correlation> {

    /** The key of the request's id in the MDC. */
    public static final String REQUEST_ID = "request_id";

    /** The key of the trace's id in the MDC. */
    public static final String TRACE_ID = "trace_id";

    private final HeaderWriter answer = response -> write(ready(), response);

    /** Makes a filter for a {@code web.xml}. */
    public CorrelationFilter() {}

    /** Makes a filter by code. */
    public CorrelationFilter(CorrelationSettings settings, Services services) {
        super(Correlation.of(settings), services);
    }

    @Override
    protected Correlation read(SettingReader reader, Services shared) {
        return Correlation.of(CorrelationSettings.read(reader));
    }

    @Override
    protected void apply(Correlation correlation, Exchange exchange, Next next) throws IOException, ServletException {
        CorrelationIds ids = correlation.identify(exchange);
        RequestContext context = exchange.context();
        RequestSpan span = RequestSpan.begin(exchange, ids);
        if (span == null) {
            context.correlated(ids.requestId(), ids.trace());
            context.traced(ids.tracestate(), null);
        } else {
            context.correlated(ids.requestId(), span.trace());
            context.traced(span.tracestate(), span.traced());
        }
        exchange.response().keep(answer);
        again(correlation, exchange, next);
    }

    private static void write(Correlation correlation, ExchangeResponse response) {
        RequestContext context = response.exchange().context();
        String requestId = context.requestId();
        response.put(correlation.header(), requestId);
        String answerHeader = correlation.answerHeader();
        // Most traces begin here, and then the request's id names them already.
        if (answerHeader != null && !requestId.equals(context.traceIdIfKnown())) {
            response.put(answerHeader, context.traceparent());
        }
    }

    @Override
    protected void again(Correlation correlation, Exchange exchange, Next next) throws IOException, ServletException {
        RequestContext context = exchange.context();
        String requestBefore = MDC.get(REQUEST_ID);
        String traceBefore = MDC.get(TRACE_ID);
        set(REQUEST_ID, context.requestIdIfKnown());
        set(TRACE_ID, context.traceIdIfKnown());
        TracedSpan span = context.span();
        Runnable leave = span == null ? null : span.enter();
        try {
            next.proceed();
        } finally {
            if (leave != null) {
                leave.run();
            }
            set(REQUEST_ID, requestBefore);
            set(TRACE_ID, traceBefore);
        }
    }

    private static void set(String key, @Nullable String value) {
        if (value == null) {
            MDC.remove(key);
        } else {
            MDC.put(key, value);
        }
    }
}
