package dev.hardening.examples.users;

import dev.hardening.core.HardeningSettings;
import dev.hardening.core.Logins;
import dev.hardening.core.SharedStores;
import dev.hardening.core.identity.Accounts;
import dev.hardening.core.identity.LoginService;
import dev.hardening.core.identity.RevocationStore;
import dev.hardening.core.lockout.AttemptStore;
import dev.hardening.core.lockout.Lockout;
import dev.hardening.core.password.Passwords;
import dev.hardening.core.token.RefreshFamilyStore;
import dev.hardening.core.token.TokenIssuer;
import dev.hardening.core.token.TokenService;
import dev.hardening.core.token.TokenVerifier;
import dev.hardening.core.token.Tokens;
import dev.hardening.servlet.HardeningFilterBuilder;
import dev.hardening.servlet.support.DeviceCookie;
import dev.hardening.servlet.support.Services;
import dev.hardening.servlet.token.TokenEndpoints;

/** Log-in by name and password, for a pair of tokens. */
public final class TokenLogins implements AutoCloseable {

    private final RevocationStore revocations;
    private final Tokens tokens;
    private final LoginService logins;
    private final DeviceCookie device;
    private final TokenEndpoints endpoints;

    private TokenLogins(
            RevocationStore revocations,
            Tokens tokens,
            LoginService logins,
            DeviceCookie device,
            TokenEndpoints endpoints) {
        this.revocations = revocations;
        this.tokens = tokens;
        this.logins = logins;
        this.device = device;
        this.endpoints = endpoints;
    }

    /** Joins the rooms; the settings have a key for tokens. */
    public static TokenLogins open(
            HardeningSettings settings, Accounts accounts, Services services, SharedStores stores) {
        RevocationStore revocations =
                stores.revocations(RevocationStore.inMemory(services.clock(), RevocationStore.DEFAULT_MOST_ENTRIES));
        Tokens tokens = Tokens.builder(settings.tokens())
                .time(services.ticker(), services.clock())
                .events(services.events())
                .redactor(services.redactor())
                .revocation(revocations)
                .build();
        TokenService service = TokenService.builder(
                        settings.tokens(),
                        new TokenIssuer(settings.tokens(), tokens.keys()),
                        new TokenVerifier(settings.tokens(), tokens.keys(), services.clock()))
                .families(stores.families(RefreshFamilyStore.inMemory(RefreshFamilyStore.DEFAULT_MOST_FAMILIES)))
                .revocations(revocations)
                .accounts(accounts)
                .clock(services.clock())
                .events(services.events())
                .build();
        AttemptStore attempts = stores.attempts(AttemptStore.inMemory(
                services.ticker(), services.events(), settings.lockout().entries()));
        Lockout lockout = new Lockout(settings.lockout(), attempts, services.clock(), services.events());
        Logins logins = new Logins(accounts, new Passwords(settings.password()), lockout);
        // The browser keeps the cookie as long as it counts.
        DeviceCookie device = new DeviceCookie("device", settings.lockout().deviceLife());
        TokenEndpoints endpoints = TokenEndpoints.of(service, logins).deviceCookie(device);
        return new TokenLogins(revocations, tokens, logins, device, endpoints);
    }

    /** Returns what decides a log-in. */
    public LoginService logins() {
        return logins;
    }

    /** Returns the cookie by which a device is known again, whichever way it logs in. */
    public DeviceCookie device() {
        return device;
    }

    /** Returns the servlets to mount. */
    public TokenEndpoints endpoints() {
        return endpoints;
    }

    /** Lets the filter ask the same keys and the same revocations; it closes the room of tokens. */
    public void join(HardeningFilterBuilder filter) {
        filter.tokens(tokens).revocations(revocations);
    }

    @Override
    public void close() {
        tokens.close();
        revocations.close();
    }
}
