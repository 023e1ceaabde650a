package dev.hardening.core.breaker;

import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.Setting;
import dev.hardening.core.settings.SettingReader;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * When calls to one dependency are given up and when it is left alone. The variables of this class count for every
 * dependency; one named {@code prompt-service} may have its own beside them, {@code CIRCUIT_BREAKER_PROMPT_SERVICE_TIMEOUT}
 * and so on. Immutable and safe for use by many threads.
 */
public final class BreakerSettings {

    private static final String PREFIX = "CIRCUIT_BREAKER_";

    /** The time in milliseconds after which a call counts as failed, 1 to 600000; 10000 by default (guide row V-12). */
    public static final Setting<Duration> TIMEOUT = timeout(PREFIX).orElse(Duration.ofSeconds(10));

    /**
     * The time in milliseconds from the opening to the one call that may find out whether the dependency is back, 1 to
     * 3600000 and no less than the timeout; 30000 by default (V-13).
     */
    public static final Setting<Duration> RESET_TIMEOUT = resetTimeout(PREFIX).orElse(Duration.ofSeconds(30));

    /** The share of failures in percent that opens the breaker, when it is reached, 1 to 100; 50 by default (V-14). */
    public static final Setting<Integer> ERROR_THRESHOLD =
            errorThreshold(PREFIX).orElse(50);

    /** How many calls must have ended in the window before it may open, 1 to 10000; 5 by default (V-15). */
    public static final Setting<Integer> VOLUME_THRESHOLD =
            volumeThreshold(PREFIX).orElse(5);

    /** The length of the rolling window in milliseconds, 100 to 3600000; 10000 by default (V-15). */
    public static final Setting<Duration> WINDOW = window(PREFIX).orElse(Duration.ofSeconds(10));

    /** How many calls may be under way at once, 1 to 1000; 64 by default. */
    public static final Setting<Integer> MAX_CONCURRENT = maxConcurrent(PREFIX).orElse(64);

    /** Which thread makes a synchronous call, {@code hand-off}, the default, or {@code interrupt}. */
    public static final Setting<CallWay> WAY = way(PREFIX).orElse(CallWay.HAND_OFF);

    private final Duration timeout;
    private final Duration resetTimeout;
    private final int errorThreshold;
    private final int volumeThreshold;
    private final Duration window;
    private final int maxConcurrent;
    private final CallWay way;
    private final Predicate<? super Exception> failure;

    private BreakerSettings(Builder builder) {
        this.timeout = builder.timeout;
        this.resetTimeout = builder.resetTimeout;
        this.errorThreshold = builder.errorThreshold;
        this.volumeThreshold = builder.volumeThreshold;
        this.window = builder.window;
        this.maxConcurrent = builder.maxConcurrent;
        this.way = builder.way;
        this.failure = builder.failure;
    }

    private static Setting<Duration> timeout(String prefix) {
        return Setting.millis(prefix + "TIMEOUT", 1, 600_000);
    }

    private static Setting<Duration> resetTimeout(String prefix) {
        return Setting.millis(prefix + "RESET_TIMEOUT", 1, 3_600_000);
    }

    private static Setting<Integer> errorThreshold(String prefix) {
        return Setting.integer(prefix + "ERROR_THRESHOLD", 1, 100);
    }

    private static Setting<Integer> volumeThreshold(String prefix) {
        return Setting.integer(prefix + "VOLUME_THRESHOLD", 1, 10_000);
    }

    private static Setting<Duration> window(String prefix) {
        return Setting.millis(prefix + "WINDOW", 100, 3_600_000);
    }

    private static Setting<Integer> maxConcurrent(String prefix) {
        return Setting.integer(prefix + "MAX_CONCURRENT", 1, 1_000);
    }

    private static Setting<CallWay> way(String prefix) {
        return Setting.word(prefix + "WAY", CallWay.class);
    }

    /** Starts with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Reads what counts for every dependency; what is wrong is kept by the reader. */
    public static BreakerSettings read(SettingReader reader) {
        return new Reading(reader, PREFIX).settings();
    }

    /**
     * Reads the settings of one dependency: its own variables where they are set, those for every dependency otherwise. What
     * is wrong is kept by the reader.
     *
     * @param name the dependency's name: a letter and up to 63 letters, digits, dots, hyphens and underscores
     * @throws IllegalArgumentException for another name, and for one whose variables mean something else already, such as
     *     {@code reset}
     */
    public static BreakerSettings read(SettingReader reader, String name) {
        String prefix = PREFIX + DependencyName.inVariables(name) + "_";
        if (Set.of(RESET_TIMEOUT.name(), ERROR_THRESHOLD.name(), VOLUME_THRESHOLD.name()).stream()
                .anyMatch(taken -> taken.startsWith(prefix))) {
            throw new IllegalArgumentException("the variables of a dependency with this name have a meaning already");
        }
        return new Reading(reader, prefix).settings();
    }

    /** Returns the time after which a call counts as failed. */
    public Duration timeout() {
        return timeout;
    }

    /** Returns the time from the opening to the next probe. */
    public Duration resetTimeout() {
        return resetTimeout;
    }

    /** Returns the share of failures in percent that opens the breaker. */
    public int errorThreshold() {
        return errorThreshold;
    }

    /** Returns how many calls must have ended in the window before the breaker may open. */
    public int volumeThreshold() {
        return volumeThreshold;
    }

    /** Returns the length of the rolling window. */
    public Duration window() {
        return window;
    }

    /** Returns how many calls may be under way at once. */
    public int maxConcurrent() {
        return maxConcurrent;
    }

    /** Returns which thread makes a synchronous call. */
    public CallWay way() {
        return way;
    }

    /** Tells whether what was thrown says that the dependency fails; every {@link Error} does. */
    boolean isFailure(Throwable thrown) {
        return !(thrown instanceof Exception exception) || failure.test(exception);
    }

    /** Returns one line for the posture report. */
    public String summary() {
        return "opens at " + errorThreshold + " % of " + volumeThreshold + " or more calls in " + window.toMillis()
                + " ms for " + resetTimeout.toMillis() + " ms, calls take at most " + timeout.toMillis() + " ms, "
                + maxConcurrent + " at once";
    }

    @Override
    public String toString() {
        return "BreakerSettings[" + summary() + "]";
    }

    /** Reads one family of variables, each falling back to the one for every dependency. */
    private static final class Reading {
        private final SettingReader reader;
        private final String prefix;

        Reading(SettingReader reader, String prefix) {
            this.reader = reader;
            this.prefix = prefix;
        }

        BreakerSettings settings() {
            Builder builder = builder();
            builder.names = inUse(timeout(prefix), TIMEOUT) + ", " + inUse(resetTimeout(prefix), RESET_TIMEOUT);
            builder.timeout(value(timeout(prefix), TIMEOUT))
                    .resetTimeout(value(resetTimeout(prefix), RESET_TIMEOUT))
                    .errorThreshold(value(errorThreshold(prefix), ERROR_THRESHOLD))
                    .volumeThreshold(value(volumeThreshold(prefix), VOLUME_THRESHOLD))
                    .window(value(window(prefix), WINDOW))
                    .maxConcurrent(value(maxConcurrent(prefix), MAX_CONCURRENT))
                    .way(value(way(prefix), WAY));
            return reader.build(builder::build).orElseGet(() -> builder().build());
        }

        private <T> T value(Setting<T> own, Setting<T> common) {
            Optional<T> found = reader.find(own);
            return found.orElseGet(() -> reader.read(common));
        }

        private String inUse(Setting<?> own, Setting<?> common) {
            return reader.isSet(own) ? own.name() : common.name();
        }
    }

    /** Collects settings. Not safe for use by several threads. */
    public static final class Builder {
        private Duration timeout = Duration.ofSeconds(10);
        private Duration resetTimeout = Duration.ofSeconds(30);
        private int errorThreshold = 50;
        private int volumeThreshold = 5;
        private Duration window = Duration.ofSeconds(10);
        private int maxConcurrent = 64;
        private CallWay way = CallWay.HAND_OFF;
        private Predicate<? super Exception> failure = thrown -> true;
        private String names = TIMEOUT.name() + ", " + RESET_TIMEOUT.name();

        private Builder() {}

        /**
         * Gives the time after which a call counts as failed.
         *
         * @throws InvalidSettingsException when it is not within a millisecond and ten minutes
         */
        public Builder timeout(Duration value) {
            this.timeout = TIMEOUT.parse(Long.toString(value.toMillis()));
            return this;
        }

        /**
         * Gives the time from the opening to the next probe.
         *
         * @throws InvalidSettingsException when it is not within a millisecond and an hour
         */
        public Builder resetTimeout(Duration value) {
            this.resetTimeout = RESET_TIMEOUT.parse(Long.toString(value.toMillis()));
            return this;
        }

        /**
         * Gives the share of failures in percent that opens the breaker.
         *
         * @throws InvalidSettingsException when it is not within 1 and 100
         */
        public Builder errorThreshold(int percent) {
            this.errorThreshold = ERROR_THRESHOLD.parse(Integer.toString(percent));
            return this;
        }

        /**
         * Gives the number of calls that must have ended in the window before the breaker may open.
         *
         * @throws InvalidSettingsException when it is not within 1 and 10000
         */
        public Builder volumeThreshold(int calls) {
            this.volumeThreshold = VOLUME_THRESHOLD.parse(Integer.toString(calls));
            return this;
        }

        /**
         * Gives the length of the rolling window.
         *
         * @throws InvalidSettingsException when it is not within a tenth of a second and an hour
         */
        public Builder window(Duration value) {
            this.window = WINDOW.parse(Long.toString(value.toMillis()));
            return this;
        }

        /**
         * Bounds how many calls are under way at once.
         *
         * @throws InvalidSettingsException when it is not within 1 and 1000
         */
        public Builder maxConcurrent(int calls) {
            this.maxConcurrent = MAX_CONCURRENT.parse(Integer.toString(calls));
            return this;
        }

        /** Chooses which thread makes a synchronous call. */
        public Builder way(CallWay value) {
            this.way = Objects.requireNonNull(value, "way");
            return this;
        }

        /**
         * Says which exceptions mean that the dependency fails; by default all do. The others, such as one that says that a
         * thing was not found, count as answers. A test that throws counts as a failure, and so does every {@link Error}.
         */
        public Builder countsAsFailure(Predicate<? super Exception> value) {
            this.failure = Objects.requireNonNull(value, "countsAsFailure");
            return this;
        }

        /**
         * Returns the settings.
         *
         * @throws InvalidSettingsException when the reset time is below the timeout
         */
        public BreakerSettings build() {
            if (resetTimeout.compareTo(timeout) < 0) {
                throw new InvalidSettingsException(Problem.refuse(
                        ProblemCode.CONTRADICTION,
                        names,
                        "let a probe begin before the one before it has ended",
                        "write a reset time that is no less than the timeout"));
            }
            return new BreakerSettings(this);
        }
    }
}
