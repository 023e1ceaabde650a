package dev.hardening.core.breaker;

import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A call that takes no thread of ours. Its place is taken until the stage that the call gave has ended; when the time is up,
 * or the caller cancels, that stage is cancelled.
 *
 * @param <T> what the call returns
 */
final class AsyncCall<T extends @Nullable Object> implements Expiring {

    private static final Logger LOG = LoggerFactory.getLogger(AsyncCall.class);

    private final Circuit circuit;
    private final Place place;
    private final long permit;
    private final CompletableFuture<T> answer = new CompletableFuture<>();
    private volatile @Nullable CompletionStage<T> stage;
    private volatile boolean abandoned;
    private volatile long ticket;

    AsyncCall(Circuit circuit, Place place) {
        this.circuit = circuit;
        this.place = place;
        this.permit = place.permit;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what follows throws nothing
    CompletableFuture<T> start(Supplier<? extends CompletionStage<T>> call) {
        long mine = circuit.begin(place, this);
        ticket = mine;
        CompletionStage<T> begun;
        try {
            begun = Objects.requireNonNull(call.get(), "the guarded call returned no stage");
            stage = begun;
            begun.whenComplete(this::ended);
        } catch (Throwable thrown) {
            ended(null, thrown);
            return answer;
        }
        if (!place.isRunning(mine)) {
            // Ended, and then this does nothing, or its time was up before the stage was known.
            cancelStage();
        }
        answer.whenComplete((value, thrown) -> {
            if (answer.isCancelled()) {
                abandoned = true;
                place.expire(mine);
            }
        });
        return answer;
    }

    private void ended(@Nullable T value, @Nullable Throwable thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        long ends = place.ends();
        boolean inTime = place.end(ticket);
        circuit.giveBack(place);
        if (!inTime) {
            if (!(cause instanceof CancellationException)) {
                circuit.late();
            }
            return;
        }
        try {
            circuit.settle(permit, ends, cause);
        } finally {
            if (cause == null) {
                answer.complete(value);
            } else {
                answer.completeExceptionally(cause);
            }
        }
    }

    @Override
    public void timeIsUp() {
        if (abandoned) {
            circuit.abandon(permit);
        } else {
            circuit.timeIsUp(permit);
        }
    }

    @Override
    public void afterTime() {
        if (abandoned) {
            // Whoever cancels is answered already, and runs what follows himself.
            cancelStage();
        } else {
            circuit.follow(this::tellTimedOut);
        }
    }

    private void tellTimedOut() {
        answer.completeExceptionally(circuit.timedOut(null));
        cancelStage();
    }

    private void cancelStage() {
        CompletionStage<T> running = stage;
        if (running != null) {
            try {
                running.toCompletableFuture().cancel(true);
            } catch (UnsupportedOperationException e) {
                LOG.debug("A call to {} cannot be cancelled; its place is taken until it ends", circuit.name(), e);
            }
        }
    }
}
