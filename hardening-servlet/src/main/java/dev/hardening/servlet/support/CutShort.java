package dev.hardening.servlet.support;

import dev.hardening.core.decision.Refusal;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers one request in the middle of the application's work on it. Any number of threads may try, each with an object of
 * its own; one wins.
 */
final class CutShort {

    private static final Logger LOG = LoggerFactory.getLogger(CutShort.class);

    private final Exchange exchange;

    CutShort(Exchange exchange) {
        this.exchange = exchange;
    }

    /** Tells whether something thrown changes nothing any more; a failure of the virtual machine always does. */
    boolean isAnsweredDespite(Throwable failure) {
        if (!exchange.isCutShort() || failure instanceof VirtualMachineError) {
            return false;
        }
        if (!(failure instanceof CutShortException)) {
            LOG.debug("A request failed after it was cut short", failure);
        }
        return true;
    }

    boolean answer(Refusal refusal, Runnable afterAnswer) {
        boolean told = answerOpen(refusal);
        if (told) {
            afterAnswer.run();
            completeAsync();
        }
        return told;
    }

    /** Answers and leaves it to the caller to complete the request. What cannot be answered is cut off here. */
    boolean answerOpen(Refusal refusal) {
        ExchangeResponse response = exchange.response();
        if (response.isEnded()) {
            return false;
        }
        boolean open = response.shut();
        synchronized (response) {
            if (response.isEnded()) {
                return false; // another thread was faster
            }
            if (open) {
                exchange.noteCutShort();
                if (write(response, refusal)) {
                    return true;
                }
            }
            response.end();
        }
        if (response.getStatus() == refusal.status()) {
            // Tomcat answers by itself when waiting for a body was in vain, and lets nobody else do so.
            exchange.noteCutShort();
            completeAsync();
            return false;
        }
        try {
            exchange.cutOffAsync(new CutShortException(refusal.code()));
        } catch (IllegalStateException e) {
            LOG.debug("An answer that was to be cut off was over already", e);
        }
        return false;
    }

    private boolean write(ExchangeResponse response, Refusal refusal) {
        response.open();
        try {
            exchange.services().refusals().write(exchange, refusal);
            return response.isCommitted();
        } catch (IOException | IllegalStateException e) {
            LOG.debug("A client could not be told why its request was cut short", e);
            return false;
        } finally {
            response.end();
        }
    }

    void completeAsync() {
        ExchangeAsync context = exchange.async();
        if (context == null) {
            return;
        }
        try {
            if (exchange.cutOffCause() == null) {
                context.finish();
            } else {
                exchange.dispatchToCutOff();
            }
        } catch (IllegalStateException e) {
            LOG.debug("An asynchronous request that was cut short was over already", e);
        }
    }
}
