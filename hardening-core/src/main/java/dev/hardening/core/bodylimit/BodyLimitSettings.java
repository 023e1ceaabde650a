package dev.hardening.core.bodylimit;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.Setting;
import dev.hardening.core.settings.SettingReader;
import java.time.Duration;
import java.util.Locale;

/** How large and how slow bodies may be, and in which coding they may come. Immutable. */
public final class BodyLimitSettings {

    /** The most bytes of one body, as sent and as inflated; 1 MiB by default. */
    public static final Setting<Long> BODY_MAX_BYTES =
            Setting.bytes("BODY_MAX_BYTES", 1, 1L << 40).or("MAX_BODY_BYTES").orElse(1L << 20);
    /** How long readers wait for one body in all, in milliseconds; 20 seconds by default, 0 for no bound. */
    public static final Setting<Duration> BODY_TIMEOUT_MS =
            Setting.millis("BODY_TIMEOUT_MS", 0, 86_400_000).orElse(Duration.ofSeconds(20));
    /** Which content codings are taken; {@code identity} by default. */
    public static final Setting<BodyCodings> BODY_CODINGS =
            Setting.word("BODY_CODINGS", BodyCodings.class).orElse(BodyCodings.IDENTITY);
    /** The most parameters of a form and its query, and the most parts; 1,000 by default. */
    public static final Setting<Integer> BODY_MAX_FORM_PARAMETERS =
            Setting.integer("BODY_MAX_FORM_PARAMETERS", 1, 100_000).orElse(1_000);
    /** How many threads may wait for bodies at once; 100 by default, half of a usual container's threads. */
    public static final Setting<Integer> BODY_MAX_WAITING =
            Setting.integer("BODY_MAX_WAITING", 1, 1_000_000).orElse(100);
    /** Who reads the parts of multipart forms; the room itself by default, {@code read}. */
    public static final Setting<MultipartReading> BODY_MULTIPART =
            Setting.word("BODY_MULTIPART", MultipartReading.class).orElse(MultipartReading.READ);
    /** Whether the room acts on its decisions; it does by default. */
    public static final Setting<Enforcement> BODY_MODE =
            Setting.word("BODY_MODE", Enforcement.class).or("BODY_LIMIT_MODE").orElse(Enforcement.ENFORCE);

    /** Pools of containers are seldom larger, and 200 by default. */
    private static final int MOST_THREADS = 1_000;

    private final long maxBytes;
    private final Duration timeout;
    private final BodyCodings codings;
    private final int maxFormParameters;
    private final int maxWaiting;
    private final MultipartReading multipart;
    private final Enforcement enforcement;

    private BodyLimitSettings(Builder builder) {
        this.maxBytes = builder.maxBytes;
        this.timeout = builder.timeout;
        this.codings = builder.codings;
        this.maxFormParameters = builder.maxFormParameters;
        this.maxWaiting = builder.maxWaiting;
        this.multipart = builder.multipart;
        this.enforcement = builder.enforcement;
    }

    /** Starts with 1 MiB within 20 seconds, as it is. */
    public static Builder builder() {
        return new Builder();
    }

    /** Reads the settings of this class; what is wrong is kept by the reader. */
    public static BodyLimitSettings read(SettingReader reader) {
        MultipartReading multipart = reader.read(BODY_MULTIPART);
        if (multipart == MultipartReading.CONTAINER && reader.mode().isProduction()) {
            reader.add(Problem.warn(
                    ProblemCode.LOOSENED,
                    BODY_MULTIPART.name(),
                    "leaves multipart forms to the container, which waits for them without a deadline",
                    "set it to read, or bound how slow a body may be in the proxy before the service"));
        }
        if (reader.read(BODY_MAX_WAITING) > MOST_THREADS) {
            reader.add(Problem.warn(
                    ProblemCode.LOOSENED,
                    reader.nameInUse(BODY_MAX_WAITING),
                    "is more than the threads of almost every container, so that slow bodies may hold them all",
                    "set it to half of the threads of your container"));
        }
        return builder()
                .maxBytes(reader.read(BODY_MAX_BYTES))
                .timeout(reader.read(BODY_TIMEOUT_MS))
                .codings(reader.read(BODY_CODINGS))
                .maxFormParameters(reader.read(BODY_MAX_FORM_PARAMETERS))
                .maxWaiting(reader.read(BODY_MAX_WAITING))
                .multipart(multipart)
                .enforcement(reader.read(BODY_MODE))
                .build();
    }

    /** Returns the most bytes of one body. */
    public long maxBytes() {
        return maxBytes;
    }

    /** Returns how long readers wait for one body in all; zero for no bound. */
    public Duration timeout() {
        return timeout;
    }

    /** Returns which content codings are taken. */
    public BodyCodings codings() {
        return codings;
    }

    /** Returns the most parameters of a form and its query. */
    public int maxFormParameters() {
        return maxFormParameters;
    }

    /** Returns how many threads may wait for bodies at once. */
    public int maxWaiting() {
        return maxWaiting;
    }

    /** Returns who reads the parts of multipart forms. */
    public MultipartReading multipart() {
        return multipart;
    }

    /** Returns whether the room acts on its decisions. */
    public Enforcement enforcement() {
        return enforcement;
    }

    /** Returns one line for people. */
    public String summary() {
        String within = timeout.isZero() ? "without a deadline" : "within " + timeout.toMillis() + " ms";
        return "at most " + maxBytes + " bytes " + within + ", "
                + codings.name().toLowerCase(Locale.ROOT) + ", " + maxFormParameters + " form parameters, " + maxWaiting
                + " waited for at once, "
                + (multipart == MultipartReading.CONTAINER ? "multipart forms left to the container, " : "")
                + enforcement.summary();
    }

    /** Collects settings. Not safe for use by several threads. */
    public static final class Builder {
        private long maxBytes = 1L << 20;
        private Duration timeout = Duration.ofSeconds(20);
        private BodyCodings codings = BodyCodings.IDENTITY;
        private int maxFormParameters = 1_000;
        private int maxWaiting = 100;
        private MultipartReading multipart = MultipartReading.READ;
        private Enforcement enforcement = Enforcement.ENFORCE;

        private Builder() {}

        /**
         * Gives the most bytes of one body, as sent and as inflated.
         *
         * @throws InvalidSettingsException outside 1 to 2^40
         */
        public Builder maxBytes(long value) {
            this.maxBytes = BODY_MAX_BYTES.parse(Long.toString(value));
            return this;
        }

        /**
         * Says how long readers wait for one body in all; zero for no bound.
         *
         * @throws InvalidSettingsException when it is negative or above a day
         */
        public Builder timeout(Duration value) {
            this.timeout = BODY_TIMEOUT_MS.parse(Long.toString(value.toMillis()));
            return this;
        }

        /** Says which content codings are taken. */
        public Builder codings(BodyCodings value) {
            this.codings = value;
            return this;
        }

        /**
         * Gives the most parameters of a form and its query.
         *
         * @throws InvalidSettingsException outside 1 to 100,000
         */
        public Builder maxFormParameters(int value) {
            this.maxFormParameters = BODY_MAX_FORM_PARAMETERS.parse(Integer.toString(value));
            return this;
        }

        /**
         * Says how many threads may wait for bodies at once: well below the number of the container's threads.
         *
         * @throws InvalidSettingsException outside 1 to 1,000,000
         */
        public Builder maxWaiting(int value) {
            this.maxWaiting = BODY_MAX_WAITING.parse(Integer.toString(value));
            return this;
        }

        /** Says who reads the parts of multipart forms. */
        public Builder multipart(MultipartReading value) {
            this.multipart = value;
            return this;
        }

        /** Says whether the room acts on its decisions. */
        public Builder enforcement(Enforcement value) {
            this.enforcement = value;
            return this;
        }

        /** Returns the settings. */
        public BodyLimitSettings build() {
            return new BodyLimitSettings(this);
        }
    }
}
