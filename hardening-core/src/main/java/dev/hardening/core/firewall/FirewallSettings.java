package dev.hardening.core.firewall;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.Setting;
import dev.hardening.core.settings.SettingReader;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Which methods are served and how large the parts of a request may be. Immutable and safe for use by many threads. */
public final class FirewallSettings {

    private static final Set<String> NEVER = Set.of("TRACE", "TRACK", "CONNECT");
    private static final int LONGEST_METHOD = 24;

    /** The methods that are served, with commas between. GET stands for HEAD as well. */
    public static final Setting<Set<String>> METHODS = Setting.list("FIREWALL_METHODS", FirewallSettings::method)
            .orElse(ordered("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"));
    /** The longest path and query together, in bytes as sent, 64 to 1048576; 8192 by default. */
    public static final Setting<Integer> MAX_TARGET =
            Setting.integer("FIREWALL_MAX_TARGET", 64, 1_048_576).orElse(8192);
    /** How many parameters a query may have, 1 to 100000; 1000 by default. */
    public static final Setting<Integer> MAX_PARAMETERS =
            Setting.integer("FIREWALL_MAX_PARAMETERS", 1, 100_000).orElse(1000);
    /** The longest name of a parameter in decoded bytes, 1 to 1048576; 256 by default. */
    public static final Setting<Integer> MAX_PARAMETER_NAME =
            Setting.integer("FIREWALL_MAX_PARAMETER_NAME", 1, 1_048_576).orElse(256);
    /** The longest value of a parameter in decoded bytes, 1 to 1048576; 8192 by default. */
    public static final Setting<Integer> MAX_PARAMETER_VALUE =
            Setting.integer("FIREWALL_MAX_PARAMETER_VALUE", 1, 1_048_576).orElse(8192);
    /** How many lines of header fields a request may have, 1 to 10000; 100 by default. */
    public static final Setting<Integer> MAX_HEADERS =
            Setting.integer("FIREWALL_MAX_HEADERS", 1, 10_000).orElse(100);
    /** The longest header field, name and value together, in bytes, 64 to 1048576; 8192 by default. */
    public static final Setting<Integer> MAX_HEADER =
            Setting.integer("FIREWALL_MAX_HEADER", 64, 1_048_576).orElse(8192);
    /** The most bytes that all header fields may have together, 64 to 16777216; 16384 by default. */
    public static final Setting<Integer> MAX_HEADER_TOTAL =
            Setting.integer("FIREWALL_MAX_HEADER_TOTAL", 64, 16_777_216).orElse(16_384);
    /** Whether the room acts on its decisions; it does by default. */
    public static final Setting<Enforcement> FIREWALL_MODE =
            Setting.word("FIREWALL_MODE", Enforcement.class).orElse(Enforcement.ENFORCE);

    private final List<String> methods;
    private final int maxTarget;
    private final int maxParameters;
    private final int maxParameterName;
    private final int maxParameterValue;
    private final int maxHeaders;
    private final int maxHeader;
    private final int maxHeaderTotal;
    private final Enforcement enforcement;

    private FirewallSettings(Builder builder) {
        Set<String> all = new LinkedHashSet<>();
        for (String method : builder.methods) {
            all.add(method);
            if (method.equals("GET")) {
                all.add("HEAD");
            }
        }
        this.methods = List.copyOf(all);
        this.maxTarget = builder.maxTarget;
        this.maxParameters = builder.maxParameters;
        this.maxParameterName = builder.maxParameterName;
        this.maxParameterValue = builder.maxParameterValue;
        this.maxHeaders = builder.maxHeaders;
        this.maxHeader = builder.maxHeader;
        this.maxHeaderTotal = builder.maxHeaderTotal;
        this.enforcement = builder.enforcement;
    }

    private static Set<String> ordered(String... items) {
        return new LinkedHashSet<>(List.of(items));
    }

    private static String method(String text) {
        if (!text.chars().allMatch(c -> (c >= 'A' && c <= 'Z') || c == '-') || text.length() > LONGEST_METHOD) {
            throw new IllegalArgumentException(
                    "a method is written in capital letters and hyphens, at most " + LONGEST_METHOD);
        }
        if (NEVER.contains(text)) {
            throw new IllegalArgumentException(
                    "TRACE and TRACK show credentials to scripts and CONNECT opens a tunnel, so they are never served");
        }
        return text;
    }

    /** Starts with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Reads the settings of this class; what is wrong is kept by the reader. */
    public static FirewallSettings read(SettingReader reader) {
        Builder builder = builder()
                .maxTarget(reader.read(MAX_TARGET))
                .maxParameters(reader.read(MAX_PARAMETERS))
                .maxParameterName(reader.read(MAX_PARAMETER_NAME))
                .maxParameterValue(reader.read(MAX_PARAMETER_VALUE))
                .maxHeaders(reader.read(MAX_HEADERS))
                .maxHeader(reader.read(MAX_HEADER))
                .maxHeaderTotal(reader.read(MAX_HEADER_TOTAL))
                .enforcement(reader.read(FIREWALL_MODE));
        Set<String> methods = reader.read(METHODS);
        return reader.build(() -> builder.methods(methods).build()).orElseGet(builder::build);
    }

    /** Returns the methods that are served. */
    public List<String> methods() {
        return methods;
    }

    int maxTarget() {
        return maxTarget;
    }

    int maxParameters() {
        return maxParameters;
    }

    int maxParameterName() {
        return maxParameterName;
    }

    int maxParameterValue() {
        return maxParameterValue;
    }

    int maxHeaders() {
        return maxHeaders;
    }

    int maxHeader() {
        return maxHeader;
    }

    int maxHeaderTotal() {
        return maxHeaderTotal;
    }

    /** Returns whether the room acts on its decisions. */
    public Enforcement enforcement() {
        return enforcement;
    }

    /** Returns one line for the posture report. */
    public String summary() {
        return String.join(" ", methods) + "; target " + maxTarget + " bytes, " + maxParameters + " parameters, "
                + maxHeaders + " header fields of " + maxHeaderTotal + " bytes, " + enforcement.summary();
    }

    /** Collects settings. Not safe for use by several threads. */
    public static final class Builder {
        private Set<String> methods = METHODS.fallback().orElseThrow();
        private int maxTarget = 8192;
        private int maxParameters = 1000;
        private int maxParameterName = 256;
        private int maxParameterValue = 8192;
        private int maxHeaders = 100;
        private int maxHeader = 8192;
        private int maxHeaderTotal = 16_384;
        private Enforcement enforcement = Enforcement.ENFORCE;

        private Builder() {}

        /**
         * Names the methods that are served.
         *
         * @throws InvalidSettingsException when there are none, when one is not written in capital letters and hyphens,
         *     and for TRACE, TRACK and CONNECT
         */
        public Builder methods(String... values) {
            return methods(List.of(values));
        }

        /** As {@link #methods(String...)}. */
        public Builder methods(Collection<String> values) {
            Set<String> parsed = METHODS.parse(String.join(",", values));
            if (parsed.isEmpty()) {
                throw new InvalidSettingsException(Problem.refuse(
                        ProblemCode.MALFORMED,
                        METHODS.name(),
                        "names no method, so nothing would be served",
                        "list the methods, for example GET,POST"));
            }
            this.methods = parsed;
            return this;
        }

        /** Bounds path and query together, in bytes. Throws {@link InvalidSettingsException} outside 64 to 1048576. */
        public Builder maxTarget(int bytes) {
            this.maxTarget = checked(MAX_TARGET, bytes);
            return this;
        }

        /** Bounds the parameters of a query. Throws {@link InvalidSettingsException} outside 1 to 100000. */
        public Builder maxParameters(int count) {
            this.maxParameters = checked(MAX_PARAMETERS, count);
            return this;
        }

        /** Bounds a parameter's name in bytes. Throws {@link InvalidSettingsException} outside 1 to 1048576. */
        public Builder maxParameterName(int bytes) {
            this.maxParameterName = checked(MAX_PARAMETER_NAME, bytes);
            return this;
        }

        /** Bounds a parameter's value in bytes. Throws {@link InvalidSettingsException} outside 1 to 1048576. */
        public Builder maxParameterValue(int bytes) {
            this.maxParameterValue = checked(MAX_PARAMETER_VALUE, bytes);
            return this;
        }

        /** Bounds the lines of header fields. Throws {@link InvalidSettingsException} outside 1 to 10000. */
        public Builder maxHeaders(int count) {
            this.maxHeaders = checked(MAX_HEADERS, count);
            return this;
        }

        /** Bounds one header field in bytes. Throws {@link InvalidSettingsException} outside 64 to 1048576. */
        public Builder maxHeader(int bytes) {
            this.maxHeader = checked(MAX_HEADER, bytes);
            return this;
        }

        /** Bounds all header fields in bytes. Throws {@link InvalidSettingsException} outside 64 to 16777216. */
        public Builder maxHeaderTotal(int bytes) {
            this.maxHeaderTotal = checked(MAX_HEADER_TOTAL, bytes);
            return this;
        }

        /** Says whether the room acts on its decisions. */
        public Builder enforcement(Enforcement value) {
            this.enforcement = Objects.requireNonNull(value, "value");
            return this;
        }

        private static int checked(Setting<Integer> setting, int value) {
            return setting.parse(Integer.toString(value));
        }

        /** Returns the settings. */
        public FirewallSettings build() {
            return new FirewallSettings(this);
        }
    }
}
