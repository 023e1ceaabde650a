package dev.hardening.examples.honestly;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hardening.examples.Scrape;
import dev.hardening.examples.server.ServerKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Guide 004: limits can be observed. */
class HonestlyMetricsTest {

    @Test
    void the_text_for_prometheus_is_off_by_default() throws Exception {
        try (Honestly app = Honestly.start()) {
            assertEquals(404, app.get("/metrics").status());
        }
    }

    @ParameterizedTest
    @EnumSource
    void H_38_a_refused_call_raises_the_count_of_its_limit_by_one(ServerKind kind) throws Exception {
        try (Honestly app = Honestly.start(
                "SERVER", kind.name(), "FEATURE_PROMETHEUS_METRICS", "true", "AI_AGENT_RATE_LIMIT", "1")) {
            String blocked = "rate_limit_blocked_total{policy=\"ai-agent\"}";
            assertEquals(200, app.verify("agent-1").status());
            Scrape before = Scrape.of(app.port());
            assertEquals(0, before.value(blocked), before::text);
            double allowed = before.value("rate_limit_allowed_total");
            assertEquals(429, app.verify("agent-1").status());
            Scrape.until(app.port(), blocked, 1);
            assertEquals(200, app.verify("agent-2").status());
            Scrape after = Scrape.of(app.port());
            assertEquals(1, after.value(blocked), after::text);
            assertEquals(0, after.value("rate_limit_blocked_total{policy=\"ai-address\"}"), after::text);
            assertEquals(true, after.value("rate_limit_allowed_total") > allowed, after::text);
            assertEquals(1, after.value("breaker_state{breaker=\"vault\",state=\"closed\"}"), after::text);
        }
    }
}
