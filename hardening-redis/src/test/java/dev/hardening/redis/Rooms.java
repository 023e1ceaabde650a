package dev.hardening.redis;

import dev.hardening.core.distributed.DistributedSettings;
import dev.hardening.core.distributed.FailurePolicy;
import dev.hardening.core.distributed.SharedRoom;
import dev.hardening.core.distributed.StoreAddress;
import dev.hardening.core.secret.Secret;
import dev.hardening.core.time.Ticker;
import dev.hardening.testing.FakeTicker;
import dev.hardening.testing.redis.TestRedis;
import java.time.Duration;

/** Rooms on the server that tests share, each with keys of its own and with the clock of its test. */
final class Rooms {

    private static final RedisLink LINK = open();

    private Rooms() {}

    /** Far above what a busy machine takes: a contract says nothing of slow answers. */
    private static RedisLink open() {
        Duration patience = Duration.ofSeconds(10);
        StoreAddress address = StoreAddress.parse(Secret.ofUtf8(DistributedSettings.URL.name(), TestRedis.url()));
        RedisLink link = new RedisLink(
                "redis",
                LettuceConnector.to(address),
                patience,
                Ticker.system(),
                new Outage("redis", Ticker.system(), event -> {}));
        link.open().toCompletableFuture().join();
        return link;
    }

    /** Returns a room without keys, which refuses when the server does not answer. */
    static RedisRoom empty(SharedRoom room, FakeTicker ticker) {
        return new RedisRoom(
                LINK,
                new RedisKeys(TestRedis.prefix()),
                new FakeScriptClock(ticker),
                new RoomCounts(room, FailurePolicy.CLOSED));
    }
}
