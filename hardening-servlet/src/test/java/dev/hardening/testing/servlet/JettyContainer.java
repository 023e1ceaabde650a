package dev.hardening.testing.servlet;

import jakarta.servlet.ServletContext;
import java.util.EnumSet;
import org.eclipse.jetty.ee11.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

final class JettyContainer implements TestContainer {

    private final Server server;
    private final ServerConnector connector;
    private final ServletContextHandler context;

    private JettyContainer(Server server, ServerConnector connector, ServletContextHandler context) {
        this.server = server;
        this.connector = connector;
        this.context = context;
    }

    static TestContainer start(TestApp app) throws Exception {
        QueuedThreadPool threads = new QueuedThreadPool(200, 8);
        if (app.virtualThreads) {
            threads.setVirtualThreadsExecutor(VirtualThreads.getDefaultVirtualThreadsExecutor());
        }
        Server server = new Server(threads);
        ServerConnector connector = new ServerConnector(server, 1, 1);
        connector.setHost("127.0.0.1");
        connector.setPort(0);
        connector.setIdleTimeout(app.idleMillis);
        // Whoever finds the queue full tries again a second later, and some tests connect often at once.
        connector.setAcceptQueueSize(1_000);
        if (app.sendBuffer > 0) {
            connector.setAcceptedSendBufferSize(app.sendBuffer);
        }
        server.addConnector(connector);
        if (app.http2) {
            Http2.add(connector);
        }
        if (app.paths != PathReading.STANDARD) {
            connector
                    .getConnectionFactory(HttpConnectionFactory.class)
                    .getHttpConfiguration()
                    .setUriCompliance(UriCompliance.UNSAFE);
        }

        ServletContextHandler context = new ServletContextHandler(
                app.contextPath.isEmpty() ? "/" : app.contextPath, ServletContextHandler.SESSIONS);
        context.getServletHandler().setDecodeAmbiguousURIs(app.paths == PathReading.DECODING);
        for (TestApp.FilterSetup setup : app.filters) {
            FilterHolder holder = new FilterHolder(setup.filter);
            holder.setInitParameters(setup.initParams);
            holder.setAsyncSupported(true);
            for (String pattern : setup.patterns) {
                context.addFilter(holder, pattern, EnumSet.copyOf(setup.dispatches));
            }
        }
        for (TestApp.ServletSetup setup : app.servlets) {
            ServletHolder holder = new ServletHolder(setup.servlet());
            holder.setAsyncSupported(true);
            if (setup.multipart() != null) {
                holder.getRegistration().setMultipartConfig(setup.multipart());
            }
            context.addServlet(holder, setup.path());
        }
        ErrorPageErrorHandler errorPages = new ErrorPageErrorHandler();
        app.statusPages.forEach(page -> errorPages.addErrorPage(page.status(), page.path()));
        app.exceptionPages.forEach(page -> errorPages.addErrorPage(page.exception(), page.path()));
        context.setErrorHandler(errorPages);
        app.startups.forEach(startup ->
                context.addServletContainerInitializer((classes, servletContext) -> startup.accept(servletContext)));
        server.setHandler(context);
        // A test that leaves a request hanging must not wait for it.
        server.setStopTimeout(0);
        JettyContainer container = new JettyContainer(server, connector, context);
        try {
            server.start();
            return container;
        } catch (Exception | Error e) {
            container.close();
            throw e;
        }
    }

    /** Apart, so that modules whose tests do not speak HTTP/2 need not bring it along. */
    private static final class Http2 {
        private Http2() {}

        static void add(ServerConnector connector) {
            HttpConnectionFactory http1 = connector.getConnectionFactory(HttpConnectionFactory.class);
            connector.addConnectionFactory(new HTTP2CServerConnectionFactory(http1.getHttpConfiguration()));
        }
    }

    @Override
    public int port() {
        return connector.getLocalPort();
    }

    @Override
    public ServletContext context() {
        return context.getServletContext();
    }

    @Override
    public void close() {
        try {
            server.stop();
            server.destroy();
        } catch (Exception e) {
            throw new IllegalStateException("Jetty did not stop", e);
        }
    }
}
