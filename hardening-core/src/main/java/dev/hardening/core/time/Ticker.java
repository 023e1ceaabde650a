package dev.hardening.core.time;

/**
 * A monotonic clock. Its values mean nothing alone; only the difference of two of them, taken from the same ticker, is
 * a span of time. It never goes back, whatever happens to the wall clock.
 *
 * <p>Implementations are safe for use by many threads.
 */
@FunctionalInterface
public interface Ticker {

    /** Returns the current reading, in nanoseconds. */
    long nanos();

    /** Returns the ticker of this virtual machine, {@link System#nanoTime()}. */
    static Ticker system() {
        return System::nanoTime;
    }
}
