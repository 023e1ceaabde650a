package dev.hardening.core.health;

import static dev.hardening.core.health.Dependency.within10Seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.testing.FakeTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HangingCheckTest {

    private static final Duration SOON = Duration.ofMillis(30);
    private static final Duration LATE = Duration.ofSeconds(50);

    private final FakeTicker ticker = new FakeTicker();
    private final Observed events = new Observed();
    private final Health.Builder builder =
            Health.builder().ticker(ticker).clock(ticker).events(events);
    private Health health = Health.builder().build();
    private final ExecutorService probes = Executors.newCachedThreadPool();

    @AfterEach
    void close() {
        health.close();
        probes.shutdownNow();
    }

    private DependencyHealth find(String name) {
        return health.report(ProbeRole.OVERALL).dependencies().stream()
                .filter(dependency -> dependency.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(CheckThreads.NAME))
                .collect(Collectors.toSet());
    }

    @Test
    void a_check_is_interrupted_at_its_timeout_and_counts_as_down() throws Exception {
        Dependency database = Dependency.hanging();
        health = builder.critical("database", database, SOON).build();
        DependencyHealth found = find("database");
        assertEquals("timeout", found.reason());
        assertEquals(SOON, found.duration());
        assertTrue(within10Seconds(database.interrupted));
        assertEquals("database is unhealthy: timeout", events.next());
        assertEquals(1, database.interrupts.get());
    }

    @Test
    void a_hanging_check_delays_no_other() throws Exception {
        Dependency slow = Dependency.hanging();
        Dependency quick = Dependency.working();
        health = builder.nonCritical("slow", slow, LATE)
                .critical("quick", quick, LATE)
                .build();
        Future<HealthReport> waiting = probes.submit(() -> health.report(ProbeRole.READY));
        assertTrue(within10Seconds(slow.started));
        assertTrue(within10Seconds(quick.started));
        assertFalse(waiting.isDone());
        assertEquals(200, health.report(ProbeRole.LIVE).statusCode());
        slow.release.countDown();
        assertEquals(HealthStatus.HEALTHY, waiting.get(10, TimeUnit.SECONDS).status());
    }

    @Test
    void one_that_ignores_the_interrupt_is_not_started_again_and_needs_one_thread() throws Exception {
        Set<Thread> before = threads();
        Dependency stubborn = Dependency.stubborn();
        Dependency quick = Dependency.working();
        health = builder.nonCritical("stubborn", stubborn, SOON)
                .critical("quick", quick)
                .build();
        assertEquals("timeout", find("stubborn").reason());
        for (int i = 2; i <= 20; i++) {
            ticker.advance(Health.DEFAULT_TIME_TO_LIVE);
            HealthReport report = health.report(ProbeRole.READY);
            assertEquals(HealthStatus.DEGRADED, report.status());
            assertEquals(i, quick.runs.get());
        }
        assertEquals(1, stubborn.runs.get());
        Set<Thread> ours = threads();
        ours.removeAll(before);
        assertTrue(ours.size() <= 3, "two checks and their watchdog, not " + ours);
        assertTrue(ours.stream().allMatch(Thread::isDaemon));
        assertEquals(List.of("stubborn is unhealthy: timeout"), events.details);

        stubborn.release.countDown();
        stubborn.hangs = false;
        while (!find("stubborn").isHealthy()) {
            ticker.advance(Health.DEFAULT_TIME_TO_LIVE);
        }
        assertTrue(stubborn.runs.get() >= 2);
        assertEquals(List.of("stubborn is unhealthy: timeout", "stubborn is healthy again"), events.details);
    }

    @Test
    void a_late_answer_does_not_count() throws Exception {
        Dependency stubborn = Dependency.stubborn();
        health = builder.critical("database", stubborn, SOON).build();
        assertEquals("timeout", find("database").reason());
        stubborn.release.countDown();
        assertEquals("timeout", find("database").reason());
        assertEquals(List.of("database is unhealthy: timeout"), events.details);
    }

    @Test
    void one_that_hung_before_is_waited_for_a_moment_only() throws Exception {
        Dependency first = Dependency.hanging();
        Dependency[] database = {first};
        health = builder.critical("database", () -> database[0].run(), Duration.ofSeconds(2))
                .build();
        assertEquals("timeout", find("database").reason());
        assertTrue(within10Seconds(first.interrupted));

        Dependency second = Dependency.hanging();
        database[0] = second;
        while (second.runs.get() == 0) {
            ticker.advance(Health.DEFAULT_TIME_TO_LIVE);
            assertEquals("timeout", find("database").reason());
        }
        assertEquals(0, second.interrupts.get(), "the probe came back before the second timeout");
        second.release.countDown();
        assertEquals("database is unhealthy: timeout", events.next());
        assertEquals("database is healthy again", events.next());
        assertTrue(find("database").isHealthy());
    }

    @Test
    void the_interrupt_of_a_timeout_does_not_leak_into_the_next_check() throws Exception {
        Dependency database = Dependency.hanging();
        AtomicInteger leaks = new AtomicInteger();
        health = builder.critical(
                        "database",
                        () -> {
                            if (Thread.currentThread().isInterrupted()) {
                                leaks.incrementAndGet();
                            }
                            return database.run();
                        },
                        SOON)
                .build();
        for (int i = 0; i < 5; i++) {
            health.report(ProbeRole.READY);
            ticker.advance(Health.DEFAULT_TIME_TO_LIVE);
        }
        assertEquals(0, leaks.get());
    }

    @Test
    void a_thousand_probes_at_once_run_a_check_once() throws Exception {
        Dependency database = Dependency.hanging();
        health = builder.critical("database", database, LATE).build();
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> crowd = new ArrayList<>();
        AtomicInteger healthy = new AtomicInteger();
        for (int i = 0; i < 1000; i++) {
            Thread thread = new Thread(
                    null,
                    () -> {
                        try {
                            go.await();
                        } catch (InterruptedException e) {
                            return;
                        }
                        if (health.report(ProbeRole.READY).statusCode() == 200) {
                            healthy.incrementAndGet();
                        }
                    },
                    "probe",
                    128 * 1024);
            thread.start();
            crowd.add(thread);
        }
        go.countDown();
        assertTrue(within10Seconds(database.started));
        database.release.countDown();
        for (Thread thread : crowd) {
            thread.join();
        }
        assertEquals(1000, healthy.get());
        assertEquals(1, database.runs.get());
    }

    @Test
    void checks_run_on_threads_of_the_room_that_inherit_nothing() {
        InheritableThreadLocal<String> local = new InheritableThreadLocal<>();
        local.set("of the request");
        Thread[] ran = {Thread.currentThread()};
        AtomicReference<String> inherited = new AtomicReference<>("none");
        health = builder.critical("database", () -> {
                    ran[0] = Thread.currentThread();
                    inherited.set(String.valueOf(local.get()));
                    return null;
                })
                .build();
        assertEquals(200, health.report(ProbeRole.READY).statusCode());
        assertNotSame(Thread.currentThread(), ran[0]);
        assertTrue(ran[0].isDaemon());
        assertEquals("null", inherited.get());
    }

    @Test
    void close_ends_every_thread_and_publishes_no_change() throws Exception {
        Set<Thread> before = threads();
        Dependency hanging = Dependency.hanging();
        health = builder.critical("hanging", hanging, LATE)
                .nonCritical("quick", Dependency.working())
                .build();
        Future<HealthReport> waiting = probes.submit(() -> health.report(ProbeRole.READY));
        assertTrue(within10Seconds(hanging.started));
        Set<Thread> during = threads();
        during.removeAll(before);
        assertFalse(during.isEmpty());

        health.close();
        assertEquals(503, waiting.get(10, TimeUnit.SECONDS).statusCode());
        // Another check may have begun since the threads were counted; it ends too.
        Set<Thread> after = threads();
        after.addAll(during);
        after.removeAll(before);
        for (Thread thread : after) {
            thread.join(10_000);
            assertFalse(thread.isAlive(), thread.getName());
        }
        assertTrue(before.containsAll(threads()));
        assertEquals(List.of("draining: new requests are refused"), events.details);
    }

    @Test
    void a_service_that_nobody_probes_has_no_thread() {
        Set<Thread> before = threads();
        health = builder.critical("database", Dependency.working()).build();
        assertEquals(200, health.report(ProbeRole.LIVE).statusCode());
        assertTrue(before.containsAll(threads()));
    }

    @Test
    void an_interrupted_probe_answers_at_once_and_stays_interrupted() throws Exception {
        Dependency database = Dependency.hanging();
        health = builder.critical("database", database, LATE).build();
        Future<Boolean> probe = probes.submit(() -> {
            Thread.currentThread().interrupt();
            HealthReport report = health.report(ProbeRole.READY);
            return report.statusCode() == 503 && Thread.interrupted();
        });
        assertTrue(probe.get(10, TimeUnit.SECONDS));
        database.release.countDown();
    }
}
