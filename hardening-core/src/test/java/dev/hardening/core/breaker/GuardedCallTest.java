package dev.hardening.core.breaker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.breaker.DependencyUnavailableException.Reason;
import dev.hardening.core.breaker.Rig.Hanging;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.event.SecurityEventListener;
import dev.hardening.core.time.Ticker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** How synchronous calls end, in both ways. */
class GuardedCallTest {

    @ParameterizedTest
    @EnumSource
    @SuppressWarnings("NullAway") // it reads no nullable type arguments
    void returns_what_the_call_returns_null_included(CallWay way) {
        try (Rig rig = new Rig(way)) {
            assertEquals("fine", rig.breaker.call(() -> "fine"));
            assertNull(rig.breaker.call(() -> null));
            assertEquals(2, rig.breaker.status().succeeded());
            assertEquals(0, rig.breaker.status().underWay());
        }
    }

    static Stream<Arguments> thrown() {
        List<Throwable> all = List.of(
                new IOException("checked"),
                new IllegalStateException("unchecked"),
                new StackOverflowError(),
                new OutOfMemoryError("pretended"),
                new NoClassDefFoundError("missing"),
                new AssertionError("own"));
        return Stream.of(CallWay.values()).flatMap(way -> all.stream().map(thrown -> Arguments.of(way, thrown)));
    }

    @ParameterizedTest
    @MethodSource("thrown")
    void passes_on_what_the_call_throws_and_counts_it(CallWay way, Throwable thrown) {
        try (Rig rig = new Rig(Rig.settings().way(way).volumeThreshold(3).build())) {
            for (int i = 0; i < 3; i++) {
                assertSame(thrown, assertThrows(Throwable.class, () -> rig.breaker.call(() -> sneak(thrown))));
                assertEquals(0, rig.breaker.status().underWay());
            }
            assertEquals(3, rig.breaker.status().failed());
            assertEquals(BreakerState.OPEN, rig.breaker.state());
            // An Error does not keep the probe: the next round has one again.
            for (int round = 0; round < 3; round++) {
                rig.advance(Rig.RESET);
                assertSame(thrown, assertThrows(Throwable.class, () -> rig.breaker.call(() -> sneak(thrown))));
                assertEquals(BreakerState.OPEN, rig.breaker.state());
            }
            rig.advance(Rig.RESET);
            rig.succeed();
            assertEquals(BreakerState.CLOSED, rig.breaker.state());
        }
    }

    private static Object sneak(Throwable thrown) throws Exception {
        if (thrown instanceof Error error) {
            throw error;
        }
        throw (Exception) thrown;
    }

    @ParameterizedTest
    @EnumSource
    void a_call_that_hangs_is_interrupted_when_its_time_is_up(CallWay way) throws Throwable {
        try (Rig rig = new Rig(way)) {
            Hanging hanging = Hanging.thatObeysInterrupts();
            CompletableFuture<Boolean> interruptedAfterwards = Rig.apart(() -> {
                assertEquals(Reason.TIMED_OUT, Rig.reason(() -> rig.breaker.call(hanging)));
                return Thread.currentThread().isInterrupted();
            });
            Rig.await(hanging.begun);
            rig.advance(Rig.TIMEOUT.minusNanos(1));
            assertEquals(1, rig.breaker.status().underWay());
            assertEquals(0, rig.breaker.status().timedOut());
            rig.advance(Duration.ofNanos(1));
            Rig.await(hanging.interrupted);
            assertFalse(Rig.get(interruptedAfterwards), "the interrupt leaked");
            assertEquals(1, rig.breaker.status().timedOut());
            assertEquals(1, rig.breaker.status().windowFailures());
        }
    }

    /** Ends by looking at the interrupt, which leaves it set. */
    @ParameterizedTest
    @EnumSource
    void the_interrupt_of_one_call_is_not_the_next_ones(CallWay way) throws Throwable {
        try (Rig rig = new Rig(Rig.settings().way(way).maxConcurrent(1).build())) {
            CountDownLatch begun = new CountDownLatch(1);
            CompletableFuture<Boolean> caller = Rig.apart(() -> {
                assertEquals(
                        Reason.TIMED_OUT,
                        Rig.reason(() -> rig.breaker.call(() -> {
                            begun.countDown();
                            Rig.await(Thread.currentThread()::isInterrupted);
                            return "late";
                        })));
                Rig.await(() -> rig.breaker.status().underWay() == 0);
                boolean next = rig.breaker.call(() -> Thread.currentThread().isInterrupted());
                return next || Thread.currentThread().isInterrupted();
            });
            Rig.await(begun);
            rig.advance(Rig.TIMEOUT);
            assertFalse(Rig.get(caller));
        }
    }

    @Test
    void a_caller_is_answered_in_time_by_a_call_that_ignores_interrupts_and_its_place_stays_taken() throws Throwable {
        try (Rig rig = new Rig(Rig.settings().maxConcurrent(2).build())) {
            Hanging stubborn = Hanging.thatIgnoresInterrupts();
            CompletableFuture<Reason> caller = Rig.apart(() -> Rig.reason(() -> rig.breaker.call(stubborn)));
            Rig.await(stubborn.begun);
            rig.advance(Rig.TIMEOUT);
            assertEquals(Reason.TIMED_OUT, Rig.get(caller));
            Rig.await(stubborn.interrupted);
            assertEquals(1, rig.breaker.status().underWay(), "it has not ended");
            rig.succeed();

            stubborn.goOn.countDown();
            Rig.await(() -> rig.breaker.status().underWay() == 0);
            Rig.await(() -> rig.breaker.status().late() > 0);
            assertEquals(1, rig.breaker.status().late());
            assertEquals(1, rig.breaker.status().timedOut());
            assertEquals(1, rig.breaker.status().succeeded(), "the late answer is none");
        }
    }

    @Test
    void a_call_that_ignores_interrupts_holds_its_own_caller_and_its_late_answer_is_none() throws Throwable {
        try (Rig rig = new Rig(CallWay.INTERRUPT)) {
            Hanging stubborn = Hanging.thatIgnoresInterrupts();
            CompletableFuture<Reason> caller = Rig.apart(() -> Rig.reason(() -> rig.breaker.call(stubborn)));
            Rig.await(stubborn.begun);
            rig.advance(Rig.TIMEOUT);
            Rig.await(stubborn.interrupted);
            assertEquals(1, rig.breaker.status().timedOut(), "counted when the time was up");
            assertFalse(caller.isDone());
            stubborn.goOn.countDown();
            assertEquals(Reason.TIMED_OUT, Rig.get(caller));
            assertEquals(1, rig.breaker.status().late());
            assertEquals(0, rig.breaker.status().underWay());
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_late_answer_does_not_count_for_a_later_state(CallWay way) throws Throwable {
        try (Rig rig = new Rig(Rig.settings().way(way).timeout(Rig.RESET).build())) {
            Hanging slow = Hanging.thatIgnoresInterrupts();
            CompletableFuture<String> caller = Rig.apart(() -> rig.breaker.call(slow));
            Rig.await(slow.begun);
            rig.open();
            rig.advance(Rig.RESET.minusNanos(1));
            slow.goOn.countDown();
            assertEquals("late", Rig.get(caller), "in time, so the caller has it");
            assertEquals(BreakerState.OPEN, rig.breaker.state(), "a call of before closes nothing");
            assertEquals(1, rig.breaker.status().late());
        }
    }

    /** With the caller's own thread the Error is not swallowed; with another one the caller has its answer already. */
    @ParameterizedTest
    @EnumSource
    @SuppressWarnings("NullAway") // it reads no nullable type arguments
    void an_error_and_a_null_that_come_too_late_give_their_places_back(CallWay way) throws Throwable {
        try (Rig rig = new Rig(Rig.settings().way(way).maxConcurrent(1).build())) {
            Error late = new StackOverflowError();
            for (boolean fails : new boolean[] {true, false}) {
                CountDownLatch begun = new CountDownLatch(1);
                CompletableFuture<Throwable> caller = Rig.apart(() -> assertThrows(
                        Throwable.class,
                        () -> rig.breaker.call(() -> {
                            begun.countDown();
                            Rig.await(Thread.currentThread()::isInterrupted);
                            if (fails) {
                                throw late;
                            }
                            return null;
                        })));
                Rig.await(begun);
                rig.advance(Rig.TIMEOUT);
                Throwable thrown = Rig.get(caller);
                if (fails && way == CallWay.INTERRUPT) {
                    assertSame(late, thrown);
                } else {
                    assertEquals(Reason.TIMED_OUT, Rig.reason(() -> sneak(thrown)));
                }
                Rig.await(() -> rig.breaker.status().underWay() == 0);
            }
            Rig.await(() -> rig.breaker.status().late() == 2);
            assertEquals(2, rig.breaker.status().timedOut());
            assertEquals(0, rig.breaker.status().failed(), "counted once");
            rig.succeed();
        }
    }

    @ParameterizedTest
    @EnumSource
    void E_61_calls_beyond_the_places_are_refused_at_once(CallWay way) throws Throwable {
        try (Rig rig = new Rig(Rig.settings().way(way).maxConcurrent(3).build())) {
            List<Hanging> calls =
                    Stream.generate(Hanging::thatObeysInterrupts).limit(3).toList();
            List<CompletableFuture<String>> callers = calls.stream()
                    .map(call -> Rig.apart(() -> rig.breaker.call(call)))
                    .toList();
            calls.forEach(call -> Rig.await(call.begun));
            for (int i = 0; i < 100; i++) {
                DependencyUnavailableException busy =
                        assertThrows(DependencyUnavailableException.class, () -> rig.breaker.call(() -> "more"));
                assertEquals(Reason.BUSY, busy.reason());
                assertEquals(RefusalCode.OVERLOADED, busy.refusal().code());
                assertEquals(Duration.ofSeconds(1), busy.refusal().retryAfter());
            }
            assertEquals(100, rig.breaker.status().refusedBusy());
            assertEquals(0, rig.breaker.status().windowFailures(), "the dependency is not to blame");
            calls.forEach(call -> call.goOn.countDown());
            for (CompletableFuture<String> caller : callers) {
                assertEquals("late", Rig.get(caller));
            }
            rig.succeed();
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_interrupt_of_the_caller_ends_the_call_and_counts_for_nothing(CallWay way) throws Throwable {
        try (Rig rig = new Rig(way)) {
            rig.open();
            rig.advance(Rig.RESET);
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch ended = new CountDownLatch(1);
            CompletableFuture<Thread> who = new CompletableFuture<>();
            CompletableFuture<String> caller = Rig.apart(() -> {
                who.complete(Thread.currentThread());
                try {
                    return rig.breaker.call(() -> {
                        begun.countDown();
                        try {
                            new CountDownLatch(1).await();
                        } finally {
                            ended.countDown();
                        }
                        return "never";
                    });
                } catch (InterruptedException e) {
                    return "interrupted";
                } catch (DependencyUnavailableException e) {
                    return e.reason() + " " + Thread.currentThread().isInterrupted();
                }
            });
            Rig.await(begun);
            assertEquals(Reason.OPEN, Rig.reason(() -> rig.breaker.call(() -> "second probe")));
            Rig.get(who).interrupt();
            assertEquals(way == CallWay.HAND_OFF ? "INTERRUPTED true" : "interrupted", Rig.get(caller));
            Rig.await(ended);
            assertEquals(BreakerState.HALF_OPEN, rig.breaker.state(), "the probe is free again");
            rig.succeed();
            assertEquals(BreakerState.CLOSED, rig.breaker.state());
            assertEquals(5, rig.breaker.status().failed());
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_probe_that_hangs_opens_the_breaker_again_when_its_time_is_up(CallWay way) throws Throwable {
        try (Rig rig = new Rig(way)) {
            rig.open();
            rig.advance(Rig.RESET);
            Hanging stubborn = Hanging.thatIgnoresInterrupts();
            CompletableFuture<Reason> caller = Rig.apart(() -> Rig.reason(() -> rig.breaker.call(stubborn)));
            Rig.await(stubborn.begun);
            rig.advance(Rig.TIMEOUT);
            assertEquals(BreakerState.OPEN, rig.breaker.state());
            rig.advance(Rig.RESET);
            rig.succeed();
            assertEquals(BreakerState.CLOSED, rig.breaker.state());
            stubborn.goOn.countDown();
            assertEquals(Reason.TIMED_OUT, Rig.get(caller));
            assertEquals(BreakerState.CLOSED, rig.breaker.state());
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusals_say_how_long_to_wait_and_nothing_of_the_dependency(CallWay way) {
        try (Rig rig = new Rig(way)) {
            rig.open();
            rig.advance(Duration.ofMillis(1_500));
            DependencyUnavailableException first =
                    assertThrows(DependencyUnavailableException.class, () -> rig.breaker.call(() -> "any"));
            Refusal refusal = first.refusal();
            assertEquals(RefusalCode.DEPENDENCY_UNAVAILABLE, refusal.code());
            assertEquals(503, refusal.status());
            assertEquals(Duration.ofSeconds(4), refusal.retryAfter(), "3.5 s, rounded up");
            assertFalse(refusal.detail().contains("prompts"));
            assertEquals("prompts", first.dependency());
            assertEquals(0, first.getStackTrace().length);
            assertThrows(IllegalStateException.class, () -> first.initCause(new IOException()));
            first.addSuppressed(new IOException());
            assertEquals(0, first.getSuppressed().length, "shared, so nothing may stick to it");
            rig.advance(Duration.ofSeconds(10));
            assertEquals(Duration.ofSeconds(1), first.retryAfter(), "as of now");
        }
    }

    @ParameterizedTest
    @EnumSource
    void closing_tells_whoever_waits_and_refuses_from_then_on(CallWay way) throws Throwable {
        Rig rig = new Rig(way);
        Hanging hanging = Hanging.thatObeysInterrupts();
        CompletableFuture<Reason> caller = Rig.apart(() -> Rig.reason(() -> rig.breaker.call(hanging)));
        Rig.await(hanging.begun);
        rig.close();
        assertEquals(Reason.SHUT_DOWN, Rig.get(caller));
        DependencyUnavailableException refused =
                assertThrows(DependencyUnavailableException.class, () -> rig.breaker.call(() -> "any"));
        assertEquals(Reason.SHUT_DOWN, refused.reason());
        assertEquals(RefusalCode.SHUTTING_DOWN, refused.refusal().code());
        assertNotNull(refused.refusal().retryAfter());
        assertEquals(BreakerState.CLOSED, rig.breaker.state(), "ending is no failure");
        assertThrows(
                IllegalStateException.class,
                () -> rig.breakers.add("more", Rig.settings().build()));
        assertTrue(rig.events.isEmpty());
    }

    /** A machine that has no thread left, once: nothing could end the call, so it is not made. */
    @ParameterizedTest
    @EnumSource
    void without_a_thread_for_the_timer_no_call_is_made_and_the_next_one_tries_again(CallWay way) {
        AtomicBoolean tried = new AtomicBoolean();
        BreakerTimer timer = new BreakerTimer(Ticker.system(), (ThreadFactory) task -> {
            if (tried.compareAndSet(false, true)) {
                throw new OutOfMemoryError("no thread");
            }
            return new Thread(task);
        });
        BreakerSettings settings = BreakerSettings.builder()
                .timeout(Duration.ofMillis(50))
                .way(way)
                .build();
        Circuit circuit = new Circuit("prompts", settings, Ticker.system(), timer, SecurityEventListener.none());
        Breaker breaker = new Breaker(circuit, new ArrayList<>());
        assertEquals(Reason.BUSY, Rig.reason(() -> breaker.call(() -> "any")));
        assertEquals(0, breaker.status().underWay());
        assertEquals(Reason.TIMED_OUT, Rig.reason(() -> breaker.call(Hanging.thatObeysInterrupts())));
        circuit.shutDown();
        timer.close();
    }

    @Test
    void without_a_thread_for_the_timer_an_asynchronous_call_fails() {
        BreakerTimer timer = new BreakerTimer(Ticker.system(), (ThreadFactory) task -> {
            throw new OutOfMemoryError("no thread");
        });
        Circuit circuit =
                new Circuit("prompts", Rig.settings().build(), Ticker.system(), timer, SecurityEventListener.none());
        Breaker breaker = new Breaker(circuit, new ArrayList<>());
        CompletableFuture<String> answer = breaker.callAsync(() -> CompletableFuture.completedFuture("any"));
        assertTrue(answer.isCompletedExceptionally());
        assertEquals(0, breaker.status().underWay());
        circuit.shutDown();
    }
}
