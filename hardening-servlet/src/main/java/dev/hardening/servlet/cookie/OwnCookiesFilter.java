package dev.hardening.servlet.cookie;

import dev.hardening.core.cookie.OwnCookieSettings;
import dev.hardening.core.cookie.OwnCookies;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.servlet.support.CookieRule;
import dev.hardening.servlet.support.Exchange;
import dev.hardening.servlet.support.Next;
import dev.hardening.servlet.support.RoomFilter;
import dev.hardening.servlet.support.Services;
import jakarta.servlet.ServletException;
import java.io.IOException;

/**
 * Gives every cookie that the application or its container sets the attributes that it lacks. Refuses nothing. What a
 * container writes by itself after the answer has begun, or to requests that no filter meets, it does not see.
 */
public final class OwnCookiesFilter extends RoomFilter<OwnCookies> {

    private final CookieRule rule =
            (exchange, cookie) -> ready().harden(cookie, exchange.context().isSecure());

    /** Makes a filter that reads its settings when the container starts it. */
    public OwnCookiesFilter() {}

    /** Makes a filter with these settings. */
    public OwnCookiesFilter(OwnCookieSettings settings, Services services) {
        super(OwnCookies.of(settings), services);
    }

    @Override
    protected OwnCookies read(SettingReader reader, Services shared) {
        return OwnCookies.of(OwnCookieSettings.read(reader));
    }

    @Override
    protected void apply(OwnCookies room, Exchange exchange, Next next) throws IOException, ServletException {
        if (!room.settings().isOn()) {
            next.proceed();
            return;
        }
        exchange.response().cookies(rule);
        try {
            next.proceed();
        } finally {
            // A container that logs somebody in may have renamed its session past every wrapper.
            exchange.response().checkCookies();
        }
    }
}
