package dev.hardening.core.event;

import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.net.IpAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One thing that happened. Immutable; never holds a credential. What is not known is null. */
public final class SecurityEvent {

    private final SecurityEventType type;
    private final @Nullable RefusalCode code;
    private final @Nullable IpAddress client;
    private final @Nullable String method;
    private final @Nullable String path;
    private final @Nullable String subject;
    private final @Nullable String requestId;
    private final @Nullable String tenant;
    private final @Nullable String route;
    private final @Nullable String credential;
    private final String detail;
    private final boolean shadow;
    private final boolean partOfCall;

    private SecurityEvent(Builder builder) {
        this.type = builder.type;
        this.code = builder.code;
        this.client = builder.client;
        this.method = builder.method;
        this.path = builder.path;
        this.subject = builder.subject;
        this.requestId = builder.requestId;
        this.tenant = builder.tenant;
        this.route = builder.route;
        this.credential = builder.credential;
        this.detail = builder.detail;
        this.shadow = builder.shadow;
        this.partOfCall = false;
    }

    private SecurityEvent(SecurityEvent other) {
        this.type = other.type;
        this.code = other.code;
        this.client = other.client;
        this.method = other.method;
        this.path = other.path;
        this.subject = other.subject;
        this.requestId = other.requestId;
        this.tenant = other.tenant;
        this.route = other.route;
        this.credential = other.credential;
        this.detail = other.detail;
        this.shadow = other.shadow;
        this.partOfCall = true;
    }

    /** Starts an event of the given type. */
    public static Builder of(SecurityEventType type) {
        return new Builder(type);
    }

    /** Returns what happened. */
    public SecurityEventType type() {
        return type;
    }

    /** Returns the refusal's code when a request was, or in shadow mode would have been, refused. */
    public @Nullable RefusalCode code() {
        return code;
    }

    /** Returns the resolved address of the client. */
    public @Nullable IpAddress client() {
        return client;
    }

    /** Returns the method as the client sent it. */
    public @Nullable String method() {
        return method;
    }

    /** Returns the decoded path without query, as the client sent it. */
    public @Nullable String path() {
        return path;
    }

    /** Returns who the caller is, a label and never a credential. */
    public @Nullable String subject() {
        return subject;
    }

    /** Returns the id of the request. */
    public @Nullable String requestId() {
        return requestId;
    }

    /** Returns the tenant that the request is for, or that its caller belongs to. */
    public @Nullable String tenant() {
        return tenant;
    }

    /** Returns the template of the route that covers the request; unlike the path, no client has made it up. */
    public @Nullable String route() {
        return route;
    }

    /** Returns the kind of credential that was looked at, such as {@code api_key}; never what it says. */
    public @Nullable String credential() {
        return credential;
    }

    /** Returns a fixed text of the room, possibly empty. */
    public String detail() {
        return detail;
    }

    /** Tells whether the room only watches, so that the request went on. */
    public boolean isShadow() {
        return shadow;
    }

    /** Returns the same event as a part of a call about which a record of its own is made, so that none is of the event. */
    public SecurityEvent asPartOfCall() {
        return new SecurityEvent(this);
    }

    /** Tells whether the record of a call tells of the event. */
    public boolean isPartOfCall() {
        return partOfCall;
    }

    @Override
    public String toString() {
        return "SecurityEvent[" + type + (code == null ? "" : ", " + code) + (shadow ? ", shadow" : "") + "]";
    }

    /** Collects what is known. Not safe for use by several threads. */
    public static final class Builder {
        private final SecurityEventType type;
        private @Nullable RefusalCode code;
        private @Nullable IpAddress client;
        private @Nullable String method;
        private @Nullable String path;
        private @Nullable String subject;
        private @Nullable String requestId;
        private @Nullable String tenant;
        private @Nullable String route;
        private @Nullable String credential;
        private String detail = "";
        private boolean shadow;

        private Builder(SecurityEventType type) {
            this.type = Objects.requireNonNull(type, "type");
        }

        /** Gives the code of the refusal. */
        public Builder code(RefusalCode value) {
            this.code = value;
            return this;
        }

        /** Gives the client's address. */
        public Builder client(@Nullable IpAddress value) {
            this.client = value;
            return this;
        }

        /** Gives the request's method. */
        public Builder method(@Nullable String value) {
            this.method = value;
            return this;
        }

        /** Gives the request's path. */
        public Builder path(@Nullable String value) {
            this.path = value;
            return this;
        }

        /** Gives the caller's label. */
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
        public Builder tenant(@Nullable String value) {
            this.tenant = value;
            return this;
        }

        /** Gives the template of the route. */
        public Builder route(@Nullable String value) {
            this.route = value;
            return this;
        }

        /** Gives the kind of credential. */
        public Builder credential(@Nullable String value) {
            this.credential = value;
            return this;
        }

        /** Gives a fixed text. */
        public Builder detail(String value) {
            this.detail = Objects.requireNonNull(value, "detail");
            return this;
        }

        /** Says that the room only watches. */
        public Builder shadow(boolean value) {
            this.shadow = value;
            return this;
        }

        /** Returns the event. */
        public SecurityEvent build() {
            return new SecurityEvent(this);
        }
    }
}
