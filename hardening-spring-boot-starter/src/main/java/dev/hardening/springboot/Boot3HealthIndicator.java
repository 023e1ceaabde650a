package dev.hardening.springboot;

import dev.hardening.core.health.Health;
import org.springframework.boot.actuate.health.AbstractHealthIndicator;

/** The library's health for the Actuator of Spring Boot 3. */
final class Boot3HealthIndicator extends AbstractHealthIndicator {

    private final Health health;

    Boot3HealthIndicator(Health health) {
        this.health = health;
    }

    @Override
    protected void doHealthCheck(org.springframework.boot.actuate.health.Health.Builder builder) {
        ActuatorHealth seen = ActuatorHealth.of(health);
        builder.status(seen.status()).withDetails(seen.details());
    }
}
