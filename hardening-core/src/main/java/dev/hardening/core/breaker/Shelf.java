package dev.hardening.core.breaker;

import dev.hardening.core.time.Ticker;
import org.jspecify.annotations.Nullable;

/** What a cache keeps, and what of it counts as new and what may still be served. Safe for use by many threads. */
final class Shelf<K, V> {

    private final Entries<K, V> entries;
    private final Ticker ticker;
    private final long ttl;
    private final long staleTtl;

    Shelf(StaleCacheSettings settings, Ticker ticker) {
        this.entries = Entries.of(settings, ticker);
        this.ticker = ticker;
        this.ttl = settings.ttl().toNanos();
        this.staleTtl = settings.staleTtl().toNanos();
    }

    /** Returns the value, new or stale, or null when there is none that may be served. */
    @Nullable
    Cached<V> find(K key) {
        Entry<V> entry = entries.get(key);
        if (entry == null) {
            return null;
        }
        long now = ticker.nanos();
        long age = now - entry.askedAt();
        if (age < ttl) {
            return entry.as(Freshness.FRESH, now);
        }
        if (age < staleTtl) {
            return entry.as(Freshness.STALE, now);
        }
        return null;
    }

    /** Keeps a value that was asked for at this reading of the ticker; returns it as just loaded. */
    Cached<V> put(K key, V value, long askedAt) {
        Entry<V> entry = new Entry<>(value, askedAt);
        entries.put(key, entry);
        return entry.as(Freshness.LOADED, ticker.nanos());
    }

    /** Returns a value that is not to be kept as just loaded. */
    Cached<V> pass(V value, long askedAt) {
        return new Entry<>(value, askedAt).as(Freshness.LOADED, ticker.nanos());
    }

    void remove(K key) {
        entries.remove(key);
    }

    long size() {
        return entries.size();
    }
}
