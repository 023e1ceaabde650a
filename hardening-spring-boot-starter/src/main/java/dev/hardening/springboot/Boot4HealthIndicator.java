package dev.hardening.springboot;

import dev.hardening.core.health.Health;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;

/** The library's health for the Actuator of Spring Boot 4. */
final class Boot4HealthIndicator extends AbstractHealthIndicator {

    private final Health health;

    Boot4HealthIndicator(Health health) {
        this.health = health;
    }

    @Override
    protected void doHealthCheck(org.springframework.boot.health.contributor.Health.Builder builder) {
        ActuatorHealth seen = ActuatorHealth.of(health);
        builder.status(seen.status()).withDetails(seen.details());
    }
}
