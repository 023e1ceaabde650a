package dev.hardening.core.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The example of the room's manual, run. */
class HealthManualTest {

    private int status;
    private String body = "";
    private int pings;

    private void ping() {
        pings++;
    }

    private static String redisVersion() {
        return "7.4";
    }

    private void respond(int newStatus, String json) {
        status = newStatus;
        body = json;
    }

    @Test
    void the_example_of_the_manual_works() {
        ReadinessGate migrations = ReadinessGate.named("migrations");
        Health health = Health.builder()
                .critical("database", () -> {
                    ping();
                    return null;
                })
                .nonCritical("redis", () -> redisVersion(), Duration.ofMillis(500))
                .gate(migrations)
                .build();
        migrations.open();
        HealthReport report = health.report(ProbeRole.READY);
        respond(report.statusCode(), report.json());

        assertEquals(200, status);
        assertEquals(1, pings);
        assertTrue(body.contains("\"detail\":\"7.4\""), body);
        health.close();
    }

    @Test
    void probes_answer_by_path_and_close_the_health() {
        Health health = Health.builder().build();
        try (Probes probes = new Probes(HealthSettings.builder().build(), health)) {
            assertEquals(ProbeRole.READY, probes.role("/health/ready"));
            assertNull(probes.role("/health/ready/"));
            assertEquals(200, probes.report(ProbeRole.READY).statusCode());
            assertTrue(probes.lifecycle().begin().isAllowed());
            probes.lifecycle().end();
        }
        assertEquals(503, health.report(ProbeRole.READY).statusCode());
        assertEquals(Lifecycle.State.STOPPED, health.lifecycle().state());
    }
}
