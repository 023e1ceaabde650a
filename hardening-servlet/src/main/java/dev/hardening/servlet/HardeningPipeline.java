package dev.hardening.servlet;

import dev.hardening.core.HardeningSettings;
import dev.hardening.core.SharedStores;
import dev.hardening.core.audit.AuditTrail;
import dev.hardening.core.event.SpanListener;
import dev.hardening.core.identity.RevocationStore;
import dev.hardening.core.metrics.Metrics;
import dev.hardening.core.ratelimit.RateLimitStage;
import dev.hardening.core.ratelimit.RateLimiter;
import dev.hardening.core.tracing.OtlpExporter;
import dev.hardening.servlet.accesslog.AccessLogFilter;
import dev.hardening.servlet.apikey.ApiKeyFilter;
import dev.hardening.servlet.audit.AuditFilter;
import dev.hardening.servlet.bodylimit.BodyLimitFilter;
import dev.hardening.servlet.cookie.CookieFilter;
import dev.hardening.servlet.cookie.OwnCookiesFilter;
import dev.hardening.servlet.correlation.CorrelationFilter;
import dev.hardening.servlet.cors.CorsFilter;
import dev.hardening.servlet.crosssite.CrossSiteFilter;
import dev.hardening.servlet.deadline.DeadlineFilter;
import dev.hardening.servlet.errors.ErrorsFilter;
import dev.hardening.servlet.firewall.FirewallFilter;
import dev.hardening.servlet.flags.ReadOnlyFilter;
import dev.hardening.servlet.headers.CspReportFilter;
import dev.hardening.servlet.headers.HeadersFilter;
import dev.hardening.servlet.health.HealthFilter;
import dev.hardening.servlet.input.InputFilter;
import dev.hardening.servlet.ipaccess.IpAccessFilter;
import dev.hardening.servlet.metrics.MetricsEndpointFilter;
import dev.hardening.servlet.metrics.MetricsFilter;
import dev.hardening.servlet.proxy.ProxyFilter;
import dev.hardening.servlet.ratelimit.RateLimitFilter;
import dev.hardening.servlet.roles.RolesFilter;
import dev.hardening.servlet.signature.SignatureFilter;
import dev.hardening.servlet.support.AuthenticationFilter;
import dev.hardening.servlet.support.Exchange;
import dev.hardening.servlet.support.Next;
import dev.hardening.servlet.support.RoomFilter;
import dev.hardening.servlet.support.Services;
import dev.hardening.servlet.tenant.TenantFilter;
import dev.hardening.servlet.token.TokenFilter;
import dev.hardening.servlet.transport.TransportFilter;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The one order in which a request meets the rooms. Nothing else knows it. */
final class HardeningPipeline implements AutoCloseable {

    private final Services services;
    private final List<Filter> filters;
    private final @Nullable OtlpExporter spans;
    private final @Nullable SharedStores opened;
    private final AtomicBoolean closed = new AtomicBoolean();

    private HardeningPipeline(
            Services services, List<Filter> filters, @Nullable OtlpExporter spans, @Nullable SharedStores opened) {
        this.services = services;
        this.filters = filters;
        this.spans = spans;
        this.opened = opened;
    }

    Services services() {
        return services;
    }

    static HardeningPipeline of(HardeningFilterBuilder given, Services shared) {
        Metrics metrics = given.metrics(shared);
        Services counted = metrics.isOn() ? shared.alsoTelling(metrics) : shared;
        AuditTrail trail = given.audit(counted);
        SharedStores stores = null;
        try {
            Services recorded = given.telling(trail, counted);
            stores = given.stores(recorded);
            return of(given, recorded, stores, metrics, trail);
        } catch (RuntimeException | Error e) {
            if (stores != null && given.hasOpened(stores)) {
                stores.close();
            }
            if (trail != null && given.hasOpened(trail)) {
                trail.close(); // whoever tries again needs the file
            }
            throw e;
        }
    }

    private static HardeningPipeline of(
            HardeningFilterBuilder given,
            Services recorded,
            SharedStores stores,
            Metrics metrics,
            @Nullable AuditTrail trail) {
        HardeningSettings settings = given.settings();
        OtlpExporter spans = spans(settings, recorded);
        Services services = spans == null ? recorded : recorded.withSpans(spans);
        RateLimiter limiter = given.limiter(stores, services);
        metrics.watch(limiter);
        metrics.watch(stores);
        if (trail != null) {
            metrics.watch(trail);
        }
        if (spans != null) {
            metrics.watch(spans);
        }
        List<CspReportFilter> reports = reports(settings, services);
        List<AuthenticationFilter<?>> authentication = authentication(given, stores, services);
        List<List<? extends Filter>> order = List.of(
                List.of(new ProxyFilter(settings.proxy(), services)), // the client's address is needed by all below
                List.of(new CorrelationFilter(settings.correlation(), services)), // an id on every later line
                List.of(new AccessLogFilter(settings.accessLog(), services)), // refusals are logged too
                List.of(new MetricsFilter(metrics, services)), // and counted
                List.of(new ErrorsFilter(settings.errors(), services)), // nothing below leaks
                List.of(new HeadersFilter(settings.headers(), services)), // every answer carries them, refusals too
                List.of(new OwnCookiesFilter(settings.ownCookies(), services)), // whoever sets a cookie below
                trail == null
                        ? List.of()
                        : List.of(new AuditFilter(trail, services)), // whoever serves or refuses below
                List.of(new TransportFilter(settings.transport(), services)), // no work for another scheme or host
                List.of(new FirewallFilter(settings.firewall(), services)), // below, a path has one meaning
                List.of(new MetricsEndpointFilter(metrics, services)), // also while the service drains
                List.of(new HealthFilter(
                        settings.health(), given.health(stores, services), services)), // never throttled
                List.of(new IpAccessFilter(settings.ipAccess(), services)), // no work for strangers, but probes answer
                List.of(new CorsFilter(settings.cors(), services)), // a preflight has no credentials
                crossSite(settings, reports, services), // no work for what another site's page made a browser send
                List.of(new ReadOnlyFilter(given.flags(services), services)), // before a body is read for nothing
                List.of(new BodyLimitFilter(settings.bodyLimit(), services)), // before anyone reads
                List.of(new DeadlineFilter(settings.deadline(), services)), // before anything that may wait
                List.of(new RateLimitFilter(limiter, RateLimitStage.BEFORE_AUTHENTICATION, services)), // guesses cost
                reports, // browsers report without a credential
                given.beforeAuthentication(), // the application's own, for anybody
                authentication, // who is it, before anything acts for him
                List.of(new TenantFilter(settings.tenant(), services)), // for whom he acts
                List.of(new RolesFilter(settings.roles(), services)), // whether he may
                List.of(new RateLimitFilter(limiter, RateLimitStage.AFTER_AUTHENTICATION, services)), // by identity
                List.of(new InputFilter(settings.input(), services)), // no body is read for a stranger
                given.afterAuthentication()); // the application's own, for proved callers
        return new HardeningPipeline(
                services,
                order.stream().<Filter>flatMap(List::stream).toList(),
                spans,
                given.hasOpened(stores) ? stores : null);
    }

    /** Who has spans of his own needs no exporter of ours. */
    private static @Nullable OtlpExporter spans(HardeningSettings settings, Services shared) {
        boolean own = shared.spans() != SpanListener.none() || shared.tracer() != null;
        return settings.tracing().isOn() && !own ? OtlpExporter.of(settings.tracing(), shared.ticker()) : null;
    }

    /** The ways to prove who one is; whoever has several proves it by the first. */
    private static List<AuthenticationFilter<?>> authentication(
            HardeningFilterBuilder given, SharedStores stores, Services services) {
        RevocationStore revocations = given.revocations(stores, services);
        List<AuthenticationFilter<?>> all = new ArrayList<>();
        all.add(new ApiKeyFilter(given.settings().apiKeys(), services));
        if (given.settings().tokens().isOn()) { // its library need not be there otherwise
            all.add(new TokenFilter(given.tokens(revocations, services), services));
        }
        all.add(new CookieFilter(given.settings().cookie(), revocations, services));
        all.add(new SignatureFilter(
                given.settings().signatures(), given.replays(stores, services), services)); // it reads a body
        AuthenticationFilter.together(all);
        return all;
    }

    private static List<CrossSiteFilter> crossSite(
            HardeningSettings settings, List<CspReportFilter> reports, Services services) {
        return List.of(new CrossSiteFilter(
                settings.crossSite(),
                exchange -> reports.stream().anyMatch(filter -> filter.takes(exchange)),
                services));
    }

    private static List<CspReportFilter> reports(HardeningSettings settings, Services services) {
        return settings.reports().stream()
                .map(reports -> new CspReportFilter(reports, services))
                .toList();
    }

    /** Starts the application's own filters; the rooms have their settings and need no start. */
    void init(FilterConfig config) throws ServletException {
        try {
            for (Filter filter : filters) {
                filter.init(config);
            }
        } catch (ServletException | RuntimeException e) {
            // Not every container destroys a filter that did not start.
            close();
            throw e;
        }
    }

    void run(Exchange exchange, Next application) throws IOException, ServletException {
        new Walk(filters, exchange, application, false).proceed();
    }

    void again(Exchange exchange, Next application) throws IOException, ServletException {
        new Walk(filters, exchange, application, true).proceed();
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            filters.forEach(Filter::destroy);
            if (spans != null) {
                spans.close();
            }
            if (opened != null) {
                opened.close();
            }
        }
    }

    /**
     * One request's way along the list. A filter of the application may go on twice, to try again: the rooms that have let
     * the request go on do not act a second time, and one that has refused it refuses it again.
     */
    private static final class Walk implements Next {
        private final List<Filter> filters;
        private final Exchange exchange;
        private final Next application;
        private final boolean again;
        private int at;
        private int passed;

        Walk(List<Filter> filters, Exchange exchange, Next application, boolean again) {
            this.filters = filters;
            this.exchange = exchange;
            this.application = application;
            this.again = again;
        }

        @Override
        public void proceed() throws IOException, ServletException {
            passed = Math.max(passed, at);
            if (at == filters.size()) {
                application.proceed();
                return;
            }
            boolean met = again || at < passed;
            Filter filter = filters.get(at++);
            if (!(filter instanceof RoomFilter<?> room)) {
                own(filter, at);
            } else if (met) {
                room.again(exchange, this);
            } else {
                room.apply(exchange, this);
            }
        }

        /** Runs a filter of the application, which may wrap what goes on to the next ones, and on first sight only. */
        private void own(Filter filter, int next) throws IOException, ServletException {
            if (again) {
                proceed();
                return;
            }
            filter.doFilter(exchange.outgoingRequest(), exchange.outgoingResponse(), (request, response) -> {
                if (request instanceof HttpServletRequest http && response instanceof HttpServletResponse answer) {
                    exchange.passOn(http, answer);
                }
                at = next;
                proceed();
            });
        }
    }
}
