package dev.hardening.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.HardeningSettings;
import dev.hardening.core.identity.RevocationStore;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.core.signature.ReplayStore;
import dev.hardening.servlet.HardeningFilter;
import dev.hardening.servlet.SharedStoresListener;
import dev.hardening.servlet.ratelimit.RateLimitFilter;
import dev.hardening.testing.Eventually;
import dev.hardening.testing.redis.RedisServer;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import jakarta.servlet.ServletContext;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What filters open by themselves where the environment names a server, and that it is closed with them. */
class FiltersTogetherTest {

    private final Together together = new Together();

    private Map<String, String> environment(String url) {
        return new HashMap<>(Map.of(
                "NODE_ENV",
                "test",
                "RATE_LIMIT_MAX",
                "10",
                "REDIS_URL",
                url,
                "REDIS_KEY_PREFIX",
                together.prefix,
                "REDIS_TIMEOUT_MS",
                Together.PATIENCE));
    }

    private static TestApp app(TestApp app) {
        return app.servlet("/open", (request, response) -> response.getWriter().print("open"));
    }

    private HardeningFilter filter(String url) {
        Map<String, String> values = environment(url);
        values.put("API_KEYS", "Zk3vT8qLw0aXnY5rBcPd2hJ7");
        SettingReader reader = SettingReader.of(SettingSource.environment(values));
        HardeningSettings settings = HardeningSettings.builder()
                .routes(Routes.builder().add(Route.open("/open")).build())
                .read(reader);
        reader.finish().throwIfRefused();
        return HardeningFilter.builder(settings).build();
    }

    @ParameterizedTest
    @EnumSource
    void V_32_the_one_filter_opens_the_server_that_its_settings_name(Container container) throws Exception {
        try (TestContainer one =
                        app(TestApp.create().filter(filter(together.url))).start(container);
                TestContainer two =
                        app(TestApp.create().filter(filter(together.url))).start(container)) {
            assertEquals(10, Together.served(i -> RawHttp.get((i % 2 == 0 ? one : two).port(), "/open")));
            String health = RawHttp.get(one.port(), "/health").text();
            assertTrue(health.contains("\"redis\":{\"status\":\"healthy\",\"critical\":false"), health);
        }
        assertFalse(together.keys().isEmpty());
    }

    @Test
    void the_one_filter_closes_what_it_has_opened() throws Exception {
        try (RedisServer server = RedisServer.start()) {
            HardeningFilter filter = filter(server.url());
            assertTrue(clients(server) > 1);
            filter.destroy();
            Eventually.until(() -> clients(server) == 1);
        }
    }

    /** Connections, that of the question included. */
    private static int clients(RedisServer server) {
        try (var peek = server.peek()) {
            return peek.commands().clientList().trim().split("\n", -1).length;
        }
    }

    private TestContainer single(Container container, AtomicReference<ServletContext> found) throws Exception {
        TestApp app = TestApp.create()
                .onStartup(context -> {
                    found.set(context);
                    context.addListener(new SharedStoresListener(SettingSource.environment(environment(together.url))));
                })
                .filter(
                        new RateLimitFilter(),
                        setup -> setup.initParam("NODE_ENV", "test").initParam("RATE_LIMIT_MAX", "10"));
        return app(app).start(container);
    }

    @ParameterizedTest
    @EnumSource
    void filters_of_a_web_xml_share_what_the_listener_has_opened(Container container) throws Exception {
        AtomicReference<ServletContext> found = new AtomicReference<>();
        try (TestContainer one = single(container, found);
                TestContainer two = single(container, found)) {
            assertEquals(10, Together.served(i -> RawHttp.get((i % 2 == 0 ? one : two).port(), "/open")));
            assertNotNull(Objects.requireNonNull(found.get()).getAttribute(RevocationStore.class.getName()));
            assertNotNull(Objects.requireNonNull(found.get()).getAttribute(ReplayStore.class.getName()));
        }
        assertFalse(together.keys().isEmpty());
    }
}
