package dev.hardening.servlet.support;

import dev.hardening.core.net.HostPort;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.Part;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.Collection;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The one request wrapper of an exchange. It shows the application the client as the filters resolved it, and keeps the
 * wrappers in place when the application goes asynchronous: the container's own {@code startAsync()} drops them.
 */
final class ExchangeRequest extends HttpServletRequestWrapper {

    private final Exchange exchange;

    ExchangeRequest(HttpServletRequest request, Exchange exchange) {
        super(request);
        this.exchange = exchange;
    }

    /** Returns the request of a dispatch in the wrapper. Containers drop it when they dispatch to an error page. */
    static HttpServletRequest in(HttpServletRequest dispatched, Exchange exchange) {
        boolean is = dispatched instanceof ExchangeRequest
                || (dispatched instanceof ServletRequestWrapper wrapper && wrapper.isWrapperFor(ExchangeRequest.class));
        return is ? dispatched : new ExchangeRequest(dispatched, exchange);
    }

    @Override
    public AsyncContext startAsync() {
        return startAsync(this, exchange.response());
    }

    @Override
    public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
        AsyncContext context = super.startAsync(request, response);
        context.addListener(exchange.asyncListener());
        return exchange.async(context);
    }

    @Override
    public AsyncContext getAsyncContext() {
        AsyncContext bare = super.getAsyncContext();
        AsyncContext known = exchange.async();
        return known != null ? known : bare;
    }

    /** A container sets the cookie of a new session itself. */
    @Override
    public HttpSession getSession() {
        HttpSession session = super.getSession();
        exchange.response().checkCookies();
        return session;
    }

    @Override
    public @Nullable HttpSession getSession(boolean create) {
        HttpSession session = super.getSession(create);
        exchange.response().checkCookies();
        return session;
    }

    @Override
    public String changeSessionId() {
        String id = super.changeSessionId();
        exchange.response().checkCookies();
        return id;
    }

    /** On signed routes nobody reads past it: what he has taken would be verified as if it had never been sent. */
    private @Nullable RequestBody body() {
        return exchange.context().route().signatures().isEmpty() ? exchange.bodyIfRead() : exchange.body();
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        RequestBody body = body();
        return body == null ? super.getInputStream() : body.stream();
    }

    @Override
    public BufferedReader getReader() throws IOException {
        RequestBody body = body();
        return body == null ? super.getReader() : body.reader();
    }

    private @Nullable Map<String, String[]> ownParameters() {
        RequestBody body = body();
        return body == null ? null : body.parameters((HttpServletRequest) getRequest());
    }

    @Override
    public @Nullable String getParameter(String name) {
        Map<String, String[]> own = ownParameters();
        if (own == null) {
            return super.getParameter(name);
        }
        String[] values = own.get(name);
        return values == null ? null : values[0];
    }

    @Override
    public String @Nullable [] getParameterValues(String name) {
        Map<String, String[]> own = ownParameters();
        if (own == null) {
            return super.getParameterValues(name);
        }
        String[] values = own.get(name);
        return values == null ? null : values.clone();
    }

    @Override
    public Enumeration<String> getParameterNames() {
        Map<String, String[]> own = ownParameters();
        return own == null ? super.getParameterNames() : Collections.enumeration(own.keySet());
    }

    @Override
    public Map<String, String[]> getParameterMap() {
        Map<String, String[]> own = ownParameters();
        return own == null ? super.getParameterMap() : Collections.unmodifiableMap(own);
    }

    @Override
    public Collection<Part> getParts() throws IOException, ServletException {
        RequestBody body = bodyOfParts();
        if (body == null) {
            return super.getParts();
        }
        return body.isReadingMultipart()
                ? List.copyOf(body.parts())
                : body.pastHooks().call(() -> super.getParts());
    }

    @Override
    public @Nullable Part getPart(String name) throws IOException, ServletException {
        RequestBody body = bodyOfParts();
        if (body == null) {
            return super.getPart(name);
        }
        if (!body.isReadingMultipart()) {
            return body.pastHooks().call(() -> super.getPart(name));
        }
        return body.parts().stream()
                .filter(part -> part.getName().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** Returns null when the container reads the body by itself. */
    private @Nullable RequestBody bodyOfParts() throws NotMultipartException {
        RequestBody body = body();
        String type = exchange.header("Content-Type");
        boolean readHere = body != null && body.isReadingMultipart();
        if (readHere ? !MultipartForm.isNamedBy(type) : !MultipartForm.isOfParts(type)) {
            throw new NotMultipartException();
        }
        return body;
    }

    /** Tells whether a field describes the body as it was sent, and not as its readers see it. */
    private boolean isOutdated(String name) {
        if (!name.regionMatches(true, 0, "content-", 0, 8)) {
            return false;
        }
        RequestBody body = body();
        return body != null
                && body.isDecoded()
                && (name.equalsIgnoreCase("Content-Encoding") || name.equalsIgnoreCase("Content-Length"));
    }

    @Override
    public @Nullable String getHeader(String name) {
        return isOutdated(name) ? null : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return isOutdated(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        RequestBody body = body();
        if (body == null || !body.isDecoded()) {
            return super.getHeaderNames();
        }
        return Collections.enumeration(Collections.list(super.getHeaderNames()).stream()
                .filter(name -> !isOutdated(name))
                .toList());
    }

    @Override
    public int getIntHeader(String name) {
        return isOutdated(name) ? -1 : super.getIntHeader(name);
    }

    @Override
    public int getContentLength() {
        return isOutdated("Content-Length") ? -1 : super.getContentLength();
    }

    @Override
    public long getContentLengthLong() {
        return isOutdated("Content-Length") ? -1 : super.getContentLengthLong();
    }

    @Override
    public String getRemoteAddr() {
        return exchange.context().isResolved() ? exchange.context().client().toString() : super.getRemoteAddr();
    }

    @Override
    public String getRemoteHost() {
        return exchange.context().isResolved() ? getRemoteAddr() : super.getRemoteHost();
    }

    @Override
    public String getScheme() {
        return exchange.context().isResolved() ? exchange.context().scheme() : super.getScheme();
    }

    @Override
    public boolean isSecure() {
        return exchange.context().isResolved() ? exchange.context().isSecure() : super.isSecure();
    }

    @Override
    public String getServerName() {
        HostPort host = exchange.context().isResolved() ? exchange.context().host() : null;
        return host != null ? host.host().toString() : super.getServerName();
    }

    @Override
    public int getServerPort() {
        HostPort host = exchange.context().isResolved() ? exchange.context().host() : null;
        if (host == null) {
            return super.getServerPort();
        }
        return host.portOr(isSecure() ? 443 : 80);
    }

    @Override
    public StringBuffer getRequestURL() {
        if (!exchange.context().isResolved()) {
            return super.getRequestURL();
        }
        int port = getServerPort();
        StringBuffer url = new StringBuffer(128).append(getScheme()).append("://");
        url.append(getServerName());
        if (port != (isSecure() ? 443 : 80)) {
            url.append(':').append(port);
        }
        return url.append(getRequestURI());
    }
}
