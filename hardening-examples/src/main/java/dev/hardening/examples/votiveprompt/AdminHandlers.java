package dev.hardening.examples.votiveprompt;

import static dev.hardening.core.input.Rules.text;

import dev.hardening.core.apikey.ApiKeys;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.identity.Identity;
import dev.hardening.core.identity.Proof;
import dev.hardening.core.input.ObjectRules;
import dev.hardening.core.lockout.Lockout;
import dev.hardening.examples.web.Answers;
import dev.hardening.servlet.cookie.SessionCookies;
import dev.hardening.servlet.input.JsonInput;
import dev.hardening.servlet.support.Exchange;
import dev.hardening.servlet.support.RequestContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The administrator's log-in by key for a session, the question who one is, and the log-out. */
final class AdminHandlers {

    private static final String KEY = "apiKey";
    private static final ObjectRules CREDENTIAL = ObjectRules.builder()
            .required(KEY, text().unsafeControls().maxLength(1024))
            .build();
    private static final Refusal WRONG = Refusal.of(RefusalCode.LOGIN_FAILED)
            .detail("The key is not right.")
            .field("WWW-Authenticate", Proof.API_KEY.challenge())
            .build();

    private final ApiKeys keys;
    private final Lockout lockout;

    AdminHandlers(ApiKeys keys, Lockout lockout) {
        this.keys = keys;
        this.lockout = lockout;
    }

    void login(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String given = JsonInput.read(request, CREDENTIAL).text(KEY);
        Exchange exchange = Exchange.of(request);
        AtomicReference<@Nullable Identity> proved = new AtomicReference<>();
        var decision = lockout.guard(
                exchange.context().client(),
                null,
                () -> {
                    proved.set(keys.proves(given));
                    return proved.get() != null;
                },
                exchange::event);
        Identity caller = proved.get();
        if (decision instanceof Refusal refusal) {
            Refusal told = refusal.code() == RefusalCode.LOGIN_FAILED ? WRONG : refusal;
            exchange.services().refusals().write(exchange, told);
        } else if (caller != null) {
            SessionCookies.of(request).start(request, caller);
            who(caller, response);
        }
    }

    static void verify(HttpServletRequest request, HttpServletResponse response) throws IOException {
        who(RequestContext.of(request).identity(), response);
    }

    static void logout(HttpServletRequest request, HttpServletResponse response) {
        SessionCookies.of(request).end(request);
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    }

    private static void who(@Nullable Identity caller, HttpServletResponse response) throws IOException {
        response.setHeader("Cache-Control", "no-store");
        Answers.object(response, Map.of("user", caller == null ? "" : caller.subject()));
    }
}
