package dev.hardening.servlet.errors;

import dev.hardening.core.errors.ErrorMapping;
import dev.hardening.core.errors.ErrorSettings;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.servlet.support.Exchange;
import dev.hardening.servlet.support.Next;
import dev.hardening.servlet.support.RoomFilter;
import dev.hardening.servlet.support.Services;
import jakarta.servlet.ServletException;
import java.io.IOException;

/**
 * Answers whatever fails behind it: exceptions and errors, in every dispatch and in asynchronous work, asynchronous
 * time-outs, and the application's own {@code sendError}. It stands behind the access log, which then sees the status
 * that the client sees, and before everything that can fail.
 */
public final class ErrorsFilter extends RoomFilter<ErrorMapping> {

    /** Makes a filter for {@code web.xml}, with settings from the init-params and the environment. */
    public ErrorsFilter() {}

    /** Makes a filter with the given settings. */
    public ErrorsFilter(ErrorSettings settings, Services services) {
        super(ErrorMapping.of(settings), services);
    }

    @Override
    protected ErrorMapping read(SettingReader reader, Services shared) {
        return ErrorMapping.of(ErrorSettings.read(reader));
    }

    @Override
    protected void apply(ErrorMapping mapping, Exchange exchange, Next next) throws IOException, ServletException {
        mapping.settings().style().ifPresent(exchange::errorStyle);
        Failures failures = new Failures(mapping, exchange);
        exchange.response().onError(failures);
        try {
            next.proceed();
        } catch (Throwable failure) {
            failures.caught(failure);
        }
        failures.follow();
    }
}
