package dev.hardening.core.event;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request that is over, as a span of its trace: when, how long and how it ended, in the terms of OpenTelemetry's
 * conventions for servers. It holds nothing that a client can choose freely but the two ids: methods are those of RFC 9110
 * and RFC 5789 or {@code _OTHER}, and in place of the path, which may hold what is nobody's business, stands the template
 * of its route. Immutable.
 */
public final class FinishedSpan {

    /** What a method is called that is not a common one. */
    public static final String OTHER_METHOD = "_OTHER";

    private static final int FAILURE = 500;
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");

    private final String traceId;
    private final String spanId;
    private final @Nullable String parentId;
    private final Instant start;
    private final Duration duration;
    private final String method;
    private final @Nullable String route;
    private final int status;
    private final @Nullable String errorType;

    private FinishedSpan(Builder builder) {
        this.traceId = builder.traceId;
        this.spanId = builder.spanId;
        this.parentId = builder.parentId;
        this.start = builder.start;
        this.duration = builder.duration;
        this.method = builder.method;
        this.route = builder.route;
        this.status = builder.status;
        this.errorType = builder.errorType;
    }

    /**
     * Starts with a place in a trace.
     *
     * @param traceId 32 lower-case hexadecimal digits
     * @param spanId 16 lower-case hexadecimal digits
     */
    public static Builder of(String traceId, String spanId) {
        return new Builder(traceId, spanId);
    }

    /** Returns the name of a span whose route is not known: the method, or {@code HTTP} for one that is not common. */
    public static String nameOf(String method) {
        return METHODS.contains(method) ? method : "HTTP";
    }

    /** Returns the id of the trace. */
    public String traceId() {
        return traceId;
    }

    /** Returns the id of the span. */
    public String spanId() {
        return spanId;
    }

    /** Returns the id of the caller's span, or null when the trace begins here. */
    public @Nullable String parentId() {
        return parentId;
    }

    /** Returns the name: the method and, where it is known, the route's template. */
    public String name() {
        return route == null ? nameOf(method) : nameOf(method) + " " + route;
    }

    /** Returns when the request came, by the wall clock. */
    public Instant start() {
        return start;
    }

    /** Returns how long it took, by the monotonic clock. */
    public Duration duration() {
        return duration;
    }

    /** Returns when it was over: its start and how long it took. */
    public Instant end() {
        return start.plus(duration);
    }

    /** Returns the method, or {@link #OTHER_METHOD}. */
    public String method() {
        return method;
    }

    /** Returns the template of its route, or null when no route covers it. */
    public @Nullable String route() {
        return route;
    }

    /** Returns the status of the answer. */
    public int status() {
        return status;
    }

    /** Tells whether the server failed: the status is 500 or above, or something was thrown. */
    public boolean isError() {
        return status >= FAILURE || errorType != null;
    }

    /** Returns what kind of failure it was, the name of an exception or the status, or null when there was none. */
    public @Nullable String errorType() {
        return errorType != null || status < FAILURE ? errorType : Integer.toString(status);
    }

    @Override
    public String toString() {
        return "FinishedSpan[" + traceId + ", " + spanId + ", " + name() + ", " + status + "]";
    }

    /** Collects what is known. Not safe for use by several threads. */
    public static final class Builder {
        private final String traceId;
        private final String spanId;
        private @Nullable String parentId;
        private Instant start = Instant.EPOCH;
        private Duration duration = Duration.ZERO;
        private String method = OTHER_METHOD;
        private @Nullable String route;
        private int status;
        private @Nullable String errorType;

        private Builder(String traceId, String spanId) {
            this.traceId = Objects.requireNonNull(traceId, "traceId");
            this.spanId = Objects.requireNonNull(spanId, "spanId");
        }

        /** Names the caller's span, 16 lower-case hexadecimal digits; null when there is none. */
        public Builder parent(@Nullable String id) {
            this.parentId = id;
            return this;
        }

        /** Says when the request came and how long it took. */
        public Builder time(Instant from, Duration howLong) {
            this.start = Objects.requireNonNull(from, "from");
            this.duration = Objects.requireNonNull(howLong, "howLong");
            return this;
        }

        /** Gives the method as it was sent; one that is not common becomes {@link #OTHER_METHOD}. */
        public Builder method(String sent) {
            this.method = METHODS.contains(sent) ? sent : OTHER_METHOD;
            return this;
        }

        /** Gives the template of the route, or null when no route covers the request. */
        public Builder route(@Nullable String template) {
            this.route = template;
            return this;
        }

        /** Gives the status of the answer. */
        public Builder status(int code) {
            this.status = code;
            return this;
        }

        /** Tells what was thrown; null for nothing. Only its class is kept, and no text of it. */
        public Builder failure(@Nullable Throwable thrown) {
            this.errorType = thrown == null ? null : thrown.getClass().getName();
            return this;
        }

        /** Returns the span. */
        public FinishedSpan build() {
            return new FinishedSpan(this);
        }
    }
}
