package dev.hardening.redis;

import dev.hardening.core.ratelimit.RateLimitOutcome;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What this process has counted along with the server a moment ago, so that it can take that back, too: a request that another
 * limit refuses is taken back at once. A table of fixed size in which the newest entry of a place stands; what was displaced stays
 * counted. Safe for use by many threads.
 */
final class MirroredCounts {

    private static final int PLACES = 1 << 10;
    private static final long UNKNOWN = RateLimitOutcome.refused(0);

    private final AtomicReferenceArray<@Nullable Entry> places = new AtomicReferenceArray<>(PLACES);

    /** Remembers how this process has counted a request. */
    void put(String key, long now, long outcome) {
        places.set(place(key, now), new Entry(key, now, outcome));
    }

    /** Returns how this process has counted a request, once; something that is not granted when it does not know any more. */
    long take(String key, long now) {
        int place = place(key, now);
        Entry entry = places.get(place);
        boolean found =
                entry != null && entry.now == now && entry.key.equals(key) && places.compareAndSet(place, entry, null);
        return found && entry != null ? entry.outcome : UNKNOWN;
    }

    private static int place(String key, long now) {
        int hash = 31 * key.hashCode() + Long.hashCode(now);
        return (hash ^ hash >>> 16) & PLACES - 1;
    }

    private record Entry(String key, long now, long outcome) {}
}
