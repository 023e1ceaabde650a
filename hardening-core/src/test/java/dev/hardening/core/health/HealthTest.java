package dev.hardening.core.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.testing.FakeTicker;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class HealthTest {

    private final FakeTicker ticker = new FakeTicker();
    private final Observed events = new Observed();
    private final Health.Builder builder =
            Health.builder().ticker(ticker).clock(ticker).events(events);
    private Health health = Health.builder().build();

    @AfterEach
    void close() {
        health.close();
    }

    private static HealthCheck check(boolean works) {
        return () -> {
            if (!works) {
                throw new ConnectException("db.internal:5432 refused password hunter2");
            }
            return null;
        };
    }

    @ParameterizedTest
    @CsvSource({
        // critical works, other works, readiness, overall
        "true,  true,  200 HEALTHY,   200 HEALTHY",
        "true,  false, 200 DEGRADED,  200 DEGRADED",
        "false, true,  503 UNHEALTHY, 503 UNHEALTHY",
        "false, false, 503 UNHEALTHY, 503 UNHEALTHY",
    })
    void a_critical_dependency_decides_and_another_one_degrades(
            boolean critical, boolean other, String ready, String overall) {
        health = builder.critical("database", check(critical))
                .nonCritical("redis", check(other))
                .build();
        assertEquals(ready, outcome(ProbeRole.READY));
        assertEquals(overall, outcome(ProbeRole.OVERALL));
        assertEquals("200 HEALTHY", outcome(ProbeRole.LIVE));
    }

    @ParameterizedTest
    @CsvSource({"true, 200 HEALTHY, 200 HEALTHY", "false, 503 UNHEALTHY, 200 DEGRADED"})
    void critical_checks_may_decide_about_readiness_only(boolean works, String ready, String overall) {
        health = builder.critical("database", check(works))
                .criticalForReadinessOnly()
                .build();
        assertEquals(ready, outcome(ProbeRole.READY));
        assertEquals(overall, outcome(ProbeRole.OVERALL));
    }

    @ParameterizedTest
    @CsvSource({"0,1", "1,0"})
    void a_failure_that_only_degrades_does_not_lift_a_fatal_one(int first, int second) {
        for (int i : List.of(first, second)) {
            if (i == 0) {
                builder.critical("database", check(false));
            } else {
                builder.nonCritical("redis", check(false));
            }
        }
        health = builder.build();
        assertEquals("503 UNHEALTHY", outcome(ProbeRole.READY));
    }

    private String outcome(ProbeRole role) {
        HealthReport report = health.report(role);
        return report.statusCode() + " " + report.status();
    }

    @ParameterizedTest
    @EnumSource
    void a_service_without_checks_is_healthy(ProbeRole role) {
        health = builder.build();
        assertEquals("200 HEALTHY", outcome(role));
    }

    @Test
    void liveness_runs_no_check() {
        Dependency database = Dependency.failing(new IOException());
        health = builder.critical("database", database).build();
        assertEquals("200 HEALTHY", outcome(ProbeRole.LIVE));
        assertEquals(0, database.runs.get());
    }

    static Stream<Throwable> whateverIsThrown() {
        return Stream.of(
                new IOException("secret"),
                new RuntimeException("secret"),
                new InterruptedException("secret"),
                new AssertionError("secret"),
                new NoClassDefFoundError("secret"),
                new StackOverflowError("secret"),
                new OutOfMemoryError("secret"));
    }

    @ParameterizedTest
    @MethodSource("whateverIsThrown")
    void whatever_a_check_throws_counts_as_down_and_its_text_stays_inside(Throwable thrown) throws Exception {
        Dependency database = Dependency.failing(thrown);
        health = builder.critical("database", database).build();
        HealthReport report = health.report(ProbeRole.READY);
        assertEquals(503, report.statusCode());
        DependencyHealth found = report.dependencies().get(0);
        assertEquals("failed", found.reason());
        assertFalse(found.isHealthy());
        assertFalse(report.json().contains("secret"), report.json());
        assertFalse(report.json().contains(thrown.getClass().getName()), report.json());
        assertEquals("database is unhealthy: failed (" + thrown.getClass().getName() + ")", events.next());

        database.failure = null;
        ticker.advance(Health.DEFAULT_TIME_TO_LIVE);
        assertEquals("200 HEALTHY", outcome(ProbeRole.READY));
    }

    @Test
    void a_result_is_shown_until_its_time_to_live_is_over() {
        Dependency database = Dependency.working();
        health = builder.critical("database", database)
                .timeToLive(Duration.ofSeconds(3))
                .build();
        for (int i = 0; i < 5; i++) {
            assertEquals("200 HEALTHY", outcome(ProbeRole.READY));
            assertEquals("200 HEALTHY", outcome(ProbeRole.OVERALL));
        }
        assertEquals(1, database.runs.get());
        database.failure = new IOException();
        ticker.advance(Duration.ofSeconds(3).minusNanos(1));
        assertEquals("200 HEALTHY", outcome(ProbeRole.READY));
        assertEquals(1, database.runs.get());
        ticker.advance(Duration.ofNanos(1));
        assertEquals("503 UNHEALTHY", outcome(ProbeRole.READY));
        assertEquals(2, database.runs.get());
    }

    @Test
    void a_change_shows_within_five_seconds_in_both_directions() {
        Dependency database = Dependency.working();
        health = builder.critical("database", database).build();
        for (int round = 0; round < 3; round++) {
            assertEquals("200 HEALTHY", outcome(ProbeRole.READY));
            database.failure = new IOException();
            ticker.advance(Duration.ofSeconds(5));
            assertEquals("503 UNHEALTHY", outcome(ProbeRole.READY));
            database.failure = null;
            ticker.advance(Duration.ofSeconds(5));
        }
    }

    @Test
    void the_time_to_live_survives_the_overflow_of_the_ticker() {
        FakeTicker edge = FakeTicker.aboutToOverflow();
        Dependency database = Dependency.working();
        health = builder.ticker(edge).critical("database", database).build();
        outcome(ProbeRole.READY);
        edge.advance(Duration.ofMillis(1500));
        outcome(ProbeRole.READY);
        assertEquals(1, database.runs.get());
        edge.advance(Duration.ofMillis(500));
        outcome(ProbeRole.READY);
        assertEquals(2, database.runs.get());
    }

    @Test
    void a_time_to_live_of_zero_asks_every_time() {
        Dependency database = Dependency.working();
        health =
                builder.critical("database", database).timeToLive(Duration.ZERO).build();
        for (int i = 1; i <= 3; i++) {
            outcome(ProbeRole.READY);
            assertEquals(i, database.runs.get());
        }
    }

    @Test
    void each_change_is_published_once() {
        Dependency redis = Dependency.working();
        health = builder.nonCritical("redis", redis).build();
        probeTimes(3);
        assertEquals(List.of(), events.details);
        redis.failure = new IOException("secret");
        probeTimes(3);
        assertEquals(List.of("redis is unhealthy: failed (java.io.IOException)"), events.details);
        redis.failure = null;
        probeTimes(3);
        assertEquals(
                List.of("redis is unhealthy: failed (java.io.IOException)", "redis is healthy again"), events.details);
    }

    private void probeTimes(int times) {
        for (int i = 0; i < times; i++) {
            outcome(ProbeRole.OVERALL);
            ticker.advance(Health.DEFAULT_TIME_TO_LIVE);
        }
    }

    @Test
    void a_listener_that_throws_keeps_no_probe_from_its_answer() {
        health = builder.critical("database", check(false))
                .events(event -> {
                    throw new IllegalStateException("a broken listener");
                })
                .build();
        assertEquals("503 UNHEALTHY", outcome(ProbeRole.READY));
        assertTrue(health.lifecycle().drain(Duration.ZERO));
    }

    @Test
    void readiness_waits_for_every_gate_and_names_those_that_are_closed() {
        ReadinessGate migrations = ReadinessGate.named("migrations");
        ReadinessGate vkeys = ReadinessGate.named("vkeys");
        health = builder.gate(migrations).gate(vkeys).build();
        HealthReport report = health.report(ProbeRole.READY);
        assertEquals(503, report.statusCode());
        assertEquals(List.of("migrations", "vkeys"), report.waitingFor());
        assertTrue(report.json().contains("\"waiting_for\":[\"migrations\",\"vkeys\"]"), report.json());
        assertEquals("200 HEALTHY", outcome(ProbeRole.LIVE));
        assertEquals("200 HEALTHY", outcome(ProbeRole.OVERALL));

        migrations.open();
        assertEquals(List.of("vkeys"), health.report(ProbeRole.READY).waitingFor());
        vkeys.open();
        assertEquals("200 HEALTHY", outcome(ProbeRole.READY));
        assertFalse(health.report(ProbeRole.READY).json().contains("waiting_for"));
    }

    @Test
    void a_warm_up_ends_by_the_ticker() {
        health = builder.warmUp(Duration.ofSeconds(2)).build();
        assertEquals(List.of("warm-up"), health.report(ProbeRole.READY).waitingFor());
        ticker.setWallClock(FakeTicker.START.plusSeconds(3600));
        ticker.advance(Duration.ofMillis(1999));
        assertEquals("503 UNHEALTHY", outcome(ProbeRole.READY));
        ticker.advance(Duration.ofMillis(1));
        assertEquals("200 HEALTHY", outcome(ProbeRole.READY));
    }

    @Test
    void no_warm_up_is_no_gate() {
        health = builder.warmUp(Duration.ZERO).build();
        assertEquals("200 HEALTHY", outcome(ProbeRole.READY));
    }

    @Test
    void a_draining_service_is_alive_and_not_ready() {
        health = builder.critical("database", check(true)).build();
        assertEquals("200 HEALTHY", outcome(ProbeRole.READY));
        health.lifecycle().begin();
        assertFalse(health.lifecycle().drain(Duration.ZERO));
        assertEquals(Lifecycle.State.STOPPED, health.report(ProbeRole.READY).state());
        assertEquals("503 UNHEALTHY", outcome(ProbeRole.READY));
        assertEquals("503 UNHEALTHY", outcome(ProbeRole.OVERALL));
        assertEquals("200 HEALTHY", outcome(ProbeRole.LIVE));
        assertEquals(List.of("draining: new requests are refused"), events.details);
    }

    @Test
    void a_closed_health_runs_nothing_and_is_not_ready() {
        Dependency database = Dependency.working();
        health = builder.critical("database", database).build();
        outcome(ProbeRole.READY);
        health.close();
        health.close();
        ticker.advance(Duration.ofMinutes(1));
        assertEquals("503 UNHEALTHY", outcome(ProbeRole.READY));
        assertEquals("200 HEALTHY", outcome(ProbeRole.LIVE));
        assertEquals(1, database.runs.get());
    }

    @Test
    void a_check_that_never_ran_counts_as_down() {
        health = builder.critical("database", Dependency.working()).build();
        health.close();
        DependencyHealth found = health.report(ProbeRole.READY).dependencies().get(0);
        assertEquals("unknown", found.reason());
        assertFalse(found.isHealthy());
        assertNull(found.detail());
    }

    @Test
    void the_duration_is_that_of_the_check() {
        health = builder.critical("database", () -> {
                    ticker.advance(Duration.ofMillis(37));
                    return null;
                })
                .build();
        DependencyHealth found = health.report(ProbeRole.READY).dependencies().get(0);
        assertEquals(Duration.ofMillis(37), found.duration());
        assertTrue(found.isCritical());
        assertEquals("DependencyHealth[database, healthy]", found.toString());
    }
}
