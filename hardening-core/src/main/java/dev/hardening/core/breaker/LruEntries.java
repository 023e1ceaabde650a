package dev.hardening.core.breaker;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Strictly the least recently used entry goes (guide row H-08). */
final class LruEntries<K, V> implements Entries<K, V> {

    private static final float LOAD = 0.75f;

    private final Map<K, Entry<V>> entries;

    LruEntries(int maxSize) {
        entries = new LinkedHashMap<>(16, LOAD, true) {
            private static final long serialVersionUID = 1L;

            // Since Java 21 a plain Entry would be the map's here.
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, dev.hardening.core.breaker.Entry<V>> eldest) {
                return size() > maxSize;
            }
        };
    }

    @Override
    public synchronized @Nullable Entry<V> get(K key) {
        return entries.get(key);
    }

    @Override
    public synchronized void put(K key, Entry<V> entry) {
        entries.put(key, entry);
    }

    @Override
    public synchronized void remove(K key) {
        entries.remove(key);
    }

    @Override
    public synchronized long size() {
        return entries.size();
    }
}
