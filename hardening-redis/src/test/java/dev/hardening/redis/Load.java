package dev.hardening.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hardening.core.ratelimit.RateLimitCounter;
import dev.hardening.core.ratelimit.RateLimitKey;
import dev.hardening.testing.Eventually;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Threads that ask without end, and what became of it. */
final class Load implements AutoCloseable {

    private static final int THREADS = 8;
    private static final long PAUSE = Duration.ofNanos(200_000).toNanos();

    private final RateLimitCounter counter;
    private final List<Thread> threads = new ArrayList<>();
    private final List<Throwable> thrown = new CopyOnWriteArrayList<>();
    private final AtomicLong answers = new AtomicLong();
    private final AtomicLong slowest = new AtomicLong();
    private volatile boolean over;

    private Load(RateLimitCounter counter) {
        this.counter = counter;
        for (int i = 0; i < THREADS; i++) {
            RateLimitKey client = RateLimitKey.user("load-" + i);
            Thread thread = new Thread(() -> run(client), "load-" + i);
            threads.add(thread);
            thread.start();
        }
    }

    /** Starts, and returns when the first answers are there; what came before counts for nothing. */
    static Load on(RateLimitCounter counter) {
        Load load = new Load(counter);
        load.await(500);
        load.slowest.set(0);
        return load;
    }

    private void run(RateLimitKey client) {
        while (!over) {
            long began = System.nanoTime();
            try {
                long unused = counter.acquire(client, began);
            } catch (RuntimeException | Error e) {
                thrown.add(e);
                return;
            }
            long took = System.nanoTime() - began;
            slowest.accumulateAndGet(took, Math::max);
            answers.incrementAndGet();
            LockSupport.parkNanos(PAUSE); // requests come from a network; who only counts would take all processors
        }
    }

    /** Waits for as many more answers. */
    void await(int more) {
        long goal = answers.get() + more;
        Eventually.until(() -> answers.get() >= goal || !thrown.isEmpty());
    }

    /** Returns how long the slowest answer took. */
    Duration slowest() {
        return Duration.ofNanos(slowest.get());
    }

    /** Ends it; nothing may have been thrown. */
    @Override
    public void close() {
        over = true;
        Eventually.until(() -> threads.stream().noneMatch(Thread::isAlive));
        assertEquals(List.of(), thrown);
    }
}
