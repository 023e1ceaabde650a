package dev.hardening.examples.server;

import dev.hardening.core.tls.TlsKeys;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/** What both servers made of Jetty have in common. */
final class JettyParts {

    private JettyParts() {}

    static Server server(String host, int port, int threads, @Nullable TlsKeys tls) {
        QueuedThreadPool pool = new QueuedThreadPool(threads, Math.min(threads, 4));
        pool.setName("http");
        Server server = new Server(pool);
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        http.setRequestHeaderSize(WebServer.HEADER_BYTES);
        HttpConnectionFactory plain = new HttpConnectionFactory(http);
        ConnectionFactory[] protocols = {plain};
        if (tls != null) {
            // The host is the filters' business; a name in the handshake need not agree with it.
            http.addCustomizer(new SecureRequestCustomizer(false));
            SslContextFactory.Server context = new SslContextFactory.Server();
            context.setSslContext(tls.sslContext());
            context.setIncludeProtocols("TLSv1.2", "TLSv1.3");
            context.setSniRequired(false);
            protocols = new ConnectionFactory[] {new SslConnectionFactory(context, plain.getProtocol()), plain};
        }
        ServerConnector connector = new ServerConnector(server, null, null, null, 1, 1, protocols);
        connector.setHost(host);
        connector.setPort(port);
        connector.setIdleTimeout(WebServer.IDLE_MS);
        // Connections on which nothing happens end in two steps of so long, before the wait for last bytes is over.
        connector.setShutdownIdleTimeout(WebServer.LAST_BYTES_MS / 4);
        connector.setAcceptQueueSize(WebServer.BACKLOG);
        server.addConnector(connector);
        server.setErrorHandler(new BareErrors());
        server.setStopTimeout(0);
        return server;
    }

    static int port(Server server) {
        return ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    }

    static void start(Server server) throws ServerStartException {
        try {
            server.start();
        } catch (Exception e) {
            stop(server);
            throw new ServerStartException("The server does not start: " + e.getMessage(), e);
        }
    }

    static void stop(Server server) {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("Jetty did not stop", e);
        }
    }

    /** Writes a bare answer where Jetty would describe itself and the failure. */
    static final class BareErrors extends ErrorHandler {

        @Override
        public boolean errorPageForMethod(String method) {
            return true;
        }

        @Override
        protected void generateResponse(
                Request request,
                Response response,
                int code,
                @Nullable String message,
                @Nullable Throwable cause,
                Callback callback) {
            BareAnswer answer = BareAnswer.of(code);
            HttpFields.Mutable fields = response.getHeaders();
            answer.fields().forEach(fields::put);
            response.setStatus(code);
            response.write(true, ByteBuffer.wrap(answer.body()), callback);
        }
    }
}
