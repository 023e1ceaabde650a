package dev.hardening.core.crosssite;

import dev.hardening.core.decision.Decision;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.net.HostPort;
import dev.hardening.core.net.Origin;
import dev.hardening.core.request.CrossSite;
import dev.hardening.core.request.RequestFacts;
import dev.hardening.core.request.Upgrades;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a page of another site made a browser send a request (W3C Fetch Metadata). Allocates nothing for
 * browsers that send {@code Sec-Fetch-Site} and for clients that are none. Immutable and safe for use by many threads.
 */
public final class CrossSitePolicy {

    private static final String SITE = "Sec-Fetch-Site";
    private static final String ORIGIN = "Origin";
    private static final Decision REFUSED =
            Refusal.of(RefusalCode.CROSS_SITE_REQUEST).build();
    private static final Decision MALFORMED = Refusal.of(RefusalCode.CROSS_SITE_REQUEST)
            .detail("The header fields that say where the request comes from are not well-formed.")
            .build();
    private static final Decision UNKNOWN = Refusal.of(RefusalCode.CROSS_SITE_REQUEST)
            .detail("This resource takes requests of its own pages only.")
            .build();

    private final CrossSiteSettings settings;

    private CrossSitePolicy(CrossSiteSettings settings) {
        this.settings = settings;
    }

    /** Returns a policy with these settings. */
    public static CrossSitePolicy of(CrossSiteSettings settings) {
        return new CrossSitePolicy(settings);
    }

    /** Returns the settings. */
    public CrossSiteSettings settings() {
        return settings;
    }

    /** Tells whether a request may change something by its method, so that it is asked where it comes from. */
    public static boolean isUnsafe(RequestFacts request) {
        return switch (request.method()) {
            case "GET" -> Upgrades.isWebSocket(request);
            case "HEAD", "OPTIONS", "TRACE" -> false;
            default -> true;
        };
    }

    /**
     * Decides about one request that {@linkplain #isUnsafe may change something}.
     *
     * @param rule what the route says
     * @param secure whether the client used https
     * @param host the host that the client asked for, as far as it is known and valid, or null
     */
    public Decision decide(RequestFacts request, CrossSite rule, boolean secure, @Nullable HostPort host) {
        if (rule == CrossSite.ALLOWED) {
            return Decision.allowed();
        }
        String site = request.header(SITE);
        String origin = request.header(ORIGIN);
        if ((site != null && request.only(SITE) == null)
                || (origin != null && (request.only(ORIGIN) == null || !isOne(origin)))) {
            return MALFORMED;
        }
        boolean strict = rule == CrossSite.STRICT;
        if (site == null) {
            return origin == null ? allowed(!strict, UNKNOWN) : onOrigin(origin, strict, secure, host);
        }
        return switch (site) {
            case "same-origin" -> Decision.allowed();
            case "none" -> allowed(!strict, UNKNOWN);
            case "same-site", "cross-site" -> allowed(origin != null && !strict && isNamed(origin), REFUSED);
            default -> MALFORMED;
        };
    }

    private Decision onOrigin(String origin, boolean strict, boolean secure, @Nullable HostPort host) {
        boolean own = settings.publicOrigins().isEmpty()
                ? isTarget(origin, secure, host)
                : settings.publicOrigins().contains(origin);
        return allowed(own || (!strict && settings.allowedOrigins().contains(origin)), REFUSED);
    }

    private boolean isNamed(String origin) {
        return settings.publicOrigins().contains(origin)
                || settings.allowedOrigins().contains(origin);
    }

    /**
     * Whether the page comes from where its request goes. A page cannot make a browser send another Host than that of
     * the address, so the browser of a victim does not lie about it.
     */
    private static boolean isTarget(String origin, boolean secure, @Nullable HostPort host) {
        return host != null
                && Origin.of(secure, host.host(), host.portOr(secure ? 443 : 80))
                        .asciiText()
                        .equals(origin);
    }

    private static Decision allowed(boolean allowed, Decision otherwise) {
        return allowed ? Decision.allowed() : otherwise;
    }

    /** Whether the value could be one origin at all, {@code null} or another scheme's included. */
    private static boolean isOne(String origin) {
        if (origin.isEmpty()) {
            return false;
        }
        for (int i = 0; i < origin.length(); i++) {
            char c = origin.charAt(i);
            if (c <= ' ' || c > '~' || c == ',') {
                return false;
            }
        }
        return true;
    }
}
