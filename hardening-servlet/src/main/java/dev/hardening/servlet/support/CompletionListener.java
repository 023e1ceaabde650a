package dev.hardening.servlet.support;

import org.jspecify.annotations.Nullable;

/** Work that a filter does once a request is answered. It does not throw and does not change the answer. */
@FunctionalInterface
public interface CompletionListener {

    /**
     * Hears that the request is over.
     *
     * @param nanos how long it took since the first filter met it, by the ticker of the services
     * @param failure what was thrown past the outermost filter, or null
     */
    void completed(long nanos, @Nullable Throwable failure);
}
