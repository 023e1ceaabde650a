package dev.hardening.core.identity;

import dev.hardening.core.decision.StoreUnavailableException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Remembers in this process. Asking takes no lock; writing takes one and removes a few entries that are over, the oldest
 * first, so that no writer pays for a clean-up of all.
 */
final class MemoryRevocationStore implements RevocationStore {

    private static final int MOST = 50_000_000;
    private static final int REMOVALS_A_WRITE = 8;

    private final InstantSource clock;
    private final int mostEntries;
    private final Map<String, Entry> tokens = new ConcurrentHashMap<>();
    private final Map<String, Entry> sessions = new ConcurrentHashMap<>();
    private final Map<String, Entry> subjects = new ConcurrentHashMap<>();
    // Every entry stands in it exactly once; guarded by itself, as is every write to the maps.
    private final PriorityQueue<Entry> byEnd =
            new PriorityQueue<>(Comparator.comparingLong(entry -> entry.queuedUntil));

    MemoryRevocationStore(InstantSource clock, int mostEntries) {
        if (mostEntries < 1 || mostEntries > MOST) {
            throw new IllegalArgumentException("a revocation store has 1 to " + MOST + " entries, not " + mostEntries);
        }
        this.clock = clock;
        this.mostEntries = mostEntries;
    }

    @Override
    public void revokeToken(String tokenId, Instant until) {
        put(tokens, tokenId, Long.MAX_VALUE, until);
    }

    @Override
    public void revokeSession(String session, Instant until) {
        put(sessions, session, Long.MAX_VALUE, until);
    }

    @Override
    public void revokeSubject(String subject, Instant moment, Instant until) {
        put(subjects, subject, moment.getEpochSecond(), until);
    }

    @Override
    public boolean isRevoked(@Nullable String tokenId, @Nullable String session, String subject, Instant issuedAt) {
        long now = clock.millis();
        long issued = issuedAt.getEpochSecond();
        return (tokenId != null && covers(tokens.get(tokenId), issued, now))
                || (session != null && covers(sessions.get(session), issued, now))
                || covers(subjects.get(subject), issued, now);
    }

    private static boolean covers(@Nullable Entry entry, long issued, long now) {
        return entry != null && issued <= entry.lastSecond && now <= entry.until;
    }

    private void put(Map<String, Entry> map, String id, long lastSecond, Instant end) {
        long now = clock.millis();
        long until = end.toEpochMilli();
        synchronized (byEnd) {
            removeSomeThatAreOver(now);
            Entry known = map.get(id);
            if (known != null) {
                known.lastSecond = Math.max(known.lastSecond, lastSecond);
                known.until = Math.max(known.until, until);
            } else if (until >= now) {
                if (byEnd.size() >= mostEntries) {
                    throw new StoreUnavailableException("the revocation store is full");
                }
                Entry entry = new Entry(map, id, lastSecond, until);
                map.put(id, entry);
                byEnd.add(entry);
            }
        }
    }

    private void removeSomeThatAreOver(long now) {
        for (int i = 0; i < REMOVALS_A_WRITE; i++) {
            Entry first = byEnd.peek();
            if (first == null || first.queuedUntil >= now) {
                return;
            }
            byEnd.remove();
            if (first.until >= now) {
                first.queuedUntil = first.until;
                byEnd.add(first);
            } else {
                first.map.remove(first.id);
            }
        }
    }

    /** Tells how many entries there are; for tests. */
    int size() {
        synchronized (byEnd) {
            return byEnd.size();
        }
    }

    /** The queue must not see {@code until} change, so it has a copy of its own, which is brought up to date at the head. */
    private static final class Entry {
        private final Map<String, Entry> map;
        private final String id;
        private volatile long lastSecond;
        private volatile long until;
        private long queuedUntil;

        Entry(Map<String, Entry> map, String id, long lastSecond, long until) {
            this.map = map;
            this.id = id;
            this.lastSecond = lastSecond;
            this.until = until;
            this.queuedUntil = until;
        }
    }
}
