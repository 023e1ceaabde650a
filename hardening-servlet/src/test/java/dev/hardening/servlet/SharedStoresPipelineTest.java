package dev.hardening.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.HardeningSettings;
import dev.hardening.core.distributed.DistributedSettings;
import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.health.Health;
import dev.hardening.core.identity.RevocationStore;
import dev.hardening.core.ratelimit.RateLimitStore;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.core.secret.KeyRing;
import dev.hardening.core.secret.Secret;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.core.time.Ticker;
import dev.hardening.core.token.TokenSettings;
import dev.hardening.servlet.ratelimit.RateLimitFilter;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.FakeTicker;
import dev.hardening.testing.TokenAttacks;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.FakeSharedStores;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two services that share a server, and what they do while it does not answer. */
class SharedStoresPipelineTest {

    private final FakeTicker clock = new FakeTicker();
    private final List<SecurityEvent> events = new CopyOnWriteArrayList<>();
    private final FakeSharedStores shared = new FakeSharedStores();

    private HardeningSettings settings(String... more) {
        Map<String, String> all = new HashMap<>(Map.of(
                "NODE_ENV", "test",
                "RATE_LIMIT_MAX", "4",
                "RATE_LIMIT_WINDOW_MS", "60000",
                "ENABLE_METRICS", "true"));
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        SettingReader reader = SettingReader.of(SettingSource.environment(all));
        HardeningSettings settings = HardeningSettings.builder()
                .routes(Routes.builder()
                        .add(Route.open("/open"))
                        .add(Route.guarded("/me").unlimited())
                        .build())
                .tokens(TokenSettings.builder()
                        .keys(KeyRing.of(Secret.ofUtf8("JWT_SECRET", TokenAttacks.SECRET)))
                        .issuer(TokenAttacks.ISSUER)
                        .build())
                .read(reader);
        reader.finish().throwIfRefused();
        return settings;
    }

    private HardeningFilterBuilder builder(String... more) {
        return HardeningFilter.builder(settings(more)).services(services());
    }

    private Services services() {
        return Services.builder().ticker(clock).clock(clock).events(events::add).build();
    }

    private static TestApp app(Filter filter) {
        return paths(TestApp.create().filter(filter, setup -> setup.everyDispatch()));
    }

    private static TestApp paths(TestApp app) {
        return app.servlet("/open", (request, response) -> response.getWriter().print("open"))
                .servlet("/me", (request, response) -> response.getWriter().print("me"));
    }

    private static int status(TestContainer server, String path, String... headers) {
        return RawHttp.get(server.port(), path, headers).status();
    }

    @ParameterizedTest
    @EnumSource
    void V_32_what_one_counts_counts_for_the_other(Container container) throws Exception {
        try (TestContainer one = app(builder().stores(shared).build()).start(container);
                TestContainer two = app(builder().stores(shared).build()).start(container)) {
            int good = 0;
            for (int i = 0; i < 8; i++) {
                good += status(i % 2 == 0 ? one : two, "/open") == 200 ? 1 : 0;
            }
            assertEquals(4, good);
        }
        assertEquals(0, shared.closed(), "whoever gives it closes it");
    }

    @ParameterizedTest
    @EnumSource
    void E_56_H_59_what_is_ended_on_one_is_ended_on_the_other(Container container) throws Exception {
        RevocationStore application = shared.revocations(RevocationStore.inMemory(clock, 100));
        String bearer = "Authorization: Bearer " + TokenAttacks.good(clock.instant());
        try (TestContainer server = app(builder().stores(shared).build()).start(container)) {
            assertEquals(200, status(server, "/me", bearer));
            application.revokeSubject("alice", clock.instant(), clock.instant().plusSeconds(3600));
            assertEquals(401, status(server, "/me", bearer));
        }
    }

    @ParameterizedTest
    @EnumSource
    void without_the_server_whoever_must_be_counted_is_503_and_the_service_is_degraded(Container container)
            throws Exception {
        String bearer = "Authorization: Bearer " + TokenAttacks.good(clock.instant());
        try (TestContainer server = app(builder().stores(shared).build()).start(container)) {
            RawHttp.Response healthy = RawHttp.get(server.port(), "/health");
            assertTrue(healthy.text().contains("\"redis\":{\"status\":\"healthy\",\"critical\":false"), healthy.text());
            assertTrue(RawHttp.get(server.port(), "/metrics").text().contains("fake_shared_down 0"));
            shared.down(true);
            clock.advance(Duration.ofMinutes(1));
            RawHttp.Response refused = RawHttp.get(server.port(), "/open");
            assertEquals(503, refused.status());
            assertEquals("5", refused.header("Retry-After"));
            assertTrue(refused.text().contains("STORE_UNAVAILABLE"), refused.text());
            assertFalse(refused.text().contains("secret detail"), refused.text());
            assertNull(refused.header("X-RateLimit-Remaining"));
            assertNull(refused.header("RateLimit"));
            assertEquals(503, status(server, "/me", bearer));
            RawHttp.Response degraded = RawHttp.get(server.port(), "/health");
            assertEquals(200, degraded.status());
            assertTrue(degraded.text().contains("\"status\":\"degraded\""), degraded.text());
            assertEquals(200, status(server, "/health/ready"));
            assertTrue(RawHttp.get(server.port(), "/metrics").text().contains("fake_shared_down 1"));
            shared.down(false);
            assertEquals(200, status(server, "/open"));
        }
        assertEquals(
                List.of("requests cannot be counted"),
                events.stream()
                        .filter(event -> event.type() == SecurityEventType.STORE_FAILED && !event.isShadow())
                        .map(event -> String.valueOf(event.detail()))
                        .filter(detail -> detail.contains("counted"))
                        .toList());
        assertTrue(events.stream().noneMatch(event -> event.type() == SecurityEventType.RATE_LIMITED));
    }

    @ParameterizedTest
    @EnumSource
    void in_shadow_mode_what_cannot_be_counted_is_told_and_goes_on(Container container) throws Exception {
        try (TestContainer server =
                app(builder("RATE_LIMIT_MODE", "shadow").stores(shared).build()).start(container)) {
            shared.down(true);
            assertEquals(200, status(server, "/open"));
        }
        List<SecurityEvent> told = events.stream()
                .filter(event -> event.type() == SecurityEventType.STORE_FAILED)
                .toList();
        assertEquals(1, told.size(), told.toString());
        assertTrue(told.get(0).isShadow());
    }

    @ParameterizedTest
    @EnumSource
    void an_application_with_checks_of_its_own_adds_the_one_of_the_server(Container container) throws Exception {
        Health health = Health.builder()
                .nonCritical("redis", shared::check)
                .clock(clock)
                .ticker(clock)
                .build();
        shared.down(true);
        try (TestContainer server =
                app(builder().stores(shared).health(health).build()).start(container)) {
            String report = RawHttp.get(server.port(), "/health").text();
            assertTrue(report.contains("\"redis\":{\"status\":\"unhealthy\",\"critical\":false"), report);
        }
    }

    @Test
    void a_filter_that_cannot_open_what_the_settings_name_leaves_nothing_open(@TempDir Path directory)
            throws Exception {
        Path file = directory.resolve("audit.log");
        HardeningFilterBuilder builder = builder("REDIS_URL", "redis://127.0.0.1:1", "AUDIT_LOG_FILE", file.toString());
        InvalidSettingsException refused = assertThrows(InvalidSettingsException.class, builder::build);
        assertTrue(refused.toString().contains("HRD-1018 REFUSE REDIS_URL: "), refused.toString());
        HardeningFilter next = builder("AUDIT_LOG_FILE", file.toString()).build(); // the file is free again
        next.destroy();
        assertTrue(Files.exists(file));
        HardeningFilter given =
                builder("REDIS_URL", "redis://127.0.0.1:1").stores(shared).build();
        given.destroy();
        assertEquals(0, shared.closed());
    }

    @ParameterizedTest
    @EnumSource
    void a_web_xml_that_is_refused_says_so_before_anything_is_opened(Container container) {
        TestApp app = TestApp.create()
                .filter(
                        new HardeningFilter(),
                        setup -> setup.initParam("NODE_ENV", "test")
                                .initParam("REDIS_URL", "redis://127.0.0.1:1")
                                .initParam("RATE_LIMIT_MAX", "many"));
        String report =
                assertThrows(Exception.class, () -> app.start(container)).toString();
        assertFalse(report.contains("HRD-1018"), report);
    }

    @ParameterizedTest
    @EnumSource
    void filters_that_a_web_xml_names_one_by_one_find_the_store_in_the_application(Container container)
            throws Exception {
        try (TestContainer one = single(container);
                TestContainer two = single(container)) {
            assertEquals(200, status(one, "/open"));
            assertEquals(200, status(two, "/open"));
            assertEquals(429, status(one, "/open"));
            assertEquals(429, status(two, "/open"));
            shared.down(true);
            assertEquals(503, status(two, "/open"));
        }
    }

    private TestContainer single(Container container) throws Exception {
        return paths(TestApp.create()
                        .onStartup(context -> context.setAttribute(
                                RateLimitStore.class.getName(),
                                shared.rateLimits(RateLimitStore.inMemory(Ticker.system(), 100))))
                        .filter(
                                new RateLimitFilter(),
                                setup -> setup.initParam("NODE_ENV", "test").initParam("RATE_LIMIT_MAX", "2")))
                .start(container);
    }

    @ParameterizedTest
    @EnumSource
    void the_listener_puts_nothing_there_when_nothing_is_shared_and_refuses_what_it_cannot_open(Container container)
            throws Exception {
        AtomicReference<ServletContext> found = new AtomicReference<>();
        SharedStoresListener none = new SharedStoresListener(SettingSource.environment(Map.of()));
        SharedStoresListener absent = new SharedStoresListener(
                SettingSource.environment(Map.of(DistributedSettings.URL.name(), "redis://127.0.0.1:1")));
        SharedStoresListener wrong =
                new SharedStoresListener(SettingSource.environment(Map.of(DistributedSettings.URL.name(), "hush")));
        TestApp app = paths(TestApp.create().onStartup(found::set));
        try (TestContainer server = app.start(container)) {
            assertEquals(200, status(server, "/open"));
            ServletContextEvent event = new ServletContextEvent(found.get());
            none.contextInitialized(event);
            none.contextDestroyed(event);
            assertNull(Objects.requireNonNull(found.get()).getAttribute(RevocationStore.class.getName()));
            assertTrue(assertThrows(InvalidSettingsException.class, () -> absent.contextInitialized(event))
                    .toString()
                    .contains("HRD-1018"));
            absent.contextDestroyed(event);
            assertThrows(InvalidSettingsException.class, () -> wrong.contextInitialized(event));
        }
    }
}
