package dev.hardening.core.metrics;

import dev.hardening.core.net.CidrSet;
import dev.hardening.core.request.Route;
import dev.hardening.core.settings.Setting;
import dev.hardening.core.settings.SettingReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which numbers are kept, where they are shown, and to whom. By default none are. Immutable and safe for use by many
 * threads.
 */
public final class MetricsSettings {

    /** Whether the numbers are served as Prometheus text (guide rows X-13 and E-14). Default false: then the path is not ours. */
    public static final Setting<Boolean> PROMETHEUS =
            Setting.bool("FEATURE_PROMETHEUS_METRICS").or("ENABLE_METRICS").orElse(false);

    /** The path of the Prometheus text. Default {@code /metrics}. */
    public static final Setting<String> PATH =
            Setting.parsed("METRICS_PATH", MetricsText::path).orElse("/metrics");

    /** The networks whose clients may read the Prometheus text; others get 403. Default loopback. */
    public static final Setting<CidrSet> ALLOWED =
            Setting.networks("METRICS_ALLOWED_IPS").orElse(CidrSet.loopback());

    /** The path of the numbers by route as JSON; they are not served while it is not set (guide row H-19). */
    public static final Setting<String> JSON_PATH = Setting.parsed("METRICS_JSON_PATH", MetricsText::path);

    /** The networks whose clients may read the JSON; others get 403. Default loopback. */
    public static final Setting<CidrSet> JSON_ALLOWED =
            Setting.networks("MONITORING_ALLOWED_IPS").orElse(CidrSet.loopback());

    /**
     * The upper bounds of the histogram of response times in seconds, 1 to 40 numbers of at most 3600, with commas between.
     * Default 0.005 to 10 in twelve steps.
     */
    public static final Setting<Set<Duration>> BUCKETS = Setting.list("METRICS_BUCKETS", MetricsText::seconds)
            .orElse(MetricsText.buckets(5, 10, 25, 50, 100, 200, 300, 500, 1000, 2500, 5000, 10_000));

    /** How many tenants are counted by name; the rest is {@code other}. Default 100. */
    public static final Setting<Integer> MAX_TENANTS =
            Setting.integer("METRICS_MAX_TENANTS", 0, 10_000).orElse(100);

    /** Tenants that are counted by name whoever comes first, with commas between. Default none. */
    public static final Setting<Set<String>> TENANTS =
            Setting.list("METRICS_TENANTS", MetricsText::tenant).orElse(Set.of());

    /** From how many seconds on a request is slow, as in the room {@code accesslog}. Default 0.2. */
    public static final Setting<Duration> SLOW =
            Setting.decimalSeconds("SLOW_REQUEST_THRESHOLD", 3600).orElse(Duration.ofMillis(200));

    /** Whether answers say in {@code X-Response-Time} how many seconds they took (guide row H-13). Default false. */
    public static final Setting<Boolean> RESPONSE_TIME =
            Setting.bool("RESPONSE_TIME_HEADER").orElse(false);

    /**
     * Objectives with commas between: an endpoint or {@code *}, then {@code p95 500ms} or {@code availability 99.5}. Default
     * none.
     */
    public static final Setting<Set<Slo>> OBJECTIVES =
            Setting.list("SLO_OBJECTIVES", Slo::parse).orElse(Set.of());

    /** Over how many seconds objectives are judged, 10 to 86400. Default 300. */
    public static final Setting<Duration> SLO_WINDOW =
            Setting.seconds("SLO_WINDOW", 10, 86_400).orElse(Duration.ofMinutes(5));

    /** Of how many requests in the window an objective is judged at least. Default 10. */
    public static final Setting<Integer> SLO_MIN_REQUESTS =
            Setting.integer("SLO_MIN_REQUESTS", 1, 1_000_000).orElse(10);

    private final MetricsSettingsBuilder said;

    MetricsSettings(MetricsSettingsBuilder said) {
        this.said = said;
    }

    /** Starts with the defaults: nothing is counted. */
    public static MetricsSettingsBuilder builder() {
        return new MetricsSettingsBuilder();
    }

    /** Reads the settings. */
    public static MetricsSettings read(SettingReader reader) {
        return read(reader, builder());
    }

    /** Reads the settings over the defaults of a service, which count where a setting is not set. */
    public static MetricsSettings read(SettingReader reader, MetricsSettingsBuilder defaults) {
        return MetricsReading.read(reader, defaults);
    }

    /** Tells whether anything is counted: because one of the pages is served, or there is an objective. */
    public boolean isOn() {
        return said.prometheus || said.jsonPath != null || !said.objectives.isEmpty() || said.counting;
    }

    /** Tells whether the Prometheus text is served. */
    public boolean isPrometheus() {
        return said.prometheus;
    }

    /** Returns the path of the Prometheus text. */
    public String path() {
        return said.path;
    }

    /** Returns who may read the Prometheus text. */
    public CidrSet allowed() {
        return said.allowed;
    }

    /** Returns the path of the JSON, when it is served. */
    public Optional<String> jsonPath() {
        return Optional.ofNullable(said.jsonPath);
    }

    /** Returns who may read the JSON. */
    public CidrSet jsonAllowed() {
        return said.jsonAllowed;
    }

    /** Returns the upper bounds of the histogram, in ascending order. */
    public List<Duration> buckets() {
        return said.buckets;
    }

    /** Returns how many tenants are counted by name. */
    public int maxTenants() {
        return said.maxTenants;
    }

    /** Returns the tenants that are counted by name whoever comes first. */
    public Set<String> tenants() {
        return said.tenants;
    }

    /** Returns from when on a request is slow, where its route does not say. */
    public Duration slowAfter() {
        return said.slowAfter;
    }

    /** Tells whether answers say how long they took. */
    public boolean isResponseTime() {
        return said.responseTime;
    }

    /** Returns the objectives. */
    public List<Slo> objectives() {
        return said.objectives;
    }

    /** Returns over which time objectives are judged. */
    public Duration sloWindow() {
        return said.sloWindow;
    }

    /** Returns of how many requests an objective is judged at least. */
    public int sloMinRequests() {
        return said.sloMinRequests;
    }

    /** Returns a route for each page: open to everyone as far as other rooms ask, under no limit, over any transport. */
    public List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        if (said.prometheus) {
            routes.add(Route.open(said.path).unlimited().anyTransport());
        }
        if (said.jsonPath != null) {
            routes.add(Route.open(said.jsonPath).unlimited().anyTransport());
        }
        return List.copyOf(routes);
    }

    /** Returns one line for the posture report. */
    public String summary() {
        if (!isOn()) {
            return "off";
        }
        String text =
                said.prometheus ? "Prometheus text at " + said.path + " for " + said.allowed : "no Prometheus text";
        String json = said.jsonPath == null ? "" : "; JSON at " + said.jsonPath + " for " + said.jsonAllowed;
        return text + json + "; " + said.maxTenants + " tenants by name; " + said.objectives.size() + " objectives";
    }
}
