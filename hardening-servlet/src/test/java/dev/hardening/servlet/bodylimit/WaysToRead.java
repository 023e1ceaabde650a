package dev.hardening.servlet.bodylimit;

import dev.hardening.testing.servlet.TestApp.Handler;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Every way in which an application can read a body; each answers with the number of bytes that it has seen. */
public final class WaysToRead {

    private WaysToRead() {}

    /** Returns the handlers by name. */
    public static Map<String, Handler> all() {
        Map<String, Handler> ways = new LinkedHashMap<>();
        ways.putAll(streams());
        ways.putAll(asynchronous());
        return ways;
    }

    static Handler way(String name) {
        return Objects.requireNonNull(all().get(name), name);
    }

    private static Map<String, Handler> streams() {
        Map<String, Handler> ways = new LinkedHashMap<>();
        ways.put("read", (request, response) -> answer(response, bytewise(request.getInputStream())));
        ways.put("array", (request, response) -> answer(response, arrays(request.getInputStream(), 64)));
        ways.put("large-array", (request, response) -> answer(response, arrays(request.getInputStream(), 1 << 20)));
        ways.put(
                "all",
                (request, response) -> answer(response, request.getInputStream().readAllBytes().length));
        ways.put(
                "n",
                (request, response) -> answer(response, request.getInputStream().readNBytes(1 << 20).length));
        ways.put(
                "transfer",
                (request, response) ->
                        answer(response, request.getInputStream().transferTo(java.io.OutputStream.nullOutputStream())));
        ways.put("skip", (request, response) -> answer(response, skipping(request.getInputStream())));
        ways.put("line", (request, response) -> answer(response, lines(request.getInputStream())));
        ways.put("repeated", (request, response) -> {
            long read = request.getInputStream().readNBytes(10).length;
            answer(response, read + bytewise(request.getInputStream()));
        });
        ways.put("reader", (request, response) -> answer(response, characters(request.getReader())));
        ways.put(
                "reader-lines",
                (request, response) -> answer(
                        response,
                        request.getReader().lines().mapToInt(String::length).sum()));
        ways.put("forward", (request, response) -> {
            if (request.getDispatcherType() == DispatcherType.FORWARD) {
                answer(response, bytewise(request.getInputStream()));
            } else {
                request.getRequestDispatcher(request.getServletPath()).forward(request, response);
            }
        });
        ways.put("swallowing", (request, response) -> {
            long read = -1;
            try {
                read = bytewise(request.getInputStream());
            } catch (IOException e) {
                response.setStatus(200);
            }
            answer(response, read);
        });
        ways.put("rethrowing", (request, response) -> {
            try {
                answer(response, bytewise(request.getInputStream()));
            } catch (IOException e) {
                throw new IllegalStateException("not read", e);
            }
        });
        ways.put("answering-error", (request, response) -> {
            try {
                answer(response, bytewise(request.getInputStream()));
            } catch (IOException e) {
                response.sendError(400, "not read");
            }
        });
        return ways;
    }

    private static Map<String, Handler> asynchronous() {
        Map<String, Handler> ways = new LinkedHashMap<>();
        ways.put("async-thread", (request, response) -> {
            AsyncContext context = request.startAsync();
            context.start(() -> inThread(context, request, response));
        });
        ways.put("async-arguments", (request, response) -> {
            AsyncContext context = request.startAsync(request, response);
            context.start(() -> inThread(
                    context, (HttpServletRequest) context.getRequest(), (HttpServletResponse) context.getResponse()));
        });
        ways.put("async-context", (request, response) -> {
            AsyncContext context = request.startAsync();
            context.start(() -> inThread(
                    context, (HttpServletRequest) context.getRequest(), (HttpServletResponse) context.getResponse()));
        });
        ways.put("async-dispatch", (request, response) -> {
            if (request.getDispatcherType() == DispatcherType.ASYNC) {
                answer(response, bytewise(request.getInputStream()));
            } else {
                request.startAsync().dispatch();
            }
        });
        ways.put("listener", (request, response) -> listen(request, response, 512));
        ways.put("listener-bytes", (request, response) -> listen(request, response, 0));
        return ways;
    }

    private static void inThread(AsyncContext context, HttpServletRequest request, HttpServletResponse response) {
        try {
            answer(response, bytewise(request.getInputStream()));
        } catch (IOException e) {
            response.setStatus(500);
        }
        context.complete();
    }

    static void listen(HttpServletRequest request, HttpServletResponse response, int size) throws IOException {
        AsyncContext context = request.startAsync();
        ServletInputStream in = request.getInputStream();
        in.setReadListener(new ReadListener() {
            private final byte[] buffer = new byte[Math.max(1, size)];
            private long read;

            @Override
            public void onDataAvailable() throws IOException {
                while (in.isReady() && !in.isFinished()) {
                    int count = size == 0 ? (in.read() < 0 ? -1 : 1) : in.read(buffer);
                    if (count > 0) {
                        read += count;
                    }
                }
            }

            @Override
            public void onAllDataRead() throws IOException {
                answer(response, read);
                context.complete();
            }

            @Override
            public void onError(Throwable failure) {
                response.setStatus(500);
                context.complete();
            }
        });
    }

    static void answer(HttpServletResponse response, long read) throws IOException {
        response.getWriter().print("read " + read);
    }

    private static long bytewise(InputStream in) throws IOException {
        long read = 0;
        while (in.read() >= 0) {
            read++;
        }
        return read;
    }

    private static long arrays(InputStream in, int size) throws IOException {
        byte[] buffer = new byte[size];
        long read = 0;
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            read += count;
        }
        return read;
    }

    private static long skipping(InputStream in) throws IOException {
        long read = 0;
        for (long skipped = in.skip(64); skipped > 0; skipped = in.skip(64)) {
            read += skipped;
        }
        return read;
    }

    private static long lines(ServletInputStream in) throws IOException {
        byte[] buffer = new byte[64];
        long read = 0;
        for (int count = in.readLine(buffer, 0, 64); count >= 0; count = in.readLine(buffer, 0, 64)) {
            read += count;
        }
        return read;
    }

    private static long characters(BufferedReader reader) throws IOException {
        long read = 0;
        while (reader.read() >= 0) {
            read++;
        }
        return read;
    }
}
