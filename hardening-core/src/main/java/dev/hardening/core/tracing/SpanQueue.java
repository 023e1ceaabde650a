package dev.hardening.core.tracing;

import dev.hardening.core.event.FinishedSpan;
import dev.hardening.core.time.Ticker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Spans that wait to be sent: bounded, and when it is full the newest is lost, so that no request waits. Safe for use by many
 * threads, one of which takes.
 */
final class SpanQueue {

    private static final Logger LOG = LoggerFactory.getLogger(SpanQueue.class);

    private final int most;
    private final int batch;
    private final long delay;
    private final Ticker ticker;
    private final ArrayDeque<FinishedSpan> spans = new ArrayDeque<>();
    private long lost;
    private boolean closed;

    /**
     * Makes an empty one.
     *
     * @param most how many spans wait at most
     * @param batch how many are taken at once at most; as soon as there are so many, they are
     * @param delay how long the first of them waits for others
     */
    SpanQueue(int most, int batch, Duration delay, Ticker ticker) {
        this.most = most;
        this.batch = batch;
        this.delay = delay.toNanos();
        this.ticker = ticker;
    }

    /** Adds a span, unless it is full or closed. */
    synchronized void offer(FinishedSpan span) {
        if (closed || spans.size() >= most) {
            lost++;
            return;
        }
        spans.add(span);
        if (spans.size() == 1 || spans.size() == batch) {
            notifyAll();
        }
    }

    /** Waits for spans and takes them; empty when it is closed and nothing is left. */
    synchronized List<FinishedSpan> take() {
        while (spans.isEmpty() && !closed) {
            pause(0);
        }
        long until = ticker.nanos() + delay;
        long left = delay;
        while (spans.size() < batch && !closed && left > 0) {
            // Rounded up, lest it wake early and go round in circles.
            pause(TimeUnit.NANOSECONDS.toMillis(left) + 1);
            left = until - ticker.nanos();
        }
        List<FinishedSpan> taken = new ArrayList<>(Math.min(batch, spans.size()));
        while (taken.size() < batch && !spans.isEmpty()) {
            taken.add(spans.remove());
        }
        return taken;
    }

    @SuppressWarnings("WaitNotInLoop") // Both callers loop, each on its own condition.
    private void pause(long millis) {
        try {
            wait(millis);
        } catch (InterruptedException e) {
            LOG.debug("Whoever sends is ended by close() and not by an interrupt", e);
        }
    }

    /** Takes no more spans; what waits is taken without delay. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    /** Gives up what waits still. */
    synchronized void clear() {
        lost += spans.size();
        spans.clear();
    }

    /** Returns how many were lost here. */
    synchronized long lost() {
        return lost;
    }
}
