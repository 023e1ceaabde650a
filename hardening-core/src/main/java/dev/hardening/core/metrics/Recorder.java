package dev.hardening.core.metrics;

import dev.hardening.core.identity.Proof;
import dev.hardening.core.reading.Reading;
import dev.hardening.core.reading.Readings;
import dev.hardening.core.request.Route;
import dev.hardening.core.time.Ticker;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The part of the room that needs Micrometer: finds the meters of a request and counts. */
final class Recorder {

    private static final Duration FOR_EVER = Duration.ofDays(3650);
    private static final long LOOK_NANOS = Duration.ofSeconds(10).toNanos();

    private final Ticker ticker;
    private final SimpleMeterRegistry shown;
    private final MeterRegistry registry;
    private final MeterFactory factory;
    private final Labels labels;
    private final EventMeters events;
    private final List<SloWatch> objectives;
    private final ConcurrentMap<String, EndpointMeters> endpoints = new ConcurrentHashMap<>();
    private final List<Readings> watched = new CopyOnWriteArrayList<>();
    private final LongAdder inProgress = new LongAdder();
    private final Map<String, LongAdder> proofs = new HashMap<>();
    private final AtomicLong looked;
    private final AtomicBoolean closed = new AtomicBoolean();

    Recorder(MetricsSettings settings, Ticker ticker, @Nullable MeterRegistry also) {
        this.ticker = ticker;
        this.shown = new SimpleMeterRegistry(SimpleConfig.DEFAULT, new TickerClock(ticker));
        shown.config().meterFilter(new Lasting());
        this.registry =
                also == null ? shown : new CompositeMeterRegistry().add(shown).add(also);
        this.factory = new MeterFactory(registry, settings.buckets());
        this.labels = new Labels(settings);
        this.events = new EventMeters(factory);
        this.objectives = settings.objectives().stream()
                .map(slo -> new SloWatch(slo, settings.sloWindow(), settings.sloMinRequests(), ticker))
                .toList();
        this.looked = new AtomicLong(ticker.nanos());
        factory.add(List.of(Reading.gauge(
                "http_requests_in_progress", "Requests begun and not over.", () -> Math.max(0, inProgress.sum()))));
        for (String word : Labels.proofWords()) {
            LongAdder adder = new LongAdder();
            proofs.put(word, adder);
            factory.add(List.of(Reading.counter(
                            "authenticated_requests_total",
                            "Requests over, by how their caller was proved.",
                            adder::sum)
                    .labelled(Map.of("proof", word))));
        }
        objectives.forEach(watch -> factory.add(watch.readings()));
    }

    /** Micrometer asks for the time only to forget what is old, so a time that means nothing alone will do. */
    private record TickerClock(Ticker ticker) implements Clock {
        @Override
        public long wallTime() {
            return TimeUnit.NANOSECONDS.toMillis(ticker.nanos());
        }

        @Override
        public long monotonicTime() {
            return ticker.nanos();
        }
    }

    /** Keeps the buckets of histograms for good: left alone, Micrometer forgets them after some minutes. */
    private static final class Lasting implements MeterFilter {
        @Override
        public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
            return DistributionStatisticConfig.builder()
                    .expiry(FOR_EVER)
                    .bufferLength(1)
                    .build()
                    .merge(config);
        }
    }

    MeterRegistry registry() {
        return registry;
    }

    EventMeters events() {
        return events;
    }

    Collection<EndpointMeters> endpoints() {
        return endpoints.values();
    }

    void watch(Readings readings) {
        watched.add(readings);
        factory.add(readings.readings());
    }

    void begun() {
        inProgress.increment();
    }

    void completed(
            Route route,
            String method,
            int status,
            @Nullable String tenant,
            @Nullable Proof proof,
            long nanos,
            boolean slow) {
        inProgress.decrement();
        if (closed.get()) {
            return;
        }
        long now = ticker.nanos();
        LongAdder proved = proofs.get(Labels.proof(proof));
        if (proved != null) {
            proved.increment();
        }
        endpoint(Labels.endpoint(route))
                .completed(Labels.method(method), status, labels.tenant(tenant, status < 400), nanos, slow, now);
        long last = looked.get();
        if (now - last >= LOOK_NANOS && looked.compareAndSet(last, now)) {
            look();
        }
    }

    private EndpointMeters endpoint(String label) {
        EndpointMeters known = endpoints.get(label);
        return known != null
                ? known
                : endpoints.computeIfAbsent(label, key -> new EndpointMeters(key, factory, objectives));
    }

    /** Looks for what has come to be since, and for objectives that are met again though nobody calls. */
    private void look() {
        watched.forEach(readings -> factory.add(readings.readings()));
        objectives.forEach(SloWatch::isBreached);
    }

    String prometheus() {
        look();
        return new PrometheusText(shown.getMeters()).text();
    }

    void close() {
        if (closed.compareAndSet(false, true)) {
            factory.removeAll();
        }
    }
}
