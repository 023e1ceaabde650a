package dev.hardening.core.breaker;

/**
 * What a cache has done since its start; the figures never go back, but for the size.
 *
 * @param size how many values it holds, about
 * @param fresh answers from the cache that counted as new
 * @param stale answers from the cache that were marked as stale
 * @param loaded answers for which the dependency was asked
 * @param refused requests that got no answer
 * @param refreshed values renewed in the background
 */
public record CacheCounts(long size, long fresh, long stale, long loaded, long refused, long refreshed) {}
