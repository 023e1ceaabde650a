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
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** Counts security events and lines of the log. Every type and level is there from the start, so that a first one shows. */
final class EventMeters implements SecurityEventListener {

    private static final RefusalCode[] CODES = RefusalCode.values();

    private final MeterFactory factory;
    private final Map<SecurityEventType, Counter> types = new EnumMap<>(SecurityEventType.class);
    private final Map<Level, Counter> levels = new EnumMap<>(Level.class);
    /** By code, first the enforced ones, then those of shadow mode. */
    private final AtomicReferenceArray<@Nullable Counter> refusals = new AtomicReferenceArray<>(2 * CODES.length);

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
        int at = code.ordinal() + (shadow ? CODES.length : 0);
        Counter known = refusals.get(at);
        if (known != null) {
            return known;
        }
        // A race makes the meter twice, and the registry returns the same one.
        Counter made = factory.counter(
                "request_refusals_total",
                "Requests refused by code, and those that a room in shadow mode would have refused.",
                Tags.of("code", code.name(), "shadow", Boolean.toString(shadow)));
        refusals.set(at, made);
        return made;
    }

    void logged(Level level) {
        Counter counter = levels.get(level);
        if (counter != null) {
            counter.increment();
        }
    }
}
