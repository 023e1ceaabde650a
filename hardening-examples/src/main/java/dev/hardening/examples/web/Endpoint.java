package dev.hardening.examples.web;

import jakarta.servlet.Servlet;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One path: a handler for each method, HEAD where GET is, 405 for every other. */
public final class Endpoint implements Servlet {

    /** Answers one request. */
    @FunctionalInterface
    public interface Handler {

        /** Writes the answer, or throws {@link RefusedException} with another. */
        void handle(HttpServletRequest request, HttpServletResponse response)
                throws IOException, ServletException, RefusedException;
    }

    private final Map<String, Handler> handlers = new TreeMap<>();
    private @Nullable Handler fallback;
    private @Nullable ServletConfig config;

    private Endpoint() {}

    /** Returns a path that answers GET and HEAD. */
    public static Endpoint get(Handler handler) {
        return new Endpoint().and("GET", handler).and("HEAD", handler);
    }

    /** Returns a path that answers POST. */
    public static Endpoint post(Handler handler) {
        return new Endpoint().and("POST", handler);
    }

    /** Returns the servlet for paths that nothing serves: 404 for every method. */
    public static Endpoint notFound() {
        return new Endpoint();
    }

    /** Returns a path that answers every method alike. */
    public static Endpoint any(Handler handler) {
        Endpoint endpoint = new Endpoint();
        endpoint.fallback = handler;
        return endpoint;
    }

    /** Answers one more method; called before the servlet is used. */
    public Endpoint and(String method, Handler handler) {
        handlers.put(method, handler);
        return this;
    }

    @Override
    public void init(ServletConfig given) {
        this.config = given;
    }

    @Override
    public @Nullable ServletConfig getServletConfig() {
        return config;
    }

    @Override
    public String getServletInfo() {
        return "";
    }

    @Override
    public void destroy() {
        // Nothing is held.
    }

    @Override
    public void service(ServletRequest request, ServletResponse response) throws IOException, ServletException {
        if (request instanceof HttpServletRequest asked && response instanceof HttpServletResponse answer) {
            serve(asked, answer);
        }
    }

    private void serve(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException {
        Handler handler = handlers.getOrDefault(request.getMethod(), fallback);
        if (handlers.isEmpty() && fallback == null) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        } else if (handler == null) {
            response.setHeader("Allow", String.join(", ", handlers.keySet()));
            response.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
        } else {
            try {
                handler.handle(request, response);
            } catch (RefusedException e) {
                Answers.error(request, response, e);
            }
        }
    }
}
