package dev.hardening.core.cookie;

import dev.hardening.core.identity.Authentication;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Sessions} makes of the cookies of a request. Immutable.
 *
 * <p>A cookie that has a fault proves nobody, and is no refusal either: browsers send it along without being asked.
 */
public final class SessionReading {

    static final SessionReading NONE = new SessionReading(Authentication.NONE, null, null, false);

    private final Authentication authentication;
    private final @Nullable CookieFault fault;
    private final @Nullable Session session;
    private final boolean renewable;

    private SessionReading(
            Authentication authentication, @Nullable CookieFault fault, @Nullable Session session, boolean renewable) {
        this.authentication = Objects.requireNonNull(authentication, "authentication");
        this.fault = fault;
        this.session = session;
        this.renewable = renewable;
    }

    static SessionReading of(CookieFault fault) {
        return new SessionReading(Authentication.NONE, fault, null, false);
    }

    static SessionReading of(Authentication.Refused undecided, Session session) {
        return new SessionReading(undecided, null, session, false);
    }

    static SessionReading of(Session session, boolean renewable) {
        return new SessionReading(new Authentication.Proved(session.caller()), null, session, renewable);
    }

    /**
     * Returns the caller that is proved, nobody, or the refusal of a request whose session cannot be looked up now.
     */
    public Authentication authentication() {
        return authentication;
    }

    /** Returns why the cookie that was sent counts as none, or null. */
    public @Nullable CookieFault fault() {
        return fault;
    }

    /**
     * Returns the session of a cookie that is good, also when it cannot be told now whether the session was ended; null
     * when there is none.
     */
    public @Nullable Session session() {
        return session;
    }

    /** Tells whether a previous key has signed the good cookie, so that it should be set anew. */
    public boolean isRenewable() {
        return renewable;
    }
}
