package dev.hardening.testing.servlet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Asks at a fixed rate whether a server serves others, while something else goes on. Who waits for one answer before asking
 * again asks seldom while nobody is served, and then an outage counts for little.
 */
public final class Service {

    /**
     * How it went.
     *
     * @param asked how often was asked
     * @param served how often there was an answer in time
     */
    public record Share(int asked, int served) {

        /** Tells whether at least that share was served. */
        public boolean isAtLeast(double share) {
            return served >= asked * share;
        }
    }

    private static final Duration PAUSE = Duration.ofMillis(25);

    private Service() {}

    /**
     * Asks until the work is done.
     *
     * @param served one question, which waits for its own answer only as long as an answer is of use
     */
    public static Share during(CompletableFuture<?> work, BooleanSupplier served) throws Exception {
        ExecutorService clients = Executors.newCachedThreadPool();
        try {
            List<CompletableFuture<Boolean>> all = new ArrayList<>();
            long next = System.nanoTime();
            while (!work.isDone()) {
                all.add(CompletableFuture.supplyAsync(served::getAsBoolean, clients));
                next += PAUSE.toNanos();
                LockSupport.parkNanos(Math.max(0, next - System.nanoTime()));
            }
            int count = 0;
            for (CompletableFuture<Boolean> answer : all) {
                count += answer.get() ? 1 : 0;
            }
            return new Share(all.size(), count);
        } finally {
            clients.shutdownNow();
        }
    }
}
