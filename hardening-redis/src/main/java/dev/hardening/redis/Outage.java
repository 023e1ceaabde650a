package dev.hardening.redis;

import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventListener;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.time.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once that the server is away and once that it is back, however many requests notice it. */
final class Outage {

    private static final Logger LOG = LoggerFactory.getLogger(Outage.class);
    private static final long SAID_EVERY = Duration.ofMinutes(1).toNanos();

    private final String server;
    private final Ticker ticker;
    private final SecurityEventListener events;
    private final AtomicBoolean away = new AtomicBoolean();
    // Guarded by this.
    private boolean said;
    private long saidAt;

    Outage(String server, Ticker ticker, SecurityEventListener events) {
        this.server = server;
        this.ticker = ticker;
        this.events = events;
    }

    /** Notes that a decision was not made. */
    void unanswered(String reason) {
        if (!away.get() && away.compareAndSet(false, true) && mayBeSaid()) {
            events.on(SecurityEvent.of(SecurityEventType.STORE_FAILED)
                    .detail(server + " does not answer: " + reason + "; until it does, this instance decides alone"
                            + " where its settings let it")
                    .build());
        }
    }

    /** Notes that the server has answered. */
    void answered() {
        if (away.get() && away.compareAndSet(true, false) && wasSaid()) {
            LOG.info("{} answers again", server);
        }
    }

    private synchronized boolean mayBeSaid() {
        long now = ticker.nanos();
        if (saidAt != 0 && now - saidAt < SAID_EVERY) {
            return false;
        }
        saidAt = now == 0 ? 1 : now;
        said = true;
        return true;
    }

    private synchronized boolean wasSaid() {
        boolean was = said;
        said = false;
        return was;
    }
}
