package dev.hardening.core.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.decision.ResponseField;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LifecycleTest {

    private final CountDownLatch draining = new CountDownLatch(1);
    private final AtomicInteger announcements = new AtomicInteger();
    private final Lifecycle lifecycle = new Lifecycle(() -> {
        announcements.incrementAndGet();
        draining.countDown();
    });
    private final ExecutorService others = Executors.newCachedThreadPool();

    @AfterEach
    void close() {
        others.shutdownNow();
    }

    @Test
    void counts_requests_while_it_is_ready() {
        assertTrue(lifecycle.begin().isAllowed());
        assertTrue(lifecycle.begin().isAllowed());
        assertEquals(2, lifecycle.running());
        lifecycle.end();
        assertEquals(1, lifecycle.running());
        assertEquals(Lifecycle.State.READY, lifecycle.state());
        assertEquals("Lifecycle[READY, 1 running]", lifecycle.toString());
    }

    @Test
    void an_idle_service_stops_at_once() {
        assertTrue(lifecycle.drain(Duration.ZERO));
        assertEquals(Lifecycle.State.STOPPED, lifecycle.state());
        assertEquals("stopped", lifecycle.state().text());
    }

    @Test
    void refuses_with_503_and_the_time_to_wait_once_it_drains() {
        lifecycle.drain(Duration.ZERO);
        Refusal refusal = (Refusal) lifecycle.begin();
        assertEquals(RefusalCode.SHUTTING_DOWN, refusal.code());
        assertEquals(503, refusal.status());
        assertEquals(Lifecycle.RETRY_AFTER, refusal.retryAfter());
        assertEquals(List.of(new ResponseField("Connection", "close")), refusal.fields());
        assertEquals(0, lifecycle.running());
    }

    @Test
    void waits_for_running_requests_and_no_longer() throws Exception {
        lifecycle.begin();
        lifecycle.begin();
        Future<Boolean> drained = others.submit(() -> lifecycle.drain(Duration.ofSeconds(50)));
        assertTrue(draining.await(10, TimeUnit.SECONDS));
        assertEquals(Lifecycle.State.DRAINING, lifecycle.state());
        for (int i = 0; i < 100; i++) {
            assertFalse(lifecycle.begin().isAllowed());
        }
        assertEquals(2, lifecycle.running());
        lifecycle.end();
        assertFalse(drained.isDone());
        lifecycle.end();
        assertTrue(drained.get(10, TimeUnit.SECONDS));
        assertEquals(Lifecycle.State.STOPPED, lifecycle.state());
        assertEquals(1, announcements.get());
    }

    @Test
    void gives_up_after_the_grace() {
        lifecycle.begin();
        assertFalse(lifecycle.drain(Duration.ofMillis(20)));
        assertEquals(Lifecycle.State.STOPPED, lifecycle.state());
        assertEquals(1, lifecycle.running());
        lifecycle.end();
        assertTrue(lifecycle.drain(Duration.ZERO));
        assertEquals(1, announcements.get());
    }

    @Test
    void a_second_drain_waits_as_well() throws Exception {
        lifecycle.begin();
        Future<Boolean> first = others.submit(() -> lifecycle.drain(Duration.ofSeconds(50)));
        Future<Boolean> second = others.submit(() -> lifecycle.drain(Duration.ofSeconds(50)));
        assertTrue(draining.await(10, TimeUnit.SECONDS));
        lifecycle.end();
        assertTrue(first.get(10, TimeUnit.SECONDS));
        assertTrue(second.get(10, TimeUnit.SECONDS));
        assertEquals(1, announcements.get());
    }

    @Test
    void an_interrupt_ends_the_waiting_and_stays() throws Exception {
        lifecycle.begin();
        Future<Boolean> interrupted = others.submit(() -> {
            Thread.currentThread().interrupt();
            return !lifecycle.drain(Duration.ofSeconds(50)) && Thread.interrupted();
        });
        assertTrue(interrupted.get(10, TimeUnit.SECONDS));
        assertEquals(Lifecycle.State.STOPPED, lifecycle.state());
    }

    @Test
    void an_end_without_a_beginning_is_a_bug_and_changes_nothing() {
        assertThrows(IllegalStateException.class, lifecycle::end);
        assertEquals(0, lifecycle.running());
        assertTrue(lifecycle.begin().isAllowed());
        lifecycle.end();
        lifecycle.drain(Duration.ZERO);
        assertThrows(IllegalStateException.class, lifecycle::end);
        assertEquals(0, lifecycle.running());
        assertFalse(lifecycle.begin().isAllowed());
    }

    @Test
    void a_negative_grace_is_refused() {
        assertThrows(IllegalArgumentException.class, () -> lifecycle.drain(Duration.ofNanos(-1)));
        assertEquals(Lifecycle.State.READY, lifecycle.state());
    }

    @Test
    void no_request_slips_past_a_drain_that_says_all_have_ended() throws Exception {
        int workers = 4;
        for (int round = 0; round < 200; round++) {
            Lifecycle one = new Lifecycle(() -> {});
            AtomicInteger inside = new AtomicInteger();
            CyclicBarrier start = new CyclicBarrier(workers + 1);
            List<Future<Integer>> results = new ArrayList<>();
            for (int w = 0; w < workers; w++) {
                results.add(others.submit(() -> {
                    start.await();
                    int served = 0;
                    while (one.begin().isAllowed()) {
                        inside.incrementAndGet();
                        served++;
                        inside.decrementAndGet();
                        one.end();
                    }
                    return served;
                }));
            }
            start.await();
            assertTrue(one.drain(Duration.ofSeconds(30)));
            assertEquals(0, inside.get(), "round " + round);
            assertEquals(0, one.running() > workers ? one.running() : 0);
            for (Future<Integer> result : results) {
                result.get(30, TimeUnit.SECONDS);
            }
            assertEquals(0, one.running());
        }
    }
}
