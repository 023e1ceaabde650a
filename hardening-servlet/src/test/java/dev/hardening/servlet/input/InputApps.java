package dev.hardening.servlet.input;

import dev.hardening.core.HardeningSettings;
import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.input.InputSettings;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.servlet.HardeningFilter;
import dev.hardening.servlet.bodylimit.WaysToRead;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.servlet.RawHttp.Response;
import dev.hardening.testing.servlet.TestApp;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Applications behind the input filter: alone, and in its place among all other rooms. */
final class InputApps {

    static final String JSON = "Content-Type: application/json";
    static final String FORM = "Content-Type: application/x-www-form-urlencoded";
    static final String CHUNKED = "Transfer-Encoding: chunked";

    final List<SecurityEvent> events = new CopyOnWriteArrayList<>();

    /** The ways to read that answer with the bytes that they have read. */
    static Map<String, TestApp.Handler> echoes() {
        Map<String, TestApp.Handler> ways = new LinkedHashMap<>();
        ways.put("stream", InputApps::echo);
        ways.put("reader", (request, response) -> {
            StringBuilder text = new StringBuilder();
            for (int next = request.getReader().read();
                    next >= 0;
                    next = request.getReader().read()) {
                text.append((char) next);
            }
            response.getOutputStream().write(text.toString().getBytes(StandardCharsets.UTF_8));
        });
        ways.put("async-dispatch", (request, response) -> {
            if (request.getDispatcherType() == DispatcherType.ASYNC) {
                echo(request, response);
            } else {
                request.startAsync().dispatch();
            }
        });
        ways.put("forward", (request, response) -> {
            if (request.getDispatcherType() == DispatcherType.FORWARD) {
                echo(request, response);
            } else {
                request.getRequestDispatcher(request.getServletPath()).forward(request, response);
            }
        });
        ways.put("listener", InputApps::listen);
        return ways;
    }

    private static void echo(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.getOutputStream().write(request.getInputStream().readAllBytes());
    }

    private static void listen(HttpServletRequest request, HttpServletResponse response) throws IOException {
        AsyncContext context = request.startAsync();
        ServletInputStream in = request.getInputStream();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        in.setReadListener(new ReadListener() {
            @Override
            public void onDataAvailable() throws IOException {
                byte[] buffer = new byte[64];
                while (in.isReady() && !in.isFinished()) {
                    all.write(buffer, 0, Math.max(0, in.read(buffer)));
                }
            }

            @Override
            public void onAllDataRead() throws IOException {
                response.getOutputStream().write(all.toByteArray());
                context.complete();
            }

            @Override
            public void onError(Throwable failure) {
                response.setStatus(500);
                context.complete();
            }
        });
    }

    Services services() {
        return Services.builder()
                .events(event -> {
                    if (event.type() != SecurityEventType.HEALTH_CHANGED) {
                        events.add(event);
                    }
                })
                .build();
    }

    /** Returns the filter alone. */
    Filter alone(Map<String, String> settings) {
        SettingReader reader = SettingReader.of(SettingSource.environment(settings));
        InputSettings read = InputSettings.read(reader);
        reader.finish().throwIfRefused();
        return new InputFilter(read, services());
    }

    /** Returns all rooms. */
    Filter pipeline(Map<String, String> settings) {
        Map<String, String> environment =
                new HashMap<>(Map.of("NODE_ENV", "production", "API_KEYS", "Zk3vT8qLw0aXnY5rBcPd2hJ7"));
        environment.putAll(settings);
        SettingReader reader = SettingReader.of(SettingSource.environment(environment));
        HardeningSettings read = HardeningSettings.builder()
                .routes(Routes.builder().add(Route.open("/**").unlimited()).build())
                .read(reader);
        reader.finish().throwIfRefused();
        return HardeningFilter.builder(read).services(services()).build();
    }

    Map<String, Filter> both(Map<String, String> settings) {
        return Map.of("alone", alone(settings), "pipeline", pipeline(settings));
    }

    /** Returns an application with every way to read. */
    static TestApp reading(Filter filter) {
        TestApp app = TestApp.create().filter(filter, setup -> setup.everyDispatch());
        WaysToRead.all().forEach((name, handler) -> app.servlet("/count/" + name, handler));
        echoes().forEach((name, handler) -> app.servlet("/echo/" + name, handler));
        return app;
    }

    /** Returns the status and the code of a refusal, or else the status and the text. */
    static String outcome(Response response) {
        String text = response.text();
        int code = response.status() < 400 ? -1 : text.indexOf("\"code\":\"");
        return response.status() + " " + (code < 0 ? text : text.substring(code + 8, text.indexOf('"', code + 8)));
    }

    static String chunks(String text, int size) {
        StringBuilder chunks = new StringBuilder();
        for (int from = 0; from < text.length(); from += size) {
            String chunk = text.substring(from, Math.min(text.length(), from + size));
            chunks.append(Integer.toHexString(chunk.length()))
                    .append("\r\n")
                    .append(chunk)
                    .append("\r\n");
        }
        return chunks.append("0\r\n\r\n").toString();
    }
}
