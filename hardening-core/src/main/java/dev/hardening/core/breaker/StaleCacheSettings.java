package dev.hardening.core.breaker;

import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.Setting;
import dev.hardening.core.settings.SettingReader;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;

/**
 * How long values count as new, how long they are kept for an outage, and how many. The variables of this class count for
 * every cache; one named {@code prompt} may have its own, {@code PROMPT_CACHE_TTL_MS}, {@code PROMPT_STALE_TTL_MS},
 * {@code PROMPT_CACHE_MAX_SIZE} and {@code PROMPT_CACHE_POLICY}. Immutable and safe for use by many threads.
 */
public final class StaleCacheSettings {

    private static final Duration FOR_EVER = Duration.ofNanos(Long.MAX_VALUE);
    private static final long YEAR_SECONDS = 31_536_000;

    /**
     * How long a value counts as new, in milliseconds or, as {@code CACHE_TTL}, in seconds, 0 to a year; five minutes by
     * default. With 0 no value counts as new and values are kept for outages, and for whoever asks while another is asking
     * for the same key (guide rows V-42, H-52).
     */
    public static final Setting<Duration> TTL = ttl("CACHE_").orElse(Duration.ofMinutes(5));

    /** How long a value is kept from its loading on, in milliseconds, no less than the first; an hour by default (V-42). */
    public static final Setting<Duration> STALE_TTL = staleTtl("CACHE_");

    /** How many values are kept, 1 to 10000000; 10000 by default (H-08). */
    public static final Setting<Integer> MAX_SIZE = maxSize("CACHE_").orElse(10_000);

    /** Which value goes when the cache is full, {@code tinylfu}, the default, or {@code lru} (H-08). */
    public static final Setting<EvictionPolicy> POLICY = policy("CACHE_").orElse(EvictionPolicy.TINYLFU);

    private final Duration ttl;
    private final Duration staleTtl;
    private final int maxSize;
    private final EvictionPolicy policy;

    private StaleCacheSettings(Builder builder, Duration staleTtl) {
        this.ttl = builder.ttl;
        this.staleTtl = staleTtl;
        this.maxSize = builder.maxSize;
        this.policy = builder.policy;
    }

    private static Setting<Duration> ttl(String prefix) {
        return Setting.millis(prefix + "TTL_MS", 0, YEAR_SECONDS * 1000)
                .or(Setting.span(prefix + "TTL", ChronoUnit.SECONDS, 0, YEAR_SECONDS));
    }

    private static Setting<Duration> staleTtl(String prefix) {
        return Setting.millis(prefix + "STALE_TTL_MS", 0, YEAR_SECONDS * 1000);
    }

    private static Setting<Integer> maxSize(String prefix) {
        return Setting.integer(prefix + "MAX_SIZE", 1, 10_000_000);
    }

    private static Setting<EvictionPolicy> policy(String prefix) {
        return Setting.word(prefix + "POLICY", EvictionPolicy.class);
    }

    /** Starts with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Reads what counts for every cache; what is wrong is kept by the reader. */
    public static StaleCacheSettings read(SettingReader reader) {
        return read(reader, ttl("CACHE_"), staleTtl("CACHE_"), maxSize("CACHE_"), policy("CACHE_"));
    }

    /**
     * Reads the settings of one cache: its own variables where they are set, those for every cache otherwise. What is wrong
     * is kept by the reader.
     *
     * @param name the cache's name: a letter and up to 63 letters, digits, dots, hyphens and underscores
     * @throws IllegalArgumentException for another name
     */
    public static StaleCacheSettings read(SettingReader reader, String name) {
        String prefix = DependencyName.inVariables(name) + "_";
        return read(
                reader,
                ttl(prefix + "CACHE_"),
                staleTtl(prefix),
                maxSize(prefix + "CACHE_"),
                policy(prefix + "CACHE_"));
    }

    private static StaleCacheSettings read(
            SettingReader reader,
            Setting<Duration> ttl,
            Setting<Duration> staleTtl,
            Setting<Integer> maxSize,
            Setting<EvictionPolicy> policy) {
        Builder builder = builder();
        builder.names = reader.nameInUse(reader.isSet(ttl) ? ttl : TTL) + ", "
                + (reader.isSet(staleTtl) ? staleTtl : STALE_TTL).name();
        builder.ttl(reader.find(ttl).orElseGet(() -> reader.read(TTL)))
                .maxSize(reader.find(maxSize).orElseGet(() -> reader.read(MAX_SIZE)))
                .policy(reader.find(policy).orElseGet(() -> reader.read(POLICY)));
        Optional<Duration> stale = reader.find(staleTtl).or(() -> reader.find(STALE_TTL));
        stale.ifPresent(builder::staleTtl);
        return reader.build(builder::build).orElseGet(() -> builder().build());
    }

    /** Returns how long a value counts as new. */
    public Duration ttl() {
        return ttl;
    }

    /** Returns how long a value is kept from its loading on. */
    public Duration staleTtl() {
        return staleTtl;
    }

    /** Returns how many values are kept. */
    public int maxSize() {
        return maxSize;
    }

    /** Returns which value goes when the cache is full. */
    public EvictionPolicy policy() {
        return policy;
    }

    /** Returns one line for the posture report. */
    public String summary() {
        return "at most " + maxSize + " values, "
                + (ttl.equals(FOR_EVER)
                        ? "for ever"
                        : ttl.toMillis() + " ms new, " + staleTtl.toMillis() + " ms kept for outages");
    }

    @Override
    public String toString() {
        return "StaleCacheSettings[" + summary() + "]";
    }

    /** Collects settings. Not safe for use by several threads. */
    public static final class Builder {
        private static final Duration KEPT = Duration.ofHours(1);

        private Duration ttl = Duration.ofMinutes(5);
        private Duration staleTtl = KEPT;
        private boolean staleGiven;
        private int maxSize = 10_000;
        private EvictionPolicy policy = EvictionPolicy.TINYLFU;
        private String names = TTL.name() + ", " + STALE_TTL.name();

        private Builder() {}

        /**
         * Gives how long a value counts as new.
         *
         * @throws InvalidSettingsException when it is negative or more than a year
         */
        public Builder ttl(Duration value) {
            this.ttl = TTL.parse(Long.toString(value.toMillis()));
            return this;
        }

        /**
         * Gives how long a value is kept from its loading on; an hour unless given, or as long as it counts as new.
         *
         * @throws InvalidSettingsException when it is negative or more than a year
         */
        public Builder staleTtl(Duration value) {
            this.staleTtl = STALE_TTL.parse(Long.toString(value.toMillis()));
            this.staleGiven = true;
            return this;
        }

        /** Says that values count as new for ever, for what never changes (guide row H-11). */
        public Builder neverExpires() {
            this.ttl = FOR_EVER;
            this.staleTtl = FOR_EVER;
            this.staleGiven = true;
            return this;
        }

        /**
         * Bounds how many values are kept.
         *
         * @throws InvalidSettingsException when it is not within 1 and 10000000
         */
        public Builder maxSize(int value) {
            this.maxSize = MAX_SIZE.parse(Integer.toString(value));
            return this;
        }

        /** Chooses which value goes when the cache is full. */
        public Builder policy(EvictionPolicy value) {
            this.policy = Objects.requireNonNull(value, "policy");
            return this;
        }

        /**
         * Returns the settings.
         *
         * @throws InvalidSettingsException when values are to be kept shorter than they count as new
         */
        public StaleCacheSettings build() {
            Duration kept = staleGiven || staleTtl.compareTo(ttl) >= 0 ? staleTtl : ttl;
            if (kept.compareTo(ttl) < 0) {
                throw new InvalidSettingsException(Problem.refuse(
                        ProblemCode.CONTRADICTION,
                        names,
                        "would drop values while they still count as new",
                        "write a second time that is no less than the first"));
            }
            return new StaleCacheSettings(this, kept);
        }
    }
}
