package dev.hardening.servlet.bodylimit;

import dev.hardening.core.bodylimit.BodyLimit;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.time.Ticker;
import dev.hardening.servlet.support.CutShortException;
import dev.hardening.servlet.support.Exchange;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads on for a moment behind an answer that refuses a body. A client that is still sending when its connection is
 * reset never gets to reading why (RFC 9112 section 9.6).
 */
final class Linger {

    private static final Logger LOG = LoggerFactory.getLogger(Linger.class);

    private static final int BYTES = 4 * 1024 * 1024;
    private static final long NANOS = 1_000_000_000L;

    private Linger() {}

    /** Reads what is left of a body, and has the connection closed when that is not its end. */
    static void afterRefusal(Exchange exchange, ServletInputStream body, BodyLimit room) {
        if (!drain(body, room, exchange.services().ticker())) {
            exchange.hangUp(new CutShortException(RefusalCode.BODY_TOO_LARGE));
        }
    }

    private static boolean drain(ServletInputStream body, BodyLimit room, Ticker ticker) {
        byte[] buffer = new byte[8192];
        long start = ticker.nanos();
        try {
            for (int left = BYTES; left > 0 && ticker.nanos() - start < NANOS; ) {
                // A thread that waits for a client counts, whatever it waits for.
                if (!room.beginWaiting()) {
                    return false;
                }
                int read;
                try {
                    read = body.read(buffer, 0, Math.min(left, buffer.length));
                } finally {
                    room.endWaiting();
                }
                if (read < 0) {
                    return true;
                }
                left -= read;
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("A client ended before its body did", e);
        }
        return false;
    }
}
