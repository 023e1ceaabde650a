package dev.hardening.servlet.roles;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.identity.Identity;
import dev.hardening.core.roles.RolePolicy;
import dev.hardening.core.roles.RoleSettings;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.servlet.support.Exchange;
import dev.hardening.servlet.support.Next;
import dev.hardening.servlet.support.RoomFilter;
import dev.hardening.servlet.support.Services;
import jakarta.servlet.ServletException;
import java.io.IOException;

/** Refuses callers who lack the role or a permission that their route asks for. */
public final class RolesFilter extends RoomFilter<RolePolicy> {

    /** Makes a filter that reads its settings when the container starts it. */
    public RolesFilter() {}

    /** Makes a filter with these settings. */
    public RolesFilter(RoleSettings settings, Services services) {
        super(RolePolicy.of(settings), services);
    }

    @Override
    protected RolePolicy read(SettingReader reader, Services shared) {
        return RolePolicy.of(RoleSettings.read(reader));
    }

    @Override
    protected void apply(RolePolicy policy, Exchange exchange, Next next) throws IOException, ServletException {
        Enforcement enforcement = policy.settings().enforcement();
        Identity caller = exchange.context().identity();
        if (enforcement == Enforcement.OFF
                || !(policy.decide(exchange.context().route(), caller) instanceof Refusal refusal)) {
            next.proceed();
            return;
        }
        SecurityEvent.Builder event = exchange.event(
                caller == null ? SecurityEventType.AUTHENTICATION_FAILED : SecurityEventType.ACCESS_DENIED);
        boolean shadow = enforcement == Enforcement.SHADOW;
        exchange.publish(event.code(refusal.code())
                .subject(caller == null ? null : caller.subject())
                .shadow(shadow)
                .build());
        if (shadow) {
            next.proceed();
        } else {
            exchange.services().refusals().write(exchange, refusal);
        }
    }
}
