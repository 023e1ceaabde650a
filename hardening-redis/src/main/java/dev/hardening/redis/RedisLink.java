package dev.hardening.redis;

import dev.hardening.core.breaker.Breaker;
import dev.hardening.core.breaker.BreakerSettings;
import dev.hardening.core.breaker.BreakerState;
import dev.hardening.core.breaker.Breakers;
import dev.hardening.core.breaker.DependencyUnavailableException;
import dev.hardening.core.reading.Reading;
import dev.hardening.core.time.Ticker;
import io.lettuce.core.RedisReadOnlyException;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The way to one server. Whoever asks has his answer, or {@link Unanswered}, within a decision's time; a breaker makes that at
 * once while the server fails. A connection that is lost is made again in the background, whether anybody asks or not. Safe
 * for use by many threads.
 */
final class RedisLink implements AutoCloseable {

    private static final Duration RETRY = Duration.ofMillis(500);
    /** So long after the last answer, and with a call that had none, a connection counts as dead although nobody closed it. */
    private static final long DEAD_AFTER = Duration.ofSeconds(1).toNanos();

    private static final Duration WINDOW = Duration.ofSeconds(2);
    private static final Duration RESET = Duration.ofSeconds(1);
    private static final int ENOUGH_CALLS = 5;
    private static final int MOST_AT_ONCE = 1000;

    private final Connector connector;
    private final Ticker ticker;
    private final Outage outage;
    private final Breakers breakers;
    private final Breaker breaker;

    private volatile Connector.@Nullable Connection connection;
    private volatile long answeredAt;
    private volatile boolean closed;

    /**
     * Does not connect yet.
     *
     * @param name what meters and logs call the server
     * @param timeout how long an answer may take
     */
    RedisLink(String name, Connector connector, Duration timeout, Ticker ticker, Outage outage) {
        this.connector = connector;
        this.ticker = ticker;
        this.outage = outage;
        this.breakers = Breakers.builder().ticker(ticker).build();
        this.breaker = breakers.add(
                name,
                BreakerSettings.builder()
                        .timeout(timeout)
                        .resetTimeout(RESET.compareTo(timeout) < 0 ? timeout : RESET)
                        .window(WINDOW)
                        .volumeThreshold(ENOUGH_CALLS)
                        .maxConcurrent(MOST_AT_ONCE)
                        .build());
    }

    /** Begins to connect, and goes on until it succeeds; the stage is the first try. */
    CompletionStage<Void> open() {
        return connect();
    }

    private CompletionStage<Void> connect() {
        return connector.connect().handle((made, failed) -> {
            if (made == null) {
                connector.later(this::reconnect, RETRY);
                throw Failures.thrown(failed);
            }
            answeredAt = ticker.nanos();
            connection = made;
            if (closed) {
                drop(made);
            }
            return null;
        });
    }

    private void reconnect() {
        if (!closed && connection == null) {
            connect().exceptionally(again -> null); // it has planned the next try
        }
    }

    /**
     * Sends a command and waits for its answer.
     *
     * @throws Unanswered when there is none in time, or the server says that it cannot
     */
    <T> T ask(Function<RedisClusterAsyncCommands<byte[], byte[]>, CompletionStage<T>> command) throws Unanswered {
        if (breaker.state() == BreakerState.OPEN) {
            throw new Unanswered("it failed a moment ago", true);
        }
        Connector.Connection used = connection;
        CompletableFuture<T> answer = breaker.callAsync(() -> send(used, command));
        try {
            T value = answer.get();
            answeredAt = ticker.nanos();
            outage.answered();
            return value;
        } catch (ExecutionException e) {
            throw unanswered(used, Failures.cause(e));
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new Unanswered("the caller was interrupted");
        }
    }

    private static <T> CompletionStage<T> send(
            Connector.@Nullable Connection used,
            Function<RedisClusterAsyncCommands<byte[], byte[]>, CompletionStage<T>> command) {
        return used == null ? Failures.notConnected() : command.apply(used.commands());
    }

    private Unanswered unanswered(Connector.@Nullable Connection used, Throwable cause) {
        String reason = Failures.describe(cause);
        boolean late = cause instanceof DependencyUnavailableException refused
                && refused.reason() == DependencyUnavailableException.Reason.TIMED_OUT;
        // A server that has become a replica stays one: its name may lead to another one now.
        boolean replica = cause instanceof RedisReadOnlyException;
        if (used != null && (replica || (late && ticker.nanos() - answeredAt >= DEAD_AFTER))) {
            drop(used);
        }
        outage.unanswered(reason);
        return new Unanswered(reason, Failures.isUndone(cause));
    }

    private void drop(Connector.Connection dead) {
        synchronized (this) {
            if (connection != dead) {
                return;
            }
            connection = null;
        }
        dead.end();
        connector.later(this::reconnect, Duration.ZERO);
    }

    /** Returns what can be read of the breaker. */
    List<Reading> readings() {
        return breakers.readings();
    }

    @Override
    public void close() {
        closed = true;
        Connector.Connection last = connection;
        if (last != null) {
            drop(last);
        }
        breakers.close();
        connector.close();
    }
}
