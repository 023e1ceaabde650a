package dev.hardening.servlet.correlation;

import dev.hardening.core.correlation.CorrelationIds;
import dev.hardening.core.correlation.TraceContext;
import dev.hardening.core.event.FinishedSpan;
import dev.hardening.core.event.SpanListener;
import dev.hardening.core.event.SpanTracer;
import dev.hardening.core.event.TracedSpan;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.servlet.support.AnsweredStatus;
import dev.hardening.servlet.support.Exchange;
import dev.hardening.servlet.support.Services;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one span of a request: its place in the trace, and who is told when the request is over. */
final class RequestSpan {

    private static final Logger LOG = LoggerFactory.getLogger(RequestSpan.class);

    private final TraceContext trace;
    private final @Nullable String tracestate;
    private final @Nullable TracedSpan traced;

    private RequestSpan(TraceContext trace, @Nullable String tracestate, @Nullable TracedSpan traced) {
        this.trace = trace;
        this.tracestate = tracestate;
        this.traced = traced;
    }

    /** Begins the span, and sees to it that its end is told; null for a request that nobody records. */
    static @Nullable RequestSpan begin(Exchange exchange, CorrelationIds ids) {
        Services services = exchange.services();
        SpanTracer tracer = services.tracer();
        SpanListener listener = services.spans();
        boolean heard = ids.trace().isSampled() && listener != SpanListener.none();
        if (tracer == null && !heard) {
            return null;
        }
        Instant start = services.clock().instant();
        RequestSpan span = of(ids, tracer == null ? null : begin(tracer, exchange.method(), start, ids));
        TracedSpan traced = span.traced;
        if (traced != null) {
            exchange.whenComplete(
                    (over, nanos, failure) -> traced.finished(span.finished(exchange, ids, start, nanos, failure)));
        }
        if (span.trace.isSampled() && listener != SpanListener.none()) {
            exchange.whenComplete(
                    (over, nanos, failure) -> listener.finished(span.finished(exchange, ids, start, nanos, failure)));
        }
        return span;
    }

    /** A tracer that fails costs its span and not the request. */
    private static @Nullable TracedSpan begin(SpanTracer tracer, String method, Instant start, CorrelationIds ids) {
        TraceContext caller = ids.caller();
        try {
            return tracer.begin(
                    FinishedSpan.nameOf(method), start, caller == null ? null : caller.traceparent(), ids.tracestate());
        } catch (RuntimeException e) {
            LOG.warn("A span could not be begun", e);
            return null;
        }
    }

    private static RequestSpan of(CorrelationIds ids, @Nullable TracedSpan traced) {
        TraceContext own = traced == null ? null : TraceContext.parse(traced.traceparent());
        return traced == null || own == null
                ? new RequestSpan(ids.trace(), ids.tracestate(), null)
                : new RequestSpan(own, traced.tracestate(), traced);
    }

    TraceContext trace() {
        return trace;
    }

    @Nullable
    String tracestate() {
        return tracestate;
    }

    /** The span that a tracer of the application's made, or null. */
    @Nullable
    TracedSpan traced() {
        return traced;
    }

    private FinishedSpan finished(
            Exchange exchange, CorrelationIds ids, Instant start, long nanos, @Nullable Throwable failure) {
        TraceContext caller = ids.caller();
        return FinishedSpan.of(trace.traceId(), trace.spanId())
                .parent(caller == null ? null : caller.spanId())
                .time(start, Duration.ofNanos(nanos))
                .method(exchange.method())
                .route(template(exchange.context().route()))
                .status(AnsweredStatus.of(exchange, failure))
                .failure(failure)
                .build();
    }

    private static @Nullable String template(Route route) {
        return route == Routes.UNKNOWN || route.isClosed()
                ? null
                : route.pattern().template();
    }
}
