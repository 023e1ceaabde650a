package dev.hardening.core.health;

import java.util.Locale;

/** How a service is doing. */
public enum HealthStatus {
    /** Everything works. */
    HEALTHY,
    /** The service works, with something missing. */
    DEGRADED,
    /** The service should get no traffic. */
    UNHEALTHY;

    /** Returns the word that reports use: {@code healthy}, {@code degraded} or {@code unhealthy}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
