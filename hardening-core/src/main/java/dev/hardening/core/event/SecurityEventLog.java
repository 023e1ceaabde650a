package dev.hardening.core.event;

import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.time.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Writes security events to the log under the name {@code dev.hardening.security}: warnings as WARN, the rest as INFO.
 * Of each type it writes at most twenty lines in ten seconds; what is beyond is counted, and the next line of that type
 * in a later span says how many were left out. Safe for use by many threads.
 */
public final class SecurityEventLog implements SecurityEventListener {

    /** How many lines of one type are written in one span. */
    static final int LINES = 20;

    /** The length of a span. */
    static final Duration SPAN = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger("dev.hardening.security");

    private final Ticker ticker;
    private final AtomicLong[] spans;
    private final AtomicLongArray counts;

    /** Makes a log that measures its spans by the given ticker. */
    public SecurityEventLog(Ticker ticker) {
        this.ticker = ticker;
        int types = SecurityEventType.values().length;
        this.spans = new AtomicLong[types];
        this.counts = new AtomicLongArray(types);
        for (int i = 0; i < types; i++) {
            spans[i] = new AtomicLong(Long.MIN_VALUE);
        }
    }

    @Override
    public void on(SecurityEvent event) {
        int type = event.type().ordinal();
        long span = Math.floorDiv(ticker.nanos(), SPAN.toNanos());
        long before = spans[type].get();
        long leftOut = 0;
        if (before != span && spans[type].compareAndSet(before, span)) {
            leftOut = Math.max(0, counts.getAndSet(type, 0) - LINES);
        }
        if (counts.incrementAndGet(type) <= LINES) {
            write(event, leftOut);
        }
    }

    private static void write(SecurityEvent event, long leftOut) {
        Level level = event.type().isWarning() ? Level.WARN : Level.INFO;
        LoggingEventBuilder line = LOG.atLevel(level).addKeyValue("event", event.type());
        RefusalCode code = event.code();
        line = add(line, "code", code == null ? null : code.name());
        line = add(line, "client_ip", event.client());
        line = add(line, "method", event.method());
        line = add(line, "path", event.path());
        line = add(line, "subject", event.subject());
        line = add(line, "request_id", event.requestId());
        if (event.isShadow()) {
            line = line.addKeyValue("shadow", true);
        }
        if (leftOut > 0) {
            line = line.addKeyValue("left_out", leftOut);
        }
        line.log("{}{}", event.type(), event.detail().isEmpty() ? "" : ": " + event.detail());
    }

    private static LoggingEventBuilder add(LoggingEventBuilder line, String name, @Nullable Object value) {
        return value == null ? line : line.addKeyValue(name, value);
    }
}
