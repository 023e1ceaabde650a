package dev.hardening.servlet.deadline;

import dev.hardening.servlet.support.Next;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** The rest of a request's way on another thread, with what the container's thread carried for it. */
final class HandOff implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(HandOff.class);

    private final Next next;
    private final @Nullable Map<String, String> logged = MDC.getCopyOfContextMap();
    private final @Nullable ClassLoader classes = Thread.currentThread().getContextClassLoader();
    private final CountDownLatch finished = new CountDownLatch(1);
    private @Nullable Throwable failure;
    private @Nullable Thread thread;
    private @Nullable Runnable afterwards;
    private boolean done;

    HandOff(Next next) {
        this.next = next;
    }

    @Override
    public void run() {
        Thread current = Thread.currentThread();
        ClassLoader before = current.getContextClassLoader();
        if (logged != null) {
            MDC.setContextMap(logged);
        }
        current.setContextClassLoader(classes);
        synchronized (this) {
            thread = current;
        }
        try {
            next.proceed();
        } catch (Throwable thrown) {
            failure = thrown;
        } finally {
            Runnable last = end();
            MDC.clear();
            current.setContextClassLoader(before);
            finished.countDown();
            if (last != null) {
                last.run();
            }
        }
    }

    private synchronized @Nullable Runnable end() {
        done = true;
        thread = null;
        Thread.interrupted(); // one that came too late is not for the next request
        return afterwards;
    }

    /** Waits for the end; false when the time is up before, or this thread is told to end. */
    boolean await(Duration time) {
        try {
            return finished.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return finished.getCount() == 0;
        }
    }

    /** Waits for the end, however long it takes. */
    void awaitEnd() {
        boolean interrupted = Thread.interrupted();
        while (finished.getCount() > 0) {
            try {
                finished.await();
            } catch (InterruptedException e) {
                LOG.debug("A request is waited for whose answer has begun", e);
                interrupted = true;
                interrupt();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    synchronized void interrupt() {
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }

    /** Does something after the end, on the other thread, or at once when that is over. */
    void afterwards(Runnable work) {
        synchronized (this) {
            if (!done) {
                afterwards = work;
                return;
            }
        }
        work.run();
    }

    /** Returns what was thrown, or null; after the end. */
    @Nullable
    Throwable failure() {
        return failure;
    }

    /** Throws what was thrown. */
    void rethrow() throws IOException, ServletException {
        Throwable thrown = failure;
        if (thrown instanceof IOException io) {
            throw io;
        }
        if (thrown instanceof ServletException servlet) {
            throw servlet;
        }
        if (thrown instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (thrown instanceof Error error) {
            throw error;
        }
    }
}
