package dev.hardening.core.breaker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.breaker.DependencyUnavailableException.Reason;
import dev.hardening.core.time.Ticker;
import dev.hardening.testing.FakeTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LazyTest {

    private static final int CALLERS = 20;

    private final AtomicInteger loads = new AtomicInteger();
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final List<Object> got = Collections.synchronizedList(new ArrayList<>());

    private static void awaitLatch(CountDownLatch latch) {
        try {
            assertTrue(latch.await(Rig.PATIENCE_SECONDS, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A loader that waits for the test, and then answers or fails. */
    private Supplier<Object> loader(Supplier<Object> answer) {
        return () -> {
            loads.incrementAndGet();
            awaitLatch(goOn);
            return answer.get();
        };
    }

    /** Starts as many threads, of which one loads, and lets the load go on when all the others wait for it. */
    private void callAtOnce(Lazy<Object> lazy) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            threads.add(caller(lazy));
        }
        Rig.await(() -> threads.stream().allMatch(LazyTest::isParked));
        goOn.countDown();
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(Rig.PATIENCE_SECONDS));
        }
        assertEquals(CALLERS, got.size());
    }

    private Thread caller(Lazy<Object> lazy) {
        Thread thread = new Thread(() -> {
            try {
                got.add(lazy.get());
            } catch (RuntimeException | Error e) {
                got.add(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static boolean isParked(Thread thread) {
        return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
    }

    @Test
    void H_10_nothing_is_loaded_before_it_is_asked_for_and_then_once_for_twenty_at_once() throws Exception {
        Object value = new Object();
        Lazy<Object> lazy = Lazy.of(loader(() -> value));
        assertEquals(0, loads.get());
        callAtOnce(lazy);
        assertEquals(Collections.nCopies(CALLERS, value), got);
        assertSame(value, lazy.get());
        assertEquals(1, loads.get());
    }

    /** Two that ask at the same moment, over and over: both find nothing loaded, and one of them loads. */
    @Test
    @Timeout(60)
    void H_10_of_two_that_begin_together_one_loads() throws Exception {
        int rounds = 20_000;
        List<Lazy<Integer>> lazies = IntStream.range(0, rounds)
                .mapToObj(round -> Lazy.of(loads::incrementAndGet))
                .toList();
        AtomicInteger arrived = new AtomicInteger();
        Runnable racer = () -> {
            for (int round = 0; round < rounds; round++) {
                int both = 2 * (round + 1);
                // Whoever comes second has a start that the other one, who must see him first, has not.
                int pause = arrived.incrementAndGet() == both ? round % 16 : 0;
                for (int i = 0; i < pause; i++) {
                    Thread.onSpinWait();
                }
                for (int spins = 1; arrived.get() < both; spins++) {
                    if (spins % 1_000 == 0) {
                        LockSupport.parkNanos(1_000); // there may be one processor
                    }
                }
                assertTrue(lazies.get(round).get() > 0);
            }
        };
        CompletableFuture<Void> other = CompletableFuture.runAsync(racer, task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            thread.start();
        });
        racer.run();
        other.get(Rig.PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertEquals(rounds, loads.get());
    }

    static List<Supplier<Throwable>> failures() {
        return List.of(() -> new IllegalStateException("down"), () -> new AssertionError("broken"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void H_10_a_failure_is_thrown_to_all_that_wait_and_the_next_one_loads_again(Supplier<Throwable> failure)
            throws Exception {
        Throwable down = failure.get();
        Lazy<Object> lazy = Lazy.of(loader(() -> {
            if (loads.get() > 1) {
                return "value";
            }
            if (down instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) down;
        }));
        callAtOnce(lazy);
        assertEquals(Collections.nCopies(CALLERS, down), got);
        assertEquals(1, loads.get());
        assertEquals(Optional.empty(), lazy.loadTime());
        assertEquals("value", lazy.get());
        assertEquals("value", lazy.get());
        assertEquals(2, loads.get());
    }

    @Test
    void H_10_the_time_is_that_of_the_load_that_succeeded() {
        FakeTicker ticker = new FakeTicker();
        Lazy<String> lazy = new Lazy<>(
                () -> {
                    boolean first = loads.incrementAndGet() == 1;
                    ticker.advance(Duration.ofMillis(first ? 700 : 30));
                    if (first) {
                        throw new IllegalStateException("down");
                    }
                    return "value";
                },
                ticker);
        assertEquals(Optional.empty(), lazy.loadTime());
        assertThrows(IllegalStateException.class, lazy::get);
        ticker.advance(Duration.ofHours(1));
        assertEquals("value", lazy.get());
        ticker.advance(Duration.ofHours(1));
        assertEquals("value", lazy.get());
        assertEquals(Optional.of(Duration.ofMillis(30)), lazy.loadTime());
    }

    @Test
    void who_is_interrupted_while_he_waits_stays_so_and_the_load_goes_on_for_the_others() throws Exception {
        Lazy<Object> lazy = Lazy.of(loader(() -> "value"));
        Thread loading = caller(lazy);
        Rig.await(() -> loads.get() == 1);
        AtomicReference<@Nullable Reason> reason = new AtomicReference<>();
        CountDownLatch stillInterrupted = new CountDownLatch(1);
        Thread waiting = new Thread(() -> {
            reason.set(Rig.reason(lazy::get));
            if (Thread.currentThread().isInterrupted()) {
                stillInterrupted.countDown();
            }
        });
        waiting.start();
        Rig.await(() -> isParked(waiting));
        waiting.interrupt();
        awaitLatch(stillInterrupted);
        assertEquals(Reason.INTERRUPTED, reason.get());
        goOn.countDown();
        loading.join(TimeUnit.SECONDS.toMillis(Rig.PATIENCE_SECONDS));
        assertEquals(List.of("value"), got);
        assertEquals("value", lazy.get());
        assertEquals(1, loads.get());
    }

    @Test
    void who_was_interrupted_before_has_a_value_that_is_there() {
        Lazy<String> lazy = Lazy.of(() -> "value");
        assertEquals("value", lazy.get());
        Thread.currentThread().interrupt();
        assertEquals("value", lazy.get());
        assertTrue(Thread.interrupted());
    }

    @Test
    @SuppressWarnings("NullAway") // What the checker refuses is what is tested.
    void null_is_no_value_and_no_loader() {
        Lazy<String> lazy = Lazy.of(() -> loads.incrementAndGet() == 1 ? null : "value");
        assertThrows(NullPointerException.class, lazy::get);
        assertEquals("value", lazy.get());
        assertThrows(NullPointerException.class, () -> Lazy.of(null));
        assertThrows(NullPointerException.class, () -> new Lazy<>(null, Ticker.system()));
    }

    @Test
    void a_loader_that_asks_for_its_own_value_fails_rather_than_waits_for_itself() {
        AtomicReference<@Nullable Lazy<String>> own = new AtomicReference<>();
        Lazy<String> lazy = Lazy.of(() -> {
            Lazy<String> itself = own.get();
            return loads.incrementAndGet() == 1 && itself != null ? itself.get() : "value";
        });
        own.set(lazy);
        IllegalStateException thrown = assertThrows(IllegalStateException.class, lazy::get);
        assertEquals("the loader asks for its own value", thrown.getMessage());
        assertEquals("value", lazy.get());
    }
}
