package dev.hardening.core.password;

import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.Setting;
import dev.hardening.core.settings.SettingReader;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** How passwords are hashed, which ones may be chosen, and how much of the machine hashing may take. Immutable. */
public final class PasswordSettings {

    /** The lowest cost of bcrypt that production takes. */
    public static final int PRODUCTION_COST = 10;

    /** How new passwords are hashed; {@code bcrypt} unless told otherwise. */
    public static final Setting<PasswordHash> HASH =
            Setting.word("PASSWORD_HASH", PasswordHash.class).orElse(PasswordHash.BCRYPT);
    /** The binary logarithm of bcrypt's work, 4 to 15, in production 10 to 15; 12 unless told otherwise. */
    public static final Setting<Integer> BCRYPT_COST = Setting.integer(
                    "BCRYPT_COST", Bcrypt.LOWEST_COST, Bcrypt.HIGHEST_COST)
            .orElse(12);
    /** The fewest characters of a new password, 1 to 64; 8 unless told otherwise. */
    public static final Setting<Integer> MIN_CHARS =
            Setting.integer("PASSWORD_MIN_CHARS", 1, 64).orElse(8);
    /** The most bytes of a new password in UTF-8, 64 to 4096; unless told otherwise 72 for bcrypt and 1024 for others. */
    public static final Setting<Integer> MAX_BYTES = Setting.integer("PASSWORD_MAX_BYTES", 64, Typed.LONGEST);
    /** How many hashes are computed at a time, 1 to 1024; one for each processor unless told otherwise. */
    public static final Setting<Integer> CONCURRENCY = Setting.integer("PASSWORD_CONCURRENCY", 1, 1024);
    /** How many more may wait for it, 0 to 10000; eight for each processor unless told otherwise. */
    public static final Setting<Integer> WAITING = Setting.integer("PASSWORD_WAITING", 0, 10_000);
    /** How long they may wait, in milliseconds; 5000 unless told otherwise. */
    public static final Setting<Duration> MAX_WAIT =
            Setting.millis("PASSWORD_MAX_WAIT_MS", 1, 60_000).orElse(Duration.ofSeconds(5));

    private final PasswordHash hash;
    private final int bcryptCost;
    private final int minChars;
    private final int maxBytes;
    private final int concurrency;
    private final int waiting;
    private final Duration maxWait;
    private final PasswordBlocklist blocklist;

    private PasswordSettings(Builder builder, int maxBytes) {
        this.hash = builder.hash;
        this.bcryptCost = builder.bcryptCost;
        this.minChars = builder.minChars;
        this.maxBytes = maxBytes;
        this.concurrency = builder.concurrency;
        this.waiting = builder.waiting;
        this.maxWait = builder.maxWait;
        this.blocklist = builder.blocklist;
    }

    /** Starts with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Reads the settings of this class; what is wrong is kept by the reader. */
    public static PasswordSettings read(SettingReader reader) {
        PasswordHash hash = reader.read(HASH);
        int cost = reader.read(BCRYPT_COST);
        if (reader.mode().isProduction() && cost < PRODUCTION_COST) {
            reader.add(Problem.refuse(
                    ProblemCode.OUT_OF_RANGE,
                    BCRYPT_COST.name(),
                    "is so low that stolen hashes are soon guessed",
                    "write " + PRODUCTION_COST + " to " + Bcrypt.HIGHEST_COST + ", or remove it"));
        }
        int minChars = reader.read(MIN_CHARS);
        if (minChars < 8) {
            reader.add(Problem.warn(
                    ProblemCode.LOOSENED,
                    MIN_CHARS.name(),
                    "lets users choose passwords that are quickly guessed",
                    "write 8 or more, or remove it"));
        }
        Builder builder =
                builder().hash(hash).bcryptCost(cost).minChars(minChars).maxWait(reader.read(MAX_WAIT));
        reader.find(CONCURRENCY).ifPresent(builder::concurrency);
        reader.find(WAITING).ifPresent(builder::waiting);
        Optional<Integer> maxBytes = reader.find(MAX_BYTES);
        return reader.build(
                        () -> maxBytes.map(builder::maxBytes).orElse(builder).build())
                .orElseGet(() -> builder().hash(hash).build());
    }

    /** Returns how new passwords are hashed. */
    public PasswordHash hash() {
        return hash;
    }

    /** Returns the binary logarithm of bcrypt's work. */
    public int bcryptCost() {
        return bcryptCost;
    }

    /** Returns the fewest characters of a new password. */
    public int minChars() {
        return minChars;
    }

    /** Returns the most bytes of a new password in UTF-8. */
    public int maxBytes() {
        return maxBytes;
    }

    int concurrency() {
        return concurrency;
    }

    int waiting() {
        return waiting;
    }

    Duration maxWait() {
        return maxWait;
    }

    PasswordBlocklist blocklist() {
        return blocklist;
    }

    /** Returns one line for people. */
    public String summary() {
        return hash.id() + (hash.isBcrypt() ? " of cost " + bcryptCost : "") + ", new ones of " + minChars
                + " characters to " + maxBytes + " bytes, " + concurrency + " hashed at a time";
    }

    @Override
    public String toString() {
        return "PasswordSettings[" + summary() + "]";
    }

    /** Collects settings. Not safe for use by several threads. */
    public static final class Builder {
        private PasswordHash hash = PasswordHash.BCRYPT;
        private int bcryptCost = 12;
        private int minChars = 8;
        private int maxBytes;
        private int concurrency = Runtime.getRuntime().availableProcessors();
        private int waiting = 8 * concurrency;
        private Duration maxWait = Duration.ofSeconds(5);
        private PasswordBlocklist blocklist = PasswordBlocklist.none();

        private Builder() {}

        /** Says how new passwords are hashed. */
        public Builder hash(PasswordHash value) {
            this.hash = Objects.requireNonNull(value, "hash");
            return this;
        }

        /** Replaces bcrypt's cost, 4 to 15. Below {@link #PRODUCTION_COST} is for tests only. */
        public Builder bcryptCost(int value) {
            this.bcryptCost = within(BCRYPT_COST, value);
            return this;
        }

        /** Replaces the fewest characters of a new password, 1 to 64. */
        public Builder minChars(int value) {
            this.minChars = within(MIN_CHARS, value);
            return this;
        }

        /** Replaces the most bytes of a new password, 64 to 4096; bcrypt by itself has no more than 72. */
        public Builder maxBytes(int value) {
            this.maxBytes = within(MAX_BYTES, value);
            return this;
        }

        /** Replaces how many hashes are computed at a time, 1 to 1024. */
        public Builder concurrency(int value) {
            this.concurrency = within(CONCURRENCY, value);
            return this;
        }

        /** Replaces how many more may wait, 0 to 10000. */
        public Builder waiting(int value) {
            this.waiting = within(WAITING, value);
            return this;
        }

        /** Replaces how long they may wait, a millisecond to a minute. */
        public Builder maxWait(Duration value) {
            this.maxWait = MAX_WAIT.parse(String.valueOf(value.toMillis()));
            return this;
        }

        /** Names passwords that nobody may choose. */
        public Builder blocklist(PasswordBlocklist value) {
            this.blocklist = Objects.requireNonNull(value, "blocklist");
            return this;
        }

        /**
         * Returns the settings.
         *
         * @throws InvalidSettingsException when bcrypt by itself is to take more than 72 bytes
         */
        public PasswordSettings build() {
            int most = hash == PasswordHash.BCRYPT ? Bcrypt.LONGEST : 1024;
            if (hash == PasswordHash.BCRYPT && maxBytes > most) {
                throw new InvalidSettingsException(Problem.refuse(
                        ProblemCode.CONTRADICTION,
                        HASH.name() + ", " + MAX_BYTES.name(),
                        "ask of bcrypt what it does not do: it looks at the first 72 bytes only",
                        "write at most 72, or set " + HASH.name() + " to bcrypt-sha256, argon2id or pbkdf2"));
            }
            return new PasswordSettings(this, maxBytes == 0 ? most : maxBytes);
        }

        private static int within(Setting<Integer> setting, int value) {
            return setting.parse(String.format(Locale.ROOT, "%d", value));
        }
    }
}
