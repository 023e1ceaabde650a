package dev.hardening.benchmarks;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code wrk --latency} says of one run.
 *
 * @param throughput answers a second
 * @param p99Micros the time that 99 of 100 answers took at most, in microseconds
 */
record WrkResult(double throughput, double p99Micros) {

    private static final Pattern THROUGHPUT = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern P99 = Pattern.compile("\\s99%\\s+([0-9.]+)(us|ms|s)");
    private static final Pattern ERRORS = Pattern.compile("Non-2xx or 3xx responses: \\d+|Socket errors: .*");

    /**
     * Reads its output.
     *
     * @throws IllegalStateException when answers were refused or missing, because nothing is measured then
     */
    static WrkResult parse(String output) {
        Matcher errors = ERRORS.matcher(output);
        Matcher throughput = THROUGHPUT.matcher(output);
        Matcher p99 = P99.matcher(output);
        if (errors.find()) {
            throw new IllegalStateException("not every request was answered with 200: " + errors.group());
        }
        if (!throughput.find() || !p99.find()) {
            throw new IllegalStateException("wrk says something else than expected: " + output);
        }
        double unit = switch (p99.group(2).toLowerCase(Locale.ROOT)) {
            case "us" -> 1;
            case "ms" -> 1e3;
            default -> 1e6;
        };
        return new WrkResult(Double.parseDouble(throughput.group(1)), Double.parseDouble(p99.group(1)) * unit);
    }
}
