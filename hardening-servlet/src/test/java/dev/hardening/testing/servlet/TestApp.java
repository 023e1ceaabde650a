package dev.hardening.testing.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An application described once and started in any {@link Container}. Filters and servlets support async; filters run in
 * the order in which they are added. A path that nothing is mapped to is answered by a default servlet with 404, so
 * filters run on it in every container.
 *
 * <p>An instance is started once and is for one thread.
 */
public final class TestApp {

    /** What a servlet does with any request to it. */
    @FunctionalInterface
    public interface Handler {
        /** Answers {@code request}. */
        void handle(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException;
    }

    /** How one filter is registered: unless told otherwise on {@code /*}, for dispatches of type REQUEST. */
    public static final class FilterSetup {
        final Filter filter;
        final Map<String, String> initParams = new LinkedHashMap<>();
        Set<DispatcherType> dispatches = EnumSet.of(DispatcherType.REQUEST);
        List<String> patterns = List.of("/*");

        private FilterSetup(Filter filter) {
            this.filter = filter;
        }

        /** Adds an init-param, as {@code web.xml} would. */
        public FilterSetup initParam(String name, String value) {
            initParams.put(name, value);
            return this;
        }

        /** Replaces the dispatches that the filter takes part in. */
        public FilterSetup dispatches(DispatcherType first, DispatcherType... more) {
            dispatches = EnumSet.of(first, more);
            return this;
        }

        /** Makes the filter take part in every kind of dispatch. */
        public FilterSetup everyDispatch() {
            dispatches = EnumSet.allOf(DispatcherType.class);
            return this;
        }

        /** Replaces the URL patterns to which the filter is mapped. */
        public FilterSetup patterns(String... urlPatterns) {
            patterns = List.of(urlPatterns);
            return this;
        }
    }

    record ServletSetup(
            String path, HttpServlet servlet, @Nullable MultipartConfigElement multipart) {}

    record StatusPage(int status, String path) {}

    record ExceptionPage(Class<? extends Throwable> exception, String path) {}

    final List<FilterSetup> filters = new ArrayList<>();
    final List<ServletSetup> servlets = new ArrayList<>();
    final List<StatusPage> statusPages = new ArrayList<>();
    final List<ExceptionPage> exceptionPages = new ArrayList<>();
    final List<Consumer<ServletContext>> startups = new ArrayList<>();
    String contextPath = "";
    int idleMillis = 30_000;
    PathReading paths = PathReading.STANDARD;
    boolean http2;
    boolean virtualThreads;
    int sendBuffer;

    boolean tlsEndedBefore;
    private boolean started;

    private TestApp() {}

    /** Returns an application without filters and servlets. */
    public static TestApp create() {
        return new TestApp();
    }

    /** Puts the application below {@code path}, such as {@code /app}, instead of at the root. */
    public TestApp contextPath(String path) {
        contextPath = path;
        return this;
    }

    /** Lets the container read paths in another way than it does by itself. */
    public TestApp paths(PathReading reading) {
        paths = reading;
        return this;
    }

    /** Lets the container wait for bytes of a client no longer than this; 30 seconds by default. */
    public TestApp idleTimeout(Duration timeout) {
        idleMillis = Math.toIntExact(timeout.toMillis());
        return this;
    }

    /** Says by the connector's own settings that something before the container ends TLS; Tomcat only. */
    public TestApp tlsEndedBefore() {
        tlsEndedBefore = true;
        return this;
    }

    /** Lets the container speak HTTP/2 without TLS as well, to clients that begin with it or ask to change to it. */
    public TestApp http2() {
        http2 = true;
        return this;
    }

    /** Lets the container handle each request on a virtual thread, as it does by a setting of its own; Java 21 or newer. */
    public TestApp virtualThreads() {
        virtualThreads = true;
        return this;
    }

    /** Lets the system hold no more than about so many bytes that a client has not fetched yet; as many as it likes by default. */
    public TestApp sendBuffer(int bytes) {
        sendBuffer = bytes;
        return this;
    }

    /** Adds a filter on {@code /*} for dispatches of type REQUEST. */
    public TestApp filter(Filter filter) {
        return filter(filter, setup -> {});
    }

    /** Adds a filter, registered as {@code setup} says. */
    public TestApp filter(Filter filter, Consumer<FilterSetup> setup) {
        FilterSetup registration = new FilterSetup(filter);
        setup.accept(registration);
        filters.add(registration);
        return this;
    }

    /** Adds a servlet at a URL pattern. */
    public TestApp servlet(String path, HttpServlet servlet) {
        servlets.add(new ServletSetup(path, servlet, null));
        return this;
    }

    /** Adds a servlet at a URL pattern that hands every request, whatever its method, to {@code handler}. */
    public TestApp servlet(String path, Handler handler) {
        return servlet(path, new HandlerServlet(handler));
    }

    /** Adds a servlet whose requests may ask for their parts. */
    public TestApp servlet(String path, MultipartConfigElement multipart, Handler handler) {
        servlets.add(new ServletSetup(path, new HandlerServlet(handler), multipart));
        return this;
    }

    /** Declares the page of a status. */
    public TestApp errorPage(int status, String path) {
        statusPages.add(new StatusPage(status, path));
        return this;
    }

    /** Declares the page of an exception. */
    public TestApp errorPage(Class<? extends Throwable> exception, String path) {
        exceptionPages.add(new ExceptionPage(exception, path));
        return this;
    }

    /** Lets {@code startup} use the programmatic registration of the Servlet API while the application starts. */
    public TestApp onStartup(Consumer<ServletContext> startup) {
        startups.add(startup);
        return this;
    }

    /**
     * Starts the application.
     *
     * @throws Exception what a filter threw from {@code init}, itself or as a cause; nothing listens then
     */
    public TestContainer start(Container container) throws Exception {
        if (started) {
            throw new IllegalStateException("Describe a second application to start a second container");
        }
        started = true;
        if (servlets.stream().noneMatch(setup -> setup.path().equals("/"))) {
            servlet("/", (request, response) -> response.sendError(HttpServletResponse.SC_NOT_FOUND));
        }
        return container.start(this);
    }

    private static final class HandlerServlet extends HttpServlet {
        private static final long serialVersionUID = 1L;

        private final transient Handler handler;

        HandlerServlet(Handler handler) {
            this.handler = handler;
        }

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response)
                throws IOException, ServletException {
            handler.handle(request, response);
        }
    }
}
