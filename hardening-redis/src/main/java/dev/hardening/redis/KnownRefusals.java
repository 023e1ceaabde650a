package dev.hardening.redis;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Clients that the server has just refused, until the moment that it named: none of them could be granted anything before, so
 * nobody is asked. A table of fixed size in which the newest entry of a place stands; who was displaced asks the server again.
 * Safe for use by many threads.
 */
final class KnownRefusals {

    private static final int PLACES = 1 << 14;

    private final AtomicReferenceArray<@Nullable Entry> places = new AtomicReferenceArray<>(PLACES);

    /** Returns how long the client is refused yet, by the reading {@code now}; 0 when nothing is known of him. */
    long waitNanos(String key, long now) {
        Entry entry = places.get(place(key));
        if (entry == null || !entry.key.equals(key)) {
            return 0;
        }
        long wait = entry.until - now;
        return Math.max(wait, 0);
    }

    /** Remembers that the client is refused until then. */
    void put(String key, long until) {
        places.set(place(key), new Entry(key, until));
    }

    /** Forgets what is known of a client. */
    void forget(String key) {
        Entry entry = places.get(place(key));
        if (entry != null && entry.key.equals(key)) {
            places.compareAndSet(place(key), entry, null);
        }
    }

    private static int place(String key) {
        int hash = key.hashCode();
        return (hash ^ hash >>> 16) & PLACES - 1;
    }

    private record Entry(String key, long until) {}
}
