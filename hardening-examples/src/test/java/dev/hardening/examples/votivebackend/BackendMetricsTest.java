package dev.hardening.examples.votivebackend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hardening.examples.Scrape;
import dev.hardening.examples.server.ServerKind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Guide 000's backend: the state of its breaker and what its limits refuse can be read. */
class BackendMetricsTest {

    private static final String BREAKER = "{breaker=\"prompt-service\"";

    @Test
    void V_50_metrics_are_off_unless_one_of_both_names_asks_for_them() throws Exception {
        try (StubService stub = new StubService()) {
            try (Backend app = Backend.start(stub)) {
                assertEquals(404, app.get("/metrics").status());
            }
            for (String name : List.of("ENABLE_METRICS", "FEATURE_PROMETHEUS_METRICS")) {
                try (Backend app = Backend.start(stub, name, "true", "TRUSTED_PROXIES", "127.0.0.1/32")) {
                    assertEquals(200, app.get("/metrics").status());
                    assertEquals(
                            403,
                            app.get("/metrics", "X-Forwarded-For: 192.0.2.1").status());
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void V_50_the_breaker_its_cache_and_its_events_are_counted(ServerKind kind) throws Exception {
        String[] values = {
            "SERVER",
            kind.name(),
            "ENABLE_METRICS",
            "1",
            "CIRCUIT_BREAKER_VOLUME_THRESHOLD",
            "1",
            "CIRCUIT_BREAKER_RESET_TIMEOUT",
            "60000"
        };
        try (StubService stub = new StubService();
                Backend app = Backend.start(stub, values)) {
            assertEquals(200, app.prompt("A").status());
            assertEquals(200, app.prompt("A").status());
            Scrape fine = Scrape.until(app.port(), "breaker_calls_total" + BREAKER + ",outcome=\"succeeded\"}", 1);
            assertEquals(1, fine.value("breaker_state" + BREAKER + ",state=\"closed\"}"), fine::text);
            stub.does(StubService.FAILS);
            assertEquals(503, app.prompt("B").status());
            assertEquals(503, app.prompt("C").status());
            Scrape open = Scrape.until(app.port(), "breaker_state" + BREAKER + ",state=\"open\"}", 1);
            assertEquals(0, open.value("breaker_state" + BREAKER + ",state=\"closed\"}"), open::text);
            assertEquals(1, open.value("breaker_opened_total" + BREAKER + "}"), open::text);
            assertEquals(1, open.value("security_events_total{type=\"BREAKER_OPENED\"}"), open::text);
            assertEquals(1, open.value("breaker_rejected_total" + BREAKER + ",reason=\"open\"}"), open::text);
            assertEquals(1, open.lines("cache_entries" + BREAKER).size(), open::text);
        }
    }

    @Test
    void V_50_both_limits_are_counted_by_their_names() throws Exception {
        try (StubService stub = new StubService();
                Backend app = Backend.start(stub, "ENABLE_METRICS", "1", "CLAUDE_RATE_LIMIT_MAX_REQUESTS", "1")) {
            assertEquals(200, app.analyze("A").status());
            assertEquals(0, Scrape.of(app.port()).value("rate_limit_blocked_total{policy=\"claude\"}"));
            assertEquals(429, app.analyze("A").status());
            Scrape page = Scrape.until(app.port(), "rate_limit_blocked_total{policy=\"claude\"}", 1);
            assertEquals(0, page.value("rate_limit_blocked_total{policy=\"default\"}"), page::text);
        }
    }
}
