package dev.hardening.core.breaker;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.hardening.core.time.Ticker;
import org.jspecify.annotations.Nullable;

/** Caffeine. Its upkeep is done by the threads that write, so it has no thread of its own. */
final class TinyLfuEntries<K, V> implements Entries<K, V> {

    private final Cache<K, Entry<V>> cache;

    TinyLfuEntries(StaleCacheSettings settings, Ticker ticker) {
        this.cache = Caffeine.newBuilder()
                .maximumSize(settings.maxSize())
                .expireAfterWrite(settings.staleTtl())
                .ticker(ticker::nanos)
                .executor(Runnable::run)
                .build();
    }

    @Override
    public @Nullable Entry<V> get(K key) {
        return cache.getIfPresent(key);
    }

    @Override
    public void put(K key, Entry<V> entry) {
        cache.put(key, entry);
    }

    @Override
    public void remove(K key) {
        cache.invalidate(key);
    }

    @Override
    public long size() {
        cache.cleanUp();
        return cache.estimatedSize();
    }
}
