package dev.hardening.servlet.token;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.identity.Authentication;
import dev.hardening.core.identity.Proof;
import dev.hardening.core.identity.RevocationStore;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.token.TokenSettings;
import dev.hardening.core.token.Tokens;
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
 * Lets a request to a guarded route pass when it presents one good token in {@code Authorization: Bearer}, and answers
 * 401 otherwise. Who the caller is stands in the request's context afterwards.
 */
public final class TokenFilter extends AuthenticationFilter<Tokens> {

    private @Nullable ServletContext application;

    /**
     * Makes a filter that reads its settings when the container starts it, and asks the application's store of revocations.
     *
     * @see Revocations
     */
    public TokenFilter() {}

    /** Makes a filter with settings of its own, which knows no revocations. */
    public TokenFilter(TokenSettings settings, Services services) {
        super(builder(settings, services).build(), services);
    }

    /** Makes a filter with settings of its own, which asks a store for revocations. */
    public TokenFilter(TokenSettings settings, RevocationStore revocation, Services services) {
        super(builder(settings, services).revocation(revocation).build(), services);
    }

    /** Makes a filter that shares a room with others; it is closed when the filter is destroyed. */
    public TokenFilter(Tokens tokens, Services services) {
        super(tokens, services);
    }

    @Override
    public void init(FilterConfig config) throws ServletException {
        application = config.getServletContext();
        super.init(config);
    }

    private static Tokens.Builder builder(TokenSettings settings, Services services) {
        return Tokens.builder(settings)
                .time(services.ticker(), services.clock())
                .events(services.events())
                .redactor(services.redactor());
    }

    @Override
    protected Tokens read(SettingReader reader, Services shared) {
        TokenSettings settings = TokenSettings.read(reader);
        if (!settings.isOn() && settings.enforcement() != Enforcement.OFF) {
            reader.add(Problem.refuse(
                    ProblemCode.NO_KEYS,
                    "JWT_SECRET",
                    "is not set, so nobody could call this service",
                    "set JWT_SECRET, for example with openssl rand -hex 32, or OIDC_ISSUER and OIDC_AUDIENCE"));
            settings = TokenSettings.builder().unsafeOff().build();
        }
        return builder(settings, shared)
                .revocation(Revocations.of(Objects.requireNonNull(application, "application"), shared.clock()))
                .build();
    }

    @Override
    protected Proof proof() {
        return Proof.TOKEN;
    }

    @Override
    protected Enforcement enforcement(Tokens tokens) {
        return tokens.settings().enforcement();
    }

    @Override
    protected Authentication authenticate(Tokens tokens, Exchange exchange) {
        return tokens.authenticate(exchange);
    }

    @Override
    protected Refusal missing(Tokens tokens) {
        return tokens.missing();
    }
}
