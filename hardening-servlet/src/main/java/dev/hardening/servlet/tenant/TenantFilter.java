package dev.hardening.servlet.tenant;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.request.TenantNeed;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.tenant.Tenancy;
import dev.hardening.core.tenant.TenantChoice;
import dev.hardening.core.tenant.TenantSettings;
import dev.hardening.servlet.support.Exchange;
import dev.hardening.servlet.support.ExchangeResponse;
import dev.hardening.servlet.support.HeaderWriter;
import dev.hardening.servlet.support.Next;
import dev.hardening.servlet.support.RoomFilter;
import dev.hardening.servlet.support.Services;
import jakarta.servlet.ServletException;
import java.io.IOException;
import org.slf4j.MDC;

/**
 * Finds the tenant of each request whose route has one, and refuses the request when there is none that its caller may act
 * in. The tenant stands in the request's context, and in the MDC of SLF4J as {@value #TENANT_ID} while the request's
 * thread works on it, in later dispatches too. What stood there before is put back at the end, so a thread that goes back to
 * its pool carries no tenant away.
 */
public final class TenantFilter extends RoomFilter<Tenancy> {

    /** The key of the tenant in the MDC. */
    public static final String TENANT_ID = "tenant_id";

    private static final String VARY = "Vary";

    /** Makes a filter that reads its settings when the container starts it. */
    public TenantFilter() {}

    /** Makes a filter with these settings. */
    public TenantFilter(TenantSettings settings, Services services) {
        super(Tenancy.of(settings), services);
    }

    @Override
    protected Tenancy read(SettingReader reader, Services shared) {
        return Tenancy.of(TenantSettings.read(reader));
    }

    @Override
    protected void apply(Tenancy tenancy, Exchange exchange, Next next) throws IOException, ServletException {
        Enforcement enforcement = tenancy.settings().enforcement();
        TenantChoice choice = enforcement == Enforcement.OFF
                ? TenantChoice.NONE
                : tenancy.choose(exchange.context().route(), exchange.context().identity(), exchange);
        if (choice == TenantChoice.NONE) {
            next.proceed();
            return;
        }
        String header = tenancy.settings().header();
        exchange.response().keep(new VaryWriter(header));
        if (choice instanceof TenantChoice.Chosen chosen) {
            exchange.context().forTenant(chosen.tenant());
            again(tenancy, exchange, next);
        } else if (choice instanceof TenantChoice.Refused refused) {
            refuse(refused.refusal(), exchange, enforcement, next);
        }
    }

    @Override
    protected void again(Tenancy tenancy, Exchange exchange, Next next) throws IOException, ServletException {
        String tenant = exchange.context().tenantIdIfKnown();
        if (tenant == null || exchange.context().route().tenant() == TenantNeed.NONE) {
            next.proceed();
            return;
        }
        String before = MDC.get(TENANT_ID);
        MDC.put(TENANT_ID, tenant);
        try {
            next.proceed();
        } finally {
            if (before == null) {
                MDC.remove(TENANT_ID);
            } else {
                MDC.put(TENANT_ID, before);
            }
        }
    }

    private static void refuse(Refusal refusal, Exchange exchange, Enforcement enforcement, Next next)
            throws IOException, ServletException {
        SecurityEventType type = switch (refusal.code()) {
            case AUTHENTICATION_REQUIRED -> SecurityEventType.AUTHENTICATION_FAILED;
            case TENANT_NOT_ALLOWED -> SecurityEventType.ACCESS_DENIED;
            default -> SecurityEventType.REQUEST_REFUSED;
        };
        exchange.refuse(refusal, type, enforcement, next);
    }

    /** An application that sets the field would lose the tenant's header in it; a longer field is never wrong. */
    private record VaryWriter(String header) implements HeaderWriter {
        @Override
        public void writeTo(ExchangeResponse response) {
            response.append(VARY, header);
        }

        @Override
        public Action on(ExchangeResponse response, String name, String value) {
            if (!name.equalsIgnoreCase(VARY)) {
                return Action.PASS;
            }
            response.append(VARY, value);
            return Action.DROP;
        }
    }
}
