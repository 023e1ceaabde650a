package dev.hardening.core.lockout;

import java.util.Arrays;

/** One count. Guarded by its store. Times are readings of a ticker, of which only differences mean anything. */
final class AttemptEntry {

    private static final long[] NOTHING = {};

    private final AttemptLimit limit;
    private final long window;
    /** When each failure was counted, the oldest first; consecutive ones have only the first and the last. */
    private long[] times = NOTHING;

    private int failures;
    private boolean locked;
    private long lockedUntil;

    AttemptEntry(AttemptLimit limit) {
        this.limit = limit;
        this.window = limit.window().toNanos();
    }

    /** Returns how long the entry is locked yet, and forgets what no longer counts. */
    long waitNanos(long now) {
        if (locked && now - lockedUntil < 0) {
            return lockedUntil - now;
        }
        if (locked) {
            locked = false;
            failures = 0;
        }
        expire(now);
        return 0;
    }

    private void expire(long now) {
        if (limit.consecutive()) {
            failures = failures > 0 && now - times[1] >= window ? 0 : failures;
            return;
        }
        int over = 0;
        while (over < failures && now - times[over] >= window) {
            over++;
        }
        if (over > 0) {
            System.arraycopy(times, over, times, 0, failures - over);
            failures -= over;
        }
    }

    /** Counts one more, and tells whether it locks. The entry is not locked and has forgotten what it must. */
    boolean add(long now) {
        if (limit.consecutive()) {
            times = times.length == 0 ? new long[2] : times;
            times[0] = failures == 0 ? now : times[0];
            times[1] = now;
        } else {
            if (failures == times.length) {
                times = Arrays.copyOf(times, Math.min(limit.max(), Math.max(4, 2 * failures)));
            }
            times[failures] = now;
        }
        failures++;
        if (failures >= limit.max()) {
            locked = true;
            lockedUntil = now + limit.lock().toNanos();
        }
        return locked;
    }

    /** Takes back one that was counted then, if it still counts; a lock needs every one of its failures. */
    void takeBack(long then, long now) {
        if (waitNanos(now) == 0 && failures == 0) {
            return;
        }
        int at = limit.consecutive() ? (failures > 0 && then - times[0] >= 0 ? 0 : -1) : lastIndexOf(then);
        if (at < 0) {
            return;
        }
        if (!limit.consecutive()) {
            System.arraycopy(times, at + 1, times, at, failures - at - 1);
        }
        failures--;
        locked = false;
    }

    private int lastIndexOf(long then) {
        int at = failures - 1;
        while (at >= 0 && times[at] != then) {
            at--;
        }
        return at;
    }

    int failures() {
        return failures;
    }

    boolean isLocked() {
        return locked;
    }

    /** Tells whether nothing of the entry counts any more. */
    boolean isOver(long now) {
        if (locked) {
            return now - lockedUntil >= 0;
        }
        return failures == 0 || now - times[limit.consecutive() ? 1 : failures - 1] >= window;
    }
}
