package dev.hardening.benchmarks.peers;

import java.util.Locale;

/**
 * What one operation costs.
 *
 * @param nanos nanoseconds of the processor, or NaN where time does not count
 * @param bytes bytes allocated, or held where a row says so
 */
public record Figure(double nanos, double bytes) {

    /** What could not be measured. */
    public static final Figure NONE = new Figure(Double.NaN, Double.NaN);

    /** Returns the lower time and the lower number of bytes. */
    public Figure lower(Figure other) {
        return new Figure(lower(nanos, other.nanos), lower(bytes, other.bytes));
    }

    private static double lower(double one, double other) {
        return Double.isNaN(one) ? other : Double.isNaN(other) ? one : Math.min(one, other);
    }

    /** Returns the time as the table has it: one decimal below a hundred, and {@code -} for none. */
    public String nanosText() {
        return Double.isNaN(nanos) ? "-" : String.format(Locale.ROOT, nanos < 99.95 ? "%.1f" : "%.0f", nanos);
    }

    /** Returns the bytes as the table has them, whole, and {@code -} for none. */
    public String bytesText() {
        return Double.isNaN(bytes) ? "-" : String.format(Locale.ROOT, "%.0f", bytes);
    }
}
