package dev.hardening.servlet.deadline;

import dev.hardening.core.deadline.Deadline;
import dev.hardening.core.deadline.DeadlineTimer;
import dev.hardening.core.deadline.RequestDeadlines;
import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.servlet.support.CompletionListener;
import dev.hardening.servlet.support.Exchange;
import dev.hardening.servlet.support.ExchangeResponse;
import dev.hardening.servlet.support.Next;
import jakarta.servlet.ServletException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches one request. While a thread handles it, the end of the time withholds the answer and interrupts the thread,
 * which answers as soon as the application lets go of it. While none does, because the request waits asynchronously, the
 * container is asked for a thread that answers. The timer's own thread writes nothing and tells nobody, lest one slow client
 * or listener delay all. In shadow mode the same threads tell of what they would have answered.
 */
final class Watch extends DeadlineTimer.Task implements CompletionListener {

    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

    private final RequestDeadlines room;
    private final Exchange exchange;
    private @Nullable Thread handling;
    private boolean handedOff;
    private boolean asynchronous;
    private boolean interrupted;
    private boolean up;
    private boolean over;
    private boolean told;

    Watch(RequestDeadlines room, Exchange exchange) {
        this.room = room;
        this.exchange = exchange;
    }

    /** Returns the point in time for which the watch is armed. */
    Deadline deadline() {
        return room.deadline(this);
    }

    /** Handles one dispatch of the request. */
    void handle(Next next) throws IOException, ServletException {
        if (!enter()) {
            next.proceed(); // a forward, an include or an error page, on a thread that is watched already
            return;
        }
        try {
            if (!isUp()) {
                next.proceed();
            }
        } catch (Throwable failure) {
            if (!leave()) {
                throw failure;
            }
            answer();
            if (!exchange.isAnsweredDespite(failure)) {
                throw failure;
            }
            return;
        }
        if (leave()) {
            answer();
        }
    }

    private synchronized boolean enter() {
        if (handling != null || handedOff) {
            return false;
        }
        handling = Thread.currentThread();
        return true;
    }

    private synchronized boolean isUp() {
        return up && !isShadow();
    }

    /** Ends the watch of this thread, takes back an interrupt that came too late, and tells whether the time is up. */
    private synchronized boolean leave() {
        handling = null;
        asynchronous = exchange.request().isAsyncStarted();
        if (interrupted) {
            interrupted = false;
            Thread.interrupted();
        }
        return up;
    }

    /** The thread that handed the request off looks to the end of the time itself. */
    synchronized void handOff() {
        handedOff = true;
    }

    /** The application has let go of the request in time, or has begun its answer. */
    void handBack() {
        boolean late;
        synchronized (this) {
            handedOff = false;
            asynchronous = exchange.request().isAsyncStarted();
            late = asynchronous && up && exchange.response().withhold();
        }
        if (late) {
            answer();
        }
    }

    /** Nothing is to be done at the end of the time any more. */
    @Override
    public void completed(Exchange ended, long nanos, @Nullable Throwable failure) {
        synchronized (this) {
            over = true;
        }
        room.timer().cancel(this);
    }

    @Override
    protected void timeIsUp() {
        boolean waits;
        synchronized (this) {
            if (over) {
                return;
            }
            if (handedOff) {
                up = true;
                return;
            }
            waits = handling == null;
            if ((waits && !asynchronous) || !takeAnswer()) {
                return; // the answer is complete but for the filters before this one, or has begun
            }
            up = true;
            if (handling != null && !isShadow()) {
                interrupted = true;
                handling.interrupt();
            }
        }
        if (waits) {
            answerOnAnotherThread();
        }
    }

    /** Keeps the application from answering any more, unless it has begun; in a trial run it is only asked about. */
    private boolean takeAnswer() {
        ExchangeResponse response = exchange.response();
        return isShadow() ? !response.isCommitted() && !response.isWithheld() : response.withhold();
    }

    private boolean isShadow() {
        return room.settings().enforcement() == Enforcement.SHADOW;
    }

    private void answerOnAnotherThread() {
        try {
            exchange.request().getAsyncContext().start(this::answer);
        } catch (IllegalStateException e) {
            LOG.debug("A request was dispatched or over when its time was up", e);
        }
    }

    private void answer() {
        if (isShadow() ? isFirst() : exchange.cutShort(room.timedOut())) {
            publish(isShadow());
        }
    }

    private synchronized boolean isFirst() {
        boolean first = !told;
        told = true;
        return first;
    }

    /** Answers in the application's place, and leaves it to the caller to complete the request. */
    void answerOpen() {
        if (exchange.cutShortOpen(room.timedOut())) {
            publish(false);
        }
    }

    private void publish(boolean shadow) {
        exchange.publish(exchange.event(SecurityEventType.REQUEST_TIMED_OUT)
                .code(room.timedOut().code())
                .shadow(shadow)
                .build());
    }
}
