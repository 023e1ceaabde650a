package dev.hardening.core.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.net.CidrSet;
import dev.hardening.core.net.IpAddress;
import dev.hardening.core.request.Route;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingReport;
import dev.hardening.core.settings.SettingSource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricsSettingsTest {

    private static MetricsSettings read(Map<String, String> values) {
        return MetricsSettings.read(SettingReader.of(SettingSource.environment(values)));
    }

    private static SettingReport report(Map<String, String> values) {
        SettingReader reader = SettingReader.of(SettingSource.environment(values));
        MetricsSettings.read(reader);
        return reader.finish();
    }

    @Test
    void by_default_nothing_is_counted_and_there_is_no_page() {
        MetricsSettings settings = read(Map.of());
        assertFalse(settings.isOn());
        assertFalse(settings.isPrometheus());
        assertEquals(List.of(), settings.routes());
        assertEquals("off", settings.summary());
        assertEquals("/metrics", settings.path());
        assertEquals(Optional.empty(), settings.jsonPath());
        assertEquals(CidrSet.loopback(), settings.allowed());
        assertEquals(CidrSet.loopback(), settings.jsonAllowed());
        assertEquals(12, settings.buckets().size());
        assertEquals(100, settings.maxTenants());
        assertEquals(Duration.ofMillis(200), settings.slowAfter());
        assertEquals(Duration.ofMinutes(5), settings.sloWindow());
        assertEquals(10, settings.sloMinRequests());
        assertFalse(settings.isResponseTime());
    }

    @ParameterizedTest
    @CsvSource({
        "FEATURE_PROMETHEUS_METRICS,true,true", "FEATURE_PROMETHEUS_METRICS,false,false",
        "ENABLE_METRICS,1,true", "ENABLE_METRICS,0,false"
    })
    void either_name_switches_the_text_on(String name, String value, boolean on) {
        assertEquals(on, read(Map.of(name, value)).isPrometheus());
        assertEquals(on, read(Map.of(name, value)).isOn());
    }

    @Test
    void names_that_disagree_refuse_to_start() {
        SettingReport report = report(Map.of("ENABLE_METRICS", "1", "FEATURE_PROMETHEUS_METRICS", "false"));
        assertTrue(report.isRefused());
        assertTrue(report.problems().toString().contains("FEATURE_PROMETHEUS_METRICS, ENABLE_METRICS"));
        assertFalse(report(Map.of("ENABLE_METRICS", "1", "FEATURE_PROMETHEUS_METRICS", "true"))
                .isRefused());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        ENABLE_METRICS         | perhaps
        METRICS_PATH           | metrics
        METRICS_PATH           | /
        METRICS_PATH           | //metrics
        METRICS_PATH           | /a/../metrics
        METRICS_PATH           | /metrics/
        METRICS_PATH           | /metrics;x
        METRICS_PATH           | /m%65trics
        METRICS_JSON_PATH      | /metrics
        METRICS_JSON_PATH      | x
        METRICS_ALLOWED_IPS    | 10.0.0.1/8
        MONITORING_ALLOWED_IPS | localhost
        METRICS_BUCKETS        | 0
        METRICS_BUCKETS        | ,
        METRICS_BUCKETS        | 0.1,x
        METRICS_BUCKETS        | 1e9
        METRICS_BUCKETS        | 3601
        METRICS_MAX_TENANTS    | -1
        METRICS_MAX_TENANTS    | 10001
        SLO_OBJECTIVES         | /a p95
        SLO_OBJECTIVES         | /a p95 1s, /a p95 2s
        SLO_WINDOW             | 9
        SLO_MIN_REQUESTS       | 0
        SLOW_REQUEST_THRESHOLD | 0
        RESPONSE_TIME_HEADER   | often
        """)
    void refuses_a_wrong_value_by_its_name(String name, String value) {
        SettingReport report = report(Map.of(name, value));
        assertTrue(report.isRefused(), report.toString());
        assertTrue(
                report.problems().stream()
                        .allMatch(problem -> problem.toString().contains(name)),
                report.toString());
    }

    @Test
    void reads_what_is_set_over_what_a_service_has_by_default() {
        MetricsSettingsBuilder defaults = MetricsSettings.builder()
                .jsonPath("/monitoring/metrics")
                .jsonAllowed(CidrSet.loopback().plus(CidrSet.privateRanges()))
                .responseTime(true);
        MetricsSettings plain = MetricsSettings.read(SettingReader.of(SettingSource.environment(Map.of())), defaults);
        assertTrue(plain.isOn());
        assertFalse(plain.isPrometheus());
        assertEquals(Optional.of("/monitoring/metrics"), plain.jsonPath());
        assertTrue(plain.jsonAllowed().contains(IpAddress.parse("10.1.2.3")));
        assertTrue(plain.isResponseTime());
        MetricsSettings set = MetricsSettings.read(
                SettingReader.of(SettingSource.environment(
                        Map.of("MONITORING_ALLOWED_IPS", "192.0.2.0/24", "RESPONSE_TIME_HEADER", "0"))),
                defaults);
        assertFalse(set.jsonAllowed().contains(IpAddress.parse("10.1.2.3")));
        assertFalse(set.isResponseTime());
        assertTrue(plain.isResponseTime());
    }

    @Test
    void pages_are_under_no_limit_and_over_any_transport() {
        List<Route> routes =
                read(Map.of("ENABLE_METRICS", "1", "METRICS_JSON_PATH", "/m")).routes();
        assertEquals(
                List.of("/metrics", "/m"),
                routes.stream().map(route -> route.pattern().template()).toList());
        for (Route route : routes) {
            assertFalse(route.isAuthenticated());
            assertEquals(List.of(), route.limits());
            assertTrue(route.isAnyTransport());
        }
    }

    @Test
    void warns_when_everybody_may_read() {
        SettingReport report = report(Map.of("METRICS_ALLOWED_IPS", "0.0.0.0/0"));
        assertFalse(report.isRefused());
        assertTrue(report.problems().toString().contains("METRICS_ALLOWED_IPS"), report.toString());
    }

    @Test
    void reads_buckets_tenants_and_objectives() {
        MetricsSettings settings = read(Map.of(
                "METRICS_BUCKETS", "1, 0.25,0.25",
                "METRICS_TENANTS", "acme, demo",
                "SLO_OBJECTIVES", "/api/runs p95 500ms, /api/runs availability 99.5"));
        assertEquals(List.of(Duration.ofMillis(250), Duration.ofSeconds(1)), settings.buckets());
        assertEquals(Set.of("acme", "demo"), settings.tenants());
        assertEquals(2, settings.objectives().size());
        assertTrue(settings.isOn(), "an objective is judged though no page shows it");
    }

    @Test
    void the_builder_holds_the_rules() {
        assertThrows(
                InvalidSettingsException.class, () -> MetricsSettings.builder().path("x"));
        assertThrows(
                InvalidSettingsException.class,
                () -> MetricsSettings.builder().jsonPath("/metrics").build());
        assertThrows(
                InvalidSettingsException.class,
                () -> MetricsSettings.builder()
                        .maxTenants(1)
                        .tenants(Set.of("a", "b"))
                        .build());
        assertThrows(
                InvalidSettingsException.class,
                () -> MetricsSettings.builder().buckets(List.of()).build());
        assertThrows(
                InvalidSettingsException.class,
                () -> MetricsSettings.builder().slowAfter(Duration.ZERO).build());
        assertTrue(MetricsSettings.builder().counting().build().isOn());
        assertTrue(MetricsSettings.builder()
                .prometheus(true)
                .build()
                .summary()
                .startsWith("Prometheus text at /metrics for "));
    }
}
