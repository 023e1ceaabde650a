package dev.hardening.core.lockout;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The granted tries of this process that have not ended. A lock that hangs on them has not begun: they are counted as
 * failures before they are made, and may be taken back. Bounded by how many tries are made at a time. Safe for use by
 * many threads.
 */
final class TriesUnderWay {

    private final Map<AttemptKey, State> all = new ConcurrentHashMap<>();

    /** How many tries are under way, and whether one of them has filled the count. */
    private record State(int tries, boolean filled) {}

    void begin(AttemptReservation granted) {
        for (AttemptCount count : granted.counts()) {
            boolean fills = granted.locking().contains(count.key().dimension());
            State unused = all.merge(
                    count.key(),
                    new State(1, fills),
                    (before, one) -> new State(before.tries + 1, before.filled || one.filled));
        }
    }

    void end(AttemptReservation granted) {
        for (AttemptCount count : granted.counts()) {
            @Nullable
            State unused = all.computeIfPresent(
                    count.key(),
                    (key, before) -> before.tries == 1 ? null : new State(before.tries - 1, before.filled));
        }
    }

    /** Tells whether one of these counts is full of tries some of which are under way. */
    boolean fill(List<AttemptCount> counts) {
        for (AttemptCount count : counts) {
            State state = all.get(count.key());
            if (state != null && state.filled) {
                return true;
            }
        }
        return false;
    }
}
