package dev.hardening.core.firewall;

import dev.hardening.core.decision.Decision;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.request.PathAllowance;
import dev.hardening.core.request.Route;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a request is well-formed and has one meaning. Any text gets a decision, in time linear in its length.
 * Nothing is allocated but the {@link FieldCheck} of a request. Immutable and safe for use by many threads.
 */
public final class Firewall {

    private static final Map<RefusalCode, Refusal> REFUSALS = refusals(
            RefusalCode.PATH_MALFORMED,
            RefusalCode.PATH_AMBIGUOUS,
            RefusalCode.TARGET_TOO_LONG,
            RefusalCode.QUERY_MALFORMED,
            RefusalCode.PARAMETERS_TOO_MANY,
            RefusalCode.HEADER_MALFORMED,
            RefusalCode.HEADERS_TOO_LARGE);

    private final FirewallSettings settings;
    private final String[] methods;
    private final Refusal methodNotAllowed;
    private final QueryRules queries;

    private Firewall(FirewallSettings settings) {
        this.settings = settings;
        this.methods = settings.methods().toArray(String[]::new);
        this.methodNotAllowed = Refusal.of(RefusalCode.METHOD_NOT_ALLOWED)
                .field("Allow", String.join(", ", methods))
                .build();
        this.queries = new QueryRules(settings);
    }

    private static Map<RefusalCode, Refusal> refusals(RefusalCode... codes) {
        Map<RefusalCode, Refusal> all = new EnumMap<>(RefusalCode.class);
        for (RefusalCode code : codes) {
            all.put(code, Refusal.of(code).build());
        }
        return all;
    }

    static Decision refuse(@Nullable RefusalCode code) {
        Refusal refusal = code == null ? null : REFUSALS.get(code);
        return refusal == null ? Decision.allowed() : refusal;
    }

    /** Returns a firewall with these settings. */
    public static Firewall of(FirewallSettings settings) {
        return new Firewall(settings);
    }

    /** Returns the settings. */
    public FirewallSettings settings() {
        return settings;
    }

    /**
     * Decides about the request line.
     *
     * @param method the method as sent; case counts (RFC 9110 section 9.1)
     * @param sent the path as sent, without the query
     * @param decoded the path as the container has decoded and mapped it, or null when it could not
     * @param query the query as sent, or null
     * @param route the route that covers the decoded path
     */
    public Decision onTarget(
            String method, String sent, @Nullable String decoded, @Nullable String query, Route route) {
        if (!isKnown(method)) {
            return methodNotAllowed;
        }
        int length = sent.length() + (query == null ? 0 : query.length() + 1);
        if (length > settings.maxTarget()) {
            return refuse(RefusalCode.TARGET_TOO_LONG);
        }
        boolean semicolons = route.allowsInPath(PathAllowance.SEMICOLON);
        RefusalCode code = PathRules.sent(sent, semicolons, route.allowsInPath(PathAllowance.ENCODED_SLASH));
        if (code == null) {
            code = decoded == null ? RefusalCode.PATH_AMBIGUOUS : onDecoded(sent, decoded, semicolons);
        }
        if (code == null && query != null) {
            code = queries.judge(query);
        }
        return refuse(code);
    }

    /** Without escapes a path that was not changed is the one that was just judged, more strictly. */
    private static @Nullable RefusalCode onDecoded(String sent, String decoded, boolean semicolons) {
        return decoded.equals(sent) && sent.indexOf('%') < 0 ? null : PathRules.decoded(decoded, semicolons);
    }

    private boolean isKnown(String method) {
        for (String known : methods) {
            if (known.equals(method)) {
                return true;
            }
        }
        return false;
    }

    /** Starts the judgement of one request's header fields. */
    public FieldCheck fields() {
        return new FieldCheck(settings);
    }
}
