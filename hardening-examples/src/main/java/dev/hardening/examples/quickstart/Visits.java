package dev.hardening.examples.quickstart;

import static dev.hardening.core.input.Rules.text;

import dev.hardening.core.identity.LoginAttempt;
import dev.hardening.core.identity.LoginResult;
import dev.hardening.core.identity.LoginService;
import dev.hardening.core.input.Fields;
import dev.hardening.core.input.ObjectRules;
import dev.hardening.examples.web.Answers;
import dev.hardening.servlet.cookie.SessionCookies;
import dev.hardening.servlet.input.JsonInput;
import dev.hardening.servlet.support.DeviceCookie;
import dev.hardening.servlet.support.Exchange;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Log-in with a name and a password for a session in a cookie. Safe for use by many threads. */
final class Visits {

    private static final ObjectRules CREDENTIALS = ObjectRules.builder()
            .required("username", text().maxLength(256))
            .required("password", text().maxLength(1024))
            .build();

    private final LoginService logins;
    private final DeviceCookie device;

    Visits(LoginService logins, DeviceCookie device) {
        this.logins = logins;
        this.device = device;
    }

    void login(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Exchange exchange = Exchange.of(request);
        Fields credentials = JsonInput.read(request, CREDENTIALS);
        char[] password = credentials.text("password").toCharArray();
        LoginResult result;
        try {
            result = logins.attempt(new LoginAttempt(
                    credentials.text("username"),
                    password,
                    exchange.context().client(),
                    device.read(exchange),
                    exchange::event));
        } finally {
            Arrays.fill(password, '\0');
        }
        if (result instanceof LoginResult.Accepted accepted) {
            SessionCookies.of(request).start(request, accepted.account());
            String known = accepted.device();
            if (known != null) {
                device.write(known, exchange);
            }
            Answers.object(response, Map.of("user", accepted.account().name()));
        } else if (result instanceof LoginResult.Refused refused) {
            exchange.services().refusals().write(exchange, refused.refusal());
        }
    }

    void logout(HttpServletRequest request, HttpServletResponse response) {
        SessionCookies.of(request).end(request);
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    }

    /** Shows what the browser sends; scripts of the page do not see it. */
    static void session(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Map<String, @Nullable Object> sent = new HashMap<>();
        sent.put("cookie", request.getHeader("Cookie"));
        Answers.object(response, sent);
    }
}
