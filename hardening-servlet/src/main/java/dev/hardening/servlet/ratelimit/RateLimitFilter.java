package dev.hardening.servlet.ratelimit;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.identity.Identity;
import dev.hardening.core.ratelimit.RateLimitCaller;
import dev.hardening.core.ratelimit.RateLimitSettings;
import dev.hardening.core.ratelimit.RateLimitStage;
import dev.hardening.core.ratelimit.RateLimitStore;
import dev.hardening.core.ratelimit.RateLimitVerdict;
import dev.hardening.core.ratelimit.RateLimiter;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.servlet.support.Exchange;
import dev.hardening.servlet.support.ExchangeResponse;
import dev.hardening.servlet.support.Next;
import dev.hardening.servlet.support.RequestContext;
import dev.hardening.servlet.support.RoomFilter;
import dev.hardening.servlet.support.Services;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Counts each request against the limits that its route names, once however it is forwarded, and answers 429 with
 * {@code Retry-After} when there are too many, and 503 when the counts cannot be had. A route without limits, as probes have,
 * is never refused.
 *
 * <p>In {@linkplain Enforcement#SHADOW shadow mode} a request beyond a limit is published as an event and goes on, and no
 * header field tells of limits that nobody enforces.
 */
public final class RateLimitFilter extends RoomFilter<RateLimiter> {

    private static final String REMAINING = "X-RateLimit-Remaining";

    private final RateLimitStage stage;
    private @Nullable RateLimitStore given;

    /**
     * Makes a filter for {@code web.xml}, with settings from the init-params and the environment. It counts in the store that
     * stands in the {@link ServletContext} under the name of {@link RateLimitStore}, which it does not close, and otherwise in
     * memory.
     */
    public RateLimitFilter() {
        this.stage = RateLimitStage.ALL;
    }

    /**
     * Makes a filter that asks all rules and counts in memory.
     *
     * @throws IllegalArgumentException when a route names a limit without a rule
     */
    public RateLimitFilter(RateLimitSettings settings, Services services) {
        this(RateLimiter.of(settings, services.ticker()), RateLimitStage.ALL, services);
    }

    /**
     * Makes a filter that asks the rules of one stage; two filters of a pipeline share the limiter.
     *
     * @throws IllegalArgumentException when a route names a limit without a rule
     */
    public RateLimitFilter(RateLimiter limiter, RateLimitStage stage, Services services) {
        super(limiter, services);
        limiter.requireRules(services.routes().limits());
        this.stage = stage;
    }

    @Override
    public void init(FilterConfig config) throws ServletException {
        given = config.getServletContext().getAttribute(RateLimitStore.class.getName()) instanceof RateLimitStore store
                ? store
                : null;
        super.init(config);
    }

    @Override
    protected RateLimiter read(SettingReader reader, Services shared) {
        RateLimitSettings settings =
                RateLimitSettings.read(reader, shared.routes().limits());
        RateLimitStore store = given;
        return store == null
                ? RateLimiter.of(settings, shared.ticker())
                : RateLimiter.of(settings, shared.ticker(), limit -> store.counter(limit)); // not closed with it
    }

    @Override
    protected void apply(RateLimiter limiter, Exchange exchange, Next next) throws IOException, ServletException {
        RequestContext context = exchange.context();
        if (!limiter.asks(stage, context.route().limits())) {
            next.proceed();
            return;
        }
        RateLimitCaller caller =
                RateLimitCaller.of(context.client(), exchange).proved(context.identity(), context.tenantIdIfKnown());
        RateLimitVerdict verdict = limiter.check(stage, context.route().limits(), caller);
        limiter.overflowing().ifPresent(rule -> publishOverflow(exchange, rule));
        boolean shadow = limiter.enforcement() == Enforcement.SHADOW;
        if (!shadow) {
            exchange.response().keep(response -> write(verdict, response));
        }
        Refusal refusal = verdict.refusal();
        if (refusal != null) {
            publish(exchange, refusal, verdict, shadow);
        }
        if (refusal == null || shadow) {
            next.proceed();
        } else {
            exchange.services().refusals().write(exchange, refusal);
        }
    }

    private static void publish(Exchange exchange, Refusal refusal, RateLimitVerdict verdict, boolean shadow) {
        Identity identity = exchange.context().identity();
        boolean undecided = verdict.isUndecided();
        exchange.publish(exchange.event(undecided ? SecurityEventType.STORE_FAILED : SecurityEventType.RATE_LIMITED)
                .code(refusal.code())
                .subject(identity == null ? null : identity.subject())
                .detail(undecided ? "requests cannot be counted" : "limit " + verdict.strictestRule())
                .shadow(shadow)
                .build());
    }

    private static void publishOverflow(Exchange exchange, String rule) {
        exchange.publish(exchange.event(SecurityEventType.LIMITER_OVERFLOWING)
                .detail("limit " + rule + " has more clients than it tracks")
                .build());
    }

    /** Lists of several limiters stand side by side; of the fields that stand once, the strictest limiter's stay. */
    private static void write(RateLimitVerdict verdict, ExchangeResponse response) {
        verdict.ietfFields(response::append);
        String other = response.getHeader(REMAINING);
        if (other == null || verdict.remaining() < number(other)) {
            verdict.legacyFields(response::put);
        }
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return Integer.MAX_VALUE;
        }
    }
}
