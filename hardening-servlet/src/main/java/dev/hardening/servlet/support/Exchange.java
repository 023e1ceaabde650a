package dev.hardening.servlet.support;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.decision.ErrorStyle;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.request.Routes;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way through the filters: the facts about it, its one request wrapper and one response wrapper, and
 * what filters want to do when it is over. It lives in a request attribute, so every dispatch of the request meets the
 * same exchange. Dispatches of one request follow one another, so it needs no locks.
 */
public final class Exchange extends ExchangeFacts {

    private static final String ATTRIBUTE = Exchange.class.getName();

    private final Services services;
    private final RequestContext context;
    private final ExchangeRequest request;
    private final ExchangeResponse response;
    private final Completion completion;
    private final Object outermost;
    private @Nullable List<Object> entered;
    private @Nullable ErrorStyle errorStyle;
    private HttpServletRequest outgoingRequest;
    private HttpServletResponse outgoingResponse;
    private volatile @Nullable ExchangeAsync async;
    private final CutOff cutOff = new CutOff(this);
    private final CutShort cut;
    private volatile @Nullable RequestBody body;
    private final Leftover leftover = new Leftover(this);

    /** Begins with the filter that meets the request first. */
    Exchange(HttpServletRequest original, HttpServletResponse answer, Services services, Object outermost) {
        super(original);
        this.outermost = outermost;
        this.services = services;
        this.context = new RequestContext(
                PeerAddress.of(original.getRemoteAddr()),
                isSecure(),
                isPathDecoded() ? services.routes().find(method(), path()) : Routes.UNKNOWN);
        this.completion = new Completion(services.ticker());
        this.request = new ExchangeRequest(original, this);
        this.response = new ExchangeResponse(answer, leftover);
        this.cut = new CutShort(this);
        this.outgoingRequest = request;
        this.outgoingResponse = response;
        original.setAttribute(ATTRIBUTE, this);
    }

    /**
     * Returns the exchange of a request.
     *
     * @throws IllegalStateException when no filter of this library has seen the request
     */
    public static Exchange of(ServletRequest request) {
        Exchange exchange = find(request);
        if (exchange == null) {
            throw new IllegalStateException("no filter has seen this request; register HardeningFilter");
        }
        return exchange;
    }

    static @Nullable Exchange find(ServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof Exchange exchange ? exchange : null;
    }

    /** Notes that a filter has met this request; false when it had met it before. */
    boolean enter(Object filter) {
        if (filter == outermost) {
            return false;
        }
        List<Object> others = entered == null ? new ArrayList<>(2) : entered;
        for (Object other : others) {
            if (other == filter) {
                return false;
            }
        }
        others.add(filter);
        entered = others;
        return true;
    }

    /** Runs the outermost filter and sees to it that the exchange completes, now or when its last dispatch does. */
    void run(RoomFilter<?> filter, Next next) throws IOException, ServletException {
        try {
            filter.apply(this, next);
            if (cutOff.status() >= 0) {
                cutOff.happen();
            }
        } catch (Throwable failure) {
            if (!isAnsweredDespite(failure)) {
                completion.failed(failure);
                if (response.isCommitted()) {
                    cutOff();
                }
                leftover.isReadyFor(500);
                keepForErrorPage();
                throw failure;
            }
        } finally {
            if (response.isErrorAsked()) {
                keepForErrorPage();
            }
            if (original.isAsyncStarted() && !response.isUpgraded()) {
                completion.follow(original.getAsyncContext());
            } else {
                completion.complete();
            }
        }
        settle();
        cutOff.happen();
    }

    private void keepForErrorPage() {
        RequestBody known = body;
        if (known != null && !isCutShort()) {
            known.keepFields();
        }
    }

    /** Gives up what is left of the body when the request is over, now that whoever waits for that has been told. */
    void settle() {
        if (!original.isAsyncStarted()) {
            leftover.settle();
        }
    }

    Leftover leftover() {
        return leftover;
    }

    CutOff cutting() {
        return cutOff;
    }

    boolean isAsyncStarted() {
        return original.isAsyncStarted();
    }

    /**
     * Tells whether something thrown changes nothing any more, because the request {@linkplain #cutShort was cut short}
     * while the application worked on it. A failure of the virtual machine is never among them.
     */
    public boolean isAnsweredDespite(Throwable failure) {
        return cut.isAnsweredDespite(failure);
    }

    /**
     * Answers with the refusal while the application may still be at work, on whatever thread: from now on, what it
     * writes goes nowhere and what it throws is not answered, and an asynchronous request completes. An answer that has
     * begun cannot be replaced and is cut off where the application stops.
     *
     * @return true when the client gets the refusal
     */
    public boolean cutShort(Refusal refusal) {
        return cut.answer(refusal, () -> {});
    }

    /**
     * Does the same, and some work of its own between the answer and the end of an asynchronous request, after which the
     * body cannot be read any more.
     */
    public boolean cutShort(Refusal refusal, Runnable afterAnswer) {
        return cut.answer(refusal, afterAnswer);
    }

    /** Like {@link #cutShort}, but leaves an asynchronous request open until {@link #completeCutShort}. */
    public boolean cutShortOpen(Refusal refusal) {
        return cut.answerOpen(refusal);
    }

    /** Completes an asynchronous request that was cut short; the application cannot any more. */
    public void completeCutShort() {
        cut.completeAsync();
    }

    /**
     * Has the container close the connection behind an answer that is whole. Left alone, some containers read the rest of
     * a body that nobody wants, for as long as its sender likes. They close it at once when something is thrown then. In
     * later versions of HTTP a stream ends alone, and what is thrown would take the answer back.
     */
    public void hangUp(IOException cause) {
        if (isHttp1()) {
            cutOff.by(cause);
        }
    }

    /** Tells whether the request was {@linkplain #cutShort cut short}. */
    public boolean isCutShort() {
        return cut.isAnswered();
    }

    /**
     * Puts a hook between the body and whoever reads it behind this filter.
     *
     * @throws IllegalStateException when somebody reads it already
     */
    public void readBodyThrough(BodyHook hook) {
        body().through(hook);
    }

    /**
     * Reads the whole body through the hooks. Whoever reads it next sees all of it, also when it is larger.
     *
     * @param most the largest number of bytes to return
     * @return the body, or null when it is larger
     * @throws IOException when it cannot be read, or a hook has refused it
     */
    public byte @Nullable [] bodyBytes(int most) throws IOException {
        return body().bytes(most);
    }

    /** Tells whether a filter before has read the body, and may show those behind it another one than {@link #bodyBytes}. */
    public boolean isBodyTaken() {
        RequestBody known = body;
        return known != null && known.isTaken();
    }

    RequestBody body() {
        RequestBody known = body;
        if (known == null) {
            known = new RequestBody(this, original);
            body = known;
        }
        return known;
    }

    @Nullable
    RequestBody bodyIfRead() {
        return body;
    }

    /** Lets the application see other wrappers, which its own filter has put around those of the exchange. */
    public void passOn(HttpServletRequest otherRequest, HttpServletResponse otherResponse) {
        this.outgoingRequest = otherRequest;
        this.outgoingResponse = otherResponse;
    }

    /** Returns the request that goes on to the application, in its own filters' wrappers. */
    public HttpServletRequest outgoingRequest() {
        return outgoingRequest;
    }

    /** Returns the response that goes on to the application, in its own filters' wrappers. */
    public HttpServletResponse outgoingResponse() {
        return outgoingResponse;
    }

    /** Returns the request in the one wrapper of the exchange. */
    public HttpServletRequest request() {
        return request;
    }

    /** Returns the response in the one wrapper of the exchange. */
    public ExchangeResponse response() {
        return response;
    }

    /** Returns what the filters have found out. */
    @Override
    public RequestContext context() {
        return context;
    }

    /** Returns what the application's filters share. */
    public Services services() {
        return services;
    }

    /**
     * Adds work to do once, after the answer is complete: at the end of the outermost filter, or when the last
     * asynchronous dispatch completes.
     */
    public void whenComplete(CompletionListener listener) {
        completion.add(listener);
    }

    /** Lets a dispatch go on that the filters have met before. */
    void again(DispatcherType dispatch, Next next) throws IOException, ServletException {
        new LaterDispatch(this, completion).go(dispatch, next);
    }

    ExchangeAsync async(AsyncContext bare) {
        ExchangeAsync context = new ExchangeAsync(bare, this);
        async = context;
        return context;
    }

    @Nullable
    ExchangeAsync async() {
        return async;
    }

    /**
     * Notes that the answer had begun when it failed, with the status that the client has seen: a container may set
     * another one afterwards.
     */
    public void cutOff() {
        cutOff.note();
    }

    /**
     * Has the container cut off an asynchronous answer that had begun. There is no call for that, and containers end
     * such an answer as if it were whole; but what a dispatch throws they do cut off, so this dispatches to a path that
     * nobody serves, and the filter that meets the dispatch throws the cause.
     */
    public void cutOffAsync(IOException cause) {
        cutOff();
        cutOff.by(cause);
        dispatchToCutOff();
    }

    void dispatchToCutOff() {
        ExchangeAsync context = async;
        if (context != null) {
            context.finishBy(CutOff.PATH);
        }
    }

    /** Returns the status of an answer that had begun when it failed, or -1 when it is whole. */
    public int cutOffStatus() {
        return cutOff.status();
    }

    /** Tells whether the application is asynchronous and has neither completed nor dispatched the request. */
    public boolean isAsyncOpen() {
        ExchangeAsync context = async;
        return context == null ? original.isAsyncStarted() : !context.isEnded();
    }

    void failed(Throwable failure) {
        completion.failed(failure);
    }

    /** Lets every error answer of this request have the given style in place of the services'. */
    public void errorStyle(ErrorStyle style) {
        this.errorStyle = style;
    }

    @Nullable
    ErrorStyle errorStyle() {
        return errorStyle;
    }

    AsyncListener asyncListener() {
        return completion;
    }

    /** Returns an event about this request with everything filled in that is known. */
    public SecurityEvent.Builder event(SecurityEventType type) {
        return SecurityEvent.of(type)
                .client(context.client())
                .method(method())
                .path(path())
                .route(context.routeTemplate())
                .tenant(context.tenantIdIfKnown())
                .requestId(context.requestIdIfKnown());
    }

    /** Publishes an event. */
    public void publish(SecurityEvent event) {
        services.events().on(context.noted(event));
    }

    /**
     * Publishes the refusal as an event and answers with it; in shadow mode it only publishes and lets the request go
     * on.
     */
    public void refuse(Refusal refusal, SecurityEventType type, Enforcement enforcement, Next next)
            throws IOException, ServletException {
        boolean shadow = enforcement == Enforcement.SHADOW;
        publish(event(type).code(refusal.code()).shadow(shadow).build());
        if (shadow) {
            next.proceed();
        } else {
            services.refusals().write(this, refusal);
        }
    }
}
