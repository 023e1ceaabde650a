package dev.hardening.core.breaker;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.breaker.DependencyUnavailableException.Reason;
import dev.hardening.testing.Allocations;
import dev.hardening.testing.FakeTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many clients at once, and dependencies that behave badly for long. */
class StormTest {

    private static final int CLIENTS = 200;

    /** All clients call at once; returns how many got an answer. */
    private static int rush(Rig rig, Runnable call) throws Throwable {
        CountDownLatch start = new CountDownLatch(1);
        AtomicInteger answered = new AtomicInteger();
        List<CompletableFuture<String>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(Rig.apart(() -> {
                Rig.await(start);
                try {
                    call.run();
                    answered.incrementAndGet();
                } catch (DependencyUnavailableException refused) {
                    assertEquals(Reason.OPEN, refused.reason());
                }
                return "done";
            }));
        }
        start.countDown();
        for (CompletableFuture<String> client : clients) {
            Rig.get(client);
        }
        assertEquals(0, rig.breaker.status().underWay());
        return answered.get();
    }

    @ParameterizedTest
    @EnumSource
    void of_two_hundred_clients_one_probes_while_the_dependency_is_away(CallWay way) throws Throwable {
        try (Rig rig = new Rig(Rig.settings().way(way).build())) {
            rig.open();
            AtomicInteger calls = new AtomicInteger();
            for (int round = 1; round <= 3; round++) {
                rig.advance(Rig.RESET);
                rush(
                        rig,
                        () -> rig.breaker.call(() -> {
                            calls.incrementAndGet();
                            // Its failure is a refusal to the eyes of rush().
                            throw new DependencyUnavailableException("far", Reason.OPEN, null, null);
                        }));
                assertEquals(round, calls.get());
                assertEquals(BreakerState.OPEN, rig.breaker.state());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void of_two_hundred_clients_one_probes_while_the_others_are_refused(CallWay way) throws Throwable {
        try (Rig rig = new Rig(Rig.settings().way(way).build())) {
            rig.open();
            rig.advance(Rig.RESET);
            Rig.Hanging probe = Rig.Hanging.thatObeysInterrupts();
            var prober = Rig.apart(() -> rig.breaker.call(probe));
            Rig.await(probe.begun);
            CountDownLatch start = new CountDownLatch(1);
            AtomicInteger calls = new AtomicInteger();
            List<CompletableFuture<Reason>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(Rig.apart(() -> {
                    Rig.await(start);
                    return Rig.reason(() -> rig.breaker.call(calls::incrementAndGet));
                }));
            }
            start.countDown();
            for (CompletableFuture<Reason> client : clients) {
                assertEquals(Reason.OPEN, Rig.get(client));
            }
            assertEquals(0, calls.get());
            probe.goOn.countDown();
            Rig.get(prober);
            assertEquals(BreakerState.CLOSED, rig.breaker.state());
            assertEquals(CLIENTS, rig.breaker.status().refusedOpen());
        }
    }

    @Test
    void of_two_hundred_clients_of_a_cache_none_waits_and_one_load_probes() throws Throwable {
        FakeDependency dependency = new FakeDependency();
        try (Rig rig = new Rig(Rig.settings().build())) {
            StaleCache<String, String> cache = rig.breaker.cache(
                    StaleCacheSettings.builder().ttl(Duration.ofSeconds(20)).build(), dependency);
            cache.get("a");
            rig.ticker.advance(Duration.ofSeconds(20));
            rig.open();
            dependency.hold();
            assertEquals(CLIENTS, rush(rig, () -> cache.get("a")));
            rig.advance(Rig.RESET);
            dependency.awaitHeld();
            int stale = 0;
            for (int i = 0; i < CLIENTS; i++) {
                stale += requireNonNull(cache.get("a")).isStale() ? 1 : 0;
                rig.breakers.runDue();
            }
            assertEquals(CLIENTS, stale);
            assertEquals(1, dependency.underWay());
            dependency.release();
            rig.awaitIdle(cache);
            assertEquals(BreakerState.CLOSED, rig.breaker.state());
            assertEquals(2, dependency.calls());
            assertEquals(Freshness.FRESH, requireNonNull(cache.get("a")).freshness());
        }
    }

    @Test
    void a_dependency_that_flaps_is_asked_once_a_reset_time_while_open_and_nothing_leaks() {
        for (long seed = 1; seed <= 5; seed++) {
            Random random = new Random(seed);
            try (Rig rig = new Rig(Rig.settings().way(CallWay.INTERRUPT).build())) {
                long lastProbe = Long.MIN_VALUE;
                boolean up = true;
                for (int tick = 0; tick < 5_000; tick++) {
                    rig.advance(Duration.ofMillis(100));
                    if (tick % 10 == 0) {
                        up = random.nextBoolean();
                    }
                    boolean wasClosed = rig.breaker.state() == BreakerState.CLOSED;
                    boolean made = true;
                    if (up) {
                        made = tryToSucceed(rig);
                    } else {
                        made = rig.fail();
                    }
                    if (made && !wasClosed) {
                        assertTrue(lastProbe == Long.MIN_VALUE || tick - lastProbe >= 50, "seed " + seed);
                        lastProbe = tick;
                    }
                }
                BreakerStatus status = rig.breaker.status();
                assertEquals(0, status.underWay());
                assertTrue(status.opened() > 10, "it flapped");
                assertEquals(5_000, status.succeeded() + status.failed() + status.refusedOpen());
            }
        }
    }

    private static boolean tryToSucceed(Rig rig) {
        try {
            rig.succeed();
            return true;
        } catch (DependencyUnavailableException refused) {
            return false;
        }
    }

    @Test
    void a_dependency_that_hangs_for_ever_takes_a_bounded_number_of_threads() throws Throwable {
        int places = 8;
        String name = "bounded";
        try (Rig rig = new Rig(
                Rig.settings().maxConcurrent(places).volumeThreshold(1_000).build())) {
            Breaker breaker = rig.breakers.add(
                    name,
                    Rig.settings().maxConcurrent(places).volumeThreshold(1_000).build());
            CountDownLatch forEver = new CountDownLatch(1);
            AtomicInteger begun = new AtomicInteger();
            AtomicBoolean stop = new AtomicBoolean();
            List<CompletableFuture<Reason>> callers = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                callers.add(Rig.apart(() -> Rig.reason(() -> breaker.call(() -> {
                    begun.incrementAndGet();
                    while (!stop.get()) {
                        try {
                            forEver.await();
                        } catch (InterruptedException stubborn) {
                            assertTrue(begun.get() > 0);
                        }
                    }
                    return "late";
                }))));
            }
            Rig.await(() -> breaker.status().underWay() == places
                    && breaker.status().refusedBusy() == 50 - places
                    && begun.get() == places);
            rig.advance(Rig.TIMEOUT);
            int timedOut = 0;
            for (CompletableFuture<Reason> caller : callers) {
                timedOut += Rig.get(caller) == Reason.TIMED_OUT ? 1 : 0;
            }
            assertEquals(places, timedOut);
            assertEquals(places, threads(name));
            for (int i = 0; i < 1_000; i++) {
                assertEquals(Reason.BUSY, Rig.reason(() -> breaker.call(() -> "more")));
            }
            assertEquals(places, threads(name));
            stop.set(true);
            forEver.countDown();
            Rig.await(() -> breaker.status().underWay() == 0);
            assertEquals("back", breaker.call(() -> "back"));
        }
        Rig.await(() -> threads(name) == 0);
    }

    private static long threads(String dependency) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("hardening-breaker-" + dependency) && thread.isAlive())
                .count();
    }

    @Test
    void closed_and_open_paths_allocate_nothing_on_the_callers_own_thread() {
        try (Rig rig = new Rig(CallWay.INTERRUPT)) {
            GuardedCall<String, RuntimeException> call = () -> "fine";
            long closed = Allocations.least(() -> {
                for (int i = 0; i < 10_000; i++) {
                    rig.breaker.call(call);
                }
            });
            assertTrue(closed < 1_000, closed + " bytes for 10,000 calls");
            rig.advance(Duration.ofMinutes(1));
            rig.open();
            long open = Allocations.least(() -> {
                for (int i = 0; i < 10_000; i++) {
                    tryToSucceed(rig);
                }
            });
            assertTrue(open < 1_000, open + " bytes for 10,000 refusals");
        }
    }

    @Test
    void memory_stays_flat_over_a_million_calls_that_come_and_go() {
        FakeTicker ticker = new FakeTicker();
        try (Rig rig = new Rig(ticker, Rig.settings().way(CallWay.INTERRUPT).build())) {
            GuardedCall<String, RuntimeException> call = () -> "fine";
            long bytes = Allocations.least(() -> {
                for (int i = 0; i < 200_000; i++) {
                    rig.breaker.call(call);
                    if (i % 100 == 0) {
                        rig.breakers.runDue();
                    }
                }
            });
            assertTrue(bytes < 200_000, bytes + " bytes");
            assertEquals(0, rig.breaker.status().underWay());
        }
    }
}
