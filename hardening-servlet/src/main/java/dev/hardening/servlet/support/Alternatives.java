package dev.hardening.servlet.support;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.decision.ResponseField;
import dev.hardening.core.identity.Proof;
import dev.hardening.core.request.Route;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The filters that ask for one credential between them, in the order in which they stand. */
final class Alternatives {

    private final List<AuthenticationFilter<?>> filters;
    private final Map<Route, Question> questions = new ConcurrentHashMap<>();

    /** What a route asks of a request without a credential, which never changes. */
    private record Question(
            @Nullable AuthenticationFilter<?> last,
            Enforcement enforcement,
            @Nullable Refusal missing) {}

    Alternatives(List<AuthenticationFilter<?>> filters) {
        this.filters = filters;
    }

    private Question question(Route route) {
        Question known = questions.get(route);
        if (known == null) {
            known = new Question(findLast(route), findEnforcement(route), findMissing(route));
            questions.put(route, known);
        }
        return known;
    }

    /** Tells whether no filter behind this one may still prove the caller of the route. */
    boolean isLast(AuthenticationFilter<?> asking, Route route) {
        return question(route).last == asking;
    }

    /** Tells whether the refusals of the route count. */
    Enforcement enforcement(Route route) {
        return question(route).enforcement;
    }

    /** Returns the answer to a request without a credential that the route takes, or null when it takes none of these. */
    @Nullable
    Refusal missing(Route route) {
        return question(route).missing;
    }

    private @Nullable AuthenticationFilter<?> findLast(Route route) {
        AuthenticationFilter<?> last = null;
        for (AuthenticationFilter<?> filter : filters) {
            if (asks(filter, route)) {
                last = filter;
            }
        }
        return last;
    }

    /** A room that is tried out must not open what another one guards. */
    private Enforcement findEnforcement(Route route) {
        List<AuthenticationFilter<?>> asking =
                filters.stream().filter(filter -> asks(filter, route)).toList();
        List<AuthenticationFilter<?>> guards =
                asking.stream().filter(filter -> guards(filter, route)).toList();
        boolean enforced = (guards.isEmpty() ? asking : guards)
                .stream().anyMatch(filter -> filter.enforcement() == Enforcement.ENFORCE);
        return enforced ? Enforcement.ENFORCE : Enforcement.SHADOW;
    }

    /**
     * A route says itself that it is signed. Where that proves its caller, nobody else guards it unless it takes other proofs
     * as well; and where it only comes on top of another proof, it does not stand in for that one.
     */
    private static boolean guards(AuthenticationFilter<?> filter, Route route) {
        return filter.proof() == Proof.SIGNATURE ? route.takes(Proof.SIGNATURE) : !route.isProvedBySignatureOnly();
    }

    /** A filter that stands alone guards every route, whatever it can prove there. */
    private boolean asks(AuthenticationFilter<?> filter, Route route) {
        return isOn(filter) && (filters.size() == 1 || filter.asksOn(route));
    }

    private @Nullable Refusal findMissing(Route route) {
        List<Refusal> taken = filters.stream()
                .filter(filter -> isOn(filter) && route.takes(filter.proof()))
                .map(AuthenticationFilter::missing)
                .toList();
        if (taken.size() < 2) {
            return taken.isEmpty() ? null : taken.get(0);
        }
        Refusal.Builder any = Refusal.of(RefusalCode.AUTHENTICATION_REQUIRED);
        for (Refusal one : taken) {
            for (ResponseField field : one.fields()) {
                any.field(field.name(), field.value());
            }
        }
        return any.build();
    }

    private static boolean isOn(AuthenticationFilter<?> filter) {
        return filter.enforcement() != Enforcement.OFF;
    }
}
