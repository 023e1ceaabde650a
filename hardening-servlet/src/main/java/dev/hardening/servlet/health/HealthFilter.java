package dev.hardening.servlet.health;

import dev.hardening.core.decision.Decision;
import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.decision.ErrorBody;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.health.Health;
import dev.hardening.core.health.HealthReport;
import dev.hardening.core.health.HealthSettings;
import dev.hardening.core.health.ProbeRole;
import dev.hardening.core.health.Probes;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.servlet.support.CompletionListener;
import dev.hardening.servlet.support.Exchange;
import dev.hardening.servlet.support.ExchangeResponse;
import dev.hardening.servlet.support.Next;
import dev.hardening.servlet.support.RoomFilter;
import dev.hardening.servlet.support.Services;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Answers the probes and counts all other requests; while the service drains it refuses those with 503. It stands before
 * everything that can throttle or ask for a credential, because probes have none. Its {@link Health} is closed with it.
 * Safe for use by many threads.
 */
public final class HealthFilter extends RoomFilter<Probes> {

    /**
     * The name of the context attribute under which an application puts the {@link Health} for a filter that a
     * {@code web.xml} registers, before the filter is started. Without one the probes ask no checks.
     */
    public static final String ATTRIBUTE = Health.class.getName();

    private static final Refusal METHOD_NOT_ALLOWED = Refusal.of(RefusalCode.METHOD_NOT_ALLOWED)
            .field("Allow", "GET, HEAD")
            .build();

    private static final ErrorBody NOT_FOUND = ErrorBody.of(404, "NOT_FOUND", "Not found", "There is nothing here.");

    private final CompletionListener end =
            (exchange, nanos, failure) -> ready().lifecycle().end();
    private @Nullable Health given;

    /** Makes a filter for a {@code web.xml}. */
    public HealthFilter() {}

    /** Makes a filter by code. */
    public HealthFilter(HealthSettings settings, Health health, Services services) {
        super(new Probes(settings, health), services);
    }

    @Override
    public void init(FilterConfig config) throws ServletException {
        given = config.getServletContext().getAttribute(ATTRIBUTE) instanceof Health health ? health : null;
        super.init(config);
    }

    @Override
    protected Probes read(SettingReader reader, Services shared) {
        Health health = given;
        if (health == null) {
            health = Health.builder()
                    .ticker(shared.ticker())
                    .clock(shared.clock())
                    .events(shared.events())
                    .build();
        }
        return new Probes(HealthSettings.read(reader), health);
    }

    @Override
    protected void apply(Probes probes, Exchange exchange, Next next) throws IOException, ServletException {
        ProbeRole role = probes.role(exchange.path());
        if (role != null) {
            answer(probes, role, exchange, next);
            return;
        }
        Decision decision = probes.lifecycle().begin();
        if (decision instanceof Refusal refusal) {
            exchange.refuse(refusal, SecurityEventType.REQUEST_REFUSED, Enforcement.ENFORCE, next);
            return;
        }
        exchange.whenComplete(end);
        next.proceed();
    }

    private static void answer(Probes probes, ProbeRole role, Exchange exchange, Next next)
            throws IOException, ServletException {
        if (!isPlain(exchange)) {
            exchange.services().refusals().write(exchange, NOT_FOUND);
            return;
        }
        boolean head = exchange.method().equals("HEAD");
        if (!head && !exchange.method().equals("GET")) {
            exchange.refuse(METHOD_NOT_ALLOWED, SecurityEventType.REQUEST_REFUSED, Enforcement.ENFORCE, next);
            return;
        }
        HealthReport report = probes.report(role);
        byte[] body = report.json().getBytes(StandardCharsets.UTF_8);
        ExchangeResponse response = exchange.response();
        response.setStatus(report.statusCode());
        response.put("Cache-Control", "no-store");
        response.setContentType("application/json");
        response.setContentLength(body.length);
        if (!head) {
            response.getOutputStream().write(body);
        }
    }

    /**
     * Tells whether the path was sent as it is mounted. Containers drop path parameters and decode escapes; a request
     * that only then looks like a probe goes nowhere, so that it can profit from nothing that probes are exempt from.
     */
    private static boolean isPlain(Exchange exchange) {
        HttpServletRequest request = exchange.request();
        String uri = request.getRequestURI();
        int context = request.getContextPath().length();
        return uri.length() == context + exchange.path().length() && uri.endsWith(exchange.path());
    }
}
