package dev.hardening.testing.servlet;

import dev.hardening.core.net.HostPort;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.servlet.support.Exchange;
import dev.hardening.servlet.support.Next;
import dev.hardening.servlet.support.RoomFilter;
import dev.hardening.servlet.support.Services;
import jakarta.servlet.ServletException;
import java.io.IOException;

/**
 * Stands where the filter that resolves the client would: it believes {@code Test-Scheme} and {@code Test-Host}, and
 * does nothing for a request with neither. Rooms behind it are tested without that filter's rules.
 */
public final class ResolvingFilter extends RoomFilter<Services> {

    /** Makes a filter for an application with these services. */
    public ResolvingFilter(Services services) {
        super(services, services);
    }

    @Override
    protected Services read(SettingReader reader, Services shared) {
        return shared;
    }

    @Override
    protected void apply(Services room, Exchange exchange, Next next) throws IOException, ServletException {
        String scheme = exchange.header("Test-Scheme");
        String host = exchange.header("Test-Host");
        if (scheme != null || host != null) {
            String named = host != null ? host : exchange.header("Host");
            exchange.context()
                    .resolved(
                            exchange.peer(),
                            scheme == null ? "http" : scheme,
                            named == null ? null : HostPort.tryParse(named),
                            scheme != null);
        }
        next.proceed();
    }
}
