package dev.hardening.core.health;

import dev.hardening.core.time.Ticker;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Something that must be done before the service is ready, such as a migration or a cache to fill. It is closed at
 * first, opens once and stays open. Safe for use by many threads.
 */
public final class ReadinessGate {

    private final String name;
    private final BooleanSupplier opensItself;
    private volatile boolean open;

    private ReadinessGate(String name, BooleanSupplier opensItself) {
        this.name = HealthNames.checked(name);
        this.opensItself = opensItself;
    }

    /**
     * Returns a closed gate.
     *
     * @param name what reports call it while it is closed
     * @throws IllegalArgumentException unless the name is 1 to 64 letters, digits, dots, hyphens and underscores
     */
    public static ReadinessGate named(String name) {
        return new ReadinessGate(name, () -> false);
    }

    /**
     * Returns a gate that opens when the span has passed, unless it was opened before.
     *
     * @throws IllegalArgumentException for a negative span or an unfit name
     */
    public static ReadinessGate opensAfter(String name, Duration span, Ticker ticker) {
        if (span.isNegative()) {
            throw new IllegalArgumentException("a gate cannot open before it is made: " + span);
        }
        long start = ticker.nanos();
        long nanos = span.toNanos();
        return new ReadinessGate(name, () -> ticker.nanos() - start >= nanos);
    }

    /** Opens the gate, for good. */
    public void open() {
        open = true;
    }

    /** Tells whether the gate is open. */
    public boolean isOpen() {
        if (!open && opensItself.getAsBoolean()) {
            open = true;
        }
        return open;
    }

    /** Returns the gate's name. */
    public String name() {
        return name;
    }

    @Override
    public String toString() {
        return "ReadinessGate[" + name + (isOpen() ? ", open]" : ", closed]");
    }
}
