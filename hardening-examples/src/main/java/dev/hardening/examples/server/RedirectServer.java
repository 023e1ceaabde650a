package dev.hardening.examples.server;

import dev.hardening.core.decision.ErrorIds;
import dev.hardening.core.net.HostPort;
import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** A plain port beside a server with TLS: every request is sent to the same host and path there, and nothing else. */
final class RedirectServer extends Handler.Abstract implements WebServer {

    private static final int HTTPS = 443;
    private static final int FEW_THREADS = 6;

    private final WebServer target;
    private final Server plain;

    private RedirectServer(WebServer target, String host, int port) {
        this.target = target;
        this.plain = JettyParts.server(host, port, FEW_THREADS, null);
    }

    static WebServer beside(WebServer target, String host, int port) throws ServerStartException {
        RedirectServer redirect = new RedirectServer(target, host, port);
        redirect.plain.setHandler(redirect);
        JettyParts.start(redirect.plain);
        return redirect;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String location = location(request);
        if (location == null) {
            Response.writeError(request, response, callback, HttpStatus.BAD_REQUEST_400);
            return true;
        }
        boolean safe = request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
        // 308 keeps the method and the body; 301 is what the oldest clients know.
        response.setStatus(safe ? HttpStatus.MOVED_PERMANENTLY_301 : HttpStatus.PERMANENT_REDIRECT_308);
        BareAnswer.securityFields().forEach(response.getHeaders()::put);
        String requestId = request.getHeaders().get(BareAnswer.REQUEST_ID);
        response.getHeaders()
                .put(BareAnswer.REQUEST_ID, BareAnswer.isRequestId(requestId) ? requestId : ErrorIds.next());
        response.getHeaders().put(HttpHeader.LOCATION, location);
        callback.succeeded();
        return true;
    }

    private @Nullable String location(Request request) {
        List<String> hosts = request.getHeaders().getValuesList(HttpHeader.HOST);
        HostPort host = hosts.size() == 1 ? HostPort.tryParse(hosts.get(0)) : null;
        String path = request.getHttpURI().getPathQuery();
        if (host == null || path == null || !path.startsWith("/") || path.startsWith("//")) {
            return null;
        }
        int port = target.port();
        return "https://" + host.host() + (port == HTTPS ? "" : ":" + port) + path;
    }

    @Override
    public int port() {
        return target.port();
    }

    @Override
    public int redirectPort() {
        return JettyParts.port(plain);
    }

    @Override
    public void close() {
        JettyParts.stop(plain);
        target.close();
    }
}
