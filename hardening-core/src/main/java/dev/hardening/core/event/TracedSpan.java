package dev.hardening.core.event;

import org.jspecify.annotations.Nullable;

/** The span of one request that a {@link SpanTracer} has begun. The dispatches of a request follow one another. */
public interface TracedSpan {

    /** Returns its place in its trace, as {@code traceparent} carries it. */
    String traceparent();

    /** Returns what goes on as {@code tracestate}, or null for nothing. */
    @Nullable
    String tracestate();

    /** Makes it the current one of this thread; what is returned makes it no longer that, and runs on the same thread. */
    Runnable enter();

    /** Ends it, once, with all that is known of the request. */
    void finished(FinishedSpan span);
}
