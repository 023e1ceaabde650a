package dev.hardening.springboot;

import dev.hardening.core.health.DependencyHealth;
import dev.hardening.core.health.Health;
import dev.hardening.core.health.HealthReport;
import dev.hardening.core.health.HealthStatus;
import dev.hardening.core.health.Lifecycle;
import dev.hardening.core.health.ProbeRole;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The library's health in the words of Actuator: degraded is up, as it gets traffic, and draining is out of service.
 *
 * @param status one of Actuator's words
 * @param details as in the library's own report, without its fields
 */
record ActuatorHealth(String status, Map<String, Object> details) {

    static ActuatorHealth of(Health health) {
        HealthReport report = health.report(ProbeRole.OVERALL);
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("status", report.status().text());
        details.put("state", report.state().text());
        Map<String, Object> dependencies = new LinkedHashMap<>();
        for (DependencyHealth dependency : report.dependencies()) {
            String reason = dependency.reason();
            dependencies.put(dependency.name(), reason == null ? HealthStatus.HEALTHY.text() : reason);
        }
        if (!dependencies.isEmpty()) {
            details.put("dependencies", dependencies);
        }
        return new ActuatorHealth(status(report), details);
    }

    private static String status(HealthReport report) {
        if (report.state() != Lifecycle.State.READY) {
            return "OUT_OF_SERVICE";
        }
        return report.status() == HealthStatus.UNHEALTHY ? "DOWN" : "UP";
    }
}
