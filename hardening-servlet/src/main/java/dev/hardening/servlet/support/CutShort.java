package dev.hardening.servlet.support;

import dev.hardening.core.decision.Refusal;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether and how a request was answered while the application was at work on it. Safe for use by many threads. */
final class CutShort {

    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

    private final Exchange exchange;
    private volatile boolean done;

    CutShort(Exchange exchange) {
        this.exchange = exchange;
    }

    boolean isDone() {
        return done;
    }

    boolean isAnsweredDespite(Throwable failure) {
        if (!done || failure instanceof VirtualMachineError) {
            return false;
        }
        if (!(failure instanceof CutShortException)) {
            LOG.debug("A request failed after it was cut short", failure);
        }
        return true;
    }

    boolean with(Refusal refusal, boolean completes) {
        ExchangeResponse response = exchange.response();
        if (response.isEnded()) {
            return false;
        }
        if (response.shut() && write(response, refusal)) {
            if (completes) {
                completeAsync();
            }
            return true;
        }
        response.end();
        try {
            exchange.cutOffAsync(new CutShortException(refusal.code()));
        } catch (IllegalStateException e) {
            LOG.debug("An answer that was to be cut off was over already", e);
        }
        return false;
    }

    private boolean write(ExchangeResponse response, Refusal refusal) {
        synchronized (response) {
            if (response.isEnded()) {
                return true; // another thread was faster
            }
            done = true;
            response.open();
            try {
                exchange.services().refusals().write(exchange, refusal);
                return true;
            } catch (IOException | IllegalStateException e) {
                LOG.debug("A client could not be told why its request was cut short", e);
                return false;
            } finally {
                response.end();
            }
        }
    }

    void completeAsync() {
        ExchangeAsync context = exchange.async();
        if (context != null) {
            try {
                context.finish();
            } catch (IllegalStateException e) {
                LOG.debug("An asynchronous request that was cut short was over already", e);
            }
        }
    }
}
