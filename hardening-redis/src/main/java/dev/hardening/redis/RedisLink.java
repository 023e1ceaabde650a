package dev.hardening.redis;

import dev.hardening.core.breaker.Breaker;
import dev.hardening.core.breaker.BreakerSettings;
import dev.hardening.core.breaker.BreakerState;
import dev.hardening.core.breaker.Breakers;
import dev.hardening.core.breaker.DependencyUnavailableException;
import dev.hardening.core.reading.Reading;
import dev.hardening.core.time.Ticker;
import io.lettuce.core.RedisException;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The way to one server. Whoever asks has his answer, or {@link Unanswered}, within a decision's time; a breaker makes that at
 * once while the server fails. A connection that is lost is made again in the background, whether anybody asks or not. Safe
 * for use by many threads.
 */
final class RedisLink implements AutoCloseable {

    private static final Duration RETRY = Duration.ofMillis(500);
    /** When no call has had an answer for so long, a connection counts as dead although nobody closed it. */
    private static final long DEAD_AFTER = Duration.ofSeconds(1).toNanos();

    private static final String ABSENT = "there is no connection";

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
    private volatile String absence = ABSENT;
    private volatile long madeAt;
    /** Whether a call had no answer in time, and none has had one since. */
    private volatile boolean silent;

    private long silentSince;
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
                        .countsAsFailure(failed -> !Failures.isAboutKey(failed))
                        .build());
    }

    /** Begins to connect, and goes on until it succeeds; the stage is the first try. */
    CompletionStage<Void> open() {
        return connect();
    }

    private CompletionStage<Void> connect() {
        CompletionStage<Connector.Connection> trying;
        try {
            trying = connector.connect();
        } catch (RuntimeException e) {
            trying = CompletableFuture.failedStage(e);
        }
        return trying.handle((made, failed) -> {
            if (made == null) {
                absence = failed == null ? ABSENT : ABSENT + ": " + Failures.describe(Failures.cause(failed));
                connector.later(this::reconnect, RETRY);
                throw Failures.thrown(failed);
            }
            silent = false;
            madeAt = ticker.nanos();
            connection = made;
            made.whenLost(() -> drop(made));
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

    /** Sends a command that is no decision, and that the breaker does not count. */
    <T> CompletionStage<T> greet(Function<RedisClusterAsyncCommands<byte[], byte[]>, CompletionStage<T>> command) {
        Connector.Connection used = connection;
        return used == null
                ? CompletableFuture.failedStage(new RedisException(absence))
                : command.apply(used.commands());
    }

    /**
     * Sends a command and waits for its answer.
     *
     * @throws Unanswered when there is none in time, or the server says that it cannot
     */
    <T> T ask(Function<RedisClusterAsyncCommands<byte[], byte[]>, CompletionStage<T>> command) throws Unanswered {
        Connector.Connection used = connection;
        if (used == null) {
            // Costs nothing already: a breaker that opened would only keep a connection unused that is there again.
            throw noConnection();
        }
        if (breaker.state() == BreakerState.OPEN) {
            throw new Unanswered("it failed a moment ago", true);
        }
        long began = ticker.nanos();
        CompletableFuture<T> answer = breaker.callAsync(() -> command.apply(used.commands()));
        try {
            T value = answer.get();
            if (silent) {
                silent = false;
            }
            outage.answered(began);
            return value;
        } catch (ExecutionException e) {
            throw unanswered(used, Failures.cause(e));
        } catch (CancellationException e) {
            throw unanswered(used, e); // its connection was ended, because others had no answer
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new Unanswered("the caller was interrupted");
        }
    }

    /**
     * Sends a command whose answer nobody waits for, also to a server that is slow: what was sent before it on the same
     * connection is carried out before it.
     */
    void post(Consumer<RedisClusterAsyncCommands<byte[], byte[]>> command) {
        Connector.Connection used = connection;
        if (used == null) {
            return;
        }
        try {
            command.accept(used.commands());
        } catch (RedisException full) {
            outage.unanswered(Failures.describe(full)); // as many commands as may wait do
        }
    }

    private Unanswered noConnection() {
        String reason = absence;
        if (!closed) {
            outage.unanswered(reason);
        }
        return new Unanswered(reason, true);
    }

    private Unanswered unanswered(Connector.Connection used, Throwable cause) {
        String reason = Failures.describe(cause);
        if (Failures.isAboutKey(cause)) {
            outage.refused(reason);
            return new Unanswered(reason, true);
        }
        boolean late = cause instanceof DependencyUnavailableException refused
                && refused.reason() == DependencyUnavailableException.Reason.TIMED_OUT;
        // A server that has become a replica stays one: its name may lead to another one now.
        if (Failures.isReplica(cause) || (late && isDead())) {
            drop(used);
        }
        if (!closed) {
            outage.unanswered(reason);
        }
        return new Unanswered(reason, Failures.isUndone(cause));
    }

    /** Notes that there was no answer in time; tells whether there has been none for long. */
    private synchronized boolean isDead() {
        long now = ticker.nanos();
        if (!silent) {
            silentSince = now;
            silent = true;
        }
        return now - silentSince >= DEAD_AFTER;
    }

    private void drop(Connector.Connection dead) {
        synchronized (this) {
            if (connection != dead) {
                return;
            }
            absence = ABSENT;
            connection = null;
        }
        Future<?> unused = dead.end();
        // One that was lost as soon as it was made would otherwise be made again without a pause.
        boolean young = ticker.nanos() - madeAt < RETRY.toNanos();
        connector.later(this::reconnect, young ? RETRY : Duration.ZERO);
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
            await(last.end());
        }
        breakers.close();
        connector.close();
    }

    /** What ends a connection runs on threads that the connector is about to end. */
    private static void await(Future<Void> end) {
        try {
            end.get(LettuceConnector.CONNECT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            return; // the connector ends what is left
        }
    }
}
