package dev.hardening.core.event;

import java.util.List;

/**
 * Hears every security event, on the thread of the request. Implementations are safe for use by many threads, return
 * quickly and do not throw; one that does throw is named in the log and the request goes on.
 */
@FunctionalInterface
public interface SecurityEventListener {

    /** Hears one event. */
    void on(SecurityEvent event);

    /** Returns a listener that does nothing. */
    static SecurityEventListener none() {
        return event -> {};
    }

    /** Returns a listener that passes each event to all the given ones, even when one of them throws. */
    static SecurityEventListener all(SecurityEventListener... listeners) {
        return new FanOut(List.of(listeners));
    }
}
