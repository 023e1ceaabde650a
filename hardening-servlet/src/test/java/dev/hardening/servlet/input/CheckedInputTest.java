package dev.hardening.servlet.input;

import static dev.hardening.core.input.Rules.integer;
import static dev.hardening.core.input.Rules.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.input.Fields;
import dev.hardening.core.input.InputSettings;
import dev.hardening.core.input.JsonBodyRules;
import dev.hardening.core.input.ObjectRules;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CheckedInputTest {

    private static final String JSON = "Content-Type: application/json";
    private static final String FORM = "Content-Type: application/x-www-form-urlencoded";
    private static final String SCRIPT = "<script>alert(1)</script>";

    private static final ObjectRules SONG = ObjectRules.builder()
            .required("title", text().maxLength(10))
            .optional("pages", integer(1, 9))
            .build();
    private static final JsonBodyRules SMALL =
            JsonBodyRules.of(InputSettings.builder().maxBytes(20).build().limits());

    private final List<String> events = new CopyOnWriteArrayList<>();

    private TestApp app(String... settings) {
        return TestApp.create()
                .onStartup(context -> context.setAttribute(
                        Services.ATTRIBUTE,
                        Services.builder()
                                .events(event -> events.add(
                                        event.type() + " " + event.code() + (event.isShadow() ? " shadow" : "")))
                                .build()))
                .filter(new InputFilter(), setup -> {
                    setup.everyDispatch();
                    for (String setting : settings) {
                        String[] parts = setting.split("=", 2);
                        setup.initParam(parts[0], parts[1]);
                    }
                })
                .servlet("/echo", CheckedInputTest::echo)
                .servlet("/song", (request, response) -> song(JsonInput.read(request, SONG), response))
                .servlet("/small", (request, response) -> song(JsonInput.read(request, SMALL, SONG), response));
    }

    private static void echo(HttpServletRequest request, HttpServletResponse response) throws IOException {
        byte[] body = request.getInputStream().readAllBytes();
        response.getWriter().print("echo " + new String(body, StandardCharsets.UTF_8));
    }

    private static void song(Fields song, HttpServletResponse response) throws IOException {
        response.getWriter().print("song " + song.text("title"));
    }

    private static void assertRefused(int status, String code, Response response) {
        assertEquals(status, response.status(), response.text());
        assertTrue(response.text().contains("\"code\":\"" + code + "\""), response.text());
    }

    @ParameterizedTest
    @EnumSource
    void an_application_reads_the_bytes_that_the_filter_has_checked(Container container) throws Exception {
        try (TestContainer server = app().start(container)) {
            String body = " {\"title\":  \"Amen\\u0021\"} ";
            assertEquals(
                    "echo " + body,
                    RawHttp.request(server.port(), "POST", "/echo", body, JSON).text());
        }
    }

    @ParameterizedTest
    @EnumSource
    void json_that_is_none_or_beyond_a_limit_never_reaches_the_application(Container container) throws Exception {
        try (TestContainer server = app("JSON_MAX_BYTES=40", "JSON_MAX_DEPTH=2").start(container)) {
            int port = server.port();
            assertRefused(400, "JSON_MALFORMED", RawHttp.request(port, "POST", "/echo", "{a}", JSON));
            assertRefused(400, "JSON_MALFORMED", RawHttp.request(port, "POST", "/echo", "{\"a\":1,\"a\":2}", JSON));
            assertRefused(400, "JSON_TOO_COMPLEX", RawHttp.request(port, "POST", "/echo", "[[[]]]", JSON));
            assertRefused(
                    413, "BODY_TOO_LARGE", RawHttp.request(port, "POST", "/echo", "[" + " ".repeat(40) + "]", JSON));
            assertRefused(
                    415,
                    "CONTENT_TYPE_UNSUPPORTED",
                    RawHttp.request(port, "POST", "/echo", "{}", "Content-Type: text/json"));
            assertEquals(
                    "echo {a}",
                    RawHttp.request(port, "POST", "/echo", "{a}", "Content-Type: text/plain")
                            .text());
            assertEquals(
                    "echo ", RawHttp.request(port, "POST", "/echo", "", JSON).text());
        }
        assertEquals(5, events.size(), events.toString());
        assertTrue(events.stream().allMatch(event -> event.startsWith("INPUT_REFUSED ")), events.toString());
    }

    @ParameterizedTest
    @EnumSource
    void active_content_is_looked_for_where_the_settings_say_so(Container container) throws Exception {
        String json = "{\"title\":\"" + SCRIPT + "\"}";
        String form = "title=" + SCRIPT.replace("<", "%3C");
        try (TestContainer server = app("INPUT_ACTIVE_CONTENT=refuse").start(container)) {
            int port = server.port();
            assertRefused(400, "ACTIVE_CONTENT", RawHttp.request(port, "POST", "/echo", json, JSON));
            assertRefused(400, "ACTIVE_CONTENT", RawHttp.request(port, "POST", "/echo", form, FORM));
            assertRefused(400, "ACTIVE_CONTENT", RawHttp.get(port, "/echo?" + form.replace(">", "%3E")));
        }
        try (TestContainer server = app().start(container)) {
            assertEquals(
                    "echo " + json,
                    RawHttp.request(server.port(), "POST", "/echo", json, JSON).text());
        }
    }

    @ParameterizedTest
    @EnumSource
    void shadow_tells_and_lets_pass_and_off_does_not_ask(Container container) throws Exception {
        for (String mode : List.of("shadow", "off")) {
            events.clear();
            try (TestContainer server = app("INPUT_MODE=" + mode).start(container)) {
                assertEquals(
                        "echo {a}",
                        RawHttp.request(server.port(), "POST", "/echo", "{a}", JSON)
                                .text());
            }
            assertEquals(mode.equals("off") ? List.of() : List.of("INPUT_REFUSED JSON_MALFORMED shadow"), events, mode);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_handler_reads_and_checks_in_one_line(Container container) throws Exception {
        for (String mode : List.of("enforce", "shadow", "off")) {
            events.clear();
            try (TestContainer server = app("INPUT_MODE=" + mode).start(container)) {
                int port = server.port();
                assertEquals(
                        "song Amen",
                        RawHttp.request(port, "POST", "/song", "{\"title\":\"Amen\"}", JSON)
                                .text());
                Response refused = RawHttp.request(
                        port, "POST", "/song", "{\"title\":\"" + "x".repeat(11) + "\",\"pages\":0}", JSON);
                assertRefused(400, "INPUT_INVALID", refused);
                assertTrue(refused.text().contains("\"pointer\":\"/title\""), refused.text());
                assertTrue(refused.text().contains("\"pointer\":\"/pages\""), refused.text());
                assertRefused(
                        415, "CONTENT_TYPE_UNSUPPORTED", RawHttp.request(port, "POST", "/song", "title=Amen", FORM));
            }
            assertEquals(
                    List.of("INPUT_REFUSED INPUT_INVALID", "INPUT_REFUSED CONTENT_TYPE_UNSUPPORTED"),
                    events,
                    mode.toUpperCase(Locale.ROOT));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_handler_with_limits_of_its_own_has_them_behind_the_filter_too(Container container) throws Exception {
        for (String mode : List.of("enforce", "off")) {
            try (TestContainer server = app("INPUT_MODE=" + mode).start(container)) {
                int port = server.port();
                assertEquals(
                        "song Amen",
                        RawHttp.request(port, "POST", "/small", "{\"title\":\"Amen\"}", JSON)
                                .text());
                assertRefused(
                        413,
                        "BODY_TOO_LARGE",
                        RawHttp.request(port, "POST", "/small", "{\"title\":     \"Amen\"}", JSON));
            }
        }
    }
}
