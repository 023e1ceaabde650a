package dev.hardening.examples.server;

import dev.hardening.core.tls.TlsKeys;
import dev.hardening.servlet.support.CutShortException;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.catalina.Context;
import org.apache.catalina.Globals;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.core.StandardService;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.apache.tomcat.util.net.SSLUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tomcat 11 with one app at the root. */
final class TomcatServer implements WebServer {

    private static final Logger LOG = LoggerFactory.getLogger(TomcatServer.class);

    private static final int ATTEMPTS = 3;

    private final Tomcat tomcat;
    private final Path directory;

    private TomcatServer(Tomcat tomcat, Path directory) {
        this.tomcat = tomcat;
        this.directory = directory;
    }

    static WebServer start(ServerSettings settings, @Nullable TlsKeys tls, WebApp app) throws ServerStartException {
        JulBridge.install();
        TomcatServer server;
        try {
            server = new TomcatServer(new Tomcat(), Files.createTempDirectory("tomcat-"));
        } catch (IOException e) {
            throw new ServerStartException("The server's directory cannot be made", e);
        }
        server.tomcat.setBaseDir(server.directory.toString());
        server.tomcat.setConnector(connector(settings, tls));
        ((StandardService) server.tomcat.getService()).setGracefulStopAwaitMillis(LAST_BYTES_MS);
        StandardContext context = (StandardContext) server.tomcat.addContext("", server.directory.toString());
        // Looking for leaks needs doors into the JDK, and the process ends with the app anyway.
        context.setClearReferencesThreadLocals(false);
        context.setClearReferencesRmiTargets(false);
        List<Filter> filters = app.filters();
        for (int i = 0; i < filters.size(); i++) {
            addFilter(context, "filter-" + i, filters.get(i));
        }
        app.servlets().forEach((mapping, servlet) -> {
            Wrapper wrapper = Tomcat.addServlet(context, "servlet" + mapping, servlet);
            wrapper.setAsyncSupported(true);
            wrapper.addMapping(mapping);
        });
        StandardHost host = (StandardHost) server.tomcat.getHost();
        host.setErrorReportValveClass("");
        // At the engine, because a request that Tomcat refuses may have no host.
        server.tomcat.getEngine().getPipeline().addValve(new BareErrors());
        try {
            server.tomcat.start();
            if (context.getState() != LifecycleState.STARTED || server.port() < 0) {
                throw new LifecycleException("the app or the connector did not start");
            }
            return server;
        } catch (LifecycleException e) {
            server.close();
            throw new ServerStartException("The server does not start: " + e.getMessage(), e);
        }
    }

    private static Connector connector(ServerSettings settings, @Nullable TlsKeys tls) {
        Connector connector = new Connector();
        connector.setPort(settings.port());
        connector.setXpoweredBy(false);
        connector.setAllowTrace(false);
        connector.setThrowOnFailure(true);
        connector.setProperty("address", settings.host());
        connector.setProperty("maxThreads", String.valueOf(settings.threads()));
        connector.setProperty("minSpareThreads", "4");
        connector.setProperty("maxHttpRequestHeaderSize", String.valueOf(HEADER_BYTES));
        connector.setProperty("connectionTimeout", String.valueOf(IDLE_MS));
        connector.setProperty("keepAliveTimeout", String.valueOf(IDLE_MS));
        connector.setProperty("maxKeepAliveRequests", "-1");
        connector.setProperty("acceptCount", String.valueOf(BACKLOG));
        // Tomcat would wait for the rest of a body that a filter has refused unread, for as long as its sender likes.
        connector.setProperty("maxSwallowSize", "0");
        // While it reads the extension of a chunk or a trailer, no filter sees how long that takes.
        connector.setProperty("maxExtensionSize", "64");
        connector.setProperty("maxTrailerSize", "256");
        if (tls != null) {
            connector.setSecure(true);
            connector.setScheme("https");
            connector.setProperty("SSLEnabled", "true");
            connector.addSslHostConfig(tls(tls));
        }
        return connector;
    }

    private static SSLHostConfig tls(TlsKeys keys) {
        SSLHostConfig config = new SSLHostConfig();
        config.setProtocols("TLSv1.2+TLSv1.3");
        SSLHostConfigCertificate certificate =
                new SSLHostConfigCertificate(config, SSLHostConfigCertificate.Type.UNDEFINED);
        certificate.setSslContext(SSLUtil.createSSLContext(keys.sslContext(), keys.keyManager(), new TrustsNobody()));
        config.addCertificate(certificate);
        return config;
    }

    private static void addFilter(Context context, String name, Filter filter) {
        FilterDef definition = new FilterDef();
        definition.setFilterName(name);
        definition.setFilter(filter);
        definition.setAsyncSupported("true");
        context.addFilterDef(definition);
        FilterMap map = new FilterMap();
        map.setFilterName(name);
        map.addURLPattern("/*");
        for (DispatcherType dispatch : DispatcherType.values()) {
            map.setDispatcher(dispatch.name());
        }
        context.addFilterMap(map);
    }

    @Override
    public int port() {
        return tomcat.getConnector().getLocalPort();
    }

    @Override
    public int redirectPort() {
        return -1;
    }

    @Override
    public void close() {
        try {
            tomcat.stop();
            tomcat.destroy();
        } catch (LifecycleException e) {
            throw new IllegalStateException("Tomcat did not stop", e);
        } finally {
            // Tomcat tells the whole process where it lives; the next one would make that directory again.
            System.clearProperty(Globals.CATALINA_HOME_PROP);
            System.clearProperty(Globals.CATALINA_BASE_PROP);
            delete(directory);
        }
    }

    /** Threads of Tomcat's that still end may remove something meanwhile, which is no reason to leave the rest. */
    private static void delete(Path tree) {
        for (int attempt = 0; attempt < ATTEMPTS && Files.exists(tree); attempt++) {
            try (Stream<Path> files = Files.walk(tree)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            } catch (IOException | UncheckedIOException e) {
                LOG.debug("The server's directory could not be removed yet", e);
            }
        }
        if (Files.exists(tree)) {
            LOG.warn("The server's directory could not be removed");
        }
    }

    /** Writes a bare answer where Tomcat would describe itself and the failure. */
    private static final class BareErrors extends ErrorReportValve {

        @Override
        protected void report(Request request, Response response, @Nullable Throwable failure) {
            int status = response.getStatus();
            // A client that went away before its refusal gets none, and is no failure.
            if (status < 400
                    || failure instanceof CutShortException
                    || response.getContentWritten() > 0
                    || !response.setErrorReported()) {
                return;
            }
            BareAnswer answer = BareAnswer.of(status);
            answer.fields().forEach(response::setHeader);
            response.setContentLength(answer.body().length);
            try {
                response.getOutputStream().write(answer.body());
                response.finishResponse();
            } catch (IOException | IllegalStateException e) {
                LOG.debug("The client went away before its error answer", e);
            }
        }
    }
}
