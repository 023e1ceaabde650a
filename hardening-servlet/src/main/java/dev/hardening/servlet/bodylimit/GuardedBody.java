package dev.hardening.servlet.bodylimit;

import dev.hardening.core.bodylimit.BodyCount;
import dev.hardening.core.bodylimit.BodyHead;
import dev.hardening.core.bodylimit.BodyLimit;
import dev.hardening.core.bodylimit.MultipartReading;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.request.Route;
import dev.hardening.servlet.support.BodyHook;
import dev.hardening.servlet.support.CompletionListener;
import dev.hardening.servlet.support.CutShortException;
import dev.hardening.servlet.support.Exchange;
import dev.hardening.servlet.support.Linger;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One body with its limits: what its streams ask, and what becomes of the request when they are passed. */
final class GuardedBody implements BodyHook, CompletionListener {

    private static final Logger LOG = LoggerFactory.getLogger(GuardedBody.class);

    private final BodyLimit room;
    private final Exchange exchange;
    private final BodyHead head;
    private final boolean gzip;
    private final boolean shadow;
    private @Nullable ServletInputStream bare;
    private @Nullable BodyCount sent;
    private @Nullable RefusalCode refused;
    private boolean listening;
    private boolean quiet;

    GuardedBody(BodyLimit room, Exchange exchange, BodyHead head, boolean shadow) {
        this.room = room;
        this.exchange = exchange;
        this.head = head;
        this.gzip = head.isGzip() && !shadow;
        this.shadow = shadow;
    }

    @Override
    public ServletInputStream around(ServletInputStream body) {
        bare = body;
        Route route = exchange.context().route();
        BodyCount count = room.count(head, route);
        sent = count;
        ServletInputStream counted = new LimitedStream(body, count, this, true);
        if (!gzip) {
            return counted;
        }
        GunzipStream inflating = new GunzipStream(counted, this);
        exchange.whenComplete((over, nanos, failure) -> inflating.end());
        return new LimitedStream(inflating, room.inflatedCount(route), this, false);
    }

    @Override
    public boolean isDecoding() {
        return gzip;
    }

    @Override
    public int maxFormParameters() {
        return room.settings().maxFormParameters();
    }

    /** Notes that a listener is told when there is something to read; no thread waits then. */
    void listen() {
        listening = true;
    }

    boolean isListening() {
        return listening;
    }

    @Override
    public boolean isReadingMultipart() {
        return room.settings().multipart() == MultipartReading.READ;
    }

    /** Takes one of the places for waiting threads; false where none is free and the request only watched. */
    @Override
    public boolean beginWaiting() throws CutShortException {
        if (room.beginWaiting()) {
            return true;
        }
        refuse(room.tooMany());
        return false;
    }

    @Override
    public void endWaiting() {
        room.endWaiting();
    }

    /**
     * Ends a request that was refused before, or whose time is up, if its application reads on all the same. Not every
     * container lets a thread be interrupted while it reads; a client that drips is cut at its next byte.
     */
    void checkOpen() throws CutShortException {
        if (shadow) {
            return;
        }
        RefusalCode code = refused;
        if (code != null) {
            throw new CutShortException(code);
        }
        if (exchange.response().isWithheld()) {
            CutShortException late = new CutShortException(RefusalCode.REQUEST_TIMEOUT);
            exchange.hangUp(late);
            throw late;
        }
    }

    void malformed() throws CutShortException {
        refuse(room.malformed());
    }

    void codingUnsupported() throws CutShortException {
        refuse(room.codingUnsupported());
    }

    /** Refuses the request where there is something to refuse; one that is only watched goes on. */
    void check(@Nullable Refusal refusal) throws CutShortException {
        if (refusal != null) {
            refuse(refusal);
        }
    }

    /** The container gives up on a client that says nothing at all; that client is told the same as a slow one. */
    static boolean isTimeout(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SocketTimeoutException || cause instanceof TimeoutException) {
                return true;
            }
        }
        return false;
    }

    private void refuse(Refusal refusal) throws CutShortException {
        if (quiet) {
            throw new CutShortException(refusal.code());
        }
        if (refused == null) {
            refused = refusal.code();
            exchange.publish(exchange.event(SecurityEventType.BODY_REFUSED)
                    .code(refusal.code())
                    .shadow(shadow)
                    .build());
            if (!shadow) {
                Linger.announceClosing(exchange, true);
                exchange.cutShort(refusal, this::linger);
            }
        }
        if (!shadow) {
            throw new CutShortException(refusal.code());
        }
    }

    @Override
    public void linger(Exchange answered, ServletInputStream body) {
        Linger.behind(answered, body, room::beginWaiting, room::endWaiting);
    }

    private void linger() {
        ServletInputStream body = bare;
        RefusalCode code = refused == null ? RefusalCode.BODY_TOO_LARGE : refused;
        // A slow client does not send so much that it would not read the answer.
        if (body != null && !listening && code != RefusalCode.BODY_TIMEOUT) {
            linger(exchange, body);
        } else {
            exchange.hangUp(new CutShortException(code));
        }
    }

    @Override
    public void quietly(boolean isQuiet) {
        quiet = isQuiet;
    }

    @Override
    public boolean isUnfinished() {
        ServletInputStream body = bare;
        BodyCount count = sent;
        boolean bounded = !shadow && refused == null && !listening;
        return bounded && (count == null || body == null || !(count.isWhole() || body.isFinished()));
    }

    @Override
    public boolean drain() throws IOException {
        ServletInputStream body = bare;
        BodyCount count = sent;
        if (body == null || count == null) {
            return false;
        }
        // Of a body in chunks, what a container calls available may be half of a chunk's head, for whose rest it waits.
        if (count.isDeclared()) {
            return Linger.isAllThere(body);
        }
        if (!room.beginWaiting()) {
            return false;
        }
        try {
            return Linger.isAllThere(body);
        } finally {
            room.endWaiting();
        }
    }

    @Override
    public boolean giveUp(boolean isBrief) {
        ServletInputStream body = bare;
        BodyCount count = sent;
        if (body == null || count == null) {
            return false;
        }
        long left = count.patienceLeft(Linger.NANOS);
        left = isBrief ? Math.min(left, Linger.NANOS) : left;
        return Linger.isReadToEnd(
                body, room::beginWaiting, room::endWaiting, exchange.services().ticker(), left);
    }

    /**
     * Reads on for a moment behind an answer of known length, which is whole for its client, in containers that do not wait
     * for a body: they may close the connection of a client that is still sending.
     */
    @Override
    public void completed(Exchange over, long nanos, @Nullable Throwable failure) {
        HttpServletResponse response = exchange.response();
        boolean isAnswered = response.isCommitted() && response.containsHeader("Content-Length");
        if (exchange.isWaitingForBodies() || !isAnswered || !isUnfinished()) {
            return;
        }
        try {
            // A request whose client went away may say no more, not even whether it is asynchronous.
            if (!isLeftToContainer()) {
                return;
            }
            if (bare == null && exchange.request().getInputStream().isFinished()) {
                return;
            }
            ServletInputStream body = bare;
            if (body != null && isUnfinished() && !drain()) {
                linger(exchange, body);
            }
        } catch (IOException | IllegalStateException e) {
            LOG.debug("What was left of a body could not be read", e);
        }
    }

    /** Later versions of HTTP end a stream alone, and who asked before sending has not sent yet. */
    private boolean isLeftToContainer() {
        return exchange.isHttp1()
                && exchange.header("Expect") == null
                && !exchange.request().isAsyncStarted();
    }
}
