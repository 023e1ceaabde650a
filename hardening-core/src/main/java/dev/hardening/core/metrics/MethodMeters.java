package dev.hardening.core.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;

/** The meters of one endpoint and method; those of a status and tenant are made when they are first met. */
final class MethodMeters {

    private final String endpoint;
    private final String method;
    private final MeterFactory factory;
    private final Timer timer;
    private final ConcurrentMap<Integer, ConcurrentMap<String, Counter>> counters = new ConcurrentHashMap<>();

    MethodMeters(String endpoint, String method, MeterFactory factory) {
        this.endpoint = endpoint;
        this.method = method;
        this.factory = factory;
        this.timer = factory.timer(endpoint, method);
    }

    void completed(int status, String tenant, long nanos) {
        timer.record(nanos, TimeUnit.NANOSECONDS);
        Integer boxed = Labels.status(status);
        ConcurrentMap<String, Counter> tenants = counters.get(boxed);
        if (tenants == null) {
            tenants = counters.computeIfAbsent(boxed, key -> new ConcurrentHashMap<>());
        }
        Counter counter = tenants.get(tenant);
        if (counter == null) {
            counter = add(tenants, boxed, tenant);
        }
        counter.increment();
    }

    /** Beyond the most series, tenants are counted together: the sum stays right. */
    private Counter add(ConcurrentMap<String, Counter> tenants, Integer status, String tenant) {
        boolean shared = tenant.equals(Labels.OTHER) || tenant.equals(Labels.UNKNOWN);
        String label = shared || factory.maySplit() ? tenant : Labels.OTHER;
        return tenants.computeIfAbsent(
                label, key -> factory.requests(endpoint, method, Labels.statusText(status), key));
    }
}
