package dev.hardening.core.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.event.SecurityEventListener;
import dev.hardening.core.json.JsonLimits;
import dev.hardening.core.json.JsonObject;
import dev.hardening.core.json.JsonReader;
import dev.hardening.testing.FakeTicker;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HealthReportTest {

    private final FakeTicker ticker = FakeTicker.at(Instant.parse("2026-03-04T05:06:07.123456789Z"));
    private final Health.Builder builder =
            Health.builder().ticker(ticker).clock(ticker).events(SecurityEventListener.none());
    private Health health = Health.builder().build();

    @AfterEach
    void close() {
        health.close();
    }

    private static HealthCheck works(String detail) {
        return () -> detail;
    }

    @Test
    void the_whole_report() {
        health = builder.critical("chordpro", works("6.050"))
                .nonCritical("redis", () -> {
                    ticker.advance(Duration.ofMillis(12));
                    throw new IOException("redis.internal");
                })
                .field("service", "converter")
                .field("version", "1.2.0")
                .flag("chordpro_available", "chordpro")
                .flag("redis_available", "redis")
                .build();
        HealthReport report = health.report(ProbeRole.OVERALL);
        assertEquals(
                "{\"status\":\"degraded\",\"timestamp\":\"2026-03-04T05:06:07.135Z\","
                        + "\"service\":\"converter\",\"version\":\"1.2.0\","
                        + "\"chordpro_available\":true,\"redis_available\":false,"
                        + "\"state\":\"ready\",\"dependencies\":{"
                        + "\"chordpro\":{\"status\":\"healthy\",\"critical\":true,\"duration_ms\":0,"
                        + "\"detail\":\"6.050\"},"
                        + "\"redis\":{\"status\":\"unhealthy\",\"critical\":false,\"duration_ms\":12,"
                        + "\"reason\":\"failed\"}}}",
                report.json().replace("\"duration_ms\":12,\"detail\"", "\"duration_ms\":0,\"detail\""));
        assertEquals(report.json(), report.toString());
        assertEquals(Instant.parse("2026-03-04T05:06:07.135Z"), report.timestamp());
    }

    @Test
    void a_liveness_report_has_the_fields_and_no_dependency() {
        health = builder.critical("database", works("x"))
                .field("service", "converter")
                .flag("database_available", "database")
                .build();
        assertEquals(
                "{\"status\":\"healthy\",\"timestamp\":\"2026-03-04T05:06:07.123Z\",\"service\":\"converter\"}",
                health.report(ProbeRole.LIVE).json());
    }

    @Test
    void a_detail_is_cut_and_escaped() {
        health = builder.critical("tool", works("\"\n\u2028<" + "x".repeat(1000)))
                .build();
        HealthReport report = health.report(ProbeRole.READY);
        String detail = report.dependencies().get(0).detail();
        assertEquals(DependencyHealth.LONGEST_DETAIL, detail == null ? 0 : detail.length());
        assertTrue(report.json().chars().allMatch(c -> c >= ' ' && c != '\u2028'), report.json());
    }

    @Test
    void any_detail_makes_valid_json() throws Exception {
        long seed = 20260304;
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(130);
            while (text.length() < length) {
                text.append((char) random.nextInt(random.nextBoolean() ? 0x80 : 0xD800));
            }
            try (Health one =
                    Health.builder().critical("tool", works(text.toString())).build()) {
                String json = one.report(ProbeRole.READY).json();
                JsonObject object =
                        (JsonObject) JsonReader.of(JsonLimits.defaults()).read(json);
                assertTrue(object.members().containsKey("dependencies"), () -> "seed " + seed + ": " + json);
            }
        }
    }

    static List<UnaryOperator<Health.Builder>> mistakes() {
        HealthCheck check = works("");
        return List.of(
                b -> b.critical("", check),
                b -> b.critical("data base", check),
                b -> b.critical("data\nbase", check),
                b -> b.nonCritical("x".repeat(65), check),
                b -> b.critical("a", check).nonCritical("a", check),
                b -> b.critical("a", check, Duration.ZERO),
                b -> b.critical("a", check, Duration.ofMillis(-1)),
                b -> b.critical("a", check, Duration.ofMinutes(1).plusNanos(1)),
                b -> b.field("status", "fine"),
                b -> b.field("timestamp", "fine"),
                b -> b.field("dependencies", "fine"),
                b -> b.field("state", "fine"),
                b -> b.field("waiting_for", "fine"),
                b -> b.field("a", "1").field("a", "2"),
                b -> b.field("a", "1").flag("a", "database"),
                b -> b.flag("a b", "database"),
                b -> b.timeToLive(Duration.ofNanos(-1)),
                b -> b.warmUp(Duration.ofNanos(-1)),
                HealthReportTest::thirtyThreeChecks);
    }

    private static Health.Builder thirtyThreeChecks(Health.Builder builder) {
        for (int i = 0; i < 33; i++) {
            builder.nonCritical("check-" + i, works(""));
        }
        return builder;
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void refuses_what_cannot_be_meant(UnaryOperator<Health.Builder> mistake) {
        assertThrows(IllegalArgumentException.class, () -> mistake.apply(builder));
    }

    @Test
    void refuses_a_flag_without_its_check() {
        builder.flag("chordpro_available", "chordpro");
        assertThrows(IllegalArgumentException.class, builder::build);
    }

    @Test
    void a_builder_that_is_used_again_does_not_change_what_it_built() {
        health = builder.field("a", "1").build();
        builder.field("b", "2").nonCritical("redis", works(""));
        assertEquals(
                "{\"status\":\"healthy\",\"timestamp\":\"2026-03-04T05:06:07.123Z\",\"a\":\"1\"}",
                health.report(ProbeRole.LIVE).json());
        assertEquals(List.of(), health.report(ProbeRole.READY).dependencies());
    }

    @Test
    void a_gate_opens_once() {
        ReadinessGate gate = ReadinessGate.named("migrations");
        assertEquals("ReadinessGate[migrations, closed]", gate.toString());
        gate.open();
        gate.open();
        assertTrue(gate.isOpen());
        assertEquals("ReadinessGate[migrations, open]", gate.toString());
        assertEquals("migrations", gate.name());
    }

    @ParameterizedTest
    @CsvSource({"1999, false", "2000, true", "999999, true"})
    void a_gate_opens_after_its_span_even_where_the_ticker_overflows(long millis, boolean open) {
        FakeTicker edge = FakeTicker.aboutToOverflow();
        ReadinessGate gate = ReadinessGate.opensAfter("cache", Duration.ofSeconds(2), edge);
        edge.advance(Duration.ofMillis(millis));
        assertEquals(open, gate.isOpen());
    }

    @Test
    void a_gate_may_be_opened_before_its_span() {
        ReadinessGate gate = ReadinessGate.opensAfter("cache", Duration.ofDays(1), ticker);
        gate.open();
        assertTrue(gate.isOpen());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "<b>", "ä"})
    void a_gate_needs_a_fit_name(String name) {
        assertThrows(IllegalArgumentException.class, () -> ReadinessGate.named(name));
        Duration past = Duration.ofNanos(-1);
        assertThrows(IllegalArgumentException.class, () -> ReadinessGate.opensAfter("fit", past, ticker));
    }
}
