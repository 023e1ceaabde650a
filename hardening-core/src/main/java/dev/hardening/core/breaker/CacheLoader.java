package dev.hardening.core.breaker;

import org.jspecify.annotations.Nullable;

/**
 * Asks the dependency for the value of one key. It runs on a thread of the breaker and may be interrupted.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
@FunctionalInterface
public interface CacheLoader<K, V> {

    /**
     * Returns the value, or null when the dependency says that there is none: that counts as a success, is not kept, and
     * drops a value that was.
     *
     * @throws Exception when the dependency does not answer as it should
     */
    @Nullable
    V load(K key) throws Exception;
}
