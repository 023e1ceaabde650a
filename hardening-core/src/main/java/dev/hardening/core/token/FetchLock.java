package dev.hardening.core.token;

import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets one thread at a time fetch, and few wait for it: an issuer that hangs must not hold all threads of a service.
 * Whoever has entered has to {@link #leave()}. Safe for use by many threads.
 */
final class FetchLock {

    /** How many requests may fetch or wait for it, at most. */
    static final int MOST = 16;

    private final Semaphore places = new Semaphore(MOST);
    private final ReentrantLock lock = new ReentrantLock();

    /** Waits to be the one who fetches; false at once when enough do so already. */
    boolean enter() {
        if (!places.tryAcquire()) {
            return false;
        }
        lock.lock();
        return true;
    }

    /** Becomes the one who fetches when nobody else is; false at once otherwise. */
    boolean enterAtOnce() {
        if (!places.tryAcquire()) {
            return false;
        }
        boolean free = lock.tryLock();
        if (!free) {
            places.release();
        }
        return free;
    }

    void leave() {
        lock.unlock();
        places.release();
    }
}
