package dev.hardening.core.ipaccess;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.net.Cidr;
import dev.hardening.core.net.CidrSet;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.Setting;
import dev.hardening.core.settings.SettingReader;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which networks are served and which are not. By default everybody is. Immutable and safe for use by many threads. */
public final class IpAccessSettings {

    /** The networks that are served, with commas between; everybody when it is not set. */
    public static final Setting<CidrSet> IP_ALLOWLIST = Setting.networks("IP_ALLOWLIST");
    /** The networks that are not served, wherever else they are listed; none by default. */
    public static final Setting<CidrSet> IP_DENYLIST =
            Setting.networks("IP_DENYLIST").orElse(CidrSet.empty());
    /** Whether the room acts on its decisions; it does by default. */
    public static final Setting<Enforcement> IP_ACCESS_MODE =
            Setting.word("IP_ACCESS_MODE", Enforcement.class).orElse(Enforcement.ENFORCE);

    private final @Nullable CidrSet allow;
    private final CidrSet deny;
    private final Enforcement enforcement;

    private IpAccessSettings(Builder builder) {
        this.allow = builder.allow;
        this.deny = builder.deny;
        this.enforcement = builder.enforcement;
    }

    /** Starts with everybody served. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Reads the settings. A list with the network of all addresses is a warning: as an allow-list it allows everybody of
     * that family, as a deny-list nobody.
     */
    public static IpAccessSettings read(SettingReader reader) {
        CidrSet deny = reader.read(IP_DENYLIST);
        Builder builder = builder().deny(deny).enforcement(reader.read(IP_ACCESS_MODE));
        Optional<CidrSet> allow = reader.find(IP_ALLOWLIST);
        if (allow.map(IpAccessSettings::coversEverything).orElse(false)) {
            reader.add(Problem.warn(
                    ProblemCode.TRUSTS_EVERYONE,
                    IP_ALLOWLIST.name(),
                    "allows every address of a family, so it keeps none of them out",
                    "list the networks of your clients, for example 10.0.0.0/8, or remove the setting"));
        }
        if (coversEverything(deny)) {
            reader.add(Problem.warn(
                    ProblemCode.CONTRADICTION,
                    IP_DENYLIST.name(),
                    "denies every address of a family, so nobody of it is served",
                    "list the networks to keep out, or name those to let in in " + IP_ALLOWLIST.name()));
        }
        return allow.flatMap(
                        networks -> reader.build(() -> builder.allow(networks).build()))
                .orElseGet(builder::build);
    }

    private static boolean coversEverything(CidrSet networks) {
        return networks.cidrs().stream().anyMatch(Cidr::isEverything);
    }

    /** Returns the networks that are served, or null when everybody is. */
    public @Nullable CidrSet allow() {
        return allow;
    }

    /** Returns the networks that are not served. */
    public CidrSet deny() {
        return deny;
    }

    /** Returns whether the room acts on its decisions. */
    public Enforcement enforcement() {
        return enforcement;
    }

    /** Returns one line for the posture report. */
    public String summary() {
        String served = allow == null ? "every address is served" : "only " + allow + " are served";
        return served + (deny.isEmpty() ? "" : ", never " + deny) + ", " + enforcement.summary();
    }

    /** Collects settings. Not safe for use by several threads. */
    public static final class Builder {
        private @Nullable CidrSet allow;
        private CidrSet deny = CidrSet.empty();
        private Enforcement enforcement = Enforcement.ENFORCE;

        private Builder() {}

        /**
         * Gives the networks that are served; nobody else is.
         *
         * @throws InvalidSettingsException when there are none: to serve everybody, give no list
         */
        public Builder allow(CidrSet networks) {
            if (networks.isEmpty()) {
                throw new InvalidSettingsException(Problem.refuse(
                        ProblemCode.MALFORMED,
                        IP_ALLOWLIST.name(),
                        "names no network, so nobody would be served",
                        "list the networks of your clients, or remove the setting to serve everybody"));
            }
            this.allow = networks;
            return this;
        }

        /** Gives the networks that are not served. */
        public Builder deny(CidrSet networks) {
            this.deny = Objects.requireNonNull(networks, "networks");
            return this;
        }

        /** Says whether the room acts on its decisions. */
        public Builder enforcement(Enforcement value) {
            this.enforcement = Objects.requireNonNull(value, "value");
            return this;
        }

        /** Returns the settings. */
        public IpAccessSettings build() {
            return new IpAccessSettings(this);
        }
    }
}
