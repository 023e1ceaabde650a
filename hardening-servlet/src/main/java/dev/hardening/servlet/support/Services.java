package dev.hardening.servlet.support;

import dev.hardening.core.decision.ErrorStyle;
import dev.hardening.core.event.SecurityEventListener;
import dev.hardening.core.event.SecurityEventLog;
import dev.hardening.core.event.SpanListener;
import dev.hardening.core.event.SpanTracer;
import dev.hardening.core.request.Routes;
import dev.hardening.core.secret.Redactor;
import dev.hardening.core.time.Ticker;
import jakarta.servlet.ServletContext;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * What all filters of one application share: its routes, the clocks, who hears security events, what masks secrets in
 * its logs, and the style of error bodies. Give every filter the same one: a request follows the routes of the first
 * filter that it meets. Immutable. Filters that a {@code web.xml} registers alone share the services that the application has put
 * into its {@link ServletContext} under {@link #ATTRIBUTE}, or else the {@linkplain #standard() standard} ones.
 */
public final class Services {

    /** The name of the context attribute. */
    public static final String ATTRIBUTE = Services.class.getName();

    private final Ticker ticker;
    private final InstantSource clock;
    private final SecurityEventListener events;
    private final SpanListener spans;
    private final @Nullable SpanTracer tracer;
    private final Redactor redactor;
    private final Routes routes;
    private final RefusalWriter refusals;

    private Services(Builder builder) {
        this.ticker = builder.ticker;
        this.clock = builder.clock;
        this.events = builder.events == null ? new SecurityEventLog(builder.ticker) : builder.events;
        this.spans = builder.spans;
        this.tracer = builder.tracer;
        this.redactor = builder.redactor;
        this.routes = builder.routes;
        this.refusals = new RefusalWriter(builder.errorStyle);
    }

    private Services(Services other, Routes table, SecurityEventListener events, SpanListener spans) {
        this.ticker = other.ticker;
        this.clock = other.clock;
        this.events = events;
        this.spans = spans;
        this.tracer = other.tracer;
        this.redactor = other.redactor;
        this.routes = table;
        this.refusals = other.refusals;
    }

    /** Starts with the system's clocks, events to the log, no routes and problem bodies. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the same services with another route table. */
    public Services withRoutes(Routes table) {
        return new Services(this, table, events, spans);
    }

    /** Returns the same services with another listener for spans. */
    public Services withSpans(SpanListener listener) {
        return new Services(this, routes, events, listener);
    }

    /** Returns the same services with another listener for events beside the one that there is. */
    public Services alsoTelling(SecurityEventListener listener) {
        return new Services(this, routes, SecurityEventListener.all(events, listener), spans);
    }

    /** Returns services with nothing changed. */
    public static Services standard() {
        return builder().build();
    }

    /** Returns the services of an application, made on first use. */
    public static Services of(ServletContext context) {
        synchronized (context) {
            if (context.getAttribute(ATTRIBUTE) instanceof Services services) {
                return services;
            }
            Services services = standard();
            context.setAttribute(ATTRIBUTE, services);
            return services;
        }
    }

    /** Returns the monotonic clock. */
    public Ticker ticker() {
        return ticker;
    }

    /** Returns the wall clock. */
    public InstantSource clock() {
        return clock;
    }

    /** Returns who hears security events. */
    public SecurityEventListener events() {
        return events;
    }

    /** Returns who hears of recorded requests. */
    public SpanListener spans() {
        return spans;
    }

    /** Returns what makes the spans of requests in place of the library, or null. */
    public @Nullable SpanTracer tracer() {
        return tracer;
    }

    /** Returns what is told of the secrets that come into use while the application runs. */
    public Redactor redactor() {
        return redactor;
    }

    /** Returns the route table. */
    public Routes routes() {
        return routes;
    }

    /** Returns the writer of refusals. */
    public RefusalWriter refusals() {
        return refusals;
    }

    /** Collects services. Not safe for use by several threads. */
    public static final class Builder {
        private Ticker ticker = Ticker.system();
        private InstantSource clock = InstantSource.system();
        private @Nullable SecurityEventListener events;
        private SpanListener spans = SpanListener.none();
        private @Nullable SpanTracer tracer;
        private Redactor redactor = new Redactor();
        private Routes routes = Routes.none();
        private ErrorStyle errorStyle = ErrorStyle.PROBLEM;

        private Builder() {}

        /** Replaces the monotonic clock. */
        public Builder ticker(Ticker value) {
            this.ticker = value;
            return this;
        }

        /** Replaces the wall clock. */
        public Builder clock(InstantSource value) {
            this.clock = value;
            return this;
        }

        /** Replaces the listener, which is the log by default. */
        public Builder events(SecurityEventListener value) {
            this.events = value;
            return this;
        }

        /** Gives who hears of recorded requests, such as an exporter; nobody by default. Whoever gives one closes it. */
        public Builder spans(SpanListener value) {
            this.spans = value;
            return this;
        }

        /** Gives what makes the spans of requests, with ids of its own, in place of the library. */
        public Builder tracer(SpanTracer value) {
            this.tracer = value;
            return this;
        }

        /**
         * Gives the redactor of the application's logs. Filters tell it of keys that come with a new file; those that
         * stood in the settings at the start it has from {@code reader.secrets().all()}.
         */
        public Builder redactor(Redactor value) {
            this.redactor = value;
            return this;
        }

        /** Gives the route table. */
        public Builder routes(Routes value) {
            this.routes = value;
            return this;
        }

        /** Chooses the style of error bodies. */
        public Builder errorStyle(ErrorStyle value) {
            this.errorStyle = value;
            return this;
        }

        /** Returns the services. */
        public Services build() {
            return new Services(this);
        }
    }
}
