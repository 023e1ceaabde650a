package dev.hardening.servlet.support;

import dev.hardening.core.decision.RefusalCode;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an application has not read of a body when it is done. Tomcat reads it on behalf of the connection's next request,
 * on a thread and for as long as a client likes, unless something is thrown behind an answer that is on its way. So the
 * answer is sent here, its client gets the time that its body has left, and then the connection ends. What Tomcat sends
 * itself when no filter is there any more, a page of an error or a redirect, waits for the body. Other containers do not
 * wait. Belongs to one request.
 */
final class Leftover {

    private static final Logger LOG = LoggerFactory.getLogger(Leftover.class);

    /** How many threads may wait at once behind refusals of requests whose bodies no filter bounds. */
    private static final int MAX_WAITING = 50;

    private static final AtomicInteger WAITING = new AtomicInteger();

    private final Exchange exchange;
    private volatile boolean settled;
    private volatile boolean refused;
    private volatile boolean ending;

    Leftover(Exchange exchange) {
        this.exchange = exchange;
    }

    private boolean isPossible() {
        return exchange.bodyIfRead() != null
                && !settled
                && exchange.isWaitingForBodies()
                && !exchange.response().isUpgraded();
    }

    /** Notes that a filter has refused the request, so that no application reads its body. */
    void refused() {
        refused = true;
    }

    /**
     * Reads on for a moment behind the refusal of a request whose body no filter bounds. Whoever asked before sending is
     * refused by Tomcat without a wait.
     */
    private void settleRefusal() {
        if (!isRefusedWithBody()) {
            return;
        }
        settled = true;
        try {
            ServletInputStream body = exchange.original.getInputStream();
            if (!body.isFinished()) {
                exchange.response().bare().flushBuffer();
                Linger.behind(exchange, body, Leftover::beginWaiting, WAITING::decrementAndGet);
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("What was left of a refused body could not be read", e);
        }
    }

    private boolean isRefusedWithBody() {
        long length = exchange.original.getContentLengthLong();
        boolean possible = length > 0 || exchange.header("Transfer-Encoding") != null;
        return possible
                && exchange.bodyIfRead() == null
                && exchange.cutOffCause() == null
                && exchange.header("Expect") == null
                && exchange.isWaitingForBodies();
    }

    private static boolean beginWaiting() {
        if (WAITING.incrementAndGet() <= MAX_WAITING) {
            return true;
        }
        WAITING.decrementAndGet();
        return false;
    }

    /**
     * Reads what has arrived of the body before a filter gives its whole answer, with which Tomcat closes the body's stream.
     * When that is not all, the connection ends with the answer, for which a silent client must not have to wait. An answer
     * in the middle of the application's work may come from another thread than the one that reads.
     */
    void prepareAnswer() {
        if (exchange.isCutShort() || exchange.response().isEndedByClosing()) {
            return;
        }
        if (isPossible()) {
            RequestBody body = exchange.body();
            if (body.isUnfinished()) {
                prepare(isDrained(body));
            }
        } else if (refused && !settled && isRefusedWithBody()) {
            prepare(isThere());
        }
    }

    private void prepare(boolean whole) {
        if (whole) {
            settled = true;
        } else {
            Linger.announceClosing(exchange, false);
        }
    }

    /** Tells whether all of a body of known length has arrived that no filter bounds, and reads it. */
    private boolean isThere() {
        boolean known = exchange.header("Transfer-Encoding") == null;
        try {
            ServletInputStream body = exchange.original.getInputStream();
            return known ? Linger.isAllThere(body) : body.isFinished();
        } catch (IOException | RuntimeException e) {
            LOG.debug("What has arrived of a refused body could not be read", e);
            return false;
        }
    }

    private static boolean isDrained(RequestBody body) {
        try {
            return body.drain();
        } catch (IOException | RuntimeException e) {
            LOG.debug("A body could not be read any more", e);
            return false;
        }
    }

    /** Sends the answer and gives up the body, where the last filter's work ends. */
    void settle() {
        if (refused && exchange.bodyIfRead() == null && !settled) {
            settleRefusal();
        }
        if (isPossible()) {
            RequestBody body = exchange.body();
            try {
                if (body.isUnfinished() && !isDrained(body) && send()) {
                    giveUp(body);
                }
            } catch (IOException | RuntimeException e) {
                LOG.debug("What was left of a body could not be given up", e);
            }
        }
    }

    /** Settles where a forward ends: behind it, the container lets nobody send the answer. */
    void settleForward() {
        if (!exchange.isAsyncOpen()) {
            settle();
        }
    }

    /**
     * Sends the answer that an asynchronous application completes, and tells whether the rest is to be
     * {@linkplain #settleEnding settled} on a thread of the container, in a dispatch of its own.
     */
    boolean isLeftAtEnd() {
        if (isPossible()) {
            RequestBody body = exchange.body();
            try {
                ending = body.isUnfinished() && !isDrained(body) && send();
            } catch (IOException | RuntimeException e) {
                LOG.debug("What was left of a body could not be given up", e);
            }
        }
        return ending;
    }

    /** Tells whether a dispatch is the one that {@link #isLeftAtEnd} has asked for. */
    boolean isEnding() {
        return ending;
    }

    /** Gives up the body of an asynchronous request that is over. */
    void settleEnding() {
        giveUp(exchange.body());
    }

    private void giveUp(RequestBody body) {
        settled = true;
        if (!body.giveUp(isWhole())) {
            exchange.hangUp(new CutShortException(RefusalCode.BODY_TIMEOUT));
            try {
                close(exchange.response().bare());
            } catch (IOException | RuntimeException e) {
                LOG.debug("An answer could not be ended", e);
            }
        }
    }

    /** Tells whether the client sees by itself where the answer ends, and does not wait for the end of its request. */
    private boolean isWhole() {
        HttpServletResponse bare = exchange.response().bare();
        int status = bare.getStatus();
        boolean ends =
                bare.containsHeader("Content-Length") || exchange.response().isEndedByClosing();
        return ends || status == 204 || status == 304;
    }

    /** What is whole by its length has no end that is to be written; the last chunk of one in chunks has. */
    private static void close(HttpServletResponse response) throws IOException {
        try {
            response.getOutputStream().close();
        } catch (IllegalStateException text) {
            response.getWriter().close();
        }
    }

    /** Sends what the container still has in its buffer; false when it does not let a filter do so any more. */
    private boolean send() throws IOException {
        ExchangeResponse response = exchange.response();
        HttpServletResponse bare = response.bare();
        if (bare.isCommitted() && response.isForwarded()) {
            return false; // committed may mean that nothing more is taken
        }
        bare.flushBuffer();
        return true;
    }

    /**
     * Lets the rest of the body arrive before the container answers by itself, with a page of an error that may read it or
     * with a redirect. Where it does not arrive, the answer is sent here, without a page.
     *
     * @return false when it is sent
     */
    boolean isReadyFor(int status, String... field) {
        ExchangeResponse response = exchange.response();
        boolean included = exchange.original.getDispatcherType() == DispatcherType.INCLUDE;
        if (included || !isPossible() || response.isShut() || response.isCommitted()) {
            return true;
        }
        // Tomcat does not wait behind an error for whoever asked before sending.
        if (exchange.header("Expect") != null || exchange.body().gather()) {
            return true;
        }
        synchronized (response) {
            if (response.isShut() || response.isCommitted()) {
                return true; // answered meanwhile, because its time was up
            }
            answerBarely(response.bare(), status, field);
        }
        settled = true;
        exchange.hangUp(new CutShortException(RefusalCode.BODY_TIMEOUT));
        return false;
    }

    private static void answerBarely(HttpServletResponse bare, int status, String... field) {
        try {
            bare.resetBuffer();
            bare.setStatus(status);
            for (int i = 0; i + 1 < field.length; i += 2) {
                bare.setHeader(field[i], field[i + 1]);
            }
            bare.setHeader("Connection", "close");
            bare.setContentLength(0);
            bare.flushBuffer();
        } catch (IOException | RuntimeException e) {
            LOG.debug("A client could not be answered", e);
        }
    }
}
