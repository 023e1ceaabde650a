package dev.hardening.core.breaker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.breaker.DependencyUnavailableException.Reason;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How asynchronous calls end; no thread but the test's is in it. */
class AsyncCallTest {

    private final Rig rig = new Rig(Rig.settings().maxConcurrent(3).build());

    @AfterEach
    void close() {
        rig.close();
    }

    private static Reason reason(CompletableFuture<?> answer) {
        assertTrue(answer.isCompletedExceptionally());
        CompletionException e = assertThrows(CompletionException.class, answer::join);
        return assertInstanceOf(DependencyUnavailableException.class, e.getCause())
                .reason();
    }

    @Test
    void ends_as_its_stage_ends_null_included() {
        CompletableFuture<@Nullable String> stage = new CompletableFuture<>();
        CompletableFuture<@Nullable String> answer = rig.breaker.callAsync(() -> stage);
        assertEquals(1, rig.breaker.status().underWay());
        assertFalse(answer.isDone());
        stage.complete(null);
        assertNull(answer.join());
        assertEquals(0, rig.breaker.status().underWay());
        assertEquals(1, rig.breaker.status().succeeded());
    }

    @Test
    void every_way_to_fail_is_counted_and_none_is_thrown() {
        List<Throwable> thrown =
                List.of(new IOException("down"), new IllegalStateException(), new StackOverflowError());
        List<Supplier<CompletionStage<String>>> calls = List.of(
                () -> CompletableFuture.failedFuture(thrown.get(0)),
                () -> CompletableFuture.supplyAsync(() -> "never", Runnable::run)
                        .thenApply(any -> {
                            throw (RuntimeException) thrown.get(1);
                        }),
                () -> CompletableFuture.failedFuture(thrown.get(2)),
                () -> {
                    throw (RuntimeException) thrown.get(1);
                },
                () -> {
                    throw (Error) thrown.get(2);
                });
        int[] expected = {0, 1, 2, 1, 2};
        for (int i = 0; i < expected.length; i++) {
            CompletableFuture<String> answer = rig.breaker.callAsync(calls.get(i));
            CompletionException e = assertThrows(CompletionException.class, answer::join, "call " + i);
            assertSame(thrown.get(expected[i]), e.getCause(), "call " + i);
        }
        assertEquals(5, rig.breaker.status().failed());
        assertEquals(BreakerState.OPEN, rig.breaker.state());
        assertEquals(Reason.OPEN, reason(rig.breaker.callAsync(() -> CompletableFuture.completedFuture("any"))));
        assertEquals(0, rig.breaker.status().underWay());
    }

    @Test
    @SuppressWarnings("NullAway") // what a careless caller does
    void a_call_without_a_stage_fails() {
        CompletableFuture<String> answer = rig.breaker.callAsync(() -> null);
        assertInstanceOf(
                NullPointerException.class,
                assertThrows(CompletionException.class, answer::join).getCause());
        assertEquals(1, rig.breaker.status().failed());
        assertEquals(0, rig.breaker.status().underWay());
    }

    @Test
    void the_stage_is_cancelled_when_its_time_is_up() {
        CompletableFuture<String> stage = new CompletableFuture<>();
        CompletableFuture<String> answer = rig.breaker.callAsync(() -> stage);
        rig.advance(Rig.TIMEOUT.minusNanos(1));
        assertFalse(answer.isDone());
        rig.advance(Rig.TIMEOUT);
        assertEquals(Reason.TIMED_OUT, reason(answer));
        assertTrue(stage.isCancelled());
        assertEquals(0, rig.breaker.status().underWay());
        assertEquals(1, rig.breaker.status().timedOut());
        assertEquals(0, rig.breaker.status().late(), "a cancelled stage is no answer");
    }

    /** A stage that cannot be cancelled from outside. */
    private static CompletionStage<String> guarded(CompletableFuture<String> stage) {
        return stage.minimalCompletionStage();
    }

    @Test
    void a_stage_that_cannot_be_cancelled_keeps_its_place_until_it_ends() {
        CompletableFuture<String> stage = new CompletableFuture<>();
        CompletableFuture<String> answer = rig.breaker.callAsync(() -> guarded(stage));
        rig.advance(Rig.TIMEOUT);
        assertEquals(Reason.TIMED_OUT, reason(answer));
        assertEquals(1, rig.breaker.status().underWay());
        stage.complete("late");
        assertEquals(Reason.TIMED_OUT, reason(answer));
        assertEquals(0, rig.breaker.status().underWay());
        assertEquals(1, rig.breaker.status().late());
        assertEquals(0, rig.breaker.status().succeeded());
    }

    @Test
    void a_call_whose_time_is_up_before_it_gives_its_stage_is_cancelled_then() {
        CompletableFuture<String> stage = new CompletableFuture<>();
        CompletableFuture<String> answer = rig.breaker.callAsync(() -> {
            rig.advance(Rig.TIMEOUT);
            return stage;
        });
        assertEquals(Reason.TIMED_OUT, reason(answer));
        assertTrue(stage.isCancelled());
        assertEquals(0, rig.breaker.status().underWay());
    }

    @Test
    void a_caller_who_cancels_gives_the_call_up_and_frees_the_probe() {
        rig.open();
        rig.advance(Rig.RESET);
        CompletableFuture<String> stage = new CompletableFuture<>();
        CompletableFuture<String> answer = rig.breaker.callAsync(() -> stage);
        assertEquals(Reason.OPEN, reason(rig.breaker.callAsync(() -> stage)));
        assertTrue(answer.cancel(true));
        assertTrue(stage.isCancelled());
        assertEquals(0, rig.breaker.status().underWay());
        assertEquals(5, rig.breaker.status().failed(), "a change of mind is no failure");
        assertEquals(
                "back",
                rig.breaker
                        .callAsync(() -> CompletableFuture.completedFuture("back"))
                        .join());
        assertEquals(BreakerState.CLOSED, rig.breaker.state());
    }

    @Test
    void only_so_many_are_under_way() {
        List<CompletableFuture<String>> stages =
                List.of(new CompletableFuture<>(), new CompletableFuture<>(), new CompletableFuture<>());
        List<CompletableFuture<String>> answers =
                stages.stream().map(stage -> rig.breaker.callAsync(() -> stage)).toList();
        assertEquals(3, answers.size());
        AtomicInteger made = new AtomicInteger();
        CompletableFuture<String> refused = rig.breaker.callAsync(() -> {
            made.incrementAndGet();
            return new CompletableFuture<>();
        });
        assertEquals(Reason.BUSY, reason(refused));
        assertEquals(0, made.get());
        stages.get(1).complete("one");
        assertEquals(
                "two",
                rig.breaker
                        .callAsync(() -> CompletableFuture.completedFuture("two"))
                        .join());
    }

    @Test
    void closing_ends_what_is_under_way() {
        CompletableFuture<String> stage = new CompletableFuture<>();
        CompletableFuture<String> answer = rig.breaker.callAsync(() -> stage);
        rig.close();
        assertEquals(Reason.SHUT_DOWN, reason(answer));
        assertTrue(stage.isCancelled());
        assertEquals(Reason.SHUT_DOWN, reason(rig.breaker.callAsync(() -> stage)));
        assertEquals(0, rig.breaker.status().timedOut());
    }
}
