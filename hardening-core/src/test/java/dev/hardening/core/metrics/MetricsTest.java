package dev.hardening.core.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.Decision;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.identity.Proof;
import dev.hardening.core.net.IpAddress;
import dev.hardening.core.reading.Reading;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.testing.Allocations;
import dev.hardening.testing.FakeTicker;
import dev.hardening.testing.Samples;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.event.Level;

class MetricsTest {

    private static final Routes ROUTES = Routes.builder()
            .add(Route.open("/api/runs"))
            .add(Route.open("/vault/share/{token}/bundle"))
            .add(Route.open("/slow").slowAfter(Duration.ofSeconds(5)))
            .build();

    private final FakeTicker ticker = new FakeTicker();
    private final Metrics metrics = Metrics.of(
            MetricsSettings.builder().prometheus(true).jsonPath("/json").build(), ticker);

    private void request(String method, String path, int status, @Nullable String tenant, long millis) {
        metrics.begun();
        metrics.completed(ROUTES.find(method, path), method, status, tenant, null, millis * 1_000_000);
    }

    private Samples samples() {
        return Samples.of(metrics.prometheus());
    }

    @Test
    void counts_requests_under_exactly_four_labels() {
        request("GET", "/api/runs", 200, "demo", 10);
        request("GET", "/api/runs", 200, "demo", 10);
        request("POST", "/api/runs", 401, null, 10);
        Samples samples = samples();
        assertEquals(
                2,
                samples.value(
                        "http_requests_total",
                        "method",
                        "GET",
                        "endpoint",
                        "/api/runs",
                        "status",
                        "200",
                        "tenant",
                        "demo"));
        assertEquals(
                1,
                samples.value(
                        "http_requests_total",
                        "method",
                        "POST",
                        "endpoint",
                        "/api/runs",
                        "status",
                        "401",
                        "tenant",
                        "unknown"));
        assertEquals(2, samples.count("http_requests_total"));
        assertEquals("counter", samples.types().get("http_requests_total"));
    }

    @Test
    void a_histogram_has_cumulative_buckets_of_which_the_last_is_the_count() {
        for (long millis : new long[] {1, 5, 6, 150, 20_000}) {
            request("GET", "/api/runs", 200, null, millis);
        }
        ticker.advance(Duration.ofHours(2));
        Samples samples = samples();
        assertEquals("histogram", samples.types().get("http_request_duration_seconds"));
        String[][] expected = {{"0.005", "2"}, {"0.01", "3"}, {"0.1", "3"}, {"0.2", "4"}, {"10", "4"}, {"+Inf", "5"}};
        for (String[] bucket : expected) {
            assertEquals(
                    Double.parseDouble(bucket[1]),
                    samples.value(
                            "http_request_duration_seconds_bucket",
                            "method",
                            "GET",
                            "endpoint",
                            "/api/runs",
                            "le",
                            bucket[0]),
                    bucket[0]);
        }
        assertEquals(5, samples.value("http_request_duration_seconds_count", "method", "GET", "endpoint", "/api/runs"));
        assertEquals(
                20.162,
                samples.value("http_request_duration_seconds_sum", "method", "GET", "endpoint", "/api/runs"),
                1e-9);
    }

    @Test
    void a_flood_of_random_requests_leaves_a_bounded_number_of_series() {
        long seed = 20_261_127;
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        int before = samples().all().size();
        for (int i = 0; i < 100_000; i++) {
            String word = Integer.toString(random.nextInt(), 36);
            int status = new int[] {400, 401, 403, 404, 405, 413, 429}[random.nextInt(7)];
            request(i % 3 == 0 ? word : "GET", "/" + word, status, i % 2 == 0 ? word : null, random.nextInt(50));
        }
        Samples samples = samples();
        assertEquals(100_000, samples.sum("http_requests_total"));
        // Two methods, seven statuses, no tenant and other.
        assertTrue(
                samples.count("http_requests_total") <= 2 * 7 * 2, samples.all().keySet()::toString);
        assertTrue(
                samples.all().size() - before <= 28 + 2 * 15 + 1, samples.all().keySet()::toString);
    }

    @Test
    void served_tenants_are_bounded_too_and_the_sum_stays_right() {
        for (int i = 0; i < 1000; i++) {
            request("GET", "/api/runs", 200, "tenant" + i, 1);
        }
        Samples samples = samples();
        assertEquals(101, samples.count("http_requests_total"));
        assertEquals(
                900,
                samples.value(
                        "http_requests_total",
                        "method",
                        "GET",
                        "endpoint",
                        "/api/runs",
                        "status",
                        "200",
                        "tenant",
                        "other"));
    }

    @Test
    void beyond_the_most_series_tenants_are_counted_together() {
        Routes.Builder table = Routes.builder();
        for (int i = 0; i < 20; i++) {
            table.add(Route.open("/r" + i));
        }
        Routes routes = table.build();
        int requests = 0;
        for (int tenant = 0; tenant < 100; tenant++) {
            for (int route = 0; route < 20; route++) {
                for (int status : new int[] {200, 201, 202, 204, 301, 302, 304}) {
                    metrics.completed(routes.find("GET", "/r" + route), "GET", status, "t" + tenant, null, 1);
                    requests++;
                }
            }
        }
        Samples samples = samples();
        assertEquals(requests, samples.sum("http_requests_total"));
        assertTrue(samples.count("http_requests_total") <= MeterFactory.MOST_SERIES + 20 * 7);
        assertTrue(samples.count("http_requests_total") >= MeterFactory.MOST_SERIES);
    }

    @Test
    void a_known_request_is_counted_without_making_anything() {
        Route route = ROUTES.find("GET", "/api/runs");
        Runnable one = () -> {
            metrics.begun();
            metrics.completed(route, "GET", 404, "demo", Proof.TOKEN, 7_000_000);
        };
        metrics.completed(route, "GET", 200, "demo", Proof.TOKEN, 7_000_000);
        for (int i = 0; i < 20_000; i++) {
            one.run();
        }
        assertTrue(Allocations.least(one) <= 16, () -> Allocations.least(one) + " bytes");
    }

    @Test
    void threads_lose_no_count() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                String tenant = "t" + t % 2;
                all.add(threads.submit(() -> {
                    for (int i = 0; i < 5000; i++) {
                        request("GET", "/api/runs", 200 + i % 5, tenant, 1);
                    }
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
        Samples samples = samples();
        assertEquals(20_000, samples.sum("http_requests_total"));
        assertEquals(
                20_000,
                samples.value(
                        "http_request_duration_seconds_bucket",
                        "method",
                        "GET",
                        "endpoint",
                        "/api/runs",
                        "le",
                        "+Inf"));
        assertEquals(0, samples.value("http_requests_in_progress"));
    }

    @Test
    void tells_how_many_requests_are_in_progress_and_how_callers_were_proved() {
        metrics.begun();
        assertEquals(1, samples().value("http_requests_in_progress"));
        metrics.completed(ROUTES.find("GET", "/api/runs"), "GET", 200, null, Proof.SIGNATURE, 1);
        assertEquals(0, samples().value("http_requests_in_progress"));
        assertEquals(1, samples().value("authenticated_requests_total", "proof", "signature"));
        assertEquals(0, samples().value("authenticated_requests_total", "proof", "none"));
    }

    @ParameterizedTest
    @CsvSource({"/api/runs,199,0", "/api/runs,200,1", "/slow,4999,0", "/slow,5000,1", "/nothing,200,1"})
    void counts_what_is_slow_for_its_route(String path, long millis, int slow) {
        request("GET", path, 200, null, millis);
        String endpoint = path.equals("/nothing") ? "unknown" : path;
        assertEquals(slow, samples().value("http_slow_requests_total", "endpoint", endpoint));
        assertTrue(metrics.json().contains("\"slow_count\":" + slow), metrics.json());
    }

    @Test
    void shows_the_numbers_by_route_as_the_guide_prints_them() {
        assertEquals("{\"metrics\":{}}", metrics.json());
        request("GET", "/vault/share/abcdefgh/bundle", 200, null, 40);
        request("GET", "/vault/share/ijklmnop/bundle", 200, null, 45);
        request("GET", "/vault/share/qrstuvwx/bundle", 404, null, 51);
        assertTrue(
                metrics.json()
                        .startsWith("{\"metrics\":{\"/vault/share/{token}/bundle\":{\"request_count\":3,"
                                + "\"avg_response_time_ms\":45.3,\"error_count\":0,\"error_rate\":0.0000,\"p95\":5"),
                metrics.json());
        for (int i = 0; i < 1231; i++) {
            request("GET", "/vault/share/qrstuvwx/bundle", i < 2 ? 503 : 200, null, 45);
        }
        assertTrue(
                metrics.json()
                        .contains("\"request_count\":1234,\"avg_response_time_ms\":45.0,\"error_count\":2,"
                                + "\"error_rate\":0.0016"),
                metrics.json());
    }

    @Test
    void counts_events_by_type_and_refusals_by_code() {
        metrics.on(SecurityEvent.of(SecurityEventType.AUTHENTICATION_FAILED)
                .code(RefusalCode.AUTHENTICATION_REQUIRED)
                .build());
        metrics.on(SecurityEvent.of(SecurityEventType.BODY_REFUSED)
                .code(RefusalCode.BODY_TOO_LARGE)
                .shadow(true)
                .build());
        metrics.on(SecurityEvent.of(SecurityEventType.REQUEST_TIMED_OUT)
                .code(RefusalCode.REQUEST_TIMEOUT)
                .build());
        metrics.on(SecurityEvent.of(SecurityEventType.STORE_FAILED).build());
        metrics.logged(Level.WARN);
        Samples samples = samples();
        assertEquals(1, samples.value("security_events_total", "type", "AUTHENTICATION_FAILED"));
        assertEquals(SecurityEventType.values().length, samples.count("security_events_total"));
        assertEquals(4, samples.sum("security_events_total"));
        assertEquals(1, samples.value("request_refusals_total", "code", "AUTHENTICATION_REQUIRED", "shadow", "false"));
        assertEquals(1, samples.value("request_refusals_total", "code", "BODY_TOO_LARGE", "shadow", "true"));
        assertEquals(1, samples.value("request_timeouts_total"));
        assertEquals(1, samples.value("store_failures_total"));
        assertEquals(1, samples.value("log_events_total", "level", "warn"));
        assertEquals(0, samples.value("log_events_total", "level", "error"));
    }

    @Test
    void shows_what_it_watches_and_what_comes_to_be_later() {
        AtomicLong opened = new AtomicLong(7);
        List<Reading> doors = new ArrayList<>();
        doors.add(Reading.counter("doors_opened_total", "Doors opened.", opened::get)
                .labelled(Map.of("door", "front")));
        metrics.watch(() -> List.copyOf(doors));
        assertEquals(7, samples().value("doors_opened_total", "door", "front"));
        opened.set(8);
        doors.add(Reading.gauge("doors_open", "Doors that are open.", () -> 2));
        assertEquals(8, samples().value("doors_opened_total", "door", "front"));
        assertEquals(2, samples().value("doors_open"));
        assertEquals("Doors opened.", samples().helps().get("doors_opened_total"));
        assertEquals("counter", samples().types().get("doors_opened_total"));
    }

    @Test
    void finds_what_it_watches_while_requests_come_although_nobody_reads_a_page() {
        SimpleMeterRegistry own = new SimpleMeterRegistry();
        Metrics shared =
                MetricsRegistry.shared(MetricsSettings.builder().counting().build(), ticker, own);
        List<Reading> doors = new ArrayList<>();
        shared.watch(() -> List.copyOf(doors));
        doors.add(Reading.gauge("doors_open", "Doors that are open.", () -> 2));
        shared.completed(ROUTES.find("GET", "/slow"), "GET", 200, null, null, 1);
        assertNull(own.find("doors_open").gauge());
        ticker.advance(Duration.ofSeconds(10));
        shared.completed(ROUTES.find("GET", "/slow"), "GET", 200, null, null, 1);
        assertEquals(2, own.get("doors_open").gauge().value());
    }

    @Test
    void an_applications_registry_receives_the_same_meters_until_the_end() {
        SimpleMeterRegistry own = new SimpleMeterRegistry();
        own.counter("orders").increment();
        Metrics shared = MetricsRegistry.shared(
                MetricsSettings.builder().prometheus(true).build(), ticker, own);
        shared.completed(ROUTES.find("GET", "/api/runs"), "GET", 200, "demo", null, 7_000_000);
        assertEquals(
                1,
                own.get("http_requests_total")
                        .tags("method", "GET", "endpoint", "/api/runs", "status", "200", "tenant", "demo")
                        .counter()
                        .count());
        assertEquals(1, own.get("http_request_duration_seconds").timer().count());
        MetricsRegistry.of(shared).counter("own.things", "kind", "a").increment(3);
        assertEquals(3, own.get("own.things").counter().count());
        assertEquals(3, Samples.of(shared.prometheus()).value("own_things_total", "kind", "a"));
        MetricsRegistry.of(shared)
                .remove(MetricsRegistry.of(shared).get("own.things").counter());
        shared.close();
        shared.close();
        shared.completed(ROUTES.find("GET", "/api/runs"), "GET", 201, "demo", null, 7_000_000);
        assertEquals(
                List.of("orders"),
                own.getMeters().stream().map(meter -> meter.getId().getName()).toList());
    }

    @Test
    void warns_of_a_missed_objective_in_the_numbers() {
        Metrics judged = Metrics.of(
                MetricsSettings.builder()
                        .prometheus(true)
                        .objectives(List.of(Slo.latency("/api/runs", 95, Duration.ofMillis(500))))
                        .sloMinRequests(1)
                        .build(),
                ticker);
        assertEquals(0, Samples.of(judged.prometheus()).value("slo_breached", "slo", "/api/runs p95"));
        judged.completed(ROUTES.find("GET", "/slow"), "GET", 200, null, null, 900_000_000);
        assertEquals(0, Samples.of(judged.prometheus()).value("slo_breached", "slo", "/api/runs p95"));
        judged.completed(ROUTES.find("GET", "/api/runs"), "GET", 200, null, null, 900_000_000);
        Samples samples = Samples.of(judged.prometheus());
        assertEquals(1, samples.value("slo_breached", "slo", "/api/runs p95"));
        assertEquals(1, samples.value("slo_bad_ratio", "slo", "/api/runs p95"));
    }

    @Test
    void pages_are_found_exactly_and_read_by_those_who_may() {
        assertEquals(MetricsPage.PROMETHEUS, metrics.page("/metrics"));
        assertEquals(MetricsPage.JSON, metrics.page("/json"));
        for (String path : List.of("/", "/metrics/", "/Metrics", "/metrics;x", "/jso")) {
            assertNull(metrics.page(path), path);
        }
        for (String client : List.of("127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1")) {
            assertSame(Decision.allowed(), metrics.decide(MetricsPage.PROMETHEUS, IpAddress.parse(client)), client);
        }
        for (String client : List.of("203.0.113.9", "10.0.0.1", "::2", "::ffff:10.0.0.1")) {
            Refusal refusal = (Refusal) metrics.decide(MetricsPage.JSON, IpAddress.parse(client));
            assertEquals(403, refusal.status());
        }
    }

    @Test
    void does_nothing_while_it_is_off() {
        Metrics off = Metrics.of(MetricsSettings.builder().build(), ticker);
        assertFalse(off.isOn());
        off.begun();
        off.completed(ROUTES.find("GET", "/a"), "GET", 200, null, null, 1);
        off.on(SecurityEvent.of(SecurityEventType.STORE_FAILED).build());
        off.logged(Level.ERROR);
        off.watch(List::of);
        assertEquals("", off.prometheus());
        assertEquals("{\"metrics\":{}}", off.json());
        assertNull(off.page("/metrics"));
        assertThrows(IllegalStateException.class, () -> MetricsRegistry.of(off));
        assertSame(
                false,
                MetricsRegistry.shared(off.settings(), ticker, new SimpleMeterRegistry())
                        .isOn());
        off.close();
    }
}
