package dev.hardening.core.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something outside of this library that makes spans, with ids of its own, and decides which are recorded. Implementations
 * are safe for use by many threads and do not throw.
 */
@FunctionalInterface
public interface SpanTracer {

    /**
     * Begins the span of a request.
     *
     * @param name what the span is called until the request is over: its method, or {@code HTTP}
     * @param traceparent the caller's place in a trace, well-formed, or null when a trace begins here
     * @param tracestate what tracing systems before said of it, well-formed, or null
     * @return the span, or null when there is nobody to record it: then the library's own ids count
     */
    @Nullable
    TracedSpan begin(String name, Instant start, @Nullable String traceparent, @Nullable String tracestate);
}
