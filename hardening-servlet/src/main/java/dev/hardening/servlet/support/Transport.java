package dev.hardening.servlet.support;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Tells how a request came to this container. {@code isSecure()} alone does not: some containers, Jetty among them, answer
 * it from the target, so that {@code GET https://host/} over plain TCP would be secure, and others do so from the
 * {@code :scheme} of HTTP/2. Both are the client's word.
 */
final class Transport {

    private static final String TOMCAT = "Apache Tomcat";

    private Transport() {}

    /**
     * Tells whether TLS protects the request: the connection is encrypted, or the operator says that something before the
     * container ends TLS, with the connector's {@code secure="true"}, which exists in Tomcat for HTTP/1.1.
     */
    static boolean isSecure(HttpServletRequest request) {
        return request.isSecure() && (isEncrypted(request) || isSaidByTomcat(request));
    }

    private static boolean isEncrypted(HttpServletRequest request) {
        try {
            return request.getServletConnection().isSecure();
        } catch (UnsupportedOperationException noConnection) {
            return false; // a request that somebody made up
        }
    }

    private static boolean isSaidByTomcat(HttpServletRequest request) {
        return isTomcat(request) && request.getProtocol().startsWith("HTTP/1");
    }

    /** Tells whether the container calls itself Tomcat, or is one that was told to call itself something else. */
    static boolean isTomcat(HttpServletRequest request) {
        ServletContext context = request.getServletContext();
        if (context == null) {
            return false;
        }
        @Nullable String server = context.getServerInfo();
        return (server != null && server.startsWith(TOMCAT))
                || context.getClass().getName().startsWith("org.apache.catalina.");
    }
}
