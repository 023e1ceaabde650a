package dev.hardening.servlet.bodylimit;

import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestApp.Handler;
import dev.hardening.testing.servlet.TestContainer;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Every way to read a multipart form; each answers with what it has seen. */
final class MultipartApps {

    static final MultipartConfigElement CONFIG = new MultipartConfigElement("", 1 << 20, 1 << 20, 1 << 20);

    private MultipartApps() {}

    static Map<String, Handler> ways() {
        Map<String, Handler> ways = new LinkedHashMap<>();
        ways.put("parts", (request, response) -> answer(response, parts(request)));
        ways.put("part", (request, response) -> {
            Part part = request.getPart("a");
            answer(response, part == null ? "no part" : shown(part));
        });
        ways.put("parameter", (request, response) -> answer(response, "a=" + request.getParameter("a")));
        ways.put("parameters", (request, response) -> answer(response, parameters(request)));
        ways.put(
                "names",
                (request, response) -> answer(
                        response,
                        Collections.list(request.getParameterNames()).stream()
                                        .sorted()
                                        .toList() + ""));
        ways.put("values", (request, response) -> answer(response, Arrays.toString(request.getParameterValues("a"))));
        ways.put("forward", (request, response) -> {
            String before = request.getParts().size() + " ";
            request.setAttribute("before", before);
            request.getRequestDispatcher("/dispatched").forward(request, response);
        });
        ways.put("include", (request, response) -> {
            request.setAttribute("before", request.getParts().size() + " ");
            request.getRequestDispatcher("/dispatched").include(request, response);
        });
        ways.put("async-thread", (request, response) -> {
            AsyncContext context = request.startAsync();
            context.start(() -> {
                try {
                    answer(response, parts(request));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                } catch (ServletException e) {
                    throw new IllegalStateException(e);
                } finally {
                    context.complete();
                }
            });
        });
        ways.put("async-dispatch", (request, response) -> {
            if (request.getDispatcherType() == DispatcherType.ASYNC) {
                answer(response, parts(request));
            } else {
                request.startAsync().dispatch();
            }
        });
        return ways;
    }

    /** Serves every way below a path. */
    static TestApp serve(TestApp app, String below) {
        ways().forEach((name, handler) -> app.servlet(below + name, CONFIG, handler));
        return app.servlet(
                "/dispatched",
                CONFIG,
                (request, response) -> answer(response, request.getAttribute("before") + parts(request)));
    }

    static void answer(HttpServletResponse response, String text) throws IOException {
        response.setContentType("text/plain;charset=utf-8");
        response.getWriter().print(text);
    }

    static String parts(HttpServletRequest request) throws IOException, ServletException {
        StringBuilder all = new StringBuilder();
        for (Part part : request.getParts()) {
            all.append(shown(part)).append('\n');
        }
        return all.toString();
    }

    private static String shown(Part part) throws IOException {
        byte[] first = part.getInputStream().readAllBytes();
        byte[] again = part.getInputStream().readAllBytes();
        return part.getName() + "|" + part.getSubmittedFileName() + "|" + part.getContentType() + "|" + part.getSize()
                + "|" + part.getHeader("x-own") + "|" + part.getHeaders("X-OWN") + "|"
                + part.getHeaderNames().stream()
                        .map(name -> name.toLowerCase(java.util.Locale.ROOT))
                        .sorted()
                        .toList()
                + "|" + Arrays.hashCode(first) + "|" + Arrays.equals(first, again) + "|"
                + (first.length < 40 ? new String(first, StandardCharsets.ISO_8859_1) : "");
    }

    /** Containers do not agree on the order of names. */
    static String parameters(HttpServletRequest request) {
        return request.getParameterMap().entrySet().stream()
                .map(entry -> entry.getKey() + "=" + String.join("|", entry.getValue()))
                .sorted()
                .collect(Collectors.joining(" "));
    }

    static String outcome(Response response) {
        String text = response.text();
        int code = text.indexOf("\"code\":\"");
        return response.status() + " " + (code < 0 ? text : text.substring(code + 8, text.indexOf('"', code + 8)));
    }

    static String post(TestContainer server, String path, String type, String body, String... headers) {
        String[] all = Arrays.copyOf(headers, headers.length + 1);
        all[headers.length] = "Content-Type: " + type;
        return outcome(RawHttp.request(server.port(), "POST", path, body, all));
    }
}
