package dev.hardening.core.breaker;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Room for one call under way. Its call either ends or has its time run out, never both; an interrupt is over before the
 * thread that it is for goes on. The state's word counts the uses, so the timer never takes one use for the next. Used over
 * and over; its memory is all that a call takes.
 */
final class Place {

    private static final int IDLE = 0;
    private static final int RUNNING = 1;
    private static final int EXPIRING = 2;
    private static final int EXPIRED = 3;
    private static final int PHASE = 3;
    private static final long USE = 4;

    /** The next free place in the stack of those, whose word publishes it. */
    int next;

    /** What the call has to settle. Written by whoever took the place. */
    long permit;

    /** Makes this place's own calls on the threads of callers, so that those need no object. */
    final CallerCall caller;

    final int index;
    private final AtomicLong word = new AtomicLong();

    /** Published by the word, so that it needs no fence of its own. */
    private @Nullable Expiring running;

    private volatile long end;

    Place(int index, CallerCall caller) {
        this.index = index;
        this.caller = caller;
    }

    /** Begins a use; returns its ticket. Only for whoever took the place. */
    long begin(Expiring call, long ends) {
        running = call;
        end = ends;
        long ticket = (word.get() & ~PHASE) + USE + RUNNING;
        word.set(ticket);
        return ticket;
    }

    /** Ends the use; false when its time was up before. */
    boolean end(long ticket) {
        return word.compareAndSet(ticket, ticket - RUNNING + IDLE);
    }

    /** Waits until the interrupt is over, after {@link #end} has returned false. */
    void awaitExpired(long ticket) {
        while (word.get() == ticket - RUNNING + EXPIRING) {
            Thread.onSpinWait();
        }
    }

    /** Returns when the time of the use is up. Only for whoever took the place, until it is given back. */
    long ends() {
        return end;
    }

    boolean isRunning(long ticket) {
        return word.get() == ticket;
    }

    /** Lets the time run out if it has; returns the nanoseconds that are left, {@link BreakerTimer#FAR} when idle. */
    long expireIfDue(long now) {
        long ticket = word.get();
        if ((ticket & PHASE) != RUNNING) {
            return BreakerTimer.FAR;
        }
        // Read after the word: it belongs to this use or to a later one, and then expire() fails.
        long left = end - now;
        if (left > 0) {
            return left;
        }
        expire(ticket);
        return BreakerTimer.FAR;
    }

    /** Gives the use up now, unless it has ended. */
    void expire(long ticket) {
        // Read before the word changes, while no next use can have begun; that it is this use's is known when it does.
        Expiring call = running;
        if (call == null || !word.compareAndSet(ticket, ticket - RUNNING + EXPIRING)) {
            return;
        }
        try {
            call.timeIsUp();
        } finally {
            word.compareAndSet(ticket - RUNNING + EXPIRING, ticket - RUNNING + EXPIRED);
            call.afterTime();
        }
    }

    /** Gives up whatever runs. */
    void expireNow() {
        long ticket = word.get();
        if ((ticket & PHASE) == RUNNING) {
            expire(ticket);
        }
    }
}
