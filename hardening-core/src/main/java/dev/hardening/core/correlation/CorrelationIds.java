package dev.hardening.core.correlation;

import org.jspecify.annotations.Nullable;

/**
 * The ids of one request. Immutable. The ids are safe to log, because they hold nothing but letters, digits, dots, _ and -;
 * a {@code tracestate} is visible ASCII and belongs in no log.
 */
public final class CorrelationIds {

    private final String requestId;
    private final @Nullable TraceContext caller;
    private final TraceContext trace;
    private final @Nullable String tracestate;

    CorrelationIds(String requestId, @Nullable TraceContext caller, TraceContext trace, @Nullable String tracestate) {
        this.requestId = requestId;
        this.caller = caller;
        this.trace = trace;
        this.tracestate = tracestate;
    }

    /** Returns the id of the request: the caller's or a new one. */
    public String requestId() {
        return requestId;
    }

    /** Returns this request's own place in its trace: the caller's trace or a new one, in any case a new span. */
    public TraceContext trace() {
        return trace;
    }

    /** Returns the caller's place in the trace, or null when the trace begins here. */
    public @Nullable TraceContext caller() {
        return caller;
    }

    /** Returns what goes on as {@code tracestate}, at most 512 characters of visible ASCII and blanks, or null. */
    public @Nullable String tracestate() {
        return tracestate;
    }

    @Override
    public String toString() {
        return "CorrelationIds[" + requestId + ", " + trace + "]";
    }
}
