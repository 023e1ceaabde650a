package dev.hardening.core.breaker;

import dev.failsafe.CircuitBreaker;
import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventListener;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.time.Ticker;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides whether a call may be made, and learns from how it ended. The states and the one permit of the half-open state
 * are Failsafe's; the clock and the window are ours, because Failsafe's cannot be held in a test's hand and one of them is
 * the wall clock. Failsafe is set to open with one failure and to wait for ever, and is told of the one failure that
 * reaches the threshold and of the end of the reset time.
 *
 * <p>Each permit is settled once. It carries the generation, which grows with each change of state, so an answer that comes
 * late never counts for another state than the one that its call was made in. While closed, a permit costs two reads.
 * Safe for use by many threads.
 */
final class Gate {

    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);

    /** In place of a permit. */
    static final long REFUSED = -1;

    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    private final String name;
    private final Ticker ticker;
    private final SecurityEventListener events;
    private final int percent;
    private final int volume;
    private final long reset;
    private final long timeout;
    private final CircuitBreaker<Object> machine = CircuitBreaker.builder()
            .withFailureThreshold(1)
            .withSuccessThreshold(1)
            .withDelay(FOR_EVER)
            .build();
    private final RollingWindow window;

    private volatile long generation;
    private volatile long openedAt;
    private long succeeded;
    private long failed;
    private long timedOut;
    private long late;
    private long spent;
    private long opened;

    Gate(String name, BreakerSettings settings, Ticker ticker, SecurityEventListener events) {
        this.name = name;
        this.ticker = ticker;
        this.events = events;
        this.percent = settings.errorThreshold();
        this.volume = settings.volumeThreshold();
        this.reset = settings.resetTimeout().toNanos();
        this.timeout = settings.timeout().toNanos();
        this.window = new RollingWindow(settings.window(), ticker.nanos());
    }

    /** Returns a permit to be settled, or {@link #REFUSED}. */
    long enter() {
        // Read first: should the state change in between, the call is made and its result counts for nothing.
        long current = generation;
        if (machine.isClosed()) {
            return current;
        }
        return isShut() ? REFUSED : enterUnlessClosed();
    }

    /** Tells whether no permit can be had now; false says nothing. */
    boolean isShut() {
        return !machine.isClosed() && untilProbe() > 0;
    }

    private long enterUnlessClosed() {
        SecurityEvent event = null;
        long permit;
        synchronized (this) {
            if (machine.isOpen() && untilProbe() <= 0) {
                machine.halfOpen();
                changed();
                event = event(SecurityEventType.BREAKER_PROBING, "one call may find out whether it is back");
            }
            permit = machine.tryAcquirePermit() ? generation : REFUSED;
        }
        publish(event);
        return permit;
    }

    /** Begins another generation; called with the lock held. */
    private void changed() {
        long before = generation;
        generation = before + 1;
    }

    /** Settles a permit: the dependency answered a call that began at that reading of the ticker. */
    void succeed(long permit, long began) {
        SecurityEvent event = null;
        synchronized (this) {
            if (permit != generation) {
                late++;
                return;
            }
            long now = ticker.nanos();
            succeeded++;
            spent += now - began;
            if (machine.isClosed()) {
                window.succeeded(now);
            } else {
                machine.recordSuccess();
                changed();
                window.clear(now);
                event = event(SecurityEventType.BREAKER_CLOSED, "it answers again");
            }
        }
        publish(event);
    }

    /** Settles a permit: the dependency failed a call that began at that reading of the ticker. */
    void fail(long permit, long began) {
        SecurityEvent event;
        synchronized (this) {
            long now = ticker.nanos();
            failed++;
            spent += now - began;
            event = count(permit, now);
        }
        publish(event);
    }

    /** Settles a permit: the dependency let the whole time of its call pass. */
    void timeIsUp(long permit) {
        SecurityEvent event;
        synchronized (this) {
            timedOut++;
            spent += timeout;
            event = count(permit, ticker.nanos());
        }
        publish(event);
    }

    /** Counts a failure; returns what came of it. Called with the lock held. */
    private @Nullable SecurityEvent count(long permit, long now) {
        if (permit != generation) {
            late++;
            return null;
        }
        if (!machine.isClosed()) {
            return open(now, "the probe failed");
        }
        window.failed(now);
        long calls = window.calls(now);
        long failures = window.failures(now);
        return calls >= volume && failures * 100 >= calls * percent
                ? open(now, failures + " of the last " + calls + " calls failed")
                : null;
    }

    private SecurityEvent open(long now, String detail) {
        openedAt = now;
        machine.recordFailure();
        changed();
        opened++;
        return event(SecurityEventType.BREAKER_OPENED, "open, because " + detail);
    }

    /** Settles a permit: the call was given up for a reason that is not the dependency's. The next one may probe. */
    synchronized void abandon(long permit) {
        if (permit == generation && machine.isHalfOpen()) {
            machine.open();
            changed();
        }
    }

    /** Counts an answer to a call whose permit was settled when its time was up. */
    synchronized void late() {
        late++;
    }

    boolean isClosed() {
        return machine.isClosed();
    }

    /** Returns the state, by the clock and not by the last call. */
    BreakerState state() {
        if (machine.isClosed()) {
            return BreakerState.CLOSED;
        }
        return untilProbe() > 0 ? BreakerState.OPEN : BreakerState.HALF_OPEN;
    }

    /** Returns the nanoseconds until the next probe may be made; zero or less unless open. */
    long untilProbe() {
        return machine.isOpen() ? reset - (ticker.nanos() - openedAt) : 0;
    }

    synchronized BreakerStatus status(int underWay, long refusedOpen, long refusedBusy) {
        long now = ticker.nanos();
        return new BreakerStatus(
                name,
                state(),
                window.calls(now),
                window.failures(now),
                underWay,
                Duration.ofNanos(Math.max(0, untilProbe())),
                succeeded,
                failed,
                timedOut,
                late,
                refusedOpen,
                refusedBusy,
                opened,
                Duration.ofNanos(spent));
    }

    private SecurityEvent event(SecurityEventType type, String detail) {
        return SecurityEvent.of(type).subject(name).detail(detail).build();
    }

    /** Comes after the change of state. Whatever a listener throws must not keep a permit, a place or an interrupt. */
    private void publish(@Nullable SecurityEvent event) {
        if (event == null) {
            return;
        }
        try {
            events.on(event);
        } catch (RuntimeException | Error listener) {
            LOG.error("A listener for the state of {} failed", name, listener);
        }
    }
}
