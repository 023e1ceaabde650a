package dev.hardening.core.tracing;

import dev.hardening.core.event.FinishedSpan;
import dev.hardening.core.event.SpanTracer;
import dev.hardening.core.event.TracedSpan;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Has OpenTelemetry make the span of each request, so that the application's own sampler, processors and exporter have it,
 * and spans that the application begins meanwhile on the request's thread are its children. The ids are those of
 * OpenTelemetry then, in logs, answers and onward calls, too. Without an SDK behind the API there is no such span, and the
 * library's own ids count. Immutable and safe for use by many threads.
 */
public final class OpenTelemetrySpans implements SpanTracer {

    private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();
    private static final String TRACEPARENT = "traceparent";
    private static final String TRACESTATE = "tracestate";

    private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
    private static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
    private static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");
    private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

    private final Tracer tracer;

    private OpenTelemetrySpans(Tracer tracer) {
        this.tracer = tracer;
    }

    /** Returns what makes spans with the given instance, which its owner closes. */
    public static OpenTelemetrySpans of(OpenTelemetry openTelemetry) {
        return new OpenTelemetrySpans(openTelemetry.getTracer("dev.hardening"));
    }

    @Override
    public @Nullable TracedSpan begin(
            String name, Instant start, @Nullable String traceparent, @Nullable String tracestate) {
        Context parent = Context.root();
        if (traceparent != null) {
            Map<String, String> fields = new HashMap<>();
            fields.put(TRACEPARENT, traceparent);
            if (tracestate != null) {
                fields.put(TRACESTATE, tracestate);
            }
            parent = W3C.extract(parent, fields, FieldGetter.INSTANCE);
        }
        Span span = tracer.spanBuilder(name)
                .setParent(parent)
                .setSpanKind(SpanKind.SERVER)
                .setStartTimestamp(start)
                .startSpan();
        // Without an SDK the span is the caller's once more, or none at all.
        boolean made = span.getSpanContext().isValid()
                && !span.getSpanContext()
                        .getSpanId()
                        .equals(Span.fromContext(parent).getSpanContext().getSpanId());
        return made ? new RequestSpan(span) : null;
    }

    /** One span of OpenTelemetry. */
    private static final class RequestSpan implements TracedSpan {
        private final Span span;
        private final Map<String, String> fields = new HashMap<>();

        RequestSpan(Span span) {
            this.span = span;
            W3C.inject(Context.root().with(span), fields, (into, name, value) -> {
                if (into != null) {
                    into.put(name, value);
                }
            });
        }

        @Override
        public String traceparent() {
            return fields.getOrDefault(TRACEPARENT, "");
        }

        @Override
        public @Nullable String tracestate() {
            return fields.get(TRACESTATE);
        }

        @Override
        @SuppressWarnings("MustBeClosedChecker") // Whoever enters leaves, by what is returned.
        public Runnable enter() {
            Scope scope = span.makeCurrent();
            return scope::close;
        }

        @Override
        public void finished(FinishedSpan known) {
            span.updateName(known.name());
            span.setAttribute(METHOD, known.method());
            span.setAttribute(STATUS, (long) known.status());
            if (known.route() != null) {
                span.setAttribute(ROUTE, known.route());
            }
            if (known.errorType() != null) {
                span.setAttribute(ERROR, known.errorType());
            }
            if (known.isError()) {
                span.setStatus(StatusCode.ERROR);
            }
            span.end(known.end());
        }
    }

    private enum FieldGetter implements TextMapGetter<Map<String, String>> {
        INSTANCE;

        @Override
        @SuppressWarnings("deprecation") // Older releases ask for them.
        public Iterable<String> keys(Map<String, String> fields) {
            return fields.keySet();
        }

        @Override
        public @Nullable String get(@Nullable Map<String, String> fields, String key) {
            return fields == null ? null : fields.get(key);
        }
    }
}
