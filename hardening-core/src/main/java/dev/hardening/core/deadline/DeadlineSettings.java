package dev.hardening.core.deadline;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.Setting;
import dev.hardening.core.settings.SettingReader;
import java.time.Duration;
import java.util.Objects;

/** How long handling may take and what happens then. Immutable and safe for use by many threads. */
public final class DeadlineSettings {

    /** The time in milliseconds until the answer must have begun, 1 to 3600000; 30000 by default. */
    public static final Setting<Duration> REQUEST_TIMEOUT =
            Setting.millis("REQUEST_TIMEOUT_MS", 1, 3_600_000).orElse(Duration.ofSeconds(30));

    /** How a synchronous request ends, {@code interrupt}, the default, or {@code hand-off}. */
    public static final Setting<TimeoutWay> WAY =
            Setting.word("REQUEST_TIMEOUT_WAY", TimeoutWay.class).orElse(TimeoutWay.INTERRUPT);

    /** The status of the answer, 503, the default, or 504 or 408. */
    public static final Setting<Integer> STATUS =
            Setting.parsed("REQUEST_TIMEOUT_STATUS", DeadlineSettings::status).orElse(503);

    /** How many requests run at once in the way {@code hand-off}, 1 to 10000; 200 by default, and 503 beyond. */
    public static final Setting<Integer> THREADS =
            Setting.integer("REQUEST_TIMEOUT_THREADS", 1, 10_000).orElse(200);

    /** Whether the room acts; it does by default. */
    public static final Setting<Enforcement> MODE = Setting.word("REQUEST_TIMEOUT_MODE", Enforcement.class)
            .or("DEADLINE_MODE")
            .orElse(Enforcement.ENFORCE);

    private final Duration timeout;
    private final TimeoutWay way;
    private final int status;
    private final int threads;
    private final Enforcement enforcement;

    private DeadlineSettings(Builder builder) {
        this.timeout = builder.timeout;
        this.way = builder.way;
        this.status = builder.status;
        this.threads = builder.threads;
        this.enforcement = builder.enforcement;
    }

    private static int status(String text) {
        return switch (text) {
            case "503" -> 503;
            case "504" -> 504;
            case "408" -> 408;
            default -> throw new IllegalArgumentException("it is none of 503, 504 and 408");
        };
    }

    /** Starts with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Reads the settings; what is wrong is kept by the reader. */
    public static DeadlineSettings read(SettingReader reader) {
        if (reader.isSet(THREADS) && reader.read(WAY) != TimeoutWay.HAND_OFF) {
            reader.add(Problem.warn(
                    ProblemCode.IGNORED,
                    THREADS.name(),
                    "has no effect, because handlers are interrupted and not handed off",
                    "set " + WAY.name() + " to hand-off, or remove it"));
        }
        return builder()
                .timeout(reader.read(REQUEST_TIMEOUT))
                .way(reader.read(WAY))
                .status(reader.read(STATUS))
                .threads(reader.read(THREADS))
                .enforcement(reader.read(MODE))
                .build();
    }

    /** Returns the time until the answer must have begun, where a route gives none. */
    public Duration timeout() {
        return timeout;
    }

    /** Returns how a synchronous request ends. */
    public TimeoutWay way() {
        return way;
    }

    /** Returns the status of the answer. */
    public int status() {
        return status;
    }

    /** Returns how many requests run at once in the way {@code hand-off}. */
    public int threads() {
        return threads;
    }

    /** Returns whether the room acts. */
    public Enforcement enforcement() {
        return enforcement;
    }

    /** Returns one line for the posture report. */
    public String summary() {
        String end = way == TimeoutWay.INTERRUPT ? "interrupted" : "handed off to at most " + threads + " threads";
        return "answers begin within " + timeout.toMillis() + " ms, or " + status + "; handlers are " + end + ", "
                + enforcement.summary();
    }

    /** Collects settings. Not safe for use by several threads. */
    public static final class Builder {
        private Duration timeout = Duration.ofSeconds(30);
        private TimeoutWay way = TimeoutWay.INTERRUPT;
        private int status = 503;
        private int threads = 200;
        private Enforcement enforcement = Enforcement.ENFORCE;

        private Builder() {}

        /**
         * Gives the time.
         *
         * @throws InvalidSettingsException when it is not within a millisecond and an hour
         */
        public Builder timeout(Duration value) {
            this.timeout = REQUEST_TIMEOUT.parse(Long.toString(value.toMillis()));
            return this;
        }

        /** Chooses how a synchronous request ends. */
        public Builder way(TimeoutWay value) {
            this.way = Objects.requireNonNull(value, "way");
            return this;
        }

        /**
         * Chooses the status of the answer.
         *
         * @throws InvalidSettingsException when it is none of 503, 504 and 408
         */
        public Builder status(int value) {
            this.status = STATUS.parse(Integer.toString(value));
            return this;
        }

        /**
         * Bounds how many requests run at once in the way {@code hand-off}.
         *
         * @throws InvalidSettingsException when it is not within 1 and 10000
         */
        public Builder threads(int value) {
            this.threads = THREADS.parse(Integer.toString(value));
            return this;
        }

        /** Says whether the room acts. */
        public Builder enforcement(Enforcement value) {
            this.enforcement = Objects.requireNonNull(value, "enforcement");
            return this;
        }

        /** Returns the settings. */
        public DeadlineSettings build() {
            return new DeadlineSettings(this);
        }
    }
}
