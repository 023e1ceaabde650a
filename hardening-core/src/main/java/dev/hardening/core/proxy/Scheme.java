package dev.hardening.core.proxy;

import dev.hardening.core.request.RequestFacts;
import org.jspecify.annotations.Nullable;

/** The two schemes that there are. */
final class Scheme {

    static final String HTTP = "http";
    static final String HTTPS = "https";

    private Scheme() {}

    static String ofConnection(RequestFacts facts) {
        return facts.isSecure() ? HTTPS : HTTP;
    }

    /** Reads what a proxy reports; some report a WebSocket's scheme. Null when it is neither. */
    static @Nullable String parse(String reported) {
        if (is(reported, HTTPS) || is(reported, "wss")) {
            return HTTPS;
        }
        return is(reported, HTTP) || is(reported, "ws") ? HTTP : null;
    }

    /** Without regard to ASCII case only: to {@code equalsIgnoreCase} the long s is an s. */
    private static boolean is(String reported, String scheme) {
        boolean same = reported.length() == scheme.length();
        for (int i = 0; same && i < scheme.length(); i++) {
            char c = reported.charAt(i);
            same = (c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c) == scheme.charAt(i);
        }
        return same;
    }

    static int defaultPort(String scheme) {
        return scheme.equals(HTTPS) ? 443 : 80;
    }
}
