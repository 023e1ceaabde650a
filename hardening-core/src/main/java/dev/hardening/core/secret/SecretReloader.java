package dev.hardening.core.secret;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Polls secret files, with one daemon thread for all of them. Between two polls it waits a little less than the
 * interval; after a change it looks again shortly, so that a good change is in use within one interval.
 *
 * <p>Tests and applications with their own scheduler call {@link #poll()} and never {@link #start()}. Safe for use by
 * many threads.
 */
public final class SecretReloader implements AutoCloseable {

    /** How long a change may take to come into use, unless told otherwise: 10 seconds. */
    public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(10);

    private static final Duration MAX_SECOND_LOOK = Duration.ofMillis(500);
    private static final Duration MIN_INTERVAL = Duration.ofMillis(20);
    private static final Duration MAX_INTERVAL = Duration.ofDays(1);
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);

    private final List<ReloadingFile<?>> files;
    private final long waitNanos;
    private final long secondLookNanos;
    private final CountDownLatch closed = new CountDownLatch(1);
    private @Nullable Thread thread;

    /** Makes a reloader with the {@linkplain #DEFAULT_INTERVAL default interval}. It does nothing until asked. */
    public SecretReloader(Collection<? extends ReloadingFile<?>> files) {
        this(files, DEFAULT_INTERVAL);
    }

    /**
     * Makes a reloader. It does nothing until asked.
     *
     * @param interval how long a change may take to come into use, 20 milliseconds to one day
     * @throws IllegalArgumentException if the interval is outside these bounds
     */
    public SecretReloader(Collection<? extends ReloadingFile<?>> files, Duration interval) {
        if (interval.compareTo(MIN_INTERVAL) < 0 || interval.compareTo(MAX_INTERVAL) > 0) {
            throw new IllegalArgumentException("the reload interval " + interval + " is not between 20 ms and one day");
        }
        this.files = List.copyOf(files);
        this.secondLookNanos = Math.min(interval.toNanos() / 4, MAX_SECOND_LOOK.toNanos());
        this.waitNanos = interval.toNanos() - secondLookNanos;
    }

    /**
     * Looks at every file once. A listener that throws does not keep the other files from being looked at; what it threw
     * comes out at the end.
     *
     * @return whether a file has changed and should be looked at again soon
     */
    public boolean poll() {
        boolean again = false;
        RuntimeException failure = null;
        for (ReloadingFile<?> file : files) {
            try {
                again |= file.poll() == ReloadingFile.Outcome.SEEN_ONCE;
            } catch (RuntimeException e) {
                if (failure == null) {
                    failure = e;
                } else if (failure != e) {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
        return again;
    }

    /**
     * Starts the thread; without effect if it runs already.
     *
     * @throws IllegalStateException if this reloader is closed
     */
    public synchronized void start() {
        if (closed.getCount() == 0) {
            throw new IllegalStateException("the reloader is closed");
        }
        if (thread == null) {
            // Without inherited thread locals, which would keep an undeployed application in memory.
            Thread started = new Thread(null, this::run, "hardening-secret-reloader", 0, false);
            started.setDaemon(true);
            started.start();
            thread = started;
        }
    }

    private void run() {
        try {
            boolean again = false;
            while (!closed.await(again ? secondLookNanos : waitNanos, TimeUnit.NANOSECONDS)) {
                again = pollSafely();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean pollSafely() {
        try {
            return poll();
        } catch (RuntimeException | Error e) {
            // A listener's fault, even a missing class, is shown and must not end the reloading of keys.
            Thread current = Thread.currentThread();
            current.getUncaughtExceptionHandler().uncaughtException(current, e);
            return false;
        }
    }

    /** Ends the thread and waits for it, five seconds at most. Values already loaded stay usable. */
    @Override
    public void close() {
        closed.countDown();
        Thread running;
        synchronized (this) {
            running = thread;
        }
        if (running == null || running == Thread.currentThread()) {
            return;
        }
        running.interrupt();
        try {
            running.join(CLOSE_WAIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
