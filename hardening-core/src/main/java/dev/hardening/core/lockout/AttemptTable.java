package dev.hardening.core.lockout;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The counts of one dimension, of bounded number. Guarded by its store. Keys with one failure and those with more stand in
 * two lines, the least recently used first, and the second line has no more than four fifths of the room: a million names
 * that are tried once push out each other, not the one at which somebody has guessed four times.
 */
final class AttemptTable {

    private static final int LOOKED_AT = 8;

    private final int most;
    private final int mostRepeated;
    private final Map<AttemptKey, AttemptEntry> single = new LinkedHashMap<>();
    private final Map<AttemptKey, AttemptEntry> repeated = new LinkedHashMap<>();

    AttemptTable(int most) {
        this.most = most;
        this.mostRepeated = most - most / 5;
    }

    @Nullable
    AttemptEntry find(AttemptKey key) {
        AttemptEntry entry = repeated.get(key);
        return entry != null ? entry : single.get(key);
    }

    /** Counts a failure. Returns whether it locks. */
    boolean add(AttemptCount count, long now) {
        AttemptEntry entry = remove(count.key());
        entry = entry == null ? new AttemptEntry(count.limit()) : entry;
        boolean locks = entry.add(now);
        (entry.failures() > 1 || locks ? repeated : single).put(count.key(), entry);
        if (repeated.size() > mostRepeated) {
            Map.Entry<AttemptKey, AttemptEntry> demoted = leastWorth(now);
            repeated.remove(demoted.getKey());
            single.put(demoted.getKey(), demoted.getValue());
        }
        return locks;
    }

    /** Drops what is over and in the way, and then makes room. Returns how many went before their time. */
    int tidy(long now) {
        dropFirstIfOver(single, now);
        dropFirstIfOver(repeated, now);
        int early = 0;
        while (single.size() + repeated.size() > most) {
            Iterator<Map.Entry<AttemptKey, AttemptEntry>> first =
                    single.entrySet().iterator();
            early += first.next().getValue().isOver(now) ? 0 : 1;
            first.remove();
        }
        return early;
    }

    /** The first of the repeated ones that is not locked, if one of the first few is not. */
    private Map.Entry<AttemptKey, AttemptEntry> leastWorth(long now) {
        Iterator<Map.Entry<AttemptKey, AttemptEntry>> all = repeated.entrySet().iterator();
        Map.Entry<AttemptKey, AttemptEntry> first = all.next();
        Map.Entry<AttemptKey, AttemptEntry> found = first;
        for (int i = 1;
                i < LOOKED_AT
                        && found.getValue().isLocked()
                        && !found.getValue().isOver(now)
                        && all.hasNext();
                i++) {
            found = all.next();
        }
        return found.getValue().isLocked() ? first : found;
    }

    private static void dropFirstIfOver(Map<AttemptKey, AttemptEntry> line, long now) {
        Iterator<AttemptEntry> first = line.values().iterator();
        if (first.hasNext() && first.next().isOver(now)) {
            first.remove();
        }
    }

    @Nullable
    AttemptEntry remove(AttemptKey key) {
        AttemptEntry entry = repeated.remove(key);
        return entry != null ? entry : single.remove(key);
    }

    void removePartsOf(AttemptKey whole) {
        single.keySet().removeIf(key -> key.isPartOf(whole));
        repeated.keySet().removeIf(key -> key.isPartOf(whole));
    }

    int size() {
        return single.size() + repeated.size();
    }
}
