package dev.hardening.servlet.ipaccess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.HardeningSettings;
import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.ipaccess.IpAccessSettings;
import dev.hardening.core.net.CidrSet;
import dev.hardening.core.proxy.ProxySettings;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.servlet.HardeningFilter;
import dev.hardening.servlet.proxy.ProxyFilter;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IpAccessFilterTest {

    private final List<SecurityEvent> events = new CopyOnWriteArrayList<>();
    private final Services services = Services.builder()
            .events(events::add)
            .routes(Routes.builder()
                    .add(Route.open("/metrics").onlyFrom(CidrSet.loopback()))
                    .build())
            .build();

    private TestApp app(IpAccessSettings settings) {
        ProxySettings proxy =
                ProxySettings.builder().trusted(CidrSet.parse("127.0.0.0/8")).build();
        return TestApp.create()
                .filter(new ProxyFilter(proxy, services))
                .filter(new IpAccessFilter(settings, services))
                .servlet("/*", (request, response) -> response.getWriter().print("served"));
    }

    private static int from(TestContainer server, String client, String path) {
        return RawHttp.get(server.port(), path, "X-Forwarded-For: " + client).status();
    }

    @ParameterizedTest
    @EnumSource
    void only_listed_clients_are_served(Container container) throws Exception {
        IpAccessSettings settings = IpAccessSettings.builder()
                .allow(CidrSet.parse("192.0.2.0/24, 2001:db8::/32"))
                .deny(CidrSet.parse("192.0.2.66"))
                .build();
        try (TestContainer server = app(settings).start(container)) {
            assertEquals(200, from(server, "192.0.2.1", "/"));
            assertEquals(200, from(server, "::ffff:192.0.2.1", "/"));
            assertEquals(200, from(server, "2001:db8::9", "/"));
            assertEquals(403, from(server, "192.0.2.66", "/"));
            assertEquals(403, from(server, "203.0.113.9", "/"));
            assertEquals(403, from(server, "192.0.2.1, 203.0.113.9", "/"));
            assertEquals(403, RawHttp.get(server.port(), "/").status());
            Response refused = RawHttp.get(server.port(), "/a", "X-Forwarded-For: 203.0.113.9");
            assertTrue(refused.text().contains("ADDRESS_NOT_ALLOWED"), refused.text());
            assertFalse(refused.text().contains("203.0.113.9"), refused.text());
        }
        assertEquals(5, events.size());
        assertTrue(events.stream()
                .allMatch(event -> event.type() == SecurityEventType.ADDRESS_REFUSED
                        && event.code() == RefusalCode.ADDRESS_NOT_ALLOWED
                        && !event.isShadow()));
    }

    /** The metrics of a service are for its own machine: a call without a proxy is served, others are not. */
    @ParameterizedTest
    @EnumSource
    void a_route_has_its_own_list(Container container) throws Exception {
        IpAccessSettings settings =
                IpAccessSettings.builder().deny(CidrSet.parse("127.9.9.9")).build();
        try (TestContainer server = app(settings).start(container)) {
            assertEquals(200, RawHttp.get(server.port(), "/metrics").status());
            assertEquals(403, from(server, "203.0.113.9", "/metrics"));
            assertEquals(403, from(server, "127.9.9.9", "/metrics"));
            assertEquals(403, from(server, "127.9.9.9", "/other"));
            assertEquals(200, from(server, "203.0.113.9", "/other"));
        }
        IpAccessSettings listed = IpAccessSettings.builder()
                .allow(CidrSet.parse("203.0.113.0/24"))
                .build();
        try (TestContainer server = app(listed).start(container)) {
            assertEquals(200, RawHttp.get(server.port(), "/metrics").status());
            assertEquals(403, from(server, "203.0.113.9", "/metrics"));
            assertEquals(200, from(server, "203.0.113.9", "/other"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shadow_only_watches_and_off_does_not_look(Container container) throws Exception {
        IpAccessSettings.Builder settings = IpAccessSettings.builder().allow(CidrSet.parse("192.0.2.0/24"));
        try (TestContainer server =
                app(settings.enforcement(Enforcement.SHADOW).build()).start(container)) {
            assertEquals(200, from(server, "203.0.113.9", "/"));
        }
        assertEquals(1, events.size());
        assertTrue(events.get(0).isShadow());
        try (TestContainer server =
                app(settings.enforcement(Enforcement.OFF).build()).start(container)) {
            assertEquals(200, from(server, "203.0.113.9", "/"));
            assertEquals(200, from(server, "203.0.113.9", "/metrics"));
        }
        assertEquals(1, events.size());
    }

    @ParameterizedTest
    @EnumSource
    void a_filter_alone_reads_its_init_params_and_believes_no_header(Container container) throws Exception {
        try (TestContainer server = TestApp.create()
                .filter(
                        new IpAccessFilter(),
                        setup -> setup.initParam("IP_ALLOWLIST", "192.0.2.0/24, 10.0.0.0/8")
                                .everyDispatch())
                .servlet("/*", (request, response) -> response.getWriter().print("served"))
                .start(container)) {
            assertEquals(403, from(server, "192.0.2.1", "/"));
        }
        try (TestContainer server = TestApp.create()
                .filter(new IpAccessFilter(), setup -> setup.initParam("IP_ALLOWLIST", "127.0.0.1"))
                .servlet("/*", (request, response) -> response.getWriter().print("served"))
                .start(container)) {
            assertEquals(200, from(server, "203.0.113.9", "/"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_malformed_network_does_not_start(Container container) {
        TestApp app = TestApp.create()
                .filter(new IpAccessFilter(), setup -> setup.initParam("IP_ALLOWLIST", "10.0.0.0/8, 10.0.0.1/8"));
        Throwable refused =
                assertThrows(Exception.class, () -> app.start(container).close());
        while (refused.getCause() != null) {
            refused = refused.getCause();
        }
        String message = String.valueOf(refused.getMessage());
        assertTrue(message.contains("IP_ALLOWLIST") && message.contains("entry 2"), message);
    }

    @ParameterizedTest
    @EnumSource
    void in_the_pipeline_probes_answer_everybody_and_strangers_meet_nothing_else(Container container) throws Exception {
        SettingReader reader = SettingReader.of(SettingSource.environment(Map.of(
                "NODE_ENV", "production",
                "API_KEYS", "Zk3vT8qLw0aXnY5rBcPd2hJ7",
                "IP_ALLOWLIST", "192.0.2.0/24",
                "TRUSTED_PROXIES", "127.0.0.0/8")));
        HardeningSettings settings = HardeningSettings.builder().read(reader);
        reader.finish().throwIfRefused();
        HardeningFilter filter = HardeningFilter.builder(settings)
                .services(Services.builder().events(events::add).build())
                .build();
        try (TestContainer server = TestApp.create()
                .filter(filter, setup -> setup.everyDispatch())
                .servlet("/*", (request, response) -> response.getWriter().print("served"))
                .start(container)) {
            assertEquals(200, from(server, "203.0.113.9", "/health/live"));
            assertEquals(403, from(server, "203.0.113.9", "/a"));
            assertEquals(401, from(server, "192.0.2.1", "/a"));
            Response ambiguous = RawHttp.get(server.port(), "/health/live;x", "X-Forwarded-For: 203.0.113.9");
            assertEquals(400, ambiguous.status());
            assertTrue(ambiguous.text().contains("PATH_AMBIGUOUS"), ambiguous.text());
            assertEquals(List.of(), ambiguous.values("X-Powered-By"));
            assertEquals("nosniff", ambiguous.header("X-Content-Type-Options"));
        }
    }
}
