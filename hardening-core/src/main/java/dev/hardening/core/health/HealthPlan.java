package dev.hardening.core.health;

import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventListener;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.time.Ticker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All that was declared about one service's health. */
record HealthPlan(
        List<CheckDefinition> checks,
        List<ReadinessGate> gates,
        Map<String, String> fields,
        Map<String, String> flags,
        Duration timeToLive,
        boolean criticalForReadinessOnly,
        Ticker ticker,
        InstantSource clock,
        SecurityEventListener events) {

    private static final Logger LOG = LoggerFactory.getLogger(HealthPlan.class);

    /** Publishes a change; a listener that throws does not keep a probe from its answer. */
    void publish(String detail) {
        try {
            events.on(SecurityEvent.of(SecurityEventType.HEALTH_CHANGED)
                    .detail(detail)
                    .build());
        } catch (RuntimeException e) {
            LOG.warn("A listener for security events failed", e);
        }
    }
}
