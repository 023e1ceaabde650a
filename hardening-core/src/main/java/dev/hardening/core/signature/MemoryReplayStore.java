package dev.hardening.core.signature;

import dev.hardening.core.decision.StoreUnavailableException;
import dev.hardening.core.time.Ticker;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;

/**
 * Remembers in this process, under one lock that is held for some hundred nanoseconds. Each call removes a few entries that
 * are over, the oldest first, so that none pays for a clean-up of all. An entry is over by both clocks or not at all: a wall
 * clock that is set ahead and back again has made nothing older.
 */
final class MemoryReplayStore implements ReplayStore {

    private static final int MOST = 50_000_000;
    private static final int REMOVALS_A_CALL = 4;

    private final InstantSource clock;
    private final Ticker ticker;
    private final int mostEntries;
    // Guarded by this; every entry of the map stands in the queue exactly once.
    private final Map<String, Entry> entries = new HashMap<>();
    private final PriorityQueue<Entry> byEnd = new PriorityQueue<>(Comparator.comparingLong(Entry::until));

    MemoryReplayStore(InstantSource clock, Ticker ticker, int mostEntries) {
        if (mostEntries < 1 || mostEntries > MOST) {
            throw new IllegalArgumentException("a replay store has 1 to " + MOST + " entries, not " + mostEntries);
        }
        this.clock = clock;
        this.ticker = ticker;
        this.mostEntries = mostEntries;
    }

    @Override
    public synchronized boolean putIfAbsent(String key, Instant end) {
        long now = clock.millis();
        long nanos = ticker.nanos();
        long until = end.toEpochMilli();
        removeSomeThatAreOver(now, nanos);
        Entry known = entries.get(key);
        if (known != null && !known.isOver(now, nanos)) {
            return false;
        }
        if (known != null) {
            byEnd.remove(known); // rare: one of those that are over and were not reached yet
            entries.remove(key);
        }
        if (until < now) {
            return true;
        }
        if (entries.size() >= mostEntries) {
            throw new StoreUnavailableException("the replay store is full");
        }
        Entry entry = new Entry(key, until, nanos + TimeUnit.MILLISECONDS.toNanos(until - now));
        entries.put(key, entry);
        byEnd.add(entry);
        return true;
    }

    private void removeSomeThatAreOver(long now, long nanos) {
        for (int i = 0; i < REMOVALS_A_CALL; i++) {
            Entry first = byEnd.peek();
            if (first == null || !first.isOver(now, nanos)) {
                return;
            }
            byEnd.remove();
            entries.remove(first.key);
        }
    }

    /** Tells how many entries there are; for tests. */
    synchronized int size() {
        return entries.size();
    }

    /**
     * One that counts.
     *
     * @param until the last millisecond of the wall clock
     * @param last the last nanosecond of the ticker
     */
    private record Entry(String key, long until, long last) {

        boolean isOver(long now, long nanos) {
            return until < now && nanos - last > 0;
        }
    }
}
