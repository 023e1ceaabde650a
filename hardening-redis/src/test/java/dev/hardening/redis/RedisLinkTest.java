package dev.hardening.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hardening.core.time.Ticker;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What a link does with a connection that its connector makes at an unlucky moment. */
class RedisLinkTest {

    private final List<String> said = new ArrayList<>();
    private final CompletableFuture<Connector.Connection> trying = new CompletableFuture<>();
    private final RedisLink link = new RedisLink(
            "redis",
            new Slow(),
            Duration.ofSeconds(1),
            Ticker.system(),
            new Outage("redis", Ticker.system(), event -> said.add("outage")));

    /** Connects when the test says so, as the client of an application that goes on behind the end of its stores. */
    private final class Slow implements Connector {
        @Override
        public CompletionStage<Connection> connect() {
            said.add("connect");
            return trying;
        }

        @Override
        public void later(Runnable task, Duration delay) {
            said.add("later");
            task.run();
        }

        @Override
        public void close() {
            said.add("close");
        }
    }

    private final class Late implements Connector.Connection {
        @Override
        public RedisClusterAsyncCommands<byte[], byte[]> commands() {
            throw new AssertionError("nobody asks any more");
        }

        @Override
        public void whenLost(Runnable task) {
            said.add("watched");
        }

        @Override
        public CompletableFuture<Void> end() {
            said.add("end");
            return CompletableFuture.completedFuture(null);
        }
    }

    @Test
    void a_connection_that_is_made_after_the_end_is_ended_and_no_other_is_made() {
        CompletionStage<Void> first = link.open();
        link.close();
        trying.complete(new Late());

        first.toCompletableFuture().join();
        assertEquals(List.of("connect", "close", "watched", "end", "later"), said);
        assertThrows(Unanswered.class, () -> link.ask(commands -> new CompletableFuture<>()));
        assertEquals(5, said.size(), said.toString());
    }

    @Test
    void a_try_that_fails_after_the_end_is_not_repeated() {
        CompletionStage<Void> first = link.open();
        link.close();
        trying.completeExceptionally(new IllegalStateException("the client is shut down"));

        assertThrows(RuntimeException.class, first.toCompletableFuture()::join);
        assertEquals(List.of("connect", "close", "later"), said);
    }
}
