package dev.hardening.servlet.apikey;

import dev.hardening.core.apikey.ApiKeySettings;
import dev.hardening.core.apikey.ApiKeys;
import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.identity.Identity;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.servlet.support.Exchange;
import dev.hardening.servlet.support.Next;
import dev.hardening.servlet.support.RoomFilter;
import dev.hardening.servlet.support.Services;
import jakarta.servlet.ServletException;
import java.io.IOException;

/**
 * Lets a request to a guarded route pass when it presents one valid API key, and answers 401 otherwise. Who the caller
 * is stands in the request's context afterwards.
 */
public final class ApiKeyFilter extends RoomFilter<ApiKeys> {

    /** Makes a filter that reads its settings when the container starts it. */
    public ApiKeyFilter() {}

    /** Makes a filter with settings of its own. */
    public ApiKeyFilter(ApiKeySettings settings, Services services) {
        super(room(settings, services), services);
    }

    private static ApiKeys room(ApiKeySettings settings, Services services) {
        return new ApiKeys(settings, services.ticker(), services.clock(), services.events(), services.redactor());
    }

    @Override
    protected ApiKeys read(SettingReader reader, Services shared) {
        return room(ApiKeySettings.read(reader), shared);
    }

    @Override
    protected void apply(ApiKeys keys, Exchange exchange, Next next) throws IOException, ServletException {
        Enforcement enforcement = keys.settings().enforcement();
        boolean guarded = exchange.context().route().isAuthenticated();
        if (enforcement == Enforcement.OFF || (!guarded && !keys.isPresented(exchange))) {
            next.proceed();
            return;
        }
        Identity caller = keys.authenticate(exchange);
        if (caller == null) {
            exchange.refuse(keys.refusal(), SecurityEventType.AUTHENTICATION_FAILED, enforcement, next);
            return;
        }
        exchange.context().proved(caller);
        if (keys.noteUse(caller.subject())) {
            exchange.publish(exchange.event(SecurityEventType.AUTHENTICATION_SUCCEEDED)
                    .subject(caller.subject())
                    .build());
        }
        next.proceed();
    }
}
