package dev.hardening.servlet.errors;

import dev.hardening.core.decision.ErrorStyle;
import dev.hardening.core.errors.ErrorMapping;
import dev.hardening.core.errors.ErrorSettings;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.servlet.support.ErrorAnswers;
import dev.hardening.servlet.support.ErrorHook;
import dev.hardening.servlet.support.Exchange;
import dev.hardening.servlet.support.Next;
import dev.hardening.servlet.support.RoomFilter;
import dev.hardening.servlet.support.Services;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Answers whatever fails behind it: exceptions and errors, in every dispatch and in asynchronous work, asynchronous
 * time-outs, and the application's own {@code sendError}. It stands behind the access log, which then sees the status
 * that the client sees, and before everything that can fail.
 */
public final class ErrorsFilter extends RoomFilter<ErrorMapping> {

    private final ErrorAnswers answers = new Answers();

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
        exchange.errors(answers);
        try {
            next.proceed();
        } catch (Throwable failure) {
            hook(exchange).caught(failure);
        }
        if (exchange.isAsyncOpen()) {
            hook(exchange).dispatched();
        }
    }

    private static ErrorHook hook(Exchange exchange) {
        return Objects.requireNonNull(exchange.errorHook(), "this filter has said how errors are answered");
    }

    private final class Answers implements ErrorAnswers {
        @Override
        public ErrorHook of(Exchange exchange) {
            return new Failures(ready(), exchange);
        }

        @Override
        public @Nullable ErrorStyle style() {
            return ready().settings().style().orElse(null);
        }
    }
}
