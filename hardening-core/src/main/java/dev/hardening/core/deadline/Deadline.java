package dev.hardening.core.deadline;

import dev.hardening.core.time.Ticker;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The point in time at which the answer to a request must have begun. Immutable and safe for use by many threads. Give
 * calls to other services the {@linkplain #remaining remaining time}, not a fixed one.
 */
public final class Deadline {

    private static final Deadline NONE = new Deadline(null, 0);

    private final @Nullable Ticker ticker;
    private final long end;

    private Deadline(@Nullable Ticker ticker, long end) {
        this.ticker = ticker;
        this.end = end;
    }

    /** Returns the deadline that never comes. */
    public static Deadline none() {
        return NONE;
    }

    /** Returns the deadline that comes at this reading of the clock. */
    static Deadline at(long end, Ticker ticker) {
        return new Deadline(ticker, end);
    }

    /** Returns the deadline that comes when this time has passed from now on. */
    public static Deadline in(Duration time, Ticker ticker) {
        return at(ticker.nanos() + time.toNanos(), ticker);
    }

    /**
     * Returns how much time is left: zero when it has come, {@link Duration#ofNanos Duration.ofNanos(Long.MAX_VALUE)} when
     * it never comes.
     */
    public Duration remaining() {
        Ticker clock = ticker;
        return clock == null ? Duration.ofNanos(Long.MAX_VALUE) : Duration.ofNanos(Math.max(0, end - clock.nanos()));
    }

    /** Tells whether it has come. */
    public boolean isOver() {
        Ticker clock = ticker;
        return clock != null && end - clock.nanos() <= 0;
    }
}
