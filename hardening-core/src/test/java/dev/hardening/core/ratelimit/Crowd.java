package dev.hardening.core.ratelimit;

import dev.hardening.core.time.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Threads that come to a table at the same time, and the clock that they move. */
final class Crowd {

    static final int THREADS = Math.max(3, Math.min(6, Runtime.getRuntime().availableProcessors()));

    private Crowd() {}

    /** Moved by the threads. The table reads it while it has locks, and is sometimes held up there. */
    static final class Clock implements Ticker {
        private final AtomicLong nanos = new AtomicLong(-Duration.ofSeconds(30).toNanos());
        private volatile boolean holdsUp;

        @Override
        @SuppressWarnings("ThreadPriorityCheck")
        public long nanos() {
            long dice = holdsUp ? (nanos.get() * 0x9E37_79B9_7F4A_7C15L) >>> 58 : 63;
            if (dice < 8) {
                Thread.yield();
            } else if (dice < 24) {
                for (int i = 0; i < 100; i++) {
                    Thread.onSpinWait();
                }
            }
            return nanos.get();
        }

        /** From now on readings under locks take longer. */
        void holdUp() {
            holdsUp = true;
        }

        /** Returns the time at once. */
        long read() {
            return nanos.get();
        }

        void advance(long span) {
            nanos.addAndGet(span);
        }
    }

    interface Work<T> {
        T run(int thread) throws Exception;
    }

    static <T> List<T> inThreads(int threads, Work<T> work) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            // The first that fails ends all: the others may be waiting for it.
            CompletionService<T> finished = new ExecutorCompletionService<>(pool);
            for (int t = 0; t < threads; t++) {
                int thread = t;
                finished.submit(() -> work.run(thread));
            }
            List<T> results = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                results.add(finished.take().get());
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }

    /** Lets all threads go at the same time, closer than a barrier that wakes them one after the other. */
    @SuppressWarnings("ThreadPriorityCheck")
    static void meet(AtomicInteger arrived, int threads) throws InterruptedException {
        int goal = (arrived.getAndIncrement() / threads + 1) * threads;
        for (int spins = 0; arrived.get() < goal; spins++) {
            if (spins < 50) {
                Thread.onSpinWait();
            } else if (Thread.interrupted()) {
                throw new InterruptedException();
            } else {
                Thread.yield();
            }
        }
    }
}
