package dev.hardening.core.metrics;

import dev.hardening.core.time.Ticker;
import io.micrometer.core.instrument.MeterRegistry;

/** Joins {@link Metrics} with the Micrometer of an application. Needs Micrometer on the class path. */
public final class MetricsRegistry {

    private MetricsRegistry() {}

    /**
     * Returns metrics that an application's registry receives as well (guide row E-27). Whatever it makes of them, the pages
     * show totals. The meters are removed from it when the metrics are closed; the registry stays open.
     */
    public static Metrics shared(MetricsSettings settings, Ticker ticker, MeterRegistry registry) {
        return settings.isOn()
                ? Metrics.recorded(settings, new Recorder(settings, ticker, registry))
                : Metrics.of(settings, ticker);
    }

    /**
     * Returns the registry of the metrics, for meters of the application's own, which the pages show with the others.
     *
     * @throws IllegalStateException when nothing is counted
     */
    public static MeterRegistry of(Metrics metrics) {
        Recorder recorder = metrics.recorder();
        if (recorder == null) {
            throw new IllegalStateException("metrics are switched off, so there is no registry; ask isOn first");
        }
        return recorder.registry();
    }
}
