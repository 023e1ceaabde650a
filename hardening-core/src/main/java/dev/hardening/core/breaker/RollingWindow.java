package dev.hardening.core.breaker;

import java.time.Duration;

/**
 * How many calls ended, and how many of them badly, in the last span of time: ten buckets, the oldest dropped whole, so the
 * span is between nine and ten tenths of the window. Allocates nothing after its making. Not safe for use by several
 * threads.
 */
final class RollingWindow {

    private static final int BUCKETS = 10;

    private final long width;
    private final long[] calls = new long[BUCKETS];
    private final long[] failures = new long[BUCKETS];
    private int newest;
    private long newestEnds;
    private long allCalls;
    private long allFailures;

    RollingWindow(Duration length, long now) {
        this.width = Math.max(1, length.toNanos() / BUCKETS);
        this.newestEnds = now + width;
    }

    void succeeded(long now) {
        moveTo(now);
        calls[newest]++;
        allCalls++;
    }

    void failed(long now) {
        succeeded(now);
        failures[newest]++;
        allFailures++;
    }

    long calls(long now) {
        moveTo(now);
        return allCalls;
    }

    long failures(long now) {
        moveTo(now);
        return allFailures;
    }

    void clear(long now) {
        for (int i = 0; i < BUCKETS; i++) {
            drop(i);
        }
        newestEnds = now + width;
    }

    private void moveTo(long now) {
        long beyond = now - newestEnds;
        if (beyond < 0) {
            return;
        }
        long steps = beyond / width + 1;
        for (long i = Math.min(steps, BUCKETS); i > 0; i--) {
            newest = (newest + 1) % BUCKETS;
            drop(newest);
        }
        newestEnds += steps * width;
    }

    private void drop(int bucket) {
        allCalls -= calls[bucket];
        allFailures -= failures[bucket];
        calls[bucket] = 0;
        failures[bucket] = 0;
    }
}
