package dev.hardening.servlet.apikey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.apikey.ApiKeySettings;
import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.identity.Identity;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.core.secret.Redactor;
import dev.hardening.core.secret.Secret;
import dev.hardening.servlet.support.RequestContext;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ApiKeyFilterTest {

    private static final String KEY = "Zk3vT8qLw0aXnY5rBcPd2hJ7";

    private final List<SecurityEvent> events = new CopyOnWriteArrayList<>();
    private final Services services = Services.builder()
            .events(events::add)
            .routes(Routes.builder().add(Route.open("/open")).build())
            .build();

    private TestContainer start(Container container, ApiKeySettings.Builder settings) throws Exception {
        return app(TestApp.create()
                        .filter(new ApiKeyFilter(settings.build(), services), setup -> setup.everyDispatch()))
                .start(container);
    }

    private static TestApp app(TestApp app) {
        TestApp.Handler whoami = (request, response) -> {
            Identity identity = RequestContext.of(request).identity();
            response.getWriter().print(identity == null ? "nobody" : identity.subject());
        };
        return app.servlet("/guarded", whoami)
                .servlet("/open", whoami)
                .servlet(
                        "/forward",
                        (request, response) ->
                                request.getRequestDispatcher("/guarded").forward(request, response));
    }

    private static ApiKeySettings.Builder oneKey() {
        return ApiKeySettings.builder().key("client-a", Secret.ofUtf8("k", KEY));
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void C_31_the_key_opens_guarded_routes_and_open_ones_need_none(Container container) throws Exception {
        try (TestContainer server = start(container, oneKey())) {
            assertEquals(
                    "client-a",
                    RawHttp.get(server.port(), "/guarded", "X-API-Key: " + KEY).text());
            assertEquals(
                    "client-a",
                    RawHttp.get(server.port(), "/guarded", "x-api-key:\t" + KEY + "  ")
                            .text());
            assertEquals(
                    "client-a",
                    RawHttp.get(server.port(), "/forward", "X-API-Key: " + KEY).text());
            assertEquals("nobody", RawHttp.get(server.port(), "/open").text());
            assertEquals(
                    "client-a",
                    RawHttp.get(server.port(), "/open", "X-API-Key: " + KEY).text());
            assertEquals(
                    401, RawHttp.get(server.port(), "/open", "X-API-Key: wrong").status());
            assertEquals(401, RawHttp.get(server.port(), "/unknown").status());
            assertEquals(
                    404,
                    RawHttp.get(server.port(), "/unknown", "X-API-Key: " + KEY).status());
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void C_23_every_bad_key_gets_the_same_answer(Container container) throws Exception {
        ApiKeySettings.Builder settings = ApiKeySettings.builder().key("API_KEYS[1]", Secret.ofUtf8("k", KEY));
        try (TestContainer server = start(container, settings)) {
            Set<String> answers = new TreeSet<>();
            String[][] attempts = {
                {},
                {"X-API-Key:"},
                {"X-API-Key: wrong"},
                {"X-API-Key: " + KEY + "x"},
                {"X-API-Key: " + KEY.substring(1)},
                {"X-API-Key: " + KEY, "X-API-Key: " + KEY},
                {"X-API-Key: " + KEY, "X-API-Key: wrong"},
                {"X-API-Key: " + KEY + "," + KEY},
                {"X-API-Key: schl\u00fcssel"},
                {"X-API-Key: " + "x".repeat(513)},
                {"X-API-Key: " + "x".repeat(4000)},
                {"Authorization: ApiKey " + KEY},
                {"Authorization: Bearer " + KEY},
                {"Cookie: X-API-Key=" + KEY},
            };
            for (String[] headers : attempts) {
                RawHttp.Response answer = RawHttp.get(server.port(), "/guarded", headers);
                answers.add(answer.status() + " " + answer.header("WWW-Authenticate") + " "
                        + answer.header("Content-Type") + " " + answer.header("Cache-Control") + " " + answer.text());
            }
            RawHttp.Response query = RawHttp.get(server.port(), "/guarded?api_key=" + KEY + "&X-API-Key=" + KEY);
            answers.add(query.status() + " " + query.header("WWW-Authenticate") + " " + query.header("Content-Type")
                    + " " + query.header("Cache-Control") + " " + query.text());
            assertEquals(1, answers.size(), answers.toString());
            String answer = answers.iterator().next();
            assertTrue(answer.startsWith("401 ApiKey realm=\"api\" application/problem+json no-store {"), answer);
            // C-58: the text names the header and the variable.
            assertTrue(answer.contains("X-API-Key") && answer.contains("API_KEYS"), answer);
            assertFalse(answer.contains(KEY));
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void a_key_with_bytes_that_no_header_may_hold_never_reaches_the_application(Container container) throws Exception {
        try (TestContainer server = start(container, oneKey())) {
            for (String value : List.of(KEY + "\u0000", "\u0000", KEY + "\r\n " + KEY)) {
                RawHttp.Response answer = RawHttp.exchange(
                        server.port(),
                        "GET /guarded HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-API-Key: " + value + "\r\n\r\n");
                assertTrue(answer.status() == 400 || answer.status() == 401, answer.toString());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void C_38_failures_are_events_with_client_and_path_and_successes_are_sampled(Container container) throws Exception {
        try (TestContainer server = start(container, oneKey())) {
            assertEquals(
                    401,
                    RawHttp.get(server.port(), "/guarded", "X-API-Key: hunter2").status());
            for (int i = 0; i < 5; i++) {
                assertEquals(
                        200,
                        RawHttp.get(server.port(), "/guarded", "X-API-Key: " + KEY)
                                .status());
            }
            assertEquals(
                    List.of(SecurityEventType.AUTHENTICATION_FAILED, SecurityEventType.AUTHENTICATION_SUCCEEDED),
                    events.stream().map(SecurityEvent::type).toList());
            assertEquals("127.0.0.1", String.valueOf(events.get(0).client()));
            assertEquals("/guarded", events.get(0).path());
            assertEquals("client-a", events.get(1).subject());
            assertFalse(
                    events.toString().contains("hunter2") || events.toString().contains(KEY));
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void watching_lets_everything_pass_and_says_what_it_would_refuse(Container container) throws Exception {
        try (TestContainer server = start(container, oneKey().shadow())) {
            assertEquals(
                    "nobody",
                    RawHttp.get(server.port(), "/guarded", "X-API-Key: wrong").text());
            assertTrue(events.get(0).isShadow());
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void a_filter_named_by_web_xml_reads_its_init_params_and_refuses_bad_ones(Container container) throws Exception {
        TestApp good = app(TestApp.create()
                .filter(
                        new ApiKeyFilter(),
                        setup -> setup.initParam("NODE_ENV", "test")
                                .initParam("API_KEYS", KEY)
                                .initParam("API_KEY_HEADER", "X-Other")));
        try (TestContainer server = good.start(container)) {
            assertEquals(
                    "API_KEYS[1]",
                    RawHttp.get(server.port(), "/guarded", "X-Other: " + KEY).text());
            assertEquals(
                    401,
                    RawHttp.get(server.port(), "/guarded", "X-API-Key: " + KEY).status());
        }
        TestApp inProduction = app(TestApp.create()
                .filter(
                        new ApiKeyFilter(),
                        setup -> setup.initParam("NODE_ENV", "production").initParam("API_KEYS", KEY)));
        Exception misplaced = assertThrows(Exception.class, () -> inProduction.start(container));
        assertTrue(misplaced.toString().contains("HRD-1010"), misplaced.toString());
        assertFalse(misplaced.toString().contains(KEY));
        TestApp without = app(TestApp.create().filter(new ApiKeyFilter()));
        Exception none = assertThrows(Exception.class, () -> without.start(container));
        assertTrue(none.toString().contains("HRD-1107"), none.toString());
    }

    @Test
    void the_redactor_of_the_services_knows_the_keys_of_the_file(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("keys"), KEY);
        Redactor redactor = new Redactor();
        Services masking = Services.builder().redactor(redactor).build().withRoutes(services.routes());
        ApiKeyFilter filter =
                new ApiKeyFilter(ApiKeySettings.builder().file(file).build(), masking);
        try {
            assertEquals("leaked ***", redactor.redact("leaked " + KEY));
        } finally {
            filter.destroy();
        }
    }
}
