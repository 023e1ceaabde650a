package dev.hardening.servlet.input;

import static dev.hardening.core.input.Rules.integer;
import static dev.hardening.core.input.Rules.text;
import static dev.hardening.servlet.input.InputApps.CHUNKED;
import static dev.hardening.servlet.input.InputApps.JSON;
import static dev.hardening.servlet.input.InputApps.chunks;
import static dev.hardening.servlet.input.InputApps.outcome;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import dev.hardening.core.errors.ErrorSettings;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.input.Fields;
import dev.hardening.core.input.InputSettings;
import dev.hardening.core.input.JsonBodyRules;
import dev.hardening.core.input.ObjectRules;
import dev.hardening.core.input.TextFormat;
import dev.hardening.servlet.errors.ErrorsFilter;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.LogCapture;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JsonInputTest {

    private static final ObjectRules PROMPT = ObjectRules.builder()
            .required("key", text(TextFormat.UPPER_SNAKE_CASE).maxLength(100))
            .required("content", text().notBlank().maxLength(50_000).withoutActiveContent())
            .optional("count", integer(1, 10))
            .build();
    private static final String GOOD = "{\"key\":\"A_B\",\"content\":\"hello\"}";

    private final InputApps apps = new InputApps();

    private Map<String, Filter> filters() throws Exception {
        Map<String, Filter> filters = new LinkedHashMap<>();
        filters.put("some filter", apps.alone(Map.of("INPUT_MODE", "off")));
        filters.put("input filter", apps.alone(Map.of()));
        filters.put("errors", new ErrorsFilter(ErrorSettings.builder().build(), apps.services()));
        filters.put("pipeline", apps.pipeline(Map.of()));
        return filters;
    }

    private static void save(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Fields prompt = JsonInput.read(request, PROMPT);
        response.setContentType("text/plain;charset=utf-8");
        response.getWriter().print(prompt.text("key") + " " + prompt.text("content"));
    }

    private static void late(HttpServletResponse response) throws IOException {
        response.setStatus(200);
        response.setHeader("Late", "yes");
        response.getWriter().print("late");
    }

    private static TestApp saving(Filter filter) {
        return TestApp.create().filter(filter, setup -> setup.everyDispatch()).servlet("/*", JsonInputTest::save);
    }

    private static String post(TestContainer server, String body, String... headers) {
        return outcome(RawHttp.request(server.port(), "POST", "/save", body, headers));
    }

    private static String prompt(String key, String content) {
        return "{\"key\":\"" + key + "\",\"content\":\"" + content + "\"}";
    }

    @ParameterizedTest
    @EnumSource
    void reads_what_obeys_and_refuses_the_rest(Container container) throws Exception {
        for (Map.Entry<String, Filter> filter : filters().entrySet()) {
            String name = filter.getKey();
            try (TestContainer server = saving(filter.getValue()).start(container)) {
                assertEquals("200 A_B hello", post(server, GOOD, JSON), name);
                assertEquals("200 A_B hello", post(server, chunks(GOOD, 5), JSON, CHUNKED), name);
                assertEquals(
                        "200 A_B hello", post(server, GOOD, "Content-Type: application/x+json;charset=UTF-8"), name);
                // C-29: chords are no markup
                assertEquals("200 A [C]Hello {title: x}", post(server, prompt("A", "[C]Hello {title: x}"), JSON), name);
                for (String invalid : List.of(
                        "{}",
                        "{\"key\":\"A\"}", // C-29: content is missing
                        "{\"key\":\"A\",\"content\":1}", // C-29: content is a number
                        "{\"key\":\"A\",\"content\":null}",
                        "{\"key\":\"A\",\"content\":\"x\",\"admin\":true}", // H-17
                        "[]",
                        "1",
                        prompt("A", " "))) {
                    assertEquals("400 INPUT_INVALID", post(server, invalid, JSON), name + ": " + invalid);
                }
                for (String key : List.of("IDENTITY_ANALYSIS", "A1", "Z")) {
                    assertEquals("200 " + key + " x", post(server, prompt(key, "x"), JSON), name);
                }
                for (String key : List.of("identity", "2KEY", "KEY-1", "", "A".repeat(101))) { // V-35
                    assertEquals("400 INPUT_INVALID", post(server, prompt(key, "x"), JSON), name + ": " + key);
                }
                // V-34
                assertEquals("400 ACTIVE_CONTENT", post(server, prompt("A", "\\u003cscript\\u003e"), JSON), name);
                assertEquals("200 A money=5 and a < b", post(server, prompt("A", "money=5 and a < b"), JSON), name);
                assertEquals("400 JSON_MALFORMED", post(server, "{", JSON), name);
                assertEquals("400 JSON_MALFORMED", post(server, "", JSON), name);
                assertEquals("400 JSON_TOO_COMPLEX", post(server, "[".repeat(10_000), JSON), name); // C-29
                assertEquals("413 BODY_TOO_LARGE", post(server, GOOD + " ".repeat(1 << 20), JSON), name);
                assertEquals(
                        "413 BODY_TOO_LARGE",
                        post(server, chunks(GOOD + " ".repeat(1 << 20), 8_192), JSON, CHUNKED),
                        name);
                for (String type : List.of(
                        "text/plain",
                        "text/json",
                        "application/json;charset=latin1",
                        "application/octet-stream")) { // H-44
                    assertEquals("415 CONTENT_TYPE_UNSUPPORTED", post(server, GOOD, "Content-Type: " + type), name);
                }
                assertEquals("415 CONTENT_TYPE_UNSUPPORTED", post(server, GOOD), name);
                assertEquals("415 CONTENT_TYPE_UNSUPPORTED", post(server, ""), name);
                assertEquals("415 BODY_CODING_UNSUPPORTED", post(server, GOOD, JSON, "Content-Encoding: gzip"), name);
                for (String method : List.of("GET", "HEAD", "DELETE")) {
                    assertEquals(
                            415,
                            RawHttp.request(server.port(), method, "/save", "").status(),
                            name + method);
                    assertEquals(
                            400,
                            RawHttp.request(server.port(), method, "/save", "", JSON)
                                    .status(),
                            name + method);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void counts_the_units_of_a_text_and_not_its_bytes(Container container) throws Exception { // V-33
        TestApp app = TestApp.create()
                .filter(apps.alone(Map.of()), setup -> setup.everyDispatch())
                .servlet(
                        "/*",
                        (request, response) -> response.getWriter()
                                .print(JsonInput.read(request, PROMPT)
                                        .text("content")
                                        .length()));
        try (TestContainer server = app.start(container)) {
            assertEquals("200 50000", post(server, prompt("A", "a".repeat(50_000)), JSON));
            assertEquals("400 INPUT_INVALID", post(server, prompt("A", "a".repeat(50_001)), JSON));
            assertEquals("200 50000", post(server, prompt("A", "\u00E2\u0082\u00AC".repeat(50_000)), JSON));
            assertEquals("400 INPUT_INVALID", post(server, prompt("A", "\u00E2\u0082\u00AC".repeat(50_001)), JSON));
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_answer_tells_what_is_wrong_and_repeats_nothing(Container container) throws Exception { // H-17
        try (TestContainer server = saving(apps.alone(Map.of())).start(container)) {
            Response response = RawHttp.request(
                    server.port(), "POST", "/", "{\"key\":\"secret\",\"count\":\"s3cret\",\"s3cret\":1}", JSON);
            String text = response.text();
            for (String part : List.of(
                    "\"pointer\":\"/key\"",
                    "\"pointer\":\"/content\"",
                    "\"REQUIRED\"",
                    "\"pointer\":\"/count\"",
                    "\"WRONG_TYPE\"",
                    "\"UNKNOWN_FIELD\"")) {
                assertTrue(text.contains(part), part + " in " + text);
            }
            assertFalse(text.contains("secret") || text.contains("s3cret"), text);
            assertEquals("application/problem+json", response.header("Content-Type"));
            assertEquals(
                    "application/json",
                    RawHttp.request(server.port(), "POST", "/", "x", "Content-Type: text/plain")
                            .header("Accept"));
        }
    }

    /** What an application can do about the exception. */
    private static Map<String, TestApp.Handler> handlers() {
        Map<String, TestApp.Handler> handlers = new LinkedHashMap<>();
        handlers.put("passing", JsonInputTest::save);
        handlers.put("swallowing", (request, response) -> {
            response.setHeader("Early", "yes");
            response.getWriter().print("early");
            try {
                save(request, response);
            } catch (IOException e) {
                late(response);
                response.flushBuffer();
            }
        });
        handlers.put("rethrowing", (request, response) -> {
            try {
                save(request, response);
            } catch (IOException e) {
                throw new IllegalStateException("not read", e);
            }
        });
        handlers.put("answering", (request, response) -> {
            try {
                save(request, response);
            } catch (IOException e) {
                response.sendError(500, "not read");
            }
        });
        handlers.put("trying again", (request, response) -> {
            try {
                save(request, response);
            } catch (IOException e) {
                save(request, response);
            }
        });
        handlers.put("forwarding", (request, response) -> {
            if (request.getDispatcherType() == DispatcherType.FORWARD) {
                save(request, response);
            } else {
                request.getRequestDispatcher(request.getServletPath()).forward(request, response);
            }
        });
        handlers.put("dispatched", (request, response) -> {
            if (request.getDispatcherType() == DispatcherType.ASYNC) {
                save(request, response);
            } else {
                request.startAsync().dispatch();
            }
        });
        handlers.put("passing in a thread", (request, response) -> {
            AsyncContext context = request.startAsync();
            context.start(() -> {
                try {
                    save(request, response);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                context.complete();
            });
        });
        handlers.put("swallowing in a thread", (request, response) -> {
            AsyncContext context = request.startAsync();
            context.start(() -> {
                try {
                    try {
                        save(request, response);
                    } catch (IOException e) {
                        late(response);
                    }
                } catch (IOException e) {
                    response.setStatus(500);
                }
                context.complete();
            });
        });
        return handlers;
    }

    @ParameterizedTest
    @EnumSource
    void nothing_that_a_handler_does_changes_the_refusal(Container container) throws Exception {
        Map<String, String> bodies = new LinkedHashMap<>();
        bodies.put("{\"key\":\"a\"}", "400 INPUT_INVALID");
        bodies.put("[] ", "400 INPUT_INVALID");
        bodies.put("", "400 JSON_MALFORMED");
        for (Map.Entry<String, Filter> filter : filters().entrySet()) {
            TestApp app = TestApp.create().filter(filter.getValue(), setup -> setup.everyDispatch());
            List<String> names = List.copyOf(handlers().keySet());
            handlers().forEach((name, handler) -> app.servlet("/" + names.indexOf(name), handler));
            try (TestContainer server = app.start(container);
                    LogCapture log = LogCapture.of("org.eclipse.jetty")) {
                for (String name : names) {
                    String path = "/" + names.indexOf(name);
                    String context = filter.getKey() + ", " + name;
                    assertEquals(
                            200,
                            RawHttp.request(server.port(), "POST", path, GOOD, JSON)
                                    .status(),
                            context);
                    for (Map.Entry<String, String> body : bodies.entrySet()) {
                        apps.events.clear();
                        try (RawHttp connection = RawHttp.connect(server.port())) {
                            connection.send(RawHttp.message("POST", path, body.getKey(), true, JSON));
                            Response response = connection.read();
                            assertEquals(body.getValue(), outcome(response), context);
                            assertTrue(response.text().endsWith("}"), response.text());
                            assertEquals(null, response.header("Late"), context);
                            assertEquals(null, response.header("Early"), context);
                            if (!"close".equals(response.header("Connection"))) {
                                connection.send(RawHttp.message("POST", "/0", GOOD, true, JSON));
                                assertEquals("200 A_B hello", outcome(connection.read()), context);
                            } else {
                                assertTrue(connection.closedByServer(), context);
                            }
                        }
                        assertEquals(
                                SecurityEventType.INPUT_REFUSED,
                                apps.events.get(0).type(),
                                context);
                        assertFalse(apps.events.get(0).isShadow());
                        assertEquals(name.equals("trying again") ? 2 : 1, apps.events.size(), context);
                    }
                }
                assertEquals(
                        List.of(),
                        log.events().stream()
                                .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                                .toList());
            }
        }
    }

    private static final class OtherBody extends HttpServletRequestWrapper {
        private final ByteArrayInputStream bytes;

        OtherBody(HttpServletRequest request, String body) {
            super(request);
            bytes = new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public ServletInputStream getInputStream() {
            return new ServletInputStream() {
                @Override
                public boolean isFinished() {
                    return bytes.available() == 0;
                }

                @Override
                public boolean isReady() {
                    return true;
                }

                @Override
                public void setReadListener(ReadListener listener) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public int read() {
                    return bytes.read();
                }

                @Override
                public int read(byte[] buffer, int offset, int length) {
                    return bytes.read(buffer, offset, length);
                }
            };
        }

        @Override
        public long getContentLengthLong() {
            return -1;
        }
    }

    @ParameterizedTest
    @EnumSource
    void reads_the_body_that_the_handler_is_shown(Container container) throws Exception {
        for (Map.Entry<String, Filter> filter : filters().entrySet()) {
            TestApp app = TestApp.create()
                    .filter(filter.getValue(), setup -> setup.everyDispatch())
                    .servlet("/save", JsonInputTest::save)
                    .servlet(
                            "/wrapped",
                            (request, response) -> save(new OtherBody(request, prompt("OTHER", "x")), response))
                    .servlet("/bad", (request, response) -> save(new OtherBody(request, "[]"), response))
                    .servlet("/plain", (request, response) -> save(new HttpServletRequestWrapper(request), response))
                    .servlet(
                            "/forwarded",
                            (request, response) -> request.getRequestDispatcher("/save")
                                    .forward(new OtherBody(request, prompt("OTHER", "x")), response));
            try (TestContainer server = app.start(container)) {
                Map<String, String> expected = Map.of(
                        "/save", "200 A_B hello",
                        "/plain", "200 A_B hello",
                        "/wrapped", "200 OTHER x",
                        "/forwarded", "200 OTHER x",
                        "/bad", "400 INPUT_INVALID");
                for (Map.Entry<String, String> path : expected.entrySet()) {
                    assertEquals(
                            path.getValue(),
                            outcome(RawHttp.request(server.port(), "POST", path.getKey(), GOOD, JSON)),
                            filter.getKey() + path.getKey());
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_body_can_be_read_more_than_once(Container container) throws Exception {
        for (Map.Entry<String, Filter> filter : filters().entrySet()) {
            TestApp app = TestApp.create()
                    .filter(filter.getValue(), setup -> setup.everyDispatch())
                    .servlet("/*", (request, response) -> {
                        JsonInput.read(request, PROMPT);
                        JsonInput.read(
                                request,
                                JsonBodyRules.of(InputSettings.builder().build().limits()),
                                PROMPT);
                        JsonInput.read(request, PROMPT);
                        save(request, response);
                    });
            try (TestContainer server = app.start(container)) {
                assertEquals("200 A_B hello", post(server, GOOD, JSON), filter.getKey());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_body_is_parsed_once_and_within_the_limits_of_the_filter(Container container) throws Exception {
        AtomicInteger known = new AtomicInteger();
        TestApp.Handler handler = (request, response) -> {
            if (request.getAttribute(JsonInput.ATTRIBUTE) != null) {
                known.incrementAndGet();
            }
            save(request, response);
        };
        String deep = "{\"key\":" + "[".repeat(39) + "]".repeat(39) + "}";
        for (Map.Entry<String, Filter> filter :
                apps.both(Map.of("JSON_MAX_DEPTH", "40")).entrySet()) {
            TestApp app = TestApp.create().filter(filter.getValue(), setup -> setup.everyDispatch());
            try (TestContainer server = app.servlet("/*", handler).start(container)) {
                assertEquals("200 A_B hello", post(server, GOOD, JSON));
                assertEquals("400 INPUT_INVALID", post(server, deep, JSON));
            }
        }
        assertEquals(4, known.get());
    }

    @ParameterizedTest
    @EnumSource
    void limits_of_its_own_hold_behind_a_filter_with_wider_ones(Container container) throws Exception {
        JsonBodyRules narrow = JsonBodyRules.of(
                InputSettings.builder().maxBytes(40).maxDepth(2).build().limits());
        for (Map.Entry<String, Filter> filter : filters().entrySet()) {
            TestApp app = TestApp.create()
                    .filter(filter.getValue(), setup -> setup.everyDispatch())
                    .servlet(
                            "/*",
                            (request, response) -> response.getWriter()
                                    .print(JsonInput.read(request, narrow, PROMPT)
                                            .text("key")));
            try (TestContainer server = app.start(container)) {
                String name = filter.getKey();
                assertEquals("200 A_B", post(server, GOOD, JSON), name);
                assertEquals("413 BODY_TOO_LARGE", post(server, GOOD + " ".repeat(11), JSON), name);
                assertEquals("413 BODY_TOO_LARGE", post(server, chunks(GOOD + " ".repeat(11), 9), JSON, CHUNKED), name);
                assertEquals("400 JSON_TOO_COMPLEX", post(server, "{\"key\":[[]]}", JSON), name);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void refuses_what_a_filter_in_shadow_has_let_go_on(Container container) throws Exception {
        Map<String, String> settings = Map.of("INPUT_MODE", "shadow", "JSON_MAX_BYTES", "40");
        for (Map.Entry<String, Filter> filter : apps.both(settings).entrySet()) {
            try (TestContainer server = saving(filter.getValue()).start(container)) {
                String name = filter.getKey();
                assertEquals("400 JSON_MALFORMED", post(server, "{", JSON), name);
                assertEquals("415 CONTENT_TYPE_UNSUPPORTED", post(server, GOOD, "Content-Type: text/json"), name);
                assertEquals("200 A " + "x".repeat(50), post(server, prompt("A", "x".repeat(50)), JSON), name);
                assertEquals(
                        "200 A " + "x".repeat(50),
                        post(server, chunks(prompt("A", "x".repeat(50)), 9), JSON, CHUNKED),
                        name);
            }
        }
    }

    private static String gzip(String text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @EnumSource
    void an_inflated_body_is_read_as_any_other(Container container) throws Exception {
        String coding = "Content-Encoding: gzip";
        for (String mode : List.of("enforce", "off")) {
            Filter filter = apps.pipeline(Map.of(
                    "BODY_CODINGS", "gzip", "INPUT_MODE", mode, "JSON_MAX_BYTES", "2000", "BODY_MAX_BYTES", "5000"));
            try (TestContainer server = saving(filter).start(container)) {
                assertEquals("200 A_B hello", post(server, gzip(GOOD), JSON, coding), mode);
                assertEquals("400 INPUT_INVALID", post(server, gzip("{}"), JSON, coding), mode);
                assertEquals("400 JSON_MALFORMED", post(server, gzip("{"), JSON, coding), mode);
                assertEquals("400 BODY_MALFORMED", post(server, "{}", JSON, coding), mode);
                assertEquals("413 BODY_TOO_LARGE", post(server, gzip(GOOD + " ".repeat(6_000)), JSON, coding), mode);
                String within = post(server, gzip(GOOD + " ".repeat(3_000)), JSON, coding);
                assertEquals(mode.equals("off") ? "200 A_B hello" : "413 BODY_TOO_LARGE", within);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_client_that_sends_everything_first_reads_its_answer(Container container) throws Exception {
        String large = "{\"a\":\"" + "x".repeat(1 << 20) + "\"}";
        for (String rooms : List.of("off", "pipeline")) {
            Filter filter = rooms.equals("off")
                    ? apps.alone(Map.of("INPUT_MODE", "off"))
                    : apps.pipeline(Map.of("BODY_MAX_BYTES", "3000000"));
            TestApp app = TestApp.create().filter(filter, setup -> setup.everyDispatch());
            handlers().forEach((name, handler) -> app.servlet("/" + name.replace(' ', '-'), handler));
            try (TestContainer server = app.start(container)) {
                for (String name : handlers().keySet()) {
                    String path = "/" + name.replace(' ', '-');
                    try (RawHttp connection = RawHttp.connect(server.port())) {
                        connection.send(RawHttp.message("POST", path, large, true, "Content-Type: text/plain"));
                        assertEquals("415 CONTENT_TYPE_UNSUPPORTED", outcome(connection.read()), rooms + " " + name);
                        connection.send(RawHttp.message("POST", path, large, true, JSON));
                        assertEquals("413 BODY_TOO_LARGE", outcome(connection.read()), rooms + " " + name);
                    }
                }
            }
        }
    }
}
