package dev.hardening.servlet.token;

import dev.hardening.core.decision.Decision;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.decision.StoreUnavailableException;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.identity.Identity;
import dev.hardening.core.identity.LoginAttempt;
import dev.hardening.core.identity.LoginResult;
import dev.hardening.core.identity.LoginService;
import dev.hardening.core.identity.Proof;
import dev.hardening.core.json.JsonWriter;
import dev.hardening.core.token.TokenPair;
import dev.hardening.core.token.TokenResult;
import dev.hardening.core.token.TokenService;
import dev.hardening.servlet.support.DeviceCookie;
import dev.hardening.servlet.support.Exchange;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Four servlets for an application to mount where it likes: log-in, refresh, log-out, and who I am. They take and give
 * JSON, and need any filter of this library before them. Declare log-in and refresh as open routes, and let a {@link
 * TokenFilter} guard the other two. Who may log in is the {@link LoginService}'s decision alone. Immutable and safe for
 * use by many threads.
 */
public final class TokenEndpoints {

    private static final String CHALLENGE = "WWW-Authenticate";
    private static final String BEARER = "Bearer";
    private static final Refusal NO_TOKEN = Refusal.of(RefusalCode.AUTHENTICATION_REQUIRED)
            .field(CHALLENGE, Proof.TOKEN.challenge())
            .build();
    private static final Refusal UNDECIDED = Refusal.of(RefusalCode.STORE_UNAVAILABLE)
            .retryAfter(Duration.ofSeconds(1))
            .build();

    private final TokenService service;
    private final LoginService logins;
    private final DeviceCookie device;

    private TokenEndpoints(TokenService service, LoginService logins, DeviceCookie device) {
        this.service = service;
        this.logins = logins;
        this.device = device;
    }

    /** Returns endpoints whose device cookie is called {@code device} and lives 180 days. */
    public static TokenEndpoints of(TokenService service, LoginService logins) {
        return new TokenEndpoints(service, logins, new DeviceCookie("device", Duration.ofDays(180)));
    }

    /**
     * Returns the same endpoints with another device cookie, see {@link DeviceCookie}: over https its name begins with
     * {@code __Host-}.
     *
     * @throws IllegalArgumentException when the name is no token, or the life is not 1 minute to 400 days
     */
    public TokenEndpoints deviceCookie(String name, Duration life) {
        return deviceCookie(new DeviceCookie(name, life));
    }

    /** Returns the same endpoints with a device cookie that another log-in of the application has, too. */
    public TokenEndpoints deviceCookie(DeviceCookie shared) {
        return new TokenEndpoints(service, logins, shared);
    }

    /**
     * Returns the servlet that takes a POST of {@code {"username", "password"}} and answers with a pair of tokens, or
     * with the refusal of the log-in service.
     */
    public Servlet login() {
        return new Endpoint("POST", this::login);
    }

    /** Returns the servlet that takes a POST of {@code {"refresh_token"}} and answers with a new pair of tokens. */
    public Servlet refresh() {
        return new Endpoint("POST", this::refresh);
    }

    /**
     * Returns the servlet that takes a POST with a bearer token of this service, and with {@code {"refresh_token"}} or
     * without a body, ends the session and answers 204.
     */
    public Servlet logout() {
        return new Endpoint("POST", this::logout);
    }

    /** Returns the servlet that answers a GET with the name, the tenant and the roles of the proved caller. */
    public Servlet me() {
        return new Endpoint("GET", TokenEndpoints::me);
    }

    private void login(Exchange exchange, HttpServletResponse response) throws IOException, ServletException {
        CredentialBody body = CredentialBody.read(exchange);
        Refusal wrong = body.refusal("username", "password");
        if (wrong != null) {
            Endpoint.refuse(exchange, wrong, SecurityEventType.INPUT_REFUSED);
            return;
        }
        LoginResult result = attempt(body, exchange);
        if (result instanceof LoginResult.Accepted accepted) {
            TokenResult tokens = service.issue(accepted.account(), exchange::event);
            String value = accepted.device();
            if (value != null && tokens instanceof TokenResult.Granted) {
                device.write(value, exchange);
            }
            answer(tokens, exchange, response);
        } else {
            Endpoint.refuse(exchange, challenging(((LoginResult.Refused) result).refusal()));
        }
    }

    private LoginResult attempt(CredentialBody body, Exchange exchange) {
        char[] password = body.text("password").toCharArray();
        try {
            return logins.attempt(new LoginAttempt(
                    body.text("username"),
                    password,
                    exchange.context().client(),
                    device.read(exchange),
                    exchange::event));
        } catch (StoreUnavailableException down) {
            exchange.publish(exchange.event(SecurityEventType.STORE_FAILED)
                    .code(RefusalCode.STORE_UNAVAILABLE)
                    .build());
            return new LoginResult.Refused(UNDECIDED);
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    private void refresh(Exchange exchange, HttpServletResponse response) throws IOException, ServletException {
        CredentialBody body = CredentialBody.read(exchange);
        Refusal wrong = body.refusal("refresh_token");
        if (wrong != null) {
            Endpoint.refuse(exchange, wrong, SecurityEventType.INPUT_REFUSED);
        } else {
            answer(service.refresh(body.text("refresh_token"), exchange::event), exchange, response);
        }
    }

    private void logout(Exchange exchange, HttpServletResponse response) throws IOException, ServletException {
        String bearer = bearer(exchange.only("Authorization"));
        if (bearer == null) {
            Endpoint.refuse(exchange, NO_TOKEN, SecurityEventType.AUTHENTICATION_FAILED);
            return;
        }
        CredentialBody body = CredentialBody.readIfSent(exchange);
        boolean hasRefresh = body.has("refresh_token");
        Refusal wrong = hasRefresh ? body.refusal("refresh_token") : body.refusal();
        if (wrong != null) {
            Endpoint.refuse(exchange, wrong, SecurityEventType.INPUT_REFUSED);
            return;
        }
        Decision ended = service.logout(bearer, hasRefresh ? body.text("refresh_token") : null, exchange::event);
        if (ended instanceof Refusal refusal) {
            refuse(refusal, exchange);
        } else {
            response.setHeader("Cache-Control", "no-store");
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        }
    }

    private static void me(Exchange exchange, HttpServletResponse response) throws IOException, ServletException {
        Identity caller = exchange.context().identity();
        if (caller == null) {
            Endpoint.refuse(exchange, NO_TOKEN, SecurityEventType.AUTHENTICATION_FAILED);
            return;
        }
        StringBuilder text = new StringBuilder();
        JsonWriter json = JsonWriter.to(text).beginObject();
        json.name("username").value(caller.subject());
        json.name("tenant").value(caller.tenant());
        json.name("roles").beginArray();
        new TreeSet<>(caller.roles()).forEach(json::value);
        json.endArray().endObject();
        Endpoint.answer(response, text);
    }

    private static void answer(TokenResult result, Exchange exchange, HttpServletResponse response)
            throws IOException, ServletException {
        if (result instanceof TokenResult.Granted granted) {
            TokenPair pair = granted.pair();
            StringBuilder text = new StringBuilder(1024);
            JsonWriter.to(text)
                    .beginObject()
                    .name("access_token")
                    .value(pair.access())
                    .name("refresh_token")
                    .value(pair.refresh())
                    .name("token_type")
                    .value(BEARER)
                    .name("expires_in")
                    .value(pair.expiresIn().toSeconds())
                    .endObject();
            Endpoint.answer(response, text);
        } else {
            refuse(((TokenResult.Refused) result).refusal(), exchange);
        }
    }

    private static void refuse(Refusal refusal, Exchange exchange) throws IOException, ServletException {
        boolean undecided = refusal.code() == RefusalCode.STORE_UNAVAILABLE;
        Endpoint.refuse(
                exchange,
                refusal,
                undecided ? SecurityEventType.STORE_FAILED : SecurityEventType.AUTHENTICATION_FAILED);
    }

    /** RFC 9110 section 15.5.2: every 401 says how to prove who one is. */
    private static Refusal challenging(Refusal refusal) {
        if (refusal.status() != 401
                || refusal.fields().stream().anyMatch(field -> field.name().equalsIgnoreCase(CHALLENGE))) {
            return refusal;
        }
        Refusal.Builder copy = Refusal.of(refusal.code())
                .status(refusal.status())
                .detail(refusal.detail())
                .violations(refusal.violations())
                .field(CHALLENGE, Proof.TOKEN.challenge());
        refusal.fields().forEach(field -> copy.field(field.name(), field.value()));
        Duration wait = refusal.retryAfter();
        return (wait == null ? copy : copy.retryAfter(wait)).build();
    }

    /** RFC 6750 section 2.1: the scheme in whatever case, one space, the token. */
    private static @Nullable String bearer(@Nullable String field) {
        if (field == null) {
            return null;
        }
        int length = BEARER.length();
        boolean fits = field.length() > length + 1
                && field.regionMatches(true, 0, BEARER, 0, length)
                && field.charAt(length) == ' '
                && field.indexOf(' ', length + 1) < 0;
        return fits ? field.substring(length + 1) : null;
    }
}
