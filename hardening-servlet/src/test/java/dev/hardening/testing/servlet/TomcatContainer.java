package dev.hardening.testing.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Set;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http2.Http2Protocol;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.apache.tomcat.util.descriptor.web.ErrorPage;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.jspecify.annotations.Nullable;

final class TomcatContainer implements TestContainer {

    /** Held here because the log manager holds loggers weakly and would forget what was set on them. */
    private static final Logger LOG = Logger.getLogger("org.apache");

    private final Tomcat tomcat;
    private final Context context;
    private final Path directory;

    private TomcatContainer(Tomcat tomcat, Context context, Path directory) {
        this.tomcat = tomcat;
        this.context = context;
        this.directory = directory;
    }

    static TestContainer start(TestApp app) throws Exception {
        // Not by level: Tomcat sets the levels of its own loggers.
        LOG.setUseParentHandlers(false);
        Path directory = Files.createTempDirectory("tomcat");
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(directory.toString());
        Connector connector = new Connector();
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        connector.setProperty("minSpareThreads", "4");
        connector.setProperty("connectionTimeout", Integer.toString(app.idleMillis));
        if (app.virtualThreads) {
            connector.setProperty("useVirtualThreads", "true");
        }
        if (app.sendBuffer > 0) {
            connector.setProperty("socket.txBufSize", Integer.toString(app.sendBuffer));
        }
        if (app.tlsEndedBefore) {
            connector.setSecure(true);
            connector.setScheme("https");
        }
        if (app.http2) {
            Http2Protocol http2 = new Http2Protocol();
            // It would end connections of clients that send little at a time, before a filter can.
            http2.setOverheadDataThreshold(0);
            connector.addUpgradeProtocol(http2);
        }
        if (app.paths != PathReading.STANDARD) {
            String handling = (app.paths == PathReading.DECODING
                            ? EncodedSolidusHandling.DECODE
                            : EncodedSolidusHandling.PASS_THROUGH)
                    .getValue();
            connector.setEncodedSolidusHandling(handling);
            connector.setEncodedReverseSolidusHandling(handling);
            connector.setAllowBackslash(true);
            connector.setProperty("relaxedPathChars", "\"<>[\\]^`{|}");
            connector.setProperty("relaxedQueryChars", "\"<>[\\]^`{|}");
        }
        tomcat.setConnector(connector);

        Context context = tomcat.addContext(app.contextPath, directory.toString());
        InitFailures failures = new InitFailures();
        int number = 0;
        for (TestApp.FilterSetup setup : app.filters) {
            addFilter(context, "filter-" + number++, failures.watch(setup.filter), setup);
        }
        number = 0;
        for (TestApp.ServletSetup setup : app.servlets) {
            String name = "servlet-" + number++;
            Wrapper wrapper = Tomcat.addServlet(context, name, setup.servlet());
            wrapper.setAsyncSupported(true);
            if (setup.multipart() != null) {
                wrapper.setMultipartConfigElement(setup.multipart());
            }
            context.addServletMapping(setup.path(), name);
        }
        app.statusPages.forEach(page -> context.addErrorPage(errorPage(page)));
        app.exceptionPages.forEach(page -> context.addErrorPage(errorPage(page)));
        app.startups.forEach(startup -> context.addServletContainerInitializer(
                (classes, servletContext) -> startup.accept(servletContext), Set.of()));

        TomcatContainer container = new TomcatContainer(tomcat, context, directory);
        try {
            tomcat.start();
            failures.rethrow();
            if (context.getState() != LifecycleState.STARTED) {
                throw new IllegalStateException("The application did not start: " + context.getState());
            }
            return container;
        } catch (Exception | Error e) {
            container.close();
            throw e;
        }
    }

    private static void addFilter(Context context, String name, Filter filter, TestApp.FilterSetup setup) {
        FilterDef definition = new FilterDef();
        definition.setFilterName(name);
        definition.setFilter(filter);
        definition.setAsyncSupported("true");
        setup.initParams.forEach(definition::addInitParameter);
        context.addFilterDef(definition);
        FilterMap map = new FilterMap();
        map.setFilterName(name);
        setup.patterns.forEach(map::addURLPattern);
        for (DispatcherType dispatch : setup.dispatches) {
            map.setDispatcher(dispatch.name());
        }
        context.addFilterMap(map);
    }

    private static ErrorPage errorPage(TestApp.StatusPage page) {
        ErrorPage error = new ErrorPage();
        error.setErrorCode(page.status());
        error.setLocation(page.path());
        return error;
    }

    private static ErrorPage errorPage(TestApp.ExceptionPage page) {
        ErrorPage error = new ErrorPage();
        error.setExceptionType(page.exception().getName());
        error.setLocation(page.path());
        return error;
    }

    @Override
    public int port() {
        return tomcat.getConnector().getLocalPort();
    }

    @Override
    public ServletContext context() {
        return context.getServletContext();
    }

    @Override
    public void close() {
        if (tomcat.getServer().getState() == LifecycleState.DESTROYED) {
            return;
        }
        try {
            tomcat.stop();
            tomcat.destroy();
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        } catch (LifecycleException | IOException e) {
            throw new IllegalStateException("Tomcat did not stop", e);
        }
    }

    /** Tomcat only logs what a filter throws from {@code init}; a test wants to see it. */
    private static final class InitFailures {
        private @Nullable Throwable first;

        Filter watch(Filter filter) {
            return new Filter() {
                @Override
                public void init(FilterConfig config) throws ServletException {
                    try {
                        filter.init(config);
                    } catch (ServletException | RuntimeException | Error e) {
                        if (first == null) {
                            first = e;
                        }
                        throw e;
                    }
                }

                @Override
                public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
                        throws IOException, ServletException {
                    filter.doFilter(request, response, chain);
                }

                @Override
                public void destroy() {
                    filter.destroy();
                }
            };
        }

        void rethrow() throws Exception {
            if (first instanceof Exception exception) {
                throw exception;
            }
            if (first instanceof Error error) {
                throw error;
            }
        }
    }
}
