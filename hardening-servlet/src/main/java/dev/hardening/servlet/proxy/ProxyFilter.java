package dev.hardening.servlet.proxy;

import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.proxy.ClientOrigin;
import dev.hardening.core.proxy.ClientResolver;
import dev.hardening.core.proxy.ProxySettings;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.servlet.support.Exchange;
import dev.hardening.servlet.support.Next;
import dev.hardening.servlet.support.RoomFilter;
import dev.hardening.servlet.support.Services;
import jakarta.servlet.ServletException;
import java.io.IOException;

/**
 * Finds out who the client is and tells all that comes behind it: the filters by the request's context, the application
 * by {@code getRemoteAddr()}, {@code getScheme()}, {@code isSecure()}, {@code getServerName()}, {@code getServerPort()}
 * and {@code getRequestURL()}. It refuses nothing and stands first. Safe for use by many threads.
 */
public final class ProxyFilter extends RoomFilter<ClientResolver> {

    /** Makes a filter for a {@code web.xml}. */
    public ProxyFilter() {}

    /** Makes a filter by code. */
    public ProxyFilter(ProxySettings settings, Services services) {
        super(ClientResolver.of(settings), services);
    }

    @Override
    protected ClientResolver read(SettingReader reader, Services shared) {
        return ClientResolver.of(ProxySettings.read(reader));
    }

    @Override
    protected void apply(ClientResolver resolver, Exchange exchange, Next next) throws IOException, ServletException {
        ClientOrigin origin = resolver.resolve(exchange);
        exchange.context().resolved(origin.client(), origin.scheme(), origin.host(), origin.isSchemeReported());
        if (origin.isMalformed()) {
            exchange.publish(exchange.event(SecurityEventType.FORWARDED_IGNORED)
                    .detail("a trusted proxy sent a forwarded header that cannot be read")
                    .build());
        }
        next.proceed();
    }
}
