package dev.hardening.servlet.cookie;

import dev.hardening.core.cookie.Session;
import dev.hardening.core.cookie.SessionReading;
import dev.hardening.core.cookie.Sessions;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.identity.Account;
import dev.hardening.core.identity.Identity;
import dev.hardening.servlet.support.Exchange;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.util.function.Supplier;

/**
 * Begins and ends sessions from an application's handlers, before they begin their answers. Safe for use by many threads.
 */
public final class SessionCookies {

    static final String ATTRIBUTE = SessionCookies.class.getName();

    private final Sessions sessions;

    SessionCookies(Sessions sessions) {
        this.sessions = sessions;
    }

    /**
     * Returns what begins and ends the sessions of the application's {@link CookieFilter}; where it has several, those
     * of the one that was started first.
     *
     * @throws IllegalStateException when it has none
     */
    public static SessionCookies of(ServletRequest request) {
        if (request.getServletContext().getAttribute(ATTRIBUTE) instanceof SessionCookies cookies) {
            return cookies;
        }
        throw new IllegalStateException("no CookieFilter was started; register HardeningFilter or CookieFilter");
    }

    /**
     * Begins a session of an account that has just proved itself, under a new id, and sets its cookie. The session that the
     * request came with ends.
     *
     * @return the caller that the new session proves from the next request on
     * @throws dev.hardening.core.decision.StoreUnavailableException when the session before cannot be ended now, or it
     *     cannot be told which second the new one has to bear
     * @throws dev.hardening.core.cookie.SessionTooLargeException when no browser would keep so large a cookie; the room
     *     {@code errors} answers with 403 {@code SESSION_TOO_LARGE} where it passes, and the session before goes on
     * @throws IllegalStateException when the answer has begun, or sessions are off
     */
    public Identity start(HttpServletRequest request, Account account) {
        return start(request, () -> sessions.start(account));
    }

    /** Does the same for a caller that is proved already: when its rights have changed, or after another kind of log-in. */
    public Identity start(HttpServletRequest request, Identity caller) {
        return start(request, () -> sessions.start(caller));
    }

    private Identity start(HttpServletRequest request, Supplier<Session> begin) {
        Exchange exchange = open(request);
        boolean secure = exchange.context().isSecure();
        Session begun = begin.get();
        String setCookie = sessions.setCookie(begun, secure);
        endCurrent(exchange, secure);
        SetCookies.replace(exchange.response(), setCookie);
        tell(exchange, SecurityEventType.SESSION_STARTED, begun);
        return begun.caller();
    }

    /**
     * Ends the session that the request came with, on the server and in the browser. Without one, only the cookie goes.
     *
     * @throws dev.hardening.core.decision.StoreUnavailableException when that cannot be stored now; the cookie stays then
     * @throws IllegalStateException when the answer has begun
     */
    public void end(HttpServletRequest request) {
        Exchange exchange = open(request);
        boolean secure = exchange.context().isSecure();
        endCurrent(exchange, secure);
        SetCookies.replace(exchange.response(), sessions.clearedCookie(secure));
    }

    private void endCurrent(Exchange exchange, boolean secure) {
        SessionReading reading = sessions.read(exchange, secure);
        Session current = reading.session();
        if (current != null) {
            sessions.end(current);
            tell(exchange, SecurityEventType.SESSION_ENDED, current);
        }
    }

    private static void tell(Exchange exchange, SecurityEventType type, Session session) {
        exchange.publish(
                exchange.event(type).subject(session.caller().subject()).build());
    }

    private static Exchange open(HttpServletRequest request) {
        Exchange exchange = Exchange.of(request);
        if (exchange.response().isCommitted()) {
            throw new IllegalStateException("the answer has begun, so no cookie can be set any more");
        }
        return exchange;
    }
}
