package dev.hardening.core.breaker;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A call that a thread of the breaker makes. Its answer comes when the call ends or its time is up, whichever is first; in
 * the second case the thread is interrupted, and its place is taken until the call really ends.
 *
 * @param <T> what the call returns
 */
final class HandedCall<T extends @Nullable Object> implements Runnable, Expiring {

    private final Circuit circuit;
    private final GuardedCall<T, ?> call;
    private final Place place;
    private final long permit;
    private final CompletableFuture<T> answer = new CompletableFuture<>();
    private volatile @Nullable Thread runner;
    private volatile boolean abandoned;
    private volatile long ticket;

    private HandedCall(Circuit circuit, GuardedCall<T, ?> call, Place place) {
        this.circuit = circuit;
        this.call = call;
        this.place = place;
        this.permit = place.permit;
    }

    /**
     * Has a call made.
     *
     * @throws DependencyUnavailableException when it may not be
     */
    static <T extends @Nullable Object> HandedCall<T> start(Circuit circuit, GuardedCall<T, ?> call) {
        HandedCall<T> handed = new HandedCall<>(circuit, call, circuit.enter());
        handed.start();
        return handed;
    }

    private void start() {
        ticket = circuit.begin(place, this);
        try {
            circuit.hand(this);
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            // Shut down in the meantime, or the machine has no thread left.
            throw circuit.notMade(place, ticket);
        }
    }

    CompletableFuture<T> answer() {
        return answer;
    }

    /** Gives the call up because nobody waits for it; it is interrupted and counts for nothing. */
    void abandon() {
        abandoned = true;
        place.expire(ticket);
    }

    @Override
    public void run() {
        runner = Thread.currentThread();
        // Asked after the runner is known: either it is seen here, or the runner is interrupted.
        if (!place.isRunning(ticket)) {
            leave();
            return;
        }
        long ends = place.ends();
        @Nullable T value = null;
        @Nullable Throwable thrown = null;
        try {
            value = call.run();
        } catch (Throwable t) {
            thrown = t;
        }
        if (!leave()) {
            circuit.late();
        } else if (thrown == null) {
            settle(ends, null);
            answer.complete(value);
        } else {
            settle(ends, thrown);
            answer.completeExceptionally(thrown);
        }
    }

    /** Ends the use of the place; false when the time was up. Afterwards no interrupt of ours is on its way. */
    private boolean leave() {
        boolean inTime = place.end(ticket);
        if (!inTime) {
            place.awaitExpired(ticket);
        }
        runner = null;
        // The interrupt of a timeout ends with the call that it was meant for.
        Thread.interrupted();
        circuit.giveBack(place);
        return inTime;
    }

    private void settle(long ends, @Nullable Throwable thrown) {
        try {
            circuit.settle(permit, ends, thrown);
        } catch (RuntimeException | Error listener) {
            answer.completeExceptionally(listener);
        }
    }

    @Override
    public void timeIsUp() {
        try {
            if (abandoned) {
                circuit.abandon(permit);
            } else {
                circuit.timeIsUp(permit);
            }
        } finally {
            Thread interrupted = runner;
            if (interrupted != null) {
                interrupted.interrupt();
            }
        }
    }

    @Override
    public void afterTime() {
        answer.completeExceptionally(circuit.timedOut(null));
    }
}
