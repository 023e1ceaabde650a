package dev.hardening.examples.valor;

import dev.hardening.core.identity.Proof;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.core.request.TenantNeed;
import java.util.List;

/** Who may call what in guide 001 (rows ). */
final class ValorRoutes {

    static final String HEALTH = "/api/health";
    static final String READINESS = "/api/readiness";
    static final String WEBSOCKET = "/api/websocket/status";
    static final String RUNS = "/api/runs";
    static final String SCENARIOS = "/api/scenarios";
    static final String FINANCIAL_DATA = "/api/financial-data/";
    static final String FINANCIAL_DATUM = FINANCIAL_DATA + "{ticker}";
    static final String LBO_RUNS = "/api/lbo/runs";
    static final String MA_RUNS = "/api/ma/runs";
    static final String NOTES = "/api/notes/";
    static final String HOOKS = "/__test/**";
    static final String LOGIN = "/api/auth/login";
    static final String REFRESH = "/api/auth/refresh";
    static final String LOGOUT = "/api/auth/logout";

    /** The limit of financial data. */
    static final String FINANCIAL_LIMIT = "financial-data";

    private ValorRoutes() {}

    /**
     * Returns the table.
     *
     * @param strict whether reads need a token of the tenant, too, in place of the header alone
     */
    static Routes of(boolean strict) {
        Routes.Builder routes = Routes.builder()
                .add(Route.open("/"))
                .add(Route.open(HEALTH).unlimited().anyHost())
                .add(Route.open(READINESS).unlimited().anyHost())
                .add(Route.open(WEBSOCKET))
                .add(Route.open(LOGIN).evenWhenReadOnly())
                .add(Route.open(REFRESH).evenWhenReadOnly())
                .add(Route.guarded(LOGOUT).provedBy(Proof.TOKEN).evenWhenReadOnly())
                .add(Route.guarded(RUNS).methods("POST").provedBy(Proof.TOKEN).tenant(TenantNeed.SELECTED))
                .add(read(FINANCIAL_DATUM, strict).limitedBy(FINANCIAL_LIMIT))
                .add(read(NOTES + "{ticker}", strict))
                .add(Route.open(HOOKS).unlimited())
                .add(Route.open("/**"));
        for (String path : List.of(RUNS, SCENARIOS, LBO_RUNS, MA_RUNS)) {
            routes.add(read(path, strict));
        }
        return routes.build();
    }

    private static Route read(String path, boolean strict) {
        Route route = strict
                ? Route.guarded(path).provedBy(Proof.TOKEN).tenant(TenantNeed.SELECTED)
                : Route.open(path).tenant(TenantNeed.UNSAFE_FROM_HEADER);
        return route.methods("GET");
    }
}
