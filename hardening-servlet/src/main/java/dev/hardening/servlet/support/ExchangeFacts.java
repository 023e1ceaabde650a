package dev.hardening.servlet.support;

import dev.hardening.core.net.IpAddress;
import dev.hardening.core.request.RequestFacts;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a request says of itself, as the container shows it to the first filter. */
abstract class ExchangeFacts implements RequestFacts {

    final HttpServletRequest original;
    private final String method;
    private final String path;
    private final boolean pathDecoded;
    private final boolean secure;

    ExchangeFacts(HttpServletRequest original) {
        this.original = original;
        this.method = original.getMethod();
        String decoded = pathOf(original);
        this.pathDecoded = decoded != null;
        this.path = decoded != null ? decoded : original.getRequestURI();
        this.secure = Transport.isSecure(original);
    }

    /** Returns null for a path that the container passes on without saying what it decodes to: Jetty set to be lenient. */
    private static @Nullable String pathOf(HttpServletRequest request) {
        try {
            String servletPath = request.getServletPath();
            String pathInfo = request.getPathInfo();
            String path = pathInfo == null ? servletPath : servletPath + pathInfo;
            return path.isEmpty() ? "/" : path;
        } catch (IllegalArgumentException ambiguous) {
            return null;
        }
    }

    /**
     * Tells whether the container could decode the path. If not, {@link #path} is as it was sent, no route covers it, and
     * the firewall refuses it.
     */
    public boolean isPathDecoded() {
        return pathDecoded;
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String path() {
        return path;
    }

    abstract RequestContext context();

    @Override
    public IpAddress peer() {
        return context().peer();
    }

    @Override
    public boolean isSecure() {
        return secure;
    }

    /** Tells whether the container reads what is left of a body when the request is over, for as long as its client likes. */
    public boolean isWaitingForBodies() {
        return isHttp1() && Transport.isTomcat(original);
    }

    /** Tells whether a body may have been sent; in later versions of HTTP it needs neither field. */
    boolean isBodySent() {
        return original.getContentLengthLong() != 0
                && !(isHttp1() && header("Content-Length") == null && header("Transfer-Encoding") == null);
    }

    /** Tells whether the request has a connection to itself; later versions of HTTP share one among streams. */
    public boolean isHttp1() {
        return original.getProtocol().startsWith("HTTP/1");
    }

    /** Jetty keeps the authority of HTTP/2 and 3 to itself; there the server's name is what the client named. */
    @Override
    public @Nullable String authority() {
        String host = original.getHeader("Host");
        if (host != null || isHttp1()) {
            return host;
        }
        int port = original.getServerPort();
        return port == (original.isSecure() ? 443 : 80)
                ? original.getServerName()
                : original.getServerName() + ":" + port;
    }

    @Override
    public @Nullable String header(String name) {
        return original.getHeader(name);
    }

    @Override
    public @Nullable String only(String name) {
        String first = original.getHeader(name);
        return first == null || isRepeated(name) ? null : first;
    }

    /** Returns the parameters of the query alone, read strictly and without touching the body; null when it is malformed. */
    public @Nullable Map<String, String[]> queryParameters() {
        String query = original.getQueryString();
        FormParameters found = new FormParameters(Integer.MAX_VALUE);
        return query == null || found.addQuery(query) ? found.values() : null;
    }

    /** Tells whether a header field has more than one line. */
    public boolean isRepeated(String name) {
        Enumeration<String> values = original.getHeaders(name);
        if (values == null || !values.hasMoreElements()) {
            return false;
        }
        values.nextElement();
        return values.hasMoreElements();
    }

    @Override
    public List<String> headers(String name) {
        Enumeration<String> values = original.getHeaders(name);
        if (values == null || !values.hasMoreElements()) {
            return List.of();
        }
        String first = values.nextElement();
        if (!values.hasMoreElements()) {
            return List.of(first);
        }
        List<String> all = new ArrayList<>();
        all.add(first);
        values.asIterator().forEachRemaining(all::add);
        return all;
    }
}
