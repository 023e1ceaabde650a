package dev.hardening.core.metrics;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long requests took, counted in steps that grow with the time: sixteen to each doubling, so that a percentile is at
 * most a sixteenth too high. Of fixed size, and safe for use by many threads.
 */
final class Latencies {

    private static final int BITS = 4;
    private static final int STEPS = 1 << BITS;
    /** The step that begins at 2^42 ns, more than an hour, takes all that is above. */
    private static final int LAST_DOUBLING = 42;

    private static final long NANOS_OF_MICRO = 1000;

    private final AtomicLongArray counts = new AtomicLongArray(index(1L << LAST_DOUBLING) + 1);

    void count(long nanos) {
        counts.incrementAndGet(Math.min(index(Math.max(0, nanos)), counts.length() - 1));
    }

    /** Counts microseconds: what is below one of them is one. */
    private static int index(long nanos) {
        long micros = nanos / NANOS_OF_MICRO;
        if (micros < STEPS) {
            return (int) micros;
        }
        int doublings = 63 - Long.numberOfLeadingZeros(micros) - BITS;
        return (doublings << BITS) + (int) (micros >>> doublings);
    }

    private static long highest(int index) {
        if (index < STEPS) {
            return (index + 1) * NANOS_OF_MICRO;
        }
        int doublings = (index >> BITS) - 1;
        long micros = ((long) (index - (doublings << BITS)) + 1) << doublings;
        return micros * NANOS_OF_MICRO;
    }

    /** Returns the time in nanoseconds within which this share of the requests was answered; 0 when there were none. */
    long percentile(int percent) {
        long all = 0;
        for (int i = 0; i < counts.length(); i++) {
            all += counts.get(i);
        }
        long wanted = (all * percent + 99) / 100;
        long seen = 0;
        for (int i = 0; i < counts.length() && all > 0; i++) {
            seen += counts.get(i);
            if (seen >= wanted) {
                return highest(i);
            }
        }
        return all == 0 ? 0 : highest(counts.length() - 1);
    }
}
