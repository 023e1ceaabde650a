package dev.hardening.servlet.cookie;

import dev.hardening.core.cookie.CookieFault;
import dev.hardening.core.cookie.CookieSettings;
import dev.hardening.core.cookie.Session;
import dev.hardening.core.cookie.SessionReading;
import dev.hardening.core.cookie.Sessions;
import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.identity.Authentication;
import dev.hardening.core.identity.Proof;
import dev.hardening.core.identity.RevocationStore;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.servlet.support.AuthenticationFilter;
import dev.hardening.servlet.support.Exchange;
import dev.hardening.servlet.support.Revocations;
import dev.hardening.servlet.support.Services;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Lets a request to a guarded route pass when its cookie carries a session, and answers 401 otherwise. A cookie that is
 * not good proves nobody and is told as an event. On guarded routes, whose answers no cache may share, a cookie that an
 * older key has signed is set anew.
 *
 * <p>A filter that a {@code web.xml} names finds the {@link RevocationStore} in the {@link ServletContext}, under the name of
 * its class, where a listener of the application has put it; where there is none, the filter puts one in memory there.
 */
public final class CookieFilter extends AuthenticationFilter<Sessions> {

    private @Nullable ServletContext application;

    /** Makes a filter that reads its settings when the container starts it. */
    public CookieFilter() {}

    /**
     * Makes a filter with settings of its own.
     *
     * @param revocations where ended sessions are remembered; the filter does not close it
     */
    public CookieFilter(CookieSettings settings, RevocationStore revocations, Services services) {
        super(new Sessions(settings, revocations, services.clock()), services);
    }

    /** Starts the filter, and lets {@link SessionCookies#of} find it if it is the first one of its application. */
    @Override
    public void init(FilterConfig config) throws ServletException {
        ServletContext context = config.getServletContext();
        application = context;
        super.init(config);
        if (context.getAttribute(SessionCookies.ATTRIBUTE) == null) {
            context.setAttribute(SessionCookies.ATTRIBUTE, cookies());
        }
    }

    /**
     * Returns what begins and ends the sessions of this filter.
     *
     * @throws IllegalStateException when the filter was neither made by code nor started by a container
     */
    public SessionCookies cookies() {
        return new SessionCookies(ready());
    }

    @Override
    protected Sessions read(SettingReader reader, Services shared) {
        CookieSettings settings = CookieSettings.require(reader);
        return new Sessions(
                settings,
                Revocations.of(Objects.requireNonNull(application, "application"), shared.clock()),
                shared.clock());
    }

    @Override
    protected Proof proof() {
        return Proof.COOKIE;
    }

    @Override
    protected Enforcement enforcement(Sessions sessions) {
        return sessions.settings().isOn() ? sessions.settings().enforcement() : Enforcement.OFF;
    }

    @Override
    protected Authentication authenticate(Sessions sessions, Exchange exchange) {
        boolean secure = exchange.context().isSecure();
        SessionReading reading = sessions.read(exchange, secure);
        CookieFault fault = reading.fault();
        if (fault != null) {
            exchange.publish(exchange.event(SecurityEventType.AUTHENTICATION_FAILED)
                    .detail(fault.text())
                    .credential(proof().label())
                    .build());
        }
        Session session = reading.session();
        if (reading.isRenewable()
                && session != null
                && exchange.context().route().isAuthenticated()) {
            SetCookies.replace(exchange.response(), sessions.setCookie(session, secure));
        }
        return reading.authentication();
    }

    @Override
    protected Refusal missing(Sessions sessions) {
        return sessions.missing();
    }
}
