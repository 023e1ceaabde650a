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
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
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

    private final ClientResources resources = ClientResources.create();

    @AfterEach
    void shutDown() {
        resources.shutdown(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private static boolean hasEnded(ClientResources resources) {
        return resources.eventExecutorGroup().isShuttingDown();
    }

    private LettuceConnector connector(RedisClient client) {
        return new LettuceConnector(client, resources, CompletableFuture::new);
    }

    /** Closes a connector whose client does not end, on a thread that does something else first. */
    private Thread closing(Runnable first, AtomicReference<@Nullable Boolean> stillInterrupted) {
        LettuceConnector connector = connector(new Endless(resources));
        Thread caller = new Thread(() -> {
            first.run();
            connector.close();
            stillInterrupted.set(Thread.currentThread().isInterrupted());
        });
        caller.start();
        return caller;
    }

    private void isKept(AtomicReference<@Nullable Boolean> stillInterrupted) {
        assertEquals(true, Eventually.await(stillInterrupted::get, Objects::nonNull));
        assertTrue(hasEnded(resources));
    }

    @Test
    void who_waits_for_a_connection_is_told_of_the_end() {
        LettuceConnector connector = connector(RedisClient.create(resources));
        CompletableFuture<Connector.Connection> trying = connector.connect().toCompletableFuture();
        assertFalse(trying.isDone());
        connector.close();
        ExecutionException told = assertThrows(ExecutionException.class, () -> trying.get(0, TimeUnit.SECONDS));
        assertInstanceOf(RedisException.class, told.getCause());
        assertEquals("the client is closed", told.getCause().getMessage());
    }

    @Test
    void a_client_that_does_not_end_keeps_neither_an_interrupted_caller_nor_the_threads() {
        AtomicReference<@Nullable Boolean> stillInterrupted = new AtomicReference<>();
        closing(() -> Thread.currentThread().interrupt(), stillInterrupted);
        isKept(stillInterrupted);
    }

    @Test
    void one_interrupted_meanwhile_ends_the_threads_and_stays_interrupted() {
        AtomicReference<@Nullable Boolean> stillInterrupted = new AtomicReference<>();
        Thread caller = closing(() -> {}, stillInterrupted);
        Eventually.until(() -> caller.getState() == Thread.State.TIMED_WAITING);
        caller.interrupt();
        isKept(stillInterrupted);
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
