package dev.hardening.core.ratelimit;

/**
 * Makes and reads the outcomes that counters return: granted or not, what is left, and when waiting helps. An outcome is
 * one {@code long}, so that asking for each request leaves nothing to collect; only this class knows the bits.
 */
public final class RateLimitOutcome {

    private static final long REFUSED = 1L << 63;
    private static final int NANOS_OF_MICRO = 1000;

    private static final int WAIT_BITS = 37;
    private static final int MARK_BITS = 6;
    private static final int REMAINING_SHIFT = WAIT_BITS + MARK_BITS;

    private RateLimitOutcome() {}

    /**
     * Returns the outcome of a request that was counted.
     *
     * @param remaining how many more would be granted now, 0 to 1,000,000
     * @param waitNanos how long until more than that can be granted; kept to the microsecond, rounded up
     * @param mark 0 to 63, of which the store in memory leaves 28 to 63 to others: what the store needs to take the count back
     */
    public static long granted(int remaining, long waitNanos, int mark) {
        long micros = (waitNanos + NANOS_OF_MICRO - 1) / NANOS_OF_MICRO;
        return (long) remaining << REMAINING_SHIFT | (long) mark << WAIT_BITS | micros;
    }

    /**
     * Returns the outcome of a request that was not counted.
     *
     * @param waitNanos how long until one request is granted if nobody else asks
     */
    public static long refused(long waitNanos) {
        return REFUSED | waitNanos;
    }

    /** Tells whether the request was granted, and so counted. */
    public static boolean isGranted(long outcome) {
        return outcome >= 0;
    }

    /** Returns how many more requests would be granted at once; 0 in a refusal. */
    public static int remaining(long outcome) {
        return isGranted(outcome) ? (int) (outcome >>> REMAINING_SHIFT) : 0;
    }

    /**
     * Returns the nanoseconds until the client may do more than now. In a refusal this is exact: the client is granted one
     * request after it, if no other request of his came, and none before.
     */
    public static long waitNanos(long outcome) {
        return isGranted(outcome) ? (outcome & (1L << WAIT_BITS) - 1) * NANOS_OF_MICRO : outcome & ~REFUSED;
    }

    /** Returns what the store wrote into a granted outcome for itself. */
    public static int mark(long outcome) {
        return (int) (outcome >>> WAIT_BITS) & (1 << MARK_BITS) - 1;
    }

    /** Returns the outcome in words. */
    public static String toString(long outcome) {
        return isGranted(outcome)
                ? "granted, " + remaining(outcome) + " left, more in " + waitNanos(outcome) + " ns"
                : "refused, wait " + waitNanos(outcome) + " ns";
    }
}
