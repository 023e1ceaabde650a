package dev.hardening.core.breaker;

import java.time.Duration;

/**
 * A value and how old it is. Immutable; the value should be, too, because everybody gets the same one.
 *
 * @param <V> the type of the value
 */
public final class Cached<V> {

    private final V value;
    private final Freshness freshness;
    private final long ageNanos;

    Cached(V value, Freshness freshness, long ageNanos) {
        this.value = value;
        this.freshness = freshness;
        this.ageNanos = ageNanos;
    }

    /** Returns the value. */
    public V value() {
        return value;
    }

    /** Returns where it comes from. */
    public Freshness freshness() {
        return freshness;
    }

    /** Tells whether it is older than it should be, because nothing newer can be had. */
    public boolean isStale() {
        return freshness == Freshness.STALE;
    }

    /** Returns how long ago the dependency gave it, when it was asked for. */
    public Duration age() {
        return Duration.ofNanos(ageNanos);
    }

    @Override
    public String toString() {
        return "Cached[" + freshness + ", " + age() + "]";
    }
}
