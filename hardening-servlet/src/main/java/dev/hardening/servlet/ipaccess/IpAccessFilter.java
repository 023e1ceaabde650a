package dev.hardening.servlet.ipaccess;

import dev.hardening.core.decision.Decision;
import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.ipaccess.IpAccess;
import dev.hardening.core.ipaccess.IpAccessSettings;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.servlet.support.Exchange;
import dev.hardening.servlet.support.Next;
import dev.hardening.servlet.support.RequestContext;
import dev.hardening.servlet.support.RoomFilter;
import dev.hardening.servlet.support.Services;
import jakarta.servlet.ServletException;
import java.io.IOException;

/** Refuses clients whose address is not served. */
public final class IpAccessFilter extends RoomFilter<IpAccess> {

    /** Makes a filter that reads its settings when the container starts it. */
    public IpAccessFilter() {}

    /** Makes a filter with these settings. */
    public IpAccessFilter(IpAccessSettings settings, Services services) {
        super(IpAccess.of(settings), services);
    }

    @Override
    protected IpAccess read(SettingReader reader, Services shared) {
        return IpAccess.of(IpAccessSettings.read(reader));
    }

    @Override
    protected void apply(IpAccess room, Exchange exchange, Next next) throws IOException, ServletException {
        Enforcement enforcement = room.settings().enforcement();
        if (enforcement == Enforcement.OFF) {
            next.proceed();
            return;
        }
        RequestContext context = exchange.context();
        Decision decision = room.decide(context.client(), context.route());
        if (decision instanceof Refusal refusal) {
            exchange.refuse(refusal, SecurityEventType.ADDRESS_REFUSED, enforcement, next);
        } else {
            next.proceed();
        }
    }
}
