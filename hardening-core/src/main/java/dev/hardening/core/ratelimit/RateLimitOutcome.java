package dev.hardening.core.ratelimit;

import java.time.Duration;

/**
 * A store's answer to one request of one client: granted or not, what is left, and when waiting helps. Immutable.
 */
public final class RateLimitOutcome {

    private final boolean granted;
    private final int remaining;
    private final long waitNanos;
    private final long ticket;

    private RateLimitOutcome(boolean granted, int remaining, long waitNanos, long ticket) {
        this.granted = granted;
        this.remaining = remaining;
        this.waitNanos = waitNanos;
        this.ticket = ticket;
    }

    /**
     * Returns the answer to a request that was counted.
     *
     * @param remaining how many more would be granted now
     * @param waitNanos how long until more than that can be granted
     * @param ticket what the store needs to take the count back; only the store that made it reads it
     */
    public static RateLimitOutcome granted(int remaining, long waitNanos, long ticket) {
        return new RateLimitOutcome(true, remaining, waitNanos, ticket);
    }

    /**
     * Returns the answer to a request that was not counted.
     *
     * @param waitNanos how long until one request is granted if nobody else asks
     */
    public static RateLimitOutcome refused(long waitNanos) {
        return new RateLimitOutcome(false, 0, waitNanos, 0);
    }

    /** Tells whether the request was granted, and so counted. */
    public boolean isGranted() {
        return granted;
    }

    /** Returns how many more requests would be granted at once; 0 in a refusal. */
    public int remaining() {
        return remaining;
    }

    /**
     * Returns the nanoseconds until the client may do more than now. In a refusal this is exact: the same client is
     * granted one request after it, if no other request of his came, and none before.
     */
    public long waitNanos() {
        return waitNanos;
    }

    /** Returns {@link #waitNanos()} as a span. */
    public Duration waitTime() {
        return Duration.ofNanos(waitNanos);
    }

    /** Returns what the store needs for {@link RateLimitCounter#refund}; its meaning is the store's own. */
    public long ticket() {
        return ticket;
    }

    @Override
    public String toString() {
        return granted
                ? "RateLimitOutcome[granted, " + remaining + " left, more in " + waitTime() + "]"
                : "RateLimitOutcome[refused, wait " + waitTime() + "]";
    }
}
