package dev.hardening.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hardening.core.distributed.DistributedSettings;
import dev.hardening.core.distributed.FailurePolicy;
import dev.hardening.core.distributed.SharedRoom;
import dev.hardening.core.ratelimit.RateLimit;
import dev.hardening.core.ratelimit.RateLimitCounter;
import dev.hardening.core.ratelimit.RateLimitKey;
import dev.hardening.core.ratelimit.RateLimitOutcome;
import dev.hardening.core.ratelimit.RateLimitStore;
import dev.hardening.core.time.Ticker;
import dev.hardening.testing.redis.RedisPeek;
import dev.hardening.testing.redis.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sentinel says which server it is, and counts nothing itself. */
class SentinelTest {

    @TempDir
    private Path directory;

    @Test
    void the_server_that_a_sentinel_names_counts_also_when_another_sentinel_is_away() throws Exception {
        try (RedisServer server = RedisServer.start();
                RedisServer sentinel = RedisServer.startSentinel(server, "mymaster", directory);
                RedisStores stores = RedisStores.builder(DistributedSettings.builder()
                                .url("redis-sentinel://127.0.0.1:1,127.0.0.1:" + sentinel.port() + "/3#mymaster")
                                .timeout(Duration.ofSeconds(10))
                                .onFailure(SharedRoom.RATE_LIMIT, FailurePolicy.CLOSED)
                                .build())
                        .build()) {
            RateLimitStore limits = stores.rateLimits(RateLimitStore.inMemory(Ticker.system(), 1000));
            RateLimitCounter counter = limits.counter(RateLimit.slidingWindow("window", 3, Duration.ofHours(1)));
            for (int i = 0; i < 5; i++) {
                long outcome = counter.acquire(RateLimitKey.user("client"), System.nanoTime());
                assertEquals(i < 3, RateLimitOutcome.isGranted(outcome));
            }
            try (RedisPeek peek = server.peek()) {
                peek.commands().select(3);
                assertEquals(1, peek.keys("hardening:").size());
            }
        }
    }
}
