package dev.hardening.examples.valor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.metrics.Slo;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.examples.Scrape;
import dev.hardening.examples.app.RunningApp;
import dev.hardening.examples.server.ServerKind;
import dev.hardening.testing.Eventually;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Guide 001: what is counted, who may read it, and the objectives. */
class ValorMetricsTest {

    private static final Map<ServerKind, RunningApp> APPS = new EnumMap<>(ServerKind.class);

    @BeforeAll
    static void start() throws Exception {
        for (ServerKind kind : ServerKind.values()) {
            APPS.put(kind, Valor.start(Map.of("RATE_LIMIT_MAX", "100000", "SERVER", kind.name())));
        }
    }

    @AfterAll
    static void stop() {
        APPS.values().forEach(RunningApp::close);
        APPS.clear();
    }

    private static int port(ServerKind kind) {
        return Objects.requireNonNull(APPS.get(kind)).port();
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "0", ""})
    void X_13_while_metrics_are_off_the_path_is_unknown(String value) throws Exception {
        try (RunningApp off = Valor.start(Map.of("FEATURE_PROMETHEUS_METRICS", value))) {
            assertEquals(404, RawHttp.get(off.port(), "/metrics").status());
        }
    }

    @ParameterizedTest
    @EnumSource
    void X_13_X_52_a_collector_on_this_machine_reads_the_text_format(ServerKind kind) {
        Response page = RawHttp.get(port(kind), "/metrics");
        assertEquals(200, page.status(), page::toString);
        String type = Objects.toString(page.header("Content-Type"));
        assertTrue(type.startsWith("text/plain") && type.contains("version=0.0.4"), type);
        assertEquals("nosniff", page.header("X-Content-Type-Options"));
        assertTrue(page.text().contains("# TYPE http_requests_total counter\n"));
        assertTrue(page.text().contains("# TYPE rate_limit_blocked_total counter\n"));
        assertEquals(
                405,
                RawHttp.request(port(kind), "POST", "/metrics", "", Valor.JSON).status());
    }

    @ParameterizedTest
    @EnumSource
    void X_28_X_36_neither_tenant_nor_host_nor_scheme_are_asked_for_but_the_address(ServerKind kind) {
        for (String told : List.of("Host: 10.0.0.1:5002", "X-Tenant-ID: a b", "X-Forwarded-For: 127.0.0.1")) {
            assertEquals(200, RawHttp.get(port(kind), "/metrics", told).status(), told);
        }
        for (String client : List.of("203.0.113.9", "10.0.0.1", "127.0.0.1, 203.0.113.9", "2001:db8::1")) {
            Response refused = RawHttp.get(port(kind), "/metrics", "X-Forwarded-For: " + client);
            assertEquals(403, refused.status(), refused::toString);
            assertEquals("application/json", refused.header("Content-Type"));
            assertFalse(refused.text().contains("http_requests_total"), refused::toString);
        }
    }

    @ParameterizedTest
    @EnumSource
    void X_41_requests_are_counted_by_method_endpoint_status_and_tenant(ServerKind kind) {
        int port = port(kind);
        for (int i = 0; i < 2; i++) {
            assertEquals(200, RawHttp.get(port, "/api/runs", Valor.DEMO).status());
            assertEquals(
                    200,
                    RawHttp.get(port, "/api/financial-data/T" + i, "X-Tenant-ID: t" + i)
                            .status());
        }
        assertEquals(400, RawHttp.get(port, "/api/runs").status());
        String runs = "http_requests_total{endpoint=\"/api/runs\",method=\"GET\",status=\"";
        Scrape.until(port, runs + "200\",tenant=\"demo\"}", 2);
        Scrape.until(port, runs + "400\",tenant=\"unknown\"}", 1);
        for (int i = 0; i < 2; i++) {
            Scrape.until(
                    port,
                    "http_requests_total{endpoint=\"/api/financial-data/{ticker}\",method=\"GET\",status=\"200\","
                            + "tenant=\"t" + i + "\"}",
                    1);
        }
    }

    @Test
    void X_41_a_thousand_paths_are_one_series_and_a_hundred_tenants_the_most() throws Exception {
        try (RunningApp app = Valor.start(Map.of("RATE_LIMIT_MAX", "100000"))) {
            RawHttp.get(app.port(), "/nowhere");
            String unknown = "http_requests_total{endpoint=\"/**\",method=\"GET\",status=\"404\",tenant=\"unknown\"}";
            int before = Scrape.until(app.port(), unknown, 1)
                    .lines("http_requests_total")
                    .size();
            try (RawHttp client = RawHttp.connect(app.port())) {
                for (int i = 0; i < 1_000; i++) {
                    client.send(RawHttp.message("GET", "/nowhere/" + i, "", true));
                    assertEquals(404, client.read().status());
                }
                Scrape after = Scrape.until(app.port(), unknown, 1_001);
                // The scrapes themselves are the one that may come.
                assertTrue(after.lines("http_requests_total").size() <= before + 1, after::text);
                for (int i = 0; i < 120; i++) {
                    client.send(RawHttp.message("GET", "/api/runs", "", true, "X-Tenant-ID: t" + i));
                    assertEquals(200, client.read().status());
                }
            }
            String of = "http_requests_total{endpoint=\"/api/runs\",method=\"GET\",status=\"200\",tenant=\"";
            assertEquals(
                    101, Scrape.until(app.port(), of + "other\"}", 20).lines(of).size());
        }
    }

    @ParameterizedTest
    @EnumSource
    void X_42_latencies_are_a_histogram_in_seconds(ServerKind kind) {
        RawHttp.get(port(kind), "/api/scenarios", Valor.DEMO);
        String labels = "{endpoint=\"/api/scenarios\",method=\"GET\"";
        Scrape page = Scrape.until(port(kind), "http_request_duration_seconds_count" + labels + "}", 1);
        assertTrue(page.text().contains("# TYPE http_request_duration_seconds histogram\n"));
        assertEquals(1, page.value("http_request_duration_seconds_bucket" + labels + ",le=\"+Inf\"}"), page::text);
        double sum = page.value("http_request_duration_seconds_sum" + labels + "}");
        assertTrue(sum > 0 && sum < 60, page::text);
        assertEquals(
                13, page.lines("http_request_duration_seconds_bucket" + labels).size());
    }

    @Test
    void X_43_the_objectives_are_those_of_the_guide() {
        ValorApp app = new ValorApp();
        SettingReader reader =
                SettingReader.of(app.declare(SettingSource.environment(Valor.dockerLine())), app.modeRule());
        List<Slo> declared = app.read(reader).settings().metrics().objectives();
        String data = "/api/financial-data/{ticker}";
        assertEquals(
                List.of(
                        Slo.availability("*", 99.5),
                        Slo.latency("/api/runs", 95, Duration.ofMillis(500)),
                        Slo.latency("/api/runs", 99, Duration.ofSeconds(1)),
                        Slo.latency(data, 95, Duration.ofMillis(300)),
                        Slo.latency(data, 99, Duration.ofMillis(600))),
                declared);
    }

    @ParameterizedTest
    @EnumSource
    void X_43_a_miss_is_a_gauge_and_one_warning(ServerKind kind, @TempDir Path directory) throws Exception {
        Path log = directory.resolve("log");
        Map<String, String> values =
                Map.of("SLO_MIN_REQUESTS", "1", "LOG_LEVEL", "warn", "LOG_FILE", log.toString(), "SERVER", kind.name());
        try (RunningApp app = Valor.start(values)) {
            Scrape fine = Scrape.of(app.port());
            assertEquals(0, fine.value("slo_breached{slo=\"/api/runs p95\"}"), fine::text);
            assertEquals(0, fine.value("slo_breached{slo=\"/__test/** p95\"}"), fine::text);
            assertEquals(0.005, fine.value("slo_allowed_bad_ratio{slo=\"* availability\"}"), 1e-9, fine::text);
            assertEquals(200, RawHttp.get(app.port(), "/__test/sleep?ms=510").status());
            Scrape.until(app.port(), "slo_breached{slo=\"/__test/** p95\"}", 1);
            RawHttp.get(app.port(), "/__test/boom");
            Scrape missed = Scrape.until(app.port(), "slo_breached{slo=\"* availability\"}", 1);
            assertEquals(0, missed.value("slo_breached{slo=\"/api/runs p95\"}"), missed::text);
            for (String slo : List.of("/__test/** p95", "* availability")) {
                String line = "\"slo\":\"" + slo + "\"";
                Eventually.until(() -> lines(log, line) > 0);
                assertEquals(1, lines(log, line));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void E_47_the_audit_trail_can_be_read_by_tenant(ServerKind kind, @TempDir Path directory) throws Exception {
        Path trail = directory.resolve("audit.log");
        String users = "alice:" + Valor.HASH + ":user:one;bob:" + Valor.HASH + ":user:two";
        Map<String, String> values =
                Map.of("AUDIT_LOG_FILE", trail.toString(), "SERVER", kind.name(), "EXAMPLE_USERS", users);
        try (RunningApp app = Valor.start(values)) {
            String alice = Valor.member(Valor.login(app), "access_token");
            Response login = Valor.post(app, "/api/auth/login", Valor.LOGIN.replace("alice", "bob"));
            String bob = Valor.member(login, "access_token");
            assertEquals(201, Valor.addRun(app, alice, "X-Tenant-ID: one").status());
            assertEquals(201, Valor.addRun(app, bob, "X-Tenant-ID: two").status());
            assertEquals(403, Valor.addRun(app, bob, "X-Tenant-ID: one").status());
        }
        try (Stream<String> lines = Files.lines(trail)) {
            List<String> ofOne =
                    lines.filter(line -> line.contains("\"tenant_id\":\"one\"")).toList();
            assertEquals(1, ofOne.size(), ofOne::toString);
            assertTrue(ofOne.get(0).contains("\"actor\":\"alice\""), ofOne::toString);
            assertTrue(ofOne.get(0).contains("\"action\":\"POST /api/runs\""), ofOne::toString);
        }
    }

    private static long lines(Path log, String text) {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.contains("\"objective missed\"") && line.contains(text))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
