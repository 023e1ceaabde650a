package dev.hardening.core.lockout;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What a store has made of one try. Immutable.
 *
 * @param counts what the try touches
 * @param stamp when it was counted, by the store's own clock and in its own unit; the store finds it again by this
 * @param remaining how long the longest lock lasts yet; zero when the try was counted and may go on
 * @param locking what will stay locked by this try, unless it succeeds or is not made
 */
public record AttemptReservation(
        List<AttemptCount> counts, long stamp, Duration remaining, Set<AttemptDimension> locking) {

    /** Copies the collections. Throws {@link IllegalArgumentException} for a negative wait. */
    public AttemptReservation {
        counts = List.copyOf(counts);
        locking = Set.copyOf(locking);
        if (remaining.isNegative()) {
            throw new IllegalArgumentException("the remaining time is negative");
        }
    }

    /** Tells whether the try may go on; otherwise nothing has counted it. */
    public boolean isGranted() {
        return remaining.isZero();
    }
}
