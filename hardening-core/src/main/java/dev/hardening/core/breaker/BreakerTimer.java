package dev.hardening.core.breaker;

import dev.hardening.core.time.Ticker;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that lets times run out. It asks each of those that it watches to do what is due and when to be asked
 * again, and sleeps until then. Calls that all may take equally long end in the order of their beginnings, so a call that
 * begins while another is under way never has to wake it. The daemon thread is started by the first thing to wait for and
 * ended by {@link #close}. Safe for use by many threads.
 */
final class BreakerTimer implements AutoCloseable {

    /** Longer than anything that is waited for. */
    static final long FAR = TimeUnit.HOURS.toNanos(24);

    private static final Logger LOG = LoggerFactory.getLogger(BreakerTimer.class);
    private static final long JOIN_MS = 2_000;

    /** Something that has times that run out. */
    interface Watched {
        /** Does what is due; returns the nanoseconds until it wants to be asked again, {@link #FAR} when it does not. */
        long runDue(long now);
    }

    private final Ticker ticker;
    private final @Nullable ThreadFactory threads;
    private final List<Watched> watched = new CopyOnWriteArrayList<>();
    private volatile long wakesAt;
    private volatile @Nullable Thread thread;
    private boolean poked;
    private boolean closed;

    /** Makes a timer that, without a thread, only acts when {@link #runDue} is called. */
    BreakerTimer(Ticker ticker, boolean threaded) {
        this(ticker, threaded ? task -> new Thread(null, task, "hardening-breaker-timer", 0, false) : null);
    }

    BreakerTimer(Ticker ticker, @Nullable ThreadFactory threads) {
        this.ticker = ticker;
        this.threads = threads;
        this.wakesAt = ticker.nanos() + FAR;
    }

    /** Tells whether anything is done by itself. */
    boolean isThreaded() {
        return threads != null;
    }

    void watch(Watched added) {
        watched.add(added);
    }

    void forget(Watched removed) {
        watched.remove(removed);
    }

    /**
     * Says that something is due at this reading of the ticker; what it is must be visible to its {@link Watched} before.
     *
     * @return false when there is no thread that could do it, because none can be had; the next call tries again
     */
    boolean due(long at) {
        // Until there is a thread nobody wakes by himself, however late it is.
        if (at - wakesAt < 0 || thread == null) {
            return poke();
        }
        return true;
    }

    private synchronized boolean poke() {
        if (threads == null || closed) {
            return true;
        }
        poked = true;
        if (thread != null) {
            notifyAll();
            return true;
        }
        try {
            Thread started = threads.newThread(this::run);
            started.setDaemon(true);
            started.start();
            thread = started;
            return true;
        } catch (OutOfMemoryError e) {
            LOG.error("There is no thread to end what takes too long", e);
            return false;
        }
    }

    /** Does all that is due; returns the nanoseconds until the next thing will be. */
    long runDue() {
        long now = ticker.nanos();
        long next = FAR;
        for (Watched one : watched) {
            try {
                next = Math.min(next, one.runDue(now));
            } catch (RuntimeException | Error e) {
                LOG.error("What was to be done at the end of a time failed", e);
                next = Math.min(next, TimeUnit.SECONDS.toNanos(1));
            }
        }
        return next;
    }

    private void run() {
        while (begin()) {
            sleep(runDue());
        }
    }

    /** From here on whatever becomes due pokes, so nothing is missed that begins while the others are asked. */
    private synchronized boolean begin() {
        poked = false;
        wakesAt = ticker.nanos() + FAR;
        return !closed;
    }

    private synchronized void sleep(long nanos) {
        long until = ticker.nanos() + nanos;
        wakesAt = until;
        while (!poked && !closed) {
            long left = until - ticker.nanos();
            if (left <= 0) {
                return;
            }
            try {
                // Rounded up, lest it wake early and go round in circles.
                wait(TimeUnit.NANOSECONDS.toMillis(left) + 1);
            } catch (InterruptedException e) {
                LOG.debug("The timer is ended by close() and not by an interrupt", e);
            }
        }
    }

    /** Ends the thread; what is due later is not done. */
    @Override
    public void close() {
        Thread ending;
        synchronized (this) {
            closed = true;
            ending = thread;
            notifyAll();
        }
        if (ending != null && ending != Thread.currentThread()) {
            try {
                ending.join(JOIN_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
