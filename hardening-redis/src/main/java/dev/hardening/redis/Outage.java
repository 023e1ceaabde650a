package dev.hardening.redis;

import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventListener;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.time.Ticker;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once that the server is away and once that it is back, however many requests notice it. A second outage within a minute
 * is said when that minute is over, if it lasts so long.
 */
final class Outage {

    private static final Logger LOG = LoggerFactory.getLogger(Outage.class);
    private static final long SAID_EVERY = Duration.ofMinutes(1).toNanos();

    private final String server;
    private final Ticker ticker;
    private final SecurityEventListener events;
    private final Saying absence = new Saying();
    private final Saying oddity = new Saying();
    private volatile boolean away;
    private volatile boolean said;
    private long since;

    Outage(String server, Ticker ticker, SecurityEventListener events) {
        this.server = server;
        this.ticker = ticker;
        this.events = events;
    }

    /** Notes that a decision was not made. */
    void unanswered(String reason) {
        if (away && said) {
            return;
        }
        synchronized (this) {
            long now = ticker.nanos();
            if (!away) {
                since = now;
                away = true;
            }
            if (said || !absence.mayBeSaid(now)) {
                return;
            }
            said = true;
        }
        publish(" does not answer: " + reason
                + "; until it does, this instance decides alone where its settings let it");
    }

    /** Notes that the server refuses one key, and is well otherwise. */
    void refused(String reason) {
        boolean first;
        synchronized (this) {
            first = oddity.mayBeSaid(ticker.nanos());
        }
        if (first) {
            publish(" has something else under a key of this service: " + reason
                    + "; while it has, this instance decides alone for that key where its settings let it");
        }
    }

    private void publish(String what) {
        events.on(SecurityEvent.of(SecurityEventType.STORE_FAILED)
                .detail(server + what)
                .build());
    }

    /**
     * Notes that the server has answered.
     *
     * @param began when it was asked: what it was asked before it went away says nothing
     */
    void answered(long began) {
        if (!away) {
            return;
        }
        boolean was;
        synchronized (this) {
            if (!away || began - since < 0) {
                return;
            }
            away = false;
            was = said;
            said = false;
        }
        if (was) {
            LOG.info("{} answers again", server);
        }
    }

    /** Tells whether the last decision had no answer. */
    boolean isAway() {
        return away;
    }

    /** When something was said last; guarded by the outage. */
    private static final class Saying {
        private boolean ever;
        private long at;

        boolean mayBeSaid(long now) {
            if (ever && now - at < SAID_EVERY) {
                return false;
            }
            ever = true;
            at = now;
            return true;
        }
    }
}
