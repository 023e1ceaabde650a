package dev.hardening.core.health;

import org.jspecify.annotations.Nullable;

/**
 * Decides which requests are probes and what they are answered. A path is a probe only when it equals a mounted one
 * character by character: no suffix, no other case, no other spelling. Safe for use by many threads.
 */
public final class Probes implements AutoCloseable {

    private final HealthSettings settings;
    private final Health health;

    /** Puts the health of a service behind the paths of the settings. */
    public Probes(HealthSettings settings, Health health) {
        this.settings = settings;
        this.health = health;
    }

    /** Returns what a request for the decoded path asks, or null when it is no probe. */
    public @Nullable ProbeRole role(String path) {
        return settings.role(path);
    }

    /** Answers a probe. */
    public HealthReport report(ProbeRole role) {
        return health.report(role);
    }

    /** Returns the count of running requests. */
    public Lifecycle lifecycle() {
        return health.lifecycle();
    }

    /** Closes the health. */
    @Override
    public void close() {
        health.close();
    }
}
