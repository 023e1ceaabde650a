package dev.hardening.core.metrics;

import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventListener;
import dev.hardening.core.event.SecurityEventType;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Tags;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.slf4j.event.Level;

/** Counts security events and lines of the log. Every type and level is there from the start, so that a first one shows. */
final class EventMeters implements SecurityEventListener {

    private final MeterFactory factory;
    private final Map<SecurityEventType, Counter> types = new EnumMap<>(SecurityEventType.class);
    private final Map<Level, Counter> levels = new EnumMap<>(Level.class);
    private final ConcurrentMap<RefusalCode, Counter> enforced = new ConcurrentHashMap<>();
    private final ConcurrentMap<RefusalCode, Counter> shadowed = new ConcurrentHashMap<>();
    private final Counter timeouts;
    private final Counter storeFailures;

    EventMeters(MeterFactory factory) {
        this.factory = factory;
        for (SecurityEventType type : SecurityEventType.values()) {
            types.put(
                    type,
                    factory.counter("security_events_total", "Security events by type.", Tags.of("type", type.name())));
        }
        for (Level level : Level.values()) {
            levels.put(
                    level,
                    factory.counter(
                            "log_events_total",
                            "Lines of the log by level, where the application's logging reports them.",
                            Tags.of("level", level.name().toLowerCase(Locale.ROOT))));
        }
        this.timeouts = factory.counter(
                "request_timeouts_total", "Requests that were not answered within their time.", Tags.empty());
        this.storeFailures = factory.counter(
                "store_failures_total", "Times that a store of the service could not answer.", Tags.empty());
    }

    @Override
    public void on(SecurityEvent event) {
        SecurityEventType type = event.type();
        Counter counter = types.get(type);
        if (counter != null) {
            counter.increment();
        }
        if (type == SecurityEventType.REQUEST_TIMED_OUT && !event.isShadow()) {
            timeouts.increment();
        } else if (type == SecurityEventType.STORE_FAILED) {
            storeFailures.increment();
        }
        RefusalCode code = event.code();
        if (code != null) {
            refusal(code, event.isShadow()).increment();
        }
    }

    private Counter refusal(RefusalCode code, boolean shadow) {
        ConcurrentMap<RefusalCode, Counter> all = shadow ? shadowed : enforced;
        Counter known = all.get(code);
        return known != null
                ? known
                : all.computeIfAbsent(
                        code,
                        key -> factory.counter(
                                "request_refusals_total",
                                "Requests refused by code, and those that a room in shadow mode would have refused.",
                                Tags.of("code", key.name(), "shadow", Boolean.toString(shadow))));
    }

    void logged(Level level) {
        Counter counter = levels.get(level);
        if (counter != null) {
            counter.increment();
        }
    }
}
