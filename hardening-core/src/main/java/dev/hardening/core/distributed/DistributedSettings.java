package dev.hardening.core.distributed;

import dev.hardening.core.secret.Secret;
import dev.hardening.core.secret.SecretRule;
import dev.hardening.core.secret.SecretWeakness;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.SecretSetting;
import dev.hardening.core.settings.Setting;
import dev.hardening.core.settings.SettingReader;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the instances of a service share, where, and what they do without it. The default is that nothing is shared.
 * Immutable; no text shows a password. Guide rows V-32, E-18, E-56, H-32.
 */
public final class DistributedSettings {

    /** The server that keeps everything that is shared, as a {@link StoreAddress}. Default none. */
    public static final SecretSetting URL = SecretSetting.of("REDIS_URL", rule());

    /** The server that keeps the counts of limits, if it is another one, or if nothing else is shared. */
    public static final SecretSetting RATE_LIMIT_URL = SecretSetting.of("RATE_LIMIT_REDIS_URL", rule());

    /** How long one decision may wait for the server, in milliseconds, 1 to 10,000. Default 50. */
    public static final Setting<Duration> TIMEOUT =
            Setting.millis("REDIS_TIMEOUT_MS", 1, 10_000).orElse(Duration.ofMillis(50));

    /**
     * What the names of all keys begin with, 1 to 32 of a-z, 0-9, hyphen and underscore. Services that use one server have
     * different ones, instances of one service the same. Default {@code hardening}.
     */
    public static final Setting<String> KEY_PREFIX = Setting.parsed(
                    "REDIS_KEY_PREFIX", DistributedSettings::checkedPrefix)
            .orElse("hardening");

    /** What every room does while the server does not answer, unless the room's own variable says otherwise. */
    public static final Setting<FailurePolicy> ON_FAILURE = Setting.word("STORE_ON_FAILURE", FailurePolicy.class);

    /** What limits do while the server does not answer. Default {@code local}. */
    public static final Setting<FailurePolicy> RATE_LIMIT_ON_FAILURE = policy(SharedRoom.RATE_LIMIT);

    /** What the count of failed log-ins does without the server: {@code local} or {@code closed}. Default {@code local}. */
    public static final Setting<FailurePolicy> LOCKOUT_ON_FAILURE = policy(SharedRoom.LOCKOUT);

    /** What a refresh does while the server does not answer: {@code local} or {@code closed}. Default {@code closed}. */
    public static final Setting<FailurePolicy> REFRESH_ON_FAILURE = policy(SharedRoom.REFRESH);

    /** What the question for ended sessions does while the server does not answer. Default {@code closed}. */
    public static final Setting<FailurePolicy> REVOCATION_ON_FAILURE = policy(SharedRoom.REVOCATION);

    /** What the question for used signatures does while the server does not answer. Default {@code closed}. */
    public static final Setting<FailurePolicy> REPLAY_ON_FAILURE = policy(SharedRoom.REPLAY);

    private static final Map<SharedRoom, Setting<FailurePolicy>> POLICIES = new EnumMap<>(Map.of(
            SharedRoom.RATE_LIMIT, RATE_LIMIT_ON_FAILURE,
            SharedRoom.LOCKOUT, LOCKOUT_ON_FAILURE,
            SharedRoom.REFRESH, REFRESH_ON_FAILURE,
            SharedRoom.REVOCATION, REVOCATION_ON_FAILURE,
            SharedRoom.REPLAY, REPLAY_ON_FAILURE));

    private static final int LONGEST_PREFIX = 32;
    private static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(10);

    private final @Nullable StoreAddress address;
    private final @Nullable StoreAddress rateLimitAddress;
    private final Duration timeout;
    private final String keyPrefix;
    private final Map<SharedRoom, FailurePolicy> policies;

    private DistributedSettings(Builder builder) {
        this.address = builder.address;
        this.rateLimitAddress = builder.rateLimitAddress == null ? builder.address : builder.rateLimitAddress;
        this.timeout = builder.timeout;
        this.keyPrefix = builder.keyPrefix;
        this.policies = new EnumMap<>(builder.policies);
    }

    /** Starts with nothing shared. */
    public static Builder builder() {
        return new Builder();
    }

    /** Reads the settings; what is wrong is added to the reader's problems. */
    public static DistributedSettings read(SettingReader reader) {
        return read(reader, builder());
    }

    /**
     * Reads the settings of a service that has defaults of its own.
     *
     * @param defaults what counts where nothing is set; it is changed
     */
    public static DistributedSettings read(SettingReader reader, Builder defaults) {
        Optional<Secret> url = reader.secrets().find(URL);
        // Both may name one server, which is no secret used twice.
        Optional<Secret> limits = reader.secrets().raw(RATE_LIMIT_URL.name());
        limits.filter(given -> !url.equals(Optional.of(given)))
                .ifPresent(given -> reader.secrets().add(given, rule()));
        url.flatMap(given -> address(reader, given)).ifPresent(found -> defaults.address = found);
        limits.flatMap(given -> address(reader, given)).ifPresent(found -> defaults.rateLimitAddress = found);
        reader.find(TIMEOUT).ifPresent(defaults::timeout);
        reader.find(KEY_PREFIX).ifPresent(defaults::keyPrefix);
        Optional<FailurePolicy> common = reader.find(ON_FAILURE);
        POLICIES.forEach((room, setting) -> {
            Optional<FailurePolicy> own = reader.find(setting);
            own.or(() -> common.filter(policy -> isPossible(room, policy)))
                    .ifPresent(policy -> reader.build(() -> defaults.onFailure(room, policy)));
        });
        return defaults.build();
    }

    private static Optional<StoreAddress> address(SettingReader reader, Secret url) {
        Optional<StoreAddress> found = reader.build(() -> StoreAddress.parse(url));
        found.flatMap(StoreAddress::password)
                .filter(password -> reader.secrets().all().stream().noneMatch(known -> isOurs(known, password)))
                .ifPresent(password -> reader.secrets().add(password, rule()));
        found.filter(there -> reader.mode().isProduction()
                        && !there.tls()
                        && !there.isLoopback()
                        && there.password().isPresent())
                .ifPresent(there -> reader.add(Problem.warn(
                        ProblemCode.LOOSENED,
                        url.name(),
                        "sends a password to another machine without TLS, so whoever is on the way can read it",
                        "write rediss:// and have the server speak TLS, or keep the way between both private")));
        return found;
    }

    /** One password may open both servers. */
    private static boolean isOurs(Secret known, Secret password) {
        return known.name().equals(URL.name() + StoreUrl.PASSWORD) && known.equals(password);
    }

    /** The strength of the password is the server's business, and a URL has none. */
    private static SecretRule rule() {
        return SecretRule.opaque().toBuilder().ignore(SecretWeakness.values()).build();
    }

    private static Setting<FailurePolicy> policy(SharedRoom room) {
        return Setting.word(room.prefix() + "_ON_FAILURE", FailurePolicy.class);
    }

    private static boolean isPossible(SharedRoom room, FailurePolicy policy) {
        return policy != FailurePolicy.OPEN || room.canBeOpen();
    }

    private static String checkedPrefix(String text) {
        boolean good = !text.isEmpty()
                && text.length() <= LONGEST_PREFIX
                && text.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_');
        if (!good) {
            throw new IllegalArgumentException("it is not 1 to 32 of a-z, 0-9, - and _");
        }
        return text;
    }

    /** Tells whether anything is shared. */
    public boolean isOn() {
        return rateLimitAddress != null;
    }

    /** Returns the server that keeps everything but the counts of limits, empty when only those are shared, or nothing. */
    public Optional<StoreAddress> address() {
        return Optional.ofNullable(address);
    }

    /** Returns the server that keeps the counts of limits, empty when they are not shared. */
    public Optional<StoreAddress> rateLimitAddress() {
        return Optional.ofNullable(rateLimitAddress);
    }

    /** Returns how long one decision may wait for the server. */
    public Duration timeout() {
        return timeout;
    }

    /** Returns what the names of all keys begin with. */
    public String keyPrefix() {
        return keyPrefix;
    }

    /** Returns what a room does while the server does not answer. */
    public FailurePolicy onFailure(SharedRoom room) {
        return policies.getOrDefault(room, room.unlessTold());
    }

    /** Returns one line for the posture report. */
    public String summary() {
        if (rateLimitAddress == null) {
            return "nothing is shared";
        }
        String what = address == null
                ? "limits in " + rateLimitAddress
                : address.sameAs(rateLimitAddress)
                        ? "all in " + address
                        : "limits in " + rateLimitAddress + ", all else in " + address;
        return what + ", at most " + timeout.toMillis() + " ms a decision; without it "
                + POLICIES.keySet().stream()
                        .map(room -> room.word() + " " + onFailure(room).name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
        return "DistributedSettings[" + summary() + "]";
    }

    /** Collects settings. Not safe for use by several threads. */
    public static final class Builder {
        private final Map<SharedRoom, FailurePolicy> policies = new EnumMap<>(SharedRoom.class);
        private @Nullable StoreAddress address;
        private @Nullable StoreAddress rateLimitAddress;
        private Duration timeout = Duration.ofMillis(50);
        private String keyPrefix = "hardening";

        private Builder() {}

        /**
         * Names the server that keeps everything that is shared.
         *
         * @throws InvalidSettingsException when it is not the URL of one
         */
        public Builder url(String url) {
            this.address = StoreAddress.parse(URL.name(), url);
            return this;
        }

        /**
         * Names the server that keeps the counts of limits.
         *
         * @throws InvalidSettingsException when it is not the URL of one
         */
        public Builder rateLimitUrl(String url) {
            this.rateLimitAddress = StoreAddress.parse(RATE_LIMIT_URL.name(), url);
            return this;
        }

        /** Sets how long one decision may wait, 1 ms to 10 s in whole milliseconds; others throw {@link InvalidSettingsException}. */
        public Builder timeout(Duration value) {
            boolean whole = !value.isNegative()
                    && value.compareTo(LONGEST_TIMEOUT) <= 0
                    && value.equals(Duration.ofMillis(value.toMillis()));
            this.timeout = TIMEOUT.parse(whole ? Long.toString(value.toMillis()) : "0");
            return this;
        }

        /** Sets what the names of all keys begin with; what is not allowed throws {@link InvalidSettingsException}. */
        public Builder keyPrefix(String value) {
            this.keyPrefix = KEY_PREFIX.parse(value);
            return this;
        }

        /**
         * Sets what a room does while the server does not answer.
         *
         * @throws InvalidSettingsException for {@code open} where everybody could guess, or a refresh would have to be made up
         */
        public Builder onFailure(SharedRoom room, FailurePolicy policy) {
            Objects.requireNonNull(policy, "policy");
            if (!isPossible(room, policy)) {
                throw new InvalidSettingsException(Problem.refuse(
                        ProblemCode.CONTRADICTION,
                        room.prefix() + "_ON_FAILURE",
                        "is open, and without the server that would let everybody guess, or nobody know what to exchange",
                        "say local or closed"));
            }
            policies.put(room, policy);
            return this;
        }

        /** Returns the settings. */
        public DistributedSettings build() {
            return new DistributedSettings(this);
        }
    }
}
