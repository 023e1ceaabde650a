package dev.hardening.benchmarks;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.PrintWriter;
import java.io.Writer;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A response that keeps the last of what is set and throws the body away. */
final class StubResponse extends HttpServletResponseWrapper {

    private final String[] names = new String[64];
    private final String[] values = new String[64];
    private final ServletOutputStream nowhere = new Nowhere();
    private final PrintWriter writer = new PrintWriter(Writer.nullWriter());
    private int used;
    private int status = 200;

    StubResponse() {
        super((HttpServletResponse) Proxy.newProxyInstance(
                StubResponse.class.getClassLoader(),
                new Class<?>[] {HttpServletResponse.class},
                (proxy, method, arguments) -> {
                    throw new UnsupportedOperationException(method.toString());
                }));
    }

    /** Forgets what the last request left, as a container does that uses its objects again. */
    StubResponse recycle() {
        used = 0;
        status = 200;
        return this;
    }

    @Override
    public void setHeader(String name, @Nullable String value) {
        for (int i = 0; i < used; i++) {
            if (names[i].equalsIgnoreCase(name)) {
                values[i] = String.valueOf(value);
                return;
            }
        }
        addHeader(name, value);
    }

    @Override
    public void addHeader(String name, @Nullable String value) {
        names[used] = name;
        values[used++] = String.valueOf(value);
    }

    @Override
    public boolean containsHeader(String name) {
        return getHeader(name) != null;
    }

    @Override
    public @Nullable String getHeader(String name) {
        for (int i = 0; i < used; i++) {
            if (names[i].equalsIgnoreCase(name)) {
                return values[i];
            }
        }
        return null;
    }

    @Override
    public Collection<String> getHeaderNames() {
        return List.of(Arrays.copyOf(names, used));
    }

    @Override
    public Collection<String> getHeaders(String name) {
        String value = getHeader(name);
        return value == null ? List.of() : List.of(value);
    }

    @Override
    public void setStatus(int value) {
        status = value;
    }

    @Override
    public int getStatus() {
        return status;
    }

    /** Where a container would write its error page; none is written. */
    @Override
    public void sendError(int code) {
        status = code;
    }

    @Override
    public void sendError(int code, String message) {
        status = code;
    }

    @Override
    public void setIntHeader(String name, int value) {
        setHeader(name, Integer.toString(value));
    }

    @Override
    public void setDateHeader(String name, long date) {
        setHeader(name, Long.toString(date));
    }

    @Override
    public void addCookie(Cookie cookie) {
        throw new UnsupportedOperationException("no filter needs a cookie for what is measured");
    }

    @Override
    public String encodeURL(String url) {
        return url;
    }

    @Override
    public PrintWriter getWriter() {
        return writer;
    }

    @Override
    public String getCharacterEncoding() {
        return "UTF-8";
    }

    @Override
    public @Nullable String getContentType() {
        return null;
    }

    @Override
    public boolean isCommitted() {
        return false;
    }

    @Override
    public void reset() {
        recycle();
    }

    @Override
    public void resetBuffer() {}

    @Override
    public void flushBuffer() {}

    @Override
    public void setContentType(String type) {}

    @Override
    public void setContentLength(int length) {}

    @Override
    public void setContentLengthLong(long length) {}

    @Override
    public void setCharacterEncoding(String charset) {}

    @Override
    public ServletOutputStream getOutputStream() {
        return nowhere;
    }

    private static final class Nowhere extends ServletOutputStream {
        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {}

        @Override
        public void write(int b) {}

        @Override
        public void write(byte[] bytes, int from, int length) {}
    }
}
