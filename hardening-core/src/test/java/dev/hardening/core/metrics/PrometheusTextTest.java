package dev.hardening.core.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.testing.FakeTicker;
import dev.hardening.testing.Samples;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrometheusTextTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private String text() {
        return new PrometheusText(registry.getMeters()).text();
    }

    @Test
    void writes_help_type_and_samples_of_one_name_together_in_order() {
        Counter.builder("b_total")
                .description("Bs.")
                .tag("k", "2")
                .register(registry)
                .increment();
        Gauge.builder("a", () -> 0.5).description("As.").register(registry);
        Counter.builder("b_total")
                .description("Bs.")
                .tag("k", "1")
                .register(registry)
                .increment(2);
        assertEquals("""
                # HELP a As.
                # TYPE a gauge
                a 0.5
                # HELP b_total Bs.
                # TYPE b_total counter
                b_total{k="1"} 2
                b_total{k="2"} 1
                """, text());
    }

    @Test
    void escapes_what_would_end_a_value_or_a_line() {
        Counter.builder("a")
                .description("one\ntwo \\ \"three\"")
                .tag("k", "a\"b\\c\nd\re\u0000f")
                .register(registry);
        assertTrue(text().contains("# HELP a_total one\\ntwo \\\\ \"three\"\n"), text());
        assertTrue(text().contains("a_total{k=\"a\\\"b\\\\c\\nd e f\"} 0\n"), text());
        assertEquals(0, Samples.of(text()).value("a_total", "k", "a\"b\\c\nd e f"));
    }

    @Test
    void any_text_in_names_labels_and_help_leaves_a_page_that_can_be_read() {
        long seed = 99;
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            SimpleMeterRegistry one = new SimpleMeterRegistry();
            for (int i = 0; i < 5; i++) {
                Counter.builder(word(random) + "x")
                        .description(word(random))
                        .tags(Tags.of(word(random), word(random), word(random), word(random)))
                        .register(one)
                        .increment(random.nextInt(5));
            }
            Samples.of(new PrometheusText(one.getMeters()).text());
        }
    }

    private static String word(Random random) {
        String signs = "abz09_:.-\"\\\n\r\t{}=, #é\u2028\uD800\u0000le";
        return random.ints(1 + random.nextInt(8), 0, signs.length())
                .mapToObj(i -> String.valueOf(signs.charAt(i)))
                .collect(Collectors.joining());
    }

    @ParameterizedTest
    @CsvSource({
        "1,1",
        "-3,-3",
        "0.5,0.5",
        "1e-7,1.0E-7",
        "1e20,1.0E20",
        "NaN,NaN",
        "Infinity,+Inf",
        "-Infinity,-Inf",
        "9007199254740991,9007199254740991"
    })
    void writes_numbers_that_every_reader_takes(double value, String text) {
        assertEquals(text, PrometheusText.number(value));
    }

    @Test
    void shows_every_kind_of_meter_that_an_application_may_add() {
        registry.timer("calls", "to", "db").record(Duration.ofMillis(250));
        DistributionSummary.builder("sizes")
                .baseUnit("bytes")
                .serviceLevelObjectives(10, 100)
                .register(registry)
                .record(50);
        FunctionTimer.builder("work", this, self -> 4, self -> 2000, TimeUnit.MILLISECONDS)
                .register(registry);
        LongTaskTimer.builder("long").register(registry).start();
        Gauge.builder("nothing", () -> null).register(registry);
        Samples samples = Samples.of(text());
        assertEquals(0.25, samples.value("calls_seconds_sum", "to", "db"));
        assertEquals(1, samples.value("calls_seconds_count", "to", "db"));
        assertEquals(0, samples.value("sizes_bytes_bucket", "le", "10"));
        assertEquals(1, samples.value("sizes_bytes_bucket", "le", "100"));
        assertEquals(1, samples.value("sizes_bytes_bucket", "le", "+Inf"));
        assertEquals(2, samples.value("work_seconds_sum"));
        assertEquals(4, samples.value("work_seconds_count"));
        assertEquals(1, samples.value("long_seconds_active_tasks"));
        assertTrue(samples.all().containsKey("nothing{}"));
    }

    @Test
    void says_the_same_as_micrometers_own_registry_for_prometheus() {
        PrometheusMeterRegistry oracle = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Metrics metrics = busy(oracle);
        Map<String, Double> ours =
                new TreeMap<>(Samples.of(metrics.prometheus()).all());
        String theirs = oracle.scrape()
                .lines()
                .filter(line -> !line.contains("_max"))
                .map(line -> line + "\n")
                .collect(Collectors.joining());
        Map<String, Double> same = new TreeMap<>();
        Samples.of(theirs)
                .all()
                .forEach((key, value) -> same.put(
                        key.replace("le=1.0,", "le=1,")
                                .replace("le=5.0,", "le=5,")
                                .replace("le=10.0,", "le=10,"),
                        value));
        assertEquals(same, ours);
    }

    static Metrics busy(PrometheusMeterRegistry also) {
        Routes routes = Routes.builder()
                .add(Route.open("/api/runs"))
                .add(Route.open("/a/{id}"))
                .build();
        Metrics metrics = MetricsRegistry.shared(
                MetricsSettings.builder()
                        .prometheus(true)
                        .objectives(List.of(Slo.parse("/api/runs p95 500ms"), Slo.parse("* availability 99.5")))
                        .build(),
                new FakeTicker(),
                also);
        Random random = new Random(7);
        String[] methods = {"GET", "POST", "BREW"};
        String[] paths = {"/api/runs", "/a/1", "/a/2", "/nothing"};
        int[] statuses = {200, 404, 503, 999};
        for (int i = 0; i < 2000; i++) {
            String method = methods[random.nextInt(3)];
            metrics.completed(
                    routes.find(method, paths[random.nextInt(4)]),
                    method,
                    statuses[random.nextInt(4)],
                    random.nextBoolean() ? "tenant" + random.nextInt(5) : null,
                    null,
                    random.nextInt(2_000_000_000));
        }
        for (SecurityEventType type : SecurityEventType.values()) {
            metrics.on(SecurityEvent.of(type).build());
        }
        return metrics;
    }
}
