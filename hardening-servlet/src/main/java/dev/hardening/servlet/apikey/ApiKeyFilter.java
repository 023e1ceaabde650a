package dev.hardening.servlet.apikey;

import dev.hardening.core.apikey.ApiKeySettings;
import dev.hardening.core.apikey.ApiKeys;
import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.identity.Authentication;
import dev.hardening.core.identity.Identity;
import dev.hardening.core.identity.Proof;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.servlet.support.AuthenticationFilter;
import dev.hardening.servlet.support.Exchange;
import dev.hardening.servlet.support.Services;

/**
 * Lets a request to a guarded route pass when it presents one valid API key, and answers 401 otherwise. Who the caller
 * is stands in the request's context afterwards.
 */
public final class ApiKeyFilter extends AuthenticationFilter<ApiKeys> {

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
    protected Proof proof() {
        return Proof.API_KEY;
    }

    @Override
    protected Enforcement enforcement(ApiKeys keys) {
        return keys.settings().enforcement();
    }

    @Override
    protected Authentication authenticate(ApiKeys keys, Exchange exchange) {
        if (!keys.isPresented(exchange)) {
            return Authentication.NONE;
        }
        Identity caller = keys.authenticate(exchange);
        return caller == null ? new Authentication.Refused(keys.refusal()) : new Authentication.Proved(caller);
    }

    @Override
    protected Refusal missing(ApiKeys keys) {
        return keys.refusal();
    }

    @Override
    protected void proved(ApiKeys keys, Exchange exchange, Identity caller) {
        if (keys.noteUse(caller.subject())) {
            exchange.publish(exchange.event(SecurityEventType.AUTHENTICATION_SUCCEEDED)
                    .subject(caller.subject())
                    .build());
        }
    }
}
