package dev.hardening.core.metrics;

import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What is counted of one endpoint. Made for each route once, and then found without making anything. */
final class EndpointMeters {

    private static final int FAILURE = 500;

    private final String label;
    private final MeterFactory factory;
    private final Runnable slowCounter;
    private final SloWatch[] objectives;
    private final AtomicReferenceArray<@Nullable MethodMeters> methods =
            new AtomicReferenceArray<>(Labels.METHODS.length);

    private final LongAdder requests = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final LongAdder slow = new LongAdder();
    private final LongAdder nanos = new LongAdder();
    private final Latencies latencies = new Latencies();

    EndpointMeters(String label, MeterFactory factory, List<SloWatch> all) {
        this.label = label;
        this.factory = factory;
        this.slowCounter = factory.slow(label);
        this.objectives =
                all.stream().filter(watch -> watch.slo().concerns(label)).toArray(SloWatch[]::new);
    }

    String label() {
        return label;
    }

    void completed(int method, int status, String tenant, long took, boolean wasSlow, long now) {
        method(method).completed(status, tenant, took);
        if (status >= FAILURE) {
            errors.increment();
        }
        if (wasSlow) {
            slow.increment();
            slowCounter.run();
        }
        nanos.add(took);
        latencies.count(took);
        requests.increment();
        for (SloWatch objective : objectives) {
            objective.count(status, took, now);
        }
    }

    private MethodMeters method(int index) {
        MethodMeters known = methods.get(index);
        if (known != null) {
            return known;
        }
        MethodMeters made = new MethodMeters(label, Labels.METHODS[index], factory);
        return methods.compareAndSet(index, null, made) ? made : method(index);
    }

    long requests() {
        return requests.sum();
    }

    long errors() {
        return errors.sum();
    }

    long slow() {
        return slow.sum();
    }

    long nanos() {
        return nanos.sum();
    }

    long percentile(int percent) {
        return latencies.percentile(percent);
    }
}
