package dev.hardening.servlet.support;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.identity.Authentication;
import dev.hardening.core.identity.Identity;
import dev.hardening.core.identity.Proof;
import dev.hardening.core.request.Route;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A filter that asks who the caller is. A credential that is presented must be good, on open routes too: a bad one is
 * refused and never treated as none. A guarded route asks for one of the proofs that it takes. Filters that stand
 * {@linkplain #together together} ask for one credential between them.
 *
 * @param <R> the room's deciding class
 */
public abstract class AuthenticationFilter<R> extends RoomFilter<R> {

    private volatile @Nullable Alternatives alternatives;

    /** Makes a filter that reads its settings when the container starts it. */
    protected AuthenticationFilter() {}

    /** Makes a filter that is ready. */
    protected AuthenticationFilter(R room, Services services) {
        super(room, services);
    }

    /**
     * Lets filters stand for each other: where nobody is proved, the last one that is on refuses, with the challenges of
     * all that the route takes; it only watches when all of them do. Call it once, before the first request, in the order
     * in which the filters stand.
     */
    public static void together(List<? extends AuthenticationFilter<?>> filters) {
        Alternatives all = new Alternatives(List.copyOf(filters));
        for (AuthenticationFilter<?> filter : filters) {
            filter.alternatives = all;
        }
    }

    /** Returns the kind of proof. */
    protected abstract Proof proof();

    /** Tells whether the room's refusals count. */
    protected abstract Enforcement enforcement(R room);

    /**
     * Looks at the credential of a request, if it has one.
     *
     * @throws IOException when a body that must be read for that cannot be read, or was refused
     */
    protected abstract Authentication authenticate(R room, Exchange exchange) throws IOException;

    /** Returns the answer to a request that has no credential and needs one. */
    protected abstract Refusal missing(R room);

    /** Tells whether the credential is looked at: on open routes, and on guarded ones that take it. */
    protected boolean looksAt(Route route) {
        return !route.isAuthenticated() || route.takes(proof());
    }

    /**
     * Tells whether the filter asks for a caller on this guarded route, beside other filters. One that cannot prove anybody
     * there leaves the question, and its answer, to them.
     */
    protected boolean asksOn(Route route) {
        return true;
    }

    /** Tells whether clients may still be sending when they are refused, so that the answer waits for what they send. */
    protected boolean isReadingBodies() {
        return false;
    }

    /** Does what a room does about a caller whom it has proved; by default nothing. */
    protected void proved(R room, Exchange exchange, Identity caller) {}

    @Override
    protected final void apply(R room, Exchange exchange, Next next) throws IOException, ServletException {
        Enforcement enforcement = enforcement(room);
        if (enforcement == Enforcement.OFF) {
            next.proceed();
            return;
        }
        Route route = exchange.context().route();
        boolean guarded = route.isAuthenticated();
        if (looksAt(route)) {
            Authentication found = authenticate(room, exchange);
            if (found instanceof Authentication.Refused refused) {
                // Where it is only watched, the request goes on as one that nobody is proved by.
                CredentialRefusal.give(refused, proof(), exchange, enforcement, isReadingBodies(), () -> {});
                if (enforcement == Enforcement.ENFORCE) {
                    return;
                }
            }
            // Every credential that comes along must be good; the first one says who it is.
            if (found instanceof Authentication.Proved good
                    && (!guarded || route.takes(proof()))
                    && exchange.context().identity() == null) {
                exchange.context().proved(good.caller());
                proved(room, exchange, good.caller());
            }
        }
        if (guarded && exchange.context().identity() == null && alternatives().isLast(this, route)) {
            Refusal none = alternatives().missing(route);
            Authentication.Refused refused = new Authentication.Refused(none == null ? missing(room) : none);
            CredentialRefusal.give(refused, null, exchange, alternatives().enforcement(route), isReadingBodies(), next);
            return;
        }
        next.proceed();
    }

    /** A filter that stands alone has no other; threads that find that out at once agree. */
    private Alternatives alternatives() {
        Alternatives known = alternatives;
        if (known == null) {
            known = new Alternatives(List.of(this));
            alternatives = known;
        }
        return known;
    }

    Enforcement enforcement() {
        return enforcement(ready());
    }

    Refusal missing() {
        return missing(ready());
    }
}
