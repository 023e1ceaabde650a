package dev.hardening.core.metrics;

import dev.hardening.core.reading.Reading;
import dev.hardening.core.time.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges one objective over a window that rolls in ten steps. A miss is noticed with the request that makes it and warned
 * about once; it is over at the earliest one step later, so that a value at the edge fills no log.
 */
final class SloWatch {

    private static final Logger LOG = LoggerFactory.getLogger(SloWatch.class);
    private static final int STEPS = 10;

    private final Slo slo;
    private final Ticker ticker;
    private final long start;
    private final long stepNanos;
    private final int minRequests;
    private final AtomicReferenceArray<Step> steps = new AtomicReferenceArray<>(STEPS);
    private volatile boolean breached;
    private volatile long breachedIn;

    SloWatch(Slo slo, Duration window, int minRequests, Ticker ticker) {
        this.slo = slo;
        this.ticker = ticker;
        this.start = ticker.nanos();
        this.stepNanos = window.toNanos() / STEPS;
        this.minRequests = minRequests;
        for (int i = 0; i < STEPS; i++) {
            steps.set(i, new Step(-STEPS));
        }
    }

    private static final class Step {
        final long number;
        final LongAdder all = new LongAdder();
        final LongAdder bad = new LongAdder();

        Step(long number) {
            this.number = number;
        }
    }

    private record Sum(long all, long bad) {}

    Slo slo() {
        return slo;
    }

    private long number(long now) {
        return (now - start) / stepNanos;
    }

    void count(int status, long nanos, long now) {
        if (!Slo.counts(status)) {
            return;
        }
        long number = number(now);
        Step step = step(number);
        boolean bad = slo.isBad(status, nanos);
        if (bad) {
            step.bad.increment();
        }
        step.all.increment();
        if (breached ? number > breachedIn : bad) {
            judge(number);
        }
    }

    private Step step(long number) {
        int at = (int) (number % STEPS);
        while (true) {
            Step step = steps.get(at);
            // A thread that was held up for a whole window counts into the newer step.
            if (step.number >= number) {
                return step;
            }
            Step next = new Step(number);
            if (steps.compareAndSet(at, step, next)) {
                return next;
            }
        }
    }

    private Sum sum(long number) {
        long all = 0;
        long bad = 0;
        for (int i = 0; i < STEPS; i++) {
            Step step = steps.get(i);
            if (step.number > number - STEPS) {
                bad += step.bad.sum();
                all += step.all.sum();
            }
        }
        return new Sum(all, Math.min(bad, all));
    }

    private synchronized void judge(long number) {
        Sum sum = sum(number);
        boolean missed = sum.all >= minRequests && slo.isMissed(sum.bad, sum.all);
        if (missed && !breached) {
            breachedIn = number;
            breached = true;
            LOG.atWarn()
                    .addKeyValue("slo", slo.name())
                    .addKeyValue("bad", sum.bad)
                    .addKeyValue("requests", sum.all)
                    .addKeyValue("allowed_ratio", slo.allowedRatio())
                    .log("objective missed");
        } else if (!missed && breached && number > breachedIn) {
            breached = false;
            LOG.atInfo()
                    .addKeyValue("slo", slo.name())
                    .addKeyValue("bad", sum.bad)
                    .addKeyValue("requests", sum.all)
                    .log("objective met again");
        }
    }

    /** Tells whether the objective is missed as of now, whether anybody calls or not. */
    boolean isBreached() {
        judge(number(ticker.nanos()));
        return breached;
    }

    private double badRatio() {
        Sum sum = sum(number(ticker.nanos()));
        return sum.all == 0 ? 0 : (double) sum.bad / sum.all;
    }

    List<Reading> readings() {
        Map<String, String> label = Map.of("slo", slo.name());
        return List.of(
                Reading.gauge(
                                "slo_breached",
                                "1 while the objective is missed within its window.",
                                () -> isBreached() ? 1 : 0)
                        .labelled(label),
                Reading.gauge("slo_bad_ratio", "Share of the requests in the window that were bad.", this::badRatio)
                        .labelled(label),
                Reading.gauge("slo_allowed_bad_ratio", "Share of the requests that may be bad.", slo::allowedRatio)
                        .labelled(label),
                Reading.gauge("slo_window_requests", "Requests in the window by which the objective is judged.", () ->
                                (double) sum(number(ticker.nanos())).all)
                        .labelled(label));
    }
}
