package dev.hardening.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.testing.Eventually;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.resource.ClientResources;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What becomes of the client and of those who wait for it when its connector is closed. */
class LettuceConnectorTest {

    /** A client that never says that it has ended, as one whose thread has died. */
    private static final class Endless extends RedisClient {
        private Endless(ClientResources resources) {
            super(resources, RedisURI.create("redis://127.0.0.1"));
        }

        @Override
        public CompletableFuture<Void> shutdownAsync(long quietPeriod, long timeout, TimeUnit unit) {
            return new CompletableFuture<>();
        }
    }

    private static boolean hasEnded(ClientResources resources) {
        return resources.eventExecutorGroup().isShuttingDown();
    }

    @Test
    void who_waits_for_a_connection_is_told_of_the_end() throws Exception {
        ClientResources resources = ClientResources.create();
        LettuceConnector connector =
                new LettuceConnector(RedisClient.create(resources), resources, CompletableFuture::new);
        CompletableFuture<Connector.Connection> trying = connector.connect().toCompletableFuture();
        assertFalse(trying.isDone());
        connector.close();
        ExecutionException told = assertThrows(ExecutionException.class, () -> trying.get(0, TimeUnit.SECONDS));
        assertInstanceOf(RedisException.class, told.getCause());
        assertEquals("the client is closed", told.getCause().getMessage());
    }

    @Test
    void a_client_that_does_not_end_keeps_neither_the_caller_nor_the_threads() throws Exception {
        ClientResources resources = ClientResources.create();
        LettuceConnector connector = new LettuceConnector(new Endless(resources), resources, CompletableFuture::new);
        CompletableFuture<Boolean> stillInterrupted = new CompletableFuture<>();
        new Thread(() -> {
                    Thread.currentThread().interrupt();
                    connector.close();
                    stillInterrupted.complete(Thread.currentThread().isInterrupted());
                })
                .start();
        Eventually.until(stillInterrupted::isDone);
        assertTrue(stillInterrupted.get());
        assertTrue(hasEnded(resources));
    }

    @Test
    void one_interrupted_meanwhile_ends_the_threads_and_stays_interrupted() {
        ClientResources resources = ClientResources.create();
        LettuceConnector connector = new LettuceConnector(new Endless(resources), resources, CompletableFuture::new);
        CompletableFuture<Boolean> stillInterrupted = new CompletableFuture<>();
        Thread caller = new Thread(() -> {
            connector.close();
            stillInterrupted.complete(Thread.currentThread().isInterrupted());
        });
        caller.start();
        Eventually.until(() -> caller.getState() == Thread.State.TIMED_WAITING);
        caller.interrupt();
        assertTrue(Eventually.await(() -> stillInterrupted.getNow(null), done -> done != null));
        assertTrue(hasEnded(resources));
    }

    @Test
    void the_application_s_client_is_left_to_it() {
        RedisClient client = RedisClient.create();
        try {
            LettuceConnector.by(client, RedisURI.create("redis://127.0.0.1")).close();
            assertFalse(hasEnded(client.getResources()));
        } finally {
            client.shutdown();
        }
    }
}
