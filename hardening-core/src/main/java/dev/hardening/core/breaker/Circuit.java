package dev.hardening.core.breaker;

import dev.hardening.core.breaker.DependencyUnavailableException.Reason;
import dev.hardening.core.event.SecurityEventListener;
import dev.hardening.core.time.Ticker;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The one dependency behind a breaker: its gate, its places and its threads, and what every call owes them, whichever
 * thread makes it. Safe for use by many threads.
 */
final class Circuit {

    private final String name;
    private final BreakerSettings settings;
    private final Ticker ticker;
    private final BreakerTimer timer;
    private final Gate gate;
    private final Places places;
    private final Workers workers;
    private final Workers followers;
    private final long timeout;
    private final LongAdder refusedOpen = new LongAdder();
    private final LongAdder refusedBusy = new LongAdder();
    private final DependencyUnavailableException open;
    private final DependencyUnavailableException busy;
    private volatile boolean shutDown;

    Circuit(String name, BreakerSettings settings, Ticker ticker, BreakerTimer timer, SecurityEventListener events) {
        this.name = DependencyName.checked(name);
        this.settings = settings;
        this.ticker = ticker;
        this.timer = timer;
        // What waits for the breaker to close is asked again whenever the state changes.
        this.gate =
                new Gate(name, settings, ticker, SecurityEventListener.all(event -> timer.due(ticker.nanos()), events));
        this.places = new Places(settings.maxConcurrent(), () -> new CallerCall(this));
        this.workers = new Workers(name, settings.maxConcurrent());
        this.followers = new Workers(name, settings.maxConcurrent());
        this.timeout = settings.timeout().toNanos();
        this.open = new DependencyUnavailableException(name, Reason.OPEN, null, this::untilProbe);
        this.busy = new DependencyUnavailableException(name, Reason.BUSY, null, null);
        timer.watch(places);
    }

    String name() {
        return name;
    }

    BreakerSettings settings() {
        return settings;
    }

    Ticker ticker() {
        return ticker;
    }

    BreakerTimer timer() {
        return timer;
    }

    BreakerState state() {
        return gate.state();
    }

    boolean isClosed() {
        return gate.isClosed();
    }

    Duration untilProbe() {
        return Duration.ofNanos(Math.max(0, gate.untilProbe()));
    }

    BreakerStatus status() {
        return gate.status(places.taken(), refusedOpen.sum(), refusedBusy.sum());
    }

    /**
     * Returns a place with a permit in it. Both must be had back: the permit settled, the place given back.
     *
     * @throws DependencyUnavailableException when no call may be made
     */
    Place enter() {
        if (shutDown) {
            throw unavailable(Reason.SHUT_DOWN, null);
        }
        // Before a place is taken, because this is what happens most while the dependency is down.
        if (gate.isShut()) {
            refusedOpen.increment();
            throw open;
        }
        Place place = places.take();
        if (place == null) {
            throw full();
        }
        long permit = Gate.REFUSED;
        try {
            permit = gate.enter();
        } finally {
            // Also when an Error keeps it from saying so.
            if (permit == Gate.REFUSED) {
                places.giveBack(place);
            }
        }
        if (permit == Gate.REFUSED) {
            refusedOpen.increment();
            throw open;
        }
        place.permit = permit;
        return place;
    }

    /**
     * Returns what to throw to one too many. While half-open whoever has a place asks for the probe, so the others are
     * refused as they would be with a place.
     */
    DependencyUnavailableException full() {
        boolean closed = gate.isClosed();
        (closed ? refusedBusy : refusedOpen).increment();
        return closed ? busy : open;
    }

    void giveBack(Place place) {
        places.giveBack(place);
    }

    /**
     * Begins the use of a place by a call whose time begins now; returns the ticket.
     *
     * @throws DependencyUnavailableException when nothing could end that time; the place is given back then
     */
    long begin(Place place, Expiring call) {
        long ends = ticker.nanos() + timeout;
        long ticket = place.begin(call, ends);
        if (!timer.due(ends)) {
            throw notMade(place, ticket);
        }
        if (shutDown) {
            place.expire(ticket);
        }
        return ticket;
    }

    /** Takes back the use of a place for which there is no thread; returns what to throw. */
    DependencyUnavailableException notMade(Place place, long ticket) {
        long permit = place.permit;
        if (place.end(ticket)) {
            abandon(permit);
        } else {
            place.awaitExpired(ticket);
        }
        giveBack(place);
        return shutDown ? unavailable(Reason.SHUT_DOWN, null) : busy;
    }

    /** Has a call made by a thread of ours. */
    void hand(Runnable call) {
        workers.execute(call);
    }

    /**
     * Runs what may lead to the code of others, and may block there, on a thread of ours: the timer, on which it would keep
     * every other time from running out, has none to spare.
     */
    void follow(Runnable end) {
        if (!timer.isThreaded()) {
            end.run();
            return;
        }
        try {
            followers.execute(end);
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            // Better late than never: somebody waits for it.
            end.run();
        }
    }

    /**
     * Settles a permit by how its call ended in time: by what it threw, or by an answer.
     *
     * @param ends when its time would have been up, which tells when it began
     */
    void settle(long permit, long ends, @Nullable Throwable thrown) {
        if (thrown == null) {
            gate.succeed(permit, ends - timeout);
        } else if (shutDown) {
            gate.abandon(permit);
        } else {
            settleFailure(permit, ends - timeout, thrown);
        }
    }

    private void settleFailure(long permit, long began, Throwable thrown) {
        boolean failure = true;
        try {
            failure = settings.isFailure(thrown);
        } finally {
            if (failure) {
                gate.fail(permit, began);
            } else {
                gate.succeed(permit, began);
            }
        }
    }

    /** Settles a permit whose call has not ended in time. */
    void timeIsUp(long permit) {
        if (shutDown) {
            gate.abandon(permit);
        } else {
            gate.timeIsUp(permit);
        }
    }

    /** Settles a permit whose call was given up by whoever asked for it. */
    void abandon(long permit) {
        gate.abandon(permit);
        timer.due(ticker.nanos());
    }

    /** Counts an answer that nobody waits for. */
    void late() {
        gate.late();
    }

    /** Returns what to throw when there is no answer, for a reason that is not the breaker's state. */
    DependencyUnavailableException unavailable(Reason reason, @Nullable Throwable cause) {
        return new DependencyUnavailableException(name, reason, cause, null);
    }

    /** Returns what to throw after a call's time was up. */
    DependencyUnavailableException timedOut(@Nullable Throwable cause) {
        return unavailable(shutDown ? Reason.SHUT_DOWN : Reason.TIMED_OUT, cause);
    }

    /** Gives up every call and makes no more. */
    void shutDown() {
        shutDown = true;
        places.expireAll();
        workers.shutDown();
        followers.finish();
    }

    /** Waits until no thread of ours runs, or the time is over. */
    void awaitEnd(long nanos) throws InterruptedException {
        long until = ticker.nanos() + nanos;
        workers.awaitEnd(nanos);
        followers.awaitEnd(until - ticker.nanos());
        timer.forget(places);
    }
}
