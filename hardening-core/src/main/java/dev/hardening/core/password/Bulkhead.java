package dev.hardening.core.password;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** So many at work, so many waiting, and nobody for ever; who comes then is turned away at once. */
final class Bulkhead {

    private final Semaphore places;
    private final AtomicInteger waiting = new AtomicInteger();
    private final int mostWaiting;
    private final long longestWait;

    Bulkhead(int atWork, int mostWaiting, Duration longestWait) {
        this.places = new Semaphore(atWork, true);
        this.mostWaiting = mostWaiting;
        this.longestWait = longestWait.toNanos();
    }

    /** Tells whether the caller may work; it calls {@link #leave} afterwards. An interrupt ends the wait and stays set. */
    boolean enter() {
        if (waiting.get() == 0 && places.tryAcquire()) {
            return true;
        }
        if (waiting.incrementAndGet() > mostWaiting) {
            waiting.decrementAndGet();
            return false;
        }
        try {
            return places.tryAcquire(longestWait, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            waiting.decrementAndGet();
        }
    }

    void leave() {
        places.release();
    }

    int waiting() {
        return waiting.get();
    }
}
