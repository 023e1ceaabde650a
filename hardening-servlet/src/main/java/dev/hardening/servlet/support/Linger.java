package dev.hardening.servlet.support;

import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.time.Ticker;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads on for a moment behind an answer that refuses a body. A client that is still sending when its connection is
 * reset never gets to reading why (RFC 9112 section 9.6).
 */
public final class Linger {

    private static final Logger LOG = LoggerFactory.getLogger(Linger.class);

    private static final int BYTES = 4 * 1024 * 1024;
    /** For how long is read behind a refusal. */
    public static final long NANOS = 1_000_000_000L;

    /** Gives an answer. */
    @FunctionalInterface
    public interface Answer {
        /** Gives it. */
        void give() throws IOException, ServletException;
    }

    private Linger() {}

    /**
     * Gives an answer that a client which is still sending gets to read. What the client has yet to send is read to its
     * end before, through the hooks, so the connection goes on; from one that has too much to send, the answer parts.
     *
     * @throws IOException when the rest cannot be read, or a hook has refused it
     */
    public static void around(Exchange exchange, Answer answer) throws IOException, ServletException {
        boolean parts = !exchange.body().discard(BYTES);
        if (parts) {
            announceClosing(exchange, false);
        }
        answer.give();
        if (parts) {
            exchange.body().linger();
        }
    }

    /** {@linkplain Exchange#cutShort Cuts short} in the same way. */
    public static void cuttingShort(Exchange exchange, Refusal refusal) throws IOException {
        RequestBody body = exchange.body();
        if (body.discard(BYTES)) {
            exchange.cutShort(refusal);
        } else {
            announceClosing(exchange, false);
            exchange.cutShort(refusal, body::linger);
        }
    }

    /**
     * Says that the connection ends with the answer; later versions of HTTP end the stream alone.
     *
     * @param sending whether the client sends at this moment: then a refusal states no length, because Tomcat closes the
     *     request's stream with the last byte of an answer whose length it knows, and the rest could not be read
     */
    public static void announceClosing(Exchange exchange, boolean sending) {
        if (exchange.isHttp1()) {
            if (sending) {
                exchange.response().endByClosing();
            }
            exchange.response().keep(response -> response.put("Connection", "close"));
        }
    }

    /**
     * Reads what is left of a body behind an answer, and has the connection closed when that is not its end.
     *
     * @param begin takes a place for a thread that waits for the client; false when none is free
     * @param end gives it back
     */
    public static void behind(Exchange exchange, ServletInputStream body, BooleanSupplier begin, Runnable end) {
        if (!isReadToEnd(body, begin, end, exchange.services().ticker(), NANOS)) {
            exchange.hangUp(new CutShortException(RefusalCode.BODY_TOO_LARGE));
        }
    }

    /**
     * Reads what has arrived of a body, within 4 MiB: a client that sends as fast as it is read would keep the thread.
     *
     * @return true when that was its end
     */
    public static boolean isAllThere(ServletInputStream body) throws IOException {
        byte[] rest = new byte[8192];
        for (int left = BYTES; left > 0 && !body.isFinished() && body.available() > 0; ) {
            int read = body.read(rest, 0, Math.min(left, rest.length));
            if (read < 0) {
                return true;
            }
            left -= read;
        }
        return body.isFinished();
    }

    /** Reads what is left of a body, within that time and 4 MiB; true when it came to its end. */
    public static boolean isReadToEnd(
            ServletInputStream body, BooleanSupplier begin, Runnable end, Ticker ticker, long atMost) {
        byte[] buffer = new byte[8192];
        long start = ticker.nanos();
        try {
            for (int left = BYTES; left > 0 && ticker.nanos() - start < atMost; ) {
                // A thread that waits for a client counts, whatever it waits for.
                if (!begin.getAsBoolean()) {
                    return false;
                }
                int read;
                try {
                    read = body.read(buffer, 0, Math.min(left, buffer.length));
                } finally {
                    end.run();
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
