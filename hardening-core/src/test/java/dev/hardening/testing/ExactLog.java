package dev.hardening.testing;

import java.util.ArrayDeque;
import java.util.Deque;

/** The plainest strict sliding window there is: the time of every granted request. Limits are compared with it. */
public final class ExactLog {

    private final int max;
    private final long windowNanos;
    private final Deque<Long> granted = new ArrayDeque<>();

    /** A log of at most {@code max} requests in any span of {@code windowNanos}. */
    public ExactLog(int max, long windowNanos) {
        this.max = max;
        this.windowNanos = windowNanos;
    }

    /** Returns how many more requests could be granted now. */
    public int spare(long now) {
        while (!granted.isEmpty() && now - granted.getFirst() >= windowNanos) {
            granted.removeFirst();
        }
        return max - granted.size();
    }

    /** Writes down a granted request. */
    public void grant(long now) {
        granted.addLast(now);
    }

    /** Strikes out the latest request that was granted at that time. */
    public void takeBack(long then) {
        granted.removeLastOccurrence(then);
    }
}
