package dev.hardening.core.health;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The threads of one service's checks: at most one for each check, because a check never runs twice at a time, so none
 * waits for another; and one that interrupts those that take too long. They are daemons and end when they are idle.
 */
final class CheckThreads implements AutoCloseable {

    /** How the names of all these threads begin. */
    static final String NAME = "hardening-health";

    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);

    private final ThreadPoolExecutor workers;
    private final ScheduledThreadPoolExecutor watchdog;

    CheckThreads(int checks) {
        int most = Math.max(1, checks);
        workers = new ThreadPoolExecutor(
                most, most, IDLE.toSeconds(), TimeUnit.SECONDS, new LinkedBlockingQueue<>(), named(NAME + "-check"));
        workers.allowCoreThreadTimeOut(true);
        watchdog = new ScheduledThreadPoolExecutor(1, named(NAME + "-watchdog"));
        watchdog.setRemoveOnCancelPolicy(true);
        watchdog.setKeepAliveTime(IDLE.toSeconds(), TimeUnit.SECONDS);
        watchdog.allowCoreThreadTimeOut(true);
    }

    private static ThreadFactory named(String name) {
        return task -> {
            // Without inherited thread locals, which would keep an undeployed application in memory.
            Thread thread = new Thread(null, task, name, 0, false);
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Starts a run and its watch; returns what went wrong, or null. */
    @Nullable
    Throwable start(CheckRun run, Duration timeout) {
        try {
            run.watchedBy(watchdog.schedule(run::expire, timeout.toNanos(), TimeUnit.NANOSECONDS));
            workers.execute(run);
            return null;
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            // Closed in the meantime, or the machine has no thread left: the check cannot be said to work.
            return e;
        }
    }

    boolean isClosed() {
        return workers.isShutdown();
    }

    /** Interrupts what runs and waits for every thread, five seconds at most. */
    @Override
    public void close() {
        workers.shutdownNow();
        watchdog.shutdownNow();
        try {
            if (workers.awaitTermination(CLOSE_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                watchdog.awaitTermination(CLOSE_WAIT.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
