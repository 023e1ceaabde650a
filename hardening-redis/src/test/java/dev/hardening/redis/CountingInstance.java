package dev.hardening.redis;

import dev.hardening.core.distributed.FailurePolicy;
import dev.hardening.core.ratelimit.RateLimit;
import dev.hardening.core.ratelimit.RateLimitCounter;
import dev.hardening.core.ratelimit.RateLimitKey;
import dev.hardening.core.ratelimit.RateLimitOutcome;
import dev.hardening.core.ratelimit.RateLimitStore;
import dev.hardening.core.time.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * One instance in a process of its own. It says {@code ready}, waits for a line, asks as its arguments say, and says how many
 * requests of each client it has let through.
 */
final class CountingInstance {

    /** What one window of either kind allows. */
    static final int MAX = 500;

    private static final int THREADS = 4;
    private static final RateLimit SLIDING = RateLimit.slidingWindow("sliding", MAX, Duration.ofHours(24));
    /** In the time of the test not one token comes back: one takes three minutes. */
    private static final RateLimit BUCKET = RateLimit.tokenBucket("bucket", MAX, Duration.ofHours(24), MAX);

    private CountingInstance() {}

    public static void main(String[] args) throws Exception {
        int requests = Integer.parseInt(args[1]);
        try (RedisStores stores = RedisStores.builder(
                        Chaos.settings(args[0], FailurePolicy.CLOSED, Duration.ofSeconds(10)))
                .build()) {
            RateLimitStore limits = stores.rateLimits(RateLimitStore.inMemory(Ticker.system(), 1000));
            OwnServer.awaitAnswer(stores);
            System.out.println("ready");
            if (System.in.read() < 0) {
                return; // whoever asked for it is gone
            }
            System.out.println(
                    count(limits.counter(SLIDING), requests) + " " + count(limits.counter(BUCKET), requests));
        } catch (ExecutionException e) {
            System.out.println("a decision failed: " + e.getCause()); // whoever reads it says so
        }
    }

    private static int count(RateLimitCounter counter, int requests) throws Exception {
        RateLimitKey client = RateLimitKey.user("one");
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            CyclicBarrier start = new CyclicBarrier(THREADS);
            List<Future<Integer>> all = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                all.add(pool.submit(() -> {
                    start.await();
                    int granted = 0;
                    for (int n = 0; n < requests / THREADS; n++) {
                        granted += RateLimitOutcome.isGranted(counter.acquire(client, System.nanoTime())) ? 1 : 0;
                    }
                    return granted;
                }));
            }
            int granted = 0;
            for (Future<Integer> one : all) {
                granted += one.get();
            }
            return granted;
        } finally {
            pool.shutdownNow();
        }
    }
}
