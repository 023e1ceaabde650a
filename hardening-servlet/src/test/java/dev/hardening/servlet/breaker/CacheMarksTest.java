package dev.hardening.servlet.breaker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.breaker.BreakerSettings;
import dev.hardening.core.breaker.Breakers;
import dev.hardening.core.breaker.StaleCache;
import dev.hardening.core.breaker.StaleCacheSettings;
import dev.hardening.core.errors.ErrorSettings;
import dev.hardening.core.health.Health;
import dev.hardening.core.health.HealthSettings;
import dev.hardening.servlet.errors.ErrorsFilter;
import dev.hardening.servlet.health.HealthFilter;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.FakeTicker;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Answers from a cache, and the state of its breaker in the health report, seen by a client. */
@Timeout(60)
class CacheMarksTest {

    private final FakeTicker ticker = new FakeTicker();
    private final AtomicBoolean down = new AtomicBoolean();
    private final Breakers breakers = Breakers.builder().ticker(ticker).build();
    private final StaleCache<String, String> cache = breakers.add(
                    "prompts", BreakerSettings.builder().volumeThreshold(1).build())
            .cache(
                    StaleCacheSettings.builder()
                            .ttl(Duration.ofSeconds(60))
                            .staleTtl(Duration.ofSeconds(600))
                            .build(),
                    this::load);

    private String load(String key) throws IOException {
        if (down.get()) {
            throw new IOException("down");
        }
        return "value of " + key;
    }

    @AfterEach
    void close() {
        breakers.close();
    }

    private TestContainer start(Container container) throws Exception {
        Services services = Services.standard();
        Health.Builder health = Health.builder().timeToLive(Duration.ZERO);
        breakers.all().forEach(breaker -> health.nonCritical(breaker.name(), breaker::check));
        return TestApp.create()
                .filter(new ErrorsFilter(ErrorSettings.builder().build(), services))
                .filter(new HealthFilter(HealthSettings.builder().build(), health.build(), services))
                .servlet("/get", (request, response) -> {
                    var cached = assertNotNullValue(cache.get(request.getParameter("key")));
                    CacheMarks.write(response, cached);
                    response.getWriter().print(cached.value());
                })
                .start(container);
    }

    private static <T> T assertNotNullValue(@org.jspecify.annotations.Nullable T value) {
        assertNotNull(value);
        return java.util.Objects.requireNonNull(value);
    }

    private static void assertMarks(Response response, String cache, @org.jspecify.annotations.Nullable String age) {
        assertEquals(200, response.status(), response::toString);
        assertEquals("value of a", response.text());
        assertEquals(cache, response.header("X-Cache"));
        assertNull(response.header("Warning"), "RFC 9111 section 5.5 has given it up");
        if (age == null) {
            assertNull(response.header("Age"));
        } else {
            assertEquals(age, response.header("Age"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void V_42_answers_say_where_they_come_from_and_how_old_they_are(Container container) throws Exception {
        try (TestContainer server = start(container)) {
            int port = server.port();
            assertMarks(RawHttp.get(port, "/get?key=a"), "MISS", null);
            ticker.advance(Duration.ofMillis(59_900));
            assertMarks(RawHttp.get(port, "/get?key=a"), "HIT", "59");
            ticker.advance(Duration.ofMillis(200));
            down.set(true);
            assertMarks(RawHttp.get(port, "/get?key=a"), "STALE", "60");
            assertEquals(503, RawHttp.get(port, "/get?key=b").status());
        }
    }

    @ParameterizedTest
    @EnumSource
    void V_45_an_open_breaker_degrades_the_service_and_no_probe_asks_the_dependency(Container container)
            throws Exception {
        try (TestContainer server = start(container)) {
            int port = server.port();
            assertTrue(RawHttp.get(port, "/health").text().contains("\"status\":\"healthy\""));
            down.set(true);
            assertEquals(503, RawHttp.get(port, "/get?key=a").status());
            Response health = RawHttp.get(port, "/health");
            assertEquals(200, health.status());
            assertTrue(health.text().contains("\"status\":\"degraded\""), health.text());
            assertTrue(
                    health.text().contains("\"prompts\":{\"status\":\"unhealthy\",\"critical\":false"), health.text());
            assertEquals(200, RawHttp.get(port, "/health/ready").status());
        }
    }
}
