package dev.hardening.servlet.errors;

import dev.hardening.core.decision.ErrorBody;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.servlet.support.Exchange;
import dev.hardening.servlet.support.RequestContext;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** Says what failed to the logger {@code dev.hardening.errors}: one line a failure, with all that finds it again. */
final class FailureLog {

    private static final Logger LOG = LoggerFactory.getLogger("dev.hardening.errors");

    private final Exchange exchange;

    FailureLog(Exchange exchange) {
        this.exchange = exchange;
    }

    void thrown(Level level, ErrorBody body, Throwable failure) {
        line(level, body).setCause(failure).log("request failed");
    }

    /** The event tells that it happened; why is for whoever looks for it. */
    void refused(RefusalCode code, Throwable thrown) {
        LOG.debug("request refused with {}", code, thrown);
    }

    void sent(Level level, ErrorBody body, @Nullable String message) {
        LoggingEventBuilder line = line(level, body);
        if (message != null) {
            line = line.addKeyValue("reason", message);
        }
        line.log("request answered by an error page");
    }

    void timedOut(ErrorBody body) {
        line(Level.WARN, body).log("asynchronous request timed out");
    }

    /** What fails behind an error answer changes nothing for the client. */
    void late(Throwable failure) {
        facts(LOG.atWarn()).setCause(failure).log("request failed again after it was answered");
    }

    void unreachable(IOException failure) {
        LOG.debug("The client went away before its error answer", failure);
    }

    void over(IllegalStateException failure) {
        LOG.debug("The asynchronous request was over already", failure);
    }

    private LoggingEventBuilder line(Level level, ErrorBody body) {
        return facts(add(LOG.atLevel(level), "error_id", body.errorId())).addKeyValue("status", body.status());
    }

    private LoggingEventBuilder facts(LoggingEventBuilder builder) {
        RequestContext context = exchange.context();
        LoggingEventBuilder line = builder.addKeyValue("method", exchange.method())
                .addKeyValue("path", exchange.path())
                .addKeyValue("client_ip", context.client().toString());
        line = add(line, "request_id", context.requestIdIfKnown());
        line = add(line, "tenant_id", context.tenantIdIfKnown());
        return add(line, "trace_id", context.traceIdIfKnown());
    }

    private static LoggingEventBuilder add(LoggingEventBuilder line, String name, @Nullable Object value) {
        return value == null ? line : line.addKeyValue(name, value);
    }
}
