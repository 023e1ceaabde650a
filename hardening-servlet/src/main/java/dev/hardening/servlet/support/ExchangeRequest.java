package dev.hardening.servlet.support;

import dev.hardening.core.net.HostPort;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

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
