package dev.hardening.benchmarks.peers;

import java.util.Locale;

/**
 * One part of a row's target.
 *
 * @param kind what is compared
 * @param value how many nanoseconds, bytes or times
 * @param other the name of the peer or of the row that ours is compared with, or empty
 */
public record Limit(Kind kind, double value, String other) {

    /** What a profiler counts for a loop without allocation is not quite nothing. */
    private static final double BYTES_OF_NOISE = 0.5;

    /** What is compared. */
    public enum Kind {
        /** Ours takes at most so many nanoseconds. */
        NANOS,

        /** Ours allocates, or holds, at most so many bytes. */
        BYTES,

        /** Ours takes at most so many times what the floor takes. */
        TIMES_FLOOR,

        /** Ours takes at most so many times what a peer takes. */
        TIMES_PEER,

        /** A peer allocates at least so many times what ours does. */
        FEWER_BYTES,

        /** A peer takes at least so many times what ours does. */
        LESS_CPU,

        /** Ours takes no longer than ours of another row. */
        CHEAPER_THAN
    }

    static Limit nanos(double most) {
        return new Limit(Kind.NANOS, most, "");
    }

    static Limit bytes(double most) {
        return new Limit(Kind.BYTES, most, "");
    }

    static Limit timesFloor(double most) {
        return new Limit(Kind.TIMES_FLOOR, most, "");
    }

    static Limit timesPeer(double most, String peer) {
        return new Limit(Kind.TIMES_PEER, most, peer);
    }

    static Limit fewerBytes(double times, String peer) {
        return new Limit(Kind.FEWER_BYTES, times, peer);
    }

    static Limit lessCpu(double times, String peer) {
        return new Limit(Kind.LESS_CPU, times, peer);
    }

    static Limit cheaperThan(String row) {
        return new Limit(Kind.CHEAPER_THAN, 1, row);
    }

    /** Tells whether it bounds bytes, and not time. */
    public boolean isAboutBytes() {
        return kind == Kind.BYTES || kind == Kind.FEWER_BYTES;
    }

    /** Returns the limit in words. */
    public String text() {
        String number = value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.1f", value);
        return switch (kind) {
            case NANOS -> "≤ " + number + " ns";
            case BYTES -> value == 0 ? "0 B" : "≤ " + number + " B";
            case TIMES_FLOOR -> "≤ " + number + " × floor";
            case TIMES_PEER -> "≤ " + number + " × " + other;
            case FEWER_BYTES -> "≤ 1/" + number + " of the bytes of " + other;
            case LESS_CPU -> "≤ 1/" + number + " of the time of " + other;
            case CHEAPER_THAN -> "≤ " + other;
        };
    }

    /** Returns by how much ours is over what is allowed, 1 for just on it, or NaN when either was not measured. */
    double share(Figure ours, Figure floor, Figure compared) {
        double most = switch (kind) {
            case NANOS, BYTES -> value;
            case TIMES_FLOOR -> value * floor.nanos();
            case TIMES_PEER, CHEAPER_THAN -> value * compared.nanos();
            case FEWER_BYTES -> compared.bytes() / value;
            case LESS_CPU -> compared.nanos() / value;
        };
        if (!isAboutBytes()) {
            return ours.nanos() / most;
        }
        double over = Math.max(0, ours.bytes() - BYTES_OF_NOISE);
        return over == 0 && !Double.isNaN(most) ? 0 : over / most;
    }
}
