package dev.hardening.servlet.support;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one response wrapper of an exchange. Header fields that filters {@linkplain #keep keep} are written before the
 * application runs, because nothing later is sure to see the answer before it is committed, and written again after a
 * {@code reset()}, which is the one thing that loses them. Writers and hooks are asked outside of the gate's lock, for
 * they may wait for locks of their own.
 */
@SuppressWarnings("UnsynchronizedOverridesSynchronized")
public final class ExchangeResponse extends GatedResponse {

    private static final String SET_COOKIE = "Set-Cookie";

    private final Exchange exchange;
    private HeaderWriter[] kept = new HeaderWriter[4];
    private int count;
    private volatile @Nullable HeaderWriter beforeOutput;
    private @Nullable CookieRule cookieRule;
    private volatile boolean endsByClosing;
    private volatile boolean errorAsked;

    ExchangeResponse(HttpServletResponse response, Exchange exchange) {
        super(response);
        this.exchange = exchange;
    }

    /** Returns the response of a dispatch, which is this one unless the application has put its own around it. */
    HttpServletResponse in(HttpServletResponse dispatched) {
        boolean is = dispatched instanceof ExchangeResponse
                || (dispatched instanceof ServletResponseWrapper wrapper
                        && wrapper.isWrapperFor(ExchangeResponse.class));
        return is ? dispatched : this;
    }

    /** Returns the request that this answers. */
    public Exchange exchange() {
        return exchange;
    }

    /**
     * Writes header fields now and again whenever the answer is reset, and asks the writer about every field that the
     * application sets from now on.
     */
    public void keep(HeaderWriter writer) {
        if (count == kept.length) {
            kept = Arrays.copyOf(kept, 2 * count);
        }
        kept[count++] = writer;
        writer.writeTo(this);
    }

    /**
     * Writes header fields whenever the answer turns to its output and is not committed yet, so the last time is as late as
     * the fields are sure to be sent; for those whose value changes until then. An asynchronous answer without output goes
     * without them.
     */
    public void beforeOutput(HeaderWriter writer) {
        this.beforeOutput = writer;
    }

    private void writeBeforeOutput() {
        HeaderWriter writer = beforeOutput;
        if (writer != null && !isShut() && !isCommitted()) {
            writer.writeTo(this);
        }
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        writeBeforeOutput();
        return super.getOutputStream();
    }

    @Override
    public PrintWriter getWriter() throws IOException {
        writeBeforeOutput();
        return super.getWriter();
    }

    @Override
    public synchronized void flushBuffer() throws IOException {
        writeBeforeOutput();
        super.flushBuffer();
    }

    /** Asks the rule, after those that are there already, about every cookie that is set from now on. */
    public void cookies(CookieRule newRule) {
        CookieRule before = cookieRule;
        this.cookieRule = before == null ? newRule : before.and(newRule);
    }

    /**
     * Asks the rule about the cookies that stand in the answer: containers put that of their session there themselves,
     * and write others in their own way.
     */
    public void checkCookies() {
        CookieRule rule = cookieRule;
        if (rule != null && !isCommitted()) {
            checkCookies(rule);
        }
    }

    private synchronized void checkCookies(CookieRule rule) {
        if (isShut() || isCommitted() || !bare().containsHeader(SET_COOKIE)) {
            return;
        }
        List<String> written = List.copyOf(bare().getHeaders(SET_COOKIE));
        List<String> right =
                written.stream().map(cookie -> rule.on(exchange, cookie)).toList();
        if (!right.equals(written)) {
            put(SET_COOKIE, right.get(0));
            right.subList(1, right.size()).forEach(cookie -> append(SET_COOKIE, cookie));
        }
    }

    /**
     * Lets nothing pass any more of what the application does to its answer, until {@link Exchange#cutShort} puts another
     * one in its place; for filters.
     *
     * @return false when the answer is on its way, and everything still passes
     */
    public boolean withhold() {
        return shut();
    }

    /** Lets a refusal state no length, because its connection ends with it. */
    void endByClosing() {
        endsByClosing = true;
    }

    boolean isEndedByClosing() {
        return endsByClosing;
    }

    /** Tells whether the answer was withheld or has been replaced, so that an application works in vain; never waits. */
    public boolean isWithheld() {
        return isShut();
    }

    /** Sets a field without asking the writers; for filters. */
    public void put(String name, String value) {
        bare().setHeader(name, value);
    }

    /** Adds a field without asking the writers; for filters. */
    public void append(String name, String value) {
        bare().addHeader(name, value);
    }

    @Override
    public synchronized void reset() {
        if (isShut()) {
            return;
        }
        super.reset();
        for (int i = 0; i < count; i++) {
            kept[i].writeTo(this);
        }
    }

    /**
     * Removes a field without asking the writers; for filters. Where the container does not let go of one of its own, the
     * field stays with an empty value.
     */
    public void remove(String name) {
        if (bare().containsHeader(name)) {
            bare().setHeader(name, null);
            if (bare().containsHeader(name)) {
                bare().setHeader(name, "");
            }
        }
    }

    @Override
    public synchronized void setHeader(String name, @Nullable String value) {
        if (action(name, value) != HeaderWriter.Action.DROP) {
            super.setHeader(name, value);
            checkCookie(name);
        }
    }

    @Override
    public synchronized void addHeader(String name, @Nullable String value) {
        switch (action(name, value)) {
            case PASS -> super.addHeader(name, value);
            case REPLACE -> super.setHeader(name, value);
            case DROP -> {}
        }
        checkCookie(name);
    }

    @Override
    public synchronized void addCookie(Cookie cookie) {
        if (cookieRule == null) {
            super.addCookie(cookie);
        } else if (!isShut()) {
            super.addHeader(SET_COOKIE, CookieText.of(cookie));
            checkCookies();
        }
    }

    private void checkCookie(@Nullable String name) {
        if (cookieRule != null && SET_COOKIE.equalsIgnoreCase(name)) {
            checkCookies();
        }
    }

    @Override
    public synchronized void setIntHeader(String name, int value) {
        if (action(name, value) != HeaderWriter.Action.DROP) {
            super.setIntHeader(name, value);
        }
    }

    @Override
    public synchronized void addIntHeader(String name, int value) {
        switch (action(name, value)) {
            case PASS -> super.addIntHeader(name, value);
            case REPLACE -> super.setIntHeader(name, value);
            case DROP -> {}
        }
    }

    @Override
    public synchronized void setDateHeader(String name, long date) {
        if (action(name, date) != HeaderWriter.Action.DROP) {
            super.setDateHeader(name, date);
        }
    }

    @Override
    public synchronized void addDateHeader(String name, long date) {
        switch (action(name, date)) {
            case PASS -> super.addDateHeader(name, date);
            case REPLACE -> super.setDateHeader(name, date);
            case DROP -> {}
        }
    }

    @Override
    public void sendError(int status) throws IOException {
        if (!isAnswered(status, null)) {
            super.sendError(status);
        }
    }

    @Override
    public void sendError(int status, @Nullable String message) throws IOException {
        if (!isAnswered(status, message)) {
            super.sendError(status, message);
        }
    }

    /** Not every container sends a redirect before it has met the rest of the request's body. */
    @Override
    public void sendRedirect(String location) throws IOException {
        writeBeforeOutput();
        String target = RedirectTarget.of(exchange.request(), exchange.original, location);
        if (exchange.leftover().isReadyFor(SC_FOUND, "Location", target)) {
            super.sendRedirect(target);
        } else {
            end();
        }
    }

    /** What Servlet 6.1 adds: like the next two, it overrides a method that is not there where this is compiled. */
    public void sendRedirect(String location, boolean clearBuffer) throws IOException {
        sendRedirect(location, SC_FOUND, clearBuffer);
    }

    /** Redirects with a status and drops the body that was begun. */
    public void sendRedirect(String location, int status) throws IOException {
        sendRedirect(location, status, true);
    }

    /**
     * Redirects with a status. Whatever is written behind it goes nowhere.
     *
     * @param status of the answer
     * @param clearBuffer whether the body that was begun is dropped; nothing else can be sent with a redirect's status
     * @throws IllegalStateException when the answer is on its way
     */
    public void sendRedirect(String location, int status, boolean clearBuffer) throws IOException {
        if (status == SC_FOUND && clearBuffer) {
            sendRedirect(location);
            return;
        }
        if (exchange.original.getDispatcherType() == DispatcherType.INCLUDE) {
            return; // what is included cannot redirect
        }
        writeBeforeOutput();
        String target = RedirectTarget.of(exchange.request(), exchange.original, location);
        if (exchange.leftover().isReadyFor(status, "Location", target) && !isShut()) {
            if (isCommitted()) {
                throw new IllegalStateException("the answer is on its way");
            }
            if (clearBuffer) {
                resetBuffer();
            }
            setStatus(status);
            put("Location", target);
            super.flushBuffer();
        }
        end();
    }

    private boolean isAnswered(int status, @Nullable String message) throws IOException {
        writeBeforeOutput();
        ErrorHook hook = isShut() || isCommitted() ? null : exchange.errorHook();
        boolean left = hook == null || !hook.answer(status, message);
        if (left && exchange.leftover().isReadyFor(status)) {
            errorAsked = true;
            return false;
        }
        // After an error page was asked for, what the application still writes goes nowhere, as in every container.
        end();
        return true;
    }

    /** Tells whether the container was asked for an error page, which it shows when the filters are done. */
    boolean isErrorAsked() {
        return errorAsked;
    }

    private HeaderWriter.Action action(@Nullable String name, long value) {
        return count == 0 && !isShut() ? HeaderWriter.Action.PASS : action(name, Long.toString(value));
    }

    private HeaderWriter.Action action(@Nullable String name, @Nullable String value) {
        if (isShut()) {
            return HeaderWriter.Action
                    .DROP; // a writer may write past the gate, even into the answer to a later request
        }
        HeaderWriter.Action strictest = HeaderWriter.Action.PASS;
        if (name == null) {
            return strictest;
        }
        String asked = value == null ? "" : value;
        for (int i = 0; i < count && strictest != HeaderWriter.Action.DROP; i++) {
            HeaderWriter.Action action = kept[i].on(this, name, asked);
            strictest = action.compareTo(strictest) > 0 ? action : strictest;
        }
        return strictest;
    }
}
