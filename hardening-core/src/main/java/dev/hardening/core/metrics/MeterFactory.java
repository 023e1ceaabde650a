package dev.hardening.core.metrics;

import dev.hardening.core.reading.Reading;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes every meter of the room, under its name, help text and labels, and takes them away in the end. */
final class MeterFactory {

    /** From this many series of requests on, new ones are not split by tenant. */
    static final int MOST_SERIES = 10_000;

    private final MeterRegistry registry;
    private final Duration[] buckets;
    private final AtomicInteger series = new AtomicInteger();
    private final Queue<Meter> made = new ConcurrentLinkedQueue<>();
    private final ConcurrentMap<Key, Reading> readings = new ConcurrentHashMap<>();

    private record Key(String name, Map<String, String> labels) {}

    MeterFactory(MeterRegistry registry, List<Duration> buckets) {
        this.registry = registry;
        this.buckets = buckets.toArray(new Duration[0]);
    }

    boolean maySplit() {
        return series.get() < MOST_SERIES;
    }

    Counter requests(String endpoint, String method, String status, String tenant) {
        series.incrementAndGet();
        return counter(
                "http_requests_total",
                "Requests answered.",
                Tags.of("method", method, "endpoint", endpoint, "status", status, "tenant", tenant));
    }

    Timer timer(String endpoint, String method) {
        return keep(Timer.builder("http_request_duration_seconds")
                .description("Time from the first filter until the answer was complete.")
                .tags("method", method, "endpoint", endpoint)
                .serviceLevelObjectives(buckets)
                .register(registry));
    }

    Runnable slow(String endpoint) {
        Counter counter = counter(
                "http_slow_requests_total",
                "Requests that took as long as is slow for their route.",
                Tags.of("endpoint", endpoint));
        return counter::increment;
    }

    Counter counter(String name, String help, Tags tags) {
        return keep(Counter.builder(name).description(help).tags(tags).register(registry));
    }

    /** Adds a meter for each reading that has none; of two with one name and the same labels the first counts. */
    void add(List<Reading> all) {
        for (Reading reading : all) {
            Key key = new Key(reading.name(), reading.labels());
            if (readings.putIfAbsent(key, reading) == null) {
                register(reading);
            }
        }
    }

    private void register(Reading reading) {
        List<Tag> tags = reading.labels().entrySet().stream()
                .map(label -> Tag.of(label.getKey(), label.getValue()))
                .toList();
        if (reading.isCounter()) {
            keep(FunctionCounter.builder(reading.name(), reading, Reading::value)
                    .description(reading.help())
                    .tags(tags)
                    .register(registry));
        } else {
            keep(Gauge.builder(reading.name(), reading, Reading::value)
                    .description(reading.help())
                    .tags(tags)
                    .register(registry));
        }
    }

    private <M extends Meter> M keep(M meter) {
        made.add(meter);
        return meter;
    }

    /** An application's registry outlives the filters that wrote into it. */
    void removeAll() {
        for (Meter meter = made.poll(); meter != null; meter = made.poll()) {
            registry.remove(meter);
        }
    }
}
