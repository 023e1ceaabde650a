package dev.hardening.servlet.input;

import static dev.hardening.servlet.input.InputApps.CHUNKED;
import static dev.hardening.servlet.input.InputApps.FORM;
import static dev.hardening.servlet.input.InputApps.JSON;
import static dev.hardening.servlet.input.InputApps.chunks;
import static dev.hardening.servlet.input.InputApps.outcome;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.servlet.bodylimit.WaysToRead;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import jakarta.servlet.Filter;
import jakarta.servlet.MultipartConfigElement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InputFilterTest {

    private static final long SEED = 20261126;

    private static final Map<String, String> LIMITS = Map.of(
            "JSON_MAX_BYTES", "200",
            "JSON_MAX_DEPTH", "5",
            "JSON_MAX_KEYS", "5",
            "JSON_MAX_VALUES", "20",
            "JSON_MAX_STRING", "50",
            "JSON_MAX_NUMBER_LENGTH", "10");
    private static final String WHOLE = "{\"text\":\"" + "x".repeat(30) + "\"}" + " ".repeat(159);

    private final InputApps apps = new InputApps();

    /** One request with JSON and what is answered. */
    private record Case(String expected, String body, List<String> headers) {

        Case(String expected, String body, String... headers) {
            this(expected, body, List.of(headers));
        }

        String[] lines() {
            return headers.toArray(String[]::new);
        }

        /** Fields that stand once are the firewall's, which comes first. */
        String expectedBehind(String rooms) {
            boolean twice = headers.size() == 2 && headers.get(1).equals(JSON);
            return twice && rooms.equals("pipeline") ? "400 HEADER_MALFORMED" : expected;
        }
    }

    private static Map<String, Case> cases() {
        Map<String, Case> cases = new LinkedHashMap<>();
        String ok = "{\"a\":1}";
        cases.put("object", new Case("200", ok, JSON));
        cases.put("array", new Case("200", "[1,\"\\ud83d\\ude00\"]", JSON));
        cases.put("scalar", new Case("200", "null", JSON));
        cases.put("suffix", new Case("200", ok, "Content-Type: application/merge-patch+json"));
        cases.put("charset", new Case("200", ok, "content-type: Application/JSON ; charset=\"UTF-8\""));
        cases.put("identity", new Case("200", ok, JSON, "Content-Encoding: identity"));
        cases.put("other type", new Case("200", "{", "Content-Type: text/plain"));
        cases.put("no type", new Case("200", "{"));
        cases.put("empty", new Case("200", "", JSON));
        cases.put("empty with a length", new Case("200", "", JSON, "Content-Length: 0"));
        cases.put("empty of an unclear type", new Case("200", "", "Content-Type: text/json"));
        cases.put("at the limit", new Case("200", WHOLE, JSON));

        String malformed = "400 JSON_MALFORMED";
        for (String body :
                List.of("{", "}", "{a:1}", "{\"a\":1,}", "[NaN]", "[01]", "[1]x", "/**/1", "'a'", " ", "\u0000")) {
            cases.put("malformed " + body, new Case(malformed, body, JSON));
        }
        cases.put("repeated name", new Case(malformed, "{\"a\":1,\"a\":2}", JSON));
        cases.put("repeated by an escape", new Case(malformed, "{\"a\":1,\"\\u0061\":2}", JSON));
        cases.put("byte order mark", new Case(malformed, "\u00EF\u00BB\u00BF{}", JSON));
        cases.put("UTF-16", new Case(malformed, "\u0000{\u0000}", JSON));
        cases.put("half a pair", new Case(malformed, "[\"\\ud800\"]", JSON));
        cases.put("half a pair in bytes", new Case(malformed, "[\"\u00ED\u00A0\u0080\"]", JSON));
        cases.put("no UTF-8", new Case(malformed, "[\"\u00FF\"]", JSON));
        cases.put("overlong", new Case(malformed, "[\"\u00C0\u00BC\"]", JSON));
        cases.put("line break in a text", new Case(malformed, "[\"\n\"]", JSON));

        String complex = "400 JSON_TOO_COMPLEX";
        cases.put("depth", new Case("200", "[".repeat(5) + "]".repeat(5), JSON));
        cases.put("too deep", new Case(complex, "[".repeat(6) + "]".repeat(6), JSON));
        cases.put("much too deep", new Case(complex, "[".repeat(200), JSON));
        cases.put("too many members", new Case(complex, "{\"a\":1,\"b\":1,\"c\":1,\"d\":1,\"e\":1,\"f\":1}", JSON));
        cases.put("too many values", new Case(complex, "[" + "1,".repeat(20) + "1]", JSON));
        cases.put("long text", new Case(complex, "[\"" + "x".repeat(51) + "\"]", JSON));
        cases.put("long number", new Case(complex, "[12345678901]", JSON));

        String type = "415 CONTENT_TYPE_UNSUPPORTED";
        cases.put("other charset", new Case(type, ok, JSON + ";charset=utf-16"));
        cases.put("charset of two", new Case(type, ok, JSON + ";charset=utf-8;charset=utf-7"));
        cases.put("half a parameter", new Case(type, ok, JSON + ";charset"));
        cases.put("another JSON type", new Case(type, ok, "Content-Type: text/json"));
        cases.put("two lines", new Case(type, ok, JSON, JSON));
        cases.put("a second line", new Case(type, ok, "Content-Type: text/plain", JSON));
        cases.put("a list", new Case(type, ok, "Content-Type: text/plain, application/json"));

        String coding = "415 BODY_CODING_UNSUPPORTED";
        cases.put("gzip", new Case(coding, ok, JSON, "Content-Encoding: gzip"));
        cases.put("second coding", new Case(coding, ok, JSON, "Content-Encoding: identity", "Content-Encoding: gzip"));

        String large = "413 BODY_TOO_LARGE";
        cases.put("a byte too many", new Case(large, WHOLE + " ", JSON));
        cases.put("far too large", new Case(large, "[" + " ".repeat(300_000) + "]", JSON));
        return cases;
    }

    private static String brief(Response response) {
        return response.status() == 200 ? "200" : outcome(response);
    }

    @ParameterizedTest
    @EnumSource
    void every_body_has_its_status_and_its_code(Container container) throws Exception {
        for (Map.Entry<String, Filter> filter : apps.both(LIMITS).entrySet()) {
            try (TestContainer server = InputApps.reading(filter.getValue()).start(container)) {
                for (Map.Entry<String, Case> row : cases().entrySet()) {
                    Case given = row.getValue();
                    String name = filter.getKey() + ": " + row.getKey();
                    apps.events.clear();
                    Response response =
                            RawHttp.request(server.port(), "POST", "/echo/stream", given.body(), given.lines());
                    assertEquals(given.expectedBehind(filter.getKey()), brief(response), name);
                    boolean refused = response.status() != 200;
                    if (!refused) {
                        assertEquals(
                                given.body(),
                                new String(response.body(), java.nio.charset.StandardCharsets.ISO_8859_1),
                                name);
                    }
                    assertEquals(
                            refused ? List.of(outcome(response).substring(4)) : List.of(),
                            apps.events.stream()
                                    .map(event -> String.valueOf(event.code()))
                                    .toList(),
                            name);
                    if (!given.body().isEmpty() && !row.getKey().contains("length")) {
                        String[] headers = java.util.Arrays.copyOf(given.lines(), given.lines().length + 1);
                        headers[given.lines().length] = CHUNKED;
                        assertEquals(
                                given.expectedBehind(filter.getKey()),
                                brief(RawHttp.request(
                                        server.port(), "PUT", "/echo/stream", chunks(given.body(), 70), headers)),
                                name + ", in chunks");
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_connection_goes_on_behind_a_refusal_or_is_closed(Container container) throws Exception {
        for (Map.Entry<String, Filter> filter : apps.both(LIMITS).entrySet()) {
            try (TestContainer server = InputApps.reading(filter.getValue()).start(container)) {
                for (Map.Entry<String, Case> row : cases().entrySet()) {
                    Case given = row.getValue();
                    String name = filter.getKey() + ": " + row.getKey();
                    try (RawHttp connection = RawHttp.connect(server.port())) {
                        connection.send(RawHttp.message("POST", "/echo/stream", given.body(), true, given.lines()));
                        Response response = connection.read();
                        assertEquals(given.expectedBehind(filter.getKey()), brief(response), name);
                        if (!"close".equals(response.header("Connection"))) {
                            connection.send(RawHttp.message("POST", "/echo/stream", "[2]", true, JSON));
                            assertEquals("200 [2]", outcome(connection.read()), name);
                        } else {
                            assertTrue(connection.closedByServer(), name);
                        }
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_application_reads_the_same_bytes_in_every_way(Container container) throws Exception {
        for (Map.Entry<String, Filter> filter : apps.both(LIMITS).entrySet()) {
            try (TestContainer server = InputApps.reading(filter.getValue()).start(container)) {
                for (String way : WaysToRead.all().keySet()) {
                    String name = filter.getKey() + ": " + way;
                    String path = "/count/" + way;
                    assertEquals(
                            "200 read 200", outcome(RawHttp.request(server.port(), "POST", path, WHOLE, JSON)), name);
                    assertEquals(
                            "200 read 200",
                            outcome(RawHttp.request(server.port(), "POST", path, chunks(WHOLE, 7), JSON, CHUNKED)),
                            name);
                    assertEquals("200 read 0", outcome(RawHttp.request(server.port(), "POST", path, "", JSON)), name);
                }
                for (String way : InputApps.echoes().keySet()) {
                    String body = "{\"\u00C3\u00A9\": \"\u00F0\u009F\u0098\u0080\\u00e9\"}\r\n";
                    for (String sent : List.of("", chunks(body, 3))) {
                        Response response = sent.isEmpty()
                                ? RawHttp.request(server.port(), "POST", "/echo/" + way, body, JSON)
                                : RawHttp.request(server.port(), "POST", "/echo/" + way, sent, JSON, CHUNKED);
                        assertEquals(
                                "200 {\"é\": \"\uD83D\uDE00\\u00e9\"}\r\n",
                                outcome(response),
                                filter.getKey() + ": " + way);
                    }
                }
            }
        }
        assertEquals(List.of(), apps.events);
    }

    @ParameterizedTest
    @EnumSource
    void an_application_sees_the_head_as_it_was_sent(Container container) throws Exception {
        TestApp app = TestApp.create()
                .filter(apps.alone(Map.of()), setup -> setup.everyDispatch())
                .servlet(
                        "/*",
                        (request, response) -> response.getWriter()
                                .print(request.getContentLength() + " " + request.getHeader("Content-Length") + " "
                                        + request.getHeader("Content-Encoding")));
        try (TestContainer server = app.start(container)) {
            assertEquals(
                    "200 3 3 identity",
                    outcome(RawHttp.request(server.port(), "POST", "/", "[1]", JSON, "Content-Encoding: identity")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shadow_lets_everything_go_on_with_its_whole_body(Container container) throws Exception {
        Map<String, String> settings = new LinkedHashMap<>(LIMITS);
        settings.put("INPUT_MODE", "shadow");
        for (Map.Entry<String, Filter> filter : apps.both(settings).entrySet()) {
            try (TestContainer server = InputApps.reading(filter.getValue()).start(container)) {
                for (int size : new int[] {199, 200, 201, 202, 250, 20_000}) {
                    String body = "{" + "x".repeat(size - 1);
                    for (String way : WaysToRead.all().keySet()) {
                        String name = filter.getKey() + ": " + way + " " + size;
                        apps.events.clear();
                        assertEquals(
                                "200 read " + size,
                                outcome(RawHttp.request(server.port(), "POST", "/count/" + way, body, JSON)),
                                name);
                        assertEquals(
                                "200 read " + size,
                                outcome(RawHttp.request(
                                        server.port(), "POST", "/count/" + way, chunks(body, 150), JSON, CHUNKED)),
                                name + " in chunks");
                        RefusalCode code = size > 200 ? RefusalCode.BODY_TOO_LARGE : RefusalCode.JSON_MALFORMED;
                        assertEquals(
                                List.of(code, code),
                                apps.events.stream().map(SecurityEvent::code).toList(),
                                name);
                        assertTrue(apps.events.stream().allMatch(SecurityEvent::isShadow), name);
                    }
                }
                String ordered = "0123456789".repeat(100);
                for (String way : InputApps.echoes().keySet()) {
                    assertEquals(
                            "200 " + ordered,
                            outcome(RawHttp.request(
                                    server.port(), "POST", "/echo/" + way, chunks(ordered, 99), JSON, CHUNKED)),
                            way);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_listener_is_told_of_what_comes_after_an_oversized_beginning(Container container) throws Exception {
        Map<String, String> settings = Map.of("JSON_MAX_BYTES", "10", "INPUT_MODE", "shadow");
        for (Map.Entry<String, Filter> filter : apps.both(settings).entrySet()) {
            try (TestContainer server = InputApps.reading(filter.getValue()).start(container);
                    RawHttp connection = RawHttp.connect(server.port())) {
                connection.send(RawHttp.message("POST", "/echo/listener", "", true, JSON, CHUNKED));
                for (char c = 'a'; c <= 'z'; c++) {
                    connection.send("1\r\n" + c + "\r\n");
                }
                connection.send("0\r\n\r\n");
                assertEquals("200 abcdefghijklmnopqrstuvwxyz", outcome(connection.read()), filter.getKey());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void off_does_not_look(Container container) throws Exception {
        Map<String, String> settings = Map.of("INPUT_MODE", "off", "INPUT_ACTIVE_CONTENT", "refuse");
        try (TestContainer server = InputApps.reading(apps.alone(settings)).start(container)) {
            assertEquals(
                    "200 {", outcome(RawHttp.request(server.port(), "POST", "/echo/stream?a=%3Cscript%3E", "{", JSON)));
        }
        assertEquals(List.of(), apps.events);
    }

    private static Map<String, Case> contents() {
        Map<String, Case> contents = new LinkedHashMap<>();
        String refused = "400 ACTIVE_CONTENT";
        for (String text : List.of(
                "<ScRiPt>", "<svg/onload=x>", "\\u003cscript\\u003e", "java\\tscript:alert(1)", "&lt;script&gt;")) {
            contents.put("text " + text, new Case(refused, "{\"a\":[\"" + text + "\"]}", JSON));
            contents.put("name " + text, new Case(refused, "{\"" + text + "\":1}", JSON));
        }
        for (String text :
                List.of("<script>", "%3Cscript%3E", "%253Cscript%253E", "%26lt%3Bscript%3E", "javascript%3aalert(1)")) {
            contents.put("form " + text, new Case(refused, "b=1&a=" + text, FORM));
            contents.put("form name " + text, new Case(refused, text + "=1", FORM));
        }
        for (String text : List.of("money=5 and condition = true", "a < b", "[C]Hello {title: x}", "sanitize.ts")) {
            contents.put("prose " + text, new Case("200", "{\"a\":\"" + text + "\"}", JSON));
            contents.put("prose in a form " + text, new Case("200", "a=" + text.replace(" ", "+"), FORM));
        }
        contents.put("half an escape", new Case("400 BODY_MALFORMED", "a=%zz", FORM));
        contents.put("other body", new Case("200", "<script>", "Content-Type: text/html"));
        return contents;
    }

    @ParameterizedTest
    @EnumSource
    void active_content_is_refused_where_the_settings_say_so(Container container) throws Exception { // V-34
        TestApp.Handler handler = (request, response) -> response.getWriter().print(request.getParameter("a"));
        for (Map.Entry<String, Filter> filter :
                apps.both(Map.of("INPUT_ACTIVE_CONTENT", "refuse")).entrySet()) {
            TestApp app = TestApp.create().filter(filter.getValue(), setup -> setup.everyDispatch());
            try (TestContainer server = app.servlet("/*", handler).start(container)) {
                for (Map.Entry<String, Case> row : contents().entrySet()) {
                    String name = filter.getKey() + ": " + row.getKey();
                    Case given = row.getValue();
                    assertEquals(
                            given.expected(),
                            brief(RawHttp.request(server.port(), "POST", "/", given.body(), given.lines())),
                            name);
                }
                assertEquals("200 a < b", outcome(RawHttp.request(server.port(), "POST", "/", "a=a+%3C+b", FORM)));
            }
        }
        for (Map.Entry<String, Filter> filter : apps.both(Map.of()).entrySet()) {
            TestApp app = TestApp.create().filter(filter.getValue(), setup -> setup.everyDispatch());
            try (TestContainer server = app.servlet("/*", handler).start(container)) {
                for (Map.Entry<String, Case> row : contents().entrySet()) {
                    Case given = row.getValue();
                    if (!given.expected().contains("MALFORMED")) {
                        assertEquals(
                                "200",
                                brief(RawHttp.request(server.port(), "POST", "/", given.body(), given.lines())),
                                filter.getKey() + ": " + row.getKey());
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_query_is_looked_at_whatever_the_body_is_called(Container container) throws Exception {
        for (Map.Entry<String, Filter> filter :
                apps.both(Map.of("INPUT_ACTIVE_CONTENT", "refuse")).entrySet()) {
            try (TestContainer server = InputApps.reading(filter.getValue()).start(container)) {
                for (String type : List.of(
                        JSON,
                        FORM,
                        "Content-Type: text/plain",
                        "Content-Type: multipart/form-data; boundary=b",
                        "X: y")) {
                    for (String method : List.of("GET", "POST", "PUT")) {
                        String name = filter.getKey() + ": " + method + " " + type;
                        for (String query : List.of(
                                "a=%3Cscript%3E",
                                "%3Csvg+onload%3Dx%3E", "a=1&a=javascript:alert(1)", "a=1&&b&c=%253Cscript%253E")) {
                            assertEquals(
                                    "400 ACTIVE_CONTENT",
                                    outcome(RawHttp.request(server.port(), method, "/echo/stream?" + query, "", type)),
                                    name + " " + query);
                        }
                        assertEquals(
                                "200 ",
                                outcome(RawHttp.request(server.port(), method, "/echo/stream?a=money%3D5&b", "", type)),
                                name);
                        for (String query : List.of("a=%zz", "a=%FF", "%")) {
                            assertEquals(
                                    "400 QUERY_MALFORMED",
                                    outcome(RawHttp.request(server.port(), method, "/echo/stream?" + query, "", type)),
                                    name + " " + query);
                        }
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void fields_of_multipart_bodies_are_looked_at_where_the_limits_on_bodies_read_them(Container container)
            throws Exception {
        String type = "Content-Type: multipart/form-data; boundary=b";
        String body = "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n<script>\r\n--b--\r\n";
        for (Map.Entry<String, Filter> filter :
                apps.both(Map.of("INPUT_ACTIVE_CONTENT", "refuse")).entrySet()) {
            TestApp app = TestApp.create()
                    .filter(filter.getValue(), setup -> setup.everyDispatch())
                    .servlet(
                            "/*",
                            new MultipartConfigElement(""),
                            (request, response) -> response.getWriter()
                                    .print(request.getParts().size() + " "
                                            + request.getPart("a").getSize() + " " + request.getParameter("q")));
            try (TestContainer server = app.start(container)) {
                assertEquals(
                        filter.getKey().equals("alone") ? "200 1 8 1" : "400 ACTIVE_CONTENT",
                        outcome(RawHttp.request(server.port(), "POST", "/?q=1", body, type)),
                        filter.getKey());
                assertEquals(
                        "200 1 8 1",
                        outcome(RawHttp.request(
                                server.port(), "POST", "/?q=1", body.replace("<script>", "harmless"), type)),
                        filter.getKey());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void shadow_lets_active_content_and_what_is_malformed_go_on(Container container) throws Exception {
        Map<String, String> settings = Map.of("INPUT_ACTIVE_CONTENT", "refuse", "INPUT_MODE", "shadow");
        for (Map.Entry<String, Filter> filter : apps.both(settings).entrySet()) {
            TestApp app = TestApp.create()
                    .filter(filter.getValue(), setup -> setup.everyDispatch())
                    .servlet("/*", (request, response) -> response.getWriter().print(request.getParameter("a")));
            try (TestContainer server = app.start(container)) {
                assertEquals(
                        "200 <script>", outcome(RawHttp.request(server.port(), "POST", "/", "a=%3Cscript%3E", FORM)));
                assertEquals("200 <script>", outcome(RawHttp.get(server.port(), "/?a=%3Cscript%3E")));
                assertEquals("200 null", outcome(RawHttp.request(server.port(), "POST", "/", "[\"<script>\"]", JSON)));
            }
            assertEquals(
                    List.of(RefusalCode.ACTIVE_CONTENT, RefusalCode.ACTIVE_CONTENT, RefusalCode.ACTIVE_CONTENT),
                    apps.events.stream().map(SecurityEvent::code).toList());
            assertTrue(apps.events.stream()
                    .allMatch(event -> event.isShadow() && event.type() == SecurityEventType.INPUT_REFUSED));
            apps.events.clear();
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_client_that_sends_everything_first_reads_its_answer(Container container) throws Exception {
        String large = "[" + " ".repeat(1 << 20);
        Map<String, Case> cases = new LinkedHashMap<>();
        cases.put("type", new Case("415 CONTENT_TYPE_UNSUPPORTED", large, "Content-Type: text/json"));
        cases.put("coding", new Case("415 BODY_CODING_UNSUPPORTED", large, JSON, "Content-Encoding: x"));
        cases.put("size", new Case("413 BODY_TOO_LARGE", large, JSON));
        cases.put("chunks", new Case("413 BODY_TOO_LARGE", chunks(large, 8_192), JSON, CHUNKED));
        for (String name : List.of("alone", "pipeline")) {
            Map<String, String> settings = Map.of("JSON_MAX_BYTES", "200", "BODY_MAX_BYTES", "3000000");
            Filter filter =
                    name.equals("alone") ? apps.alone(Map.of("JSON_MAX_BYTES", "200")) : apps.pipeline(settings);
            AtomicInteger reached = new AtomicInteger();
            TestApp app = TestApp.create()
                    .filter(filter, setup -> setup.everyDispatch())
                    .servlet("/*", (request, response) -> reached.incrementAndGet());
            try (TestContainer server = app.start(container)) {
                for (Map.Entry<String, Case> row : cases.entrySet()) {
                    if (name.equals("pipeline") && row.getKey().equals("coding")) {
                        continue; // the room bodylimit refuses it
                    }
                    Case given = row.getValue();
                    for (int i = 0; i < 5; i++) {
                        try (RawHttp connection = RawHttp.connect(server.port())) {
                            connection.send(RawHttp.message("POST", "/", given.body(), true, given.lines()));
                            Response answer = connection.read();
                            assertEquals(given.expected(), outcome(answer), name + ": " + row.getKey());
                            // The other refusals may end the connection, and say so.
                            assertTrue(
                                    !row.getKey().equals("type") || answer.header("Connection") == null,
                                    answer.toString());
                        }
                    }
                }
            }
            assertEquals(0, reached.get());
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_body_that_was_not_invited_is_not(Container container) throws Exception {
        try (TestContainer server = InputApps.reading(apps.alone(LIMITS)).start(container);
                RawHttp connection = RawHttp.connect(server.port())) {
            connection.send(RawHttp.message(
                    "POST", "/echo/stream", "", true, JSON, "Content-Length: 1000", "Expect: 100-continue"));
            Response first = connection.readAny();
            // Tomcat invites the body before it asks any filter.
            Response answer = first.status() == 100 ? connection.read() : first;
            assertEquals("413 BODY_TOO_LARGE", outcome(answer));
            assertTrue(connection.closedByServer());
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_filter_alone_reads_its_init_params(Container container) throws Exception {
        TestApp app = TestApp.create()
                .filter(
                        new InputFilter(),
                        setup -> setup.initParam("JSON_MAX_BYTES", "10")
                                .initParam("INPUT_ACTIVE_CONTENT", "refuse")
                                .everyDispatch())
                .servlet("/*", Objects.requireNonNull(InputApps.echoes().get("stream")));
        try (TestContainer server = app.start(container)) {
            assertEquals("200 [        ]", outcome(RawHttp.request(server.port(), "POST", "/", "[        ]", JSON)));
            assertEquals(
                    "413 BODY_TOO_LARGE", outcome(RawHttp.request(server.port(), "POST", "/", "[         ]", JSON)));
            assertEquals("400 ACTIVE_CONTENT", outcome(RawHttp.get(server.port(), "/?a=%3Cscript%3E")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_filter_with_bad_settings_does_not_start(Container container) {
        TestApp app = TestApp.create()
                .filter(
                        new InputFilter(),
                        setup -> setup.initParam("JSON_MAX_DEPTH", "0")
                                .initParam("INPUT_ACTIVE_CONTENT", "clean")
                                .initParam("INPUT_MODE", "sometimes"));
        Throwable refused =
                assertThrows(Exception.class, () -> app.start(container).close());
        while (refused.getCause() != null) {
            refused = refused.getCause();
        }
        String message = String.valueOf(refused.getMessage());
        assertTrue(
                message.contains("JSON_MAX_DEPTH")
                        && message.contains("INPUT_ACTIVE_CONTENT")
                        && message.contains("INPUT_MODE"),
                message);
        assertFalse(message.contains("sometimes"), message);
    }

    @ParameterizedTest
    @EnumSource
    void no_body_ever_makes_an_error_of_the_server(Container container) throws Exception {
        Random random = new Random(SEED);
        try (TestContainer server = InputApps.reading(
                        apps.pipeline(Map.of("INPUT_ACTIVE_CONTENT", "refuse", "JSON_MAX_BYTES", "60")))
                .start(container)) {
            RawHttp connection = RawHttp.connect(server.port());
            List<String> ways = List.copyOf(WaysToRead.all().keySet());
            for (int i = 0; i < 300; i++) {
                String body = jsonish(random);
                String way = ways.get(random.nextInt(ways.size()));
                boolean chunked = random.nextBoolean() && !body.isEmpty();
                String message = chunked
                        ? RawHttp.message(
                                "POST", "/count/" + way, chunks(body, 1 + random.nextInt(20)), true, JSON, CHUNKED)
                        : RawHttp.message(
                                "POST", "/count/" + way, body, true, JSON, "Content-Length: " + body.length());
                Response response = connection.send(message).read();
                String context = "seed " + SEED + ", round " + i + ", " + way + ", " + body + ": " + response;
                assertTrue(List.of(200, 400, 413).contains(response.status()), context);
                if (response.status() == 200) {
                    assertEquals(
                            "200 read "
                                    + (way.startsWith("reader")
                                            ? response.text().substring(5)
                                            : "" + body.length()),
                            outcome(response),
                            context);
                }
                if ("close".equals(response.header("Connection"))) {
                    assertTrue(connection.closedByServer(), context);
                    connection.close();
                    connection = RawHttp.connect(server.port());
                }
            }
            connection.close();
        }
    }

    private static final String[] TOKENS = {
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\"a\"",
        "\"b\"",
        "1",
        "-0.5e3",
        "true",
        "null",
        "\\u003c",
        "<script>",
        "\\",
        "\u00C3\u00A9",
        "\u00FF",
        "\n",
        " ",
        "\u0000",
        "\\ud800",
        "\"a\":1",
        "[[[[[[[[[["
    };

    /** Returns valid JSON, the same with a byte changed, or tokens in any order. */
    private static String jsonish(Random random) {
        int kind = random.nextInt(3);
        if (kind == 2) {
            StringBuilder tokens = new StringBuilder();
            for (int i = random.nextInt(25); i > 0; i--) {
                tokens.append(TOKENS[random.nextInt(TOKENS.length)]);
            }
            return tokens.toString();
        }
        StringBuilder body =
                new StringBuilder("{\"a\":[" + random.nextInt() + ",\"\u00C3\u00A9\"],\"b\":{\"c\":null}}");
        if (kind == 1) {
            body.setCharAt(random.nextInt(body.length()), (char) random.nextInt(256));
        }
        return body.toString();
    }
}
