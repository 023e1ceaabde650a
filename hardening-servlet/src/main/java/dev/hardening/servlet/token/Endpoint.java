package dev.hardening.servlet.token;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.servlet.support.Exchange;
import dev.hardening.servlet.support.Linger;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A servlet that knows one method and answers with JSON that nobody keeps. */
final class Endpoint extends HttpServlet {

    private static final long serialVersionUID = 1L;

    /** What an endpoint does. */
    @FunctionalInterface
    interface Work {
        /** Answers the request. */
        void handle(Exchange exchange, HttpServletResponse response) throws IOException, ServletException;
    }

    private final String method;
    private final transient Work work;
    private final transient Refusal otherMethod;

    Endpoint(String method, Work work) {
        this.method = method;
        this.work = work;
        this.otherMethod = Refusal.of(RefusalCode.METHOD_NOT_ALLOWED)
                .field("Allow", method.equals("GET") ? "GET, HEAD" : method)
                .build();
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        Exchange exchange = Exchange.of(request);
        String asked = request.getMethod();
        if (asked.equals(method) || (asked.equals("HEAD") && method.equals("GET"))) {
            work.handle(exchange, response);
        } else {
            refuse(exchange, otherMethod, SecurityEventType.REQUEST_REFUSED);
        }
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
