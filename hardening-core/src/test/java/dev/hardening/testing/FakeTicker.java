package dev.hardening.testing;

import dev.hardening.core.time.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Both clocks of a test, moved by hand. {@link #advance} moves the two together, as time does; {@link #setWallClock}
 * moves only the instant, as an administrator or a time server does.
 *
 * <p>The monotonic readings begin below zero, so that code which takes 0 for "never" or compares readings instead of
 * differences shows itself; {@link #aboutToOverflow} begins just below the largest {@code long}.
 *
 * <p>Safe for use by many threads.
 */
public final class FakeTicker implements Ticker, InstantSource {

    /** The instant at which a ticker begins unless told otherwise. */
    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private long nanos;
    private Instant instant;

    private FakeTicker(long nanos, Instant instant) {
        this.nanos = nanos;
        this.instant = instant;
    }

    /** A ticker at {@link #START}. */
    public FakeTicker() {
        this(-Duration.ofMinutes(1).toNanos(), START);
    }

    /** Returns a ticker whose wall clock shows {@code instant}. */
    public static FakeTicker at(Instant instant) {
        return new FakeTicker(-Duration.ofMinutes(1).toNanos(), instant);
    }

    /** Returns a ticker whose monotonic reading turns negative within a second. */
    public static FakeTicker aboutToOverflow() {
        return new FakeTicker(Long.MAX_VALUE - Duration.ofSeconds(1).toNanos(), START);
    }

    @Override
    public synchronized long nanos() {
        return nanos;
    }

    @Override
    public synchronized Instant instant() {
        return instant;
    }

    /**
     * Lets time pass on both clocks.
     *
     * @throws IllegalArgumentException if {@code span} is negative: a monotonic clock never goes back
     */
    public synchronized void advance(Duration span) {
        if (span.isNegative()) {
            throw new IllegalArgumentException("A ticker never goes back: " + span);
        }
        nanos += span.toNanos();
        instant = instant.plus(span);
    }

    /** Sets the wall clock, forwards or back, and leaves the monotonic clock alone. */
    public synchronized void setWallClock(Instant instant) {
        this.instant = instant;
    }

    @Override
    public synchronized String toString() {
        return "FakeTicker[nanos=" + nanos + ", instant=" + instant + "]";
    }
}
