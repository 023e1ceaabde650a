package dev.hardening.redis;

import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Makes connections to one server, or to one group of servers. */
interface Connector extends AutoCloseable {

    /** One connection. */
    interface Connection {

        /** Returns what sends commands. */
        RedisClusterAsyncCommands<byte[], byte[]> commands();

        /** Has something done, once or more often, when it is lost; nothing where the client itself makes it again. */
        void whenLost(Runnable task);

        /** Ends it, without waiting; ending twice is the same as once. */
        CompletableFuture<Void> end();
    }

    /** Begins to connect; the stage ends within a second or two, and with the connector's own client at the latest. */
    CompletionStage<Connection> connect();

    /** Has something done later, on a thread that must not be held; ignored when the connector is closed. */
    void later(Runnable task, Duration delay);

    /** Ends its threads, if they are its own. */
    @Override
    void close();
}
