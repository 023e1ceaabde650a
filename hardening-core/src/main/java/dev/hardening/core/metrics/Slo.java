package dev.hardening.core.metrics;

import dev.hardening.core.request.PathPattern;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;

/**
 * One objective: of the requests to an endpoint, how many may be bad. It is judged by counting, so that a percentile is
 * exact: "the 95th percentile is at most 500 ms" is "at most 5 % take longer than 500 ms". Refusals and mistakes of clients,
 * which are answers of 400 to 499, count for nothing, so that a flood of them hides nothing. Immutable.
 */
public final class Slo {

    /** In place of an endpoint: every route of the table, and nothing that no route covers. */
    public static final String EVERY_ROUTE = "*";

    /** Parts in which shares are counted: exact for percentages with four decimals. */
    static final long PARTS = 1_000_000;

    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    private static final BigDecimal PARTS_OF_PERCENT = BigDecimal.valueOf(PARTS / 100);
    private static final int LONGEST_NAME = 200;
    private static final Duration LONGEST = Duration.ofHours(1);

    private final String name;
    private final String endpoint;
    private final long allowedParts;
    private final long slowestNanos;

    private Slo(String name, String endpoint, long allowedParts, long slowestNanos) {
        this.name = name;
        this.endpoint = endpoint;
        this.allowedParts = allowedParts;
        this.slowestNanos = slowestNanos;
        if (name.isBlank() || name.length() > LONGEST_NAME || name.chars().anyMatch(c -> c < ' ')) {
            throw new IllegalArgumentException("an objective has a name of 1 to " + LONGEST_NAME + " characters");
        }
        if (!endpoint.equals(EVERY_ROUTE)) {
            PathPattern.parse(endpoint);
        }
    }

    /**
     * Returns the objective that a share of the answers takes no longer than a time.
     *
     * @param endpoint the template of the route, or {@link #EVERY_ROUTE}
     * @param percentile the share in percent, at least 1 and below 100, such as 95
     * @param atMost the time, more than 0 and at most an hour
     * @throws IllegalArgumentException for other values
     */
    public static Slo latency(String endpoint, double percentile, Duration atMost) {
        return latency(endpoint, BigDecimal.valueOf(percentile), atMost);
    }

    private static Slo latency(String endpoint, BigDecimal percentile, Duration atMost) {
        if (atMost.isNegative() || atMost.isZero() || atMost.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("an answer may take more than 0 and at most 3600 seconds");
        }
        String name = endpoint + " p" + percentile.stripTrailingZeros().toPlainString();
        return new Slo(name, endpoint, allowed(percentile), atMost.toNanos());
    }

    /**
     * Returns the objective that a share of the requests is answered without a failure of the service, which is a status of
     * 500 or above.
     *
     * @param endpoint the template of the route, or {@link #EVERY_ROUTE}
     * @param percent the share in percent, at least 1 and below 100, such as 99.5
     * @throws IllegalArgumentException for other values
     */
    public static Slo availability(String endpoint, double percent) {
        return availability(endpoint, BigDecimal.valueOf(percent));
    }

    private static Slo availability(String endpoint, BigDecimal percent) {
        return new Slo(endpoint + " availability", endpoint, allowed(percent), Long.MAX_VALUE);
    }

    /**
     * Reads {@code /api/runs p95 500ms}, {@code /api/runs p99 1s} or {@code * availability 99.5}.
     *
     * @throws IllegalArgumentException for another form; the message does not repeat the text
     */
    public static Slo parse(String text) {
        String[] words = text.strip().split("\\s+", -1);
        if (words.length == 3) {
            String kind = words[1].toLowerCase(Locale.ROOT);
            try {
                if (kind.equals("availability")) {
                    return availability(words[0], MetricsText.decimal(words[2]));
                }
                if (kind.startsWith("p")) {
                    return latency(words[0], MetricsText.decimal(kind.substring(1)), span(words[2]));
                }
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("has a wrong endpoint, share or time in an objective", e);
            }
        }
        throw new IllegalArgumentException(
                "is not an objective such as /api/runs p95 500ms or /api/runs availability 99.5");
    }

    private static Duration span(String text) {
        String word = text.toLowerCase(Locale.ROOT);
        if (word.endsWith("ms")) {
            return MetricsText.seconds(word.substring(0, word.length() - 2)).dividedBy(1000);
        }
        if (word.endsWith("s")) {
            return MetricsText.seconds(word.substring(0, word.length() - 1));
        }
        throw new IllegalArgumentException("a time ends with ms or s");
    }

    private static long allowed(BigDecimal percent) {
        if (percent.compareTo(BigDecimal.ONE) < 0 || percent.compareTo(HUNDRED) >= 0) {
            throw new IllegalArgumentException("a share is at least 1 and below 100 percent");
        }
        return HUNDRED.subtract(percent)
                .multiply(PARTS_OF_PERCENT)
                .setScale(0, RoundingMode.HALF_UP)
                .longValueExact();
    }

    /** Returns the same objective under another name, the label of its numbers. */
    public Slo named(String other) {
        return new Slo(Objects.requireNonNull(other, "name"), endpoint, allowedParts, slowestNanos);
    }

    /** Returns the name, by default the endpoint with {@code p95} or {@code availability} behind it. */
    public String name() {
        return name;
    }

    /** Returns the template of the route, or {@link #EVERY_ROUTE}. */
    public String endpoint() {
        return endpoint;
    }

    /** Returns the share of requests that may be bad, from 0 to 1. */
    public double allowedRatio() {
        return (double) allowedParts / PARTS;
    }

    /** Tells whether the objective counts requests of the endpoint with this label. */
    boolean concerns(String label) {
        return endpoint.equals(EVERY_ROUTE) ? !label.equals(Labels.UNKNOWN) : endpoint.equals(label);
    }

    /** Tells whether an answer counts at all. */
    static boolean counts(int status) {
        return status < 400 || status >= 500;
    }

    boolean isBad(int status, long nanos) {
        return slowestNanos == Long.MAX_VALUE ? status >= 500 : nanos > slowestNanos;
    }

    boolean isMissed(long bad, long all) {
        return bad * PARTS > all * allowedParts;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Slo slo
                && slo.name.equals(name)
                && slo.endpoint.equals(endpoint)
                && slo.allowedParts == allowedParts
                && slo.slowestNanos == slowestNanos;
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, endpoint, allowedParts, slowestNanos);
    }

    @Override
    public String toString() {
        return "Slo[" + name + "]";
    }
}
