package dev.hardening.examples.votivebackend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.examples.Together;
import dev.hardening.testing.servlet.RawHttp.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackendSharedTest {

    @ParameterizedTest
    @ValueSource(strings = {"REDIS_URL", "RATE_LIMIT_REDIS_URL"})
    void V_32_E_45_two_instances_share_one_limit(String name) throws Exception {
        Together together = new Together();
        String[] shared = {
            "RATE_LIMIT_MAX_REQUESTS",
            "10",
            name,
            together.url,
            "REDIS_KEY_PREFIX",
            together.prefix,
            "REDIS_TIMEOUT_MS",
            Together.PATIENCE
        };
        try (StubService stub = new StubService();
                Backend one = Backend.start(stub, shared);
                Backend two = Backend.start(stub, shared)) {
            assertEquals(10, Together.served(i -> (i % 2 == 0 ? one : two).prompt("GREETING")));
            assertFalse(together.keys().isEmpty());
            Response health = one.get("/health");
            assertTrue(health.text().contains("\"redis\":{\"status\":\"healthy\",\"critical\":false"), health.text());
        }
    }

    @Test
    void E_18_without_the_server_it_starts_counts_alone_and_is_degraded() throws Exception {
        try (StubService stub = new StubService();
                Backend app = Backend.start(
                        stub, "RATE_LIMIT_MAX_REQUESTS", "10", "REDIS_URL", Together.NOBODY, "ENABLE_METRICS", "1")) {
            assertEquals(10, Together.served(i -> app.prompt("GREETING")));
            Response ready = app.get("/health/ready");
            assertEquals(200, ready.status());
            assertTrue(ready.text().contains("\"status\":\"degraded\""), ready.text());
            assertTrue(ready.text().contains("\"redis\":{\"status\":\"unhealthy\",\"critical\":false"), ready.text());
            assertEquals(200, app.get("/health/live").status());
            assertTrue(app.get("/metrics").text().contains("rate_limit"), "and its metrics stay");
        }
    }
}
