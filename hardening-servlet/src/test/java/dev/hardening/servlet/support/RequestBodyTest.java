package dev.hardening.servlet.support;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RequestBodyTest {

    private static final String FORM = "Content-Type: application/x-www-form-urlencoded";

    private final List<SecurityEvent> events = new CopyOnWriteArrayList<>();
    private final Services services = Services.builder().events(events::add).build();

    /** Does one thing with the body before the application sees it. */
    private interface Step {
        void take(Exchange exchange) throws IOException;
    }

    private final class Stepping extends RoomFilter<Step> {
        Stepping(Step step) {
            super(step, services);
        }

        @Override
        protected Step read(SettingReader reader, Services shared) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected void apply(Step step, Exchange exchange, Next next) throws IOException, ServletException {
            step.take(exchange);
            next.proceed();
        }
    }

    private static final Step HOOK = exchange -> exchange.readBodyThrough(body -> body);

    private TestApp app(Step step) {
        return TestApp.create()
                .filter(new Stepping(step), setup -> setup.everyDispatch())
                .servlet("/form", (request, response) -> {
                    response.setContentType("text/plain;charset=utf-8");
                    response.getWriter().print(shown(request));
                })
                .servlet("/forward", (request, response) -> {
                    if (request.getParameter("early") != null) {
                        response.setHeader("Early", "yes");
                    }
                    request.getRequestDispatcher("/form?a=forwarded&c=%C3%A9").forward(request, response);
                })
                .servlet(
                        "/stream",
                        (request, response) -> response.getOutputStream()
                                .write(request.getInputStream().readAllBytes()))
                .servlet("/reader", (request, response) -> {
                    response.setContentType("text/plain;charset=utf-8");
                    response.getWriter().print(request.getReader().lines().collect(Collectors.joining()));
                })
                .servlet(
                        "/stream-then-form",
                        (request, response) -> response.getWriter()
                                .print(request.getInputStream().readAllBytes().length + " " + shown(request)))
                .servlet(
                        "/form-then-stream",
                        (request, response) -> response.getWriter()
                                .print(shown(request) + " "
                                        + request.getInputStream().readAllBytes().length))
                .servlet("/both", (request, response) -> {
                    request.getInputStream();
                    try {
                        request.getReader();
                        response.getWriter().print("both");
                    } catch (IllegalStateException e) {
                        response.getWriter().print("one");
                    }
                })
                .servlet("/both-reversed", (request, response) -> {
                    request.getReader();
                    try {
                        request.getInputStream();
                        response.getWriter().print("both");
                    } catch (IllegalStateException e) {
                        response.getWriter().print("one");
                    }
                })
                .servlet("/again", (request, response) -> {
                    if (request.getDispatcherType() == DispatcherType.ASYNC) {
                        response.getWriter().print(shown(request));
                    } else {
                        request.startAsync().dispatch();
                    }
                })
                .servlet("/listener", (request, response) -> {
                    AsyncContext context = request.startAsync();
                    ServletInputStream in = request.getInputStream();
                    StringBuilder all = new StringBuilder();
                    in.setReadListener(new ReadListener() {
                        @Override
                        public void onDataAvailable() throws IOException {
                            while (in.isReady() && !in.isFinished()) {
                                int next = in.read();
                                if (next >= 0) {
                                    all.append((char) next);
                                }
                            }
                        }

                        @Override
                        public void onAllDataRead() throws IOException {
                            response.getWriter().print(all);
                            context.complete();
                        }

                        @Override
                        public void onError(Throwable failure) {
                            context.complete();
                        }
                    });
                });
    }

    private static String shown(HttpServletRequest request) {
        // Containers do not agree on the order of names.
        return Collections.list(request.getParameterNames()).stream()
                .sorted()
                .map(name -> name + "=" + String.join("|", request.getParameterValues(name)) + "/"
                        + request.getParameter(name) + "/"
                        + Objects.requireNonNull(request.getParameterMap().get(name)).length)
                .collect(Collectors.joining(" "));
    }

    private static String post(TestContainer server, String path, String body, String... headers) {
        Response response = RawHttp.request(server.port(), "POST", path, body, headers);
        String text = response.text();
        int code = text.indexOf("\"code\":\"");
        return code < 0 ? text : response.status() + " " + text.substring(code + 8, text.indexOf('"', code + 8));
    }

    @ParameterizedTest
    @EnumSource
    void a_form_behind_a_hook_reads_as_the_container_reads_it(Container container) throws Exception {
        try (TestContainer hooked = app(HOOK).start(container);
                TestContainer bare = app(exchange -> {}).start(container)) {
            for (String body : List.of("a=1&b=2&a=3", "a", "a=%20+b&c=", "a=1")) {
                for (String path : List.of("/form", "/form?a=q&z=%C3%A9", "/again?a=q", "/forward", "/forward?a=q")) {
                    assertEquals(post(bare, path, body, FORM), post(hooked, path, body, FORM), path + " " + body);
                }
                assertEquals(
                        post(bare, "/form", body, FORM + ";charset=ISO-8859-1"),
                        post(hooked, "/form", body, FORM + ";charset=ISO-8859-1"),
                        body);
                assertEquals(post(bare, "/form?a=1", body, "Content-Type: text/plain"), "a=1/1/1");
            }
            assertEquals("a=é/é/1", post(hooked, "/form", "a=%C3%A9", FORM), "UTF-8, where Tomcat takes Latin-1");
            assertEquals("a=q|1/q/2", post(hooked, "/form?a=q", "a=1", FORM));
            assertEquals("a=forwarded|q|1/forwarded/3 c=é/é/1", post(hooked, "/forward?a=q", "a=1", FORM));
            assertEquals("", post(hooked, "/form", "a=1", "Content-Type: text/plain"));
            Response put = RawHttp.request(hooked.port(), "PUT", "/form", "a=1", FORM);
            assertEquals("", put.text(), "only the body of a POST has parameters");
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_forward_brings_its_query_after_parameters_were_asked_for(Container container) throws Exception {
        try (TestContainer server = app(HOOK).start(container)) {
            assertEquals(
                    "a=forwarded|1/forwarded/2 c=é/é/1 early=yes/yes/1",
                    post(server, "/forward", "a=1&early=yes", FORM));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_form_that_is_malformed_is_refused_once(Container container) throws Exception {
        try (TestContainer server = app(HOOK).start(container)) {
            assertEquals("400 BODY_MALFORMED", post(server, "/form", "a=%zz", FORM));
            assertEquals("400 BODY_MALFORMED", post(server, "/form", "a=%FF", FORM));
            assertEquals("400 QUERY_MALFORMED", post(server, "/form?b=%FF", "a=1", FORM));
            assertEquals("400 PARAMETERS_TOO_MANY", post(server, "/form?b=1", "a&".repeat(1_000), FORM));
            assertEquals("a=" + "|".repeat(999) + "//1000", post(server, "/form", "a&".repeat(1_000), FORM));
        }
        assertEquals(
                List.of(
                        RefusalCode.BODY_MALFORMED,
                        RefusalCode.BODY_MALFORMED,
                        RefusalCode.QUERY_MALFORMED,
                        RefusalCode.PARAMETERS_TOO_MANY),
                events.stream().map(SecurityEvent::code).toList());
    }

    @ParameterizedTest
    @EnumSource
    void a_body_is_read_in_one_way(Container container) throws Exception {
        try (TestContainer server = app(HOOK).start(container)) {
            assertEquals("one", post(server, "/both", "x"));
            assertEquals("one", post(server, "/both-reversed", "x"));
            assertEquals("3 ", post(server, "/stream-then-form", "a=1", FORM));
            assertEquals("a=1/1/1 3", post(server, "/form-then-stream", "a=1", FORM));
            assertEquals("{\"é\"}", post(server, "/reader", "{\"\u00C3\u00A9\"}", "Content-Type: application/json"));
            assertEquals("é", post(server, "/reader", "\u00E9", "Content-Type: text/plain;charset=iso-8859-1"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_body_that_a_filter_keeps_is_read_again_in_every_way(Container container) throws Exception {
        Step keep = exchange -> {
            byte[] first = Objects.requireNonNull(exchange.bodyBytes(100));
            byte[] second = Objects.requireNonNull(exchange.bodyBytes(100));
            assertEquals(new String(first, StandardCharsets.UTF_8), new String(second, StandardCharsets.UTF_8));
        };
        try (TestContainer server = app(keep).start(container)) {
            assertEquals("a=1/1/1", post(server, "/form", "a=1", FORM));
            assertEquals("a=1/1/1", post(server, "/again", "a=1", FORM));
            assertEquals("some text", post(server, "/stream", "some text"));
            assertEquals("some text", post(server, "/reader", "some text"));
            assertEquals("some text", post(server, "/listener", "some text"));
            assertEquals("", post(server, "/listener", ""));
            assertEquals("x".repeat(100), post(server, "/stream", "x".repeat(100)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_body_above_the_bound_is_read_whole_by_the_next_reader(Container container) throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        Step look = exchange -> {
            seen.add(exchange.bodyBytes(5) == null ? "too large" : "whole");
            seen.add(exchange.bodyBytes(2) == null ? "too large" : "whole");
        };
        try (TestContainer server = app(look).start(container)) {
            for (String body : List.of("12345", "123456", "1234567", "x".repeat(30_000))) {
                for (String path : List.of("/stream", "/reader", "/listener")) {
                    assertEquals(body, post(server, path, body), path);
                }
            }
            assertEquals("a=12345/12345/1", post(server, "/form", "a=12345", FORM));
            assertEquals("a=12345/12345/1", post(server, "/again", "a=12345", FORM));
            assertEquals("one", post(server, "/both", "123456"));
        }
        assertEquals(List.of("whole", "too large", "whole", "too large", "whole", "too large"), seen.subList(0, 6));
        assertEquals(List.of("too large", "too large"), seen.subList(6, 8));
    }
}
