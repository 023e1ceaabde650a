package dev.hardening.servlet.roles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.identity.Proof;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.core.roles.RoleSettings;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.ProvingFilter;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RolesFilterTest {

    private static final String USER = "Test-Caller: alice role:user";
    private static final String ADMIN = "Test-Caller: root role:admin";

    private final List<SecurityEvent> events = new CopyOnWriteArrayList<>();
    private final Services services = Services.builder()
            .events(events::add)
            .routes(Routes.builder()
                    .add(Route.open("/public"))
                    .add(Route.guarded("/admin/**").onlyRoles("admin"))
                    .add(Route.guarded("/items").permitting("items.write"))
                    .add(Route.guarded("/machines").provedBy(Proof.TOKEN).onlyRoles("admin"))
                    .build())
            .build();

    private static TestApp app(TestApp app) {
        TestApp.Handler reached = (request, response) -> response.getWriter().print("reached");
        return app.servlet("/public", reached)
                .servlet("/admin/*", reached)
                .servlet("/items", reached)
                .servlet("/unknown", reached)
                .servlet(
                        "/forward",
                        (request, response) ->
                                request.getRequestDispatcher("/items").forward(request, response));
    }

    private TestContainer start(Container container, RoleSettings.Builder settings) throws Exception {
        settings.role("user", "items.write");
        return app(TestApp.create()
                        .filter(new ProvingFilter(services))
                        .filter(new RolesFilter(settings.build(), services), setup -> setup.everyDispatch()))
                .start(container);
    }

    private static String get(TestContainer server, String path, String... headers) {
        Response answer = RawHttp.get(server.port(), path, headers);
        return answer.status() == 200 ? answer.text() : Integer.toString(answer.status());
    }

    @ParameterizedTest
    @EnumSource
    void E_60_nobody_is_401_a_caller_without_the_role_403_and_one_with_it_goes_on(Container container)
            throws Exception {
        try (TestContainer server = start(container, RoleSettings.builder())) {
            assertEquals("401", get(server, "/admin/flags"));
            Response denied = RawHttp.get(server.port(), "/admin/flags", USER);
            assertEquals(403, denied.status());
            assertTrue(denied.text().contains("PERMISSION_DENIED"), denied.text());
            assertFalse(denied.text().contains("admin"), denied.text());
            assertEquals("reached", get(server, "/admin/flags", ADMIN));
            assertEquals("reached", get(server, "/items", USER));
            assertEquals("403", get(server, "/items", ADMIN));
            assertEquals("reached", get(server, "/public"));
            assertEquals(
                    List.of(
                            SecurityEventType.AUTHENTICATION_FAILED,
                            SecurityEventType.ACCESS_DENIED,
                            SecurityEventType.ACCESS_DENIED),
                    events.stream().map(SecurityEvent::type).toList());
            assertEquals("alice", events.get(1).subject());
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_401_asks_for_every_proof_that_the_route_takes(Container container) throws Exception {
        try (TestContainer server = start(container, RoleSettings.builder())) {
            assertEquals(
                    List.of("Bearer realm=\"api\""),
                    RawHttp.get(server.port(), "/machines").values("WWW-Authenticate"));
            assertEquals(
                    List.of("ApiKey realm=\"api\"", "Bearer realm=\"api\"", "Cookie realm=\"session\""),
                    RawHttp.get(server.port(), "/admin/flags").values("WWW-Authenticate"));
            assertEquals(
                    List.of("Bearer realm=\"api\", error=\"insufficient_scope\""),
                    RawHttp.get(server.port(), "/admin/flags", USER).values("WWW-Authenticate"),
                    "a 403 asks for a token with more in it");
        }
    }

    @ParameterizedTest
    @EnumSource
    void T2_no_spelling_of_a_path_and_no_method_gets_past_the_role(Container container) throws Exception {
        try (TestContainer server = start(container, RoleSettings.builder())) {
            for (String path : List.of(
                    "/admin/flags",
                    "/admin/flags;x=1",
                    "/admin;x/flags",
                    "/;/admin/flags",
                    "/admin//flags",
                    "//admin/flags",
                    "/admin/flags/",
                    "/admin/",
                    "/admin",
                    "/admin/flags.json",
                    "/admin/./flags",
                    "/x/../admin/flags",
                    "/public/../admin/flags",
                    "/public/..;/admin/flags",
                    "/%61dmin/flags",
                    "/admin/%66lags",
                    "/admin%2fflags",
                    "/%2e/admin/flags",
                    "/admin/flags%00",
                    "/admin/flags?x=/public")) {
                for (String method : List.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "FOO")) {
                    Response answer = RawHttp.request(server.port(), method, path, "", USER);
                    assertFalse(answer.text().contains("reached"), method + " " + path);
                    assertTrue(answer.status() >= 400, method + " " + path + " " + answer.status());
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void watching_lets_everything_pass_and_off_asks_nobody(Container container) throws Exception {
        try (TestContainer server = start(container, RoleSettings.builder().enforcement(Enforcement.SHADOW))) {
            assertEquals("reached", get(server, "/admin/flags", USER));
            assertEquals("reached", get(server, "/admin/flags"));
            assertTrue(events.stream().allMatch(SecurityEvent::isShadow) && events.size() == 2);
        }
        events.clear();
        try (TestContainer server = start(container, RoleSettings.builder().enforcement(Enforcement.OFF))) {
            assertEquals("reached", get(server, "/admin/flags"));
            assertEquals(List.of(), events);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_filter_named_by_web_xml_reads_its_init_params(Container container) throws Exception {
        TestApp good = app(TestApp.create()
                .onStartup(context -> context.setAttribute(Services.ATTRIBUTE, services))
                .filter(new ProvingFilter(services))
                .filter(new RolesFilter(), setup -> setup.initParam("ROLE_PERMISSIONS", "admin=items.write")));
        try (TestContainer server = good.start(container)) {
            assertEquals("reached", get(server, "/items", ADMIN));
            assertEquals("403", get(server, "/items", USER));
        }
        TestApp bad =
                app(TestApp.create().filter(new RolesFilter(), setup -> setup.initParam("ROLE_PERMISSIONS", "admin")));
        Exception refused = assertThrows(Exception.class, () -> bad.start(container));
        assertTrue(refused.toString().contains("ROLE_PERMISSIONS"), refused.toString());
    }
}
