package dev.hardening.core.health;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One run of one check. It is decided once, by the check's end or by its timeout, whichever comes first. */
final class CheckRun implements Runnable {

    private final MonitoredCheck owner;
    private final CountDownLatch decided = new CountDownLatch(1);
    private @Nullable Thread runner;
    private @Nullable Future<?> watch;
    private boolean expired;

    CheckRun(MonitoredCheck owner) {
        this.owner = owner;
    }

    synchronized void watchedBy(Future<?> watchdog) {
        watch = watchdog;
    }

    @Override
    public void run() {
        boolean late;
        synchronized (this) {
            late = expired;
            runner = late ? null : Thread.currentThread();
        }
        if (late) {
            owner.ended(this);
            return;
        }
        CheckOutcome outcome = owner.call();
        synchronized (this) {
            runner = null;
            if (watch != null) {
                watch.cancel(false);
            }
        }
        // The interrupt of a timeout ends with the run that it was meant for.
        Thread.interrupted();
        owner.finished(this, outcome);
    }

    /** Ends the run from outside: it counts as timed out, unless it has ended before, and the check is interrupted. */
    void expire() {
        synchronized (this) {
            if (expired) {
                return;
            }
            expired = true;
        }
        // Before the interrupt, or a check that obeys it at once would seem to have failed by itself.
        owner.expired(this);
        synchronized (this) {
            if (runner != null) {
                runner.interrupt();
            }
        }
    }

    void release() {
        decided.countDown();
    }

    boolean await(long nanos) throws InterruptedException {
        return decided.await(nanos, TimeUnit.NANOSECONDS);
    }
}
