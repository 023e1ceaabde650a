package dev.hardening.core.metrics;

import dev.hardening.core.decision.Decision;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventListener;
import dev.hardening.core.identity.Proof;
import dev.hardening.core.net.CidrSet;
import dev.hardening.core.net.IpAddress;
import dev.hardening.core.reading.Readings;
import dev.hardening.core.request.Route;
import dev.hardening.core.time.Ticker;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * Counts what a service does, and decides who may see it. While the settings switch nothing on, every method does nothing,
 * and Micrometer need not be on the class path; {@link MetricsRegistry} is for those who use it themselves. Safe for use by many threads.
 */
public final class Metrics implements SecurityEventListener, AutoCloseable {

    private static final Refusal NOT_ALLOWED =
            Refusal.of(RefusalCode.ADDRESS_NOT_ALLOWED).build();

    private final MetricsSettings settings;
    private final @Nullable Recorder recorder;

    private Metrics(MetricsSettings settings, @Nullable Recorder recorder) {
        this.settings = settings;
        this.recorder = recorder;
    }

    /**
     * Returns metrics that are kept in a registry of their own.
     *
     * @throws IllegalStateException when they are switched on and Micrometer is not on the class path
     */
    public static Metrics of(MetricsSettings settings, Ticker ticker) {
        if (!settings.isOn()) {
            return new Metrics(settings, null);
        }
        try {
            return new Metrics(settings, new Recorder(settings, ticker, null));
        } catch (NoClassDefFoundError e) {
            throw new IllegalStateException(
                    "metrics are switched on and need io.micrometer:micrometer-core on the class path", e);
        }
    }

    /** With whatever needs Micrometer, which this class shows to nobody so that it can be looked at without the jar. */
    static Metrics recorded(MetricsSettings settings, Recorder recorder) {
        return new Metrics(settings, recorder);
    }

    @Nullable
    Recorder recorder() {
        return recorder;
    }

    /** Returns the settings. */
    public MetricsSettings settings() {
        return settings;
    }

    /** Tells whether anything is counted. */
    public boolean isOn() {
        return recorder != null;
    }

    /**
     * Shows what a part of the service knows of itself, such as the breakers or a limiter. What it comes to know later is
     * looked for with each page and, while requests come, every ten seconds.
     */
    public void watch(Readings readings) {
        Recorder known = recorder;
        if (known != null) {
            known.watch(readings);
        }
    }

    /** Notes that a request has begun; {@link #completed} must follow once. */
    public void begun() {
        Recorder known = recorder;
        if (known != null) {
            known.begun();
        }
    }

    /**
     * Counts a request that is over, however it ended.
     *
     * @param route what covers it
     * @param method the method as it was sent
     * @param status the status of the answer
     * @param tenant for whom it was, or null
     * @param proof how its caller was proved, or null
     * @param nanos how long it took
     */
    public void completed(
            Route route, String method, int status, @Nullable String tenant, @Nullable Proof proof, long nanos) {
        Recorder known = recorder;
        if (known != null) {
            known.completed(route, method, status, tenant, proof, nanos, isSlow(route, nanos));
        }
    }

    /** Tells whether a request that took so long is slow: by its route's threshold, or else by the setting's. */
    public boolean isSlow(Route route, long nanos) {
        Duration own = route.slowAfter();
        return nanos >= (own == null ? settings.slowAfter() : own).toNanos();
    }

    @Override
    public void on(SecurityEvent event) {
        Recorder known = recorder;
        if (known != null) {
            known.events().on(event);
        }
    }

    /** Counts a line of the log; for whoever connects the application's logging, which has no common way to be asked. */
    public void logged(Level level) {
        Recorder known = recorder;
        if (known != null) {
            known.events().logged(level);
        }
    }

    /** Returns which page is at this path, compared character by character, or null. */
    public @Nullable MetricsPage page(String path) {
        if (settings.isPrometheus() && path.equals(settings.path())) {
            return MetricsPage.PROMETHEUS;
        }
        return path.equals(settings.jsonPath().orElse(null)) ? MetricsPage.JSON : null;
    }

    /**
     * Decides who may read a page.
     *
     * @param client the resolved address of the client
     * @return allowed, or a refusal with 403
     */
    public Decision decide(MetricsPage page, IpAddress client) {
        CidrSet allowed = page == MetricsPage.JSON ? settings.jsonAllowed() : settings.allowed();
        return allowed.contains(client) ? Decision.allowed() : NOT_ALLOWED;
    }

    /** Returns the text of a page as of now. */
    public String text(MetricsPage page) {
        return page == MetricsPage.JSON ? json() : prometheus();
    }

    /** Returns all numbers in the text format 0.0.4 of Prometheus; empty when nothing is counted. */
    public String prometheus() {
        Recorder known = recorder;
        return known == null ? "" : known.prometheus();
    }

    /**
     * Returns the numbers by route as JSON (guide row H-51): {@code request_count}, {@code avg_response_time_ms}, {@code
     * error_count} and {@code error_rate}, where an error is a status of 500 or above, and {@code p95} and {@code p99} in
     * milliseconds and {@code slow_count}. All since the start.
     */
    public String json() {
        Recorder known = recorder;
        return MetricsJson.of(known == null ? List.of() : known.endpoints());
    }

    /** Removes the meters; closing twice is the same as once. What is counted afterwards goes nowhere. */
    @Override
    public void close() {
        Recorder known = recorder;
        if (known != null) {
            known.close();
        }
    }

    @Override
    public String toString() {
        return "Metrics[" + settings.summary() + "]";
    }
}
