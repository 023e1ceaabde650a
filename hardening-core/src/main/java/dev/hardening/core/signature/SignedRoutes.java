package dev.hardening.core.signature;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.SignatureScheme;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import java.util.ArrayList;
import java.util.List;

/** What settings and routes can only get wrong together. */
final class SignedRoutes {

    private SignedRoutes() {}

    static List<Problem> check(SignatureSettings settings, Iterable<Route> routes) {
        List<String> withoutKeys = new ArrayList<>();
        List<String> withoutScheme = new ArrayList<>();
        List<String> withoutAction = new ArrayList<>();
        for (Route route : routes) {
            boolean signed = !route.signatures().isEmpty();
            if (signed && !settings.hasKeys() && settings.enforcement() != Enforcement.OFF) {
                withoutKeys.add(route.toString());
            }
            if (!signed && route.isProvedBySignatureOnly()) {
                withoutScheme.add(route.toString());
            }
            if (route.signatures().contains(SignatureScheme.PYTHON_JSON) && route.signedAction() == null) {
                withoutAction.add(route.toString());
            }
        }
        List<Problem> problems = new ArrayList<>();
        if (!withoutKeys.isEmpty()) {
            problems.add(Problem.refuse(
                    ProblemCode.ROUTE_UNSERVED,
                    settings.sharedName(),
                    "is not set, and these routes take signed requests only: " + String.join(", ", withoutKeys),
                    "set " + settings.sharedName() + ", for example with openssl rand -hex 32"));
        }
        if (!withoutScheme.isEmpty()) {
            problems.add(Problem.refuse(
                    ProblemCode.ROUTE_UNSERVED,
                    settings.sharedName(),
                    "proves nobody on routes that do not say how they are signed: " + String.join(", ", withoutScheme),
                    "add signed(...) to the routes"));
        }
        if (settings.isOn() && !withoutAction.isEmpty()) {
            problems.add(Problem.warn(
                    ProblemCode.LOOSENED,
                    settings.sharedName(),
                    "signs bodies that count on every route without an action of its own: "
                            + String.join(", ", withoutAction),
                    "add signedAction(...) to the routes, or take a scheme that signs the path as well"));
        }
        return problems;
    }
}
