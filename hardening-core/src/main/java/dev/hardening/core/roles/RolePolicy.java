package dev.hardening.core.roles;

import dev.hardening.core.decision.Decision;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.identity.Identity;
import dev.hardening.core.identity.Proof;
import dev.hardening.core.request.Route;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a caller may use a route: one of the route's roles, if it names any, and all of its permissions, which
 * are resolved here and never taken from the proof (OWASP ASVS 5.0 section 8.3.2). Immutable and safe for use by many
 * threads.
 */
public final class RolePolicy {

    private static final Decision UNPROVED =
            Refusal.of(RefusalCode.AUTHENTICATION_REQUIRED).build();
    private static final Decision DENIED =
            Refusal.of(RefusalCode.PERMISSION_DENIED).build();

    /** RFC 6750 section 3.1; which role is missing stays untold. */
    private static final Decision TOKEN_DENIED = Refusal.of(RefusalCode.PERMISSION_DENIED)
            .field("WWW-Authenticate", Proof.TOKEN.challenge() + ", error=\"insufficient_scope\"")
            .build();

    private final RoleSettings settings;

    private RolePolicy(RoleSettings settings) {
        this.settings = settings;
    }

    /** Returns a policy with these settings. */
    public static RolePolicy of(RoleSettings settings) {
        return new RolePolicy(settings);
    }

    /** Returns the settings. */
    public RoleSettings settings() {
        return settings;
    }

    /** Decides about one request. Allocates nothing for a route that asks for neither a role nor a permission. */
    public Decision decide(Route route, @Nullable Identity caller) {
        if (route.isClosed()) {
            return caller == null ? UNPROVED : DENIED;
        }
        Set<String> roles = route.roles();
        Set<String> permissions = route.permissions();
        if (roles.isEmpty() && permissions.isEmpty()) {
            return Decision.allowed();
        }
        if (caller == null) {
            return UNPROVED;
        }
        return hasOne(caller, roles) && mayAll(caller, permissions) ? Decision.allowed() : denied(caller);
    }

    private static Decision denied(Identity caller) {
        return caller.proof() == Proof.TOKEN ? TOKEN_DENIED : DENIED;
    }

    /** Tells whether one of the caller's roles grants the permission; for what an application asks itself. */
    public boolean permits(Identity caller, String permission) {
        for (String role : caller.roles()) {
            if (settings.grants(role, permission)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasOne(Identity caller, Set<String> roles) {
        if (roles.isEmpty()) {
            return true;
        }
        for (String role : roles) {
            if (caller.roles().contains(role)) {
                return true;
            }
        }
        return false;
    }

    private boolean mayAll(Identity caller, Set<String> permissions) {
        for (String permission : permissions) {
            if (!permits(caller, permission)) {
                return false;
            }
        }
        return true;
    }
}
