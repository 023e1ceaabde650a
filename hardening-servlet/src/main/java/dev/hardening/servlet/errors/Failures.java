package dev.hardening.servlet.errors;

import dev.hardening.core.decision.ErrorBody;
import dev.hardening.core.decision.ErrorIds;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalSource;
import dev.hardening.core.errors.ErrorMapping;
import dev.hardening.core.errors.ErrorPages;
import dev.hardening.core.errors.ErrorTexts;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.servlet.support.CutShortException;
import dev.hardening.servlet.support.ErrorHook;
import dev.hardening.servlet.support.Exchange;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** What goes wrong with one request, wherever it does; the first failure is answered. */
final class Failures implements ErrorHook, AsyncListener {

    private static final int FAILURE = 500;
    private static final int UNAVAILABLE = 503;

    private final ErrorMapping mapping;
    private final Exchange exchange;
    private boolean answered;
    private @Nullable String cutOff;

    Failures(ErrorMapping mapping, Exchange exchange) {
        this.mapping = mapping;
        this.exchange = exchange;
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
            log().sent(level, body, message);
        }
        answered = true;
        exchange.services().refusals().writePage(exchange, withRequestId(body));
        return true;
    }

    @Override
    public void caught(Throwable failure) throws IOException {
        if (failure instanceof AnswerCutOffException told) {
            throw told;
        }
        if (exchange.isAnsweredDespite(failure)) {
            return;
        }
        if (failure instanceof CutShortException told) {
            throw told;
        }
        String unfinished = fail(failure);
        if (failure instanceof Error error && ErrorMapping.isFatal(error)) {
            throw error;
        }
        if (ErrorMapping.isAnsweredByContainer(failure)) {
            // Tomcat keeps it for its page, which would show the stack.
            exchange.request().removeAttribute(RequestDispatcher.ERROR_EXCEPTION);
        } else if (unfinished != null) {
            throw new AnswerCutOffException(unfinished);
        }
        if (exchange.isAsyncOpen()) {
            complete();
        }
    }

    @Override
    public void thrown(Throwable failure) {
        if (exchange.isAnsweredDespite(failure)) {
            return;
        }
        String unfinished = fail(failure);
        if (unfinished == null) {
            complete();
        } else {
            cutOffAsync(unfinished);
        }
    }

    @Override
    public void dispatched() {
        if (exchange.isAsyncOpen()) {
            try {
                exchange.request().getAsyncContext().addListener(this);
            } catch (IllegalStateException e) {
                log().over(e);
            }
        }
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        synchronized (this) {
            if (answered || exchange.isCutShort() || !exchange.isAsyncOpen()) {
                return;
            }
            String errorId = ErrorIds.next();
            ErrorBody body = ErrorTexts.timeout().errorId(errorId);
            log().timedOut(body);
            if (exchange.response().isCommitted()) {
                exchange.context().failedAs(errorId);
                cutOffAsync(errorId);
                return;
            }
            if (isLeftToTheContainer()) {
                return;
            }
            write(body);
        }
        complete();
    }

    @Override
    public void onError(AsyncEvent event) {
        Throwable failure = event.getThrowable();
        if (isCutOff() || !exchange.isAsyncOpen() || exchange.isCutShort()) {
            return;
        }
        String unfinished =
                fail(Objects.requireNonNullElseGet(failure, () -> new IOException("the connection failed")));
        if (unfinished == null && !isLeftToTheContainer()) {
            complete();
        }
    }

    private synchronized boolean isCutOff() {
        return cutOff != null;
    }

    @Override
    public void onComplete(AsyncEvent event) {
        // The answer is whole.
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // At the end of the dispatch that started the new cycle, so as to be the last one again.
    }

    /** Returns the error's id when the answer had begun and must be cut off, and null when it is answered. */
    private synchronized @Nullable String fail(Throwable failure) {
        if (answered || cutOff != null) {
            log().late(failure);
            return cutOff;
        }
        RefusalSource source = mapping.refusalSource(failure);
        if (source != null && !exchange.response().isCommitted()) {
            refuse(source, failure);
            return null;
        }
        int status = mapping.status(failure);
        String errorId = ErrorIds.next();
        ErrorBody body = ErrorTexts.body(status).errorId(errorId);
        log().thrown(status < FAILURE ? Level.INFO : Level.ERROR, body, failure);
        if (exchange.response().isCommitted()) {
            exchange.context().failedAs(errorId);
            exchange.cutOff();
            cutOff = errorId;
            return errorId;
        }
        write(status < FAILURE ? body.errorId(null) : body);
        return null;
    }

    /** Answers an exception that is no failure of the service: no ERROR line, but an event. */
    private void refuse(RefusalSource source, Throwable thrown) {
        Refusal refusal = source.refusal();
        log().refused(refusal.code(), thrown);
        exchange.publish(exchange.event(
                        refusal.status() < FAILURE
                                ? SecurityEventType.ACCESS_DENIED
                                : SecurityEventType.DEPENDENCY_FAILED)
                .code(refusal.code())
                .subject(source.refusedBy())
                .build());
        try {
            if (isLeftToTheContainer()) {
                name(ErrorBody.of(refusal).errorId(ErrorIds.next()));
                Duration wait = refusal.retryAfter();
                if (wait != null) {
                    exchange.response().put("Retry-After", Long.toString(wait.toSeconds()));
                }
                exchange.response().sendError(refusal.status());
            } else {
                exchange.services().refusals().write(exchange, refusal);
            }
        } catch (IOException e) {
            log().unreachable(e);
        }
        answered = true;
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
            log().unreachable(e);
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

    private FailureLog log() {
        return new FailureLog(exchange);
    }

    private boolean isLeftToTheContainer() {
        return mapping.settings().pages() == ErrorPages.CONTAINER;
    }

    private void cutOffAsync(String errorId) {
        synchronized (this) {
            cutOff = errorId;
        }
        try {
            exchange.cutOffAsync(new AnswerCutOffException(errorId));
        } catch (IllegalStateException e) {
            log().over(e);
        }
    }

    private void complete() {
        try {
            AsyncContext context = exchange.request().getAsyncContext();
            context.complete();
        } catch (IllegalStateException e) {
            log().over(e);
        }
    }
}
