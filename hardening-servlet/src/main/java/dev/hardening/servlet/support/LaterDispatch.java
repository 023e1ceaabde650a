package dev.hardening.servlet.support;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import java.io.IOException;

/** Lets a dispatch go on that the filters have met before. */
final class LaterDispatch {

    private final Exchange exchange;
    private final Completion completion;

    LaterDispatch(Exchange exchange, Completion completion) {
        this.exchange = exchange;
        this.completion = completion;
    }

    void go(DispatcherType dispatch, Next next) throws IOException, ServletException {
        IOException cause = exchange.cutOffCause();
        if (cause != null) {
            completion.complete();
            throw cause;
        }
        switch (dispatch) {
            case ASYNC -> async(next);
            case ERROR -> {
                try {
                    next.proceed();
                } finally {
                    completion.completeAgain();
                }
            }
            case FORWARD -> {
                next.proceed();
                exchange.leftover().settleForward();
            }
            default -> next.proceed();
        }
    }

    /** What an asynchronous dispatch throws has no other way to its answer. */
    private void async(Next next) throws IOException, ServletException {
        Leftover leftover = exchange.leftover();
        if (leftover.isEnding()) {
            completion.complete();
            leftover.settleEnding();
            exchange.cutOffIfDue();
            return;
        }
        ErrorHook hook = exchange.errorHook();
        try {
            next.proceed();
        } catch (Throwable failure) {
            if (hook != null) {
                caught(hook, failure);
            } else if (!exchange.isAnsweredDespite(failure)) {
                leftover.isReadyFor(500);
                throw failure;
            }
        }
        exchange.settle();
        exchange.cutOffIfDue();
        if (hook != null) {
            hook.dispatched();
        }
    }

    private void caught(ErrorHook hook, Throwable failure) throws IOException {
        try {
            hook.caught(failure);
        } catch (IOException | RuntimeException | Error unanswered) {
            // The container breaks the connection off, and one of them tells no listener.
            completion.complete();
            throw unanswered;
        }
    }
}
