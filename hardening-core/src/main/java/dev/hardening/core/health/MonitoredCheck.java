package dev.hardening.core.health;

import dev.hardening.core.time.Ticker;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One check, what its last run found and the run that is on its way. */
final class MonitoredCheck {

    /** How long a probe waits for a check that did not end in time when it ran before. */
    static final Duration SHORT_WAIT = Duration.ofMillis(200);

    private static final Logger LOG = LoggerFactory.getLogger(MonitoredCheck.class);

    private final String name;
    private final boolean critical;
    private final HealthCheck check;
    private final Duration timeout;
    private final HealthPlan plan;
    private final Ticker ticker;
    private final CheckThreads threads;

    /** The run whose thread has not come back; guarded by this. */
    private @Nullable CheckRun running;

    /** The run of which nothing is known yet; guarded by this. */
    private @Nullable CheckRun undecided;

    private volatile CheckOutcome last = CheckOutcome.UNKNOWN;
    private long decidedAt;

    MonitoredCheck(CheckDefinition definition, HealthPlan plan, CheckThreads threads) {
        this.name = definition.name();
        this.critical = definition.critical();
        this.check = definition.check();
        this.timeout = definition.timeout();
        this.plan = plan;
        this.ticker = plan.ticker();
        this.threads = threads;
    }

    /** Returns the run to wait for, which it starts when the last result is too old; null when there is none. */
    @Nullable
    CheckRun refresh() {
        CheckRun fresh;
        synchronized (this) {
            boolean isFresh = last.isKnown()
                    && ticker.nanos() - decidedAt < plan.timeToLive().toNanos();
            if (undecided != null || running != null || isFresh || threads.isClosed()) {
                return undecided;
            }
            fresh = new CheckRun(this);
            running = fresh;
            undecided = fresh;
        }
        Throwable refused = threads.start(fresh, timeout);
        if (refused != null) {
            finished(fresh, CheckOutcome.failed(refused, 0));
        }
        return fresh;
    }

    /**
     * Waits until the run is decided: its timeout at most, and no longer than a moment, counted from when the probe
     * began, where the run before did not end in time.
     */
    void await(CheckRun run, long begun) throws InterruptedException {
        if (last.isTimeout()) {
            run.await(SHORT_WAIT.toNanos() - (ticker.nanos() - begun));
        } else if (!run.await(timeout.toNanos())) {
            run.expire();
        }
    }

    DependencyHealth report() {
        return new DependencyHealth(name, critical, last);
    }

    CheckOutcome call() {
        long start = ticker.nanos();
        try {
            String detail = check.run();
            return CheckOutcome.healthy(detail, ticker.nanos() - start);
        } catch (Throwable e) {
            // An Error, such as a missing class, says as much about a dependency as an exception does.
            LOG.debug("The health check {} failed", name, e);
            return CheckOutcome.failed(e, ticker.nanos() - start);
        }
    }

    /** Hears that the run's thread has come back. */
    void finished(CheckRun run, CheckOutcome outcome) {
        decide(run, outcome, true);
    }

    /** Hears that the run's time is over. */
    void expired(CheckRun run) {
        decide(run, CheckOutcome.timeout(timeout.toNanos()), false);
    }

    /** Hears that a run was over before it began. */
    synchronized void ended(CheckRun run) {
        running = running == run ? null : running;
    }

    private void decide(CheckRun run, CheckOutcome outcome, boolean over) {
        boolean changed;
        synchronized (this) {
            if (over) {
                ended(run);
            }
            if (undecided != run) {
                return;
            }
            undecided = null;
            boolean wasHealthy = !last.isKnown() || last.isHealthy();
            changed = wasHealthy != outcome.isHealthy();
            last = outcome;
            decidedAt = ticker.nanos();
        }
        try {
            if (changed && !threads.isClosed()) {
                publish(outcome);
            }
        } finally {
            run.release();
        }
    }

    private void publish(CheckOutcome outcome) {
        if (outcome.isHealthy()) {
            plan.publish(name + " is healthy again");
        } else if (outcome.cause() == null) {
            plan.publish(name + " is unhealthy: " + outcome.reason());
        } else {
            plan.publish(name + " is unhealthy: " + outcome.reason() + " (" + outcome.cause() + ")");
        }
    }
}
