package dev.hardening.servlet.accesslog;

import dev.hardening.core.accesslog.AccessEntry;
import dev.hardening.core.accesslog.AccessLog;
import dev.hardening.core.accesslog.AccessLogSettings;
import dev.hardening.core.identity.Identity;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.servlet.support.AnsweredStatus;
import dev.hardening.servlet.support.CompletionListener;
import dev.hardening.servlet.support.Exchange;
import dev.hardening.servlet.support.ExchangeResponse;
import dev.hardening.servlet.support.Next;
import dev.hardening.servlet.support.RequestContext;
import dev.hardening.servlet.support.RoomFilter;
import dev.hardening.servlet.support.Services;
import jakarta.servlet.ServletException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Writes a line for each request when it is over, whichever way it ended, and a warning for a slow one. It stands
 * before everything that refuses, so that refusals are written, too.
 */
public final class AccessLogFilter extends RoomFilter<AccessLog> {

    private final CompletionListener line = (exchange, nanos, failure) -> write(ready(), exchange, nanos, failure);

    /** Makes a filter for {@code web.xml}, with settings from the init-params and the environment. */
    public AccessLogFilter() {}

    /** Makes a filter with the given settings. */
    public AccessLogFilter(AccessLogSettings settings, Services services) {
        super(AccessLog.of(settings), services);
    }

    @Override
    protected AccessLog read(SettingReader reader, Services shared) {
        return AccessLog.of(AccessLogSettings.read(reader));
    }

    @Override
    protected void apply(AccessLog log, Exchange exchange, Next next) throws IOException, ServletException {
        exchange.whenComplete(line);
        next.proceed();
    }

    private static void write(AccessLog log, Exchange exchange, long nanos, @Nullable Throwable failure) {
        if (log.isHeard(exchange.context().route(), nanos)) {
            log.completed(entry(exchange, nanos, failure));
        }
    }

    private static AccessEntry entry(Exchange exchange, long nanos, @Nullable Throwable failure) {
        ExchangeResponse response = exchange.response();
        RequestContext context = exchange.context();
        Identity caller = context.identity();
        return AccessEntry.of(exchange.method(), exchange.path())
                .route(context.route())
                .status(AnsweredStatus.of(exchange, failure))
                .cutOff(exchange.cutOffStatus() >= 0)
                .nanos(nanos)
                .bytes(length(response))
                .client(context.client())
                .subject(caller == null ? null : caller.subject())
                .requestId(context.requestIdIfKnown())
                .tenantId(context.tenantIdIfKnown())
                .traceId(context.traceIdIfKnown())
                .errorId(context.errorIdIfKnown())
                .build();
    }

    /** Only an answer that states its length has one that is known; counting would cost every write of every answer. */
    private static long length(ExchangeResponse response) {
        String stated = response.getHeader("Content-Length");
        try {
            return stated == null ? -1 : Long.parseLong(stated);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
