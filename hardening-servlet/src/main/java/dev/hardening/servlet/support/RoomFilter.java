package dev.hardening.servlet.support;

import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The frame of every filter. A filter made by code has its room from the start; one that a {@code web.xml} names reads
 * its room's settings from the init-params and then from the environment, under the same names, and refuses to start
 * with every problem in one message. Each instance acts once per request, whatever dispatches it is mapped to.
 *
 * @param <R> the room's deciding class; it is closed with the filter when it is {@link AutoCloseable}
 */
public abstract class RoomFilter<R> implements Filter {

    private @Nullable R room;
    private @Nullable Services services;

    /** Makes a filter that reads its settings when the container starts it. */
    protected RoomFilter() {}

    /** Makes a filter that is ready. */
    protected RoomFilter(R room, Services services) {
        this.room = Objects.requireNonNull(room, "room");
        this.services = Objects.requireNonNull(services, "services");
    }

    /** Builds the room from settings; what is wrong with them is added to the reader's problems. */
    protected abstract R read(SettingReader reader, Services shared);

    /** Does the filter's work for one request: asks the room, and either lets the request go on or refuses it. */
    protected abstract void apply(R ready, Exchange exchange, Next next) throws IOException, ServletException;

    /**
     * Does the work for a request that is on its way already; this is how a pipeline calls a filter.
     *
     * @throws IllegalStateException when the filter was neither made by code nor started by a container
     */
    public final void apply(Exchange exchange, Next next) throws IOException, ServletException {
        apply(ready(), exchange, next);
    }

    /**
     * Goes along with a later dispatch of a request that the filter has met before: a forward, an include, an error
     * page, or what an asynchronous request does next, possibly on another thread. It lets it go on and does no more,
     * unless a filter keeps something on the thread.
     */
    protected void again(R ready, Exchange exchange, Next next) throws IOException, ServletException {
        next.proceed();
    }

    /** Goes along with a later dispatch; this is how a pipeline calls a filter that it has called before. */
    public final void again(Exchange exchange, Next next) throws IOException, ServletException {
        again(ready(), exchange, next);
    }

    /** Returns the services for requests, where the room brings some of its own. */
    protected Services services(R ready, Services shared) {
        return shared;
    }

    /**
     * Returns the room.
     *
     * @throws IllegalStateException when the filter was neither made by code nor started by a container
     */
    protected final R ready() {
        R ready = room;
        if (ready == null) {
            throw new IllegalStateException(getClass().getSimpleName() + " was not started; call init first");
        }
        return ready;
    }

    /** Returns the services for requests of which this filter is the first; they are there once it is started. */
    final Services shared() {
        return Objects.requireNonNull(services, "services");
    }

    @Override
    public void init(FilterConfig config) throws ServletException {
        if (room != null) {
            return;
        }
        Services shared = Services.of(config.getServletContext());
        SettingReader reader = SettingReader.of(new InitParamSource(config).orElse(SettingSource.environment()));
        R built;
        try {
            built = read(reader, shared);
        } catch (RuntimeException e) {
            // Nothing can be made of settings that are refused; the report tells why, and of every one of them.
            InitReport.check(config.getFilterName(), reader.finish());
            throw e;
        }
        try {
            InitReport.check(config.getFilterName(), reader.finish());
        } catch (ServletException refused) {
            InitReport.close(built);
            throw refused;
        }
        room = built;
        services = services(built, shared);
    }

    @Override
    public final void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (services == null
                || !(request instanceof HttpServletRequest http)
                || !(response instanceof HttpServletResponse answer)) {
            throw new ServletException(getClass().getSimpleName() + " is not started, or this is not HTTP");
        }
        Exchange running = Exchange.find(http);
        if (running == null) {
            Exchange exchange = new Exchange(http, answer, this);
            exchange.run(this, () -> chain.doFilter(exchange.outgoingRequest(), exchange.outgoingResponse()));
            return;
        }
        Next next = () -> chain.doFilter(
                ExchangeRequest.in(http, running), running.response().in(answer));
        if (running.enter(this)) {
            apply(running, next);
        } else {
            running.again(request.getDispatcherType(), () -> again(running, next));
        }
    }

    @Override
    public void destroy() {
        R closing = room;
        if (closing != null) {
            InitReport.close(closing);
        }
    }
}
