package dev.hardening.core.flags;

import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.Setting;
import dev.hardening.core.settings.SettingReader;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The flags of an application, and what the environment says of them. Immutable. Guide rows V-10, E-15, E-16, E-48, E-52.
 */
public final class FlagSettings {

    /** After how long a client that was refused because of read-only may try again; two minutes by default. */
    public static final Setting<Duration> READ_ONLY_RETRY_AFTER =
            Setting.seconds("READ_ONLY_RETRY_AFTER_SECONDS", 1, 86_400).orElse(Duration.ofMinutes(2));

    private static final String PREFIX = "FLAG_";

    private final Map<String, Flag> flags;
    private final Map<String, Boolean> environment;
    private final Duration retryAfter;

    private FlagSettings(Builder builder) {
        this.flags = new LinkedHashMap<>(builder.flags);
        this.environment = Map.copyOf(builder.environment);
        this.retryAfter = builder.retryAfter;
    }

    /** Starts with {@link Flag#READ_ONLY} alone. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Reads what the environment says of these flags. A name that begins with {@code FLAG_} and is none of them is a
     * warning, a flag that is set and expired too.
     */
    public static FlagSettings read(SettingReader reader, List<Flag> declared, InstantSource clock) {
        Builder builder = builder();
        declared.forEach(builder::flag);
        Map<String, List<String>> spellings = new TreeMap<>();
        for (String name : reader.family(name -> name.startsWith(PREFIX))) {
            String key = key(name.substring(PREFIX.length()));
            if (key != null && builder.flags.containsKey(key)) {
                spellings.computeIfAbsent(key, none -> new ArrayList<>()).add(name);
            } else {
                reader.add(Problem.warn(
                        ProblemCode.IGNORED, name, "is no flag of this service", "remove it, or correct its name"));
            }
        }
        Instant now = clock.instant();
        for (Flag flag : List.copyOf(builder.flags.values())) {
            builder.read(reader, flag, spellings.getOrDefault(flag.key(), List.of()), now);
        }
        return builder.readOnlyRetryAfter(reader.read(READ_ONLY_RETRY_AFTER)).build();
    }

    /** Reads {@link Flag#READ_ONLY} alone and leaves the names of other flags to who knows them. */
    public static FlagSettings readReadOnly(SettingReader reader) {
        Builder builder = builder();
        builder.read(reader, Flag.READ_ONLY, List.of(), Instant.MIN);
        return builder.readOnlyRetryAfter(reader.read(READ_ONLY_RETRY_AFTER)).build();
    }

    private static @Nullable String key(String name) {
        try {
            return FlagName.key(name);
        } catch (IllegalArgumentException notAName) {
            return null;
        }
    }

    /** Returns the flags in the order of their declaration, {@link Flag#READ_ONLY} first. */
    public List<Flag> flags() {
        return List.copyOf(flags.values());
    }

    /** Returns what the environment says of a flag, or null. */
    @Nullable
    Boolean environment(Flag flag) {
        return environment.get(flag.key());
    }

    /** Returns after how long a client that was refused because of read-only may try again. */
    public Duration readOnlyRetryAfter() {
        return retryAfter;
    }

    /** Returns one line for the posture report. */
    public String summary() {
        return flags.size() + " flags, " + environment.size() + " set by the environment";
    }

    @Override
    public String toString() {
        return "FlagSettings[" + summary() + "]";
    }

    /** Collects flags. Not safe for use by several threads. */
    public static final class Builder {
        private final Map<String, Flag> flags = new LinkedHashMap<>();
        private final Map<String, Boolean> environment = new LinkedHashMap<>();
        private Duration retryAfter = Duration.ofMinutes(2);

        private Builder() {
            flags.put(Flag.READ_ONLY.key(), Flag.READ_ONLY);
        }

        /**
         * Declares a flag.
         *
         * @throws IllegalArgumentException when there is one of that name already
         */
        public Builder flag(Flag flag) {
            if (flags.putIfAbsent(flag.key(), flag) != null) {
                throw new IllegalArgumentException("two flags have the name " + flag.name());
            }
            return this;
        }

        /** Gives a declared flag the value that it has in the environment. */
        public Builder environment(Flag flag, boolean value) {
            if (!flags.containsKey(flag.key())) {
                throw new IllegalArgumentException("no flag was declared with the name " + flag.name());
            }
            environment.put(flag.key(), value);
            return this;
        }

        /** Says after how long a client may try again; throws {@code InvalidSettingsException} outside a second to a day. */
        public Builder readOnlyRetryAfter(Duration value) {
            this.retryAfter = READ_ONLY_RETRY_AFTER.parse(Long.toString(value.toSeconds()));
            return this;
        }

        private void read(SettingReader reader, Flag flag, List<String> spellings, Instant now) {
            Setting<Boolean> setting = Setting.bool(flag.setting());
            for (String spelling : spellings) {
                setting = spelling.equals(flag.setting()) ? setting : setting.or(spelling);
            }
            for (String alias : flag.aliases()) {
                setting = setting.or(alias);
            }
            boolean set = reader.isSet(setting);
            reader.find(setting).ifPresent(value -> environment.put(flag.key(), value));
            if (set && flag.isExpired(now)) {
                reader.add(Problem.warn(
                        ProblemCode.IGNORED,
                        flag.setting(),
                        "is set, but the flag has expired, so its default counts",
                        "remove it, and the flag from the code"));
            }
        }

        /** Returns the settings. */
        public FlagSettings build() {
            return new FlagSettings(this);
        }
    }
}
