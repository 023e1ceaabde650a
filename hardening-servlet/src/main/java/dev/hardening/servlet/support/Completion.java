package dev.hardening.servlet.support;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletRequest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Knows when a request is over, synchronous or not, and tells the listeners once. */
final class Completion implements AsyncListener {

    private static final Logger LOG = LoggerFactory.getLogger(Completion.class);

    private final Exchange exchange;
    private final long start;
    private CompletionListener[] listeners = new CompletionListener[4];
    private int count;
    private int toldAlready;
    private @Nullable Throwable failure;
    private boolean done;

    Completion(Exchange exchange) {
        this.exchange = exchange;
        this.start = exchange.services().ticker().nanos();
    }

    /** Adds a listener. One that comes when all is over is told when an error page is over that comes later still. */
    synchronized void add(CompletionListener listener) {
        if (count == listeners.length) {
            listeners = Arrays.copyOf(listeners, 2 * count);
        }
        listeners[count++] = listener;
    }

    synchronized void failed(Throwable cause) {
        failure = cause;
    }

    /** Follows an asynchronous request, which may have been started behind the wrappers' back or end in the meantime. */
    void follow(ServletRequest request) {
        try {
            request.getAsyncContext().addListener(this);
        } catch (IllegalStateException ended) {
            LOG.trace("The asynchronous request ended before its filters returned", ended);
            complete();
        }
    }

    void complete() {
        synchronized (this) {
            if (done) {
                return;
            }
            done = true;
        }
        completeAgain();
    }

    /** Tells those who have not been told yet, all of them, whatever one of them throws. An error is thrown after that. */
    void completeAgain() {
        CompletionListener[] told;
        int first;
        int last;
        Throwable cause;
        synchronized (this) {
            if (!done) {
                return;
            }
            told = listeners;
            first = toldAlready;
            last = count;
            toldAlready = last;
            cause = failure;
        }
        long nanos = exchange.services().ticker().nanos() - start;
        Error error = null;
        for (int i = first; i < last; i++) {
            try {
                told[i].completed(exchange, nanos, cause);
            } catch (RuntimeException e) {
                LOG.warn("Work after a request failed", e);
            } catch (Error e) {
                // A missing class or memory: the others count and release what they have counted and taken.
                if (error == null) {
                    error = e;
                } else if (error != e) {
                    error.addSuppressed(e);
                }
            }
        }
        if (error != null) {
            throw error;
        }
    }

    @Override
    public void onComplete(AsyncEvent event) {
        complete();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        // The container completes or dispatches next, and onComplete follows.
    }

    @Override
    public void onError(AsyncEvent event) {
        Throwable cause = event.getThrowable();
        if (cause != null) {
            failed(cause);
        }
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // A new cycle forgets the listeners of the one before.
        event.getAsyncContext().addListener(this);
    }
}
