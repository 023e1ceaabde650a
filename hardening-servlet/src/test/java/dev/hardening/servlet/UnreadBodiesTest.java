package dev.hardening.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.hardening.core.HardeningSettings;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.Drips;
import dev.hardening.testing.servlet.Drips.Outcome;
import dev.hardening.testing.servlet.LogCapture;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of bodies that nobody reads when all rooms are there. */
class UnreadBodiesTest {

    private static final List<String> PATHS = List.of("/200", "/302", "/404", "/500", "/201", "/403");

    private static TestApp app(String pages) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "NODE_ENV", "production",
                "API_KEYS", "Zk3vT8qLw0aXnY5rBcPd2hJ7",
                "TRUSTED_PROXIES", "127.0.0.0/8",
                "BODY_TIMEOUT_MS", "300",
                "ERROR_PAGES", pages));
        Routes routes = Routes.builder().add(Route.open("/**").unlimited()).build();
        SettingReader reader = SettingReader.of(SettingSource.environment(environment));
        HardeningSettings settings = HardeningSettings.builder().routes(routes).read(reader);
        reader.finish().throwIfRefused();
        HardeningFilter filter = HardeningFilter.builder(settings)
                .services(Services.builder().build())
                .build();
        return TestApp.create()
                .filter(filter, setup -> setup.everyDispatch())
                .servlet("/200", (request, response) -> response.getWriter().print("text"))
                .servlet("/302", (request, response) -> response.sendRedirect("/elsewhere"))
                .servlet("/404", (request, response) -> response.sendError(404))
                .servlet("/403", (request, response) -> response.getWriter().print("never asked"))
                .servlet("/500", (request, response) -> {
                    throw new IllegalStateException("thrown on purpose");
                })
                .servlet("/201", (request, response) -> {
                    response.setStatus(201);
                    request.startAsync().complete();
                });
    }

    @ParameterizedTest
    @EnumSource
    void each_is_given_up_behind_its_answer_and_the_access_line_has_its_status(Container container) throws Exception {
        for (String pages : List.of("own", "container")) {
            try (LogCapture log = LogCapture.of("dev.hardening.access");
                    TestContainer server = app(pages).start(container)) {
                List<String> heads = PATHS.stream()
                        .map(path -> RawHttp.message(
                                "POST",
                                path,
                                "",
                                true,
                                "Content-Length: 500000",
                                path.equals("/403") ? "Sec-Fetch-Site: cross-site" : "X-Other: x"))
                        .toList();
                List<Outcome> outcomes = Drips.send(server.port(), heads, "x", Duration.ofSeconds(6));
                for (int i = 0; i < PATHS.size(); i++) {
                    String path = PATHS.get(i);
                    Outcome outcome = outcomes.get(i);
                    assertEquals(path.substring(1), "" + outcome.status(), pages + " " + outcome);
                    assertNotNull(outcome.cutAfter(), pages + path + " " + outcome);
                    List<Object> logged = log.events().stream()
                            .filter(event -> event.getMessage().equals("request"))
                            .filter(event -> path.equals(LogCapture.value(event, "path")))
                            .map(event -> Objects.requireNonNull(LogCapture.value(event, "status")))
                            .toList();
                    assertEquals(List.of((Object) outcome.status()), logged, pages + path);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void one_that_is_there_costs_no_connection(Container container) throws Exception {
        try (TestContainer server = app("own").start(container)) {
            for (String path : List.of("/200", "/302", "/404", "/201", "/403")) {
                try (RawHttp client = RawHttp.connect(server.port())) {
                    for (int i = 0; i < 2; i++) {
                        String other = path.equals("/403") ? "Sec-Fetch-Site: cross-site" : "X-Other: x";
                        client.send(RawHttp.message("POST", path, "x".repeat(100), true, other));
                        assertEquals(path.substring(1), "" + client.read().status(), path + i);
                    }
                }
            }
        }
    }
}
