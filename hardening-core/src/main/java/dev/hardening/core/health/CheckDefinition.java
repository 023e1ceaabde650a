package dev.hardening.core.health;

import java.time.Duration;
import java.util.Objects;

/** A check as it was declared. */
record CheckDefinition(String name, boolean critical, HealthCheck check, Duration timeout) {

    private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(1);

    CheckDefinition {
        HealthNames.checked(name);
        Objects.requireNonNull(check, "check");
        if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
            throw new IllegalArgumentException("the timeout of " + name + " is not above zero and at most one minute");
        }
    }
}
