package dev.hardening.examples.server;

import dev.hardening.core.tls.TlsKeys;
import jakarta.servlet.DispatcherType;
import java.util.EnumSet;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.jspecify.annotations.Nullable;

/** Jetty 12.1 with one app at the root. */
final class JettyServer implements WebServer {

    private final Server server;

    private JettyServer(Server server) {
        this.server = server;
    }

    static WebServer start(ServerSettings settings, @Nullable TlsKeys tls, WebApp app) throws ServerStartException {
        Server server = JettyParts.server(settings.host(), settings.port(), settings.threads(), tls);
        ServletContextHandler context = new ServletContextHandler("/", ServletContextHandler.NO_SESSIONS);
        app.filters().forEach(filter -> {
            FilterHolder holder = new FilterHolder(filter);
            holder.setAsyncSupported(true);
            context.addFilter(holder, "/*", EnumSet.allOf(DispatcherType.class));
        });
        app.servlets().forEach((mapping, servlet) -> {
            ServletHolder holder = new ServletHolder(servlet);
            holder.setAsyncSupported(true);
            context.addServlet(holder, mapping);
        });
        context.setErrorHandler(new JettyParts.BareErrors());
        // When the app has let its last request go, the last bytes may still be on their way.
        server.setHandler(new GracefulHandler(context));
        server.setStopTimeout(LAST_BYTES_MS);
        JettyParts.start(server);
        return new JettyServer(server);
    }

    @Override
    public int port() {
        return JettyParts.port(server);
    }

    @Override
    public int redirectPort() {
        return -1;
    }

    @Override
    public void close() {
        JettyParts.stop(server);
    }
}
