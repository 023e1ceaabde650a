package dev.hardening.testing.servlet;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request without a body and its answer, for tests that send more requests than a socket carries in their time: a filter
 * is called with them directly. What a test does not need is answered with null, 0 or false. For one thread.
 */
public final class FakeCall {

    private static final ClassLoader LOADER = FakeCall.class.getClassLoader();

    private final String method;
    private final String path;
    private final String peer;
    private final Fields fields = new Fields();
    private final Fields answered = new Fields();
    private final Map<String, Object> attributes = new HashMap<>();
    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private int status = 200;

    /** Begins a request from the peer's address. */
    public FakeCall(String peer, String method, String path) {
        this.peer = peer;
        this.method = method;
        this.path = path;
        this.request = (HttpServletRequest) Proxy.newProxyInstance(
                LOADER,
                new Class<?>[] {HttpServletRequest.class},
                (proxy, called, arguments) -> ofRequest(called, arguments));
        this.response = (HttpServletResponse) Proxy.newProxyInstance(
                LOADER,
                new Class<?>[] {HttpServletResponse.class},
                (proxy, called, arguments) -> ofResponse(called, arguments));
    }

    /** Adds a header field. */
    public FakeCall with(String name, String value) {
        fields.put(name, value);
        return this;
    }

    /** Returns the request. */
    public HttpServletRequest request() {
        return request;
    }

    /** Returns the response. */
    public HttpServletResponse response() {
        return response;
    }

    /** Returns the status of the answer. */
    public int status() {
        return status;
    }

    private @Nullable Object ofRequest(Method called, Object[] arguments) {
        return switch (called.getName()) {
            case "getMethod" -> method;
            case "getRequestURI", "getServletPath" -> path;
            case "getContextPath" -> "";
            case "getRemoteAddr" -> peer;
            case "getProtocol" -> "HTTP/1.1";
            case "getScheme" -> "http";
            case "getContentLengthLong" -> -1L;
            case "getContentLength" -> -1;
            case "getHeader" -> fields.get((String) arguments[0]);
            case "getHeaders" -> Collections.enumeration(fields.all((String) arguments[0]));
            case "getHeaderNames" -> Collections.enumeration(fields.names);
            case "getAttribute" -> attributes.get((String) arguments[0]);
            case "setAttribute" -> attributes.put((String) arguments[0], arguments[1]);
            default -> nothing(called);
        };
    }

    private @Nullable Object ofResponse(Method called, Object[] arguments) {
        return switch (called.getName()) {
            case "setStatus" -> {
                status = (Integer) arguments[0];
                yield nothing(called);
            }
            case "getStatus" -> status;
            case "setHeader", "addHeader" -> answered.put((String) arguments[0], String.valueOf(arguments[1]));
            case "getHeader" -> answered.get((String) arguments[0]);
            case "containsHeader" -> answered.get((String) arguments[0]) != null;
            case "getHeaderNames" -> List.copyOf(answered.names);
            case "getHeaders" -> answered.all((String) arguments[0]);
            case "reset" -> answered.clear();
            case "getOutputStream" -> new Nowhere();
            default -> nothing(called);
        };
    }

    private static @Nullable Object nothing(Method called) {
        Class<?> type = called.getReturnType();
        if (type == boolean.class) {
            return false;
        }
        if (type == int.class) {
            return 0;
        }
        return type == long.class ? 0L : null;
    }

    /** A few fields, of which each has one value; to look through them costs less than a table. */
    private static final class Fields {
        private final List<String> names = new ArrayList<>(16);
        private final List<String> values = new ArrayList<>(16);

        private int find(String name) {
            for (int i = 0; i < names.size(); i++) {
                if (names.get(i).equalsIgnoreCase(name)) {
                    return i;
                }
            }
            return -1;
        }

        @Nullable
        Void put(String name, String value) {
            int at = find(name);
            if (at < 0) {
                names.add(name);
                values.add(value);
            } else {
                values.set(at, value);
            }
            return null;
        }

        @Nullable
        String get(String name) {
            int at = find(name);
            return at < 0 ? null : values.get(at);
        }

        List<String> all(String name) {
            String value = get(name);
            return value == null ? List.of() : List.of(value);
        }

        @Nullable
        Void clear() {
            names.clear();
            values.clear();
            return null;
        }
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
