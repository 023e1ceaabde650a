package dev.hardening.core.cookie;

import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.decision.StoreUnavailableException;
import dev.hardening.core.identity.Account;
import dev.hardening.core.identity.Authentication;
import dev.hardening.core.identity.Identity;
import dev.hardening.core.identity.Proof;
import dev.hardening.core.identity.RevocationStore;
import dev.hardening.core.request.CookieHeader;
import dev.hardening.core.request.RequestFacts;
import dev.hardening.core.secret.Base64Url;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Begins, recognises and ends sessions that a signed cookie carries. Nothing is kept of a session that goes on; what was
 * ended before its time is in the {@link RevocationStore}. Safe for use by many threads.
 */
public final class Sessions {

    private static final String PURPOSE = "hardening/cookie/v1";
    private static final int ID_SIZE = 16;
    private static final Authentication.Refused UNDECIDED =
            new Authentication.Refused(Refusal.of(RefusalCode.STORE_UNAVAILABLE)
                    .retryAfter(Duration.ofSeconds(5))
                    .build());
    private static final Refusal MISSING = Refusal.of(RefusalCode.AUTHENTICATION_REQUIRED)
            .detail("A valid session is required; log in.")
            .field("WWW-Authenticate", Proof.COOKIE.challenge())
            .build();

    private final CookieSettings settings;
    private final RevocationStore revocations;
    private final InstantSource clock;
    private final @Nullable SignedCookies codec;
    private final SecureRandom random = new SecureRandom();

    /** Makes the room; without a key it recognises nobody and begins nothing. */
    public Sessions(CookieSettings settings, RevocationStore revocations, InstantSource clock) {
        this.settings = settings;
        this.revocations = revocations;
        this.clock = clock;
        this.codec = settings.isOn() ? new SignedCookies(settings.keys(), PURPOSE) : null;
    }

    /** Returns the settings. */
    public CookieSettings settings() {
        return settings;
    }

    /**
     * Begins a session of an account that has just proved itself, under a new id. In the very second in which everything
     * that the account had was ended, it bears the next second, so that it lives.
     *
     * @throws StoreUnavailableException when it cannot be told now whether that is so
     * @throws IllegalStateException when the room is off
     */
    public Session start(Account account) {
        return start(account.provedBy(Proof.COOKIE).build());
    }

    /**
     * Begins a session of a caller that is proved already, under a new id: after another kind of log-in, or when the
     * caller's rights have changed.
     *
     * @throws StoreUnavailableException when it cannot be told now which second it has to bear
     * @throws IllegalStateException when the room is off
     */
    public Session start(Identity caller) {
        codec();
        byte[] id = new byte[ID_SIZE];
        random.nextBytes(id);
        Identity.Builder renamed =
                Identity.provedBy(Proof.COOKIE, caller.subject()).session(Base64Url.encode(id));
        if (caller.issuer() != null) {
            renamed.issuer(caller.issuer());
        }
        if (caller.tenant() != null) {
            renamed.tenant(caller.tenant());
        }
        caller.tenants().forEach(renamed::alsoTenant);
        caller.roles().forEach(renamed::role);
        Instant begun = revocations.secondToBear(caller.subject(), clock.instant());
        return new Session(renamed.build(), begun, begun.plus(settings.lifetime()));
    }

    /**
     * Returns the value of {@code Set-Cookie} that gives a session to the browser, for as long as it has left.
     *
     * @param secure whether the client used https
     * @throws SessionTooLargeException when the caller has so many roles and tenants that no browser would keep the cookie
     * @throws IllegalStateException when the room is off
     */
    public String setCookie(Session session, boolean secure) {
        String name = settings.name(secure);
        String value = signed(name, session);
        long left = Duration.between(now(), session.expires()).toSeconds();
        return text(name, value, Math.max(0, left), secure);
    }

    private String signed(String name, Session session) {
        SignedCookies ready = codec();
        try {
            return ready.sign(name, session.issued(), session.expires(), SessionPayload.of(session.caller()));
        } catch (IllegalArgumentException e) {
            if (!session.expires().isAfter(session.issued())) {
                throw e;
            }
            throw new SessionTooLargeException(e);
        }
    }

    /** Returns the value of {@code Set-Cookie} that takes the cookie away from the browser. */
    public String clearedCookie(boolean secure) {
        return text(settings.name(secure), "", 0, secure);
    }

    /** Cookies count in whole seconds. */
    private Instant now() {
        return Instant.ofEpochSecond(clock.instant().getEpochSecond());
    }

    private String text(String name, String value, long maxAge, boolean secure) {
        return name + '=' + value + "; Max-Age=" + maxAge + "; Path=/" + (settings.isSecure(secure) ? "; Secure" : "")
                + "; HttpOnly; SameSite=" + settings.sameSite().text();
    }

    /**
     * Decides whom the cookie of a request proves, if it has one.
     *
     * @param secure whether the client used https
     */
    public SessionReading read(RequestFacts request, boolean secure) {
        if (codec == null) {
            return SessionReading.NONE;
        }
        String name = settings.name(secure);
        @Nullable String[] value = new @Nullable String[1];
        int found = CookieHeader.find(request, name, value);
        String only = value[0];
        if (found == 0 || only == null) {
            return SessionReading.NONE;
        }
        if (found > 1) {
            return SessionReading.of(CookieFault.DOUBLED);
        }
        Instant now = clock.instant();
        CookieReading reading = codec.read(name, only, now);
        if (reading instanceof CookieReading.Bad bad) {
            return SessionReading.of(bad.fault());
        }
        SignedCookie cookie = (SignedCookie) reading;
        // A lifetime that was made shorter counts for the cookies that are out, too.
        Instant latest = cookie.issued().plus(settings.lifetime());
        Instant expires = cookie.expires().isBefore(latest) ? cookie.expires() : latest;
        if (!now.isBefore(expires)) {
            return SessionReading.of(CookieFault.EXPIRED);
        }
        Identity caller = SessionPayload.caller(cookie.payload());
        if (caller == null) {
            return SessionReading.of(CookieFault.MALFORMED);
        }
        return looked(new Session(caller, cookie.issued(), expires), cookie.isOfOldKey());
    }

    private SessionReading looked(Session session, boolean renewable) {
        try {
            boolean revoked =
                    revocations.isRevoked(null, session.id(), session.caller().subject(), session.issued());
            return revoked ? SessionReading.of(CookieFault.REVOKED) : SessionReading.of(session, renewable);
        } catch (StoreUnavailableException unavailable) {
            return SessionReading.of(UNDECIDED, session);
        }
    }

    /**
     * Ends a session: every copy of its cookie is worthless from now on.
     *
     * @throws StoreUnavailableException when that cannot be stored now
     */
    public void end(Session session) {
        revocations.revokeSession(session.id(), session.expires().plus(SignedCookies.SKEW));
    }

    /** Returns the answer to a request that has no session and needs one. */
    public Refusal missing() {
        return MISSING;
    }

    private SignedCookies codec() {
        SignedCookies ready = codec;
        if (ready == null) {
            throw new IllegalStateException("sessions are off; set SESSION_SECRET");
        }
        return ready;
    }
}
