package dev.hardening.testing.servlet;

import dev.hardening.testing.servlet.RawHttp.Response;
import dev.hardening.testing.servlet.TestApp.Handler;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The ways in which an application can end a response. A filter that promises something about every response keeps its
 * promise on each of them, in each container. An exception after {@code startAsync()} is not among them: Tomcat closes
 * the connection then, and Jetty waits for the time to run out.
 *
 * <pre>{@code
 * TestApp app = ResponseEndings.installAll(TestApp.create().filter(filter));
 * try (TestContainer server = app.start(container)) {
 *     for (ResponseEndings ending : ResponseEndings.values()) {
 *         if (ending.reachesFilters(container)) {
 *             assertPromise(ending.send(server.port()));
 *         }
 *     }
 * }
 * }</pre>
 */
public enum ResponseEndings {
    /** The servlet does nothing. */
    NOTHING(200, (request, response) -> {}),
    /** Text by {@code println}. */
    PRINTLN(200, (request, response) -> response.getWriter().println("text")),
    /** Text by {@code printf}. */
    PRINTF(200, (request, response) -> response.getWriter().printf(Locale.ROOT, "%d", 7)),
    /** {@code checkError}, which flushes. */
    CHECK_ERROR(200, (request, response) -> {
        response.getWriter().print("text");
        response.getWriter().checkError();
    }),
    /** A flush before anything is written. */
    FLUSH_BUFFER(200, (request, response) -> {
        response.flushBuffer();
        response.getWriter().print("text");
    }),
    /** A flush of the writer. */
    FLUSH_WRITER(200, (request, response) -> {
        response.getWriter().print("text");
        response.getWriter().flush();
    }),
    /** A flush of the stream. */
    FLUSH_STREAM(200, (request, response) -> {
        response.getOutputStream().write('x');
        response.getOutputStream().flush();
    }),
    /** The writer is closed. */
    CLOSE_WRITER(200, (request, response) -> {
        try (PrintWriter writer = response.getWriter()) {
            writer.print("text");
        }
    }),
    /** The stream is closed. */
    CLOSE_STREAM(200, (request, response) -> {
        try (ServletOutputStream stream = response.getOutputStream()) {
            stream.write('x');
        }
    }),
    /** As many bytes as were declared. */
    DECLARED_LENGTH(200, (request, response) -> {
        response.setContentLength(4);
        response.getOutputStream().write("text".getBytes(StandardCharsets.US_ASCII));
    }),
    /** A first write above 8 KiB. */
    OVER_8_KIB(200, (request, response) -> response.getOutputStream().write(new byte[9_000])),
    /** A first write above 32 KiB. */
    OVER_32_KIB(200, (request, response) -> response.getOutputStream().write(new byte[40_000])),
    /** The same through the writer. */
    OVER_32_KIB_OF_TEXT(200, (request, response) -> response.getWriter().print("x".repeat(40_000))),
    /** Text that is longer in bytes than in characters. */
    MULTI_BYTE(200, (request, response) -> {
        response.setContentType("text/plain;charset=utf-8");
        response.getWriter().print("\u6f22".repeat(20_000));
    }),
    /** Many small writes beyond the buffer. */
    MANY_WRITES(200, (request, response) -> {
        for (int i = 0; i < 40_000; i++) {
            response.getOutputStream().write('x');
        }
    }),
    /** A small buffer. */
    SMALL_BUFFER(200, (request, response) -> {
        response.setBufferSize(1);
        response.getOutputStream().write(new byte[100]);
    }),
    /** No content. */
    NO_CONTENT(204, (request, response) -> response.setStatus(204)),
    /** Not modified. */
    NOT_MODIFIED(304, (request, response) -> response.setStatus(304)),
    /** The container's error page. */
    SEND_ERROR(409, (request, response) -> response.sendError(409)),
    /** The container's error page with a message, after some text. */
    SEND_ERROR_MESSAGE(503, (request, response) -> {
        response.getWriter().print("never seen");
        response.sendError(503, "message");
    }),
    /** The application's error page. */
    ERROR_PAGE(418, (request, response) -> response.sendError(418)),
    /** A redirect. */
    SEND_REDIRECT(302, (request, response) -> response.sendRedirect("/elsewhere")),
    /** An unchecked exception. */
    THROW_RUNTIME(500, (request, response) -> {
        throw new IllegalStateException("thrown by a test");
    }),
    /** A servlet exception. */
    THROW_SERVLET(500, (request, response) -> {
        throw new ServletException("thrown by a test");
    }),
    /** An I/O exception. */
    THROW_IO(500, (request, response) -> {
        throw new IOException("thrown by a test");
    }),
    /** An error. */
    THROW_ERROR(500, (request, response) -> {
        throw new AssertionError("thrown by a test");
    }),
    /** An exception with a page of its own. */
    THROW_TO_PAGE(500, (request, response) -> {
        throw new PageException();
    }),
    /** A forward. */
    FORWARD(
            200,
            (request, response) ->
                    request.getRequestDispatcher("/ending-target").forward(request, response)),
    /** A forward after a wrapper around the response. */
    FORWARD_WRAPPED(
            200,
            (request, response) ->
                    request.getRequestDispatcher("/ending-target").forward(request, new ResponseWrapper(response))),
    /** A forward to a servlet that resets the response. */
    FORWARD_TO_RESET(
            200,
            (request, response) -> request.getRequestDispatcher("/ending-reset").forward(request, response)),
    /** A forward to a servlet that throws. */
    FORWARD_TO_THROW(
            500,
            (request, response) -> request.getRequestDispatcher("/ending-throw").forward(request, response)),
    /** An include. */
    INCLUDE(200, (request, response) -> {
        request.getRequestDispatcher("/ending-target").include(request, response);
        response.getWriter().print("after");
    }),
    /** An include that flushes. */
    INCLUDE_FLUSH(200, (request, response) -> {
        request.getRequestDispatcher("/ending-flush").include(request, response);
        response.getWriter().print("after");
    }),
    /** A reset before the text. */
    RESET(200, (request, response) -> {
        response.getWriter().print("never seen");
        response.reset();
        response.getWriter().print("text");
    }),
    /** A reset before more than the buffer holds. */
    RESET_THEN_OVER_32_KIB(200, (request, response) -> {
        response.reset();
        response.getOutputStream().write(new byte[40_000]);
    }),
    /** A reset before an error. */
    RESET_THEN_SEND_ERROR(409, (request, response) -> {
        response.reset();
        response.sendError(409);
    }),
    /** A reset of the buffer only. */
    RESET_BUFFER(200, (request, response) -> {
        response.getWriter().print("never seen");
        response.resetBuffer();
        response.getWriter().print("text");
    }),
    /** The application takes the wrapper off the response. */
    UNWRAPPED(200, (request, response) -> unwrapped(response).getWriter().print("text")),
    /** An asynchronous answer. */
    ASYNC_COMPLETE(200, (request, response) -> {
        AsyncContext async = request.startAsync();
        async.start(() -> {
            print(async.getResponse());
            async.complete();
        });
    }),
    /** An asynchronous answer with the given request and response. */
    ASYNC_COMPLETE_GIVEN(200, (request, response) -> {
        AsyncContext async = request.startAsync(request, response);
        async.start(() -> {
            print(async.getResponse());
            async.complete();
        });
    }),
    /** An asynchronous answer that is reset. */
    ASYNC_RESET(200, (request, response) -> {
        AsyncContext async = request.startAsync();
        async.start(() -> {
            async.getResponse().reset();
            print(async.getResponse());
            async.complete();
        });
    }),
    /** An asynchronous answer started behind the wrappers' back. */
    ASYNC_UNWRAPPED(200, (request, response) -> {
        HttpServletRequest bare = (HttpServletRequest) ((ServletRequestWrapper) request).getRequest();
        AsyncContext async = bare.startAsync();
        async.start(() -> {
            print(async.getResponse());
            async.complete();
        });
    }),
    /** Back to the same servlet. */
    ASYNC_DISPATCH(200, (request, response) -> {
        if (request.getDispatcherType() == DispatcherType.ASYNC) {
            print(response);
        } else {
            request.startAsync().dispatch();
        }
    }),
    /** On to another servlet, which resets the response. */
    ASYNC_DISPATCH_TO_RESET(200, (request, response) -> request.startAsync().dispatch("/ending-reset")),
    /** Back to a servlet that throws. */
    ASYNC_DISPATCH_TO_THROW(500, (request, response) -> request.startAsync().dispatch("/ending-throw")),
    /** Nobody answers in time. */
    ASYNC_TIMEOUT(500, (request, response) -> request.startAsync().setTimeout(20)),
    /** A listener answers when time is out. */
    ASYNC_TIMEOUT_ANSWERED(504, (request, response) -> {
        AsyncContext async = request.startAsync();
        async.setTimeout(20);
        async.addListener(new AnswerOnTimeout());
    }),
    /** A write without blocking. */
    NON_BLOCKING_WRITE(200, (request, response) -> {
        AsyncContext async = request.startAsync();
        ServletOutputStream stream = async.getResponse().getOutputStream();
        stream.setWriteListener(new WriteOnce(async, stream));
    }),
    /** HEAD, answered by the servlet's GET. */
    HEAD("HEAD", 200),
    /** OPTIONS, answered by the servlet class. */
    OPTIONS("OPTIONS", 200),
    /** TRACE, answered by the servlet class where the container lets it. */
    TRACE("TRACE", 200),
    /** A method that the servlet class does not know. */
    UNKNOWN_METHOD("BREW", 501),
    /** A method that the servlet does not have. */
    METHOD_NOT_ALLOWED("POST", 405),
    /** A path that no servlet but the default one has. */
    UNMAPPED(404, null);

    private final String method;
    private final int status;

    /** Without state: it ends the response and nothing else. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final @Nullable Handler handler;

    ResponseEndings(int status, @Nullable Handler handler) {
        this.method = "GET";
        this.status = status;
        this.handler = handler;
    }

    /** A request with another method than GET to a servlet that has GET only. */
    ResponseEndings(String method, int status) {
        this.method = method;
        this.status = status;
        this.handler = null;
    }

    /** Returns the path at which the application ends its response in this way. */
    public String path() {
        return method.equals("GET") ? "/ending/" + name().toLowerCase(Locale.ROOT) : "/ending-get";
    }

    /** Returns the status of the answer. */
    public int status() {
        return status;
    }

    /** Tells whether the container lets a filter see the request. */
    public boolean reachesFilters(Container container) {
        // Tomcat answers TRACE itself unless its connector allows it.
        return this != TRACE || container == Container.JETTY;
    }

    /** Tells whether the application takes a wrapper off, so that a filter must have put one on. */
    public boolean needsWrappers() {
        return this == ASYNC_UNWRAPPED;
    }

    /** Sends the request on a connection of its own. */
    public Response send(int port, String... headers) {
        return RawHttp.request(port, method, path(), "", headers);
    }

    /** Adds the servlets of all endings to an application. */
    public static TestApp installAll(TestApp app) {
        for (ResponseEndings ending : values()) {
            Handler handler = ending.handler;
            if (handler != null) {
                app.servlet(ending.path(), handler);
            }
        }
        return app.servlet("/ending-target", (request, response) -> print(response))
                .servlet("/ending-flush", (request, response) -> {
                    print(response);
                    response.flushBuffer();
                })
                .servlet("/ending-reset", (request, response) -> {
                    response.reset();
                    print(response);
                })
                .servlet("/ending-throw", (request, response) -> {
                    throw new IllegalStateException("thrown by a test");
                })
                .servlet(
                        "/ending-page",
                        (request, response) -> response.getWriter().print("page"))
                .servlet("/ending-get", new GetOnly())
                .errorPage(418, "/ending-page")
                .errorPage(PageException.class, "/ending-page");
    }

    private static void print(ServletResponse response) {
        try {
            response.getWriter().print("text");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ServletResponse unwrapped(ServletResponse response) {
        ServletResponse bare = response;
        while (bare instanceof ServletResponseWrapper wrapper) {
            bare = wrapper.getResponse();
        }
        return bare;
    }

    /** Its type has an error page. */
    private static final class PageException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        PageException() {
            super("thrown by a test");
        }
    }

    private static final class ResponseWrapper extends HttpServletResponseWrapper {
        ResponseWrapper(HttpServletResponse response) {
            super(response);
        }
    }

    private static final class GetOnly extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().print("x".repeat(40_000));
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

    private static final class WriteOnce implements WriteListener {
        private final AsyncContext async;
        private final ServletOutputStream stream;
        private boolean written;

        WriteOnce(AsyncContext async, ServletOutputStream stream) {
            this.async = async;
            this.stream = stream;
        }

        @Override
        public void onWritePossible() throws IOException {
            if (!written && stream.isReady()) {
                written = true;
                stream.write(new byte[100_000]);
            }
            if (written && stream.isReady()) {
                async.complete();
            }
        }

        @Override
        public void onError(Throwable failure) {
            async.complete();
        }
    }
}
