package dev.hardening.examples.server;

import dev.hardening.core.tls.TlsKeys;
import org.jspecify.annotations.Nullable;

/** A server that runs. Closing ends it at once: whoever wants running requests to end first waits before. */
public interface WebServer extends AutoCloseable {

    /** The largest header of a request, request line included, in bytes. */
    int HEADER_BYTES = 16 * 1024;

    /** How many connections may wait to be accepted. A system drops more than that, and their clients try again a second later. */
    int BACKLOG = 1024;

    /** How long a connection may be silent, in milliseconds. */
    int IDLE_MS = 30_000;

    /** How long closing waits for answers that are being sent, in milliseconds. */
    int LAST_BYTES_MS = 500;

    /** How many requests are served at once, unless an app asks for more. */
    int THREADS = 48;

    /**
     * Starts the server that the settings choose.
     *
     * @param tls what the port shows to clients, null for plain http; whoever opened it closes it after the server
     * @throws ServerStartException when it cannot listen or a filter refuses to start; nothing runs then
     */
    static WebServer start(ServerSettings settings, @Nullable TlsKeys tls, WebApp app) throws ServerStartException {
        WebServer server = switch (settings.kind()) {
            case JETTY -> JettyServer.start(settings, tls, app);
            case TOMCAT -> TomcatServer.start(settings, tls, app);
        };
        if (tls == null || settings.redirectPort().isEmpty()) {
            return server;
        }
        try {
            return RedirectServer.beside(
                    server, settings.host(), settings.redirectPort().get());
        } catch (ServerStartException e) {
            server.close();
            throw e;
        }
    }

    /** Returns the port. */
    int port();

    /** Returns the plain port that only redirects, or -1. */
    int redirectPort();

    @Override
    void close();
}
