package dev.hardening.servlet.tenant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.core.request.TenantNeed;
import dev.hardening.core.tenant.TenantSettings;
import dev.hardening.servlet.support.RequestContext;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.ProvingFilter;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.MDC;

class TenantFilterTest {

    private static final String ALICE = "Test-Caller: alice tenant:demo also:acme";

    private final List<SecurityEvent> events = new CopyOnWriteArrayList<>();
    private final Services services = Services.builder()
            .events(events::add)
            .routes(Routes.builder()
                    .add(Route.open("/public"))
                    .add(Route.open("/api/runs").methods("GET").tenant(TenantNeed.UNSAFE_FROM_HEADER))
                    .add(Route.guarded("/api/runs").methods("POST").tenant(TenantNeed.SELECTED))
                    .add(Route.guarded("/own").tenant(TenantNeed.OF_CALLER))
                    .add(Route.guarded("/throws").tenant(TenantNeed.OF_CALLER))
                    .add(Route.guarded("/async").tenant(TenantNeed.OF_CALLER))
                    .add(Route.guarded("/forward").tenant(TenantNeed.OF_CALLER))
                    .add(Route.guarded("/reset").tenant(TenantNeed.OF_CALLER))
                    .build())
            .build();

    private static TestApp app(TestApp app) {
        TestApp.Handler tell = (request, response) ->
                response.getWriter().print(RequestContext.of(request).tenantIdIfKnown() + " " + MDC.get("tenant_id"));
        return app.servlet("/public", tell)
                .servlet("/api/runs", tell)
                .servlet("/own", tell)
                .servlet("/throws", (request, response) -> {
                    throw new IllegalStateException("thrown");
                })
                .servlet("/async", (request, response) -> request.startAsync().dispatch("/own"))
                .servlet(
                        "/forward",
                        (request, response) ->
                                request.getRequestDispatcher("/own").forward(request, response))
                .servlet("/reset", (request, response) -> {
                    response.setHeader("Vary", "Accept");
                    response.reset();
                    response.setHeader("Vary", "Accept-Language");
                });
    }

    private TestContainer start(Container container, TenantSettings.Builder settings) throws Exception {
        return app(TestApp.create()
                        .filter(new ProvingFilter(services), setup -> setup.everyDispatch())
                        .filter(new TenantFilter(settings.build(), services), setup -> setup.everyDispatch()))
                .start(container);
    }

    private static String get(TestContainer server, String path, String... headers) {
        Response answer = RawHttp.get(server.port(), path, headers);
        return answer.status() == 200 ? answer.text() : Integer.toString(answer.status());
    }

    @ParameterizedTest
    @EnumSource
    void X_35_the_header_is_checked_and_stands_in_the_context_and_in_the_log(Container container) throws Exception {
        try (TestContainer server = start(container, TenantSettings.builder())) {
            Response without = RawHttp.get(server.port(), "/api/runs");
            assertEquals(400, without.status());
            assertTrue(
                    without.text().contains("X-Tenant-ID") && without.text().contains("TENANT_REQUIRED"),
                    without.text());
            assertEquals("demo demo", get(server, "/api/runs", "X-Tenant-ID: demo"));
            assertEquals("demo demo", get(server, "/api/runs", "x-tenant-id:  demo "));
            for (String bad : List.of("a b", "../x", "x".repeat(200), "", "a\u00e4", "demo,demo")) {
                assertEquals("400", get(server, "/api/runs", "X-Tenant-ID: " + bad), bad);
            }
            assertEquals("400", get(server, "/api/runs", "X-Tenant-ID: demo", "X-Tenant-ID: demo"));
            assertTrue(events.stream().allMatch(event -> event.type() == SecurityEventType.REQUEST_REFUSED));
        }
    }

    @ParameterizedTest
    @EnumSource
    void X_36_X_58_a_route_without_a_tenant_needs_none_and_gets_none(Container container) throws Exception {
        try (TestContainer server = start(container, TenantSettings.builder())) {
            assertEquals("null null", get(server, "/public"));
            assertEquals("null null", get(server, "/public", "X-Tenant-ID: ../x"));
            assertEquals(List.of(), RawHttp.get(server.port(), "/public").values("Vary"));
            assertEquals(List.of(), events);
        }
    }

    @ParameterizedTest
    @EnumSource
    void X_51_S11_who_is_proved_selects_his_own_tenants_only(Container container) throws Exception {
        try (TestContainer server = start(container, TenantSettings.builder())) {
            assertEquals("acme acme", get(server, "/api/runs", ALICE, "X-Tenant-ID: acme"));
            Response foreign = RawHttp.get(server.port(), "/api/runs", ALICE, "X-Tenant-ID: other");
            assertEquals(403, foreign.status());
            assertFalse(foreign.text().contains("other"));
            assertEquals(SecurityEventType.ACCESS_DENIED, events.get(0).type());
            String[] post = {"X-Tenant-ID: demo"};
            Response nobody = RawHttp.request(server.port(), "POST", "/api/runs", "", post);
            assertEquals(401, nobody.status());
            assertFalse(nobody.values("WWW-Authenticate").isEmpty());
            assertEquals(SecurityEventType.AUTHENTICATION_FAILED, events.get(1).type());
            assertEquals(
                    "demo demo",
                    RawHttp.request(server.port(), "POST", "/api/runs", "", ALICE, "X-Tenant-ID: demo")
                            .text());
            assertEquals("demo demo", get(server, "/own", ALICE));
            assertEquals("acme acme", get(server, "/own", ALICE, "X-Tenant-ID: acme"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void T3_later_dispatches_have_the_tenant_and_no_thread_keeps_it(Container container) throws Exception {
        try (TestContainer server = start(container, TenantSettings.builder())) {
            for (int round = 0; round < 20; round++) {
                assertEquals("demo demo", get(server, "/async", ALICE));
                assertEquals("acme acme", get(server, "/forward", ALICE, "X-Tenant-ID: acme"));
                assertEquals("500", get(server, "/throws", ALICE));
                assertEquals("null null", get(server, "/public"));
            }
            try (RawHttp connection = RawHttp.connect(server.port())) {
                String own = RawHttp.message("GET", "/own", "", true, ALICE);
                String open = RawHttp.message("GET", "/public", "", true);
                for (int round = 0; round < 20; round++) {
                    assertEquals("demo demo", connection.send(own).read().text());
                    assertEquals("null null", connection.send(open).read().text());
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void T4_every_answer_of_a_tenant_says_that_it_depends_on_the_header(Container container) throws Exception {
        try (TestContainer server = start(container, TenantSettings.builder())) {
            for (String path : List.of("/own", "/async", "/forward")) {
                assertEquals(
                        List.of("X-Tenant-ID"),
                        RawHttp.get(server.port(), path, ALICE).values("Vary"),
                        path);
            }
            List<String> vary = new ArrayList<>();
            for (String line : RawHttp.get(server.port(), "/reset", ALICE).values("Vary")) {
                vary.addAll(List.of(line.split(", *", -1)));
            }
            assertEquals(List.of("X-Tenant-ID", "Accept-Language"), vary);
            assertEquals(
                    List.of("X-Tenant-ID"),
                    RawHttp.get(server.port(), "/own", ALICE, "X-Tenant-ID: no").values("Vary"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void watching_lets_everything_pass_and_off_asks_nobody(Container container) throws Exception {
        try (TestContainer server = start(container, TenantSettings.builder().enforcement(Enforcement.SHADOW))) {
            assertEquals("null null", get(server, "/api/runs"));
            assertTrue(events.get(0).isShadow());
            assertEquals("demo demo", get(server, "/api/runs", "X-Tenant-ID: demo"));
        }
        events.clear();
        try (TestContainer server = start(container, TenantSettings.builder().enforcement(Enforcement.OFF))) {
            assertEquals("null null", get(server, "/api/runs", "X-Tenant-ID: ../x"));
            assertEquals(List.of(), events);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_filter_named_by_web_xml_reads_its_init_params(Container container) throws Exception {
        TestApp good = app(TestApp.create()
                .onStartup(context -> context.setAttribute(Services.ATTRIBUTE, services))
                .filter(new TenantFilter(), setup -> setup.initParam("TENANT_HEADER", "X-Org")));
        try (TestContainer server = good.start(container)) {
            assertEquals("demo demo", get(server, "/api/runs", "X-Org: demo"));
            assertEquals("400", get(server, "/api/runs", "X-Tenant-ID: demo"));
        }
        TestApp bad =
                app(TestApp.create().filter(new TenantFilter(), setup -> setup.initParam("TENANT_HEADER", "X Org")));
        Exception refused = assertThrows(Exception.class, () -> bad.start(container));
        assertTrue(refused.toString().contains("TENANT_HEADER"), refused.toString());
    }
}
