package dev.hardening.servlet.token;

import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.decision.RefusalSource;
import dev.hardening.core.decision.StoreUnavailableException;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.token.OidcAnswer;
import dev.hardening.core.token.OidcLogins;
import dev.hardening.servlet.support.Exchange;
import dev.hardening.servlet.support.Linger;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * Two servlets by which browsers log in at an external issuer, for an application to mount as open routes: one that sends
 * a browser there, and one, at the callback path of the settings, that meets it when it comes back. Both need any filter
 * of this library before them. Immutable and safe for use by many threads.
 */
public final class OidcEndpoints {

    private static final String GET = "GET";
    private static final String RETURN = "return";
    private static final Refusal UNDECIDED = Refusal.of(RefusalCode.STORE_UNAVAILABLE)
            .retryAfter(Duration.ofSeconds(1))
            .build();
    private static final Refusal BAD_QUERY =
            Refusal.of(RefusalCode.QUERY_MALFORMED).build();

    private final OidcLogins logins;
    private final OidcLanding landing;

    private OidcEndpoints(OidcLogins logins, OidcLanding landing) {
        this.logins = logins;
        this.landing = landing;
    }

    /** Returns the endpoints; the landing opens the application's own session. */
    public static OidcEndpoints of(OidcLogins logins, OidcLanding landing) {
        return new OidcEndpoints(Objects.requireNonNull(logins, "logins"), Objects.requireNonNull(landing, "landing"));
    }

    /**
     * Returns the servlet that takes a GET, at most with the parameter {@code return}, the path to come back to, and
     * sends the browser to the issuer.
     */
    public Servlet start() {
        return Endpoint.withoutHead(GET, this::start);
    }

    /** Returns the servlet that takes the GET by which the issuer sends the browser back; for the callback path. */
    public Servlet callback() {
        return Endpoint.withoutHead(GET, this::callback);
    }

    /** Sends the browser of a proved user where it wanted to go, once its session is open. */
    public static void goOn(OidcAnswer.Proved login, HttpServletResponse response) {
        redirect(response, HttpServletResponse.SC_SEE_OTHER, login.location());
    }

    private void start(Exchange exchange, HttpServletResponse response) throws IOException, ServletException {
        Map<String, String[]> query = exchange.queryParameters();
        String[] paths = query == null ? null : query.get(RETURN);
        if (query == null || (paths != null && paths.length != 1)) {
            Endpoint.refuse(exchange, BAD_QUERY, SecurityEventType.INPUT_REFUSED);
            return;
        }
        OidcAnswer answer = logins.start(paths == null ? null : paths[0]);
        if (answer instanceof OidcAnswer.Redirect away) {
            exchange.response().append("Set-Cookie", away.setCookie());
            redirect(response, HttpServletResponse.SC_FOUND, away.location());
        } else if (answer instanceof OidcAnswer.Refused refused) {
            refuse(exchange, refused, SecurityEventType.INPUT_REFUSED);
        }
    }

    private void callback(Exchange exchange, HttpServletResponse response) throws IOException, ServletException {
        // Whatever becomes of it, this log-in is not under way any more.
        exchange.response().keep(answer -> answer.append("Set-Cookie", logins.clearedCookie()));
        OidcAnswer answer = logins.callback(exchange.queryParameters(), exchange);
        if (answer instanceof OidcAnswer.Refused refused) {
            refuse(exchange, refused, SecurityEventType.AUTHENTICATION_FAILED);
        } else if (answer instanceof OidcAnswer.Proved proved) {
            exchange.publish(exchange.event(SecurityEventType.AUTHENTICATION_SUCCEEDED)
                    .subject(proved.caller().subject())
                    .build());
            try {
                landing.land(proved, exchange.outgoingRequest(), response);
            } catch (StoreUnavailableException down) {
                Endpoint.refuse(exchange, UNDECIDED, SecurityEventType.STORE_FAILED);
            } catch (RuntimeException thrown) {
                if (!(thrown instanceof RefusalSource source) || response.isCommitted()) {
                    throw thrown;
                }
                Endpoint.refuse(exchange, source.refusal(), SecurityEventType.ACCESS_DENIED);
            }
        }
    }

    private static void refuse(Exchange exchange, OidcAnswer.Refused refused, SecurityEventType type)
            throws IOException, ServletException {
        Refusal refusal = refused.refusal();
        boolean undecided = refusal.code() == RefusalCode.STORE_UNAVAILABLE;
        Linger.around(exchange, () -> {
            exchange.publish(exchange.event(undecided ? SecurityEventType.STORE_FAILED : type)
                    .code(refusal.code())
                    .detail(refused.reason())
                    .build());
            exchange.services().refusals().write(exchange, refusal);
        });
    }

    /** Not by {@code sendRedirect}, which builds on what the request calls its host. */
    private static void redirect(HttpServletResponse response, int status, String location) {
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Location", location);
        response.setStatus(status);
    }
}
