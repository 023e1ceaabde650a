package dev.hardening.testing;

import dev.hardening.core.net.IpAddress;
import dev.hardening.core.request.RequestFacts;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The facts of a request that a test makes up: GET / over plain HTTP, without any header field unless one is given. */
public final class FakeRequest implements RequestFacts {

    private record Line(String name, String value) {}

    private final IpAddress peer;
    private final List<Line> lines = new ArrayList<>();
    private String method = "GET";
    private String path = "/";
    private boolean secure;

    private FakeRequest(IpAddress peer) {
        this.peer = peer;
    }

    /** Returns a request whose connection comes from that address. */
    public static FakeRequest from(String peer) {
        return new FakeRequest(IpAddress.parse(peer));
    }

    /** Adds one line of a header field. */
    public FakeRequest line(String name, String value) {
        lines.add(new Line(name, value));
        return this;
    }

    /** Adds a line for each value. */
    public FakeRequest lines(String name, List<String> values) {
        values.forEach(value -> line(name, value));
        return this;
    }

    /** Makes the connection TLS. */
    public FakeRequest secure() {
        this.secure = true;
        return this;
    }

    /** Replaces method and path. */
    public FakeRequest target(String newMethod, String newPath) {
        this.method = newMethod;
        this.path = newPath;
        return this;
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public IpAddress peer() {
        return peer;
    }

    @Override
    public boolean isSecure() {
        return secure;
    }

    // By index: an iterator's bytes would count in tests that count bytes.
    @Override
    public @Nullable String header(String name) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).name().equalsIgnoreCase(name)) {
                return lines.get(i).value();
            }
        }
        return null;
    }

    @Override
    public List<String> headers(String name) {
        List<String> values = new ArrayList<>(1);
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).name().equalsIgnoreCase(name)) {
                values.add(lines.get(i).value());
            }
        }
        return values;
    }
}
