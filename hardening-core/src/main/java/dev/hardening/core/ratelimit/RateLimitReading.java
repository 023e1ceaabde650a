package dev.hardening.core.ratelimit;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.RunMode;
import dev.hardening.core.settings.Setting;
import dev.hardening.core.settings.SettingReader;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads {@link RateLimitSettings}: the variables of each rule, found by its name, and the rules about their values. */
final class RateLimitReading {

    static final RateLimitRule STANDARD =
            RateLimitRule.of(RateLimit.slidingWindow(RateLimitSettings.DEFAULT_RULE, 100, Duration.ofMinutes(1)));

    private static final String SUFFIX = "_RATE_LIMIT_MAX_REQUESTS";
    private static final int SURPRISING_MAX = 100_000;

    private final SettingReader reader;

    private RateLimitReading(SettingReader reader) {
        this.reader = reader;
    }

    static Setting<Integer> max(String prefix) {
        Setting<Integer> max = Setting.integer(prefix + "RATE_LIMIT_MAX_REQUESTS", 1, RateLimit.LARGEST_MAX)
                .or(prefix + "RATE_LIMIT_MAX");
        return prefix.isEmpty() ? max : max.or(prefix + "RATE_LIMIT");
    }

    static Setting<Duration> window(String prefix) {
        return Setting.millis(
                prefix + "RATE_LIMIT_WINDOW_MS",
                RateLimit.SHORTEST_WINDOW.toMillis(),
                RateLimit.LONGEST_WINDOW.toMillis());
    }

    static Setting<RateLimitAlgorithm> algorithm(String prefix) {
        return Setting.word(prefix + "RATE_LIMIT_ALGORITHM", RateLimitAlgorithm.class);
    }

    static Setting<RateLimitBy> key(String prefix) {
        return Setting.parsed(prefix + "RATE_LIMIT_KEY", RateLimitBy::parse);
    }

    static Setting<Integer> burst(String prefix) {
        return Setting.integer(prefix + "RATE_LIMIT_BURST", 1, RateLimit.LARGEST_MAX);
    }

    static RateLimitSettings read(SettingReader reader, Collection<String> named, List<RateLimitRule> declared) {
        return new RateLimitReading(reader).read(named, declared);
    }

    private RateLimitSettings read(Collection<String> named, List<RateLimitRule> declared) {
        Map<String, RateLimitRule> bases = new LinkedHashMap<>();
        bases.put(RateLimitSettings.DEFAULT_RULE, STANDARD);
        declared.forEach(rule -> bases.put(rule.name(), rule));
        RateLimitSettings.Builder builder = RateLimitSettings.builder();
        RateLimitRule standard = rule("", bases.get(RateLimitSettings.DEFAULT_RULE));
        builder.rule(standard);
        Map<String, RateLimitRule> rules = new LinkedHashMap<>();
        bases.forEach((name, base) -> {
            if (!name.equals(RateLimitSettings.DEFAULT_RULE)) {
                rules.put(name, rule(prefix(name), base));
            }
        });
        for (String variable : reader.family(name -> name.endsWith(SUFFIX))) {
            String name = name(variable);
            if (!isName(name)) {
                reader.add(Problem.refuse(
                        ProblemCode.MALFORMED,
                        variable,
                        "does not begin with the name of a rule",
                        "write letters, digits and single underscores before " + SUFFIX));
            } else {
                rules.computeIfAbsent(name, n -> rule(prefix(n), renamed(standard, n)));
            }
        }
        rules.values().forEach(builder::rule);
        for (String name : named) {
            if (!name.equals(RateLimitSettings.DEFAULT_RULE) && !rules.containsKey(name)) {
                reader.add(Problem.refuse(
                        ProblemCode.ROUTE_UNSERVED,
                        max(prefix(name)).name(),
                        "is not set, but a route names the limit " + name,
                        "set it, or declare the rule in code"));
            }
        }
        builder.enforcement(enforcement())
                .headers(reader.read(RateLimitSettings.HEADERS))
                .trackedKeys(reader.read(RateLimitSettings.TRACKED_KEYS))
                .only(reader.read(RateLimitSettings.RULES));
        return reader.build(builder::build).orElseGet(RateLimitSettings.builder()::build);
    }

    private RateLimitRule rule(String prefix, RateLimitRule base) {
        RateLimit limit = base.limit();
        Setting<Integer> maxSetting = max(prefix);
        int max = reader.read(maxSetting.orElse(limit.max()));
        Duration window = reader.read(window(prefix).orElse(limit.window()));
        RateLimitAlgorithm algorithm = reader.read(algorithm(prefix).orElse(limit.algorithm()));
        RateLimitBy by = reader.read(key(prefix).orElse(base.by()));
        boolean ownBurst = limit.burst() != limit.max();
        int burst = reader.read(burst(prefix).orElse(ownBurst ? limit.burst() : max));
        if (algorithm == RateLimitAlgorithm.SLIDING_WINDOW && reader.isSet(burst(prefix))) {
            reader.add(Problem.warn(
                    ProblemCode.IGNORED,
                    burst(prefix).name(),
                    "has no effect on a sliding window",
                    "remove it, or set " + algorithm(prefix).name() + "=token-bucket"));
        }
        if (max > SURPRISING_MAX) {
            reader.add(Problem.warn(
                    ProblemCode.LOOSENED,
                    reader.nameInUse(maxSetting),
                    "allows more than " + SURPRISING_MAX + " requests in a window",
                    "lower it if that is a slip"));
        }
        if (by.isHeader() && reader.mode() == RunMode.PRODUCTION) {
            reader.add(Problem.warn(
                    ProblemCode.LOOSENED,
                    key(prefix).name(),
                    "lets a client choose by what it is counted, unless a gateway sets the header",
                    "see to it that a gateway replaces the header, or count by ip, user, apikey or tenant"));
        }
        RateLimit read = algorithm == RateLimitAlgorithm.SLIDING_WINDOW
                ? RateLimit.slidingWindow(base.name(), max, window)
                : RateLimit.tokenBucket(base.name(), max, window, burst);
        return RateLimitRule.of(read).by(by);
    }

    private Enforcement enforcement() {
        boolean enabled = reader.read(RateLimitSettings.ENABLED);
        Enforcement mode = reader.read(RateLimitSettings.MODE);
        if (!enabled && mode != Enforcement.OFF && reader.isSet(RateLimitSettings.MODE)) {
            reader.add(Problem.refuse(
                    ProblemCode.CONTRADICTION,
                    RateLimitSettings.ENABLED.name() + ", " + RateLimitSettings.MODE.name(),
                    "contradict each other",
                    "keep one of them"));
        }
        Enforcement result = enabled ? mode : Enforcement.OFF;
        if (result != Enforcement.ENFORCE && reader.mode() == RunMode.PRODUCTION) {
            reader.add(Problem.warn(
                    ProblemCode.LOOSENED,
                    enabled ? RateLimitSettings.MODE.name() : RateLimitSettings.ENABLED.name(),
                    "leaves requests unlimited in production",
                    "remove it once you do not need it any more"));
        }
        return result;
    }

    private static RateLimitRule renamed(RateLimitRule rule, String name) {
        RateLimit limit = rule.limit();
        RateLimit copy = limit.algorithm() == RateLimitAlgorithm.SLIDING_WINDOW
                ? RateLimit.slidingWindow(name, limit.max(), limit.window())
                : RateLimit.tokenBucket(name, limit.max(), limit.window(), limit.burst());
        return RateLimitRule.of(copy).by(rule.by());
    }

    private static String prefix(String name) {
        return name.toUpperCase(Locale.ROOT).replace('-', '_') + "_";
    }

    private static String name(String variable) {
        return variable.substring(0, variable.length() - SUFFIX.length())
                .toLowerCase(Locale.ROOT)
                .replace('_', '-');
    }

    private static boolean isName(String name) {
        return name.length() <= 64 && name.matches("[a-z0-9-]+");
    }
}
