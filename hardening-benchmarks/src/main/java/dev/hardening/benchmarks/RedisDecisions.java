package dev.hardening.benchmarks;

import dev.hardening.core.SharedStores;
import dev.hardening.core.distributed.DistributedSettings;
import dev.hardening.core.ratelimit.RateLimit;
import dev.hardening.core.ratelimit.RateLimitCounter;
import dev.hardening.core.ratelimit.RateLimitKey;
import dev.hardening.core.ratelimit.RateLimitOutcome;
import dev.hardening.core.ratelimit.RateLimitStore;
import dev.hardening.core.time.Ticker;
import dev.hardening.redis.RedisStores;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.distributed.BucketProxy;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.event.command.CommandListener;
import io.lettuce.core.event.command.CommandStartedEvent;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

/**
 * Decisions about one key that every thread asks for, on one server: ours, Bucket4j's, and the two commands that many write
 * themselves. Prints for each and for 1, 8 and 32 threads how many decisions a second, how long one took and how many commands
 * were sent for it. {@code redis redis://127.0.0.1:6379 [--quick]}.
 */
final class RedisDecisions {

    private static final int LIMIT = RateLimit.LARGEST_MAX;
    private static final Duration WINDOW = Duration.ofHours(24);

    private RedisDecisions() {}

    /** Runs all. */
    static void run(String... arguments) throws InterruptedException, ExecutionException {
        int decisions = Main.isQuick("redis", 1, arguments) ? 20_000 : 200_000;
        String url = Main.plain("", arguments);
        if (!url.startsWith("redis")) {
            throw new UsageException("redis needs to know where a server is: redis redis://127.0.0.1:6379 [--quick]");
        }
        PrintStream out = System.out;
        RedisClient client = RedisClient.create(RedisURI.create(url));
        LongAdder sent = new LongAdder();
        client.addListener(new CommandListener() {
            @Override
            public void commandStarted(CommandStartedEvent event) {
                sent.increment();
            }
        });
        try (StatefulRedisConnection<String, byte[]> bucket4j =
                        client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE));
                StatefulRedisConnection<String, String> counted = client.connect();
                SharedStores stores = RedisStores.builder(DistributedSettings.builder()
                                .url(url)
                                .keyPrefix("benchmark")
                                .timeout(Duration.ofSeconds(5))
                                .build())
                        .client(client, RedisURI.create(url))
                        .build()) {
            out.printf(
                    Locale.ROOT,
                    "%-28s %8s %14s %9s %9s %9s%n",
                    "who",
                    "threads",
                    "decisions/s",
                    "p50 us",
                    "p99 us",
                    "commands");
            for (int threads : new int[] {1, 8, 32}) {
                for (Contender one : contenders(stores, bucket4j, counted.sync())) {
                    out.println(new Run(one, threads, decisions, sent).line());
                }
            }
        } finally {
            client.shutdown();
        }
    }

    /** All count a key of their own that nobody has asked for yet. */
    private static List<Contender> contenders(
            SharedStores stores,
            StatefulRedisConnection<String, byte[]> bucket4j,
            RedisCommands<String, String> counted) {
        String fresh = UUID.randomUUID().toString();
        RateLimitKey key = RateLimitKey.user(fresh);
        RateLimitStore store = stores.rateLimits(RateLimitStore.inMemory(Ticker.system(), 1000));
        RateLimitCounter window = store.counter(RateLimit.slidingWindow("window", LIMIT, WINDOW));
        RateLimitCounter bucket = store.counter(RateLimit.tokenBucket("bucket", LIMIT, WINDOW, LIMIT));
        BucketProxy theirs = Bucket4jLettuce.casBasedBuilder(bucket4j)
                .build()
                .builder()
                .build(
                        fresh,
                        () -> BucketConfiguration.builder()
                                .addLimit(limit -> limit.capacity(LIMIT).refillGreedy(LIMIT, WINDOW))
                                .build());
        return List.of(
                new Contender("ours, sliding window", () -> granted(window, key)),
                new Contender("ours, token bucket", () -> granted(bucket, key)),
                new Contender("Bucket4j's proxy manager", () -> theirs.tryConsume(1)),
                new Contender("INCR, PEXPIRE (fixed window)", () -> {
                    Long count = counted.incr("plain:" + fresh);
                    return (count != 1 || counted.pexpire("plain:" + fresh, WINDOW.toMillis())) && count <= LIMIT;
                }));
    }

    private static boolean granted(RateLimitCounter counter, RateLimitKey key) {
        return RateLimitOutcome.isGranted(counter.acquire(key, System.nanoTime()));
    }

    private record Contender(String name, BooleanSupplier decide) {}

    /** One contender with so many threads. */
    private record Run(Contender who, int threads, int decisions, LongAdder sent) {

        String line() throws InterruptedException, ExecutionException {
            measure(decisions / 10); // warms up
            sent.reset();
            long begun = System.nanoTime();
            long[] nanos = measure(decisions);
            double seconds = (System.nanoTime() - begun) / 1e9;
            Arrays.sort(nanos);
            return String.format(
                    Locale.ROOT,
                    "%-28s %8d %14.0f %9.0f %9.0f %9.2f",
                    who.name,
                    threads,
                    nanos.length / seconds,
                    nanos[nanos.length / 2] / 1e3,
                    nanos[nanos.length * 99 / 100] / 1e3,
                    sent.doubleValue() / nanos.length);
        }

        private long[] measure(int count) throws InterruptedException, ExecutionException {
            ExecutorService pool = Executors.newFixedThreadPool(threads);
            try {
                CountDownLatch start = new CountDownLatch(1);
                List<Future<long[]>> parts = new ArrayList<>();
                for (int t = 0; t < threads; t++) {
                    parts.add(pool.submit(() -> {
                        start.await();
                        long[] nanos = new long[count / threads];
                        for (int i = 0; i < nanos.length; i++) {
                            long asked = System.nanoTime();
                            if (!who.decide.getAsBoolean()) {
                                throw new IllegalStateException(who.name + " refuses below the limit");
                            }
                            nanos[i] = System.nanoTime() - asked;
                        }
                        return nanos;
                    }));
                }
                start.countDown();
                long[] all = new long[count / threads * threads];
                int at = 0;
                for (Future<long[]> part : parts) {
                    long[] nanos = part.get();
                    System.arraycopy(nanos, 0, all, at, nanos.length);
                    at += nanos.length;
                }
                return all;
            } finally {
                pool.shutdownNow();
            }
        }
    }
}
