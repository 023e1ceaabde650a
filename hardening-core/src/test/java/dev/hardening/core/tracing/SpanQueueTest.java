package dev.hardening.core.tracing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.event.FinishedSpan;
import dev.hardening.core.time.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SpanQueueTest {

    /** A thread for each task: the common pool may have one in all, which a task that waits would hold. */
    private static final Executor THREADS = task -> {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
    };

    private static final Duration NEVER = Duration.ofHours(1);

    private static FinishedSpan span(int number) {
        return FinishedSpan.of(String.format("%032x", number + 1), String.format("%016x", number + 1))
                .build();
    }

    private static SpanQueue queue(int most, int batch, Duration delay) {
        return new SpanQueue(most, batch, delay, Ticker.system());
    }

    private static List<Integer> numbers(List<FinishedSpan> spans) {
        return spans.stream()
                .map(span -> Integer.parseInt(span.spanId(), 16) - 1)
                .toList();
    }

    @Test
    void gives_a_full_batch_without_delay_and_in_order() {
        SpanQueue queue = queue(10, 3, NEVER);
        IntStream.range(0, 7).forEach(i -> queue.offer(span(i)));
        assertEquals(List.of(0, 1, 2), numbers(queue.take()));
        assertEquals(List.of(3, 4, 5), numbers(queue.take()));
        queue.close();
        assertEquals(List.of(6), numbers(queue.take()));
        assertEquals(List.of(), queue.take());
        assertEquals(0, queue.lost());
    }

    @Test
    void a_batch_that_does_not_fill_comes_when_its_time_is_over() {
        SpanQueue queue = queue(10, 3, Duration.ofMillis(20));
        queue.offer(span(0));
        long start = System.nanoTime();
        assertEquals(List.of(0), numbers(queue.take()));
        assertTrue(System.nanoTime() - start >= 20_000_000L);
    }

    @Test
    void whoever_waits_is_woken_by_the_span_that_fills_a_batch_and_by_the_end() throws Exception {
        SpanQueue queue = queue(10, 2, NEVER);
        CompletableFuture<List<FinishedSpan>> taken = CompletableFuture.supplyAsync(queue::take, THREADS);
        queue.offer(span(0));
        queue.offer(span(1));
        assertEquals(List.of(0, 1), numbers(taken.get(20, TimeUnit.SECONDS)));
        CompletableFuture<List<FinishedSpan>> last = CompletableFuture.supplyAsync(queue::take, THREADS);
        queue.close();
        assertEquals(List.of(), last.get(20, TimeUnit.SECONDS));
    }

    @Test
    void what_comes_when_it_is_full_or_closed_is_lost_and_counted() {
        SpanQueue queue = queue(4, 4, NEVER);
        IntStream.range(0, 7).forEach(i -> queue.offer(span(i)));
        assertEquals(3, queue.lost());
        assertEquals(List.of(0, 1, 2, 3), numbers(queue.take()));
        queue.offer(span(7));
        queue.close();
        queue.offer(span(8));
        assertEquals(4, queue.lost());
        queue.clear();
        assertEquals(5, queue.lost());
        assertEquals(List.of(), queue.take());
    }

    @Test
    void an_interrupt_ends_nothing() {
        SpanQueue queue = queue(4, 2, Duration.ofMillis(5));
        queue.offer(span(0));
        Thread.currentThread().interrupt();
        assertEquals(List.of(0), numbers(queue.take()));
    }

    @Test
    void of_many_threads_every_span_is_taken_or_counted() throws Exception {
        SpanQueue queue = queue(100, 10, Duration.ofMillis(1));
        CompletableFuture<Integer> taker = CompletableFuture.supplyAsync(
                () -> {
                    int taken = 0;
                    List<FinishedSpan> spans = queue.take();
                    while (!spans.isEmpty()) {
                        taken += spans.size();
                        spans = queue.take();
                    }
                    return taken;
                },
                THREADS);
        List<CompletableFuture<Void>> givers = IntStream.range(0, 4)
                .mapToObj(giver -> CompletableFuture.runAsync(
                        () -> IntStream.range(0, 5_000).forEach(i -> queue.offer(span(i))), THREADS))
                .toList();
        for (CompletableFuture<Void> giver : givers) {
            giver.get(20, TimeUnit.SECONDS);
        }
        queue.close();
        assertEquals(20_000, taker.get(20, TimeUnit.SECONDS) + queue.lost());
    }
}
