package dev.hardening.benchmarks;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.lang.reflect.Proxy;
import java.util.Enumeration;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** A request that costs nothing to ask. What no filter asks of it is refused. */
class StubRequest extends HttpServletRequestWrapper {

    private final String[] names;
    private final String[] values;
    private final String peer;
    private final Object[] attributes = new Object[16];
    private final One one = new One();
    private final All all = new All();
    private int used;

    StubRequest(String peer, String... namesAndValues) {
        super((HttpServletRequest) Proxy.newProxyInstance(
                StubRequest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, arguments) -> {
                    throw new UnsupportedOperationException(method.toString());
                }));
        this.peer = peer;
        this.names = new String[namesAndValues.length / 2];
        this.values = new String[names.length];
        for (int i = 0; i < names.length; i++) {
            names[i] = namesAndValues[2 * i];
            values[i] = namesAndValues[2 * i + 1];
        }
    }

    /** Forgets what the last request left, as a container does that uses its objects again. */
    StubRequest recycle() {
        used = 0;
        return this;
    }

    /** Changes a header field that is there. */
    StubRequest with(String name, String value) {
        for (int i = 0; i < names.length; i++) {
            if (names[i].equals(name)) {
                values[i] = value;
            }
        }
        return this;
    }

    @Override
    public String getMethod() {
        return "GET";
    }

    @Override
    public String getServletPath() {
        return "/api/items";
    }

    @Override
    public @Nullable String getPathInfo() {
        return null;
    }

    @Override
    public String getRequestURI() {
        return "/api/items";
    }

    @Override
    public @Nullable String getQueryString() {
        return null;
    }

    @Override
    public String getContextPath() {
        return "";
    }

    @Override
    public String getRemoteAddr() {
        return peer;
    }

    @Override
    public String getProtocol() {
        return "HTTP/1.1";
    }

    @Override
    public long getContentLengthLong() {
        return -1;
    }

    @Override
    public boolean isSecure() {
        return false;
    }

    @Override
    public boolean isAsyncStarted() {
        return false;
    }

    @Override
    public @Nullable String getHeader(String name) {
        for (int i = 0; i < names.length; i++) {
            if (names[i].equalsIgnoreCase(name)) {
                return values[i];
            }
        }
        return null;
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        String value = getHeader(name);
        one.rest = value;
        return one;
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        all.at = 0;
        return all;
    }

    @Override
    public @Nullable Object getAttribute(String name) {
        for (int i = 0; i < used; i += 2) {
            if (attributes[i].equals(name)) {
                return attributes[i + 1];
            }
        }
        return null;
    }

    @Override
    public void setAttribute(String name, Object value) {
        attributes[used++] = name;
        attributes[used++] = value;
    }

    /** The lines of a field, one or none; nobody reads two fields at once. The Servlet API wants an Enumeration. */
    @SuppressWarnings("JdkObsolete")
    private static final class One implements Enumeration<String> {
        private @Nullable String rest;

        @Override
        public boolean hasMoreElements() {
            return rest != null;
        }

        @Override
        public String nextElement() {
            String next = rest;
            rest = null;
            if (next == null) {
                throw new NoSuchElementException();
            }
            return next;
        }
    }

    /** The names of all fields. */
    @SuppressWarnings("JdkObsolete")
    private final class All implements Enumeration<String> {
        private int at;

        @Override
        public boolean hasMoreElements() {
            return at < names.length;
        }

        @Override
        public String nextElement() {
            if (at == names.length) {
                throw new NoSuchElementException();
            }
            return names[at++];
        }
    }
}
