package dev.hardening.core.reading;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * One number that can be read at any time. Immutable but for the number; safe for use by many threads as far as its
 * supplier is, which must not throw and must not wait.
 */
public final class Reading {

    private static final String TOTAL = "_total";
    private static final String SECONDS_TOTAL = "_seconds_total";

    private final String name;
    private final String help;
    private final Map<String, String> labels;
    private final DoubleSupplier value;

    private Reading(String name, String help, Map<String, String> labels, DoubleSupplier value) {
        this.name = name;
        this.help = help;
        this.labels = labels;
        this.value = Objects.requireNonNull(value, "value");
        if (!isName(name) || !labels.keySet().stream().allMatch(Reading::isName)) {
            throw new IllegalArgumentException("a name has lower-case letters, digits and underscores: " + name);
        }
        if (help.isBlank()) {
            throw new IllegalArgumentException("a reading says what it tells: " + name);
        }
    }

    /**
     * Returns a number that never goes down while the application runs.
     *
     * @param name lower-case letters, digits and underscores, with {@code _total} at its end
     * @param help a sentence for people
     * @throws IllegalArgumentException for another name, or without help
     */
    public static Reading counter(String name, String help, LongSupplier value) {
        if (!name.endsWith(TOTAL)) {
            throw new IllegalArgumentException("the name of a counter ends with " + TOTAL + ": " + name);
        }
        return new Reading(name, help, Map.of(), value::getAsLong);
    }

    /**
     * Returns a time that never goes down while the application runs; its value is in seconds.
     *
     * @param name lower-case letters, digits and underscores, with {@code _seconds_total} at its end
     * @param help a sentence for people
     * @param nanos the time in nanoseconds
     * @throws IllegalArgumentException for another name, or without help
     */
    public static Reading seconds(String name, String help, LongSupplier nanos) {
        if (!name.endsWith(SECONDS_TOTAL)) {
            throw new IllegalArgumentException("the name of a time ends with " + SECONDS_TOTAL + ": " + name);
        }
        return new Reading(name, help, Map.of(), () -> nanos.getAsLong() / 1e9);
    }

    /**
     * Returns a number that goes up and down.
     *
     * @param name lower-case letters, digits and underscores, without {@code _total} at its end
     * @param help a sentence for people
     * @throws IllegalArgumentException for another name, or without help
     */
    public static Reading gauge(String name, String help, DoubleSupplier value) {
        if (name.endsWith(TOTAL)) {
            throw new IllegalArgumentException("only the name of a counter ends with " + TOTAL + ": " + name);
        }
        return new Reading(name, help, Map.of(), value);
    }

    /** Returns the reading with these labels in place of those that it has; the values come from no client. */
    public Reading labelled(Map<String, String> values) {
        return new Reading(name, help, Map.copyOf(values), value);
    }

    private static boolean isName(String name) {
        return !name.isEmpty()
                && name.equals(name.toLowerCase(Locale.ROOT))
                && name.chars().allMatch(c -> c == '_' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
                && !Character.isDigit(name.charAt(0));
    }

    /** Returns the name. */
    public String name() {
        return name;
    }

    /** Returns what it tells, for people. */
    public String help() {
        return help;
    }

    /** Tells whether the number never goes down. */
    public boolean isCounter() {
        return name.endsWith(TOTAL);
    }

    /** Returns the labels. */
    public Map<String, String> labels() {
        return labels;
    }

    /** Returns the number as of now. */
    public double value() {
        return value.getAsDouble();
    }

    @Override
    public String toString() {
        return "Reading[" + name + labels + "]";
    }
}
