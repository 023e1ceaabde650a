package dev.hardening.core.ratelimit;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.Setting;
import dev.hardening.core.settings.SettingReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rules of an application, how they are told to clients and whether they are obeyed. By default there is one rule,
 * {@code default}: 100 requests in 60 seconds of each address, a strict sliding window (guide rows V-07, E-06, X-38).
 * Immutable.
 */
public final class RateLimitSettings {

    /** The name of the rule that counts where a route names none. */
    public static final String DEFAULT_RULE = "default";

    /** How many requests the default rule allows in its window, 1 to 1,000,000. Default 100. */
    public static final Setting<Integer> MAX = RateLimitReading.max("").orElse(100);

    /** The window of the default rule in milliseconds, 100 to 86,400,000. Default 60,000. */
    public static final Setting<Duration> WINDOW = RateLimitReading.window("").orElse(Duration.ofMinutes(1));

    /** How the default rule counts. Default {@code sliding-window}. */
    public static final Setting<RateLimitAlgorithm> ALGORITHM =
            RateLimitReading.algorithm("").orElse(RateLimitAlgorithm.SLIDING_WINDOW);

    /** By what the default rule tells clients apart. Default {@code ip}. */
    public static final Setting<RateLimitBy> KEY = RateLimitReading.key("").orElse(RateLimitBy.IP);

    /** The bucket of the default rule, 1 to 1,000,000, for the token bucket only. Default the maximum. */
    public static final Setting<Integer> BURST = RateLimitReading.burst("");

    /** Whether there are limits at all. Default true. */
    public static final Setting<Boolean> ENABLED =
            Setting.bool("RATE_LIMIT_ENABLED").orElse(true);

    /** Whether a request beyond a limit is refused, or only reported. Default {@code enforce}. */
    public static final Setting<Enforcement> MODE =
            Setting.word("RATE_LIMIT_MODE", Enforcement.class).orElse(Enforcement.ENFORCE);

    /** Which header fields tell the limits. Default {@code both}. */
    public static final Setting<RateLimitHeaders> HEADERS =
            Setting.word("RATE_LIMIT_HEADERS", RateLimitHeaders.class).orElse(RateLimitHeaders.BOTH);

    /** How many clients each rule tells apart in memory, 100 to 10,000,000; 95 bytes each. Default 65,536. */
    public static final Setting<Integer> TRACKED_KEYS =
            Setting.integer("RATE_LIMIT_TRACKED_KEYS", 100, 10_000_000).orElse(RateLimitStore.DEFAULT_TRACKED_KEYS);

    /** The rules that count instead of those that routes name, for one filter alone. Default none. */
    public static final Setting<Set<String>> RULES =
            Setting.list("RATE_LIMIT_RULES", name -> name).orElse(Set.of());

    private final Map<String, RateLimitRule> rules;
    private final List<String> only;
    private final Enforcement enforcement;
    private final RateLimitHeaders headers;
    private final int trackedKeys;

    private RateLimitSettings(Builder builder, Map<String, RateLimitRule> rules) {
        this.rules = rules;
        this.only = List.copyOf(builder.only);
        this.enforcement = builder.enforcement;
        this.headers = builder.headers;
        this.trackedKeys = builder.trackedKeys;
    }

    /** Starts with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns settings under which nothing is limited. */
    public static RateLimitSettings off() {
        return builder().enforcement(Enforcement.OFF).build();
    }

    /**
     * Reads the settings. Each declared rule gives the defaults of its own variables: a rule {@code claude} reads
     * {@code CLAUDE_RATE_LIMIT_MAX_REQUESTS}, {@code CLAUDE_RATE_LIMIT_WINDOW_MS} and so on. A name that is not declared is
     * a rule, too, as soon as its {@code …_RATE_LIMIT_MAX_REQUESTS} is set.
     *
     * @param named the limits that the application's routes name; one without a rule is a problem
     * @param declared the application's own rules, {@code default} among them or not
     */
    public static RateLimitSettings read(SettingReader reader, Collection<String> named, RateLimitRule... declared) {
        return RateLimitReading.read(reader, named, List.of(declared));
    }

    /** Returns the rule of that name, or null. */
    public @Nullable RateLimitRule rule(String name) {
        return rules.get(name);
    }

    /** Returns the rules, the default one first. */
    public List<RateLimitRule> rules() {
        return List.copyOf(rules.values());
    }

    /** Returns the names of the rules that count in place of those that routes name; mostly empty. */
    public List<String> only() {
        return only;
    }

    /** Returns what happens beyond a limit. */
    public Enforcement enforcement() {
        return enforcement;
    }

    /** Returns which header fields tell the limits. */
    public RateLimitHeaders headers() {
        return headers;
    }

    /** Returns how many clients each rule tells apart in memory. */
    public int trackedKeys() {
        return trackedKeys;
    }

    /** Returns one line for the posture report. */
    public String summary() {
        if (enforcement == Enforcement.OFF) {
            return "off";
        }
        return rules.values().stream()
                        .map(rule -> rule.name() + " " + rule.limit().max() + " in "
                                + rule.limit().window().toMillis() + " ms by " + rule.by())
                        .collect(Collectors.joining("; "))
                + (enforcement == Enforcement.SHADOW ? "; reported only" : "");
    }

    /** Collects settings. Not safe for use by several threads. */
    public static final class Builder {
        private final List<RateLimitRule> rules = new ArrayList<>();
        private List<String> only = List.of();
        private Enforcement enforcement = Enforcement.ENFORCE;
        private RateLimitHeaders headers = RateLimitHeaders.BOTH;
        private int trackedKeys = RateLimitStore.DEFAULT_TRACKED_KEYS;

        private Builder() {}

        /** Adds a rule; one named {@code default} takes the place of the default rule. */
        public Builder rule(RateLimitRule value) {
            rules.add(Objects.requireNonNull(value, "rule"));
            return this;
        }

        /** Names the rules that count instead of those that routes name. */
        public Builder only(Collection<String> names) {
            this.only = List.copyOf(names);
            return this;
        }

        /** Chooses what happens beyond a limit. */
        public Builder enforcement(Enforcement value) {
            this.enforcement = Objects.requireNonNull(value, "enforcement");
            return this;
        }

        /** Chooses the header fields. */
        public Builder headers(RateLimitHeaders value) {
            this.headers = Objects.requireNonNull(value, "headers");
            return this;
        }

        /** Chooses how many clients each rule tells apart in memory, 1 to 10,000,000. */
        public Builder trackedKeys(int value) {
            this.trackedKeys = value;
            return this;
        }

        /**
         * Returns the settings.
         *
         * @throws InvalidSettingsException when two rules have one name, when {@link #only} names none, or when too many or
         *     too few clients are to be tracked
         */
        public RateLimitSettings build() {
            Map<String, RateLimitRule> byName = new LinkedHashMap<>();
            byName.put(DEFAULT_RULE, RateLimitReading.STANDARD);
            Set<String> seen = new HashSet<>();
            for (RateLimitRule rule : rules) {
                if (!seen.add(rule.name())) {
                    throw refused(ProblemCode.CONTRADICTION, rule.name(), "names two rules", "rename one of them");
                }
                byName.put(rule.name(), rule);
            }
            for (String name : only) {
                if (!byName.containsKey(name)) {
                    throw refused(
                            ProblemCode.ROUTE_UNSERVED,
                            RULES.name(),
                            "names a rule that is not configured",
                            "name one of " + String.join(", ", byName.keySet()));
                }
            }
            if (trackedKeys < 1 || trackedKeys > MemoryRateLimitStore.MOST_TRACKED_KEYS) {
                throw refused(ProblemCode.OUT_OF_RANGE, TRACKED_KEYS.name(), "is out of range", "write 1 to 10000000");
            }
            return new RateLimitSettings(this, byName);
        }

        private static InvalidSettingsException refused(ProblemCode code, String name, String message, String cure) {
            return new InvalidSettingsException(Problem.refuse(code, name, message, cure));
        }
    }
}
