package dev.hardening.core.breaker;

import java.util.Locale;

/** Whether calls to a dependency are made. */
public enum BreakerState {
    /** Calls are made. */
    CLOSED,
    /** No call is made until the reset time has passed. */
    OPEN,
    /** One call may find out whether the dependency is back, or is doing so; all others are refused. */
    HALF_OPEN;

    /** Returns the word for reports and labels: {@code closed}, {@code open} or {@code half-open}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
