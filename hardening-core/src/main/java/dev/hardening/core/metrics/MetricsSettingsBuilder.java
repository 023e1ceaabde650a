package dev.hardening.core.metrics;

import dev.hardening.core.net.CidrSet;
import dev.hardening.core.settings.InvalidSettingsException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects {@link MetricsSettings}. Not safe for use by several threads. */
public final class MetricsSettingsBuilder {

    private static final int MOST_BUCKETS = 40;
    private static final int MOST_OBJECTIVES = 100;
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);

    boolean prometheus;
    boolean counting;
    String path = "/metrics";
    CidrSet allowed = CidrSet.loopback();

    @Nullable
    String jsonPath;

    CidrSet jsonAllowed = CidrSet.loopback();
    List<Duration> buckets = sorted(MetricsSettings.BUCKETS.fallback().orElseThrow());
    int maxTenants = 100;
    Set<String> tenants = Set.of();
    Duration slowAfter = Duration.ofMillis(200);
    boolean responseTime;
    List<Slo> objectives = List.of();
    Duration sloWindow = Duration.ofMinutes(5);
    int sloMinRequests = 10;

    MetricsSettingsBuilder() {}

    MetricsSettingsBuilder copy() {
        MetricsSettingsBuilder copy = new MetricsSettingsBuilder();
        copy.prometheus = prometheus;
        copy.counting = counting;
        copy.path = path;
        copy.allowed = allowed;
        copy.jsonPath = jsonPath;
        copy.jsonAllowed = jsonAllowed;
        copy.buckets = buckets;
        copy.maxTenants = maxTenants;
        copy.tenants = tenants;
        copy.slowAfter = slowAfter;
        copy.responseTime = responseTime;
        copy.objectives = objectives;
        copy.sloWindow = sloWindow;
        copy.sloMinRequests = sloMinRequests;
        return copy;
    }

    /** Says whether the Prometheus text is served. */
    public MetricsSettingsBuilder prometheus(boolean value) {
        this.prometheus = value;
        return this;
    }

    /** Counts although no page is served: for an application that gives a registry of its own. */
    public MetricsSettingsBuilder counting() {
        this.counting = true;
        return this;
    }

    /**
     * Replaces the path of the Prometheus text.
     *
     * @throws InvalidSettingsException unless it is letters, digits and {@code / - _ .}, without empty or hidden segments
     */
    public MetricsSettingsBuilder path(String value) {
        this.path = plain(MetricsSettings.PATH.name(), value);
        return this;
    }

    /** Replaces the networks that may read the Prometheus text; an empty set serves nobody. */
    public MetricsSettingsBuilder allowed(CidrSet value) {
        this.allowed = Objects.requireNonNull(value, "allowed");
        return this;
    }

    /**
     * Serves the JSON at this path.
     *
     * @throws InvalidSettingsException unless it is letters, digits and {@code / - _ .}, without empty or hidden segments
     */
    public MetricsSettingsBuilder jsonPath(String value) {
        this.jsonPath = plain(MetricsSettings.JSON_PATH.name(), value);
        return this;
    }

    /** Replaces the networks that may read the JSON; an empty set serves nobody. */
    public MetricsSettingsBuilder jsonAllowed(CidrSet value) {
        this.jsonAllowed = Objects.requireNonNull(value, "jsonAllowed");
        return this;
    }

    /** Replaces the upper bounds of the histogram, in any order. */
    public MetricsSettingsBuilder buckets(Collection<Duration> value) {
        this.buckets = sorted(value);
        return this;
    }

    /** Replaces how many tenants are counted by name, 0 to 10,000. */
    public MetricsSettingsBuilder maxTenants(int value) {
        this.maxTenants = value;
        return this;
    }

    /** Names tenants that are counted by name whoever comes first; they count among the most. */
    public MetricsSettingsBuilder tenants(Collection<String> value) {
        this.tenants = Set.copyOf(value);
        return this;
    }

    /** Replaces from when on a request is slow; more than 0 and at most an hour. */
    public MetricsSettingsBuilder slowAfter(Duration value) {
        this.slowAfter = Objects.requireNonNull(value, "slowAfter");
        return this;
    }

    /** Says whether answers tell in {@code X-Response-Time} how many seconds they took. */
    public MetricsSettingsBuilder responseTime(boolean value) {
        this.responseTime = value;
        return this;
    }

    /** Replaces the objectives; each has a name of its own. */
    public MetricsSettingsBuilder objectives(Collection<Slo> value) {
        this.objectives = List.copyOf(value);
        return this;
    }

    /** Replaces over which time objectives are judged, ten seconds to a day. */
    public MetricsSettingsBuilder sloWindow(Duration value) {
        this.sloWindow = Objects.requireNonNull(value, "sloWindow");
        return this;
    }

    /** Replaces of how many requests an objective is judged at least, 1 to 1,000,000. */
    public MetricsSettingsBuilder sloMinRequests(int value) {
        this.sloMinRequests = value;
        return this;
    }

    /**
     * Returns the settings.
     *
     * @throws InvalidSettingsException when a value is out of its range, both pages have one path, or two objectives have one
     *     name
     */
    public MetricsSettings build() {
        check(
                !path.equals(jsonPath),
                MetricsSettings.JSON_PATH.name(),
                "is the path of the Prometheus text",
                "choose another");
        check(
                !buckets.isEmpty()
                        && buckets.size() <= MOST_BUCKETS
                        && buckets.stream().allMatch(MetricsSettingsBuilder::isSpan),
                MetricsSettings.BUCKETS.name(),
                "is out of range",
                "write 1 to " + MOST_BUCKETS + " numbers of more than 0 and at most 3600 seconds");
        check(
                maxTenants >= 0 && maxTenants <= 10_000,
                MetricsSettings.MAX_TENANTS.name(),
                "is out of range",
                "write 0 to 10000");
        check(
                tenants.size() <= maxTenants,
                MetricsSettings.TENANTS.name(),
                "names more tenants than are counted by name",
                "name fewer, or raise " + MetricsSettings.MAX_TENANTS.name());
        check(
                isSpan(slowAfter),
                MetricsSettings.SLOW.name(),
                "is out of range",
                "write more than 0 and at most 3600 seconds");
        check(
                sloWindow.compareTo(Duration.ofSeconds(10)) >= 0 && sloWindow.compareTo(DAY) <= 0,
                MetricsSettings.SLO_WINDOW.name(),
                "is out of range",
                "write 10 to 86400 seconds");
        check(
                sloMinRequests >= 1 && sloMinRequests <= 1_000_000,
                MetricsSettings.SLO_MIN_REQUESTS.name(),
                "is out of range",
                "write 1 to 1000000");
        check(
                objectives.size() <= MOST_OBJECTIVES
                        && objectives.stream().map(Slo::name).distinct().count() == objectives.size(),
                MetricsSettings.OBJECTIVES.name(),
                "has two objectives of one name, or more than " + MOST_OBJECTIVES,
                "leave out the surplus");
        return new MetricsSettings(copy());
    }

    private static void check(boolean fits, String name, String what, String cure) {
        if (!fits) {
            throw MetricsText.refused(name, what, cure);
        }
    }

    private static boolean isSpan(Duration span) {
        return !span.isNegative() && !span.isZero() && span.compareTo(HOUR) <= 0;
    }

    private static List<Duration> sorted(Collection<Duration> spans) {
        return new LinkedHashSet<>(spans).stream().sorted().toList();
    }

    private static String plain(String name, String path) {
        try {
            return MetricsText.path(path);
        } catch (IllegalArgumentException e) {
            throw MetricsText.refused(name, String.valueOf(e.getMessage()), "write letters, digits and / - _ .");
        }
    }
}
