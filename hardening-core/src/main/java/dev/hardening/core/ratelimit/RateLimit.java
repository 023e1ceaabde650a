package dev.hardening.core.ratelimit;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * So many requests in so much time, under a name that clients see in the {@code RateLimit} fields. Immutable.
 *
 * <p>Bounds: {@code max} and {@code burst} 1 to 1,000,000; {@code window} 100 ms to 24 hours; the name is 1 to 64
 * characters of {@code a-z}, {@code 0-9} and {@code -}. Everything else is refused with
 * {@link IllegalArgumentException}; in particular 0 is not "unlimited".
 */
public final class RateLimit {

    /** The largest maximum and the largest burst. */
    public static final int LARGEST_MAX = 1_000_000;

    /** The shortest window. */
    public static final Duration SHORTEST_WINDOW = Duration.ofMillis(100);

    /** The longest window. */
    public static final Duration LONGEST_WINDOW = Duration.ofHours(24);

    private static final int LONGEST_NAME = 64;

    private final String name;
    private final RateLimitAlgorithm algorithm;
    private final int max;
    private final Duration window;
    private final int burst;

    private RateLimit(String name, RateLimitAlgorithm algorithm, int max, Duration window, int burst) {
        this.name = checkName(name);
        this.algorithm = algorithm;
        this.max = checkCount("max", max);
        this.window = checkWindow(window);
        this.burst = checkCount("burst", burst);
    }

    /** Returns a limit that grants at most {@code max} requests in any span as long as {@code window}. */
    public static RateLimit slidingWindow(String name, int max, Duration window) {
        return new RateLimit(name, RateLimitAlgorithm.SLIDING_WINDOW, max, window, max);
    }

    /**
     * Returns a limit that grants {@code max} requests a {@code window} on the average and up to {@code burst} at once
     * after a quiet time.
     */
    public static RateLimit tokenBucket(String name, int max, Duration window, int burst) {
        return new RateLimit(name, RateLimitAlgorithm.TOKEN_BUCKET, max, window, burst);
    }

    /** Returns the limit's name. */
    public String name() {
        return name;
    }

    /** Returns how the limit counts. */
    public RateLimitAlgorithm algorithm() {
        return algorithm;
    }

    /** Returns how many requests a window allows. */
    public int max() {
        return max;
    }

    /** Returns the window. */
    public Duration window() {
        return window;
    }

    /** Returns how many requests can be made at once after a quiet time; the maximum, for a sliding window. */
    public int burst() {
        return burst;
    }

    private static String checkName(String name) {
        boolean good = !name.isEmpty() && name.length() <= LONGEST_NAME;
        for (int i = 0; good && i < name.length(); i++) {
            char c = name.charAt(i);
            good = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
        }
        if (!good) {
            throw new IllegalArgumentException("a limit's name is 1 to 64 of a-z, 0-9 and -");
        }
        return name;
    }

    private static int checkCount(String what, int count) {
        if (count < 1 || count > LARGEST_MAX) {
            throw new IllegalArgumentException(what + " is 1 to " + LARGEST_MAX + ", not " + count);
        }
        return count;
    }

    private static Duration checkWindow(Duration window) {
        if (window.compareTo(SHORTEST_WINDOW) < 0 || window.compareTo(LONGEST_WINDOW) > 0) {
            throw new IllegalArgumentException("a window is 100 ms to 24 hours, not " + window);
        }
        return window;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RateLimit limit
                && name.equals(limit.name)
                && algorithm == limit.algorithm
                && max == limit.max
                && window.equals(limit.window)
                && burst == limit.burst;
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, algorithm, max, window, burst);
    }

    @Override
    public String toString() {
        return "RateLimit[" + name + ", " + algorithm + ", " + max + " in " + window
                + (burst == max ? "" : ", burst " + burst) + "]";
    }
}
