package dev.hardening.core.health;

import dev.hardening.core.decision.Decision;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the requests that run and ends the service without losing one: it decides whether a new request may begin, and
 * waits for those that have. It goes one way only, from ready over draining to stopped. Safe for use by many threads;
 * beginning and ending a request take no lock and allocate nothing.
 */
public final class Lifecycle {

    /** How long a client that is refused is told to wait: five seconds. */
    public static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    /** Where a service is in its life. */
    public enum State {
        /** Requests are served. */
        READY,
        /** New requests are refused, those that run may finish. */
        DRAINING,
        /** The waiting is over. */
        STOPPED;

        /** Returns the word that reports use. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final Refusal SHUTTING_DOWN = Refusal.of(RefusalCode.SHUTTING_DOWN)
            .retryAfter(RETRY_AFTER)
            .field("Connection", "close")
            .build();

    private static final int DRAINING = Integer.MIN_VALUE;

    /** The running requests, and in the sign whether the service drains: one word, so that neither misses the other. */
    private final AtomicInteger requests = new AtomicInteger();

    private final CountDownLatch idle = new CountDownLatch(1);
    private final Runnable whenDraining;
    private volatile boolean stopped;

    Lifecycle(Runnable whenDraining) {
        this.whenDraining = whenDraining;
    }

    /**
     * Decides whether a request may begin. Each one that may is {@linkplain #end ended} once; the others get a refusal
     * with status 503, {@code Retry-After} and {@code Connection: close}.
     */
    public Decision begin() {
        if (requests.incrementAndGet() >= 0) {
            return Decision.allowed();
        }
        end();
        return SHUTTING_DOWN;
    }

    /**
     * Ends a request that has begun.
     *
     * @throws IllegalStateException when no request runs
     */
    public void end() {
        int before = requests.getAndDecrement();
        if ((before & Integer.MAX_VALUE) == 0) {
            requests.incrementAndGet();
            throw new IllegalStateException("a request ended that had not begun");
        }
        if (before == DRAINING + 1) {
            idle.countDown();
        }
    }

    /** Returns how many requests run. */
    public int running() {
        return requests.get() & Integer.MAX_VALUE;
    }

    /** Returns where the service is in its life. */
    public State state() {
        if (stopped) {
            return State.STOPPED;
        }
        return requests.get() < 0 ? State.DRAINING : State.READY;
    }

    /**
     * Refuses new requests from now on, waits until none runs any more, and stops. A second call waits as well. When the
     * thread is interrupted the waiting ends, and the thread stays interrupted.
     *
     * @param grace how long to wait at most, zero for not at all
     * @return whether every request has ended
     * @throws IllegalArgumentException for a negative time
     */
    public boolean drain(Duration grace) {
        if (grace.isNegative()) {
            throw new IllegalArgumentException("the grace is negative: " + grace);
        }
        int before = requests.getAndUpdate(count -> count | DRAINING);
        if ((before & Integer.MAX_VALUE) == 0) {
            idle.countDown();
        }
        if (before >= 0) {
            whenDraining.run();
        }
        boolean finished = false;
        try {
            finished = idle.await(TimeUnit.MILLISECONDS.convert(grace), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        stopped = true;
        return finished;
    }

    @Override
    public String toString() {
        return "Lifecycle[" + state() + ", " + running() + " running]";
    }
}
