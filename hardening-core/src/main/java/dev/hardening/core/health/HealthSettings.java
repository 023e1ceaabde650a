package dev.hardening.core.health;

import dev.hardening.core.request.Route;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.Setting;
import dev.hardening.core.settings.SettingReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the probes are answered, and how long a shutdown waits. Immutable. The defaults are {@code /health},
 * {@code /health/live}, {@code /health/ready} and ten seconds.
 */
public final class HealthSettings {

    /** The paths of the overall report, with commas between; a lone comma for none. */
    public static final Setting<Set<String>> OVERALL_PATHS = paths("HEALTH_PATH", "/health");

    /** The paths of the liveness probe, with commas between; a lone comma for none. */
    public static final Setting<Set<String>> LIVE_PATHS = paths("HEALTH_LIVE_PATH", "/health/live");

    /** The paths of the readiness probe, with commas between; a lone comma for none. */
    public static final Setting<Set<String>> READY_PATHS = paths("HEALTH_READY_PATH", "/health/ready");

    /** How long a shutdown waits for running requests, in milliseconds, at most one day (guide row X-46). */
    public static final Setting<Duration> SHUTDOWN_GRACE =
            Setting.millis("SHUTDOWN_GRACE_MS", 0, 86_400_000).orElse(Duration.ofSeconds(10));

    private static final int LONGEST_PATH = 200;

    private final Set<String> overall;
    private final Set<String> live;
    private final Set<String> ready;
    private final Duration shutdownGrace;
    private final Map<String, ProbeRole> roles;

    private HealthSettings(Builder builder, Map<String, ProbeRole> roles) {
        this.overall = builder.overall;
        this.live = builder.live;
        this.ready = builder.ready;
        this.shutdownGrace = builder.shutdownGrace;
        this.roles = Map.copyOf(roles);
    }

    private static Setting<Set<String>> paths(String name, String fallback) {
        return Setting.list(name, HealthSettings::path).orElse(Set.of(fallback));
    }

    /** Every spelling but the plain one is refused, because the server decodes paths before they are compared. */
    private static String path(String text) {
        String closed = text + "/";
        boolean fits = text.startsWith("/")
                && text.length() <= LONGEST_PATH
                && text.chars().allMatch(c -> c == '/' || c == '~' || HealthNames.isNameChar(c))
                && !text.contains("//")
                && !closed.contains("/./")
                && !closed.contains("/../");
        if (!fits) {
            throw new IllegalArgumentException("is not a plain path such as /health/live");
        }
        return text;
    }

    /** Starts with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Reads the settings; what is wrong is added to the reader's problems and reads as the default. */
    public static HealthSettings read(SettingReader reader) {
        Builder builder = builder();
        builder.overall = reader.read(OVERALL_PATHS);
        builder.live = reader.read(LIVE_PATHS);
        builder.ready = reader.read(READY_PATHS);
        builder.shutdownGrace = reader.read(SHUTDOWN_GRACE);
        return reader.build(builder::build).orElseGet(() -> builder().build());
    }

    /** Returns what a probe of the path asks, or null when the path, compared character by character, is none. */
    public @Nullable ProbeRole role(String path) {
        return roles.get(path);
    }

    /** Returns how long a shutdown waits for running requests. */
    public Duration shutdownGrace() {
        return shutdownGrace;
    }

    /** Returns a route for each probe: open to everyone, under no limit, over any transport. */
    public List<Route> routes() {
        return roles.keySet().stream()
                .sorted()
                .map(path -> Route.open(path).unlimited().anyTransport())
                .toList();
    }

    /** Returns one line about these settings. */
    public String summary() {
        return "overall at " + list(overall) + "; live at " + list(live) + "; ready at " + list(ready)
                + "; shutdown waits " + shutdownGrace.toMillis() + " ms";
    }

    private static String list(Set<String> paths) {
        return paths.isEmpty() ? "no path" : String.join(" ", paths);
    }

    /** Collects settings. Not safe for use by several threads. */
    public static final class Builder {
        private Set<String> overall = OVERALL_PATHS.fallback().orElseThrow();
        private Set<String> live = LIVE_PATHS.fallback().orElseThrow();
        private Set<String> ready = READY_PATHS.fallback().orElseThrow();
        private Duration shutdownGrace = SHUTDOWN_GRACE.fallback().orElseThrow();

        private Builder() {}

        /**
         * Replaces the paths of the overall report; no arguments for none. Throws {@link InvalidSettingsException} for
         * one that is not plain: letters, digits, {@code / . - _ ~}, no double slash and no segment of dots.
         */
        public Builder overall(String... paths) {
            this.overall = checked(OVERALL_PATHS, paths);
            return this;
        }

        /** Replaces the paths of the liveness probe, as with the overall report. */
        public Builder live(String... paths) {
            this.live = checked(LIVE_PATHS, paths);
            return this;
        }

        /** Replaces the paths of the readiness probe, as with the overall report. */
        public Builder ready(String... paths) {
            this.ready = checked(READY_PATHS, paths);
            return this;
        }

        private static Set<String> checked(Setting<Set<String>> setting, String... paths) {
            Set<String> all = new LinkedHashSet<>();
            for (String path : paths) {
                all.addAll(setting.parse(path));
            }
            return all;
        }

        /** Says how long a shutdown waits; throws {@link InvalidSettingsException} for less than zero. */
        public Builder shutdownGrace(Duration span) {
            if (span.isNegative()) {
                throw new InvalidSettingsException(Problem.refuse(
                        ProblemCode.OUT_OF_RANGE, SHUTDOWN_GRACE.name(), "is negative", "write zero or more"));
            }
            this.shutdownGrace = span;
            return this;
        }

        /** Returns the settings; throws {@link InvalidSettingsException} when a path stands for two roles. */
        public HealthSettings build() {
            Map<String, ProbeRole> roles = new HashMap<>();
            List<Problem> problems = new ArrayList<>();
            mount(ProbeRole.OVERALL, overall, roles, problems);
            mount(ProbeRole.LIVE, live, roles, problems);
            mount(ProbeRole.READY, ready, roles, problems);
            if (!problems.isEmpty()) {
                throw new InvalidSettingsException(problems);
            }
            return new HealthSettings(this, roles);
        }

        private static void mount(
                ProbeRole role, Set<String> paths, Map<String, ProbeRole> roles, List<Problem> problems) {
            for (String path : paths) {
                ProbeRole other = roles.putIfAbsent(path, role);
                if (other != null) {
                    problems.add(Problem.refuse(
                            ProblemCode.CONTRADICTION,
                            nameOf(other) + ", " + nameOf(role),
                            "name one path for two kinds of probe",
                            "give each its own path"));
                }
            }
        }

        private static String nameOf(ProbeRole role) {
            return switch (role) {
                case OVERALL -> OVERALL_PATHS.name();
                case LIVE -> LIVE_PATHS.name();
                case READY -> READY_PATHS.name();
            };
        }
    }
}
