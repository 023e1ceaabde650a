package dev.hardening.servlet.input;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.input.ActiveContentPolicy;
import dev.hardening.core.input.InputSettings;
import dev.hardening.core.input.JsonBodyRules;
import dev.hardening.core.input.ObjectRules;
import dev.hardening.core.input.Rules;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AttackedInputTest {

    private static final String JSON = "Content-Type: application/json";

    private final Services services = Services.builder().events(event -> {}).build();

    private TestApp app(Enforcement enforcement) {
        InputSettings settings = InputSettings.builder()
                .maxBytes(100)
                .activeContent(ActiveContentPolicy.REFUSE)
                .enforcement(enforcement)
                .build();
        return TestApp.create().filter(new InputFilter(settings, services), setup -> setup.everyDispatch());
    }

    @ParameterizedTest
    @EnumSource
    void a_filter_that_only_watches_takes_nothing_of_a_body(Container container) throws Exception {
        try (TestContainer server = app(Enforcement.SHADOW)
                .servlet("/read", (request, response) -> {
                    String body = new String(
                            request.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
                    response.getWriter().print(request.getContentLengthLong() + " " + body);
                })
                .start(container)) {
            for (String body : List.of("[1]", "[" + "1,".repeat(100) + "1]", "x".repeat(101))) {
                assertEquals(
                        body.length() + " " + body,
                        RawHttp.request(server.port(), "POST", "/read", body, JSON)
                                .text());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_query_is_searched_whatever_the_body_is_called(Container container) throws Exception {
        try (TestContainer server = app(Enforcement.ENFORCE)
                .servlet("/q", (request, response) -> response.getWriter().print(request.getParameter("q")))
                .start(container)) {
            for (String type :
                    List.of("text/plain", "multipart/form-data; boundary=b", "multipart/x", "Multipart/Mixed")) {
                String field = "Content-Type: " + type;
                assertEquals(
                        400,
                        RawHttp.request(server.port(), "POST", "/q?q=%3Cscript%3E", "", field)
                                .status(),
                        type);
                assertEquals(
                        400,
                        RawHttp.get(server.port(), "/q?q=%3Cscript%3E", field).status(),
                        type);
                assertEquals(
                        200, RawHttp.get(server.port(), "/q?q=a%3Cb", field).status(), type);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void limits_of_a_handlers_own_hold_behind_the_filter(Container container) throws Exception {
        JsonBodyRules small =
                JsonBodyRules.of(InputSettings.builder().maxBytes(20).build().limits());
        ObjectRules rules = ObjectRules.builder().required("a", Rules.text()).build();
        try (TestContainer server = app(Enforcement.ENFORCE)
                .servlet(
                        "/own",
                        (request, response) -> response.getWriter()
                                .print(JsonInput.read(request, small, rules).text("a")))
                .start(container)) {
            assertEquals(
                    "b",
                    RawHttp.request(server.port(), "POST", "/own", "{\"a\":\"b\"}", JSON)
                            .text());
            assertEquals(
                    413,
                    RawHttp.request(server.port(), "POST", "/own", "{\"a\":\"" + "b".repeat(50) + "\"}", JSON)
                            .status());
        }
    }
}
