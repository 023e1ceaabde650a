package dev.hardening.core.transport;

import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.net.HostPort;
import org.jspecify.annotations.Nullable;

/**
 * Decides about the host and the scheme of requests. An allowed request costs no allocation but that of reading its
 * host. Immutable and safe for use by many threads.
 */
public final class TransportPolicy {

    private static final TransportDecision MALFORMED =
            TransportDecision.refused(Refusal.of(RefusalCode.HOST_MALFORMED).build());
    private static final TransportDecision NOT_ALLOWED =
            TransportDecision.refused(Refusal.of(RefusalCode.HOST_NOT_ALLOWED).build());
    private static final TransportDecision HTTPS_ONLY =
            TransportDecision.refused(Refusal.of(RefusalCode.HTTPS_REQUIRED).build());

    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    private final TransportSettings settings;

    private TransportPolicy(TransportSettings settings) {
        this.settings = settings;
    }

    /** Returns a policy with these settings. */
    public static TransportPolicy of(TransportSettings settings) {
        return new TransportPolicy(settings);
    }

    /** Returns the settings. */
    public TransportSettings settings() {
        return settings;
    }

    /**
     * Reads the host that a request names itself.
     *
     * @param authority the host as it was sent, or null when there was none
     * @param repeated whether there was more than one (RFC 9112 section 3.2)
     * @return the host, or null when it is not well-formed
     */
    public static @Nullable HostPort host(@Nullable String authority, boolean repeated) {
        return authority == null || repeated ? null : HostPort.tryParse(authority);
    }

    /**
     * Decides about a host.
     *
     * @param host the host that the client asked for, or null when it named none that is valid
     * @param missing whether there was no Host at all, which only a probe may do
     * @param secure whether the client used https
     * @param exempt whether the route is served over any transport
     */
    public TransportDecision onHost(@Nullable HostPort host, boolean missing, boolean secure, boolean exempt) {
        if (host == null) {
            return missing && exempt ? TransportDecision.ALLOWED : MALFORMED;
        }
        boolean served = exempt || settings.allows(host, secure ? HTTPS_PORT : HTTP_PORT);
        return served ? TransportDecision.ALLOWED : NOT_ALLOWED;
    }

    /** Tells whether a request that is not exempt has to come over https. */
    public boolean needsHttps(boolean secure, boolean reported) {
        return !secure
                && switch (settings.redirect()) {
                    case PROXY -> reported;
                    case ALWAYS -> true;
                    case OFF -> false;
                };
    }

    /**
     * Decides about a request that {@linkplain #needsHttps needs https}.
     *
     * @param method the method as sent
     * @param host the host, which {@link #onHost} has allowed
     * @param target the path as sent, beginning with a slash
     * @param query the query as sent, or null
     */
    public TransportDecision toHttps(String method, HostPort host, String target, @Nullable String query) {
        boolean safe = method.equals("GET") || method.equals("HEAD");
        if ((!safe && !settings.redirectsUnsafeMethods()) || !target.startsWith("/") || !isVisible(target)) {
            return HTTPS_ONLY;
        }
        StringBuilder location =
                new StringBuilder(128).append("https://").append(host.host().uriText());
        if (settings.httpsPort() != HTTPS_PORT) {
            location.append(':').append(settings.httpsPort());
        }
        location.append(target);
        if (query != null) {
            if (!isVisible(query)) {
                return HTTPS_ONLY;
            }
            location.append('?').append(query);
        }
        return TransportDecision.redirected(safe ? 301 : 308, location.toString());
    }

    /** Whether the text can stand in a header as it is: no controls, no blanks, nothing beyond ASCII. */
    private static boolean isVisible(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) <= ' ' || text.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }
}
