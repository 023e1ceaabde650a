package dev.hardening.core.request;

import org.jspecify.annotations.Nullable;

/** Tells which requests turn a connection into something else than HTTP. */
public final class Upgrades {

    private static final String WEB_SOCKET = "websocket";

    private Upgrades() {}

    /**
     * Tells whether the request asks for a WebSocket: a GET whose {@code Upgrade} field names it (RFC 6455 section 4.1),
     * or a CONNECT, which is how HTTP/2 and 3 ask for one (RFC 8441). Browsers open WebSockets across origins without
     * asking first, with cookies, so such a GET is not harmless. Allocates nothing for a field on one line.
     */
    public static boolean isWebSocket(RequestFacts request) {
        String method = request.method();
        if (!method.equals("GET")) {
            return method.equals("CONNECT");
        }
        String first = request.header("Upgrade");
        if (first == null) {
            return false;
        }
        return names(first) || request.headers("Upgrade").stream().anyMatch(Upgrades::names);
    }

    /** A name that only holds the word is no WebSocket to the server; taking it for one refuses, at most, too much. */
    private static boolean names(@Nullable String value) {
        if (value == null) {
            return false;
        }
        for (int at = 0; at + WEB_SOCKET.length() <= value.length(); at++) {
            if (value.regionMatches(true, at, WEB_SOCKET, 0, WEB_SOCKET.length())) {
                return true;
            }
        }
        return false;
    }
}
