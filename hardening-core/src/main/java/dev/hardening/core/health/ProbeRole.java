package dev.hardening.core.health;

/** What a probe asks. */
public enum ProbeRole {
    /** Does the process answer at all? Asks no dependency; a restart is the cure when it fails. */
    LIVE,
    /** Should this instance get traffic? Fails while starting, draining or without a critical dependency. */
    READY,
    /** How is the service doing? For people, dashboards and container health checks. */
    OVERALL
}
