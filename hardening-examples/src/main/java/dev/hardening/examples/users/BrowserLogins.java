package dev.hardening.examples.users;

import dev.hardening.core.identity.Identity;
import dev.hardening.core.token.OidcAnswer;
import dev.hardening.core.token.OidcLogins;
import dev.hardening.core.token.OidcSettings;
import dev.hardening.examples.app.AppParts;
import dev.hardening.examples.web.Endpoint;
import dev.hardening.servlet.cookie.SessionCookies;
import dev.hardening.servlet.support.Services;
import dev.hardening.servlet.token.OidcEndpoints;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** Log-in of browsers at an external issuer, for a session in a cookie: whoever the issuer knows may come in. */
public final class BrowserLogins {

    /** Where a browser begins. */
    public static final String LOGIN = "/auth/login";

    /** Where it ends its session, by a POST. */
    public static final String LOGOUT = "/auth/logout";

    private BrowserLogins() {}

    /** Mounts the log-in and the log-out, and closes what talks to the issuer at the end. */
    public static void map(AppParts.Builder parts, OidcSettings settings, Services services) {
        OidcLogins logins = OidcLogins.builder(settings)
                .time(services.ticker(), services.clock())
                .events(services.events())
                .build();
        OidcEndpoints endpoints = OidcEndpoints.of(logins, BrowserLogins::land);
        parts.servlet(LOGIN, endpoints.start())
                .servlet(settings.callbackPath(), endpoints.callback())
                .servlet(LOGOUT, Endpoint.post((request, response) -> {
                    SessionCookies.of(request).end(request);
                    response.setStatus(HttpServletResponse.SC_NO_CONTENT);
                }))
                .closing(logins);
    }

    private static void land(OidcAnswer.Proved login, HttpServletRequest request, HttpServletResponse response) {
        SessionCookies.of(request).start(request, named(login.caller()));
        OidcEndpoints.goOn(login, response);
    }

    /** The issuer's alice is not the alice of this service. */
    private static Identity named(Identity caller) {
        Identity.Builder named = Identity.provedBy(caller.proof(), "oidc:" + caller.subject());
        String tenant = caller.tenant();
        if (tenant != null) {
            named.tenant(tenant);
        }
        caller.roles().forEach(named::role);
        return named.build();
    }
}
