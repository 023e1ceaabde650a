package dev.hardening.core.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.audit.AuditSettings;
import dev.hardening.core.audit.AuditTrail;
import dev.hardening.core.breaker.BreakerSettings;
import dev.hardening.core.breaker.Breakers;
import dev.hardening.core.breaker.StaleCacheSettings;
import dev.hardening.core.ratelimit.RateLimitSettings;
import dev.hardening.core.ratelimit.RateLimiter;
import dev.hardening.core.secret.Redactor;
import dev.hardening.core.time.Ticker;
import dev.hardening.core.tracing.OtlpExporter;
import dev.hardening.core.tracing.TracingSettings;
import dev.hardening.testing.Promtool;
import dev.hardening.testing.Promtool.Verdict;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What Prometheus' own tool says of a page. */
@Timeout(60)
class PromtoolTest {

    @TempDir
    private Path directory;

    private Verdict check(String page) throws Exception {
        Path file = Files.writeString(directory.resolve("page"), page, StandardCharsets.UTF_8);
        return Promtool.run(file, "check", "metrics");
    }

    @Test
    void finds_nothing_in_a_page_with_every_meter_of_the_library() throws Exception {
        PrometheusMeterRegistry unused = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try (Breakers breakers = Breakers.standard();
                RateLimiter limiter = RateLimiter.of(RateLimitSettings.builder().build(), Ticker.system());
                AuditTrail trail = AuditTrail.open(
                        AuditSettings.builder().inMemory().build(),
                        Ticker.system(),
                        InstantSource.system(),
                        new Redactor());
                OtlpExporter exporter = OtlpExporter.of(
                        TracingSettings.builder().endpoint("http://127.0.0.1:1").build(), Ticker.system());
                Metrics metrics = PrometheusTextTest.busy(unused)) {
            breakers.add("neo4j", BreakerSettings.builder().build())
                    .cache(StaleCacheSettings.builder().build(), key -> "value");
            limiter.requireRules(Set.of("default"));
            metrics.watch(breakers);
            metrics.watch(limiter);
            metrics.watch(trail);
            metrics.watch(exporter);
            String page = metrics.prometheus();
            for (String name : List.of(
                    "breaker_state{",
                    "cache_entries{",
                    "rate_limit_blocked_total{",
                    "slo_breached{",
                    "audit_records_total{",
                    "trace_spans_total{")) {
                assertTrue(page.contains(name), name);
            }
            assertEquals(new Verdict(0, ""), check(page));
        }
    }

    @Test
    void would_say_so_if_a_page_were_wrong() throws Exception {
        assertNotEquals(
                0, check("# HELP a_total A.\n# TYPE a_total gauge\na_total 1\n").exit());
        assertNotEquals(0, check("a{b=\"c} 1\n").exit());
    }
}
