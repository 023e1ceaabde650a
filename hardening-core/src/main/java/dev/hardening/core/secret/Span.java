package dev.hardening.core.secret;

/** A range of indices packed into a long, so that looking for one allocates nothing. */
final class Span {

    static final long NONE = -1;

    private Span() {}

    /** Returns the range, or {@link #NONE} if it is empty. */
    static long of(int from, int to) {
        return from < to ? (long) from << 32 | to : NONE;
    }

    static int from(long span) {
        return (int) (span >>> 32);
    }

    static int to(long span) {
        return (int) span;
    }
}
