package dev.hardening.core.metrics;

import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** The forms that values of the settings have. A message never repeats the value. */
final class MetricsText {

    static final int LONGEST_TENANT = 100;

    private static final int LONGEST_PATH = 200;
    private static final int LONGEST_NUMBER = 12;
    private static final BigDecimal NANOS = BigDecimal.valueOf(1_000_000_000);

    private MetricsText() {}

    /** Every spelling but the plain one is refused, because the server decodes paths before they are compared. */
    static String path(String text) {
        boolean fits = text.length() > 1
                && text.length() <= LONGEST_PATH
                && text.charAt(0) == '/'
                && text.chars().allMatch(MetricsText::isPathChar)
                && !text.contains("//")
                && !text.contains("/.")
                && !text.endsWith("/");
        if (!fits) {
            throw new IllegalArgumentException("is not a plain path such as /metrics");
        }
        return text;
    }

    private static boolean isPathChar(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '/'
                || c == '-'
                || c == '_'
                || c == '.';
    }

    static Duration seconds(String text) {
        return Duration.ofNanos(decimal(text).multiply(NANOS).longValue());
    }

    /** Reads digits with at most one dot, few enough that no calculation takes long. */
    static BigDecimal decimal(String text) {
        boolean fits = !text.isEmpty()
                && text.length() <= LONGEST_NUMBER
                && text.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'))
                && text.chars().filter(c -> c == '.').count() <= 1
                && !text.equals(".");
        if (!fits) {
            throw new IllegalArgumentException("is not a number, digits with at most one dot");
        }
        return new BigDecimal(text);
    }

    static String tenant(String text) {
        if (text.isBlank() || text.length() > LONGEST_TENANT) {
            throw new IllegalArgumentException("is not the name of a tenant, 1 to " + LONGEST_TENANT + " characters");
        }
        return text;
    }

    static Set<Duration> buckets(long... millis) {
        return Arrays.stream(millis).mapToObj(Duration::ofMillis).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    static InvalidSettingsException refused(String name, String what, String cure) {
        return new InvalidSettingsException(Problem.refuse(ProblemCode.OUT_OF_RANGE, name, what, cure));
    }
}
