package dev.hardening.core.lockout;

/**
 * One of the counts that a try touches.
 *
 * @param key what it is kept under
 * @param limit when it locks
 */
public record AttemptCount(AttemptKey key, AttemptLimit limit) {}
