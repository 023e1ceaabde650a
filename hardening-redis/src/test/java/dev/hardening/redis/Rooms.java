package dev.hardening.redis;

import dev.hardening.core.distributed.DistributedSettings;
import dev.hardening.core.distributed.FailurePolicy;
import dev.hardening.core.distributed.SharedRoom;
import dev.hardening.core.distributed.StoreAddress;
import dev.hardening.core.secret.Secret;
import dev.hardening.core.time.Ticker;
import dev.hardening.testing.Eventually;
import dev.hardening.testing.FakeTicker;
import dev.hardening.testing.redis.TestRedis;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

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
        connect(link);
        return link;
    }

    /** Waits for the connection, which the first try of a virtual machine on a busy machine does not always make. */
    static void connect(RedisLink link) {
        CompletableFuture<Void> first = link.open().toCompletableFuture();
        Eventually.until(first::isDone); // no code of this class on another thread: it may be waiting to be initialized
        Eventually.until(() -> {
            try {
                return link.ask(commands -> commands.ping()).equals("PONG");
            } catch (Unanswered e) {
                return false;
            }
        });
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
