package dev.hardening.servlet.support;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The gate through which everything passes that an application does to its answer. Once it is shut, nothing passes any
 * more, not even through a stream or a writer that the application has had since before: an answer that took its place
 * stays whole. Threads that write and one that shuts the gate take turns.
 */
class GatedResponse extends HttpServletResponseWrapper {

    private final HttpServletResponse bare;
    private @Nullable ServletOutputStream stream;
    private @Nullable PrintWriter writer;
    /** Read without the lock, which a thread may hold that waits for a slow client. */
    private volatile boolean shut;

    private boolean ended;
    private boolean forwarded;
    /** What the client has seen: a container may set another one afterwards, in vain. */
    private volatile int lastStatus;

    GatedResponse(HttpServletResponse response) {
        super(response);
        this.bare = response;
    }

    /** Returns the container's response, past the gate; for filters. */
    final HttpServletResponse bare() {
        return bare;
    }

    /** Lets nothing pass from now on; false when it is too late, because the answer is on its way. */
    final boolean shut() {
        if (isCommitted()) {
            return false; // without the lock, which a thread may hold that waits for a slow client
        }
        synchronized (this) {
            boolean late = isCommitted();
            if (!late) {
                close();
            }
            return !late;
        }
    }

    /** Containers look through wrappers for their own response, and finish it at the end of a forward: it is not here. */
    private void close() {
        super.setResponse(NoResponse.INSTANCE);
        shut = true;
    }

    /** Lets things pass again, for the answer that takes the place of the application's. */
    final synchronized void open() {
        super.setResponse(bare);
        shut = false;
    }

    /** Lets nothing pass for good, whatever has become of the answer. */
    final synchronized void end() {
        if (!ended) {
            lastStatus = bare.getStatus();
        }
        close();
        ended = true;
    }

    /** Containers put a response of theirs below while they forward or include. */
    @Override
    public synchronized void setResponse(ServletResponse response) {
        forwarded = true;
        if (!shut) {
            super.setResponse(response);
        }
    }

    @Override
    public boolean isCommitted() {
        return bare.isCommitted();
    }

    @Override
    public int getStatus() {
        int last = lastStatus;
        return last > 0 ? last : bare.getStatus();
    }

    @Override
    public boolean containsHeader(String name) {
        return bare.containsHeader(name);
    }

    @Override
    public @Nullable String getHeader(String name) {
        return bare.getHeader(name);
    }

    @Override
    public Collection<String> getHeaders(String name) {
        return bare.getHeaders(name);
    }

    @Override
    public Collection<String> getHeaderNames() {
        return bare.getHeaderNames();
    }

    /** Jetty calls a request asynchronous whose connection goes on under another protocol, and has no context of it. */
    final boolean isUpgraded() {
        return getStatus() == SC_SWITCHING_PROTOCOLS;
    }

    final synchronized boolean isEnded() {
        return ended;
    }

    /** Tells whether a container has put a response of its own below, in a forward or an include that may be over. */
    final synchronized boolean isForwarded() {
        return forwarded;
    }

    final boolean isShut() {
        return shut;
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        synchronized (this) {
            ServletOutputStream known = stream;
            if (known == null) {
                known = shut ? NoOutput.stream() : new GatedStream(super.getOutputStream(), this);
                stream = known;
            }
            return known;
        }
    }

    @Override
    public PrintWriter getWriter() throws IOException {
        synchronized (this) {
            PrintWriter known = writer;
            if (known == null) {
                known = shut ? NoOutput.writer() : new PrintWriter(new GatedWriter(super.getWriter(), this));
                writer = known;
            }
            return known;
        }
    }

    @Override
    public synchronized void reset() {
        if (!shut) {
            super.reset();
            stream = null;
            writer = null;
        }
    }

    @Override
    public synchronized void resetBuffer() {
        if (!shut) {
            super.resetBuffer();
        }
    }

    @Override
    public synchronized void flushBuffer() throws IOException {
        if (!shut) {
            super.flushBuffer();
        }
    }

    @Override
    public synchronized void setStatus(int status) {
        if (!shut) {
            super.setStatus(status);
        }
    }

    @Override
    public synchronized void setContentType(@Nullable String type) {
        if (!shut) {
            super.setContentType(type);
        }
    }

    @Override
    public synchronized void setCharacterEncoding(@Nullable String name) {
        if (!shut) {
            super.setCharacterEncoding(name);
        }
    }

    @Override
    public synchronized void setContentLength(int length) {
        if (!shut) {
            super.setContentLength(length);
        }
    }

    @Override
    public synchronized void setContentLengthLong(long length) {
        if (!shut) {
            super.setContentLengthLong(length);
        }
    }

    @Override
    public synchronized void setBufferSize(int size) {
        if (!shut) {
            super.setBufferSize(size);
        }
    }

    @Override
    public synchronized void setLocale(Locale locale) {
        if (!shut) {
            super.setLocale(locale);
        }
    }

    @Override
    public synchronized void addCookie(Cookie cookie) {
        if (!shut) {
            super.addCookie(cookie);
        }
    }

    @Override
    public synchronized void sendRedirect(String location) throws IOException {
        if (!shut) {
            super.sendRedirect(location);
        }
    }

    @Override
    public synchronized void sendError(int status) throws IOException {
        if (!shut) {
            super.sendError(status);
        }
    }

    @Override
    public synchronized void sendError(int status, @Nullable String message) throws IOException {
        if (!shut) {
            super.sendError(status, message);
        }
    }

    @Override
    public synchronized void setHeader(String name, @Nullable String value) {
        if (!shut) {
            super.setHeader(name, value);
        }
    }

    @Override
    public synchronized void addHeader(String name, @Nullable String value) {
        if (!shut) {
            super.addHeader(name, value);
        }
    }

    @Override
    public synchronized void setIntHeader(String name, int value) {
        if (!shut) {
            super.setIntHeader(name, value);
        }
    }

    @Override
    public synchronized void addIntHeader(String name, int value) {
        if (!shut) {
            super.addIntHeader(name, value);
        }
    }

    @Override
    public synchronized void setDateHeader(String name, long date) {
        if (!shut) {
            super.setDateHeader(name, date);
        }
    }

    @Override
    public synchronized void addDateHeader(String name, long date) {
        if (!shut) {
            super.addDateHeader(name, date);
        }
    }
}
