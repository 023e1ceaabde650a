package dev.hardening.core.lockout;

import java.time.Duration;

/**
 * How many failures lock, and for how long.
 *
 * @param max the failure that begins a lock, 1 to 1000
 * @param window how long a failure counts; for consecutive ones the pause that makes them forgotten
 * @param lock how long a lock lasts from the failure that began it; tries in between do not extend it
 * @param consecutive whether failures count however old they are, until a success or a pause as long as the window
 */
public record AttemptLimit(int max, Duration window, Duration lock, boolean consecutive) {

    /** The highest number of failures. */
    public static final int HIGHEST = 1000;

    /** The longest window and the longest lock. */
    public static final Duration LONGEST = Duration.ofDays(1);

    /** Checks the ranges. Throws {@link IllegalArgumentException} outside of them. */
    public AttemptLimit {
        if (max < 1 || max > HIGHEST) {
            throw new IllegalArgumentException("failures are 1 to " + HIGHEST + ", not " + max);
        }
        check(window);
        check(lock);
    }

    private static void check(Duration span) {
        if (span.isNegative() || span.isZero() || span.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a window and a lock last up to a day, not " + span);
        }
    }
}
