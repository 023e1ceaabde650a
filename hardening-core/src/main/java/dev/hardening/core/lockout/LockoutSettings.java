package dev.hardening.core.lockout;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.secret.Secret;
import dev.hardening.core.secret.SecretRule;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.SecretSetting;
import dev.hardening.core.settings.Setting;
import dev.hardening.core.settings.SettingReader;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How many failed log-ins lock, by what they are counted, and for how long. Immutable. */
public final class LockoutSettings {

    /**
     * The failure that begins a lock, 5 unless told otherwise. 1 to 1000 count as they are, larger ones as 1000; above 100 is
     * a warning (guide row E-34).
     */
    public static final Setting<Integer> MAX_ATTEMPTS =
            Setting.integer("LOGIN_BRUTE_MAX_ATTEMPTS", 1, Integer.MAX_VALUE).orElse(5);

    private static final Setting<Integer> RULE = Setting.integer(MAX_ATTEMPTS.name(), 1, AttemptLimit.HIGHEST);

    /** How long a failure counts, in milliseconds up to a day; 15 minutes unless told otherwise. */
    public static final Setting<Duration> WINDOW = Setting.millis(
                    "LOGIN_BRUTE_WINDOW_MS", 1, AttemptLimit.LONGEST.toMillis())
            .orElse(Duration.ofMinutes(15));
    /** How long a lock lasts, in milliseconds up to a day; 15 minutes unless told otherwise. */
    public static final Setting<Duration> LOCK = Setting.millis(
                    "LOGIN_BRUTE_LOCK_MS", 1, AttemptLimit.LONGEST.toMillis())
            .orElse(Duration.ofMinutes(15));
    /** By what they are counted: {@code account+ip} unless told otherwise. */
    public static final Setting<LockoutKey> KEY =
            Setting.parsed("LOGIN_BRUTE_KEY", LockoutKey::of).orElse(LockoutKey.ACCOUNT_AND_ADDRESS);
    /** The failures of one address at any accounts that lock it, 1 to 1000; 50 unless told otherwise. */
    public static final Setting<Integer> ADDRESS_MAX = Setting.integer("LOGIN_BRUTE_IP_MAX", 1, AttemptLimit.HIGHEST);
    /** The consecutive failures at one account from anywhere that lock it, 1 to 1000; 100 unless told otherwise. */
    public static final Setting<Integer> ACCOUNT_MAX =
            Setting.integer("LOGIN_BRUTE_ACCOUNT_MAX", 1, AttemptLimit.HIGHEST);
    /** How many accounts, addresses, pairs and devices each are counted in memory; 100,000 unless told otherwise. */
    public static final Setting<Integer> ENTRIES = Setting.integer(
                    "LOGIN_BRUTE_ENTRIES", MemoryAttemptStore.FEWEST, MemoryAttemptStore.MOST)
            .orElse(AttemptStore.DEFAULT_ENTRIES);
    /** Signs device cookies and hashes names, the same on every node of a shared store; without it there are no cookies. */
    public static final SecretSetting SECRET = SecretSetting.of("LOGIN_BRUTE_SECRET", SecretRule.signing());
    /** How many days a device cookie counts, 1 to 365; 30 unless told otherwise. */
    public static final Setting<Duration> DEVICE_LIFE =
            Setting.span("LOGIN_DEVICE_DAYS", ChronoUnit.DAYS, 1, 365).orElse(Duration.ofDays(30));
    /** The status of the answer during a lock, 429 or 423; 429 unless told otherwise. */
    public static final Setting<Integer> STATUS =
            Setting.parsed("LOCKOUT_STATUS", LockoutSettings::status).orElse(429);
    /** Whether the room acts on its decisions; it does by default. */
    public static final Setting<Enforcement> LOCKOUT_MODE =
            Setting.word("LOCKOUT_MODE", Enforcement.class).orElse(Enforcement.ENFORCE);

    private final Builder values;
    private final AttemptLimit rule;
    private final AttemptLimit addressLimit;
    private final AttemptLimit accountLimit;

    private LockoutSettings(Builder values) {
        this.values = values;
        // One of each: every entry of a store refers to its limit.
        this.rule = new AttemptLimit(values.maxAttempts, values.window, values.lock, false);
        this.addressLimit = new AttemptLimit(values.addressMax(), values.window, values.lock, false);
        this.accountLimit = new AttemptLimit(values.accountMax(), AttemptLimit.LONGEST, values.lock, true);
    }

    /** Starts with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Reads the settings of this class; what is wrong is kept by the reader. */
    public static LockoutSettings read(SettingReader reader) {
        return read(reader, builder());
    }

    /** Does the same with a secret for the case that the settings have none, such as one that the application has anyway. */
    public static LockoutSettings read(SettingReader reader, Secret fallback) {
        return read(reader, builder().secret(fallback));
    }

    private static LockoutSettings read(SettingReader reader, Builder builder) {
        builder.maxAttempts(Math.min(reader.read(MAX_ATTEMPTS), AttemptLimit.HIGHEST))
                .window(reader.read(WINDOW))
                .lock(reader.read(LOCK))
                .key(reader.read(KEY))
                .entries(reader.read(ENTRIES))
                .deviceLife(reader.read(DEVICE_LIFE))
                .status(reader.read(STATUS))
                .enforcement(reader.read(LOCKOUT_MODE));
        reader.find(ADDRESS_MAX).ifPresent(builder::addressMax);
        reader.find(ACCOUNT_MAX).ifPresent(builder::accountMax);
        reader.secrets().find(SECRET).ifPresent(builder::secret);
        if (builder.maxAttempts > 100) {
            reader.add(Problem.warn(
                    ProblemCode.LOOSENED,
                    MAX_ATTEMPTS.name(),
                    "lets anybody guess more than a hundred times before a lock, which begins at the "
                            + AttemptLimit.HIGHEST + "th failure at the latest",
                    "write 100 or less, or remove it"));
        }
        if (builder.lock.compareTo(builder.window.dividedBy(10)) < 0) {
            reader.add(Problem.warn(
                    ProblemCode.LOOSENED,
                    LOCK.name() + ", " + WINDOW.name(),
                    "make a lock so short that it hardly slows guessing",
                    "give the lock a tenth of the window or more"));
        }
        return reader.build(builder::build).orElseGet(() -> builder().build());
    }

    AttemptLimit rule() {
        return rule;
    }

    AttemptLimit addressLimit() {
        return addressLimit;
    }

    AttemptLimit accountLimit() {
        return accountLimit;
    }

    /** Returns by what the few failures are counted. */
    public LockoutKey key() {
        return values.key;
    }

    /** Returns how many entries each dimension has in memory. */
    public int entries() {
        return values.entries;
    }

    @Nullable
    Secret secret() {
        return values.secret;
    }

    /** Returns how long a device cookie counts, for its {@code Max-Age}. */
    public Duration deviceLife() {
        return values.deviceLife;
    }

    int status() {
        return values.status;
    }

    /** Returns whether the room acts on its decisions. */
    public Enforcement enforcement() {
        return values.enforcement;
    }

    /** Returns one line for people. */
    public String summary() {
        return values.maxAttempts + " failures by " + values.key.word() + " in " + values.window + " lock for "
                + values.lock + ", device cookies " + (values.secret == null ? "off" : "on") + ", "
                + values.enforcement.summary();
    }

    @Override
    public String toString() {
        return "LockoutSettings[" + summary() + "]";
    }

    private static int status(String text) {
        if (!text.equals("429") && !text.equals("423")) {
            throw new IllegalArgumentException("it is 429 or 423");
        }
        return Integer.parseInt(text);
    }

    /** Collects settings. Not safe for use by several threads. */
    public static final class Builder {
        private int maxAttempts = 5;
        private Duration window = Duration.ofMinutes(15);
        private Duration lock = Duration.ofMinutes(15);
        private LockoutKey key = LockoutKey.ACCOUNT_AND_ADDRESS;
        private int addressMax;
        private int accountMax;
        private int entries = AttemptStore.DEFAULT_ENTRIES;
        private @Nullable Secret secret;
        private Duration deviceLife = Duration.ofDays(30);
        private int status = 429;
        private Enforcement enforcement = Enforcement.ENFORCE;

        private Builder() {}

        private Builder(Builder other) {
            this.maxAttempts = other.maxAttempts;
            this.window = other.window;
            this.lock = other.lock;
            this.key = other.key;
            this.addressMax = other.addressMax;
            this.accountMax = other.accountMax;
            this.entries = other.entries;
            this.secret = other.secret;
            this.deviceLife = other.deviceLife;
            this.status = other.status;
            this.enforcement = other.enforcement;
        }

        /**
         * Replaces the failure that begins a lock, 1 to 1000.
         *
         * @throws InvalidSettingsException for another number
         */
        public Builder maxAttempts(int value) {
            this.maxAttempts = RULE.parse(Integer.toString(value));
            return this;
        }

        /** Replaces how long a failure counts, a millisecond to a day. */
        public Builder window(Duration value) {
            this.window = WINDOW.parse(Long.toString(value.toMillis()));
            return this;
        }

        /** Replaces how long a lock lasts, a millisecond to a day. */
        public Builder lock(Duration value) {
            this.lock = LOCK.parse(Long.toString(value.toMillis()));
            return this;
        }

        /** Replaces by what the few failures are counted. */
        public Builder key(LockoutKey value) {
            this.key = Objects.requireNonNull(value, "key");
            return this;
        }

        /** Replaces the failures of one address at any accounts, 1 to 1000. */
        public Builder addressMax(int value) {
            this.addressMax = ADDRESS_MAX.parse(Integer.toString(value));
            return this;
        }

        /** Replaces the consecutive failures at one account from anywhere, 1 to 1000. */
        public Builder accountMax(int value) {
            this.accountMax = ACCOUNT_MAX.parse(Integer.toString(value));
            return this;
        }

        /** Replaces how many entries each dimension has in memory, 100 to 10,000,000. */
        public Builder entries(int value) {
            this.entries = ENTRIES.parse(Integer.toString(value));
            return this;
        }

        /** Gives the secret that signs device cookies and hashes names; several nodes with one store need the same. */
        public Builder secret(Secret value) {
            this.secret = Objects.requireNonNull(value, "secret");
            return this;
        }

        /** Replaces how long a device cookie counts, in whole days, 1 to 365. */
        public Builder deviceLife(Duration value) {
            this.deviceLife = DEVICE_LIFE.parse(Long.toString(value.toDays()));
            return this;
        }

        /** Replaces the status during a lock: 429 or 423. */
        public Builder status(int value) {
            this.status = STATUS.parse(Integer.toString(value));
            return this;
        }

        /** Says whether the room acts on its decisions. */
        public Builder enforcement(Enforcement value) {
            this.enforcement = Objects.requireNonNull(value, "enforcement");
            return this;
        }

        private int addressMax() {
            return addressMax > 0 ? addressMax : Math.max(50, maxAttempts);
        }

        private int accountMax() {
            return accountMax > 0 ? accountMax : Math.max(100, maxAttempts);
        }

        /**
         * Returns the settings.
         *
         * @throws InvalidSettingsException when a wider count would lock before the narrow one
         */
        public LockoutSettings build() {
            if (addressMax() < maxAttempts || accountMax() < maxAttempts) {
                throw new InvalidSettingsException(Problem.refuse(
                        ProblemCode.CONTRADICTION,
                        (addressMax() < maxAttempts ? ADDRESS_MAX : ACCOUNT_MAX).name() + ", " + MAX_ATTEMPTS.name(),
                        "lock a whole address or account before one account at one address",
                        "give " + MAX_ATTEMPTS.name() + " the smaller number"));
            }
            return new LockoutSettings(new Builder(this));
        }
    }
}
