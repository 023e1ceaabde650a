package dev.hardening.servlet.deadline;

import dev.hardening.core.deadline.DeadlineSettings;
import dev.hardening.core.deadline.RequestDeadlines;
import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.servlet.support.Exchange;
import dev.hardening.servlet.support.Next;
import dev.hardening.servlet.support.RoomFilter;
import dev.hardening.servlet.support.Services;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;

/**
 * Answers in place of an application that takes too long, in whatever way it works. Register it for ASYNC dispatches
 * too: one that nobody watches cannot be interrupted.
 */
public final class DeadlineFilter extends RoomFilter<RequestDeadlines> {

    private final String attribute =
            DeadlineFilter.class.getName() + '@' + Integer.toHexString(System.identityHashCode(this));

    /** Makes a filter that reads its settings when the container starts it. */
    public DeadlineFilter() {}

    /** Makes a filter with these settings. */
    public DeadlineFilter(DeadlineSettings settings, Services services) {
        super(new RequestDeadlines(settings, services.ticker()), services);
    }

    @Override
    protected RequestDeadlines read(SettingReader reader, Services shared) {
        return new RequestDeadlines(DeadlineSettings.read(reader), shared.ticker());
    }

    @Override
    protected void apply(RequestDeadlines room, Exchange exchange, Next next) throws IOException, ServletException {
        Duration limit = room.limit(exchange.context().route());
        if (limit == null) {
            next.proceed();
            return;
        }
        Watch watch = new Watch(room, exchange);
        exchange.request().setAttribute(RequestDeadline.ATTRIBUTE, watch);
        exchange.request().setAttribute(attribute, watch);
        exchange.whenComplete(watch);
        if (room.isHandOff()) {
            watch.handOff();
        }
        room.timer().arm(watch, limit.toNanos());
        if (room.isHandOff()) {
            handOff(room, exchange, watch, next);
        } else {
            watch.handle(next);
        }
    }

    @Override
    protected void again(RequestDeadlines room, Exchange exchange, Next next) throws IOException, ServletException {
        if (exchange.request().getAttribute(attribute) instanceof Watch watch) {
            watch.handle(next);
        } else {
            next.proceed();
        }
    }

    private static void handOff(RequestDeadlines room, Exchange exchange, Watch watch, Next next)
            throws IOException, ServletException {
        HandOff work = new HandOff(next);
        if (!room.handOff(work)) {
            exchange.refuse(room.overloaded(), SecurityEventType.REQUEST_REFUSED, Enforcement.ENFORCE, next);
            return;
        }
        boolean inTime = work.await(watch.deadline().remaining());
        if (!inTime && exchange.response().withhold()) {
            leaveBehind(exchange, watch, work);
            return;
        }
        work.awaitEnd(); // an answer that has begun is let finish
        watch.handBack();
        work.rethrow();
    }

    /**
     * Answers, and keeps the container from using the request for another one until the application has let go of it:
     * the container's thread is free, but the connection is not.
     */
    private static void leaveBehind(Exchange exchange, Watch watch, HandOff work) {
        watch.answerOpen();
        work.interrupt();
        HttpServletRequest request = exchange.request();
        AsyncContext held = request.isAsyncStarted() ? request.getAsyncContext() : request.startAsync();
        held.setTimeout(0);
        work.afterwards(exchange::completeCutShort);
    }
}
