package dev.hardening.core.health;

import org.jspecify.annotations.Nullable;

/**
 * Finds out whether one dependency works. It runs on a thread of the room, never on that of a request, and never twice
 * at a time. It returns when the dependency works and throws, whatever it likes, when it does not. At its timeout it is
 * interrupted and counts as failed; one that ignores the interrupt keeps its thread and is not started again until it
 * has ended, so pass a timeout of its own to every connection that it opens.
 */
@FunctionalInterface
public interface HealthCheck {

    /**
     * Checks once.
     *
     * @return a short text that anybody may read, such as a version, or null; it is cut at
     *     {@value DependencyHealth#LONGEST_DETAIL} characters
     * @throws Exception when the dependency does not work; what it says is never shown to a client
     */
    @Nullable
    String run() throws Exception;
}
