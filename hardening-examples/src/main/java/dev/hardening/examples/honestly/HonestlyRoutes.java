package dev.hardening.examples.honestly;

import dev.hardening.core.identity.Proof;
import dev.hardening.core.net.CidrSet;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.core.request.SignatureScheme;

/** Who may call what in guide 004 (rows H-01, H-14, H-15, H-30, H-45, H-66, H-68). */
final class HonestlyRoutes {

    static final String VERIFY_PROOF = "/ai/verify-proof";
    static final String DOCUMENT_HASH = "/ai/get-document-hash";
    static final String SHARE_LINK = "/ai/create-share-link";
    static final String BUNDLE = "/vault/share/{token}/bundle";
    static final String METADATA = "/vault/documents/{id}/metadata";
    static final String LOGIN = "/auth/login";
    static final String REFRESH = "/auth/refresh";
    static final String LOGOUT = "/auth/logout";
    static final String ME = "/auth/me";

    /** Counts what an agent has signed. */
    static final String AGENT_LIMIT = "ai-agent";

    /** Counts what an address sends in the names of agents, good or bad. */
    static final String ADDRESS_LIMIT = "ai-address";

    static final String INTERACTIONS = "/monitoring/ai-interactions";
    static final String METRICS = "/monitoring/metrics";

    /** A call of an agent that always fails, for tests. */
    static final String FAILING = "/__test/agent";

    private HonestlyRoutes() {}

    /**
     * Returns the table.
     *
     * @param operators who may see what agents did
     * @param hooks whether the paths for tests are served
     */
    static Routes of(CidrSet operators, boolean hooks) {
        Routes.Builder routes = Routes.builder();
        if (hooks) {
            routes.add(signed(FAILING, "fail"));
        }
        return routes.add(Route.open(INTERACTIONS).unlimited().onlyFrom(operators))
                .add(signed(VERIFY_PROOF, "verify_proof"))
                .add(signed(DOCUMENT_HASH, "get_document_hash"))
                .add(signed(SHARE_LINK, "create_share_link"))
                .add(Route.open(BUNDLE))
                .add(Route.open(METADATA))
                .add(Route.open(LOGIN).evenWhenReadOnly())
                .add(Route.open(REFRESH).evenWhenReadOnly())
                .add(Route.guarded(LOGOUT).methods("POST").provedBy(Proof.TOKEN).evenWhenReadOnly())
                .add(Route.guarded(ME).provedBy(Proof.TOKEN))
                .add(Route.open("/__test/**").unlimited())
                .add(Route.open("/**"))
                .build();
    }

    private static Route signed(String path, String action) {
        return Route.guarded(path)
                .methods("POST")
                .provedBy(Proof.SIGNATURE)
                .signed(SignatureScheme.PYTHON_JSON)
                .signedAction(action)
                .limitedBy(ADDRESS_LIMIT, AGENT_LIMIT);
    }
}
