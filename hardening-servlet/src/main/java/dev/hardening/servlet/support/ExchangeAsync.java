package dev.hardening.servlet.support;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;

/** The asynchronous context of an exchange: the container's, but a thread that throws is answered. */
final class ExchangeAsync implements AsyncContext {

    private final AsyncContext bare;
    private final Exchange exchange;

    ExchangeAsync(AsyncContext bare, Exchange exchange) {
        this.bare = bare;
        this.exchange = exchange;
    }

    @Override
    public void start(Runnable work) {
        bare.start(() -> {
            try {
                work.run();
            } catch (RuntimeException | Error failure) {
                ErrorHook hook = exchange.response().errorHook();
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
        return bare.getRequest();
    }

    @Override
    public ServletResponse getResponse() {
        return bare.getResponse();
    }

    @Override
    public boolean hasOriginalRequestAndResponse() {
        return bare.hasOriginalRequestAndResponse();
    }

    @Override
    public void dispatch() {
        bare.dispatch();
    }

    @Override
    public void dispatch(String path) {
        bare.dispatch(path);
    }

    @Override
    public void dispatch(ServletContext context, String path) {
        bare.dispatch(context, path);
    }

    @Override
    public void complete() {
        bare.complete();
    }

    @Override
    public void addListener(AsyncListener listener) {
        bare.addListener(listener);
    }

    @Override
    public void addListener(AsyncListener listener, ServletRequest request, ServletResponse response) {
        bare.addListener(listener, request, response);
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
}
