package dev.hardening.core.event;

/** A request's place in a trace, for whoever writes it to a log or sends it on. Safe for use by many threads. */
public interface TracePlace {

    /** Returns the id of the trace. */
    String traceId();

    /** Returns the value of {@code traceparent} for requests that are a part of this work (W3C Trace Context). */
    String traceparent();
}
