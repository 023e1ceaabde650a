package dev.hardening.core.headers;

import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import java.time.Duration;
import java.util.Optional;

/**
 * The value of Strict-Transport-Security (RFC 6797 section 6.1): for how long browsers use https only. It is sent over
 * https only, as section 7.2 demands. Immutable; each method returns a changed copy.
 */
public final class Hsts {

    /** The shortest span that lists of preloaded hosts accept. */
    private static final Duration PRELOAD_LEAST = Duration.ofDays(365);

    private static final Duration MOST = Duration.ofDays(3650);

    private final Duration maxAge;
    private final boolean subDomains;
    private final boolean preload;

    private Hsts(Duration maxAge, boolean subDomains, boolean preload) {
        this.maxAge = maxAge;
        this.subDomains = subDomains;
        this.preload = preload;
    }

    /** Returns the value for a number of days, see {@link #of(Duration)}. */
    public static Hsts of(int days) {
        return of(Duration.ofDays(days));
    }

    /**
     * Returns the value for a span, without subdomains.
     *
     * @param maxAge whole seconds, at least one and at most ten years: zero would make browsers forget the protection,
     *     so it cannot be asked for
     * @throws InvalidSettingsException when the span is outside
     */
    public static Hsts of(Duration maxAge) {
        if (maxAge.toSeconds() < 1 || maxAge.compareTo(MOST) > 0) {
            throw refused(
                    ProblemCode.OUT_OF_RANGE,
                    "max-age is not between one second and ten years; zero would switch the protection off in browsers",
                    "write 63072000, two years; to send no field switch it off by its mode");
        }
        return new Hsts(maxAge, false, false);
    }

    /** Extends the value to all subdomains of the host. */
    public Hsts includeSubDomains() {
        return new Hsts(maxAge, true, preload);
    }

    /**
     * Asks for a place in the lists that browsers are shipped with, which is hard to leave again.
     *
     * @throws InvalidSettingsException without subdomains or below one year, which those lists do not accept
     */
    public Hsts preload() {
        if (!subDomains || maxAge.compareTo(PRELOAD_LEAST) < 0) {
            throw refused(
                    ProblemCode.CONTRADICTION,
                    "preload needs subdomains included and a max-age of at least one year",
                    "include subdomains and write 31536000 or more, or leave preload out");
        }
        return new Hsts(maxAge, true, true);
    }

    /** Returns the value with the given parts replaced, checked as a whole. */
    Hsts with(Optional<Duration> newMaxAge, Optional<Boolean> newSubDomains, Optional<Boolean> newPreload) {
        Hsts plain = of(newMaxAge.orElse(maxAge));
        Hsts wide = newSubDomains.orElse(subDomains) ? plain.includeSubDomains() : plain;
        return newPreload.orElse(preload) ? wide.preload() : wide;
    }

    private static InvalidSettingsException refused(ProblemCode code, String message, String cure) {
        return new InvalidSettingsException(Problem.refuse(code, "Strict-Transport-Security", message, cure));
    }

    /** Returns the field's value, as {@code max-age=31536000; includeSubDomains; preload}. */
    @Override
    public String toString() {
        return "max-age=" + maxAge.toSeconds() + (subDomains ? "; includeSubDomains" : "")
                + (preload ? "; preload" : "");
    }
}
