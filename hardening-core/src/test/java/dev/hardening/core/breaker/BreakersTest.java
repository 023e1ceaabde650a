package dev.hardening.core.breaker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.breaker.DependencyUnavailableException.Reason;
import dev.hardening.core.breaker.Rig.Hanging;
import dev.hardening.core.event.SecurityEventType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Breakers as an application has them: by the system's clock, with their own threads. Waits a fraction of a second. */
class BreakersTest {

    private static final Duration SHORT = Duration.ofMillis(60);

    private final BlockingQueue<SecurityEventType> events = new LinkedBlockingQueue<>();

    private Breakers breakers() {
        return Breakers.builder().events(event -> events.add(event.type())).build();
    }

    private static BreakerSettings.Builder quick() {
        return BreakerSettings.builder().timeout(SHORT).resetTimeout(SHORT).volumeThreshold(1);
    }

    private void awaitEvent(SecurityEventType type) throws InterruptedException {
        assertEquals(type, events.poll(Rig.PATIENCE_SECONDS, TimeUnit.SECONDS));
    }

    @ParameterizedTest
    @EnumSource
    void a_call_that_hangs_is_ended_by_the_timer(CallWay way) throws Exception {
        try (Breakers breakers = breakers()) {
            Breaker breaker = breakers.add("prompts", quick().way(way).build());
            Hanging hanging = Hanging.thatObeysInterrupts();
            long before = System.nanoTime();
            assertEquals(Reason.TIMED_OUT, Rig.reason(() -> breaker.call(hanging)));
            assertTrue(System.nanoTime() - before >= SHORT.toNanos());
            awaitEvent(SecurityEventType.BREAKER_OPENED);
            // A second one after an idle time, when the timer sleeps for long.
            Rig.await(() -> breaker.state() == BreakerState.HALF_OPEN);
            assertEquals(Reason.TIMED_OUT, Rig.reason(() -> breaker.call(Hanging.thatObeysInterrupts())));
        }
    }

    @Test
    void an_asynchronous_call_that_hangs_is_ended_by_the_timer() throws Exception {
        try (Breakers breakers = breakers()) {
            Breaker breaker = breakers.add("prompts", quick().build());
            CompletableFuture<String> answer = breaker.callAsync(CompletableFuture::new);
            assertEquals(Reason.TIMED_OUT, Rig.reason(() -> Rig.get(answer)));
            awaitEvent(SecurityEventType.BREAKER_OPENED);
        }
    }

    @Test
    void values_become_new_with_no_request_when_the_dependency_is_back() throws Exception {
        FakeDependency dependency = new FakeDependency();
        try (Breakers breakers = breakers()) {
            Breaker breaker = breakers.add("prompts", quick().build());
            StaleCache<String, String> cache = breaker.cache(
                    StaleCacheSettings.builder().ttl(Duration.ofMillis(1)).build(), dependency);
            cache.get("a");
            dependency.fail(true);
            Rig.await(() -> isStale(cache.get("a")));
            awaitEvent(SecurityEventType.BREAKER_OPENED);
            assertTrue(isStale(cache.get("a")));
            dependency.fail(false);
            Rig.await(() -> cache.counts().refreshed() > 0);
            assertEquals(BreakerState.CLOSED, breaker.state());
        }
    }

    private static boolean isStale(@Nullable Cached<String> answer) {
        return answer != null && answer.isStale();
    }

    @Test
    void warming_up_happens_by_itself() throws Exception {
        try (Breakers breakers = breakers()) {
            StaleCache<String, String> cache = breakers.add("keys", quick().build())
                    .cache(StaleCacheSettings.builder().neverExpires().build(), new FakeDependency());
            CompletableFuture<String> warm = new CompletableFuture<>();
            cache.warmUp(List.of("vkeys"), () -> warm.complete("warm"));
            assertEquals("warm", warm.get(Rig.PATIENCE_SECONDS, TimeUnit.SECONDS));
        }
    }

    @RepeatedTest(3)
    void closing_leaves_no_thread() throws Throwable {
        Breakers breakers = breakers();
        Breaker breaker = breakers.add("leaving", BreakerSettings.builder().build());
        List<CompletableFuture<Reason>> callers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Hanging hanging = Hanging.thatObeysInterrupts();
            callers.add(Rig.apart(() -> Rig.reason(() -> breaker.call(hanging))));
            Rig.await(hanging.begun);
        }
        assertTrue(threads().size() >= 6, threads().toString());
        breakers.close();
        for (CompletableFuture<Reason> caller : callers) {
            assertEquals(Reason.SHUT_DOWN, Rig.get(caller));
        }
        // An executor has ended when its last thread has left it, which then has a few steps to go.
        Rig.await(() -> threads().isEmpty());
        assertEquals(Reason.SHUT_DOWN, Rig.reason(() -> breaker.call(() -> "any")));
        breakers.close();
        assertEquals(List.of(), threads());
    }

    @Test
    void breakers_that_nobody_uses_have_no_thread() {
        try (Breakers breakers = Breakers.standard()) {
            breakers.add("idle", BreakerSettings.builder().build())
                    .cache(
                            StaleCacheSettings.builder()
                                    .policy(EvictionPolicy.LRU)
                                    .build(),
                            key -> "any");
            assertEquals(List.of(), threads());
        }
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> name.equals("hardening-breaker-timer") || name.equals("hardening-breaker-leaving"))
                .toList();
    }

    /** Real threads and a clock that can jump ahead: nobody calls for a day after the start. */
    @Test
    void a_first_call_a_day_after_the_start_is_cut_off_in_time() throws Throwable {
        AtomicLong ahead = new AtomicLong();
        CountDownLatch end = new CountDownLatch(1);
        try (Breakers breakers =
                Breakers.builder().ticker(() -> System.nanoTime() + ahead.get()).build()) {
            Breaker breaker = breakers.add("nightly", quick().build());
            ahead.addAndGet(Duration.ofHours(24).toNanos());
            CompletableFuture<Reason> reason = Rig.apart(() -> Rig.reason(() -> breaker.call(() -> {
                end.await();
                return "late";
            })));
            try {
                assertEquals(Reason.TIMED_OUT, reason.get(3, TimeUnit.SECONDS));
            } finally {
                end.countDown();
            }
        }
    }

    @Test
    void what_follows_an_asynchronous_call_that_timed_out_holds_up_no_other_breaker() throws Throwable {
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch blocked = new CountDownLatch(1);
        try (Breakers breakers = Breakers.standard()) {
            Breaker one = breakers.add("one", quick().build());
            Breaker other = breakers.add("other", quick().build());
            CompletableFuture<?> followed = one.callAsync(CompletableFuture<String>::new)
                    .handle((value, thrown) -> {
                        blocked.countDown();
                        try {
                            end.await(); // such as writing an answer to a slow client
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                        return null;
                    });
            assertNotNull(followed);
            Rig.await(blocked);
            CompletableFuture<Reason> reason = Rig.apart(() -> Rig.reason(() -> other.call(() -> {
                end.await();
                return "late";
            })));
            try {
                assertEquals(Reason.TIMED_OUT, reason.get(3, TimeUnit.SECONDS));
            } finally {
                end.countDown();
            }
        }
    }
}
