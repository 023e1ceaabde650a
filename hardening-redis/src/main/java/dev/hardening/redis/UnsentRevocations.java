package dev.hardening.redis;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ends that the server has not got yet. Whoever has had an answer of it sends a few of them, one thread at a time; sending one
 * twice changes nothing. Safe for use by many threads.
 */
final class UnsentRevocations {

    /** How many may wait. */
    static final int MOST = 10_000;

    private static final int AT_ONCE = 4;
    private static final long PAUSE_MILLIS = 1000;

    private final RedisRevocations shared;
    private final InstantSource clock;
    private final Queue<Unsent> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicBoolean sending = new AtomicBoolean();
    private volatile long failedAt;

    UnsentRevocations(RedisRevocations shared, InstantSource clock) {
        this.shared = shared;
        this.clock = clock;
        this.failedAt = clock.millis() - PAUSE_MILLIS;
    }

    /** Adds one, or returns false when as many wait as may. */
    boolean add(byte[] key, long lastSecond, Instant until) {
        if (size.incrementAndGet() > MOST) {
            size.decrementAndGet();
            return false;
        }
        queue.add(new Unsent(key, lastSecond, until));
        return true;
    }

    /** Returns how many wait. */
    int size() {
        return size.get();
    }

    /** Sends a few, unless another thread does, or that has failed a moment ago. */
    void sendSome() {
        if (queue.isEmpty()
                || Math.abs(clock.millis() - failedAt) < PAUSE_MILLIS
                || !sending.compareAndSet(false, true)) {
            return;
        }
        try {
            for (int i = 0; i < AT_ONCE && send(); i++) {
                size.decrementAndGet();
            }
        } finally {
            sending.set(false);
        }
    }

    /** Sends all, for the last time, until the server does not take one, or a second is over. */
    void sendAll() {
        long began = clock.millis();
        while (Math.abs(clock.millis() - began) < PAUSE_MILLIS && send()) {
            size.decrementAndGet();
        }
    }

    /** Returns whether one is sent; one that the server does not take goes to the end, so that it is in nobody's way. */
    private boolean send() {
        Unsent next = queue.poll();
        if (next == null) {
            return false;
        }
        try {
            // What is over by now is nothing to the server.
            shared.revoke(next.key, next.lastSecond, next.until);
            return true;
        } catch (Unanswered e) {
            failedAt = clock.millis();
            if (clock.instant().isAfter(next.until)) {
                return true;
            }
            queue.add(next);
            return false;
        }
    }

    private static final class Unsent {
        private final byte[] key;
        private final long lastSecond;
        private final Instant until;

        Unsent(byte[] key, long lastSecond, Instant until) {
            this.key = key;
            this.lastSecond = lastSecond;
            this.until = until;
        }
    }
}
