package dev.hardening.core.cors;

import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.decision.ResponseField;
import dev.hardening.core.net.OriginSet;
import dev.hardening.core.request.RequestFacts;
import dev.hardening.core.request.Upgrades;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Decides about requests with an {@code Origin} (Fetch standard, CORS protocol). Every decision is built once, so
 * deciding allocates nothing. Immutable and safe for use by many threads.
 */
public final class CorsPolicy {

    private static final String ORIGIN = "Origin";
    private static final String ASKED_METHOD = "Access-Control-Request-Method";
    private static final String ASKED_HEADERS = "Access-Control-Request-Headers";
    private static final String PREFLIGHT_VARY = String.join(", ", ORIGIN, ASKED_METHOD, ASKED_HEADERS);

    private static final CorsDecision ORIGIN_REFUSED = refused(RefusalCode.CORS_NOT_ALLOWED.detail());
    private static final CorsDecision METHOD_REFUSED =
            refused("This service does not grant that method to pages of other origins.");
    private static final CorsDecision HEADERS_REFUSED =
            refused("This service does not grant those header fields to pages of other origins.");

    private final CorsSettings settings;
    private final OriginSet origins;
    private final OriginSet publicOrigins;
    private final Set<String> methods;
    private final RequestedHeaders headers;
    private final CorsDecision plain;
    private final CorsDecision granted;
    private final CorsDecision preflight;
    private final CorsDecision upgradeRefused;

    private CorsPolicy(CorsSettings settings) {
        this.settings = settings;
        this.origins = settings.origins();
        this.publicOrigins = settings.publicOrigins();
        this.methods = Set.copyOf(settings.methods());
        this.headers = new RequestedHeaders(settings.headers());
        boolean every = origins.isAny();
        String vary = every ? null : ORIGIN;
        this.plain = CorsDecision.plain(vary);
        this.granted = CorsDecision.granted(vary, every, forRequest(settings));
        this.preflight = CorsDecision.preflight(PREFLIGHT_VARY, every, forPreflight(settings));
        this.upgradeRefused = CorsDecision.refused(
                vary, Refusal.of(RefusalCode.CORS_NOT_ALLOWED).build());
    }

    /** Returns a policy with these settings. */
    public static CorsPolicy of(CorsSettings settings) {
        return new CorsPolicy(settings);
    }

    private static CorsDecision refused(String detail) {
        return CorsDecision.refused(
                PREFLIGHT_VARY,
                Refusal.of(RefusalCode.CORS_NOT_ALLOWED).detail(detail).build());
    }

    private static List<ResponseField> forRequest(CorsSettings settings) {
        List<ResponseField> fields = new ArrayList<>();
        addCredentials(settings, fields);
        add(fields, "Access-Control-Expose-Headers", settings.exposed());
        return fields;
    }

    private static List<ResponseField> forPreflight(CorsSettings settings) {
        List<String> names = new ArrayList<>(CorsWords.SAFE);
        names.addAll(settings.headers());
        List<ResponseField> fields = new ArrayList<>();
        addCredentials(settings, fields);
        add(fields, "Access-Control-Allow-Methods", settings.methods());
        add(fields, "Access-Control-Allow-Headers", names);
        fields.add(new ResponseField(
                "Access-Control-Max-Age", Long.toString(settings.maxAge().toSeconds())));
        return fields;
    }

    private static void addCredentials(CorsSettings settings, List<ResponseField> fields) {
        if (settings.allowsCredentials()) {
            fields.add(new ResponseField("Access-Control-Allow-Credentials", "true"));
        }
    }

    private static void add(List<ResponseField> fields, String name, List<String> words) {
        if (!words.isEmpty()) {
            fields.add(new ResponseField(name, String.join(", ", words)));
        }
    }

    /** Returns the settings. */
    public CorsSettings settings() {
        return settings;
    }

    /** Decides about one request. */
    public CorsDecision decide(RequestFacts request) {
        boolean every = origins.isAny();
        String origin = request.header(ORIGIN);
        if (origin == null) {
            // A cache that has seen the answer without an origin may give it to a page.
            return every ? granted : plain;
        }
        boolean allowed = every || (origins.contains(origin) && request.only(ORIGIN) != null);
        if (request.method().equals("OPTIONS") && request.header(ASKED_METHOD) != null) {
            return allowed ? onPreflight(request) : ORIGIN_REFUSED;
        }
        if (allowed) {
            return granted;
        }
        return Upgrades.isWebSocket(request) && !isSameOrigin(request) ? upgradeRefused : plain;
    }

    private CorsDecision onPreflight(RequestFacts request) {
        String method = request.only(ASKED_METHOD);
        if (method == null || !methods.contains(method)) {
            return METHOD_REFUSED;
        }
        if (request.header(ASKED_HEADERS) == null) {
            return preflight;
        }
        String names = request.only(ASKED_HEADERS);
        return names != null && headers.areGranted(names) ? preflight : HEADERS_REFUSED;
    }

    /** Without origins of our own to compare with, only the browser's word counts, and never the Host of the request. */
    private boolean isSameOrigin(RequestFacts request) {
        String origin = request.only(ORIGIN);
        if (origin == null) {
            return false;
        }
        return publicOrigins.isEmpty()
                ? "same-origin".equals(request.only("Sec-Fetch-Site"))
                : publicOrigins.contains(origin);
    }
}
