package dev.hardening.core.deadline;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.request.Route;
import dev.hardening.core.time.Ticker;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Decides how long each request may take and keeps the threads that see to it: one for the timer and, in the way
 * {@code hand-off}, a bounded number for the application. Safe for use by many threads.
 */
public final class RequestDeadlines implements AutoCloseable {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
    private static final long IDLE_SECONDS = 30;

    private static final Refusal OVERLOADED =
            Refusal.of(RefusalCode.OVERLOADED).retryAfter(RETRY_AFTER).build();

    private final DeadlineSettings settings;
    private final Ticker ticker;
    private final DeadlineTimer timer;
    private final Refusal timedOut;
    private final @Nullable ThreadPoolExecutor workers;

    /** Makes the room; it starts threads when the first request needs them. */
    public RequestDeadlines(DeadlineSettings settings, Ticker ticker) {
        this.settings = settings;
        this.ticker = ticker;
        this.timer = new DeadlineTimer(ticker);
        this.timedOut = Refusal.of(RefusalCode.REQUEST_TIMEOUT)
                .status(settings.status())
                .retryAfter(RETRY_AFTER)
                .build();
        this.workers = settings.way() == TimeoutWay.HAND_OFF ? workers(settings.threads()) : null;
    }

    private static ThreadPoolExecutor workers(int most) {
        AtomicInteger number = new AtomicInteger();
        return new ThreadPoolExecutor(0, most, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
            Thread thread = new Thread(work, "hardening-handler-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Returns the settings. */
    public DeadlineSettings settings() {
        return settings;
    }

    /** Returns the time that a request to this route has, or null when it has no bound. */
    public @Nullable Duration limit(Route route) {
        if (settings.enforcement() == Enforcement.OFF) {
            return null;
        }
        Duration own = route.deadline();
        Duration limit = own == null ? settings.timeout() : own;
        return limit.isZero() ? null : limit;
    }

    /** Returns the deadline of a request whose task was armed. */
    public Deadline deadline(DeadlineTimer.Task task) {
        return Deadline.at(task.end(), ticker);
    }

    /** Returns the timer of all requests. */
    public DeadlineTimer timer() {
        return timer;
    }

    /** Returns the answer to a request whose time is up. */
    public Refusal timedOut() {
        return timedOut;
    }

    /** Returns the answer to a request for which there is no thread. */
    public Refusal overloaded() {
        return OVERLOADED;
    }

    /** Tells whether applications run on threads of this room. */
    public boolean isHandOff() {
        return workers != null && settings.enforcement() == Enforcement.ENFORCE;
    }

    /** Runs work on a thread of this room; false when all of them are busy, or the room is closed. */
    public boolean handOff(Runnable work) {
        ThreadPoolExecutor pool = workers;
        if (pool == null) {
            throw new IllegalStateException("handlers are interrupted and not handed off");
        }
        try {
            pool.execute(work);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /** Ends the timer's thread and interrupts the others, which end as soon as the application obeys. */
    @Override
    public void close() {
        timer.close();
        ThreadPoolExecutor pool = workers;
        if (pool != null) {
            pool.shutdownNow();
        }
    }
}
