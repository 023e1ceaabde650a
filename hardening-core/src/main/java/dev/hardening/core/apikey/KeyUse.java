package dev.hardening.core.apikey;

/**
 * How often a key was used.
 *
 * @param label the key's label
 * @param count the uses since the start
 */
public record KeyUse(String label, long count) {}
