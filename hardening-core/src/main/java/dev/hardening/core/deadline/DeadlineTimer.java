package dev.hardening.core.deadline;

import dev.hardening.core.time.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls tasks when their time is up. Arming and cancelling take constant time and allocate nothing, because tasks that
 * wait for the same span queue up in the order of their ends: there is one queue for each span, so the spans must be few
 * (those of the settings and the routes). One daemon thread, started by the first task and ended by {@link #close},
 * calls; it sleeps while nothing is due. An error that a task throws goes to that thread's handler of uncaught exceptions
 * and ends nothing. Safe for use by many threads.
 */
public final class DeadlineTimer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DeadlineTimer.class);
    private static final long FAR = TimeUnit.HOURS.toNanos(1);
    private static final long JOIN_MS = 2_000;

    private final Ticker ticker;
    private final boolean threaded;
    private final List<Head> queues = new ArrayList<>();
    private @Nullable Thread thread;
    private long wakeAt;
    private boolean closed;

    /** Makes a timer that runs on its own. */
    public DeadlineTimer(Ticker ticker) {
        this(ticker, true);
    }

    /** Makes a timer that, without a thread, only acts when {@link #runDue} is called. */
    DeadlineTimer(Ticker ticker, boolean threaded) {
        this.ticker = ticker;
        this.threaded = threaded;
    }

    /** What is to be done when the time is up: a link of its queue, or of itself alone when it is not armed. */
    public abstract static class Task {
        private Task before = this;
        private Task after = this;
        private long end;

        /** Makes a task that is not armed. */
        protected Task() {}

        /** Acts. Must return at once: it is called on the one thread of the timer. */
        protected abstract void timeIsUp();

        /** Returns the end of its time, on the timer's clock; of no meaning before it was armed first. */
        long end() {
            return end;
        }

        private boolean isQueued() {
            return after != this;
        }
    }

    /** The fixed end of a circular queue. */
    private static final class Head extends Task {
        private final long span;

        Head(long span) {
            this.span = span;
        }

        @Override
        protected void timeIsUp() {
            throw new AssertionError("the head of a queue is no task");
        }
    }

    /**
     * Arms a task; does nothing once the timer is closed.
     *
     * @throws IllegalStateException when it is armed already
     */
    public synchronized void arm(Task task, long nanos) {
        if (task.isQueued()) {
            throw new IllegalStateException("the task is armed already");
        }
        long now = ticker.nanos();
        task.end = now + nanos;
        if (closed) {
            return;
        }
        Task head = head(nanos);
        Task last = head.before;
        task.before = last;
        task.after = head;
        last.after = task;
        head.before = task;
        if (threaded && (thread == null || task.end - wakeAt < 0)) {
            wake(now);
        }
    }

    private Head head(long span) {
        for (int i = 0; i < queues.size(); i++) {
            Head head = queues.get(i);
            if (head.span == span) {
                return head;
            }
        }
        Head added = new Head(span);
        queues.add(added);
        return added;
    }

    private void wake(long now) {
        if (thread == null) {
            wakeAt = now;
            Thread started = new Thread(this::run, "hardening-deadlines");
            started.setDaemon(true);
            started.start(); // may fail for want of threads, and the next task tries again
            thread = started;
        } else {
            notifyAll();
        }
    }

    /** Takes a task back; does nothing when it is not armed, or its time is up already. */
    public synchronized void cancel(Task task) {
        if (task.isQueued()) {
            unlink(task);
        }
    }

    private static void unlink(Task task) {
        task.before.after = task.after;
        task.after.before = task.before;
        task.before = task;
        task.after = task;
    }

    /** Calls every task whose time is up. What one of them throws, even an error, keeps no other from its call. */
    void runDue() {
        for (Task task = takeDue(); task != null; task = takeDue()) {
            try {
                task.timeIsUp();
            } catch (RuntimeException e) {
                LOG.error("What was to be done at the end of a time failed", e);
            } catch (Throwable e) {
                // A missing class or memory: it is shown and must not end all deadlines.
                Thread current = Thread.currentThread();
                current.getUncaughtExceptionHandler().uncaughtException(current, e);
            }
        }
    }

    private synchronized @Nullable Task takeDue() {
        long now = ticker.nanos();
        for (Task head : queues) {
            Task first = head.after;
            if (first != head && first.end - now <= 0) {
                unlink(first);
                return first;
            }
        }
        return null;
    }

    private void run() {
        try {
            while (sleep()) {
                runDue();
            }
        } finally {
            ended();
        }
    }

    /** Lets the next task start another thread, should a failure that could not even be reported have ended this one. */
    private synchronized void ended() {
        if (!closed) {
            thread = null;
        }
    }

    /** Waits until something is due; false when the timer is closed. */
    private synchronized boolean sleep() {
        while (!closed) {
            long now = ticker.nanos();
            wakeAt = firstEnd(now);
            long left = wakeAt - now;
            if (left <= 0) {
                return true;
            }
            try {
                // Rounded up, lest it wake early and go round in circles.
                wait(TimeUnit.NANOSECONDS.toMillis(left) + 1);
            } catch (InterruptedException e) {
                LOG.debug("The timer is ended by close() and not by an interrupt", e);
            }
        }
        return false;
    }

    private long firstEnd(long now) {
        long first = now + FAR;
        for (Task head : queues) {
            Task next = head.after;
            if (next != head && next.end - first < 0) {
                first = next.end;
            }
        }
        return first;
    }

    /** Ends the thread, and forgets what is armed. */
    @Override
    public void close() {
        Thread ending;
        synchronized (this) {
            closed = true;
            queues.clear();
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
