package dev.hardening.servlet.token;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.servlet.support.Exchange;
import dev.hardening.servlet.support.Linger;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A servlet that knows one method and answers with JSON that nobody keeps. */
final class Endpoint implements Servlet {

    /** What an endpoint does. */
    @FunctionalInterface
    interface Work {
        /** Answers the request. */
        void handle(Exchange exchange, HttpServletResponse response) throws IOException, ServletException;
    }

    private final String method;
    private final boolean head;
    private final Work work;
    private final Refusal otherMethod;
    private volatile @Nullable ServletConfig config;

    Endpoint(String method, Work work) {
        this(method, method.equals("GET"), work);
    }

    private Endpoint(String method, boolean head, Work work) {
        this.method = method;
        this.head = head;
        this.work = work;
        this.otherMethod = Refusal.of(RefusalCode.METHOD_NOT_ALLOWED)
                .field("Allow", head ? method + ", HEAD" : method)
                .build();
    }

    /** Returns an endpoint that a HEAD does not reach, because what it does is more than telling something. */
    static Endpoint withoutHead(String method, Work work) {
        return new Endpoint(method, false, work);
    }

    @Override
    public void init(ServletConfig servletConfig) {
        this.config = servletConfig;
    }

    @Override
    public @Nullable ServletConfig getServletConfig() {
        return config;
    }

    @Override
    public String getServletInfo() {
        return "tokens";
    }

    @Override
    public void destroy() {}

    @Override
    public void service(ServletRequest request, ServletResponse response) throws ServletException, IOException {
        if (!(request instanceof HttpServletRequest asked && response instanceof HttpServletResponse answer)) {
            throw new ServletException("this servlet speaks HTTP only");
        }
        Exchange exchange = Exchange.of(asked);
        String given = asked.getMethod();
        if (given.equals(method) || (head && given.equals("HEAD"))) {
            work.handle(exchange, answer);
        } else {
            refuse(exchange, otherMethod, SecurityEventType.REQUEST_REFUSED);
        }
    }

    /** Answers with a refusal that somebody else has published. */
    static void refuse(Exchange exchange, Refusal refusal) throws IOException, ServletException {
        Linger.around(exchange, () -> exchange.services().refusals().write(exchange, refusal));
    }

    static void refuse(Exchange exchange, Refusal refusal, SecurityEventType type)
            throws IOException, ServletException {
        Linger.around(exchange, () -> exchange.refuse(refusal, type, Enforcement.ENFORCE, () -> {}));
    }

    static void answer(HttpServletResponse response, CharSequence json) throws IOException {
        byte[] bytes = json.toString().getBytes(StandardCharsets.UTF_8);
        response.setStatus(HttpServletResponse.SC_OK);
        response.setHeader("Cache-Control", "no-store");
        response.setContentType("application/json");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }
}
