package dev.hardening.core.signature;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.SignatureScheme;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** What settings and routes can only get wrong together. */
final class SignedRoutes {

    private final SignatureSettings settings;
    private final List<Route> routes;
    private final List<Problem> problems = new ArrayList<>();

    private SignedRoutes(SignatureSettings settings, Iterable<Route> routes) {
        this.settings = settings;
        this.routes = StreamSupport.stream(routes.spliterator(), false).toList();
    }

    static List<Problem> check(SignatureSettings settings, Iterable<Route> routes) {
        return new SignedRoutes(settings, routes).check();
    }

    static List<Problem> checkAlone(SignatureSettings settings, Iterable<Route> routes) {
        SignedRoutes check = new SignedRoutes(settings, routes);
        check.check();
        if (settings.isOn() && check.which(SignedRoutes::isSigned).isEmpty()) {
            check.problems.add(Problem.refuse(
                    ProblemCode.ROUTE_UNSERVED,
                    settings.sharedName(),
                    "proves nobody, because no route is signed",
                    "give the filter's services routes that say signed(...)"));
        }
        return check.problems;
    }

    private static boolean isSigned(Route route) {
        return !route.signatures().isEmpty();
    }

    private String which(Predicate<Route> condition) {
        return String.join(
                ", ", routes.stream().filter(condition).map(Route::toString).toList());
    }

    private List<Problem> check() {
        boolean off = settings.enforcement() == Enforcement.OFF;
        String signed = which(SignedRoutes::isSigned);
        if (!signed.isEmpty() && off) {
            problems.add(Problem.warn(
                    ProblemCode.AUTHENTICATION_OFF,
                    SignatureSettings.MODE.name(),
                    "switches signatures off, so these routes are served unsigned: " + signed,
                    "remove it wherever others can reach this service"));
        } else if (!signed.isEmpty() && !settings.hasKeys()) {
            problems.add(Problem.refuse(
                    ProblemCode.ROUTE_UNSERVED,
                    settings.sharedName(),
                    "is not set, and these routes take signed requests only: " + signed,
                    "set " + settings.sharedName() + ", for example with openssl rand -hex 32"));
        }
        String withoutScheme = which(route -> !isSigned(route) && route.isProvedBySignatureOnly());
        if (!withoutScheme.isEmpty()) {
            problems.add(Problem.refuse(
                    ProblemCode.ROUTE_UNSERVED,
                    settings.sharedName(),
                    "proves nobody on routes that do not say how they are signed: " + withoutScheme,
                    "add signed(...) to the routes"));
        }
        if (settings.isOn()) {
            checkActions();
            checkSizes();
        }
        return problems;
    }

    private void checkActions() {
        String without = which(
                route -> route.signatures().contains(SignatureScheme.PYTHON_JSON) && route.signedAction() == null);
        if (!without.isEmpty()) {
            problems.add(Problem.warn(
                    ProblemCode.LOOSENED,
                    settings.sharedName(),
                    "signs bodies that count on every route without an action of its own: " + without,
                    "add signedAction(...) to the routes, or take a scheme that signs the path as well"));
        }
        String unasked = which(route -> route.signedAction() != null
                && !route.signatures().isEmpty()
                && !route.signatures().equals(Set.of(SignatureScheme.PYTHON_JSON)));
        if (!unasked.isEmpty()) {
            problems.add(Problem.warn(
                    ProblemCode.IGNORED,
                    settings.sharedName(),
                    "signs the action in the scheme PYTHON_JSON only, which is not the only one of: " + unasked,
                    "remove signedAction(...), because the other schemes sign the path, or take PYTHON_JSON alone"));
        }
    }

    private void checkSizes() {
        for (boolean json : new boolean[] {true, false}) {
            String smaller = which(route -> isSigned(route)
                    && json == route.signatures().equals(Set.of(SignatureScheme.PYTHON_JSON))
                    && isLargerThan(json ? settings.jsonMaxBytes() : settings.bodyMaxBytes(), route.maxBody()));
            if (!smaller.isEmpty()) {
                String name = (json ? SignatureSettings.JSON_MAX_BYTES : SignatureSettings.BODY_MAX_BYTES).name();
                problems.add(Problem.warn(
                        ProblemCode.CONTRADICTION,
                        name,
                        "lets signed bodies be no larger than that on routes that take larger ones: " + smaller,
                        "set it to as much as the routes take"));
            }
        }
    }

    private static boolean isLargerThan(int most, @Nullable Long ofRoute) {
        return ofRoute != null && ofRoute > most;
    }
}
