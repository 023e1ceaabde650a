package dev.hardening.core.accesslog;

import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Decides what the log says about a request that is over: one INFO line, and one WARN line when it was slow. Both go to
 * the logger {@value #LOGGER} as key-value pairs. Immutable and safe for use by many threads.
 */
public final class AccessLog {

    /** The logger's name. */
    public static final String LOGGER = "dev.hardening.access";

    private static final Logger LOG = LoggerFactory.getLogger(LOGGER);
    private static final double MICROS_IN_A_MILLI = 1000.0;

    private final AccessLogSettings settings;

    private AccessLog(AccessLogSettings settings) {
        this.settings = Objects.requireNonNull(settings, "settings");
    }

    /** Returns the log with the given settings. */
    public static AccessLog of(AccessLogSettings settings) {
        return new AccessLog(settings);
    }

    /** Tells whether a request that took so long was slow: by its route's threshold, or else by the setting's. */
    public boolean isSlow(Route route, long nanos) {
        return nanos >= threshold(route).toNanos();
    }

    /** Tells whether there is anything to say about such a request, and anybody who hears it. */
    public boolean isHeard(Route route, long nanos) {
        return (settings.lines() && LOG.isInfoEnabled()) || (isSlow(route, nanos) && LOG.isWarnEnabled());
    }

    /** Writes what there is to say about the request. */
    public void completed(AccessEntry entry) {
        if (settings.lines() && LOG.isInfoEnabled()) {
            facts(LOG.atInfo(), entry).log("request");
        }
        if (isSlow(entry.route(), entry.nanos()) && LOG.isWarnEnabled()) {
            LoggingEventBuilder line = facts(LOG.atWarn(), entry)
                    .addKeyValue("slow", true)
                    .addKeyValue("threshold_ms", millis(threshold(entry.route()).toNanos()));
            if (entry.route() != Routes.UNKNOWN && !entry.route().isClosed()) {
                line = line.addKeyValue("route", entry.route().pattern().template());
            }
            line.log("slow request");
        }
    }

    private Duration threshold(Route route) {
        Duration own = route.slowAfter();
        return own != null ? own : settings.slowAfter();
    }

    private static LoggingEventBuilder facts(LoggingEventBuilder builder, AccessEntry entry) {
        LoggingEventBuilder line = builder.addKeyValue("method", entry.method())
                .addKeyValue("path", entry.path())
                .addKeyValue("status", entry.status())
                .addKeyValue("duration_ms", millis(entry.nanos()));
        line = add(
                line,
                "client_ip",
                entry.client() == null ? null : entry.client().toString());
        line = add(line, "client", entry.subject());
        line = add(line, "bytes", entry.bytes() < 0 ? null : entry.bytes());
        line = add(line, "cut_off", entry.isCutOff() ? true : null);
        line = add(line, "request_id", entry.requestId());
        line = add(line, "tenant_id", entry.tenantId());
        line = add(line, "trace_id", entry.traceId());
        return add(line, "error_id", entry.errorId());
    }

    private static LoggingEventBuilder add(LoggingEventBuilder line, String name, @Nullable Object value) {
        return value == null ? line : line.addKeyValue(name, value);
    }

    /** Milliseconds with three decimals. */
    private static double millis(long nanos) {
        long micros = nanos / 1000;
        return micros / MICROS_IN_A_MILLI;
    }
}
