package dev.hardening.servlet.support;

import dev.hardening.core.decision.Enforcement;
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
public final class Exchange extends ExchangeEnd {

    private static final String ATTRIBUTE = Exchange.class.getName();

    private final RequestContext context;
    private final ExchangeRequest request;
    private final ExchangeResponse response;
    private final Completion completion;
    private final RoomFilter<?> outermost;
    private @Nullable List<Object> entered;
    private HttpServletRequest outgoingRequest;
    private HttpServletResponse outgoingResponse;
    private volatile @Nullable ExchangeAsync async;
    private volatile boolean handedOn;
    private volatile @Nullable RequestBody body;

    /** Begins with the filter that meets the request first. */
    Exchange(HttpServletRequest original, HttpServletResponse answer, RoomFilter<?> outermost) {
        super(original);
        this.outermost = outermost;
        this.context = new RequestContext(
                PeerAddress.of(original.getRemoteAddr()),
                isSecure(),
                isPathDecoded() ? services().routes().find(method(), path()) : Routes.UNKNOWN);
        this.completion = new Completion(this);
        this.request = new ExchangeRequest(original, this);
        this.response = new ExchangeResponse(answer, this);
        this.outgoingRequest = request;
        this.outgoingResponse = response;
        this.handedOn = original.getDispatcherType() != DispatcherType.REQUEST; // somebody was asked before
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
            if (cutOffStatus() >= 0) {
                cutOffIfDue();
            }
        } catch (Throwable failure) {
            if (!isAnsweredDespite(failure)) {
                completion.failed(failure);
                if (response.isCommitted()) {
                    cutOff();
                }
                leftover().isReadyFor(500);
                keepForErrorPage();
                throw failure;
            }
        } finally {
            if (response.isErrorAsked()) {
                keepForErrorPage();
            }
            if (original.isAsyncStarted() && !response.isUpgraded()) {
                completion.follow(original);
            } else {
                completion.complete();
            }
        }
        settle();
        cutOffIfDue();
    }

    private void keepForErrorPage() {
        RequestBody known = body;
        if (known != null && !isCutShort()) {
            known.keepFields();
        }
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

    @Override
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
        handOn();
        return outgoingResponse;
    }

    /** Notes that somebody may have begun an answer from now on. */
    void handOn() {
        handedOn = true;
    }

    /** Tells whether the response has left the filters, so that somebody else may have begun an answer. */
    boolean isHandedOn() {
        return handedOn;
    }

    /** Returns the request in the one wrapper of the exchange. */
    public HttpServletRequest request() {
        return request;
    }

    /** Returns the response in the one wrapper of the exchange. */
    @Override
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
        return outermost.shared();
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

    @Override
    @Nullable
    ExchangeAsync async() {
        return async;
    }

    /** Tells whether the application is asynchronous and has neither completed nor dispatched the request. */
    public boolean isAsyncOpen() {
        ExchangeAsync context = async;
        return context == null ? original.isAsyncStarted() : !context.isEnded();
    }

    @Override
    Exchange self() {
        return this;
    }

    void failed(Throwable failure) {
        completion.failed(failure);
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
        services().events().on(context.noted(event));
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
            services().refusals().write(this, refusal);
        }
    }
}
