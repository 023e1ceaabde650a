package dev.hardening.core.accesslog;

import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.Setting;
import dev.hardening.core.settings.SettingReader;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Objects;

/**
 * What is written about requests: a line for each, on by default, and a warning for each that took longer than a
 * threshold, 200 ms by default (guide row H-33). Immutable.
 */
public final class AccessLogSettings {

    /** Whether each request gets a line. Default true. */
    public static final Setting<Boolean> LINES = Setting.bool("ACCESS_LOG").orElse(true);

    /** From how many seconds on a request is slow, more than 0 and at most 3600, with a dot. Default 0.2. */
    public static final Setting<Duration> SLOW =
            Setting.decimalSeconds("SLOW_REQUEST_THRESHOLD", 3600).orElse(Duration.ofMillis(200));

    private static final Duration LONGEST = Duration.ofHours(1);

    private final boolean lines;
    private final Duration slowAfter;

    private AccessLogSettings(Builder builder) {
        this.lines = builder.lines;
        this.slowAfter = builder.slowAfter;
    }

    /** Starts with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Reads the settings. */
    public static AccessLogSettings read(SettingReader reader) {
        return builder().lines(reader.read(LINES)).slowAfter(reader.read(SLOW)).build();
    }

    /** Tells whether each request gets a line. */
    public boolean lines() {
        return lines;
    }

    /** Returns from when on a request is slow, where its route has no threshold of its own. */
    public Duration slowAfter() {
        return slowAfter;
    }

    /** Returns one line for the posture report. */
    public String summary() {
        String seconds =
                BigDecimal.valueOf(slowAfter.toNanos(), 9).stripTrailingZeros().toPlainString();
        return (lines ? "a line for each request" : "no line for a request") + "; a warning for each of " + seconds
                + " s or more";
    }

    /** Collects settings. Not safe for use by several threads. */
    public static final class Builder {
        private boolean lines = true;
        private Duration slowAfter = Duration.ofMillis(200);

        private Builder() {}

        /** Chooses whether each request gets a line; slow ones are always warned about. */
        public Builder lines(boolean value) {
            this.lines = value;
            return this;
        }

        /** Chooses from when on a request is slow. */
        public Builder slowAfter(Duration value) {
            this.slowAfter = Objects.requireNonNull(value, "slowAfter");
            return this;
        }

        /**
         * Returns the settings.
         *
         * @throws InvalidSettingsException when the threshold is not more than 0 and at most an hour
         */
        public AccessLogSettings build() {
            if (slowAfter.isNegative() || slowAfter.isZero() || slowAfter.compareTo(LONGEST) > 0) {
                throw new InvalidSettingsException(Problem.refuse(
                        ProblemCode.OUT_OF_RANGE,
                        SLOW.name(),
                        "is out of range",
                        "write more than 0 and at most 3600 seconds"));
            }
            return new AccessLogSettings(this);
        }
    }
}
