package dev.hardening.core.breaker;

import dev.hardening.core.time.Ticker;
import org.jspecify.annotations.Nullable;

/** Keeps values by key, a bounded number of them. Implementations are safe for use by many threads and have none. */
interface Entries<K, V> {

    @Nullable
    Entry<V> get(K key);

    void put(K key, Entry<V> entry);

    void remove(K key);

    /** Returns how many there are, about. */
    long size();

    /** Returns an empty store; only the library that it is made of must be there. */
    static <K, V> Entries<K, V> of(StaleCacheSettings settings, Ticker ticker) {
        return switch (settings.policy()) {
            case TINYLFU -> new TinyLfuEntries<>(settings, ticker);
            case LRU -> new LruEntries<>(settings.maxSize());
        };
    }
}
