package dev.hardening.servlet.support;

import org.jspecify.annotations.Nullable;

/**
 * Work that a filter does once a request is answered. It does not throw and does not change the answer. One listener serves
 * all requests of a filter wherever it can.
 */
@FunctionalInterface
public interface CompletionListener {

    /**
     * Hears that a request is over.
     *
     * @param exchange the request
     * @param nanos how long it took since the first filter met it, by the ticker of the services
     * @param failure what was thrown past the outermost filter, or null
     */
    void completed(Exchange exchange, long nanos, @Nullable Throwable failure);
}
