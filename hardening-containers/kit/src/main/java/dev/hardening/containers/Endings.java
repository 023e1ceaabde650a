package dev.hardening.containers;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** The ways in which the application ends an answer, by name. */
final class Endings {

    /** What no answer may tell. */
    static final String SECRET = "/srv/app/secret.txt";

    static final Map<String, Handler> ALL = new LinkedHashMap<>();

    /** Where forwards, includes and dispatches go, by path; guarded as every path that no route names. */
    static final Map<String, Handler> TARGETS = Map.of(
            "/target",
            (request, response) -> response.getWriter().print("target"),
            "/target-throw",
            Endings::fail,
            "/target-error",
            (request, response) -> response.sendError(409, SECRET),
            App.PAGE_PATH,
            (request, response) -> response.getWriter().print("page"));

    static {
        ALL.put("nothing", (request, response) -> {});
        ALL.put("text", (request, response) -> print(response));
        ALL.put("flush", (request, response) -> {
            response.flushBuffer();
            print(response);
        });
        ALL.put(
                "large",
                (request, response) ->
                        response.getOutputStream().write("x".repeat(70_000).getBytes(StandardCharsets.US_ASCII)));
        ALL.put("204", (request, response) -> response.setStatus(204));
        ALL.put("304", (request, response) -> response.setStatus(304));
        ALL.put("conditional", (request, response) -> {
            response.setHeader("ETag", "\"1\"");
            if ("\"1\"".equals(request.getHeader("If-None-Match"))) {
                response.setStatus(304);
            } else {
                print(response);
            }
        });
        ALL.put("redirect", (request, response) -> response.sendRedirect("/hello"));
        ALL.put("send-error", (request, response) -> response.sendError(409));
        ALL.put("send-error-message", (request, response) -> {
            print(response);
            response.sendError(503, SECRET);
        });
        ALL.put("error-page", (request, response) -> response.sendError(App.PAGE_STATUS));
        ALL.put("throw", Endings::fail);
        ALL.put("throw-servlet", (request, response) -> {
            throw new ServletException(SECRET, new IllegalStateException(SECRET));
        });
        ALL.put("throw-error", (request, response) -> {
            throw new AssertionError(SECRET);
        });
        ALL.put("throw-after-text", (request, response) -> {
            print(response);
            fail(request, response);
        });
        ALL.put("throw-committed", (request, response) -> {
            print(response);
            response.flushBuffer();
            fail(request, response);
        });
        ALL.put("forward", (request, response) -> dispatcher(request, "/target").forward(request, response));
        ALL.put(
                "forward-throw",
                (request, response) -> dispatcher(request, "/target-throw").forward(request, response));
        ALL.put(
                "forward-error",
                (request, response) -> dispatcher(request, "/target-error").forward(request, response));
        ALL.put("include", (request, response) -> {
            dispatcher(request, "/target").include(request, response);
            response.getWriter().print(" after");
        });
        ALL.put(
                "include-throw",
                (request, response) -> dispatcher(request, "/target-throw").include(request, response));
        ALL.put("include-error", (request, response) -> {
            dispatcher(request, "/target-error").include(request, response);
            print(response);
        });
        ALL.put("reset", (request, response) -> {
            response.getWriter().print("never seen");
            response.reset();
            print(response);
        });
        async();
    }

    private Endings() {}

    private static void async() {
        ALL.put("async-complete", (request, response) -> {
            AsyncContext async = request.startAsync();
            async.start(() -> {
                print(async.getResponse());
                async.complete();
            });
        });
        ALL.put("async-given", (request, response) -> {
            AsyncContext async = request.startAsync(request, response);
            async.start(() -> {
                print(async.getResponse());
                async.complete();
            });
        });
        ALL.put("async-error", (request, response) -> {
            AsyncContext async = request.startAsync();
            async.start(() -> {
                try {
                    ((HttpServletResponse) async.getResponse()).sendError(409, SECRET);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
                async.complete();
            });
        });
        ALL.put("async-dispatch", (request, response) -> {
            if (request.getDispatcherType() == DispatcherType.ASYNC) {
                print(response);
            } else {
                request.startAsync().dispatch();
            }
        });
        ALL.put("async-dispatch-to", (request, response) -> request.startAsync().dispatch("/target"));
        ALL.put(
                "async-dispatch-throw",
                (request, response) -> request.startAsync().dispatch("/target-throw"));
        ALL.put(
                "async-dispatch-error",
                (request, response) -> request.startAsync().dispatch("/target-error"));
        ALL.put("async-timeout", (request, response) -> request.startAsync().setTimeout(20));
        ALL.put("async-timeout-answered", (request, response) -> {
            AsyncContext async = request.startAsync();
            async.setTimeout(20);
            async.addListener(new AnswerOnTimeout());
        });
    }

    private static RequestDispatcher dispatcher(HttpServletRequest request, String path) {
        return Objects.requireNonNull(request.getRequestDispatcher(path), path);
    }

    private static void fail(HttpServletRequest request, HttpServletResponse response) {
        throw new IllegalStateException(SECRET);
    }

    private static void print(ServletResponse response) {
        try {
            response.getWriter().print("text");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private record AnswerOnTimeout() implements AsyncListener {
        @Override
        public void onTimeout(AsyncEvent event) {
            ((HttpServletResponse) event.getAsyncContext().getResponse()).setStatus(504);
            event.getAsyncContext().complete();
        }

        @Override
        public void onComplete(AsyncEvent event) {}

        @Override
        public void onError(AsyncEvent event) {}

        @Override
        public void onStartAsync(AsyncEvent event) {}
    }
}
