package dev.hardening.servlet.errors;

import dev.hardening.core.decision.ErrorBody;
import dev.hardening.core.decision.ErrorIds;
import dev.hardening.core.errors.ErrorMapping;
import dev.hardening.core.errors.ErrorPages;
import dev.hardening.core.errors.ErrorTexts;
import dev.hardening.servlet.support.ErrorHook;
import dev.hardening.servlet.support.Exchange;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** What goes wrong with one request, wherever it does; the first failure is answered. */
final class Failures implements ErrorHook, AsyncListener {

    private static final int FAILURE = 500;
    private static final int UNAVAILABLE = 503;

    private final ErrorMapping mapping;
    private final Exchange exchange;
    private final FailureLog log;
    private boolean answered;

    Failures(ErrorMapping mapping, Exchange exchange) {
        this.mapping = mapping;
        this.exchange = exchange;
        this.log = new FailureLog(exchange);
    }

    @Override
    public synchronized boolean answer(int status, @Nullable String message) throws IOException {
        boolean included = exchange.request().getDispatcherType() == DispatcherType.INCLUDE;
        if (included || isLeftToTheContainer() || status < 400 || answered) {
            return false;
        }
        ErrorBody body = ErrorTexts.body(status);
        if (status >= FAILURE) {
            body = body.errorId(ErrorIds.next());
            // A service that says that it is unavailable knows what it does.
            Level level = status == UNAVAILABLE ? Level.WARN : Level.ERROR;
            log.sent(level, body, message);
        }
        answered = true;
        exchange.services().refusals().writePage(exchange, withRequestId(body));
        return true;
    }

    /** Answers what was thrown past the application, or has the container cut off an answer that had begun. */
    void caught(Throwable failure) throws IOException {
        String cutOff = fail(failure);
        if (ErrorMapping.isFatal(failure)) {
            throw (Error) failure;
        }
        if (cutOff != null) {
            throw new AnswerCutOffException(cutOff);
        }
        if (exchange.request().isAsyncStarted()) {
            complete();
        }
    }

    @Override
    public void thrown(Throwable failure) {
        fail(failure);
        complete();
    }

    /**
     * Listens from now on when the application has gone asynchronous. The containers tell listeners in the order in which
     * they came, so the application's own ones, which know better, come first.
     */
    void follow() {
        if (exchange.request().isAsyncStarted()) {
            try {
                exchange.request().getAsyncContext().addListener(this);
            } catch (IllegalStateException e) {
                log.over(e);
            }
        }
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        synchronized (this) {
            if (answered || isLeftToTheContainer() || exchange.response().isCommitted() || !isOpen()) {
                return;
            }
            ErrorBody body = ErrorTexts.timeout().errorId(ErrorIds.next());
            log.timedOut(body);
            write(body);
        }
        complete();
    }

    @Override
    public void onError(AsyncEvent event) {
        Throwable failure = event.getThrowable();
        if (failure instanceof AnswerCutOffException) {
            return;
        }
        String cutOff = fail(Objects.requireNonNullElseGet(failure, () -> new IOException("the connection failed")));
        if (cutOff == null && !isLeftToTheContainer()) {
            complete();
        }
    }

    @Override
    public void onComplete(AsyncEvent event) {
        // The answer is whole.
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // A new cycle forgets the listeners of the one before.
        event.getAsyncContext().addListener(this);
    }

    /** Returns the error's id when the answer had begun and must be cut off, and null when it is answered. */
    private synchronized @Nullable String fail(Throwable failure) {
        if (answered) {
            log.late(failure);
            return null;
        }
        int status = mapping.status(failure);
        String errorId = ErrorIds.next();
        ErrorBody body = ErrorTexts.body(status).errorId(errorId);
        log.thrown(status < FAILURE ? Level.INFO : Level.ERROR, body, failure);
        if (exchange.response().isCommitted()) {
            exchange.context().failedAs(errorId);
            return errorId;
        }
        write(status < FAILURE ? body.errorId(null) : body);
        return null;
    }

    private void write(ErrorBody body) {
        try {
            if (isLeftToTheContainer()) {
                name(body);
                exchange.response().sendError(body.status());
            } else {
                exchange.services().refusals().write(exchange, withRequestId(body));
            }
        } catch (IOException e) {
            log.unreachable(e);
        }
        answered = true;
    }

    private void name(ErrorBody body) {
        String errorId = body.errorId();
        if (errorId != null) {
            exchange.context().failedAs(errorId);
            exchange.response().put("X-Error-ID", errorId);
        }
    }

    private ErrorBody withRequestId(ErrorBody body) {
        return body.requestId(exchange.context().requestIdIfKnown());
    }

    private boolean isLeftToTheContainer() {
        return mapping.settings().pages() == ErrorPages.CONTAINER;
    }

    private boolean isOpen() {
        return exchange.request().isAsyncStarted();
    }

    private void complete() {
        try {
            AsyncContext context = exchange.request().getAsyncContext();
            context.complete();
        } catch (IllegalStateException e) {
            log.over(e);
        }
    }
}
