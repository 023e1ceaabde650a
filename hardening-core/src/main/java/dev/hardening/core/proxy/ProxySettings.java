package dev.hardening.core.proxy;

import dev.hardening.core.net.Cidr;
import dev.hardening.core.net.CidrSet;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.Setting;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.Severity;
import java.util.Objects;

/**
 * Which peers are trusted proxies and what is believed of what they send. By default nobody is, so no forwarded header
 * is believed. Immutable and safe for use by many threads.
 */
public final class ProxySettings {

    /** The networks of the trusted proxies, with commas between; none by default. */
    public static final Setting<CidrSet> TRUSTED_PROXIES =
            Setting.networks("TRUSTED_PROXIES").orElse(CidrSet.empty());

    /** The family of header fields: {@code x-forwarded}, the default, or {@code forwarded}. */
    public static final Setting<ForwardedFamily> FORWARDED_HEADERS =
            Setting.word("FORWARDED_HEADERS", ForwardedFamily.class).orElse(ForwardedFamily.X_FORWARDED);

    /** How many proxies may stand in a row, 1 to 1000; 50 by default. */
    public static final Setting<Integer> FORWARDED_MAX_HOPS =
            Setting.integer("FORWARDED_MAX_HOPS", 1, 1000).orElse(50);

    /** Whether the proxies write the host that the client asked for into the forwarded headers; true by default. */
    public static final Setting<Boolean> FORWARDED_HOST =
            Setting.bool("FORWARDED_HOST").orElse(true);

    private final CidrSet trusted;
    private final ForwardedFamily family;
    private final int maxHops;
    private final boolean believesHost;

    private ProxySettings(Builder builder) {
        this.trusted = builder.trusted;
        this.family = builder.family;
        this.maxHops = builder.maxHops;
        this.believesHost = builder.believesHost;
    }

    /** Starts with no trusted proxy. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Reads the settings. A network of all addresses is a problem: in production one that refuses the start, elsewhere
     * a warning.
     */
    public static ProxySettings read(SettingReader reader) {
        CidrSet trusted = reader.read(TRUSTED_PROXIES);
        Builder builder = builder()
                .family(reader.read(FORWARDED_HEADERS))
                .maxHops(reader.read(FORWARDED_MAX_HOPS))
                .believesHost(reader.read(FORWARDED_HOST));
        if (trusted.isEmpty() && !reader.isSet(TRUSTED_PROXIES) && reader.isSet(FORWARDED_HEADERS)) {
            reader.add(Problem.warn(
                    ProblemCode.IGNORED,
                    FORWARDED_HEADERS.name(),
                    "has no effect, because no proxy is trusted",
                    "set " + TRUSTED_PROXIES.name() + " to the networks of your proxies, or remove it"));
        }
        if (coversEverything(trusted) && !reader.mode().isProduction()) {
            reader.add(everyone().as(Severity.WARN));
            return builder.unsafeTrustEveryone(trusted).build();
        }
        return reader.build(() -> builder.trusted(trusted).build()).orElseGet(builder::build);
    }

    /** Returns the networks of the trusted proxies. */
    public CidrSet trusted() {
        return trusted;
    }

    /** Returns the family of header fields that is read. */
    public ForwardedFamily family() {
        return family;
    }

    /** Returns how many elements of the header fields are read at most. */
    public int maxHops() {
        return maxHops;
    }

    /** Tells whether the forwarded host is believed; the {@code Host} field counts otherwise. */
    public boolean believesHost() {
        return believesHost;
    }

    /** Returns one line for the posture report. */
    public String summary() {
        if (trusted.isEmpty()) {
            return "no proxy is trusted, no forwarded header is believed";
        }
        String fields = family == ForwardedFamily.FORWARDED ? "Forwarded" : "X-Forwarded-*";
        return fields + " from " + trusted + ", at most " + maxHops + " hops"
                + (believesHost ? "" : ", the host from Host only");
    }

    private static boolean coversEverything(CidrSet networks) {
        return networks.cidrs().stream().anyMatch(Cidr::isEverything);
    }

    private static Problem everyone() {
        return Problem.refuse(
                ProblemCode.TRUSTS_EVERYONE,
                TRUSTED_PROXIES.name(),
                "trusts every address, so every client can choose its own address, scheme and host",
                "list the networks of your proxies, for example 10.0.0.0/8");
    }

    /** Collects settings. Not safe for use by several threads. */
    public static final class Builder {
        private CidrSet trusted = CidrSet.empty();
        private ForwardedFamily family = ForwardedFamily.X_FORWARDED;
        private int maxHops = 50;
        private boolean believesHost = true;

        private Builder() {}

        /**
         * Gives the networks of the trusted proxies.
         *
         * @throws InvalidSettingsException when one of them is the network of all addresses
         */
        public Builder trusted(CidrSet networks) {
            if (coversEverything(networks)) {
                throw new InvalidSettingsException(everyone());
            }
            this.trusted = networks;
            return this;
        }

        /** Gives networks among which the one of all addresses may be: every client may then claim to be any other. */
        public Builder unsafeTrustEveryone(CidrSet networks) {
            this.trusted = Objects.requireNonNull(networks, "networks");
            return this;
        }

        /** Chooses the family of header fields. */
        public Builder family(ForwardedFamily value) {
            this.family = Objects.requireNonNull(value, "family");
            return this;
        }

        /**
         * Bounds the number of elements that are read.
         *
         * @throws InvalidSettingsException when it is not within 1 to 1000
         */
        public Builder maxHops(int value) {
            this.maxHops = FORWARDED_MAX_HOPS.parse(Integer.toString(value));
            return this;
        }

        /** Says whether the proxies write the host; without it, the {@code Host} field counts. */
        public Builder believesHost(boolean value) {
            this.believesHost = value;
            return this;
        }

        /** Returns the settings. */
        public ProxySettings build() {
            return new ProxySettings(this);
        }
    }
}
