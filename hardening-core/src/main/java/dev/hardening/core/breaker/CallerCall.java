package dev.hardening.core.breaker;

import org.jspecify.annotations.Nullable;

/**
 * A call on the thread of its caller, who is interrupted when the time is up. Belongs to one place, used over and over; the
 * word of that place publishes the fields to the timer, and no use ends while the timer is at them.
 */
final class CallerCall implements Expiring {

    private final Circuit circuit;
    private @Nullable Thread thread;
    private long permit;

    CallerCall(Circuit circuit) {
        this.circuit = circuit;
    }

    /** Makes a call in a place that was entered. */
    <T extends @Nullable Object, E extends Exception> T make(GuardedCall<T, E> call, Place place) throws E {
        long mine = place.permit;
        permit = mine;
        thread = Thread.currentThread();
        long ticket = circuit.begin(place, this);
        long ends = place.ends();
        T result;
        try {
            result = call.run();
        } catch (Throwable thrown) {
            if (!finish(place, ticket)) {
                throw tooLate(thrown);
            }
            if (thrown instanceof InterruptedException) {
                // Somebody else's interrupt: it says nothing about the dependency.
                circuit.abandon(mine);
            } else {
                circuit.settle(mine, ends, thrown);
            }
            throw thrown;
        }
        if (!finish(place, ticket)) {
            throw tooLate(null);
        }
        circuit.settle(mine, ends, null);
        return result;
    }

    /** Ends the use of the place; false when the time was up. Afterwards no interrupt of ours is on its way. */
    private boolean finish(Place place, long ticket) {
        boolean inTime = place.end(ticket);
        if (!inTime) {
            place.awaitExpired(ticket);
            Thread.interrupted();
        }
        thread = null;
        circuit.giveBack(place);
        return inTime;
    }

    private DependencyUnavailableException tooLate(@Nullable Throwable thrown) {
        circuit.late();
        if (thrown instanceof Error error) {
            throw error;
        }
        return circuit.timedOut(thrown instanceof InterruptedException ? null : thrown);
    }

    @Override
    public void timeIsUp() {
        Thread interrupted = thread;
        try {
            circuit.timeIsUp(permit);
        } finally {
            if (interrupted != null) {
                interrupted.interrupt();
            }
        }
    }
}
