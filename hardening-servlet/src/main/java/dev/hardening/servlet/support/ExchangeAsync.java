package dev.hardening.servlet.support;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;

/**
 * The asynchronous context of an exchange: the container's, but a thread that throws is answered, and it is known
 * whether the application has ended the cycle, which not every container tells while its listeners run.
 */
final class ExchangeAsync implements AsyncContext {

    private final AsyncContext bare;
    private final Exchange exchange;
    private volatile boolean ended;

    ExchangeAsync(AsyncContext bare, Exchange exchange) {
        this.bare = bare;
        this.exchange = exchange;
    }

    boolean isEnded() {
        return ended;
    }

    @Override
    public void start(Runnable work) {
        bare.start(() -> {
            try {
                work.run();
            } catch (RuntimeException | Error failure) {
                if (exchange.isAnsweredDespite(failure)) {
                    return;
                }
                ErrorHook hook = exchange.errorHook();
                if (hook == null) {
                    throw failure;
                }
                exchange.failed(failure);
                hook.thrown(failure);
            }
        });
    }

    @Override
    public ServletRequest getRequest() {
        return exchange.isCutShort() ? exchange.outgoingRequest() : bare.getRequest();
    }

    @Override
    public ServletResponse getResponse() {
        return exchange.isCutShort() ? exchange.outgoingResponse() : bare.getResponse();
    }

    @Override
    public boolean hasOriginalRequestAndResponse() {
        return bare.hasOriginalRequestAndResponse();
    }

    /** Ends the cycle, unless the request was answered in the application's stead: then its call comes too late. */
    private void end(Runnable call) {
        if (!exchange.isCutShort()) {
            call.run();
            ended = true;
        }
    }

    /** Completes a request that was answered in the application's stead. */
    synchronized void finish() {
        if (!ended) {
            bare.complete();
            ended = true;
        }
    }

    /** Ends a request that is to be cut off by a dispatch, in which something can be thrown. */
    synchronized void finishBy(String path) {
        if (!ended) {
            bare.dispatch(path);
            ended = true;
        }
    }

    @Override
    public void dispatch() {
        end(() -> bare.dispatch());
    }

    @Override
    public void dispatch(String path) {
        end(() -> bare.dispatch(path));
    }

    @Override
    public void dispatch(ServletContext context, String path) {
        end(() -> bare.dispatch(context, path));
    }

    @Override
    public void complete() {
        end(() -> {
            if (exchange.leftover().isLeftAtEnd()) {
                bare.dispatch(CutOff.PATH);
            } else {
                bare.complete();
            }
        });
    }

    @Override
    public void addListener(AsyncListener listener) {
        bare.addListener(new Relay(listener));
    }

    @Override
    public void addListener(AsyncListener listener, ServletRequest request, ServletResponse response) {
        bare.addListener(new Relay(listener), request, response);
    }

    @Override
    public <T extends AsyncListener> T createListener(Class<T> type) throws ServletException {
        return bare.createListener(type);
    }

    @Override
    public void setTimeout(long millis) {
        bare.setTimeout(millis);
    }

    @Override
    public long getTimeout() {
        return bare.getTimeout();
    }

    /** Shows the application's listener this context in place of the container's. */
    private final class Relay implements AsyncListener {
        private final AsyncListener listener;

        Relay(AsyncListener listener) {
            this.listener = listener;
        }

        private AsyncEvent shown(AsyncEvent event) {
            return new AsyncEvent(
                    ExchangeAsync.this, event.getSuppliedRequest(), event.getSuppliedResponse(), event.getThrowable());
        }

        @Override
        public void onComplete(AsyncEvent event) throws IOException {
            listener.onComplete(shown(event));
        }

        @Override
        public void onTimeout(AsyncEvent event) throws IOException {
            listener.onTimeout(shown(event));
        }

        @Override
        public void onError(AsyncEvent event) throws IOException {
            listener.onError(shown(event));
        }

        @Override
        public void onStartAsync(AsyncEvent event) throws IOException {
            // The new cycle's context, which is the one to listen to.
            ExchangeAsync next = exchange.async();
            listener.onStartAsync(new AsyncEvent(
                    next == null ? event.getAsyncContext() : next,
                    event.getSuppliedRequest(),
                    event.getSuppliedResponse(),
                    event.getThrowable()));
        }
    }
}
