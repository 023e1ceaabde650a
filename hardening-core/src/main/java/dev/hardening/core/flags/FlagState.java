package dev.hardening.core.flags;

/**
 * What a flag says now.
 *
 * @param name the flag's name in camel case
 * @param value whether it is on
 * @param source where that comes from
 * @param expired whether its last day is over, so that the default counts
 */
public record FlagState(String name, boolean value, FlagSource source, boolean expired) {}
