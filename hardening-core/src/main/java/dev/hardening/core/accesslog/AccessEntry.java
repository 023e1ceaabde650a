package dev.hardening.core.accesslog;

import dev.hardening.core.net.IpAddress;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is known of one request that is over. Immutable; what is not known is null or -1. */
public final class AccessEntry {

    private final String method;
    private final String path;
    private final Route route;
    private final int status;
    private final long nanos;
    private final long bytes;
    private final boolean cutOff;
    private final @Nullable IpAddress client;
    private final @Nullable String subject;
    private final @Nullable String requestId;
    private final @Nullable String tenantId;
    private final @Nullable String traceId;
    private final @Nullable String errorId;

    private AccessEntry(Builder builder) {
        this.method = builder.method;
        this.path = builder.path;
        this.route = builder.route;
        this.status = builder.status;
        this.nanos = builder.nanos;
        this.bytes = builder.bytes;
        this.cutOff = builder.cutOff;
        this.client = builder.client;
        this.subject = builder.subject;
        this.requestId = builder.requestId;
        this.tenantId = builder.tenantId;
        this.traceId = builder.traceId;
        this.errorId = builder.errorId;
    }

    /** Starts with the method and the decoded path, which must not hold the query. */
    public static Builder of(String method, String path) {
        return new Builder(method, path);
    }

    String method() {
        return method;
    }

    String path() {
        return path;
    }

    Route route() {
        return route;
    }

    int status() {
        return status;
    }

    long nanos() {
        return nanos;
    }

    long bytes() {
        return bytes;
    }

    boolean isCutOff() {
        return cutOff;
    }

    @Nullable
    IpAddress client() {
        return client;
    }

    @Nullable
    String subject() {
        return subject;
    }

    @Nullable
    String requestId() {
        return requestId;
    }

    @Nullable
    String tenantId() {
        return tenantId;
    }

    @Nullable
    String traceId() {
        return traceId;
    }

    @Nullable
    String errorId() {
        return errorId;
    }

    /** Collects what is known. Not safe for use by several threads. */
    public static final class Builder {
        private final String method;
        private final String path;
        private Route route = Routes.UNKNOWN;
        private int status = 200;
        private long nanos;
        private long bytes = -1;
        private boolean cutOff;
        private @Nullable IpAddress client;
        private @Nullable String subject;
        private @Nullable String requestId;
        private @Nullable String tenantId;
        private @Nullable String traceId;
        private @Nullable String errorId;

        private Builder(String method, String path) {
            this.method = Objects.requireNonNull(method, "method");
            this.path = Objects.requireNonNull(path, "path");
        }

        /** Gives the route that covers the request. */
        public Builder route(Route value) {
            this.route = value;
            return this;
        }

        /** Gives the status of the answer. */
        public Builder status(int value) {
            this.status = value;
            return this;
        }

        /** Gives the time from the first filter to the end of the answer, in nanoseconds. */
        public Builder nanos(long value) {
            this.nanos = value;
            return this;
        }

        /** Gives the length of the answer's body in bytes; -1 when it is not known. */
        public Builder bytes(long value) {
            this.bytes = value;
            return this;
        }

        /** Says that the answer had begun when it failed, so that the client did not get all of it. */
        public Builder cutOff(boolean value) {
            this.cutOff = value;
            return this;
        }

        /** Gives the client's address. */
        public Builder client(@Nullable IpAddress value) {
            this.client = value;
            return this;
        }

        /** Gives the proved caller's label, never a credential. */
        public Builder subject(@Nullable String value) {
            this.subject = value;
            return this;
        }

        /** Gives the request's id. */
        public Builder requestId(@Nullable String value) {
            this.requestId = value;
            return this;
        }

        /** Gives the tenant. */
        public Builder tenantId(@Nullable String value) {
            this.tenantId = value;
            return this;
        }

        /** Gives the trace's id. */
        public Builder traceId(@Nullable String value) {
            this.traceId = value;
            return this;
        }

        /** Gives the id that the client was told for an error. */
        public Builder errorId(@Nullable String value) {
            this.errorId = value;
            return this;
        }

        /** Returns the entry. */
        public AccessEntry build() {
            return new AccessEntry(this);
        }
    }
}
