package dev.hardening.servlet.flags;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.flags.Flag;
import dev.hardening.core.flags.FlagSettings;
import dev.hardening.core.flags.Flags;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.FakeTicker;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReadOnlyFilterTest {

    private final List<SecurityEvent> events = new CopyOnWriteArrayList<>();
    private final Services services = Services.builder()
            .events(events::add)
            .routes(Routes.builder()
                    .add(Route.open("/items"))
                    .add(Route.open("/login").evenWhenReadOnly())
                    .build())
            .build();
    private final Flags flags = new Flags(FlagSettings.builder().build(), new FakeTicker());

    private static TestApp app(TestApp app) {
        TestApp.Handler reached = (request, response) -> response.getWriter().print("reached");
        return app.servlet("/items", reached)
                .servlet("/login", reached)
                .servlet(
                        "/forward",
                        (request, response) ->
                                request.getRequestDispatcher("/items").forward(request, response));
    }

    private static int status(TestContainer server, String method, String path) {
        return RawHttp.request(server.port(), method, path, method.equals("POST") ? "a=b" : "")
                .status();
    }

    @ParameterizedTest
    @EnumSource
    void E_48_changes_are_503_with_retry_after_while_reads_go_on_and_turn_at_once(Container container)
            throws Exception {
        TestApp app = app(TestApp.create().filter(new ReadOnlyFilter(flags, services), setup -> setup.everyDispatch()));
        try (TestContainer server = app.start(container)) {
            for (String method : List.of("GET", "POST", "PUT", "PATCH", "DELETE")) {
                assertEquals(200, status(server, method, "/items"), method);
            }
            flags.set(Flag.READ_ONLY, true);
            for (String method : List.of("POST", "PUT", "PATCH", "DELETE", "FOO")) {
                Response answer = RawHttp.request(server.port(), method, "/items", "");
                assertEquals(503, answer.status(), method);
                assertEquals("120", answer.header("Retry-After"));
                assertTrue(answer.text().contains("READ_ONLY"), answer.text());
                assertEquals(503, status(server, method, "/forward"));
                assertEquals(503, status(server, method, "/unknown"));
                assertEquals(200, status(server, method, "/login"));
            }
            for (String method : List.of("GET", "HEAD", "OPTIONS")) {
                assertEquals(200, status(server, method, "/items"), method);
            }
            assertEquals(15, events.size());
            assertTrue(events.stream().allMatch(event -> event.type() == SecurityEventType.REQUEST_REFUSED));
            flags.clear(Flag.READ_ONLY);
            assertEquals(200, status(server, "POST", "/items"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_filter_named_by_web_xml_reads_its_init_params_and_shows_its_flags(Container container) throws Exception {
        TestApp good = app(TestApp.create()
                .filter(
                        new ReadOnlyFilter(),
                        setup -> setup.initParam("READ_ONLY_MODE", "true")
                                .initParam("READ_ONLY_RETRY_AFTER_SECONDS", "7")));
        try (TestContainer server = good.start(container)) {
            Response answer = RawHttp.request(server.port(), "POST", "/items", "");
            assertEquals("503 7", answer.status() + " " + answer.header("Retry-After"));
            Flags found = (Flags) Objects.requireNonNull(server.context().getAttribute(Flags.class.getName()));
            found.set(Flag.READ_ONLY, false);
            assertEquals(200, status(server, "POST", "/items"));
        }
        TestApp bad =
                app(TestApp.create().filter(new ReadOnlyFilter(), setup -> setup.initParam("FLAG_READ_ONLY", "maybe")));
        Exception refused = assertThrows(Exception.class, () -> bad.start(container));
        assertTrue(refused.toString().contains("FLAG_READ_ONLY"), refused.toString());
    }

    @ParameterizedTest
    @EnumSource
    void a_filter_named_by_web_xml_asks_the_flags_of_the_application(Container container) throws Exception {
        TestApp app = app(TestApp.create()
                .onStartup(context -> context.setAttribute(Flags.class.getName(), flags))
                .filter(new ReadOnlyFilter()));
        try (TestContainer server = app.start(container)) {
            assertEquals(200, status(server, "POST", "/items"));
            flags.set(Flag.READ_ONLY, true);
            assertEquals(503, status(server, "POST", "/items"));
        }
    }
}
