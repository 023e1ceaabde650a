package dev.hardening.core.headers;

import dev.hardening.core.request.PathPattern;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.Setting;
import dev.hardening.core.settings.SettingReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which security headers answers carry. Starts from a {@link HeaderProfile}, {@link HeaderProfile#API} by default; every
 * field of it can get another value, yield to the application's, or be left to somebody else. Immutable.
 */
public final class HeaderSettings {

    /** The profile, {@code api} by default. */
    public static final Setting<HeaderProfile> PROFILE = Setting.parsed("HEADERS_PROFILE", HeaderProfile::named);
    /** The policy, byte for byte but for line breaks, in place of the profile's. */
    public static final Setting<String> CSP = Setting.text("CSP");
    /** A policy that browsers only report about, beside the enforced one; none by default. */
    public static final Setting<String> CSP_REPORT_ONLY = Setting.text("CSP_REPORT_ONLY");
    /** Whether a policy with unsafe-inline, unsafe-eval or their like is refused; otherwise it is a warning. */
    public static final Setting<Boolean> CSP_FORBID_UNSAFE = Setting.bool("CSP_FORBID_UNSAFE");
    /** For how long browsers use https only; two years by default. */
    public static final Setting<Duration> HSTS_MAX_AGE = Setting.seconds("HSTS_MAX_AGE_SECONDS", 1, 315_360_000);
    /** Whether that extends to subdomains; it does by default. */
    public static final Setting<Boolean> HSTS_INCLUDE_SUBDOMAINS = Setting.bool("HSTS_INCLUDE_SUBDOMAINS");
    /** Whether the host asks to be preloaded; it does not by default. */
    public static final Setting<Boolean> HSTS_PRELOAD = Setting.bool("HSTS_PRELOAD");
    /** Other fields and values: lines of {@code Name: value}. */
    public static final Setting<String> HEADERS_SET = Setting.text("HEADERS_SET");
    /** The fields in which the application's value wins; {@code Cache-Control} always is one unless it was set. */
    public static final Setting<Set<String>> HEADERS_IF_ABSENT = Setting.list("HEADERS_IF_ABSENT", item -> item);
    /** The fields that somebody else sets, each with a warning. */
    public static final Setting<Set<String>> HEADERS_OFF = Setting.list("HEADERS_OFF", item -> item);

    static final String CSP_FIELD = "Content-Security-Policy";
    static final String CSP_REPORT_ONLY_FIELD = "Content-Security-Policy-Report-Only";
    static final String HSTS_FIELD = "Strict-Transport-Security";
    static final String CACHE_CONTROL = "Cache-Control";

    private final HeaderProfile profile;
    private final @Nullable ContentSecurityPolicy csp;
    private final @Nullable ContentSecurityPolicy cspReportOnly;
    private final Map<PathPattern, ContentSecurityPolicy> cspByPath;
    private final Hsts hsts;
    private final Map<String, String> fields;
    private final Map<String, HeaderMode> modes;
    private final @Nullable String reportTarget;

    private HeaderSettings(Builder builder) {
        this.profile = builder.profile;
        this.csp = builder.csp;
        this.cspReportOnly = builder.cspReportOnly;
        this.cspByPath = new LinkedHashMap<>(builder.cspByPath);
        this.hsts = builder.hsts == null ? builder.profile.hsts() : builder.hsts;
        this.fields = new LinkedHashMap<>(builder.fields);
        this.modes = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        this.modes.put(CACHE_CONTROL, HeaderMode.IF_ABSENT);
        this.modes.putAll(builder.modes);
        this.reportTarget = builder.reportTarget;
    }

    /** Starts with {@link HeaderProfile#API} and nothing changed. */
    public static Builder builder() {
        return new Builder();
    }

    /** Reads the settings of this class; what is wrong is kept by the reader. */
    public static HeaderSettings read(SettingReader reader) {
        return read(reader, builder());
    }

    /** Reads the settings of this class over values that an application has chosen itself. */
    public static HeaderSettings read(SettingReader reader, Builder chosen) {
        HeaderReading.apply(reader, chosen);
        return reader.build(chosen::build).orElseGet(() -> builder().build());
    }

    /** Returns the profile. */
    public HeaderProfile profile() {
        return profile;
    }

    /** Returns where browsers send reports, if anywhere. */
    public Optional<String> reportTarget() {
        return Optional.ofNullable(reportTarget);
    }

    /** Returns the policy of every path that has none of its own. */
    public ContentSecurityPolicy csp() {
        return csp == null ? profile.policy() : csp;
    }

    /** Tells whether the policy is the profile's, which adapts itself to the scheme. */
    boolean isProfilePolicy() {
        return csp == null;
    }

    @Nullable
    ContentSecurityPolicy cspReportOnly() {
        return cspReportOnly;
    }

    Map<PathPattern, ContentSecurityPolicy> cspByPath() {
        return cspByPath;
    }

    Hsts hsts() {
        return hsts;
    }

    /** The fields that are set beside the profile's or with other values, in the order in which they were given. */
    Map<String, String> fields() {
        return fields;
    }

    HeaderMode mode(String name) {
        return modes.getOrDefault(name, HeaderMode.SET);
    }

    /** Returns one line for people: the profile and what differs from it. */
    public String summary() {
        StringBuilder line = new StringBuilder(profile.toString());
        line.append(csp == null ? ", policy of the profile" : ", own policy");
        line.append(cspByPath.isEmpty() ? "" : " and " + cspByPath.size() + " by path");
        line.append(cspReportOnly == null ? "" : ", one more report-only");
        line.append(", HSTS ").append(mode(HSTS_FIELD) == HeaderMode.OFF ? "off" : hsts);
        fields.keySet().forEach(name -> line.append(", own ").append(name));
        modes.forEach((name, mode) -> {
            if (mode != HeaderMode.SET) {
                line.append(", ")
                        .append(name)
                        .append(' ')
                        .append(mode.name().toLowerCase(Locale.ROOT).replace('_', '-'));
            }
        });
        return line.append(reportTarget == null ? "" : ", reports collected").toString();
    }

    /** Collects settings. Not safe for use by several threads. */
    public static final class Builder {
        private HeaderProfile profile = HeaderProfile.API;
        private @Nullable ContentSecurityPolicy csp;
        private @Nullable ContentSecurityPolicy cspReportOnly;
        private final Map<PathPattern, ContentSecurityPolicy> cspByPath = new LinkedHashMap<>();
        private boolean forbidUnsafe;
        private @Nullable Hsts hsts;
        private final Map<String, String> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        private final Map<String, HeaderMode> modes = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        private @Nullable String reportTarget;

        private Builder() {}

        /** Chooses the profile. */
        public Builder profile(HeaderProfile value) {
            this.profile = value;
            return this;
        }

        /** Replaces the profile's policy. */
        public Builder csp(ContentSecurityPolicy value) {
            this.csp = value;
            return this;
        }

        /** Adds a policy that browsers only report about. */
        public Builder cspReportOnly(ContentSecurityPolicy value) {
            this.cspReportOnly = value;
            return this;
        }

        /**
         * Gives the paths of one pattern a policy of their own; the most specific pattern counts.
         *
         * @throws IllegalArgumentException when the pattern is none
         */
        public Builder csp(String pathPattern, ContentSecurityPolicy value) {
            cspByPath.put(PathPattern.parse(pathPattern), value);
            return this;
        }

        /** Refuses policies with unsafe-inline, unsafe-eval and their like. */
        public Builder forbidUnsafeSources(boolean value) {
            this.forbidUnsafe = value;
            return this;
        }

        /** Replaces the value of Strict-Transport-Security. */
        public Builder hsts(Hsts value) {
            this.hsts = value;
            return this;
        }

        /**
         * Sets a field, whatever the application sets.
         *
         * @throws InvalidSettingsException when the name or the value is not valid, or browsers no longer obey the field
         */
        public Builder set(String name, String value) {
            FieldCheck.check(name, value);
            fields.put(name, value);
            modes.put(name, HeaderMode.SET);
            return this;
        }

        /** Lets the application's value of a field take the place of ours. */
        public Builder ifAbsent(String name) {
            modes.put(name, HeaderMode.IF_ABSENT);
            return this;
        }

        /** Leaves a field to the application or the proxy in front. Whoever sets it, it must be one of them only. */
        public Builder unsafeOff(String name) {
            modes.put(name, HeaderMode.OFF);
            return this;
        }

        /**
         * Asks browsers to report violations of the policies to a path of this application or an https address.
         *
         * @throws InvalidSettingsException when it is neither
         */
        public Builder reportTo(String target) {
            this.reportTarget = ReportSettings.checkedTarget(target);
            return this;
        }

        boolean forbidsUnsafe() {
            return forbidUnsafe;
        }

        HeaderProfile chosenProfile() {
            return profile;
        }

        @Nullable
        Hsts chosenHsts() {
            return hsts;
        }

        List<ContentSecurityPolicy> policies() {
            List<ContentSecurityPolicy> all = new ArrayList<>(cspByPath.values());
            all.add(csp == null ? profile.policy() : csp);
            return all;
        }

        /**
         * Returns the settings.
         *
         * @throws InvalidSettingsException when unsafe sources are forbidden and an enforced policy has one
         */
        public HeaderSettings build() {
            if (forbidUnsafe) {
                Function<String, Problem> refusal = source -> Problem.refuse(
                        ProblemCode.POLICY_INVALID,
                        CSP.name(),
                        "has " + source + ", which is forbidden here",
                        "use 'nonce-{nonce}' or a hash instead");
                List<Problem> problems = policies().stream()
                        .flatMap(policy -> policy.unsafeSources().stream())
                        .distinct()
                        .map(refusal)
                        .toList();
                if (!problems.isEmpty()) {
                    throw new InvalidSettingsException(problems);
                }
            }
            return new HeaderSettings(this);
        }
    }
}
