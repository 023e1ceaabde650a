package dev.hardening.core.event;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes events on; a listener's failure is its own. */
final class FanOut implements SecurityEventListener {

    private static final Logger LOG = LoggerFactory.getLogger(FanOut.class);

    private final List<SecurityEventListener> listeners;

    FanOut(List<SecurityEventListener> listeners) {
        this.listeners = listeners;
    }

    @Override
    public void on(SecurityEvent event) {
        for (SecurityEventListener listener : listeners) {
            try {
                listener.on(event);
            } catch (RuntimeException e) {
                LOG.warn("A listener for security events failed", e);
            }
        }
    }
}
