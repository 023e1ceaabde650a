package dev.hardening.core.health;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the last run of one check found. Immutable; it holds nothing that an exception said. */
public final class DependencyHealth {

    static final int LONGEST_DETAIL = 100;

    private final String name;
    private final boolean critical;
    private final CheckOutcome outcome;

    DependencyHealth(String name, boolean critical, CheckOutcome outcome) {
        this.name = name;
        this.critical = critical;
        this.outcome = outcome;
    }

    /** Returns the dependency's name. */
    public String name() {
        return name;
    }

    /** Tells whether the service is not ready without it. */
    public boolean isCritical() {
        return critical;
    }

    /** Tells whether it works. */
    public boolean isHealthy() {
        return outcome.isHealthy();
    }

    /** Returns why it counts as down, {@code failed}, {@code timeout} or {@code unknown}, or null when it works. */
    public @Nullable String reason() {
        return outcome.reason();
    }

    /** Returns how long the check took; its timeout when it did not end in time. */
    public Duration duration() {
        return Duration.ofNanos(outcome.nanos());
    }

    /** Returns what the check said about a dependency that works, or null. */
    public @Nullable String detail() {
        return outcome.detail();
    }

    @Override
    public String toString() {
        return "DependencyHealth[" + name + ", " + (isHealthy() ? "healthy" : "unhealthy: " + reason()) + "]";
    }
}
