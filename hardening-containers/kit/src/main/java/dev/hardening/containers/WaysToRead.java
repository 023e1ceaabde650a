package dev.hardening.containers;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/** The ways in which the application reads a body, by name; each answers with what it has seen. */
final class WaysToRead {

    static final Map<String, Handler> ALL = new LinkedHashMap<>();

    static {
        ALL.put(
                "all",
                (request, response) -> answer(response, request.getInputStream().readAllBytes().length));
        ALL.put("bytes", (request, response) -> answer(response, bytewise(request.getInputStream())));
        ALL.put(
                "reader",
                (request, response) -> answer(
                        response,
                        request.getReader().lines().mapToInt(String::length).sum()));
        ALL.put("thread", (request, response) -> {
            AsyncContext async = request.startAsync();
            async.start(() -> {
                try {
                    answer(response, bytewise(request.getInputStream()));
                } catch (IOException e) {
                    response.setStatus(500);
                }
                async.complete();
            });
        });
        ALL.put("listener", WaysToRead::listen);
        ALL.put("form", (request, response) -> response.getWriter().print("a=" + request.getParameter("a")));
        ALL.put("parts", (request, response) -> {
            for (Part part : request.getParts()) {
                response.getWriter()
                        .print(part.getName() + "=" + part.getSubmittedFileName() + ":" + part.getSize() + " ");
            }
        });
        ALL.put("nothing", (request, response) -> response.getWriter().print("unread"));
    }

    private WaysToRead() {}

    private static void listen(HttpServletRequest request, HttpServletResponse response) throws IOException {
        AsyncContext async = request.startAsync();
        ServletInputStream in = request.getInputStream();
        in.setReadListener(new ReadListener() {
            private final byte[] buffer = new byte[512];
            private int read;

            @Override
            public void onDataAvailable() throws IOException {
                while (in.isReady() && !in.isFinished()) {
                    read += Math.max(0, in.read(buffer));
                }
            }

            @Override
            public void onAllDataRead() throws IOException {
                answer(response, read);
                async.complete();
            }

            @Override
            public void onError(Throwable failure) {
                response.setStatus(500);
                async.complete();
            }
        });
    }

    private static void answer(HttpServletResponse response, int read) throws IOException {
        response.getWriter().print("read " + read);
    }

    private static int bytewise(InputStream in) throws IOException {
        int read = 0;
        while (in.read() >= 0) {
            read++;
        }
        return read;
    }
}
