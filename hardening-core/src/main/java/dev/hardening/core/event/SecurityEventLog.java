package dev.hardening.core.event;

import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.time.Ticker;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
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
    private final Map<SecurityEventType, Quota> quotas = new EnumMap<>(SecurityEventType.class);

    /** Makes a log that measures its spans by the given ticker. */
    public SecurityEventLog(Ticker ticker) {
        this.ticker = ticker;
        for (SecurityEventType type : SecurityEventType.values()) {
            quotas.put(type, new Quota());
        }
    }

    @Override
    public void on(SecurityEvent event) {
        Quota quota = quotas.get(event.type());
        long leftOut = quota == null ? 0 : quota.take(Math.floorDiv(ticker.nanos(), SPAN.toNanos()));
        if (leftOut >= 0) {
            write(event, leftOut);
        }
    }

    /** Counts the lines of one type in one span. */
    private static final class Quota {
        private long span = Long.MIN_VALUE;
        private long count;

        /** Returns how many lines were left out in the span before, or -1 when this line is left out. */
        synchronized long take(long now) {
            long leftOut = 0;
            if (now != span) {
                leftOut = Math.max(0, count - LINES);
                span = now;
                count = 0;
            }
            return ++count <= LINES ? leftOut : -1;
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
