package dev.hardening.core.correlation;

/** The ids of one request. Immutable; safe to log, because they hold nothing but letters, digits, dots, _ and -. */
public final class CorrelationIds {

    private final String requestId;
    private final TraceContext trace;

    CorrelationIds(String requestId, TraceContext trace) {
        this.requestId = requestId;
        this.trace = trace;
    }

    /** Returns the id of the request: the caller's or a new one. */
    public String requestId() {
        return requestId;
    }

    /** Returns this request's own place in its trace: the caller's trace or a new one, in any case a new span. */
    public TraceContext trace() {
        return trace;
    }

    @Override
    public String toString() {
        return "CorrelationIds[" + requestId + ", " + trace + "]";
    }
}
