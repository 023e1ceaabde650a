package dev.hardening.examples.observability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.audit.AuditSettings;
import dev.hardening.core.audit.AuditTrail;
import dev.hardening.core.breaker.Breaker;
import dev.hardening.core.breaker.BreakerSettings;
import dev.hardening.core.breaker.Breakers;
import dev.hardening.core.breaker.StaleCacheSettings;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.metrics.Metrics;
import dev.hardening.core.metrics.MetricsSettings;
import dev.hardening.core.metrics.Slo;
import dev.hardening.core.ratelimit.RateLimitSettings;
import dev.hardening.core.ratelimit.RateLimiter;
import dev.hardening.core.request.Route;
import dev.hardening.core.secret.Redactor;
import dev.hardening.core.time.Ticker;
import dev.hardening.core.tracing.OtlpExporter;
import dev.hardening.core.tracing.TracingSettings;
import dev.hardening.examples.observability.Observability.Alert;
import dev.hardening.examples.observability.PromQuery.Selector;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Rules, dashboard and pages name what the library exports, down to the values of labels that are always there. */
class ExportedNamesTest {

    private static final Pattern SAMPLE = Pattern.compile("(?m)^([a-z_]+)(?:\\{(.*)})? \\S+$");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");
    private static final Pattern FAMILY = Pattern.compile("(?m)^# TYPE (\\S+) ");
    private static final Pattern IN_LABELS = Pattern.compile("label_values\\((.+), (\\w+)\\)");

    /** What Prometheus and its scrape configuration add to each series. */
    private static final Set<String> OF_TARGETS = Set.of("job", "service", "instance");

    /** Series that are there without the library. */
    private static final Set<String> OF_PROMETHEUS = Set.of("up", "probe_success");

    /** Labels all of whose values are known beforehand. */
    private static final Set<String> COMPLETE =
            Set.of("type", "state", "outcome", "reason", "result", "level", "proof", "shadow");

    private static String page;
    /** By name of a metric and of a label the values that were exported. */
    private static final Map<String, Map<String, Set<String>>> EXPORTED = new HashMap<>();

    @BeforeAll
    static void export_everything_once() throws IOException {
        Route route = Route.open("/api/runs");
        try (Breakers breakers = Breakers.standard();
                RateLimiter limiter = RateLimiter.of(RateLimitSettings.builder().build(), Ticker.system());
                AuditTrail trail = AuditTrail.open(
                        AuditSettings.builder().inMemory().build(),
                        Ticker.system(),
                        InstantSource.system(),
                        new Redactor());
                OtlpExporter exporter = OtlpExporter.of(
                        TracingSettings.builder().endpoint("http://127.0.0.1:1").build(), Ticker.system());
                Metrics metrics = Metrics.of(
                        MetricsSettings.builder()
                                .prometheus(true)
                                .objectives(List.of(Slo.parse("/api/runs p95 500ms")))
                                .build(),
                        Ticker.system())) {
            Breaker prompts = breakers.add("prompts", BreakerSettings.builder().build());
            prompts.cache(StaleCacheSettings.builder().build(), key -> key);
            metrics.watch(breakers);
            limiter.requireRules(List.of("default"));
            metrics.watch(limiter);
            metrics.watch(trail);
            metrics.watch(exporter);
            metrics.begun();
            metrics.completed(
                    route, "GET", 200, null, null, Duration.ofSeconds(2).toNanos());
            for (boolean shadow : new boolean[] {true, false}) {
                metrics.on(SecurityEvent.of(SecurityEventType.RATE_LIMITED)
                        .code(RefusalCode.RATE_LIMIT_EXCEEDED)
                        .shadow(shadow)
                        .build());
            }
            page = metrics.prometheus();
        }
        Matcher sample = SAMPLE.matcher(page);
        while (sample.find()) {
            Map<String, Set<String>> labels = EXPORTED.computeIfAbsent(sample.group(1), name -> new HashMap<>());
            Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
            while (label.find()) {
                labels.computeIfAbsent(label.group(1), name -> new HashSet<>()).add(label.group(2));
            }
        }
    }

    private static Map<String, String> everywhere() throws Exception {
        Map<String, String> queries = new LinkedHashMap<>(Observability.dashboardQueries());
        queries.putAll(Observability.pageQueries());
        Observability.alerts().forEach(alert -> queries.put("alert " + alert.name(), alert.expr()));
        for (var variable : Observability.variables()) {
            Matcher values = IN_LABELS.matcher(variable);
            assertTrue(values.matches(), variable);
            queries.put("variable " + values.group(2), "count by (" + values.group(2) + ") (" + values.group(1) + ")");
        }
        return queries;
    }

    @Test
    void every_metric_and_every_label_that_is_asked_for_is_exported() throws Exception {
        Map<String, String> queries = everywhere();
        assertTrue(queries.size() > 80, queries.size() + " queries");
        queries.forEach((name, query) -> {
            PromQuery read = new PromQuery(query);
            Set<String> there = new HashSet<>(OF_TARGETS);
            for (Selector selector : read.selectors()) {
                if (OF_PROMETHEUS.contains(selector.metric())) {
                    assertTrue(name.startsWith("alert "), name + " asks for " + selector.metric());
                    continue;
                }
                Map<String, Set<String>> exported = EXPORTED.get(selector.metric());
                assertTrue(exported != null, name + " asks for " + selector.metric());
                there.addAll(exported.keySet());
                selector.labels().forEach((label, values) -> matches(name, label, values, exported));
            }
            assertTrue(there.containsAll(read.grouped()), name + " groups by " + read.grouped() + " of " + there);
        });
    }

    private static void matches(String name, String label, String values, Map<String, Set<String>> exported) {
        if (OF_TARGETS.contains(label)) {
            return;
        }
        Set<String> known = exported.get(label);
        assertTrue(known != null, name + " compares " + label);
        for (String value : values.split("\\|", -1)) {
            if (COMPLETE.contains(label)) {
                assertTrue(known.contains(value), name + ": " + label + " is never " + value);
            } else if (label.equals("code")) {
                assertFalse(RefusalCode.valueOf(value).name().isEmpty());
            }
        }
    }

    /** A test with names that nobody exports proves nothing. */
    @Test
    void the_tests_of_the_alerts_feed_series_that_are_exported() {
        Matcher series = Pattern.compile("series: '(.*)'").matcher(Observability.file("alerts-test.yml"));
        int count = 0;
        while (series.find()) {
            count++;
            for (Selector selector : new PromQuery(series.group(1)).selectors()) {
                if (OF_PROMETHEUS.contains(selector.metric())) {
                    continue;
                }
                Set<String> labels = new TreeSet<>(selector.labels().keySet());
                labels.removeAll(OF_TARGETS);
                Map<String, Set<String>> exported = EXPORTED.getOrDefault(selector.metric(), Map.of());
                assertEquals(new TreeSet<>(exported.keySet()), labels, series.group(1));
                assertEquals(OF_TARGETS.size(), selector.labels().size() - labels.size(), series.group(1));
            }
        }
        assertTrue(count > 50, count + " series");
    }

    @Test
    void everything_that_is_exported_is_on_the_dashboard() throws Exception {
        Set<String> shown = new TreeSet<>();
        for (String query : Observability.dashboardQueries().values()) {
            new PromQuery(query).selectors().forEach(selector -> shown.add(selector.metric()));
        }
        Matcher family = FAMILY.matcher(page);
        Set<String> families = new TreeSet<>();
        while (family.find()) {
            families.add(family.group(1));
        }
        assertTrue(families.size() > 20, families.toString());
        families.removeIf(name -> shown.contains(name) || shown.contains(name + "_bucket"));
        assertEquals(Set.of(), families);
    }

    /** Otherwise the first event after a start, which makes the series, would fire nothing. */
    @Test
    void what_fires_at_a_single_event_is_there_from_the_start() {
        Set<String> single = new TreeSet<>();
        for (Alert alert : Observability.alerts()) {
            if (alert.expr().strip().endsWith("> 0")) {
                single.add(alert.name());
                for (Selector selector : new PromQuery(alert.expr()).selectors()) {
                    Map<String, String> own = new TreeMap<>(selector.labels());
                    own.keySet().removeAll(OF_TARGETS);
                    String labels = own.entrySet().stream()
                            .map(label -> label.getKey() + "=\"" + label.getValue() + "\"")
                            .collect(Collectors.joining(","));
                    String start = selector.metric() + (labels.isEmpty() ? "" : "{" + labels + "}") + " 0";
                    assertTrue(page.contains("\n" + start + "\n"), alert.name() + " needs " + start);
                }
            }
        }
        assertEquals(Set.of("AuditDropping", "SecretRejected", "StoreFailing", "TokenReused"), single);
    }
}
