package dev.hardening.benchmarks;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.MappingMatch;
import java.lang.reflect.Proxy;
import java.security.Principal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * A request over http to {@code http://api.example.org/api/items} that costs next to nothing to ask. It has no session, no
 * cookies and no parameters. What no filter asks of it is refused, so that nobody is measured with a wrong answer.
 */
class StubRequest extends HttpServletRequestWrapper {

    private static final HttpServletMapping MAPPING = new Mapping();

    private final String[] names;
    private final String[] values;
    private String method = "GET";
    private String peer;
    private final Object[] attributes = new Object[64];
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

    /** Returns a request with these fields and a host. */
    static StubRequest withFields(String peer, Map<String, String> fields) {
        List<String> words = new ArrayList<>(List.of("Host", "api.example.org"));
        fields.forEach((name, value) -> words.addAll(List.of(name, value)));
        return new StubRequest(peer, words.toArray(String[]::new));
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

    /** Asks with another method. */
    StubRequest asking(String newMethod) {
        method = newMethod;
        return this;
    }

    /** Comes from somebody else. */
    StubRequest from(String newPeer) {
        peer = newPeer;
        return this;
    }

    @Override
    public String getMethod() {
        return method;
    }

    @Override
    public String getScheme() {
        return "http";
    }

    @Override
    public String getServerName() {
        return "api.example.org";
    }

    @Override
    public int getServerPort() {
        return 80;
    }

    @Override
    public StringBuffer getRequestURL() {
        return new StringBuffer("http://api.example.org/api/items");
    }

    @Override
    public String getRemoteHost() {
        return peer;
    }

    @Override
    public int getRemotePort() {
        return 54321;
    }

    @Override
    public String getLocalAddr() {
        return "10.0.0.2";
    }

    @Override
    public String getLocalName() {
        return "10.0.0.2";
    }

    @Override
    public int getLocalPort() {
        return 80;
    }

    @Override
    public Locale getLocale() {
        return Locale.ROOT;
    }

    @Override
    public @Nullable String getContentType() {
        return null;
    }

    @Override
    public int getContentLength() {
        return -1;
    }

    @Override
    public @Nullable String getCharacterEncoding() {
        return null;
    }

    @Override
    public Cookie @Nullable [] getCookies() {
        return null;
    }

    @Override
    public @Nullable String getParameter(String name) {
        return null;
    }

    @Override
    public String @Nullable [] getParameterValues(String name) {
        return null;
    }

    @Override
    public Map<String, String[]> getParameterMap() {
        return Map.of();
    }

    @Override
    public @Nullable HttpSession getSession(boolean create) {
        if (create) {
            throw new UnsupportedOperationException("no filter needs a session for what is measured");
        }
        return null;
    }

    @Override
    public @Nullable String getRequestedSessionId() {
        return null;
    }

    @Override
    public boolean isRequestedSessionIdValid() {
        return false;
    }

    @Override
    public @Nullable Principal getUserPrincipal() {
        return null;
    }

    @Override
    public @Nullable String getRemoteUser() {
        return null;
    }

    @Override
    public DispatcherType getDispatcherType() {
        return DispatcherType.REQUEST;
    }

    @Override
    public HttpServletMapping getHttpServletMapping() {
        return MAPPING;
    }

    @Override
    public ServletContext getServletContext() {
        return StubConfig.CONTEXT;
    }

    @Override
    public boolean isAsyncSupported() {
        return true;
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
    public void setAttribute(String name, @Nullable Object value) {
        removeAttribute(name);
        if (value != null) {
            attributes[used++] = name;
            attributes[used++] = value;
        }
    }

    @Override
    public void removeAttribute(String name) {
        for (int i = 0; i < used; i += 2) {
            if (attributes[i].equals(name)) {
                used -= 2;
                attributes[i] = attributes[used];
                attributes[i + 1] = attributes[used + 1];
                return;
            }
        }
    }

    @Override
    public Enumeration<String> getAttributeNames() {
        return Collections.emptyEnumeration();
    }

    /** The application's one servlet has all paths. */
    private static final class Mapping implements HttpServletMapping {
        @Override
        public String getMatchValue() {
            return "api/items";
        }

        @Override
        public String getPattern() {
            return "/";
        }

        @Override
        public String getServletName() {
            return "application";
        }

        @Override
        public MappingMatch getMappingMatch() {
            return MappingMatch.DEFAULT;
        }
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
