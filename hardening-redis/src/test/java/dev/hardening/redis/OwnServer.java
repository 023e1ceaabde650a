package dev.hardening.redis;

import dev.hardening.core.SharedStores;
import dev.hardening.core.decision.StoreUnavailableException;
import dev.hardening.core.distributed.DistributedSettings;
import dev.hardening.core.distributed.FailurePolicy;
import dev.hardening.core.distributed.SharedRoom;
import dev.hardening.core.distributed.StoreAddress;
import dev.hardening.core.secret.Secret;
import dev.hardening.core.time.Ticker;
import dev.hardening.testing.Eventually;
import dev.hardening.testing.redis.RedisPeek;
import dev.hardening.testing.redis.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server that one test has for itself, and may end. */
final class OwnServer implements AutoCloseable {

    static final String PREFIX = "own";

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration HURRY = Duration.ofMillis(100);

    private final RedisServer server = RedisServer.start();
    private final RedisPeek peek = server.peek();
    private final List<RedisLink> links = new ArrayList<>();

    /** Returns a room of the one instance that most tests need. */
    RedisRoom room(SharedRoom room, FailurePolicy policy, ScriptClock clock) {
        if (links.isEmpty()) {
            RedisLink unused = connect();
        }
        return room(links.get(0), room, policy, clock);
    }

    /** Returns a room of another instance, which has a connection of its own. */
    RedisRoom roomElsewhere(SharedRoom room, FailurePolicy policy, ScriptClock clock) {
        return room(connect(), room, policy, clock);
    }

    /** Returns a room of another instance that does not wait for long. */
    RedisRoom hurried(SharedRoom room, FailurePolicy policy, ScriptClock clock) {
        return room(connect(HURRY), room, policy, clock);
    }

    private static RedisRoom room(RedisLink link, SharedRoom room, FailurePolicy policy, ScriptClock clock) {
        return new RedisRoom(link, new RedisKeys(PREFIX), clock, new RoomCounts(room, policy));
    }

    private RedisLink connect() {
        return connect(PATIENCE);
    }

    private RedisLink connect(Duration patience) {
        StoreAddress address = StoreAddress.parse(Secret.ofUtf8(DistributedSettings.URL.name(), url()));
        RedisLink link = new RedisLink(
                "redis",
                LettuceConnector.to(address),
                patience,
                Ticker.system(),
                new Outage("redis", Ticker.system(), event -> {}));
        link.open()
                .toCompletableFuture()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
        links.add(link);
        return link;
    }

    /** Waits until the server that stores share has answered them. */
    static void awaitAnswer(SharedStores stores) {
        Eventually.until(() -> {
            try {
                return stores.check().equals("answers");
            } catch (StoreUnavailableException notYet) {
                return false;
            }
        });
    }

    String url() {
        return server.url();
    }

    RedisPeek peek() {
        return peek;
    }

    /** Returns how many scripts were called since it was asked last. */
    long roundTrips() {
        long calls = peek.calls("evalsha") + peek.calls("eval");
        peek.commands().configResetstat();
        return calls;
    }

    /** Returns the one key whose name has a part. */
    String key(String part) {
        return peek.keys(PREFIX).stream()
                .filter(key -> key.contains(part))
                .reduce((one, other) -> {
                    throw new AssertionError("two keys: " + one + " and " + other);
                })
                .orElseThrow();
    }

    /** Puts a value of another type under a key, which makes the server answer a script with an error. */
    void poison(String key) {
        peek.commands().del(key);
        peek.commands().hset(key, "field", "value");
    }

    void kill() {
        server.kill();
    }

    void pause() {
        server.pause();
    }

    void resume() {
        server.resume();
    }

    @Override
    public void close() {
        links.forEach(RedisLink::close);
        peek.close();
        server.close();
    }
}
